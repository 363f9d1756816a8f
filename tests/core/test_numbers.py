from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numbers import (
    AmbiguousNumber,
    InvalidNumber,
    NotANumber,
    NumberTooLong,
    amount_in_words,
    format_money,
    format_number,
    format_percent,
    parse_number,
    percent_half_up,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "", id="blank-is-not-zero"),
        pytest.param(0, "0", id="zero"),
        pytest.param(5, "5", id="digit"),
        pytest.param(850, "850", id="hundreds"),
        pytest.param(1600, "1.600", id="thousands"),
        pytest.param(1234567, "1.234.567", id="millions"),
        pytest.param(-1600, "-1.600", id="negative"),
        pytest.param(Decimal("43.6"), "43,6", id="decimal"),
        pytest.param(Decimal("70.0"), "70", id="zero-decimal-dropped"),
        pytest.param(Decimal("43.60"), "43,6", id="last-zero-dropped"),
        pytest.param(Decimal("100"), "100", id="zeros-of-the-whole-kept"),
        pytest.param(Decimal("1E+3"), "1.000", id="exponent"),
        pytest.param(Decimal("12345.05"), "12.345,05", id="both-marks"),
        pytest.param(Decimal("-0.0"), "0", id="minus-zero"),
        pytest.param(999999999999999999, "999.999.999.999.999.999", id="eighteen-digits"),
    ],
)
def test_format_number(value, expected):
    assert format_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "", id="blank"),
        pytest.param(0, "0", id="zero-stays"),
        pytest.param(1, "01", id="one"),
        pytest.param(9, "09", id="nine"),
        pytest.param(10, "10", id="ten"),
        pytest.param(Decimal("5.0"), "05", id="whole-decimal"),
        pytest.param(Decimal("1.5"), "1,5", id="not-a-count"),
        pytest.param(-5, "-5", id="negative"),
    ],
)
def test_format_number_padded(value, expected):
    assert format_number(value, pad=True) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        pytest.param(Decimal("43.65"), 1, "43,7", id="half-up"),
        pytest.param(Decimal("43.64"), 1, "43,6", id="down"),
        pytest.param(Decimal("-43.65"), 1, "-43,7", id="half-away-from-zero"),
        pytest.param(Decimal("0.5"), 0, "1", id="half-to-whole"),
        pytest.param(Decimal("-0.04"), 1, "0", id="no-minus-zero"),
        pytest.param(Decimal("43.6"), 2, "43,6", id="not-filled-up"),
        pytest.param(70, 1, "70", id="integer"),
    ],
)
def test_format_number_decimals(value, decimals, expected):
    assert format_number(value, decimals=decimals) == expected


@pytest.mark.parametrize("value", [43.6, "43", [1]], ids=["float", "text", "list"])
def test_format_number_other_type_is_refused(value):
    with pytest.raises(TypeError, match="int or a Decimal"):
        format_number(value)


def test_format_number_not_finite_is_refused():
    with pytest.raises(ValueError, match="not a figure"):
        format_number(Decimal("NaN"))


@pytest.mark.parametrize(
    ("value", "pad", "expected"),
    [
        pytest.param(None, False, "", id="blank"),
        pytest.param(Decimal("43.6"), False, "43,6%", id="decimal"),
        pytest.param(Decimal("70.0"), False, "70%", id="whole"),
        pytest.param(Decimal("282.5"), False, "282,5%", id="above-a-hundred"),
        pytest.param(1, True, "01%", id="padded"),
    ],
)
def test_format_percent(value, pad, expected):
    assert format_percent(value, pad=pad) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "", id="blank"),
        pytest.param(0, "0 đồng", id="zero"),
        pytest.param(3823340000, "3.823.340.000 đồng", id="budget-of-seed-002"),
    ],
)
def test_format_money(value, expected):
    assert format_money(value) == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        pytest.param(0, 5, "0.0", id="none"),
        pytest.param(5, 5, "100.0", id="all"),
        pytest.param(1, 3, "33.3", id="down"),
        pytest.param(2, 3, "66.7", id="up"),
        pytest.param(7, 16, "43.8", id="exact-half-43.75"),
        pytest.param(1, 2000, "0.1", id="exact-half-0.05"),
        pytest.param(1, 800, "0.1", id="0.125"),
        pytest.param(-7, 16, "-43.8", id="half-away-from-zero"),
        pytest.param(339, 120, "282.5", id="above-a-hundred"),
        pytest.param(999999999999999999, 999999999999999999, "100.0", id="eighteen-digits"),
    ],
)
def test_percent_half_up(numerator, denominator, expected):
    result = percent_half_up(numerator, denominator)

    assert result == Decimal(expected)
    assert result.as_tuple().exponent == -1


@pytest.mark.parametrize("denominator", [0, -5])
def test_percent_half_up_without_a_positive_denominator_is_refused(denominator):
    with pytest.raises(InvalidNumber) as refusal:
        percent_half_up(3, denominator)

    assert refusal.value.params == {"numerator": 3, "denominator": denominator}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("0", "0", id="zero"),
        pytest.param("05", "5", id="padded"),
        pytest.param("1600", "1600", id="no-dots"),
        pytest.param("1.600", "1600", id="thousands"),
        pytest.param("1.234.567", "1234567", id="millions"),
        pytest.param("43,6", "43.6", id="one-decimal"),
        pytest.param("43,65", "43.65", id="two-decimals"),
        pytest.param("0,5", "0.5", id="below-one"),
        pytest.param("1.234.567,89", "1234567.89", id="both-marks"),
        pytest.param("  850 \t", "850", id="blanks-around"),
        pytest.param(f"{NBSP}850{NBSP}", "850", id="non-breaking-around"),
        pytest.param(f"1{NBSP}600", "1600", id="non-breaking-thousands"),
        pytest.param("1\u202f234\u202f567", "1234567", id="narrow-non-breaking-thousands"),
        pytest.param("\ufeff12\u200b", "12", id="invisible-characters"),
        pytest.param("-5", "-5", id="negative"),
        pytest.param("−1.600", "-1600", id="true-minus"),
        pytest.param("+5", "5", id="plus"),
        pytest.param("-0", "0", id="minus-zero"),
        pytest.param("9" * 18, "9" * 18, id="eighteen-digits"),
    ],
)
def test_parse_number(text, expected):
    assert str(parse_number(text)) == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("1,234", AmbiguousNumber, id="comma-and-three-digits"),
        pytest.param("-43,612", AmbiguousNumber, id="signed-comma-and-three-digits"),
        pytest.param("1,234,567", AmbiguousNumber, id="english-thousands"),
        pytest.param("1,234.5", AmbiguousNumber, id="english-both-marks"),
        pytest.param("1,234.567", AmbiguousNumber, id="three-digits-after-each-mark"),
        pytest.param("1.5", AmbiguousNumber, id="dot-and-one-digit"),
        pytest.param("1.50", AmbiguousNumber, id="dot-and-two-digits"),
        pytest.param("1.2345", AmbiguousNumber, id="dot-and-four-digits"),
        pytest.param("0.600", AmbiguousNumber, id="leading-zero-group"),
        pytest.param("1234.567", AmbiguousNumber, id="four-digits-before-the-dot"),
        pytest.param("1.23.456", AmbiguousNumber, id="short-group"),
        pytest.param("1..600", AmbiguousNumber, id="two-dots"),
        pytest.param("1 600", AmbiguousNumber, id="common-space"),
        pytest.param(f"1{NBSP}60", AmbiguousNumber, id="non-breaking-before-two-digits"),
        pytest.param(f"1.234{NBSP}567", AmbiguousNumber, id="mixed-grouping"),
        pytest.param("450 500", AmbiguousNumber, id="two-numbers"),
        pytest.param("", NotANumber, id="empty"),
        pytest.param(" \u200b ", NotANumber, id="blank"),
        pytest.param("-", NotANumber, id="dash"),
        pytest.param("--5", NotANumber, id="two-signs"),
        pytest.param("- 5", NotANumber, id="sign-apart"),
        pytest.param(",5", NotANumber, id="nothing-before-the-comma"),
        pytest.param("5,", NotANumber, id="nothing-after-the-comma"),
        pytest.param("12 người", NotANumber, id="unit"),
        pytest.param("1e3", NotANumber, id="exponent"),
        pytest.param("1_000", NotANumber, id="underscore"),
        pytest.param("43,6%", NotANumber, id="percent-sign"),
        pytest.param("450-500", NotANumber, id="range"),
        pytest.param("１２", NotANumber, id="full-width-digits"),
        pytest.param("٣", NotANumber, id="arabic-indic-digit"),
        pytest.param("5²", NotANumber, id="superscript"),
        pytest.param("NaN", NotANumber, id="nan"),
        pytest.param("9" * 19, NumberTooLong, id="nineteen-digits"),
        pytest.param("9" * 17 + ",99", NumberTooLong, id="nineteen-digits-with-decimals"),
        pytest.param("0,125", NumberTooLong, id="three-decimals-below-one"),
        pytest.param("1.234,567", NumberTooLong, id="three-decimals-after-thousands"),
        pytest.param("43,6170212765957", NumberTooLong, id="decimals-of-a-spreadsheet"),
        pytest.param("1." * 50_000, NotANumber, id="very-long"),
    ],
)
def test_parse_number_refused(text, error):
    with pytest.raises(InvalidNumber) as refusal:
        parse_number(text)

    assert type(refusal.value) is error
    assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        pytest.param("1,234", "1.234", id="thousands"),
        pytest.param("-1,234", "-1.234", id="signed"),
        pytest.param("1,234,567", "1.234.567", id="english-thousands"),
        pytest.param("1,234.5", "1.234,5", id="english-both-marks"),
        pytest.param("1.5", "1,5", id="decimal-point"),
    ],
)
def test_parse_number_suggestion_is_itself_accepted(text, suggestion):
    with pytest.raises(AmbiguousNumber) as refusal:
        parse_number(text)

    assert refusal.value.params["swapped"] == suggestion
    assert format_number(parse_number(suggestion)) == suggestion


def test_parse_number_names_the_character_it_refuses():
    with pytest.raises(NotANumber) as refusal:
        parse_number("12 người")

    assert refusal.value.params["character"] == "n"


@settings(deadline=None)
@given(st.integers(-(10**18) + 1, 10**18 - 1), st.booleans())
def test_parse_number_reads_what_format_number_wrote_integers(number, pad):
    assert parse_number(format_number(number, pad=pad)) == number


@settings(deadline=None)
@given(st.decimals(-(10**15), 10**15, places=2))
def test_parse_number_reads_what_format_number_wrote_decimals(number):
    assert parse_number(format_number(number)) == number


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,- \u00a0%a", max_size=12))
def test_parse_number_answers_or_refuses(text):
    try:
        number = parse_number(text)
    except InvalidNumber:
        return
    assert number.is_finite()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không"),
        (1, "Một"),
        (4, "Bốn"),
        (5, "Năm"),
        (10, "Mười"),
        (11, "Mười một"),
        (14, "Mười bốn"),
        (15, "Mười lăm"),
        (20, "Hai mươi"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi tư"),
        (25, "Hai mươi lăm"),
        (55, "Năm mươi lăm"),
        (91, "Chín mươi mốt"),
        (100, "Một trăm"),
        (101, "Một trăm linh một"),
        (104, "Một trăm linh bốn"),
        (105, "Một trăm linh năm"),
        (110, "Một trăm mười"),
        (111, "Một trăm mười một"),
        (115, "Một trăm mười lăm"),
        (121, "Một trăm hai mươi mốt"),
        (555, "Năm trăm năm mươi lăm"),
        (1_000, "Một nghìn"),
        (1_005, "Một nghìn không trăm linh năm"),
        (1_015, "Một nghìn không trăm mười lăm"),
        (1_050, "Một nghìn không trăm năm mươi"),
        (1_100, "Một nghìn một trăm"),
        (10_000, "Mười nghìn"),
        (21_000, "Hai mươi mốt nghìn"),
        (100_009, "Một trăm nghìn không trăm linh chín"),
        (104_004, "Một trăm linh bốn nghìn không trăm linh bốn"),
        (1_000_000, "Một triệu"),
        (1_000_005, "Một triệu không trăm linh năm"),
        (1_000_500, "Một triệu năm trăm"),
        (1_005_000, "Một triệu không trăm linh năm nghìn"),
        (1_234_567, "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (1_000_000_000, "Một tỷ"),
        (1_000_000_001, "Một tỷ không trăm linh một"),
        (1_005_000_000, "Một tỷ không trăm linh năm triệu"),
        (3_823_340_000, "Ba tỷ tám trăm hai mươi ba triệu ba trăm bốn mươi nghìn"),
        (5_000_015_000, "Năm tỷ không trăm mười lăm nghìn"),
        (1_000_000_000_000, "Một nghìn tỷ"),
        (2_500_000_000_000, "Hai nghìn năm trăm tỷ"),
        (1_000_000_000_000_000, "Một triệu tỷ"),
        (
            123_456_789_012_345_678,
            "Một trăm hai mươi ba triệu bốn trăm năm mươi sáu nghìn bảy trăm tám mươi chín tỷ "
            "không trăm mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám",
        ),
        (1_000_000_000_000_000_000, "Một tỷ tỷ"),
        (1_000_000_001_000_000_000, "Một tỷ không trăm linh một tỷ"),
        (-5, "Âm năm"),
        (-1_600_000, "Âm một triệu sáu trăm nghìn"),
    ],
    ids=lambda value: f"{value}" if isinstance(value, int) else "",
)
def test_amount_in_words(amount, words):
    assert amount_in_words(amount) == f"{words} đồng"
    assert amount_in_words(amount, unit="") == words


def test_amount_in_words_southern():
    words = amount_in_words(104_005_000, thousand="ngàn", odd="lẻ")

    assert words == "Một trăm lẻ bốn triệu không trăm lẻ năm ngàn đồng"


def test_amount_in_words_other_unit():
    assert amount_in_words(1_600, unit="người") == "Một nghìn sáu trăm người"


@pytest.mark.parametrize("amount", [Decimal("5"), 5.0, "5"], ids=["decimal", "float", "text"])
def test_amount_in_words_other_type_is_refused(amount):
    with pytest.raises(TypeError):
        amount_in_words(amount)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**18 - 1), min_size=2, max_size=2, unique=True))
def test_amount_in_words_differs_for_different_amounts(amounts):
    first, second = amounts

    assert amount_in_words(first) != amount_in_words(second)
