"""Formulas typed as text: none reaches a spreadsheet program as a formula, and figures stay figures."""

import csv
import io
import re

import openpyxl
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import harmless, put_text, text_cell
from tests.factories import AnnexFactory, ColumnFactory, LocalityFactory, PlanFactory, RowFactory, TargetFactory
from tests.security.texts import poison_all, typed_fields
from tests.security.workbooks import parts_of

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\tx",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]
INSIDE = ["x;=1+1", "x; =1+1", 'x";=1+1;"', "x\n=1+1", "x\r\n+1", "x\t@SUM(A1)", "x;;=1"]
HARMLESS = ["", "Huyện Bát Xát", "a=b", "1-2", "≥ 850", "450 - 500", "x; y", "A@b", "'=1"]

# What a program that reads the file by commas, semicolons or tabs could begin a cell with.
CELL_STARTS = re.compile(r"(?:^(?!\")|[;,\t\r\n])[\"\s\u00a0\u200b\ufeff]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_is_text_in_csv(text):
    assert harmless(text) == f"'{text}" or text[0].isspace()
    assert harmless(text).startswith("'")
    assert harmless(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", INSIDE)
def test_formula_behind_another_separator_is_text(text):
    assert CELL_STARTS.search(harmless(text)) is None
    assert harmless(text).replace("'", "") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays(text):
    assert harmless(text) == text


@given(st.text(alphabet="=+-@;,\t\r\n ＝'\"a1\u200b"))
def test_no_text_begins_a_formula_anywhere(text):
    assert re.match(r"[\s\u200b]*[=+\-@＝]", harmless(text)) is None
    assert re.search(r"[;\t\r\n][\s\u200b\"]*[=+\-@＝]", harmless(text)) is None


@pytest.fixture
def plan(db):
    plan = PlanFactory(code="ke-hoach")
    annex = AnnexFactory(plan=plan)
    group = ColumnFactory(annex=annex, group=True)
    column = ColumnFactory(annex=annex, parent=group)
    ColumnFactory(annex=annex)
    row = RowFactory(annex=annex, locality=LocalityFactory(district=True, parent=plan.locality))
    TargetFactory(plan=plan, locality=row.locality, indicator=column.indicator, value=7)
    TargetFactory(plan=plan, indicator=column.indicator, value=2)
    return plan


def exported(code="ke-hoach") -> str:
    file = io.StringIO()
    call_command("rollup", code, "--format", "csv", stdout=file)
    return file.getvalue()


@pytest.mark.parametrize("text", [*DANGEROUS, *INSIDE])
def test_no_text_field_reaches_csv_as_a_formula(plan, text):
    fields = [field for field in typed_fields() if str(field) != "localities.Locality.code"]
    poison_all(lambda field: text[: field.max_length] if field in fields else "")

    data = exported()
    rows = list(csv.reader(io.StringIO(data, newline="")))

    texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?\d*", cell)]
    assert any(text.replace("'", "") in cell.replace("'", "") for cell in texts)
    assert [cell for cell in texts if re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]", cell)] == []
    # Of the file itself, without reading its quotes: the lines that are not figures.
    assert [cell for cell in re.split(r"[;\t\r\n]", data) if re.match(r"[\"\s\u200b\ufeff]*[=+@＝＋－＠]", cell)] == []


def test_negative_figure_is_a_figure(plan):
    """2 assigned, 7 given to the district: 5 too many."""
    rows = list(csv.reader(io.StringIO(exported())))

    assert [row[2] for row in rows[-3:]] == ["7", "2", "-5"]


# Workbooks


def written(texts: list[str], *, write_only: bool) -> bytes:
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("Chỉ tiêu")
    if write_only:
        for text in texts:
            sheet.append([text_cell(sheet, text), -5])
    else:
        for row, text in enumerate(texts, start=1):
            put_text(sheet.cell(row, 1), text)
            sheet.cell(row, 2, -5)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("write_only", [True, False])
def test_text_in_a_workbook_is_text_and_unchanged(write_only):
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@a",
        "\t=1",
        " =1",
        "＝1",
        "#N/A",
        "=a\n=b",
        "'=1",
        "Huyện Bát Xát",
        "12",
        "2024-01-02",
    ]

    data = written(texts, write_only=write_only)

    sheet = openpyxl.load_workbook(io.BytesIO(data))["Chỉ tiêu"]
    assert [sheet.cell(row, 1).value for row in range(1, len(texts) + 1)] == texts
    assert {sheet.cell(row, 1).data_type for row in range(1, len(texts) + 1)} == {"s"}
    assert {sheet.cell(row, 1).quotePrefix for row in range(1, len(texts) + 1)} == {True}
    assert {(sheet.cell(row, 2).value, sheet.cell(row, 2).data_type) for row in range(1, 3)} == {(-5, "n")}


@pytest.mark.parametrize("write_only", [True, False])
def test_no_formula_stands_in_the_file(write_only):
    parts = parts_of(written(DANGEROUS, write_only=write_only))
    (sheet,) = [text.decode() for name, text in parts.items() if b"-5" in text and name.startswith("xl/worksheets")]

    assert re.search(r"<f[\s>/]", sheet) is None
    kinds = re.findall(r'<c r="A\d+"[^>]*? t="(\w+)"', sheet)
    assert len(kinds) == len(DANGEROUS)
    assert set(kinds) <= {"s", "inlineStr"}
    assert 'quotePrefix="1"' in parts["xl/styles.xml"].decode()


def test_text_that_no_workbook_takes_loses_only_that():
    data = written(["a\x00b\x1bc"], write_only=False)

    assert openpyxl.load_workbook(io.BytesIO(data))["Chỉ tiêu"]["A1"].value == "abc"


def test_openpyxl_by_itself_would_write_a_formula():
    """Else the tests above could not fail."""
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"

    assert book.active["A1"].data_type == "f"
