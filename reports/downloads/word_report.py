"""The periodic report as a Word file: head and foot of a letter, the words, and each annex on pages of its own."""

from docx.document import Document as Word
from docx.shared import Mm, Pt

from core.roman import to_roman
from core.text import for_xml
from reports.downloads import word_parts as parts
from reports.downloads.printout import Page, Part
from reports.downloads.word import add_page
from reports.downloads.word_parts import CENTRE
from reports.period_report import Paragraph, PeriodReport


def docx_of_report(report: PeriodReport) -> bytes:
    agency = report.plan.issuing_agency.name
    word = parts.new_word(title=report.document_title, agency=agency, subject=report.subject)
    parts.set_page(word.sections[0])
    issuer = parts.Issuer(for_xml(report.superior), for_xml(report.agency), for_xml(report.number))
    parts.head(word, issuer, for_xml(report.place_and_date))
    _title(word, report)
    for paragraph in report.paragraphs:
        _paragraph(word, paragraph)
    recipients, signer = ([for_xml(text) for text in texts] for texts in (report.recipients, report.signer))
    parts.foot(word, recipients=recipients, signer=signer, name=for_xml(report.plan.signer_name))
    for page in annex_pages(report):
        parts.add_numbered_section(word, is_landscape=True)
        add_page(word, page)
    return parts.bytes_of(word)


def annex_pages(report: PeriodReport) -> list[Page]:
    annexes = report.annexes
    return [
        Page(
            number=f"Phụ lục {to_roman(number)}" if len(annexes) > 1 else "",
            title=title.upper(),
            mark="",
            attached=report.attached_to,
            parts=tuple(Part(f"{place}. {table.caption}", table) for place, table in enumerate(tables, 1)),
            notes=tuple(notes),
            is_landscape=True,
        )
        for number, (title, tables, notes) in enumerate(annexes, 1)
    ]


def _title(word: Word, report: PeriodReport) -> None:
    for text, space in (("BÁO CÁO", 18), (report.subject, 0)):
        line = word.add_paragraph()
        line.alignment, line.paragraph_format.space_before = CENTRE, Pt(space)
        line.add_run(for_xml(text)).bold = True
    parts.rule(word, Mm(48)).paragraph_format.space_after = Pt(6)


def _paragraph(word: Word, paragraph: Paragraph) -> None:
    """Headings are bold and stay with what follows."""
    line = parts.body(word, for_xml(paragraph.text))
    if paragraph.kind != "body":
        line.paragraph_format.keep_with_next = True
        for run in line.runs:
            run.bold = True
