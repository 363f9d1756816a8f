"""Parts of a Word file in the form of official documents, built in code: no template in the repository is a binary.

Source of margins, sizes and places: Decree 30/2020/NĐ-CP, annex I.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from core.text import for_xml

FONT = "Times New Roman"
LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
HEAD_WIDTHS, FOOT_WIDTHS = (Mm(62), Mm(99)), (Mm(76), Mm(85))
LONGEST_PROPERTY = 255
SHORT, LONG = Mm(210), Mm(297)  # sides of A4
LEFT_MARGIN, RIGHT_MARGIN = Mm(32), Mm(17)


@dataclass(frozen=True)
class Issuer:
    """The left side of the head; `subject` stands below the number of a letter, "" where it has a place of its own."""

    superior: str
    agency: str
    number: str
    subject: str = ""


def new_word(*, title: str, agency: str, subject: str = "") -> Word:
    """An empty document, with what it says of itself; python-docx would name its own template."""
    word = Document()
    about = word.core_properties
    about.title, about.subject = (for_xml(text)[:LONGEST_PROPERTY] for text in (title, subject))
    about.author = about.last_modified_by = for_xml(agency)[:LONGEST_PROPERTY]
    about.comments, about.keywords, about.language = "", "", "vi-VN"
    _style(word)
    return word


def bytes_of(word: Word) -> bytes:
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _style(word: Word) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def set_page(section: Section, *, is_landscape: bool = False) -> None:
    """A4; the number of the page in the middle of the top margin, none on the first page."""
    section.orientation = WD_ORIENTATION.LANDSCAPE if is_landscape else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if is_landscape else (SHORT, LONG)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin, section.right_margin = LEFT_MARGIN, RIGHT_MARGIN
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    line = section.header.paragraphs[0]
    line.alignment = CENTRE
    _page_number(line)


def _page_number(line: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)


def width_between_margins(*, is_landscape: bool) -> int:
    return (LONG if is_landscape else SHORT) - LEFT_MARGIN - RIGHT_MARGIN


def add_numbered_section(word: Word, *, is_landscape: bool = False) -> None:
    """Pages of their own, which are numbered by themselves."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, is_landscape=is_landscape)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    # Word wants the parts of a section in their order.
    section._sectPr.find(qn("w:pgMar")).addnext(start)


def head(word: Word, issuer: Issuer, place_and_date: str) -> None:
    """Who issues it and its number on the left; the nation, the motto, place and day on the right."""
    table = frame(word, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    if issuer.superior:
        line(left, issuer.superior, size=13)
    line(left, issuer.agency.upper(), size=13, bold=True)
    rule(left, Mm(22))
    line(right, NATION, size=13, bold=True)
    line(right, MOTTO, size=14, bold=True)
    rule(right, Mm(19))
    left, right = table.add_row().cells
    line(left, issuer.number, size=13)
    if issuer.subject:
        line(left, issuer.subject, size=12)
    line(right, place_and_date, size=13, italic=True)


def body(word: Word, text: str) -> Paragraph:
    found = word.add_paragraph(text)
    found.alignment = JUSTIFIED
    found.paragraph_format.first_line_indent = Mm(12.7)
    found.paragraph_format.space_after = Pt(6)
    return found


def foot(word: Word, *, recipients: Sequence[str], signer: Sequence[str], name: str) -> None:
    """Who gets it on the left, who signs it on the right."""
    word.add_paragraph()
    left, right = frame(word, FOOT_WIDTHS).rows[0].cells
    line(left, _("Nơi nhận:"), size=12, bold=True, italic=True, align=None)
    for text in recipients:
        line(left, text, size=11, align=None)
    for text in signer:
        line(right, text, size=14, bold=True)
    for _row in range(5):
        line(right, "", size=14)
    line(right, name, size=14, bold=True)


def frame(word: Word, widths: Sequence[int]) -> Table:
    """One row without lines and margins, to set two texts side by side."""
    table = ruled_table(word, widths, style="Normal Table")
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # Word wants the properties of a table in their order.
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)
    return table


def ruled_table(word: Word, widths: Sequence[int], *, style: str = "Table Grid") -> Table:
    table = word.add_table(rows=1, cols=len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    # Some programs go by the columns, some by the cells; further rows take after this one.
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width
    return table


def mark_row(table: Table, number: int, name: str) -> None:
    table.rows[number]._tr.get_or_add_trPr().append(OxmlElement(name))


def line(
    cell: _Cell,
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = CENTRE,
) -> None:
    """A further line of a cell; the first takes the empty paragraph that a cell begins with."""
    first = cell.paragraphs[0]
    found = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    found.alignment = align
    run = found.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def rule(container: _Cell | Word, indent: int) -> Paragraph:
    """The line below a heading, shorter than it: the upper border of an empty, indented line."""
    found = container.add_paragraph()
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    # First, because Word wants it before what python-docx puts behind it.
    found._p.get_or_add_pPr().append(border)
    found.paragraph_format.left_indent = found.paragraph_format.right_indent = indent
    found.paragraph_format.space_before, found.paragraph_format.line_spacing = Pt(2), Pt(8)
    return found
