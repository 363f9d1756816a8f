"""An uploaded list as rows of cells: a workbook through the one door for workbooks, or a CSV file in UTF-8."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import format_number
from core.spreadsheets import as_typed
from core.text import normalise
from core.workbooks import UploadRefused, read_workbook
from core.workbooks.bounds import LONGEST_TEXT, MOST_BYTES, MOST_COLUMNS

MOST_ROWS = 10_000
HEADER_WITHIN = 20  # rows: above the header people write titles
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Unreadable:
    """Stands in the place of a cell that cannot be read, and says why."""

    reason: str


@dataclass(frozen=True)
class ListFile:
    """`header` as written; `rows` with their number in the file, as long as the header; blank rows are left out."""

    header: list[str]
    rows: list[tuple[int, list[Any]]]
    notes: list[str] = field(default_factory=list)


def read_list(data: bytes, name: str, is_header: Callable[[Sequence[str]], bool]) -> ListFile:
    """The list in a file; raises `UploadRefused` for a file that is none.

    The header is the first row that `is_header` knows, else the first that is not blank.
    """
    if name.lower().endswith((".csv", ".txt")):
        return _table(_csv_rows(data), is_header)
    return _from_workbook(data, name, is_header)


def _table(rows: Sequence[Sequence[Any]], is_header: Callable, notes: Sequence[str] = ()) -> ListFile:
    filled = [place for place, cells in enumerate(rows) if not _is_blank(cells)]
    if not filled:
        raise UploadRefused(_("Tệp không có dòng nào."))
    top = next((place for place in filled[:HEADER_WITHIN] if is_header(_texts(rows[place]))), filled[0])
    header = _texts(rows[top])
    while header and not header[-1]:
        header.pop()
    below = [place for place in filled if place > top]
    if len(below) > MOST_ROWS:
        raise UploadRefused(
            _("Danh sách có %(count)s dòng; mỗi lần nhập nhiều nhất %(most)s dòng. Hãy chia thành nhiều tệp.")
            % {"count": format_number(len(below)), "most": format_number(MOST_ROWS)}
        )
    return ListFile(header, [(place + 1, _cut(rows[place], len(header))) for place in below], list(notes))


def _cut(cells: Sequence[Any], width: int) -> list[Any]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _is_blank(cells: Sequence[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _texts(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else normalise(str(cell)) for cell in cells]


# Workbooks


GUIDE, WORDS = gettext_lazy("Hướng dẫn"), gettext_lazy("Giá trị")  # sheets of our own beside the list


def _from_workbook(data: bytes, name: str, is_header: Callable) -> ListFile:
    """The first sheet that people see and that holds something."""
    book = read_workbook(io.BytesIO(data), name)
    ours = {str(GUIDE), str(WORDS)}
    seen = [sheet for sheet in book.sheets if sheet.visibility == "visible" and sheet.title not in ours]
    seen = [sheet for sheet in seen if not all(map(_is_blank, sheet.rows))]
    if not seen:
        raise UploadRefused(_("Tệp không có dòng nào."))
    sheet = seen[0]
    return _table(_cells_of(sheet), is_header, list(_notes(sheet, seen)))


def _cells_of(sheet: Any) -> list[list[Any]]:
    rows = [list(cells) for cells in sheet.rows]
    for row, column in sheet.formulas:
        if rows[row][column] is None:
            rows[row][column] = Unreadable(_("Công thức chưa có giá trị; hãy dán giá trị vào ô."))
    for (row, column), error in sheet.errors.items():
        rows[row][column] = Unreadable(_("Ô báo lỗi %s; hãy sửa trong tệp.") % error)
    for top, left, bottom, right in sheet.merged:
        _refuse_merged(rows, top, left, bottom, right)
    return rows


def _refuse_merged(rows: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """Over several rows, whose value nobody can tell; titles are merged along one row."""
    if top == bottom:
        return
    for row in range(top, min(bottom + 1, len(rows))):
        for column in range(left, min(right + 1, len(rows[row]))):
            rows[row][column] = Unreadable(_("Ô bị gộp qua nhiều dòng; hãy bỏ gộp và ghi đủ từng dòng."))


def _notes(sheet: Any, seen: Sequence[Any]) -> Iterator[str]:
    if len(seen) > 1:
        yield _("Chỉ đọc trang tính “%s”; các trang sau không đọc.") % sheet.title
    if sheet.hidden_rows:
        yield _("Dòng bị ẩn trong tệp vẫn được đọc (%s dòng).") % len(sheet.hidden_rows)


# CSV


def _csv_rows(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            _check_size(cells, len(rows) + 1)
            rows.append([as_typed(cell) for cell in cells])
    except csv.Error as error:
        raise UploadRefused(
            _("Không đọc được dòng %s của tệp CSV: sai dấu nháy hoặc ô quá dài.") % (len(rows) + 1)
        ) from error
    return rows


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise UploadRefused(_("Tệp lớn quá; nhiều nhất %s MB.") % (MOST_BYTES // 1024 // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(_("Tệp CSV không ở dạng UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8”.")) from error
    if "\0" in text:
        raise UploadRefused(_("Tệp này không phải tệp CSV."))
    return text


def _check_size(cells: list[str], number: int) -> None:
    if number > MOST_ROWS * 2:
        raise UploadRefused(_("Tệp có quá nhiều dòng; mỗi lần nhập nhiều nhất %s dòng.") % format_number(MOST_ROWS))
    if len(cells) > MOST_COLUMNS:
        raise UploadRefused(_("Dòng %(row)s có hơn %(most)s cột.") % {"row": number, "most": MOST_COLUMNS})
    if any(len(cell) > LONGEST_TEXT for cell in cells):
        raise UploadRefused(_("Dòng %s có ô quá dài.") % number)
