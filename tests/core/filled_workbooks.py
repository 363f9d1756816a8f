"""Workbooks as people fill them."""

import io
from collections.abc import Callable
from datetime import datetime

import xlsxwriter


def written(fill: Callable) -> bytes:
    """A workbook by XlsxWriter: its first sheet, "Biểu", is what `fill(book, sheet)` writes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Biểu"))
    return file.getvalue()


def filled() -> bytes:
    """All that people and programs put into cells."""
    return written(_fill)


def _fill(book, sheet) -> None:
    day, share, money = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "0.0%", '#,##0 "đồng"'))
    sheet.merge_range("A1:F1", "Phụ lục I", book.add_format({"bold": True}))
    sheet.write_row("A2", ["TT", "Địa bàn", "Ngày", "Tỷ lệ", "Tiền", "Đạt"])
    for row in range(2, 30):
        sheet.write(row, 0, row - 1)
        sheet.write_rich_string(row, 1, "Xã ", book.add_format({"italic": True}), f"Bản Số {row}")
        sheet.write_datetime(row, 2, datetime(2026, 7, row), day)  # noqa: DTZ001
        sheet.write(row, 3, row / 7, share)
        sheet.write(row, 4, row * 1_000_000, money)
        sheet.write_boolean(row, 5, row % 2 == 0)
    sheet.write_formula("A31", "=SUM(A3:A30)", None, 406)
    sheet.write_formula("B31", "=A31/0", None, "#DIV/0!")
    sheet.write_formula("C31", '="a"&"b"', None, "ab")
    sheet.write_comment("A3", "kiểm tra lại")
    sheet.write_url("B32", "https://laocai.gov.vn/")
    sheet.data_validation("E3:E30", {"validate": "list", "source": ["x", "0"]})
    sheet.conditional_format("A3:A30", {"type": "cell", "criteria": ">", "value": 3, "format": share})
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_column("D:D", None, None, {"hidden": True})
    sheet.protect()
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)
    sheet.set_footer("&C&P")
    other = book.add_worksheet("Khóa")
    other.write("A1", "lao-cai-2026")
    other.hide()
