"""LibreOffice opens our files, recalculates them, shows and saves them: what comes back is what was typed from the
sources."""

import csv

import openpyxl
import pdfplumber
import pytest
from docx import Document

from plans.models import Plan
from reports.downloads.word_report import docx_of_report
from reports.lookup import period_by_code, plan_by_code
from reports.period_report_views import report_of
from tests.office import resave
from tests.reports.downloads.papers import AS_SHOWN, annex_paper, first_row, header_in, results_paper, saved, sheets_of
from tests.reports.test_annexes_as_in_the_sources import SOURCES, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_recalculated_workbook_has_the_same_figures(code, number, expected, header, tmp_path):
    ours = saved(tmp_path, annex_paper(code, number), "xlsx")

    (before,), (after,) = sheets_of(ours.read_bytes()), sheets_of(resave(ours, tmp=tmp_path).read_bytes())

    first = first_row(code)
    assert (after.title, after.formulas) == (before.title, before.formulas)
    assert header_in(after, first, len(header)) == header
    assert after.rows == before.rows
    assert len(after.rows) == first + len(header) + len(rows_of(expected)) + 1


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_figures_are_shown_as_in_the_source(code, number, expected, header, tmp_path):
    """1.600, 05 and 70% by the number format alone."""
    ours = saved(tmp_path, annex_paper(code, number), "xlsx")

    with resave(ours, to=AS_SHOWN, tmp=tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    first = first_row(code) + len(header)
    assert rows[first : first + len(rows_of(expected))] == rows_of(expected)


def test_changed_figure_changes_the_total(tmp_path):
    """In Sa Pa 80 instead of 70: a sum that only holds its value would stay 1,600."""
    ours = saved(tmp_path, annex_paper("lao-cai-2021", 1), "xlsx")
    book = openpyxl.load_workbook(ours)
    book.active["C9"] = 80
    book.save(ours)

    (sheet,) = sheets_of(resave(ours, tmp=tmp_path).read_bytes())

    assert sheet.rows[17][2] == 1610


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_word_file_reads_as_the_source(code, number, expected, header, tmp_path):
    """Printed by LibreOffice and read back by its ruled lines, on however many pages it stands."""
    ours = saved(tmp_path, annex_paper(code, number), "docx")

    with pdfplumber.open(resave(ours, to="pdf", tmp=tmp_path)) as pdf:
        pages = [page.extract_table() for page in pdf.pages]
        said = pdf.pages[0].extract_text()
    rows = [row for page in pages if page for row in page[len(header) :]]

    assert [[" ".join((text or "").split()) for text in row] for row in rows] == [
        [" ".join(text.split()) for text in row] for row in rows_of(expected)
    ]
    assert "(Kèm theo Kế hoạch số" in said
    assert pages[0][0][0] == header[0][0][0]


def test_word_file_saved_by_libreoffice_keeps_the_merged_header(tmp_path):
    ours = saved(tmp_path, annex_paper("lao-cai-2021", 1), "docx")

    after = Document(resave(ours, to="docx", tmp=tmp_path)).tables[0]

    before = Document(ours).tables[0]
    assert [[cell.text for cell in row.cells] for row in after.rows] == [
        [cell.text for cell in row.cells] for row in before.rows
    ]


def test_word_report_has_head_and_annexes_in_their_places(examples, tmp_path):
    """The nation in one line; the annex landscape on pages of its own, the first of which bears no number."""
    plan = plan_by_code("lao-cai-2021", Plan.objects.all())
    ours = tmp_path / "bao-cao.docx"
    ours.write_bytes(docx_of_report(report_of(plan, period_by_code(plan, "6-thang"))))

    with pdfplumber.open(resave(ours, to="pdf", tmp=tmp_path)) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        landscape = [page.width > page.height for page in pdf.pages]

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts[0].splitlines()[0]
    first = landscape.index(True)
    assert landscape == [False] * first + [True] * (len(landscape) - first)
    assert texts[first].startswith("KẾT QUẢ THỰC HIỆN 6 THÁNG")
    assert texts[first + 1].startswith("2\n")
    assert texts[-1].endswith("./.")


def test_results_are_recalculated_to_the_same_figures(examples, tmp_path):
    ours = saved(tmp_path, results_paper("lao-cai-2021", "6-thang"), "xlsx")

    before, after = sheets_of(ours.read_bytes()), sheets_of(resave(ours, tmp=tmp_path).read_bytes())

    assert [sheet.title for sheet in after] == [sheet.title for sheet in before]
    assert [sheet.formulas for sheet in after] == [sheet.formulas for sheet in before]
    assert [sheet.rows for sheet in after] == [sheet.rows for sheet in before]
