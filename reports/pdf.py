"""HTML for print to PDF/A-3a: embedded fonts, tagged, in Vietnamese, ready to be signed by the agency's own tool."""

import gc
import hashlib
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version

from django.core.cache import caches
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from reports.paper import AnnexPaper, print_style
from reports.pdf_tables import link_headers

VARIANT = "pdf/a-3a"


def render_pdf(paper: AnnexPaper) -> bytes:
    """The annex as PDF; the same annex asked for twice is not rendered twice."""
    html = paper.html()
    key = _cache_key(html)
    data = caches["renders"].get(key)
    if data is None:
        data = link_headers(html_to_pdf(html))
        caches["renders"].set(key, data)
    return data


def html_to_pdf(html: str) -> bytes:
    """The bare render. Raises URLFetchingError for anything that the HTML tries to fetch."""
    style, fonts = _style(print_style())
    with _patient_collector():
        return HTML(string=html, url_fetcher=refuse_fetch).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant=VARIANT, full_fonts=False
        )


def refuse_fetch(url: str, *args: object, **kwargs: object) -> None:
    """A printed annex needs no file and no network: whatever its text names is refused."""
    raise URLFetchingError(f"refused: {url[:100]}")


@lru_cache(maxsize=2)
def _style(text: str) -> tuple[CSS, FontConfiguration]:
    """The parsed sheet, once a process; keyed by its text, so that an edited sheet is read again."""
    fonts = FontConfiguration()
    return CSS(string=text, font_config=fonts, url_fetcher=refuse_fetch), fonts


def _cache_key(html: str) -> str:
    """A hash of everything that shapes the bytes."""
    parts = [html, print_style(), version("weasyprint"), VARIANT]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@contextmanager
def _patient_collector():
    """Layout makes millions of small live objects; looking through them for garbage costs 10-25% of a render."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
