"""Whatever is broken in a real workbook: out comes a bounded book of plain values, or a refusal, and nothing else.

FUZZ_EXAMPLES=20000 tries that many other ones; the suite tries the same few each time.
"""

import io
import math
import os
from datetime import date, time, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workbooks import Book, CellRefused, UploadRefused, bounds, line_text, read_workbook, text_at
from tests.core.filled_workbooks import filled
from tests.office import resave
from tests.security.mutations import broken

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
bounded = settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
KINDS = (str, int, float, bool, date, time, timedelta, type(None))


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory):
    """The same tables as three programs save them."""
    folder = tmp_path_factory.mktemp("workbooks")
    (folder / "a.xlsx").write_bytes(filled())
    copy = io.BytesIO()
    openpyxl.load_workbook(folder / "a.xlsx").save(copy)
    return [filled(), copy.getvalue(), resave(folder / "a.xlsx", tmp=folder).read_bytes()]


@bounded
@given(st.data())
def test_broken_workbook_is_a_book_or_a_refusal(workbooks, data):
    broken_one = data.draw(st.sampled_from(workbooks).flatmap(broken))
    try:
        book = read_workbook(io.BytesIO(broken_one), "a.xlsx")
    except UploadRefused as error:
        assert 0 < len(error.reason) < 500
    else:
        check(book)


def check(book: Book) -> None:
    titles = {sheet.title.casefold() for sheet in book.sheets}
    assert 0 < len(titles) == len(book.sheets) <= bounds.MOST_SHEETS
    assert sum(len(sheet.rows) * sheet.width for sheet in book.sheets) <= bounds.MOST_AREA
    for sheet in book.sheets:
        check_extent(sheet)
        check_marks(sheet)
        for row, values in enumerate(sheet.rows):
            # One far cell makes millions of blank ones.
            for column in [column for column, value in enumerate(values) if value is not None]:
                check_value(values[column])
                check_words(sheet, row, column)


def check_extent(sheet) -> None:
    assert len(sheet.rows) <= bounds.MOST_ROWS
    assert sheet.width <= bounds.MOST_COLUMNS
    assert {len(row) for row in sheet.rows} <= {sheet.width}


def check_marks(sheet) -> None:
    height, width = len(sheet.rows), sheet.width
    for row, column in [*sheet.formulas, *sheet.errors, *sheet.percents]:
        assert 0 <= row < height and 0 <= column < width
    for top, left, bottom, right in sheet.merged:
        assert 0 <= top <= bottom < height and 0 <= left <= right < width
    assert sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merged) <= height * width
    assert sheet.hidden_rows <= set(range(height))
    assert sheet.hidden_columns <= set(range(width))


def check_value(value) -> None:
    assert isinstance(value, KINDS)
    if isinstance(value, float):
        assert math.isfinite(value)
    if isinstance(value, str):
        assert len(value) <= bounds.LONGEST_TEXT
        assert "\x00" not in value
        value.encode()


def check_words(sheet, row: int, column: int) -> None:
    assert isinstance(line_text(sheet.rows[row][column]), str)
    try:
        assert isinstance(text_at(sheet, row, column), str)
    except CellRefused as error:
        assert error.reason
