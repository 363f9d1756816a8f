"""Finding the entry sheet of a filled workbook, its rows and its columns, by the marks that it carries unseen.

Neither the name nor the place of a sheet, a row or a column counts: people rename, sort, move and insert.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.text import fold, normalise
from core.workbooks import Book, Sheet, UploadRefused, cell_name
from targets.workbooks.layout import Layout
from targets.workbooks.marks import (
    COLUMN,
    OURS,
    ROW,
    VERSION,
    Base,
    NotUnderstood,
    Passport,
    is_key_sheet,
    is_mark,
    read_keys,
    version_of,
)

MOST_NAMED = 40  # rows or columns of one kind that are named; the others are counted
_NAMED_LENGTH = 60  # characters of a text of the file that a message repeats


class Stranger(NamedTuple):
    """A row or column that is not understood: its address and what stands in it."""

    address: str
    text: str


@dataclass(frozen=True)
class EntrySheet:
    """`rows`, `columns`: {mark: index} of those that the layout has; `twice`: {mark: indexes} of those found again;
    `misnamed`: {mark: (index, name)} of rows that show the name of another row of the layout.

    `strangers`: rows and columns with content and without a mark that is known; `missing`: labels of those of the
    layout that the file has not.
    """

    sheet: Sheet
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    twice: Mapping[str, Sequence[int]]
    misnamed: Mapping[str, tuple[int, str]]
    strange_rows: Sequence[Stranger]
    strange_columns: Sequence[Stranger]
    missing_rows: Sequence[str]
    missing_columns: Sequence[str]

    def address(self, row: int, column: int) -> str:
        """ "Nhập liệu!D12"."""
        return f"{_short(self.sheet.title)}!{cell_name(row, column)}"


def keys_of(book: Book) -> tuple[Passport, Base]:
    """Whose workbook it is, and what stood in it. Raises `UploadRefused` for one that is none of ours."""
    found = [sheet for sheet in book.sheets if is_key_sheet(sheet.rows)]
    if len(found) != 1:
        raise UploadRefused(
            _(
                "Tệp không phải biểu nhập tải từ hệ thống, hoặc trang khóa ẩn của biểu đã bị xóa. Hãy tải biểu nhập "
                "mới, chép số liệu sang rồi tải lên lại."
            )
        )
    if version_of(found[0].rows) != VERSION:
        raise UploadRefused(_("Biểu nhập thuộc phiên bản khác của hệ thống. Hãy tải biểu nhập mới."))
    try:
        return read_keys(found[0].rows)
    except NotUnderstood as error:
        raise UploadRefused(unreadable_keys()) from error


def unreadable_keys() -> str:
    return _("Trang khóa ẩn của biểu đã bị sửa, không đọc được. Hãy tải biểu nhập mới.")


def entry_sheet(book: Book, layout: Layout) -> EntrySheet:
    """The one sheet with the cells of `layout`. Raises `UploadRefused` where there is none, or more than one."""
    marked = [found for sheet in book.sheets if not is_key_sheet(sheet.rows) and (found := _marked(sheet))]
    whole = [found for found in marked if found.rows and found.columns]
    if len(whole) > 1:
        titles = ", ".join(f"“{_short(found.sheet.title)}”" for found in whole)
        raise UploadRefused(
            _("Nhiều trang cùng chứa biểu nhập: %s. Hãy xóa trang thừa, chỉ để lại một trang.") % titles
        )
    if not whole:
        raise UploadRefused(_without_marks(marked))
    return _located(whole[0], layout)


class _Marked(NamedTuple):
    """A sheet with its column of row marks and its row of column marks; None where there is none."""

    sheet: Sheet
    key_column: int | None
    key_row: int | None
    rows: dict[int, str]  # index: mark
    columns: dict[int, str]


def _marked(sheet: Sheet) -> _Marked | None:
    places = [
        (row, column, value)
        for row, line in enumerate(sheet.rows)
        for column, value in enumerate(line)
        if value is not None and is_mark(value)
    ]
    key_column = _most_common(column for _row, column, mark in places if mark.startswith(ROW))
    key_row = _most_common(row for row, _column, mark in places if mark.startswith(COLUMN))
    if key_column is None and key_row is None:
        return None
    rows = {row: mark for row, column, mark in places if column == key_column and not mark.startswith(COLUMN)}
    columns = {column: mark for row, column, mark in places if row == key_row and not mark.startswith(ROW)}
    return _Marked(
        sheet, key_column, key_row, rows if key_column is not None else {}, columns if key_row is not None else {}
    )


def _most_common(indexes: Iterable[int]) -> int | None:
    counted = Counter(indexes).most_common(1)
    return counted[0][0] if counted else None


def _without_marks(marked: Sequence[_Marked]) -> str:
    if any(found.columns for found in marked):
        return _(
            "Cột mã ẩn (cột A) của biểu đã bị xóa, nên không biết dòng nào là địa bàn nào. Hãy tải biểu nhập mới, "
            "chép số liệu sang rồi tải lên lại."
        )
    if any(found.rows for found in marked):
        return _(
            "Dòng mã ẩn (dòng 1) của biểu đã bị xóa, nên không biết cột nào là chỉ tiêu nào. Hãy tải biểu nhập mới, "
            "chép số liệu sang rồi tải lên lại."
        )
    return _("Không tìm thấy trang nhập liệu của biểu: trang đã bị xóa hoặc mất cột mã, dòng mã ẩn.")


def _located(found: _Marked, layout: Layout) -> EntrySheet:
    rows, rows_twice = _by_mark(found.rows, layout.rows)
    columns, columns_twice = _by_mark(found.columns, layout.columns)
    twice = {**rows_twice, **columns_twice}
    misnamed = _misnamed(found, rows, layout)
    return EntrySheet(
        sheet=found.sheet,
        rows={mark: index for mark, index in rows.items() if mark not in misnamed},
        columns=columns,
        twice=twice,
        misnamed=misnamed,
        strange_rows=_strange_rows(found, layout),
        strange_columns=_strange_columns(found, layout),
        missing_rows=[label for mark, label in layout.rows.items() if mark not in rows and mark not in twice],
        missing_columns=[label for mark, label in layout.columns.items() if mark not in columns and mark not in twice],
    )


def _by_mark(marks: Mapping[int, str], known: Mapping[str, str]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """{mark: index} of those found once, {mark: indexes} of those found again."""
    indexes: dict[str, list[int]] = {}
    for index, mark in marks.items():
        if mark in known:
            indexes.setdefault(mark, []).append(index)
    return (
        {mark: found[0] for mark, found in indexes.items() if len(found) == 1},
        {mark: found for mark, found in indexes.items() if len(found) > 1},
    )


def _misnamed(found: _Marked, rows: Mapping[str, int], layout: Layout) -> dict[str, tuple[int, str]]:
    """Rule (name-and-mark): a row that carries the mark of one place and shows the name of another is nobody's.

    Who sorts or pastes only what is to be seen leaves the hidden marks behind. A name that is no row's is a correction.
    """
    words = [
        column
        for column in range(found.sheet.width)
        if column != found.key_column and found.columns.get(column) not in layout.columns
    ]
    known = {end for label in layout.rows.values() for end in _ends(label)}
    misnamed = {}
    for mark, index in rows.items():
        texts = [fold(value) for column in words if isinstance(value := found.sheet.rows[index][column], str)]
        names = [text for text in texts if text in known]
        if names and not _ends(layout.rows[mark]).intersection(names):
            misnamed[mark] = (index, _first_text(found.sheet.rows[index][column] for column in words))
    return misnamed


def _ends(label: str) -> set[str]:
    """A label as it stands beside its headings, or below them: "Tại gia đình" of "Cai nghiện, Tại gia đình"."""
    parts = fold(label).split(", ")
    return {", ".join(parts[start:]) for start in range(len(parts))}


def _strange_rows(found: _Marked, layout: Layout) -> list[Stranger]:
    """Rows with something in a column of figures that are none of ours."""
    figures = [column for column, mark in found.columns.items() if mark in layout.columns]
    return [
        Stranger(str(row + 1), _first_text(line))
        for row, line in enumerate(found.sheet.rows)
        if row != found.key_row
        and _is_strange(found.rows.get(row), layout.rows)
        and any(_holds(line[column]) for column in figures)
    ]


def _strange_columns(found: _Marked, layout: Layout) -> list[Stranger]:
    """Columns with something in a row of figures that are none of ours."""
    figures = [row for row, mark in found.rows.items() if mark in layout.rows]
    lines = found.sheet.rows
    return [
        Stranger(cell_name(0, column)[:-1], _first_text([line[column] for line in lines]))
        for column in range(found.sheet.width)
        if column != found.key_column
        and _is_strange(found.columns.get(column), layout.columns)
        and any(_holds(lines[row][column]) for row in figures)
    ]


def _is_strange(mark: str | None, known: Mapping[str, str]) -> bool:
    return mark != OURS and (mark is None or mark not in known)


def _holds(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _first_text(values: Iterable[object]) -> str:
    """The first words: a name says more than its number."""
    texts = [value for value in values if isinstance(value, str) and value.strip() and not is_mark(value)]
    words = (text for text in texts if any(character.isalpha() for character in text))
    return _short(next(words, texts[0] if texts else ""))


def _short(text: str) -> str:
    return normalise(text)[:_NAMED_LENGTH]
