import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.roman import NotAnOrdinal, from_roman, parse_ordinal, to_roman

NUMERALS = [
    (1, "I"),
    (2, "II"),
    (4, "IV"),
    (5, "V"),
    (9, "IX"),
    (14, "XIV"),
    (40, "XL"),
    (49, "XLIX"),
    (90, "XC"),
    (400, "CD"),
    (900, "CM"),
    (1994, "MCMXCIV"),
    (2026, "MMXXVI"),
    (3888, "MMMDCCCLXXXVIII"),
    (3999, "MMMCMXCIX"),
]


@pytest.mark.parametrize(("number", "numeral"), NUMERALS, ids=[numeral for _number, numeral in NUMERALS])
def test_roman(number, numeral):
    assert to_roman(number) == numeral
    assert from_roman(numeral) == number
    assert from_roman(numeral.lower()) == number


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_to_roman_out_of_range_is_refused(number):
    with pytest.raises(NotAnOrdinal) as refusal:
        to_roman(number)

    assert refusal.value.params["number"] == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "IIII", "VV", "IC", "IVI", "A", "1", "I I", "MMMM", "M" * 100_000, "Phụ lục I"],
    ids=lambda text: text[:10] or "empty",
)
def test_from_roman_refused(text):
    with pytest.raises(NotAnOrdinal):
        from_roman(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("I", 1, id="roman"),
        pytest.param("ii", 2, id="lower-case"),
        pytest.param(" IV ", 4, id="blanks"),
        pytest.param("Ⅳ", 4, id="roman-numeral-character"),
        pytest.param("1", 1, id="digit"),
        pytest.param("01", 1, id="padded"),
        pytest.param("12", 12, id="two-digits"),
        pytest.param("3999", 3999, id="largest"),
        pytest.param("0000012", 12, id="many-zeros"),
    ],
)
def test_parse_ordinal(text, expected):
    assert parse_ordinal(text) == expected


@pytest.mark.parametrize(
    "text", ["", "0", "00", "-1", "4000", "9" * 5000, "1.5", "một"], ids=lambda text: text[:10] or "empty"
)
def test_parse_ordinal_refused(text):
    with pytest.raises(NotAnOrdinal):
        parse_ordinal(text)


@settings(deadline=None)
@given(st.integers(1, 3999))
def test_from_roman_reads_what_to_roman_wrote(number):
    assert from_roman(to_roman(number)) == number
    assert parse_ordinal(to_roman(number)) == parse_ordinal(str(number)) == number
