"""The chase letter as a Word file."""

from django.utils.translation import gettext as _
from docx.document import Document as Word
from docx.shared import Mm, Pt
from docx.table import _Cell

from reports.chase import ChaseLetter
from reports.downloads import word_parts as parts
from reports.downloads.word_parts import CENTRE, CONTENT_TYPE, RIGHT

__all__ = ["CONTENT_TYPE", "docx_of"]

LIST_WIDTHS = (Mm(14), Mm(97), Mm(50))


def docx_of(letter: ChaseLetter) -> bytes:
    """The bytes of the file. Texts come from `ChaseLetter`, which holds nothing that a Word file cannot."""
    word = parts.new_word(title=letter.document_title, agency=letter.agency)
    parts.set_page(word.sections[0])
    issuer = parts.Issuer(letter.superior, letter.agency, letter.number, letter.subject)
    parts.head(word, issuer, letter.place_and_date)
    _addressees(word, letter)
    for text in letter.paragraphs:
        parts.body(word, text)
    parts.foot(word, recipients=letter.recipients, signer=letter.signer, name=letter.signer_name)
    if letter.has_list:
        _list(word, letter)
    return parts.bytes_of(word)


def _addressees(word: Word, letter: ChaseLetter) -> None:
    first = word.add_paragraph(" ".join(filter(None, (_("Kính gửi:"), letter.addressee))))
    first.paragraph_format.left_indent = Mm(33)
    first.paragraph_format.space_before = Pt(18)
    first.paragraph_format.space_after = Pt(0 if letter.addressees else 12)
    for number, text in enumerate(letter.addressees, start=1):
        line = word.add_paragraph(text)
        line.paragraph_format.left_indent = Mm(48)
        line.paragraph_format.space_after = Pt(12 if number == len(letter.addressees) else 0)


def _list(word: Word, letter: ChaseLetter) -> None:
    """The names on pages of their own, which are numbered by themselves."""
    parts.add_numbered_section(word)
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
    table = parts.ruled_table(word, LIST_WIDTHS)
    _row(table.rows[0].cells, (_("STT"), _("Địa phương"), _("Hạn báo cáo")), bold=True)
    parts.mark_row(table, 0, "w:tblHeader")
    for number, one in enumerate(letter.overdue, start=1):
        _row(table.add_row().cells, (str(number), one.in_list, one.last_day))
    for number in range(len(table.rows)):
        parts.mark_row(table, number, "w:cantSplit")


def _row(cells: tuple[_Cell, ...], texts: tuple[str, ...], *, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        parts.line(cell, text, size=13, bold=bold, align=None if place == 1 and not bold else CENTRE)
