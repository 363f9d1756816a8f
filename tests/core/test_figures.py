"""Figures: how they are written and how they add up. Rule (figure-sum)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Amount, Comparator, add, describe, scaled

GE, GT = Comparator.AT_LEAST, Comparator.MORE_THAN
LE, LT = Comparator.AT_MOST, Comparator.LESS_THAN
BETWEEN, DECREASE, INCREASE = Comparator.BETWEEN, Comparator.DECREASE, Comparator.INCREASE
NA = Amount(None, comparator=Comparator.NOT_APPLICABLE)

FORMATS = [
    # figure, suffix, as written, without the sign of a bound, in words
    pytest.param(Amount(1600), "", "1.600", "1.600", "1.600", id="thousands"),
    pytest.param(Amount(0), "", "0", "0", "0", id="zero"),
    pytest.param(Amount(436, decimals=1), "%", "43,6%", "43,6%", "43,6%", id="tenths"),
    pytest.param(Amount(700, decimals=1), "%", "70%", "70%", "70%", id="tenths all zero"),
    pytest.param(Amount(5, decimals=2), "", "0,05", "0,05", "0,05", id="hundredths"),
    pytest.param(Amount(1213, None, GT, 1), "%", "> 121,3%", "121,3%", "trên 121,3%", id="above 100%"),
    pytest.param(Amount(850, None, GE), "", "≥ 850", "850", "ít nhất 850", id="at least"),
    pytest.param(Amount(12000, None, GT), "", "> 12.000", "12.000", "trên 12.000", id="more than"),
    pytest.param(Amount(10, None, LE, 1), "%", "≤ 1%", "1%", "nhiều nhất 1%", id="at most"),
    pytest.param(Amount(3, None, LT), "", "< 3", "3", "dưới 3", id="less than"),
    pytest.param(Amount(650, 700, BETWEEN, 1), "%", "65 - 70%", "65 - 70%", "65 - 70%", id="range"),
    pytest.param(Amount(10, 20, DECREASE), "%", "giảm 10 - 20%", "giảm 10 - 20%", "giảm 10 - 20%", id="decrease range"),
    pytest.param(Amount(5, None, INCREASE), "%", "tăng 5%", "tăng 5%", "tăng 5%", id="increase"),
    pytest.param(NA, "%", "x", "x", "không áp dụng", id="not applicable"),
    pytest.param(
        Amount(2**63 - 1),
        "",
        "9.223.372.036.854.775.807",
        "9.223.372.036.854.775.807",
        "9.223.372.036.854.775.807",
        id="biggest",
    ),
]


@pytest.mark.parametrize(("amount", "suffix", "written", "plain", "words"), FORMATS)
def test_format(amount, suffix, written, plain, words):
    assert amount.format(suffix=suffix) == written
    assert amount.format_plain(suffix=suffix) == plain
    assert describe(amount, suffix) == words


def test_describe_no_target():
    assert describe(None) == "chưa giao"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        pytest.param(Amount(5), "05", id="small"),
        pytest.param(Amount(0), "0", id="zero"),
        pytest.param(Amount(10), "10", id="two digits"),
        pytest.param(Amount(5, 8, BETWEEN), "05 - 08", id="both ends"),
        pytest.param(Amount(5, None, GE), "≥ 05", id="with a sign"),
    ],
)
def test_format_padded(amount, written):
    assert amount.format(pad=True) == written


@pytest.mark.parametrize(
    ("value", "decimals", "number"),
    [
        pytest.param(1600, 0, 1600, id="whole"),
        pytest.param(436, 1, Decimal("43.6"), id="tenths"),
        pytest.param(430, 1, 43, id="tenths all zero"),
        pytest.param(-15, 1, Decimal("-1.5"), id="negative"),
        pytest.param(0, 2, 0, id="zero"),
        pytest.param(None, 1, None, id="none"),
    ],
)
def test_scaled(value, decimals, number):
    assert scaled(value, decimals) == number


SUMS = [
    pytest.param([], None, id="nothing"),
    pytest.param([None, None], None, id="blanks"),
    pytest.param([NA, None], None, id="not applicable alone"),
    pytest.param([Amount(0)], Amount(0), id="zero is a figure"),
    pytest.param([Amount(245), Amount(35), Amount(240), Amount(30)], Amount(550), id="Lào Cai, centres"),
    pytest.param([Amount(5), None, NA, Amount(7)], Amount(12), id="blanks are left out"),
    pytest.param([Amount(65, 70, BETWEEN), Amount(5)], Amount(70, 75, BETWEEN), id="range and exact"),
    pytest.param([Amount(1, 3, BETWEEN), Amount(10, 20, BETWEEN)], Amount(11, 23, BETWEEN), id="two ranges"),
    pytest.param([Amount(850, None, GE), Amount(150)], Amount(1000, None, GE), id="a minimum makes a minimum"),
    pytest.param([Amount(850, None, GE), Amount(1, 5, BETWEEN)], Amount(851, None, GE), id="minimum and range"),
    pytest.param([Amount(850, None, GE), Amount(10, None, GT)], Amount(860, None, GT), id="strict minimum wins"),
    pytest.param([Amount(8, None, LE), Amount(2)], Amount(10, None, LE), id="a maximum makes a maximum"),
    pytest.param([Amount(8, None, LE), Amount(1, 5, BETWEEN)], Amount(13, None, LE), id="maximum and range"),
    pytest.param([Amount(8, None, LE), Amount(2, None, LT)], Amount(10, None, LT), id="strict maximum wins"),
    pytest.param([Amount(8, None, LE), Amount(2, None, GE)], None, id="minimum and maximum"),
    pytest.param([Amount(8), Amount(10, None, DECREASE)], None, id="a change has no sum"),
    pytest.param([Amount(8), Amount(10, 20, INCREASE)], None, id="a range of change has no sum"),
    pytest.param([Amount(15, decimals=1), Amount(5, decimals=1)], Amount(20, decimals=1), id="tenths"),
    pytest.param([Amount(5), Amount(15, decimals=1)], Amount(65, decimals=1), id="5 and 1,5 are 6,5"),
    pytest.param([Amount(1, 2, BETWEEN), Amount(5, decimals=1)], Amount(15, 25, BETWEEN, 1), id="range in other units"),
]


@pytest.mark.parametrize(("parts", "total"), SUMS)
def test_add(parts, total):
    assert add(parts) == total
    assert add(reversed(parts)) == total


EXACT = st.builds(
    lambda value, decimals: Amount(value, decimals=decimals), st.integers(0, 10**15), st.sampled_from([0, 1, 2])
)


@given(st.lists(st.one_of(st.none(), EXACT), max_size=6), st.randoms(use_true_random=False))
def test_add_is_commutative(parts, random):
    shuffled = random.sample(parts, len(parts))

    assert add(shuffled) == add(parts)


@given(EXACT, EXACT, EXACT)
def test_add_is_associative(one, two, three):
    assert add([add([one, two]), three]) == add([one, add([two, three])]) == add([one, two, three])


@given(st.lists(EXACT, min_size=1, max_size=6))
def test_add_loses_nothing(parts):
    assert add(parts).number == sum(part.number for part in parts)
