"""The annex as a workbook, read by our own door and by openpyxl. Expected figures are typed from the sources."""

import io
from decimal import Decimal

import openpyxl
import pytest

from localities.models import Locality
from plans.models import Plan
from reports.downloads.printout import printout_of
from reports.downloads.xlsx import xlsx_of
from reports.lookup import annexes_of, plan_by_code
from reports.paper import AnnexPaper, Variant
from reports.tables import TableCell
from targets.models import Column, Row
from tests.reports.downloads.papers import (
    annex_paper,
    first_row,
    header_in,
    sheets_of,
    small_table,
    with_table,
    written,
)
from tests.reports.test_annexes_as_in_the_sources import SOURCES, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

MM = 1 / 25.4


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def value_of(text: str, column: int):
    """What the cell of a typed figure holds: "1.600" the number 1600, "70%" 70, "05" 5, "" nothing. The first three
    columns of a list are texts, the first two of a table of localities."""
    number = text.replace(".", "").replace("%", "").replace(",", ".")
    return int(number) if column > 1 and number.isdigit() else text or None


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_workbook_equals_source(code, number, expected, header):
    (sheet,) = sheets_of(written(annex_paper(code, number), "xlsx"))

    first = first_row(code) + len(header)
    rows = rows_of(expected)
    assert sheet.title == f"Phụ lục {'I' * number}"
    assert header_in(sheet, first_row(code), len(header)) == header
    assert sheet.rows[first : first + len(rows)] == [
        [value_of(text, column) for column, text in enumerate(row)] for row in rows
    ]
    assert sheet.rows[first + len(rows)][-1] == "./."


def test_head_is_that_of_the_paper():
    (sheet,) = sheets_of(written(annex_paper("ba-ria-vung-tau-2020", 2), "xlsx"))

    assert [row[0] for row in sheet.rows[:3]] == [
        "Phụ lục II",
        "CHỈ TIÊU CAI NGHIỆN MA TÚY NĂM 2020",
        "(Kèm theo Kế hoạch số 160/KH-BCĐ ngày 19 tháng 12 năm 2019 của Ban Chỉ đạo 138 tỉnh)",
    ]
    assert {(0, 0, 0, 7), (1, 0, 1, 7), (2, 0, 2, 7)} <= set(sheet.merged)


def test_blanks_of_the_electronic_variant_stay():
    (sheet,) = sheets_of(written(annex_paper("ba-ria-vung-tau-2020", 2, Variant.ELECTRONIC), "xlsx"))

    assert "số \xa0\xa0\xa0\xa0\xa0/KH-BCĐ ngày \xa0\xa0\xa0\xa0\xa0 tháng" in sheet.rows[2][0]


def test_totals_are_live_sums_with_their_values():
    """Lào Cai: every column but the first two and the rate, of which one locality alone has a figure."""
    data = written(annex_paper("lao-cai-2021", 1), "xlsx")

    (sheet,) = sheets_of(data)
    assert sheet.formulas == {(17, column) for column in range(2, 14)}
    assert sheet.rows[17][2:] == [1600, 550, 245, 35, 240, 30, 500, 300, 200, 500, 50, 550, 70]
    assert opened(data).active["C18"].value == "=SUM(C9:C17)"
    assert opened(data).active["O18"].comment.text == "Không cộng từ các dòng."


def test_total_that_the_document_states_otherwise_is_a_value_with_a_remark():
    """The document says 551 where its lines add up to 550."""
    leaf = Column.objects.filter(annex__plan__code="lao-cai-2021", indicator__isnull=False).order_by("position")[1]
    leaf.declared_total = 551
    leaf.save()
    Plan.objects.filter(code="lao-cai-2021").update(state="issued", number="1", issued_on="2021-02-05")

    data = written(annex_paper("lao-cai-2021", 1), "xlsx")

    (sheet,) = sheets_of(data)
    assert (sheet.rows[17][3], (17, 3) in sheet.formulas) == (551, False)
    assert opened(data).active["D18"].comment.text == "Văn bản ghi 551, cộng các phần được 550."


def test_line_that_does_not_add_up_has_its_remark():
    remark = "Văn bản ghi 51, cộng các phần được 50."
    cell = TableCell("51", "figure", 51, remark)

    data = xlsx_of(with_table(small_table([[cell]], None, summed=[True])))

    assert [cell.comment.text for row in opened(data).active for cell in row if cell.comment] == [remark]


def cell(text: str, number=None) -> TableCell:
    return TableCell(text, "figure", number)


@pytest.mark.parametrize(
    ("lines", "total", "is_summed", "holds"),
    [
        pytest.param([cell("1", 1), cell("2", 2)], cell("3", 3), True, "=SUM(A5:A6)", id="sum"),
        pytest.param([cell("ước 1", 1), cell("2*", 2)], cell("ước 3*", 3), True, "=SUM(A5:A6)", id="estimates"),
        pytest.param(
            [cell("1,5", Decimal("1.5")), cell("", None)],
            cell("1,5", Decimal("1.5")),
            True,
            "=SUM(A5:A6)",
            id="blank left out",
        ),
        pytest.param([cell("1", 1), cell("2", 2)], cell("4", 4), True, 4, id="another figure was declared"),
        pytest.param([cell("1", 1), cell("2", 2)], cell("≥ 3", 3), True, "≥ 3", id="minimum"),
        pytest.param([cell("1 - 2", 1), cell("2", 2)], cell("3 - 4", 3), True, "3 - 4", id="range"),
        pytest.param([cell("70%", 70), cell("", None)], cell("70%", 70), False, 70, id="rate of one line"),
        pytest.param([cell("", None), cell("", None)], cell("3", 3), True, 3, id="nothing to add"),
        pytest.param([cell("1", 1), cell("2", 2)], cell("", None), True, None, id="no total"),
    ],
)
def test_total_is_live_only_where_it_is_the_sum(lines, total, is_summed, holds):
    data = xlsx_of(with_table(small_table([[line] for line in lines], [total], summed=[is_summed])))

    assert opened(data).active["A7"].value == holds


@pytest.mark.parametrize(
    ("text", "number", "value", "number_format"),
    [
        ("0", 0, 0, "[$-42A]#,##0"),
        ("1.600", 1600, 1600, "[$-42A]#,##0"),
        ("05", 5, 5, "[=0]0;[<10]00;[$-42A]#,##0"),
        ("43,6", Decimal("43.6"), 43.6, "[$-42A]#,##0.0"),
        ("43,6%", Decimal("43.6"), 43.6, '[$-42A]#,##0.0"%"'),
        ("ước 351", 351, 351, '[$-42A]"ước "#,##0'),
        ("351*", 351, 351, '[$-42A]#,##0"*"'),
        ("≥ 850", 850, "≥ 850", "General"),
        ("65 - 70%", 65, "65 - 70%", "General"),
        ("giảm 10%", 10, "giảm 10%", "General"),
        ("x", None, "x", "General"),
        ("999.999.999.999.999", 999999999999999, 999999999999999, "[$-42A]#,##0"),
        ("1.000.000.000.000.001", 1000000000000001, "1.000.000.000.000.001", "General"),
    ],
)
def test_figure_is_a_number_where_its_text_is_one(text, number, value, number_format):
    data = xlsx_of(with_table(small_table([[cell(text, number)]], None, summed=[False])))

    found = opened(data).active["A5"]
    assert (found.value, found.number_format, found.alignment.horizontal) == (value, number_format, "right")


def test_blank_cells_are_blank_and_ruled():
    sheet = opened(written(annex_paper("lao-cai-2021", 1), "xlsx")).active

    assert (sheet["F9"].value, sheet["F9"].border.left.style) == (None, "thin")


def test_print_set_up_is_that_of_the_decree():
    data = written(annex_paper("lao-cai-2021", 1), "xlsx")
    sheet = opened(data).active

    setup, margins = sheet.page_setup, sheet.page_margins
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$5:$8"
    assert sheet.print_area == "'Phụ lục I'!$A$1:$O$19"
    edges = [round(edge / MM) for edge in (margins.left, margins.right, margins.top, margins.bottom)]
    assert edges == [32, 17, 22, 22]
    assert sheet.oddHeader.center.text == "&P"
    assert sheet.HeaderFooter.differentFirst
    assert sheet.freeze_panes == "C9"
    assert (opened(data).properties.title, opened(data).properties.creator) == (
        "Chỉ tiêu cai nghiện ma tuý năm 2021",
        "Ủy ban nhân dân tỉnh Lào Cai",
    )


def test_portrait_annex_is_portrait():
    assert opened(written(annex_paper("ba-ria-vung-tau-2020", 2), "xlsx")).active.page_setup.orientation == "portrait"


def test_columns_are_as_wide_as_on_paper():
    """As shares of the width between the margins, 248 mm or 937 pixels at 96 to an inch; a character has 7 pixels."""
    sheet = opened(written(annex_paper("lao-cai-2021", 1), "xlsx")).active
    shares = [leaf.width for leaf in annex_paper("lao-cai-2021", 1).table.leaves]

    widths = {}
    for column in sheet.column_dimensions.values():
        widths |= dict.fromkeys(range(column.min, column.max + 1), column.width)
    pixels = [round(widths[column] * 7) for column in range(1, 16)]

    assert all(abs(pixel - 937 * share / 100) < 3 for pixel, share in zip(pixels, shares, strict=True))


def test_text_that_looks_like_a_formula_stays_text():
    Column.objects.filter(annex__plan__code="lao-cai-2021", key="g-all").update(label='=HYPERLINK("http://x","y")')
    row = Row.objects.filter(annex__plan__code="lao-cai-2021").first()
    Row.objects.filter(pk=row.pk).update(label="@SUM(A1)\x07\ufffe")

    data = written(annex_paper("lao-cai-2021", 1), "xlsx")

    (sheet,) = sheets_of(data)
    book = opened(data)
    assert sheet.rows[4][2] == '=HYPERLINK("http://x","y")'
    assert sheet.rows[8][1] == "@SUM(A1)"
    assert (book.active["B9"].data_type, book.active["B9"].quotePrefix) == ("s", True)
    assert not [cell.coordinate for row in book.active for cell in row if cell.hyperlink]
    assert all(found.value.startswith("=SUM(") for row in book.active for found in row if found.data_type == "f")


def test_few_formats_are_shared():
    """Whatever the number of rows; Excel takes 64,000 at most, and each costs a reader time."""
    book = opened(written(annex_paper("lao-cai-2021", 1), "xlsx"))

    assert len(book._cell_styles) < 25


def test_extract_is_marked_and_has_no_total():
    plan = plan_by_code("lao-cai-2021", Plan.objects.all())
    (annex,) = annexes_of(plan)
    place = next(row.locality for row in annex.rows.all() if row.text == "Bát Xát")

    (sheet,) = sheets_of(written(AnnexPaper.of(annex, Variant.PAPER, is_only_one=True, extract=place), "xlsx"))

    assert sheet.rows[1][0] == "(Trích: chỉ gồm số liệu của Huyện Bát Xát)"
    assert [row[1] for row in sheet.rows[9:]] == ["Bát Xát", None]
    assert sheet.formulas == set()


def test_extract_without_rows_says_why():
    plan = plan_by_code("ba-ria-vung-tau-2020", Plan.objects.all())
    annex = annexes_of(plan)[0]
    place = Locality.objects.filter(parent=plan.locality).first()

    found = printout_of(AnnexPaper.of(annex, Variant.PAPER, is_only_one=False, extract=place))

    (sheet,) = sheets_of(xlsx_of(found))
    assert "không có trong bản trích" in sheet.rows[-2][0]
