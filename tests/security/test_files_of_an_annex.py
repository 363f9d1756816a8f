"""Hostile text in every field that people type: the files of an annex open, hold it as text, and run nothing."""

import csv
import io
import json
import re

import openpyxl
import pytest
from docx import Document

from core.workbooks import read_workbook
from plans.models import Plan
from reports.downloads.formats import FORMATS
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant
from reports.result_paper import ResultPaper
from targets.models import Row
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    RowFactory,
    TargetFactory,
)
from tests.security.texts import poison_all

pytestmark = pytest.mark.django_db

HOSTILE = [
    pytest.param("=1+1", id="formula"),
    pytest.param('=HYPERLINK("http://127.0.0.1/?"&A1,"x")', id="formula that calls"),
    pytest.param("=cmd|' /C calc'!A0", id="formula that runs"),
    pytest.param("http://127.0.0.1/", id="address"),
    pytest.param("</w:t></w:r></w:p></w:tbl><w:p/>&amp;<![CDATA[", id="markup of Word"),
    pytest.param("_x0041_\x0b\x1f\ufffe\ud7ff", id="what XML cannot hold"),
    pytest.param("&C&P &D\n\r\t\u202e", id="codes of a page header, line ends, direction"),
    pytest.param("1234", id="number"),
]


@pytest.fixture
def papers(db):
    """A function of a text: the annex and its results, with that text in every field."""
    plan = PlanFactory(code="ke-hoach")
    annex = AnnexFactory(plan=plan, notes="x", total_number="A")
    for position, role in enumerate(("index", "name", "unit"), start=1):
        ColumnFactory(annex=annex, role=role, indicator=None, position=position)
    group = ColumnFactory(annex=annex, group=True, position=4)
    column = ColumnFactory(annex=annex, parent=group, position=5)
    ColumnFactory(annex=annex, role="note", indicator=None, position=6)
    row = RowFactory(annex=annex, locality=LocalityFactory(district=True, parent=plan.locality))
    TargetFactory(plan=plan, locality=row.locality, indicator=column.indicator, value=7)
    period = PeriodFactory(plan=plan, code="ky")

    def poisoned(text: str) -> list:
        poison_all(lambda field: text[: field.max_length])
        Row.objects.update(label="")  # a name of its own hides that of the locality
        again = Plan.objects.select_related("locality", "issuing_agency").get(pk=plan.pk)
        (found,) = annexes_of(again)
        period.refresh_from_db()
        results = ResultPaper.of(found, period, Variant.PAPER, is_only_one=False)
        return [AnnexPaper.of(found, Variant.PAPER, is_only_one=False), results]

    return poisoned


@pytest.mark.parametrize("text", HOSTILE)
def test_workbook_runs_nothing(papers, text):
    for paper in papers(text):
        data = FORMATS["xlsx"].write(paper)

        assert read_workbook(io.BytesIO(data), "a.xlsx").sheets
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet for cell in row]
        assert {cell.value[:5] for cell in cells if cell.data_type == "f"} <= {"=SUM("}
        assert not [cell for cell in cells if cell.hyperlink]
        # Numbers are figures alone; a name that is one stays text.
        assert {cell.value for cell in cells if cell.data_type == "n"} <= {None, 7}


@pytest.mark.parametrize("text", HOSTILE)
def test_word_file_holds_text_alone(papers, text):
    for paper in papers(text):
        word = Document(io.BytesIO(FORMATS["docx"].write(paper)))

        assert word.tables
        assert "w:hyperlink" not in word.element.xml
        assert word.element.xml.count("w:instrText") == 0
        said = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
        kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", text).strip()
        assert "".join(kept.split()) in "".join(said.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_and_json_hold_text_alone(papers, text):
    for paper in papers(text):
        rows = list(csv.reader(io.StringIO(FORMATS["csv"].write(paper).decode("utf-8-sig"), newline="")))
        begun = [cell for row in rows for cell in row if re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]", cell)]
        assert begun == []
        data = json.loads(FORMATS["json"].write(paper))
        labels = [cell["label"] for table in data["tables"] for cells in table["header"] for cell in cells]
        assert any(text[:20] in label for label in labels)
