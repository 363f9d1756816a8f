"""A print fetches nothing but our own static files and small pictures in its text, whichever way it is asked to."""

import base64
import io
import logging
import zlib

import pdfplumber
import pytest
from PIL import Image
from weasyprint.urls import URLFetcher, URLFetchingError

from reports.fetching import HOST, MOST_BYTES, PAGE_URL, OwnFilesFetcher
from reports.pdf import html_to_pdf
from tests.security.listening import MARKER, attachments_of, everything_in, listening, text_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'


INNER = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Cimage href='URL' width='9' height='9'/%3E%3C/svg%3E"
)


# Each way in which HTML, CSS and SVG name a file; `URL` stands for it.
WAYS = {
    "img": '<img alt="x" src="URL">',
    "img srcset": '<img alt="x" srcset="URL 1x">',
    "object": '<object data="URL"></object>',
    "embed": '<embed src="URL">',
    "iframe": '<iframe src="URL"></iframe>',
    "video poster": '<video poster="URL"></video>',
    "input image": '<input type="image" src="URL">',
    "body background": '<table background="URL"><tr><td>x</table>',
    "link stylesheet": '<link rel="stylesheet" href="URL">',
    "link attachment": '<link rel="attachment" href="URL">',
    "a attachment": '<a rel="attachment" href="URL">x</a>',
    "link icon": '<link rel="icon" href="URL">',
    "import": "<style>@import 'URL';</style>",
    "import url": "<style>@import url(URL);</style>",
    "font-face": "<style>@font-face { font-family: F; src: url(URL) } p { font-family: F }</style>",
    "background": "<p style=\"background: url('URL')\">x</p>",
    "list-style": '<ul style="list-style-image: url(URL)"><li>x</ul>',
    "content": "<style>p::after { content: url(URL) }</style>",
    "border-image": '<p style="border: 9px solid; border-image: url(URL) 9">x</p>',
    "page background": "<style>@page { background: url(URL) }</style>",
    "svg image": f'{SVG}<image href="URL" width="9" height="9"/></svg>',
    "svg xlink": f'{SVG}<image xlink:href="URL" width="9" height="9"/></svg>',
    "svg use": f'{SVG}<use href="URL#a"/></svg>',
    "svg style": f"{SVG}<style>@import url(URL);</style></svg>",
    "svg base": f'{SVG}<image xml:base="URL" href="x" width="9" height="9"/></svg>',
    "base": '<base href="URL"><img alt="x" src="x.png"><link rel="attachment" href="x">',
    "svg in data": f'<img alt="x" src="{INNER}">',
    "meta refresh": '<meta http-equiv="refresh" content="0; url=URL">',
    "script": '<script src="URL"></script>',
}
# What WeasyPrint does not follow at all today; they stay in the table for the day when it does.
SILENT = {
    "img srcset",
    "iframe",
    "video poster",
    "body background",
    "link icon",
    "svg use",
    "svg style",
    "input image",
    "meta refresh",
    "script",
}


def page(way: str, url: str) -> str:
    body = WAYS[way].replace("URL", url)
    return f'<html lang="vi"><title>x</title><p>Vẫn in {way}.</p>{body}<p>Hết.</p></html>'


@pytest.fixture(scope="module")
def listener():
    with listening() as found:
        yield found


@pytest.fixture
def secrets(tmp_path):
    """Files of the server that hold the marker, each of a kind that something would use."""
    (tmp_path / "a.css").write_text(f'p::before {{ content: "{MARKER}" }}')
    (tmp_path / "a.svg").write_text(f"{SVG}<text y='9'>{MARKER}</text></svg>")
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
def test_no_address_is_asked(listener, way):
    listener.asked.clear()

    data = html_to_pdf(page(way, f"{listener.url}/x.css"))

    assert listener.asked == []
    assert f"Vẫn in {way}." in text_of(data)
    assert attachments_of(data) == []


@pytest.mark.parametrize("name", ["a.css", "a.svg"])
@pytest.mark.parametrize("way", WAYS)
def test_no_file_of_the_server_is_read(secrets, way, name):
    data = html_to_pdf(page(way, (secrets / name).as_uri()))

    assert MARKER.encode() not in everything_in(data)
    assert attachments_of(data) == []


@pytest.mark.parametrize("way", sorted(WAYS.keys() - SILENT))
def test_these_ways_do_lead_out_with_another_fetcher(listener, monkeypatch, way):
    """Else the tests above could not fail."""
    monkeypatch.setattr("reports.pdf.OwnFilesFetcher", URLFetcher)
    listener.asked.clear()

    html_to_pdf(page(way, f"{listener.url}/x.css"))

    assert listener.asked != []


def test_a_file_would_be_printed_by_another_fetcher(secrets, monkeypatch):
    monkeypatch.setattr("reports.pdf.OwnFilesFetcher", URLFetcher)

    seen = html_to_pdf(page("link stylesheet", (secrets / "a.css").as_uri()))
    attached = html_to_pdf(page("link attachment", (secrets / "a.css").as_uri()))

    assert MARKER.encode() in everything_in(seen)
    assert MARKER.encode() in everything_in(attached)
    assert attachments_of(attached) != []


def test_colour_profile_of_elsewhere_stops_the_print(listener):
    """The one way on which WeasyPrint does not go on; a style sheet is always ours, and no text of a user is in it."""
    listener.asked.clear()
    style = f"<style>@color-profile --p {{ src: url({listener.url}/x) }}</style>"

    with pytest.raises(URLFetchingError):
        html_to_pdf(f'<html lang="vi"><title>x</title>{style}<p>x</p></html>')
    assert listener.asked == []


ADDRESSES = [
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    " file:///etc/passwd",
    "\tfile:///etc/passwd",
    "file:/etc/passwd",
    "file://localhost/etc/passwd",
    "http://127.0.0.1:1/x",
    "HTTP://127.0.0.1:1/x",
    "https://127.0.0.1:1/x",
    "ftp://127.0.0.1/x",
    "gopher://127.0.0.1/x",
    "jar:file:///x!/y",
    "javascript:alert(1)",
    "//127.0.0.1/x",
    "x.png",
    "../static/icons.svg",
    "/etc/passwd",
    "/static/icons.svg",  # without the host that html_to_pdf puts before it
    "C:\\x.png",
    "\\\\127.0.0.1\\x.png",
    "",
    f"{HOST}/x.png",
    f"{HOST}:80/static/icons.svg",
    f"{HOST}@127.0.0.1/static/icons.svg",
    f"{HOST}.example.org/static/icons.svg",
    f"{HOST}/static/",
    f"{HOST}/static/icons.svg?x",
    f"{HOST}/static/../config/settings.py",
    f"{HOST}/static/%2e%2e/README.md",
    f"{HOST}/static/%252e%252e/README.md",
    f"{HOST}/static/..%2f..%2fetc%2fpasswd",
    f"{HOST}/static/..%5c..%5cetc%5cpasswd",
    f"{HOST}/static/..\\..\\etc\\passwd",
    f"{HOST}/static//etc/passwd",
    f"{HOST}/static/%2fetc/passwd",
    f"{HOST}/static/icons.svg%00.png",
    f"{HOST}/static/theme.js",  # ours, but nothing that is printed
    f"{HOST}/static/khong-co.png",
    f"{HOST}/static/icons",
    "data:text/html,<script>",
    "data:text/css,p{}",
    INNER,
    "data:,x",
    "data:",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_addresses_are_refused_by_name(address, caplog):
    with caplog.at_level(logging.WARNING, "reports.fetching"), pytest.raises(URLFetchingError) as caught:
        OwnFilesFetcher().fetch(address)

    assert str(caught.value) == "not a file of ours"
    assert [record.getMessage() for record in caplog.records] == [
        f"A print may not fetch {ascii(address.partition(',')[0] if address.startswith('data:') else address)}"
    ]


def test_log_of_a_refusal_is_one_short_line(caplog):
    with pytest.raises(URLFetchingError):
        OwnFilesFetcher().fetch("http://x/\n\x1b[31m" + "ế" * 5000)

    (record,) = caplog.records
    assert record.getMessage().startswith(r"A print may not fetch 'http://x/\n\x1b[31m\u1ebf")
    assert len(record.getMessage()) < 1300
    assert record.getMessage().isascii()


# What may be fetched


@pytest.mark.parametrize(
    ("name", "kind"),
    [("icons.svg", "image/svg+xml"), ("print.css", "text/css"), ("icons.svg#a", "image/svg+xml")],
)
def test_own_static_files_are_fetched(settings, name, kind):
    response = OwnFilesFetcher().fetch(f"{HOST}/static/{name}")

    assert response.read() == (settings.BASE_DIR / "static" / name.partition("#")[0]).read_bytes()
    assert response.content_type == kind
    assert response.path is None


def test_printed_text_names_static_files_as_pages_do(monkeypatch):
    asked = []
    fetch = OwnFilesFetcher.fetch
    monkeypatch.setattr(OwnFilesFetcher, "fetch", lambda self, url, headers=None: asked.append(url) or fetch(self, url))

    assert html_to_pdf(page("img", "/static/favicon.svg")).startswith(b"%PDF")
    assert asked == [f"{HOST}/static/favicon.svg"]
    assert PAGE_URL.startswith(HOST)


def test_collected_files_are_fetched(settings, tmp_path):
    """In production pages name them by their content."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "seal.3f2a.svg").write_text(f"{SVG}</svg>")

    assert OwnFilesFetcher().fetch(f"{HOST}/static/seal.3f2a.svg").content_type == "image/svg+xml"


@pytest.mark.parametrize("is_folder", [False, True])
def test_link_out_of_the_folder_is_not_followed(settings, tmp_path, is_folder):
    (tmp_path / "static").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.svg").write_text(MARKER)
    settings.STATIC_ROOT = tmp_path / "static"
    if is_folder:
        (tmp_path / "static" / "in").symlink_to(tmp_path / "outside")
    else:
        (tmp_path / "static" / "in.svg").symlink_to(tmp_path / "outside" / "a.svg")

    with pytest.raises(URLFetchingError):
        OwnFilesFetcher().fetch(f"{HOST}/static/{'in/a.svg' if is_folder else 'in.svg'}")


def picture(kind="PNG", size=(4, 4)) -> bytes:
    file = io.BytesIO()
    Image.new("L", size).save(file, kind)
    return file.getvalue()


def as_data(data: bytes, kind="png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def huge_png() -> bytes:
    """Its head says 60,000 by 60,000 points: 3.6 GB of them."""
    data = bytearray(picture())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(("kind", "label"), [("PNG", "png"), ("JPEG", "jpeg")])
def test_small_pictures_in_the_text_are_shown(kind, label):
    url = as_data(picture(kind), label)

    assert OwnFilesFetcher().fetch(url).read() == picture(kind)
    with pdfplumber.open(io.BytesIO(html_to_pdf(page("img", url)))) as pdf:
        assert len(pdf.pages[0].images) == 1


PADDED = picture() + bytes(MOST_BYTES)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(as_data(PADDED[: MOST_BYTES + 1]), id="one byte too many"),
        pytest.param(as_data(PADDED * 40), id="a megabyte"),
        pytest.param(as_data(huge_png()), id="many points"),
        pytest.param(as_data(picture(size=(1415, 1415))), id="points just too many"),
        pytest.param(as_data(picture("JPEG")), id="jpeg called png"),
        pytest.param(as_data(picture("GIF"), "gif"), id="gif"),
        pytest.param(as_data(f"{SVG}<image href='file:///etc/passwd'/></svg>".encode()), id="svg called png"),
        pytest.param(as_data(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"), id="postscript called png"),
        pytest.param(as_data(b""), id="empty"),
        pytest.param("data:image/png;base64,AAA", id="base64 cut"),
        pytest.param("data:image/png;base64,A*A=", id="no base64"),
        pytest.param("data:image/png;base64, iVBORw0KGgo=", id="a blank"),
        pytest.param("data:image/png,%89PNG", id="not base64"),
        pytest.param("DATA:" + as_data(picture())[5:], id="capitals"),
        pytest.param(as_data(picture()).replace(";base64", ";charset=x;base64"), id="with a parameter"),
    ],
)
def test_other_pictures_in_the_text_are_refused(url):
    with pytest.raises(URLFetchingError):
        OwnFilesFetcher().fetch(url)


def test_largest_picture_is_shown():
    assert OwnFilesFetcher().fetch(as_data(PADDED[:MOST_BYTES])).content_type == "image/png"
