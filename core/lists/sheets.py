"""Lists as files that people fill in and send back: a workbook with its instructions, or CSV."""

import datetime
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import tablib
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core.dates import format_date
from core.lists.columns import ChoiceColumn, Column, DateColumn, NumberColumn
from core.lists.files import GUIDE, MOST_ROWS, WORDS
from core.numbers import format_number
from core.spreadsheets import csv_of

if TYPE_CHECKING:
    from core.lists.resource import ListResource

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# Nothing that is written becomes anything else: no text a formula, a number or a link.
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
FONT = {"font_name": "Times New Roman", "font_size": 12}
LINE, MOST_LINES = 16, 12  # points of a line; lines of a row
LONGEST_TITLE = 31  # of a sheet, in Excel


def to_workbook(resource: "ListResource", dataset: tablib.Dataset) -> bytes:
    """The list, what each column means, and the words to choose from."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, **_AS_WRITTEN}) as book:
        title = capfirst(str(resource._meta.model._meta.verbose_name_plural))[:LONGEST_TITLE]
        sheet = book.add_worksheet(title)
        formats = _formats(book)
        _write_list(sheet, resource.columns, dataset, formats)
        _write_instructions(book.add_worksheet(str(GUIDE)), resource, formats)
        words = book.add_worksheet(str(WORDS))
        words.hide()
        for place, column in enumerate(resource.columns):
            if isinstance(column, ChoiceColumn):
                _offer_words(sheet, words, place, column, formats)
    return file.getvalue()


def to_csv(dataset: tablib.Dataset) -> bytes:
    """With a byte order mark, by which Excel knows UTF-8."""
    rows = ([_as_typed(cell) for cell in cells] for cells in dataset)
    return csv_of([dataset.headers, *rows]).encode("utf-8-sig")


def _as_typed(cell: Any) -> Any:
    return format_date(cell) if isinstance(cell, datetime.date) else cell


def _formats(book: Workbook) -> dict[str, Any]:
    cell = {"valign": "top"}
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EEF4"}
    return {
        "head": book.add_format({**FONT, **head, "num_format": "@"}),
        # As text also after somebody types into the cell: codes keep their zeros, nothing becomes a formula.
        "text": book.add_format({**FONT, **cell, "num_format": "@", "text_wrap": True}),
        "date": book.add_format({**FONT, **cell, "num_format": "dd/mm/yyyy"}),
        "number": book.add_format({**FONT, **cell, "num_format": "0"}),
    }


def _write_list(sheet: Worksheet, columns: Sequence[Column], dataset: tablib.Dataset, formats: dict) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, formats[_kind(column)])
        sheet.write_string(0, place, _plain(column.heading), formats["head"])
    for row, cells in enumerate(dataset, start=1):
        lines = max((_lines(cell, column) for cell, column in zip(cells, columns, strict=True)), default=1)
        if lines > 1:
            sheet.set_row(row, lines * LINE)
        for place, cell in enumerate(cells):
            _write(sheet, row, place, cell, formats)
    sheet.set_row(0, 2 * LINE)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(dataset), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(cell: Any, column: Column) -> int:
    """How many lines a text takes: programs do not find out by themselves how high a row shall be."""
    return min(-(-len(cell) // column.width), MOST_LINES) if isinstance(cell, str) and cell else 1


def _kind(column: Column) -> str:
    return "date" if isinstance(column, DateColumn) else "number" if isinstance(column, NumberColumn) else "text"


def _write(sheet: Worksheet, row: int, place: int, cell: Any, formats: dict) -> None:
    if isinstance(cell, datetime.date):
        sheet.write_datetime(row, place, datetime.datetime.combine(cell, datetime.time()), formats["date"])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, formats["number"])
    elif cell:
        sheet.write_string(row, place, _plain(cell), formats["text"])


def _plain(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _write_instructions(sheet: Worksheet, resource: "ListResource", formats: dict) -> None:
    rows = [(_("Cột"), _("Bắt buộc"), _("Cách ghi"))]
    keys = resource.get_import_id_fields()
    for column in resource.columns:
        need = _("có") if column.name in keys else _("khi thêm dòng mới") if column.is_required else ""
        rows.append((column.heading, need, column.instruction))
    for number, cells in enumerate(rows):
        for place, text in enumerate(cells):
            sheet.write_string(number, place, _plain(str(text)), formats["text" if number else "head"])
    for number, text in enumerate(_rules(), start=len(rows) + 1):
        sheet.merge_range(number, 0, number, 2, text, formats["text"])
        sheet.set_row(number, 34)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 80)


def _rules() -> list[str]:
    return [
        _("Mã là văn bản, giữ số 0 đứng đầu; dòng có mã đã có thì được sửa, mã chưa có thì được thêm."),
        _("Không có cột thì giá trị cũ giữ nguyên; có cột mà ô trống thì giá trị thành trống, nếu cột được để trống."),
        _("Có một dòng sai thì không dòng nào được ghi. Không xóa dòng nào bằng cách nhập tệp."),
        _("Nhiều nhất %s dòng mỗi tệp.") % format_number(MOST_ROWS),
    ]


def _offer_words(sheet: Worksheet, words: Worksheet, place: int, column: ChoiceColumn, formats: dict) -> None:
    """A list to choose from; from cells, since words hold commas and a list of its own takes 255 characters."""
    words.set_column(place, place, column.width)
    words.write_string(0, place, _plain(column.heading), formats["head"])
    for number, word in enumerate(column.words, start=1):
        words.write_string(number, place, _plain(word), formats["text"])
    letter = chr(ord("A") + place)
    source = f"='{words.get_name()}'!${letter}$2:${letter}${len(column.words) + 1}"
    options = {"validate": "list", "source": source, "error_type": "warning"}
    options |= {"error_title": column.heading[:32], "error_message": _("Hãy chọn một giá trị trong danh sách.")}
    sheet.data_validation(1, place, MOST_ROWS, place, options)
