"""The one door for what a print may fetch: our own static files, and small pictures that stand in the text itself.

Whatever else a text names (a file of the server, an address of the network) is refused with a line in the log, and
the rest is printed.
"""

import base64
import binascii
import io
import logging
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from PIL import Image
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

logger = logging.getLogger(__name__)

# Where a printed text stands, so that "/static/logo.png" has a whole address: a name that no host can have (RFC 6761).
HOST = "http://print.invalid"
PAGE_URL = f"{HOST}/in/"
STYLE_URL = f"{HOST}{settings.STATIC_URL}print.css"

TYPES = {
    ".css": "text/css",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
# Plain names: no "..", no hidden file, no drive, no backslash, and nothing encoded a second time.
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")

MOST_BYTES = 32 * 1024
MOST_PIXELS = 2_000_000  # 32 kB of PNG can unpack into gigabytes
PICTURE = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})")


class OwnFilesFetcher(URLFetcher):
    """The fetcher of every print. WeasyPrint goes on without what it refuses."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        found = _picture(url) or _static_file(url)
        if found is None:
            logger.warning("A print may not fetch %s", _shown(url))
            # No word of the address: WeasyPrint logs this one itself.
            raise URLFetchingError("not a file of ours")
        data, kind = found
        return URLFetcherResponse(url, data, {"Content-Type": kind})


def _picture(url: str) -> tuple[bytes, str] | None:
    """A PNG or JPEG given as data:. Not SVG, which names further files and which a wrong label must not smuggle in."""
    match = PICTURE.fullmatch(url)
    if match is None or len(match[2]) > MOST_BYTES * 4 / 3 + 4:
        return None
    try:
        data = base64.b64decode(match[2], validate=True)
        with Image.open(io.BytesIO(data), formats=[match[1].upper()]) as picture:
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, binascii.Error, Image.DecompressionBombError):
        return None
    is_small = len(data) <= MOST_BYTES and width * height <= MOST_PIXELS
    return (data, f"image/{match[1]}") if is_small else None


def _static_file(url: str) -> tuple[bytes, str] | None:
    prefix = f"{HOST}{settings.STATIC_URL}"
    if not url.startswith(prefix) or urlsplit(url).query:
        return None
    name = unquote(url.removeprefix(prefix).partition("#")[0])
    kind = TYPES.get(Path(name).suffix)
    path = _own_path(name) if kind and NAME.fullmatch(name) else None
    return (path.read_bytes(), kind) if path else None


def _own_path(name: str) -> Path | None:
    """The real file behind a static name, if it lies in a folder of ours, also after links are followed."""
    folders = [Path(folder).resolve() for folder in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT)]
    try:
        # In production pages name the collected files, by content; the finders know the sources.
        places = [finders.find(name), staticfiles_storage.path(name)]
    except SuspiciousFileOperation:
        return None
    for path in (Path(place).resolve() for place in places if place):
        if path.is_file() and any(path.is_relative_to(folder) for folder in folders):
            return path
    return None


def _shown(url: str) -> str:
    """For the log: on one line, short, and of data: no more than what it calls itself."""
    named = url.partition(",")[0] if url[:5].lower() == "data:" else url
    return ascii(named[:200])
