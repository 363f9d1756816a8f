"""What a workbook carries unseen is read back as it was written, and says whose workbook it is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workbooks import UploadRefused
from targets.workbooks.layout import Place
from targets.workbooks.marks import Base, column_mark, is_mark, key_rows, read_keys, row_mark
from targets.workbooks.passports import refuse_others
from targets.workbooks.sums import Sums
from tests.targets.workbooks.book import BAT_XAT, PASSPORT, PERSONS, SA_PA, SHARE, WHOLE, layout

NOTES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
CODES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
CELLS = st.tuples(CODES.map(row_mark), st.tuples(CODES, CODES).map(lambda codes: column_mark(*codes, "0")))


@settings(derandomize=True, max_examples=100)
@given(
    values=st.dictionaries(CELLS, NOTES, max_size=12),
    sums=st.dictionaries(CODES.map(column_mark), st.lists(CODES.map(column_mark), max_size=4), max_size=3),
)
def test_keys_are_read_as_they_were_written(values, sums):
    base = Base(values, sums)

    assert read_keys(key_rows(PASSPORT, base)) == (PASSPORT, base)


def test_year_that_a_program_took_for_a_number():
    rows = [[name, 2021.0 if name == "year" else value] for name, value, *_ in key_rows(PASSPORT, Base())]

    assert read_keys(rows)[0].year == "2021"


@pytest.mark.parametrize("text", ["dong:", "cot: so-nguoi", "dong:số", "hàng:1", "khac ", "dong:a\n", 5, None])
def test_is_no_mark(text):
    assert not is_mark(text)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "report"}, "Tệp là biểu báo cáo kết quả, không phải biểu nhập chỉ tiêu của kế hoạch."),
        ({"kind": "package"}, "Tệp là biểu của một trang khác."),
        (
            {"plan": "an-giang-2011", "year": "2011"},
            "Tệp là biểu của kế hoạch “an-giang-2011” năm 2011, không phải “lao-cai-2021” năm 2021.",
        ),
        ({"year": "2020"}, "Tệp là biểu của kế hoạch “lao-cai-2021” năm 2020, không phải “lao-cai-2021” năm 2021."),
        ({"annex": "II"}, "Tệp là biểu của phụ lục II, không phải phụ lục I."),
        ({"stage": "proposed"}, "Tệp là biểu đề xuất của địa bàn; trang này nhập số giao."),
        ({"period": "quy-1"}, "Tệp là biểu của kỳ “quy-1”, không phải kỳ “”."),
        ({"locality": "082"}, "Tệp là biểu đề xuất của địa bàn khác."),
    ],
)
def test_workbook_of_something_else_is_named(changes, sentence):
    with pytest.raises(UploadRefused) as refused:
        refuse_others(replace(PASSPORT, **changes), PASSPORT)

    assert refused.value.reason == f"{sentence} Chưa đọc số liệu nào."


def test_proposals_are_not_what_is_assigned():
    own = replace(PASSPORT, stage="proposed")

    with pytest.raises(UploadRefused, match="Tệp là biểu nhập số giao"):
        refuse_others(PASSPORT, own)


def test_another_shape_is_no_reason_to_refuse():
    refuse_others(replace(PASSPORT, shape="other", made_at="2021-01-01"), PASSPORT)


# What a cell holds, there and back


@pytest.mark.parametrize(
    ("place", "packed", "value"),
    [
        (Place("1.1"), "eq:1600:", 1600),
        (Place("1.1", decimals=1, suffix="%"), "eq:436:", 43.6),
        (Place("1.1", decimals=1, suffix="%"), "eq:430:", 43),
        (Place("1.1", decimals=1, suffix="%"), "between:650:700", "65 - 70%"),
        (Place("1.1"), "ge:850:", "≥ 850"),
        (Place("1.1"), "na::", "x"),
        (Place("1.1"), "", None),
        (Place("1.1"), "eq:999999999999999999:", "999.999.999.999.999.999"),
    ],
)
def test_value_of_a_cell(place, packed, value):
    assert place.value(packed) == value
    assert place.read(place.text(packed)) == packed


# Sums


def test_sum_that_agrees_follows():
    own = layout()
    base = Base(sums={PERSONS: [SHARE]})
    sums = Sums(
        own,
        base,
        {"1.1": "eq:5:", "1.2": "eq:5:", "2.1": "eq:7:", "2.2": "eq:5:"},
        {
            (SA_PA, PERSONS),
            (BAT_XAT, PERSONS),
        },
    )

    assert [sums.follows((row, PERSONS)) for row in (SA_PA, BAT_XAT)] == [True, False]


def test_ring_of_sums_ends():
    marks = [column_mark(f"c{number}") for number in range(60)]
    own = layout({WHOLE: "Chung"}, {mark: mark for mark in marks})
    base = Base(sums=dict.fromkeys(marks, marks))
    cells = {(WHOLE, mark) for mark in marks}
    sums = Sums(own, base, {own.places[cell].key: "eq:1:" for cell in cells}, cells)

    assert not any(sums.follows(cell) for cell in cells)
