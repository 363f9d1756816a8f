"""An uploaded workbook through its door, looked through and read, against a bare read-only pass of openpyxl."""

import io
from collections.abc import Iterator

import openpyxl
import xlsxwriter

from core.workbooks import read_workbook
from tests.bench.measure import Line, alternate, compared

GOAL = 1.5
SIZES = ((170, 20), (10_000, 12))  # an annex, the longest list that is taken
TYPICAL = SIZES[0]
FIGURES_FROM = 2  # column; before it a number and a name


def lines() -> Iterator[Line]:
    for rows, columns in SIZES:
        data = _filled(rows, columns)
        if _ours(data) != _bare(data):
            raise RuntimeError("The two do not read the same values")
        times = alternate(lambda data=data: _ours(data), lambda data=data: _bare(data))
        goal = GOAL if (rows, columns) == TYPICAL else None
        yield compared("Đọc sổ Excel tải lên", f"{rows} × {columns}", times, goal)


def _ours(data: bytes) -> list:
    return [sheet.rows for sheet in read_workbook(io.BytesIO(data), "bieu.xlsx").sheets]


def _bare(data: bytes) -> list:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def _filled(rows: int, columns: int) -> bytes:
    """A table as people fill it in: a title, a header, names and figures, and their sums as formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Phụ lục I")
        figure, head = (
            book.add_format({"num_format": "#,##0", "border": 1}),
            book.add_format({"bold": True, "border": 1}),
        )
        sheet.merge_range(0, 0, 0, columns - 1, "Phụ lục I", head)
        sheet.write_row(
            1, 0, ["TT", "Địa bàn", *(f"Chỉ tiêu {column}" for column in range(FIGURES_FROM, columns))], head
        )
        for row in range(2, rows - 1):
            figures = [(37 * row + 11 * column) % 2000 for column in range(FIGURES_FROM, columns)]
            sheet.write_row(row, 0, [row - 1, f"Xã Bản Số {row - 1}", *figures], figure)
        for column in range(FIGURES_FROM, columns):
            sheet.write_formula(rows - 1, column, f"=SUM(C3:C{rows - 1})", figure, 1000 * column)
    return file.getvalue()
