"""Lists as people would send them, made in memory."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from core.lists.files import ListFile, read_list
from core.lists.headings import is_header
from core.lists.resource import ListResource


def table(header: Sequence[str], *rows: Sequence[Any]) -> ListFile:
    """Rows from the second line of a file on."""
    numbered = [(number, list(cells)) for number, cells in enumerate(rows, start=2)]
    return ListFile(list(header), numbered)


def csv_file(header: Sequence[str], *rows: Sequence[Any], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return file.getvalue().encode(encoding)


def workbook(*rows: Sequence[Any], title: str = "Danh sách") -> bytes:
    """Dates as dates, numbers as numbers, everything else as text."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet(title)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in cells])
    return file.getvalue()


def read(resource: ListResource, data: bytes, name: str) -> ListFile:
    return read_list(data, name, lambda texts: is_header(resource, texts))


def faults(preview) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.reason) for fault in preview.faults]
