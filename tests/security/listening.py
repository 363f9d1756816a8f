"""A server on this machine that nobody may ask, and looking through a PDF for what must not be in it."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pdfplumber
import pikepdf

MARKER = "BIMAT7351"
# One answer that is a style sheet, a text and, between comments, nearly anything: whoever asks uses it.
ANSWER = f'p::before {{ content: "{MARKER}" }}'.encode()


class Listener:
    """`url` of a page on it; `asked` grows with each request."""

    def __init__(self, port: int) -> None:
        self.url, self.asked = f"http://127.0.0.1:{port}", []


@contextmanager
def listening() -> Iterator[Listener]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listener = server.listener = Listener(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.listener.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/css")
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *arguments: object) -> None:
        pass


def everything_in(data: bytes) -> bytes:
    """All that a PDF holds, unpacked, and its text as read."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [_unpacked(item) for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        rest = [repr(item).encode() for item in pdf.objects]
    return b"\n".join([*streams, *rest, text_of(data).encode()])


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture, packed as such
        return stream.read_raw_bytes()


def text_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def attachments_of(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kinds = [str(item.get("/Type", "")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        notes = [str(note.get("/Subtype")) for page in pdf.pages for note in page.get("/Annots", [])]
        return [*pdf.attachments, *(kind for kind in kinds if kind == "/Filespec"), *(n for n in notes if "File" in n)]
