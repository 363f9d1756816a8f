"""From the value of a cell to the figure: nothing is read otherwise than the person who typed it saw it."""

import math
import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Amount
from core.numbers import InvalidNumber
from core.typed_figures import read_figure
from core.workbooks import CellRefused, Sheet, line_text, plain_text, text_at


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (" \u00a0\n", ""),
        (12, "12"),
        (12.0, "12"),
        (0, "0"),
        (-0.0, "0"),
        (-5, "-5"),
        (1600, "1.600"),
        (1.5, "1,5"),
        (1.234, "1,234"),
        (43.6, "43,6"),
        (0.1 + 0.2, "0,3"),
        (100 * 1.1, "110"),
        (2 / 7, "0,285714285714286"),
        (3_823_340_000.0, "3.823.340.000"),
        (123_456_789_012_345_678, "123.456.789.012.345.678"),
        ("1.234", "1.234"),
        ("1,5", "1,5"),
        ("1\u00a0600", "1\u00a0600"),
        (" ≥ 850 ", " ≥ 850 "),
        (unicodedata.normalize("NFD", "giảm 10"), "giảm 10"),
    ],
)
def test_text_of_a_value(value, text):
    assert plain_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.436, "43,6%"), (1, "100%"), (0.285, "28,5%"), (0.07, "7%"), (1.5, "150%"), ("43,6%", "43,6%")],
)
def test_share_is_what_its_format_shows(value, text):
    assert plain_text(value, is_percent=True) == text


@pytest.mark.parametrize(
    ("value", "marks", "words"),
    [
        (True, {}, "đúng/sai"),
        (False, {"is_formula": True}, "đúng/sai"),
        (date(2026, 7, 1), {}, "ngày giờ (01/7/2026)"),
        (datetime(2026, 7, 1, 8), {}, "ngày giờ (01/7/2026)"),  # noqa: DTZ001
        (time(8, 30), {}, "ngày giờ (08:30:00)"),
        (timedelta(hours=36), {}, "ngày giờ (1 DAY, 12:00:00)"),
        (math.nan, {}, "quá lớn hoặc không phải là số (nan)"),
        (math.inf, {}, "quá lớn hoặc không phải là số (inf)"),
        (-math.inf, {}, "quá lớn"),
        (1e308, {}, "quá lớn hoặc không phải là số (1e+308)"),
        (1e16, {}, "quá lớn"),
        (10**18, {}, "quá lớn"),
        (1e308, {"is_percent": True}, "quá lớn"),
        (1e-300, {}, "quá nhiều chữ số thập phân (1e-300)"),
        ("#REF!", {"error": "#REF!"}, "Ô báo lỗi #REF!"),
        ("NaN", {"error": "NaN"}, "Ô báo lỗi NaN"),
        (None, {"is_formula": True}, "không kèm kết quả tính"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(value, marks, words):
    with pytest.raises(CellRefused) as caught:
        plain_text(value, **marks)

    assert words in caught.value.reason


def test_cell_with_its_marks():
    sheet = Sheet(
        "Biểu",
        rows=[["#REF!", None, 0.436], [7, None, 43.6]],
        width=3,
        formulas={(0, 1), (1, 0)},
        errors={(0, 0): "#REF!"},
        percents={(0, 2)},
    )

    assert [text_at(sheet, 1, column) for column in range(4)] == ["7", "", "43,6", ""]
    assert text_at(sheet, 0, 2) == "43,6%"
    assert (text_at(sheet, 2, 0), text_at(sheet, -1, 0)) == ("", "")
    for column in (0, 1):
        with pytest.raises(CellRefused):
            text_at(sheet, 0, column)


# On to the figure


@pytest.mark.parametrize(
    ("value", "decimals", "suffix", "figure"),
    [
        (25.0, 0, "", Amount(25)),
        (1600, 0, "", Amount(1600)),
        (43.6, 1, "%", Amount(436, decimals=1)),
        (1.5, 1, "", Amount(15, decimals=1)),
        ("1.234", 0, "", Amount(1234)),
        ("1,5", 1, "", Amount(15, decimals=1)),
        ("1\u00a0600", 0, "", Amount(1600)),
        (None, 0, "", None),
    ],
)
def test_cell_is_read_as_it_was_typed(value, decimals, suffix, figure):
    assert read_figure(plain_text(value), decimals=decimals, suffix=suffix) == figure


def test_share_is_read_for_an_indicator_in_percent_only():
    text = plain_text(0.436, is_percent=True)

    assert read_figure(text, decimals=1, suffix="%") == Amount(436, decimals=1)
    with pytest.raises(InvalidNumber, match="không tính bằng phần trăm"):
        read_figure(text, decimals=1)


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (1.5, 0, "“1,5” có phần thập phân; ở đây chỉ nhập số nguyên."),
        (1.234, 0, "Không rõ dấu phẩy trong “1,234”"),
        (1.234, 2, "Không rõ dấu phẩy trong “1,234”"),
        (43.65, 1, "“43,65” có quá 1 chữ số thập phân."),
        (2 / 7, 1, "quá nhiều chữ số thập phân"),
        (-5, 0, "Giá trị không được âm"),
        ("1,234", 0, "Không rõ dấu phẩy"),
        ("1.5", 1, "Dấu chấm trong “1.5” không ngăn đúng hàng nghìn"),
        ("1 600", 0, "khoảng trắng ở giữa"),
    ],
)
def test_what_has_two_readings_is_refused(value, decimals, words):
    with pytest.raises(InvalidNumber) as caught:
        read_figure(plain_text(value), decimals=decimals)

    assert words in str(caught.value)


@given(st.integers(0, 10**15 - 1), st.integers(0, 2))
def test_figure_that_was_written_as_a_number_comes_back(units, decimals):
    number = units if decimals == 0 else units / 10**decimals

    assert read_figure(plain_text(number), decimals=decimals) == Amount(units, decimals=decimals)


@given(
    st.floats() | st.integers() | st.text() | st.booleans() | st.datetimes() | st.times() | st.timedeltas(),
    st.booleans(),
)
def test_any_value_is_a_text_or_refused(value, is_percent):
    try:
        text = plain_text(value, is_percent=is_percent)
    except CellRefused as error:
        assert error.reason
    else:
        assert isinstance(text, str)
        assert isinstance(value, str) or len(text) < 100
    assert isinstance(line_text(value), str)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  Xã\u00a0 Bản\nSố ", "Xã Bản Số"),
        (unicodedata.normalize("NFD", "Huyện Bát Xát"), "Huyện Bát Xát"),
        (2026, "2026"),
        (80.0, "80"),
        (True, "TRUE"),
        (1.5, "1,5"),
        (datetime(2026, 7, 1), "01/7/2026"),  # noqa: DTZ001
        (date(2026, 7, 1), "01/7/2026"),
    ],
)
def test_line_of_a_cell_of_words(value, text):
    assert line_text(value) == text
