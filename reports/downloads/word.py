"""An annex, or the results of an annex, as a Word file that can be edited: head, tables and notes as on paper."""

from docx.document import Document as Word
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from core.text import for_xml
from reports.downloads import word_parts as parts
from reports.downloads.printout import Page, Printout
from reports.downloads.word_parts import CENTRE, CONTENT_TYPE, LEFT, RIGHT
from reports.downloads.word_table import add_table

__all__ = ["CONTENT_TYPE", "add_page", "docx_of"]

RULE = 0.4  # of the width, as in print.css
FEW_ROWS = 20  # a table behind the first with fewer stays on one page, as in print


def docx_of(printout: Printout) -> bytes:
    word = parts.new_word(title=printout.document_title, agency=printout.agency, subject=printout.plan.subject)
    parts.set_page(word.sections[0], is_landscape=printout.page.is_landscape)
    add_page(word, printout.page)
    return parts.bytes_of(word)


def add_page(word: Word, page: Page) -> None:
    """What the paper shows, from the number of the annex to the sign of the end."""
    width = parts.width_between_margins(is_landscape=page.is_landscape)
    for text in filter(None, (page.number, page.title)):
        _line(word, text, size=14, is_bold=True)
    if page.mark:
        _line(word, page.mark, size=13, is_bold=True)
    _line(word, page.attached, size=13, is_italic=True)
    parts.rule(word, round(width * (1 - RULE) / 2)).paragraph_format.space_after = Pt(6)
    for number, part in enumerate(page.parts):
        if part.heading:
            heading = _line(word, part.heading, size=13, is_bold=True, align=LEFT)
            heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(6)
            heading.paragraph_format.keep_with_next = True
        stays_whole = number > 0 and len(part.table.rows) < FEW_ROWS
        add_table(word, part.table, width, stays_whole=stays_whole, is_last=part is page.parts[-1])
    for note in page.notes:
        _line(word, note, size=12, align=LEFT).paragraph_format.space_before = Pt(6)
    _line(word, "./.", size=13, align=RIGHT).paragraph_format.space_before = Pt(6)


def _line(
    word: Word, text: str, *, size: int, is_bold: bool = False, is_italic: bool = False, align=CENTRE
) -> Paragraph:
    line = word.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_before = Pt(3)
    run = line.add_run(for_xml(text))
    run.bold, run.italic, run.font.size = is_bold, is_italic, Pt(size)
    return line
