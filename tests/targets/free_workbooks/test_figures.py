"""What a cell of a table says, or why it is not taken."""

import datetime
import math

import pytest

from core.figures import Amount, Comparator
from core.workbooks import Sheet
from targets.free_workbooks.areas import Surface
from targets.free_workbooks.figures import CellReader, Dash, with_mixed_marks_refused
from targets.models import Indicator

PERSONS = Indicator(code="so-nguoi", name="Số người", unit="người")
SHARE = Indicator(code="ty-le", name="Tỷ lệ", unit="%", decimals=1)


def cell(value, indicator=PERSONS, dash=Dash.ASKED, **marks):
    """The cell B2 of a sheet that holds but it."""
    sheet = Sheet("Bang", rows=[[None, None], [None, value]], width=2, **marks)
    return CellReader(Surface(sheet), dash).read(1, 1, indicator)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (70, 70),
        (70.0, 70),
        ("70", 70),
        ("05", 5),
        ("2.171", 2171),
        (" 1.600 ", 1600),
        (0, 0),
        ("0", 0),
        (999_999_999_999_999_999, 999_999_999_999_999_999),
    ],
)
def test_count(value, amount):
    assert (cell(value).amount, cell(value).fault) == (Amount(amount), "")


@pytest.mark.parametrize("value", [None, "", "   ", "\u200b"])
def test_blank_is_not_zero(value):
    assert (cell(value).amount, cell(value).fault) == (None, "")


@pytest.mark.parametrize(
    ("value", "percents", "amount"),
    [
        (0.7, {(1, 1)}, 700),
        (0.436, {(1, 1)}, 436),
        (1, {(1, 1)}, 1000),
        (43.6, set(), 436),
        (0.1 + 0.2, {(1, 1)}, 300),  # a float that was computed
        ("70%", set(), 700),
        ("43,6", set(), 436),
        ("0,7%", set(), 7),
        ("0,0", set(), 0),
        (0, set(), 0),
    ],
)
def test_share(value, percents, amount):
    assert cell(value, SHARE, percents=percents).amount == Amount(amount, decimals=1)


def test_bounds_and_ranges_are_typed_words():
    assert cell("≥ 850").amount == Amount(850, comparator=Comparator.AT_LEAST)
    assert cell("x").amount == Amount(None, comparator=Comparator.NOT_APPLICABLE)


REFUSED = [
    # (value, indicator, marks, a part of the reason)
    (True, PERSONS, {}, "đúng/sai"),
    (datetime.date(2021, 5, 1), PERSONS, {}, "ngày giờ"),
    (datetime.time(5, 0), PERSONS, {}, "ngày giờ"),
    (math.nan, PERSONS, {}, "không phải là số"),
    (math.inf, PERSONS, {}, "quá lớn"),
    (1e308, PERSONS, {}, "quá lớn"),
    (-1e308, PERSONS, {}, "quá lớn"),
    (10**18, PERSONS, {}, "quá lớn"),
    (-5, PERSONS, {}, "không được âm"),
    (1.234, PERSONS, {}, "Không rõ dấu phẩy"),  # what a program set to English makes of a typed "1.234"
    (43.6, PERSONS, {}, "phần thập phân"),
    (1 / 3, SHARE, {"percents": {(1, 1)}}, "thập phân"),
    (0.7, SHARE, {}, "Không rõ 0,7 là tỷ lệ hay số phần trăm"),
    (0.436, SHARE, {}, "Không rõ 0,436 là tỷ lệ hay số phần trăm"),
    ("0,7", SHARE, {}, "Không rõ 0,7 là tỷ lệ hay số phần trăm"),
    ("1", SHARE, {}, "Không rõ 1 là tỷ lệ hay số phần trăm"),
    (0.7, PERSONS, {"percents": {(1, 1)}}, "không tính bằng phần trăm"),
    ("1,234", PERSONS, {}, "Không rõ dấu phẩy"),
    ("1.5", PERSONS, {}, "không ngăn đúng hàng nghìn"),
    ("-", PERSONS, {}, "để trống hoặc là 0"),
    ("khoảng 70", PERSONS, {}, "Không đọc được"),
    ("121,3%", SHARE, {}, "vượt quá 100%"),
    ("#REF!", PERSONS, {"errors": {(1, 1): "#REF!"}}, "Ô báo lỗi #REF!"),
    (None, PERSONS, {"formulas": {(1, 1)}}, "không kèm kết quả tính"),
    ("=1+1", PERSONS, {}, "“=1+1”"),
    ("9" * 200, PERSONS, {}, "quá 100 ký tự"),
]


@pytest.mark.parametrize(("value", "indicator", "marks", "reason"), REFUSED, ids=lambda value: str(value)[:20])
def test_refused_with_its_reason(value, indicator, marks, reason):
    read = cell(value, indicator, **marks)

    assert read.amount is None
    assert reason in read.fault
    assert read.address == "B2"


def test_merged_cells_are_refused_each():
    sheet = Sheet("Bang", rows=[[5, None], [None, None]], width=2, merged=[(0, 0, 1, 1)])
    reader = CellReader(Surface(sheet))

    faults = {reader.read(row, column, PERSONS).fault for row in (0, 1) for column in (0, 1)}

    assert faults == {"Ô gộp A1:B2 không cho biết số thuộc dòng nào, cột nào. Hãy bỏ gộp ô."}


def test_formula_counts_by_what_it_showed():
    read = cell(12, formulas={(1, 1)})

    assert (read.amount, read.is_formula) == (Amount(12), True)


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_dash_means_what_the_office_says(dash):
    assert cell(dash, dash=Dash.BLANK).amount is None
    assert cell(dash, dash=Dash.ZERO).amount == Amount(0)
    assert cell(dash).fault


def test_mixed_marks_in_one_column_are_refused_both():
    """ "1.234" beside "1,234" may be one and a quarter; a number that is stored as one is not in doubt."""
    column = Sheet("Bang", rows=[["1,234"], ["1.234"], [1234], ["12"]], width=1)
    reader = CellReader(Surface(column))

    cells = with_mixed_marks_refused(reader.read(row, 0, PERSONS) for row in range(4))

    assert [bool(one.fault) for one in cells] == [True, True, False, False]
    assert "A1" in cells[1].fault
