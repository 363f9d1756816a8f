"""Which figures are numbers in a file, and that their number formats write them as documents do."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Amount, Comparator
from reports.downloads.shown import raw, shown_in
from reports.downloads.text_sizes import HIGHEST, fitted, height_of
from reports.downloads.xlsx import xlsx_of
from reports.tables import TableCell
from tests.office import resave
from tests.reports.downloads.papers import AS_SHOWN, small_table, with_table

WHOLE = st.integers(min_value=0, max_value=10**15 - 1)


def cell(text: str, number=None) -> TableCell:
    return TableCell(text, "figure", number)


@given(value=WHOLE, decimals=st.integers(0, 2), pads=st.booleans(), suffix=st.sampled_from(["", "%"]))
def test_exact_figure_is_the_number_it_was(value, decimals, pads, suffix):
    amount = Amount(value, decimals=decimals)

    shown = shown_in(cell(amount.format(suffix=suffix, pad=pads), amount.number))

    assert Decimal(str(shown.number)) == amount.number
    assert not shown.says_more


@given(value=WHOLE, kind=st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST]))
def test_bound_is_text(value, kind):
    amount = Amount(value, comparator=kind)

    assert shown_in(cell(amount.format(), amount.number)) is None
    assert raw(cell(amount.format(), amount.number)) == amount.format()


@given(low=st.integers(0, 10**6), more=st.integers(1, 10**6), pads=st.booleans())
def test_range_is_text(low, more, pads):
    amount = Amount(low, low + more, Comparator.BETWEEN)

    assert shown_in(cell(amount.format(pad=pads), amount.number)) is None


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        pytest.param("", None, None, id="blank"),
        pytest.param("0", 0, 0, id="zero is not blank"),
        pytest.param("x", None, "x", id="not applicable"),
        pytest.param("vượt 61", None, "vượt 61", id="words"),
        pytest.param("40", None, 40, id="what remains, of which the table holds the text alone"),
        pytest.param("ước 351", 351, "ước 351", id="estimate"),
        pytest.param("351*", 351, "351*", id="a part of it is missing"),
        pytest.param("43,6%", Decimal("43.6"), 43.6, id="rate"),
        pytest.param("850", 851, "850", id="another number behind it"),
        pytest.param("1.5", None, "1.5", id="no number as documents write it"),
    ],
)
def test_raw_figure_says_no_less_than_its_text(text, number, expected):
    assert raw(cell(text, number)) == expected


def test_text_of_other_columns_is_never_a_number():
    assert raw(TableCell("1", "index")) == "1"


TEXTS = ["0", "05", "10", "351", "1.600", "1.234.567", "43,6", "0,5", "43,65%", "70%", "ước 351", "ước 1.600*", "351*"]


def test_number_formats_write_figures_as_documents_do(tmp_path):
    """As LibreOffice shows them; it is told the language by the format."""
    ours = tmp_path / "so.xlsx"
    ours.write_bytes(xlsx_of(with_table(small_table([[cell(text)] for text in TEXTS], None, summed=[False]))))

    with resave(ours, to=AS_SHOWN, tmp=tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert [row[0] for row in rows[4 : 4 + len(TEXTS)]] == TEXTS


def test_row_is_never_higher_than_excel_takes():
    assert height_of("chữ " * 10_000, 100, 12) == HIGHEST


@pytest.mark.parametrize(
    ("wanted", "least", "expected"),
    [
        pytest.param([10, 40, 50], [5, 0, 30], [10, 40, 50], id="everybody has enough"),
        pytest.param([10, 40, 50], [16, 0, 50], [16, 34, 50], id="text gives"),
        pytest.param([10, 40, 50], [16, 0, 40], [16, 36, 48], id="all who can give, by what they have to spare"),
        pytest.param([10, 10, 10], [20, 20, 0], [10, 10, 10], id="not enough for all"),
    ],
)
def test_columns_get_what_their_figures_need(wanted, least, expected):
    assert fitted(wanted, least) == expected
