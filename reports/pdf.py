"""HTML for print to PDF/A-3a: embedded fonts, tagged, in Vietnamese, ready to be signed by the agency's own tool."""

import hashlib
import inspect
import threading
from functools import lru_cache
from importlib.metadata import version

from django.core.cache import caches
from django.template.loader import get_template
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.collecting import patient_collector
from reports import pdf_tables
from reports.fetching import PAGE_URL, STYLE_URL, OwnFilesFetcher
from reports.paper import Paper, print_style

VARIANT = "pdf/a-3a"
_rendering = threading.Lock()


def render_pdf(paper: Paper) -> bytes:
    """The document as PDF; the same one asked for twice is not rendered twice."""
    key = _cache_key(paper)
    data = caches["renders"].get(key)
    if data is None:
        data = pdf_tables.link_headers(html_to_pdf(paper.html()))
        caches["renders"].set(key, data)
    return data


def html_to_pdf(html: str) -> bytes:
    """The bare render, before the header links are mended."""
    # One at a time: threads share the parsed sheet and the fonts, and a render holds the interpreter anyway.
    with _rendering, patient_collector():
        style, fonts = _style(print_style())
        return HTML(string=html, base_url=PAGE_URL, url_fetcher=OwnFilesFetcher()).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant=VARIANT, full_fonts=False
        )


@lru_cache(maxsize=2)
def _style(text: str) -> tuple[CSS, FontConfiguration]:
    """The parsed sheet, once a process; keyed by its text, so that an edited sheet is read again."""
    fonts = FontConfiguration()
    return CSS(string=text, base_url=STYLE_URL, font_config=fonts, url_fetcher=OwnFilesFetcher()), fonts


def _cache_key(paper: Paper) -> str:
    """A hash of everything that shapes the bytes."""
    parts = [*paper.fingerprint(), print_style(), _code(), version("weasyprint"), version("pikepdf"), VARIANT]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _code() -> str:
    """Our own part of the work: a new version of it must not serve what the old one made."""
    return inspect.getsource(pdf_tables) + get_template("print/includes/_table.html").template.source
