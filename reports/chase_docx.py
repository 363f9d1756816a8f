"""The chase letter as a Word file, built in code: no template lies in the repository as a binary.

Source of margins, sizes and places: Decree 30/2020/NĐ-CP, annex I.
"""

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.chase import ChaseLetter

FONT = "Times New Roman"
CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
HEAD_WIDTHS, FOOT_WIDTHS, LIST_WIDTHS = (Mm(69), Mm(92)), (Mm(76), Mm(85)), (Mm(14), Mm(97), Mm(50))


def docx_of(letter: ChaseLetter) -> bytes:
    """The bytes of the file. Texts come from `ChaseLetter`, which holds nothing that a Word file cannot."""
    word = Document()
    _describe(word, letter)
    _style(word)
    _page(word.sections[0])
    _head(word, letter)
    _addressees(word, letter)
    for text in letter.paragraphs:
        _body(word, text)
    _foot(word, letter)
    if letter.has_list:
        _list(word, letter)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _describe(word: Word, letter: ChaseLetter) -> None:
    """What the file says of itself; python-docx would name its own template."""
    about = word.core_properties
    about.title, about.author, about.language = letter.document_title, letter.agency, "vi-VN"
    about.comments = about.keywords = ""
    about.last_modified_by = letter.agency


def _style(word: Word) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _page(section: Section) -> None:
    """A4 portrait; the number of the page in the middle of the top margin, none on the first page."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin, section.right_margin = Mm(32), Mm(17)
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


def _head(word: Word, letter: ChaseLetter) -> None:
    table = _frame(word, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    if letter.superior:
        _line(left, letter.superior, size=13)
    _line(left, letter.agency.upper(), size=13, bold=True)
    _rule(left, Mm(22))
    _line(right, NATION, size=13, bold=True)
    _line(right, MOTTO, size=14, bold=True)
    _rule(right, Mm(14))
    left, right = table.add_row().cells
    _line(left, letter.number, size=13)
    _line(left, letter.subject, size=12)
    _line(right, letter.place_and_date, size=13, italic=True)


def _addressees(word: Word, letter: ChaseLetter) -> None:
    first = word.add_paragraph(" ".join(filter(None, (_("Kính gửi:"), letter.addressee))))
    first.paragraph_format.left_indent = Mm(33)
    first.paragraph_format.space_before = Pt(18)
    first.paragraph_format.space_after = Pt(0 if letter.addressees else 12)
    for number, text in enumerate(letter.addressees, start=1):
        line = word.add_paragraph(text)
        line.paragraph_format.left_indent = Mm(48)
        line.paragraph_format.space_after = Pt(12 if number == len(letter.addressees) else 0)


def _body(word: Word, text: str) -> None:
    line = word.add_paragraph(text)
    line.alignment = JUSTIFIED
    line.paragraph_format.first_line_indent = Mm(12.7)
    line.paragraph_format.space_after = Pt(6)


def _foot(word: Word, letter: ChaseLetter) -> None:
    word.add_paragraph()
    left, right = _frame(word, FOOT_WIDTHS).rows[0].cells
    _line(left, _("Nơi nhận:"), size=12, bold=True, italic=True, align=None)
    for text in letter.recipients:
        _line(left, text, size=11, align=None)
    for text in letter.signer:
        _line(right, text, size=14, bold=True)
    for _row in range(5):
        _line(right, "", size=14)
    _line(right, letter.signer_name, size=14, bold=True)


def _list(word: Word, letter: ChaseLetter) -> None:
    """The names on pages of their own, which are numbered by themselves."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)
    title = word.add_paragraph()
    title.alignment = CENTRE
    title.add_run(letter.list_title.upper()).bold = True
    attached = word.add_paragraph()
    attached.alignment = CENTRE
    attached.paragraph_format.space_after = Pt(12)
    attached.add_run(letter.list_attached_to).italic = True
    _list_table(word, letter)
    word.add_paragraph("./.").alignment = RIGHT


def _list_table(word: Word, letter: ChaseLetter) -> None:
    table = _table(word, LIST_WIDTHS, style="Table Grid")
    _row(table.rows[0].cells, (_("STT"), _("Địa phương"), _("Hạn báo cáo")), bold=True)
    _mark_row(table, 0, "w:tblHeader")
    for number, one in enumerate(letter.overdue, start=1):
        _row(table.add_row().cells, (str(number), one.in_list, one.last_day))
    for number in range(len(table.rows)):
        _mark_row(table, number, "w:cantSplit")


def _row(cells: tuple[_Cell, ...], texts: tuple[str, ...], *, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        _line(cell, text, size=13, bold=bold, align=None if place == 1 and not bold else CENTRE)


def _mark_row(table: Table, number: int, name: str) -> None:
    table.rows[number]._tr.get_or_add_trPr().append(OxmlElement(name))


def _frame(word: Word, widths: tuple[int, ...]) -> Table:
    """One row without lines, to set two texts side by side."""
    return _table(word, widths, style="Normal Table")


def _table(word: Word, widths: tuple[int, ...], *, style: str) -> Table:
    table = word.add_table(rows=1, cols=len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _line(
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
    line = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    line.alignment = align
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(cell: _Cell, indent: int) -> None:
    """The line below a heading, shorter than it: the upper border of an empty, indented line."""
    line = cell.add_paragraph()
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = indent
    line.paragraph_format.space_before, line.paragraph_format.line_spacing = Pt(2), Pt(8)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    line._p.get_or_add_pPr().append(border)
