"""A filled workbook against what stands now: unchanged, changed, in conflict, refused. Nothing here writes.

Three contents of a cell are compared, packed: what it held when the workbook was made (base), what it holds now
(theirs), and what the file says (mine).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from core import InputError
from core.figures import Comparator
from core.workbooks import Book, UploadRefused, Value, cell_name
from core.workbooks.cells import CellRefused, line_text, text_at
from targets.results import note_fault
from targets.workbooks.finding import EntrySheet, entry_sheet, unreadable_keys
from targets.workbooks.layout import Kind, Layout, Place
from targets.workbooks.marks import SUMMED, Base, Cell
from targets.workbooks.sums import Sums, total

_NOISE = 1e-6  # less than any decimal of a figure, more than a program's arithmetic errs
_ECHOED = 60  # characters of a refused cell that the preview repeats


class Wish(NamedTuple):
    """A cell that the file wants otherwise; contents are packed. `remarks`: sentences on how it was read."""

    key: str
    address: str
    base: str
    theirs: str
    mine: str
    remarks: tuple[str, ...] = ()


class RefusedCell(NamedTuple):
    """A cell, or a whole row or column, that is not taken. `where` in words; `text` is what stands there."""

    address: str
    where: str
    text: str
    reason: str


@dataclass
class Comparison:
    """`same`: cells in which the file says what somebody else has meanwhile written; `later`: cells that the file
    leaves and somebody else has changed. Both stay as they are now, and so does everything that is `missing`.

    `sums`: {key of a changed sum: (key, what stands there now) of each cell that it adds up}; of a conflict among these
    the sum counts what the file says until it is decided.
    """

    unchanged: int = 0
    same: int = 0
    later: int = 0
    changed: list[Wish] = field(default_factory=list)
    conflicts: list[Wish] = field(default_factory=list)
    sums: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)
    strange_rows: list[tuple[str, str]] = field(default_factory=list)
    strange_columns: list[tuple[str, str]] = field(default_factory=list)
    missing_rows: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)


def compare(book: Book, layout: Layout, base: Base, stored: Mapping[str, str]) -> Comparison:
    """`stored`: {key: packed} of what stands now; what is blank may be left out.

    Rule (three-way): a cell in which the file says what it said at first is left as it stands now, whatever that is. A
    row, a column or a cell that is not in the file is left too: only a cell that is there and blank is emptied.
    Raises `UploadRefused` where the entry sheet is not to be found.
    """
    _check(base, layout)
    return _Comparing(entry_sheet(book, layout), layout, base, stored).result()


def _check(base: Base, layout: Layout) -> None:
    """What the hidden sheet says of a cell must be a figure."""
    for cell, value in base.values.items():
        place = layout.places.get(cell)
        try:
            if _has_control(value):
                raise ValueError(value)
            if place is not None and place.kind != Kind.NOTE:
                place.amount(place.bare(value))
        except ValueError as error:
            raise UploadRefused(unreadable_keys()) from error


class _Comparing:
    def __init__(self, found: EntrySheet, layout: Layout, base: Base, stored: Mapping[str, str]) -> None:
        self.found, self.layout, self.base, self.stored = found, layout, base, stored
        self.sheet = found.sheet
        self.merged = set(_cells_of(self.sheet.merged))
        self.known: dict[tuple, str] = {}
        self.mine: dict[Cell, str] = {}

    def result(self) -> Comparison:
        found = self.found
        out = Comparison(
            strange_rows=[tuple(each) for each in found.strange_rows],
            strange_columns=[tuple(each) for each in found.strange_columns],
            missing_rows=list(found.missing_rows),
            missing_columns=list(found.missing_columns),
        )
        out.refused += [self._refused_twice(mark, indexes) for mark, indexes in found.twice.items()]
        out.refused += [self._refused_name(mark, *where) for mark, where in found.misnamed.items()]
        for cell, place in self._in_file():
            try:
                self.mine[cell] = self._read(cell, place)
            except InputError as error:
                out.refused.append(self._refusal(cell, str(error)))
        summed = {cell for cell, mine in self.mine.items() if mine == SUMMED}
        for cell in self.mine:
            if cell not in summed:
                self._judge(cell, out)
        self._judge_sums(summed, out)
        return out

    def _in_file(self) -> Iterable[tuple[Cell, Place]]:
        """In the order of the file."""
        rows = sorted((index, mark) for mark, index in self.found.rows.items())
        columns = sorted((index, mark) for mark, index in self.found.columns.items())
        for _index, row in rows:
            for _place, column in columns:
                if (place := self.layout.places.get((row, column))) is not None:
                    yield (row, column), place

    def _at(self, cell: Cell) -> tuple[int, int]:
        return self.found.rows[cell[0]], self.found.columns[cell[1]]

    def _value(self, cell: Cell) -> Value:
        row, column = self._at(cell)
        return self.sheet.rows[row][column]

    # Reading

    def _read(self, cell: Cell, place: Place) -> str:
        at, value = self._at(cell), self._value(cell)
        if at in self.merged:
            raise CellRefused(_("Ô bị gộp với ô khác, không rõ số của ô nào. Hãy bỏ gộp ô rồi gõ lại."), {})
        if at not in self.sheet.percents and self._stands_as_written(cell, place):
            return self._base(cell)
        if at in self.sheet.formulas and place.is_summed(self.base.values.get(cell, "")):
            self._refuse_other_sum(cell)
            return SUMMED
        if place.kind == Kind.NOTE and at not in self.sheet.formulas:
            return _note(value)
        return self._packed(place, text_at(self.sheet, *at))

    def _refuse_other_sum(self, cell: Cell) -> None:
        """Rule (own-formula): a saved result that is not what the cells of the sum show in the file is of a formula
        that somebody else put there, or of a program that does not compute; neither is passed over."""
        saved, parts = self._value(cell), self.base.parts(cell)
        if saved is None or self._at(cell) in self.sheet.errors or not all(map(self._is_shown, parts)):
            return
        numbers = [value for part in parts if isinstance(value := self._value(part), int | float)]
        if saved != "" and not (numbers and isinstance(saved, int | float) and abs(saved - sum(numbers)) < _NOISE):
            raise CellRefused(
                _(
                    "Ô tổng là công thức có kết quả %(saved)s, khác với tổng các ô thành phần trong tệp. Nếu là số "
                    "riêng thì gõ thẳng con số; nếu không, hãy mở tệp bằng Excel hoặc LibreOffice cho tính lại rồi lưu."
                ),
                {"saved": line_text(saved)[:_ECHOED]},
            )

    def _is_shown(self, cell: Cell) -> bool:
        """Whether the file has the cell, with something of which a program's sum is known."""
        if cell[0] not in self.found.rows or cell[1] not in self.found.columns:
            return False
        at, value = self._at(cell), self._value(cell)
        is_plain = isinstance(value, int | float | str) and not isinstance(value, bool) and at not in self.sheet.errors
        return is_plain or (value is None and at not in self.sheet.formulas)

    def _packed(self, place: Place, text: str) -> str:
        """A table repeats few figures in many cells: each is read once."""
        seen = (text, *place[1:])
        if seen not in self.known:
            self.known[seen] = place.read(text)
        return self.known[seen]

    def _stands_as_written(self, cell: Cell, place: Place) -> bool:
        """A value that nobody touched, also one that nobody could type (a document's share of 121,3%)."""
        at, value = self._at(cell), self._value(cell)
        if at in self.sheet.formulas or at in self.sheet.errors or isinstance(value, bool):
            return False
        return value is not None and value == place.value(self._base(cell))

    def _base(self, cell: Cell) -> str:
        return self.layout.places[cell].bare(self.base.values.get(cell, ""))

    # Judging

    def _judge(self, cell: Cell, out: Comparison) -> None:
        place, base, mine = self.layout.places[cell], self._base(cell), self.mine[cell]
        theirs = self.stored.get(place.key, "")
        if mine == base:
            out.unchanged += 1
            out.later += theirs != base
        elif mine == theirs:
            out.unchanged += 1
            out.same += 1
        else:
            (out.changed if theirs == base else out.conflicts).append(self._wish(cell, base, theirs, mine))

    def _wish(self, cell: Cell, base: str, theirs: str, mine: str) -> Wish:
        key, address = self.layout.places[cell].key, self.found.address(*self._at(cell))
        return Wish(key, address, base, theirs, mine, tuple(self._remarks(cell, mine)))

    def _judge_sums(self, cells: set[Cell], out: Comparison) -> None:
        wanted = {wish.key: wish.mine for wish in (*out.changed, *out.conflicts)}
        after = {**self.stored, **wanted}
        sums = Sums(self.layout, self.base, self.stored, cells)
        for cell in (each for each in self.mine if each in cells):
            places = [self.layout.places[leaf] for leaf in sums.leaves(cell)] if sums.follows(cell) else []
            theirs = self.stored.get(self.layout.places[cell].key, "")
            mine = total(places, after) if any(place.key in wanted for place in places) else ""
            if mine in ("", theirs):
                out.unchanged += 1
                out.later += theirs != self._base(cell)
            else:
                wish = self._wish(cell, self._base(cell), theirs, mine)
                out.sums[wish.key] = [(place.key, self.stored.get(place.key, "")) for place in places]
                out.changed.append(wish)

    # What is said about a cell

    def _remarks(self, cell: Cell, mine: str) -> Iterable[str]:
        place, (row, column) = self.layout.places[cell], self._at(cell)
        if self.mine[cell] == SUMMED:
            yield _("Tổng tự tính theo các ô thành phần.")
        elif (row, column) in self.sheet.formulas:
            yield _("Ô là công thức; lấy giá trị lưu trong tệp.")
        if row in self.sheet.hidden_rows or column in self.sheet.hidden_columns:
            yield _("Ô nằm ở dòng hoặc cột đang ẩn.")
        if _is_tiny_share(place, mine):
            yield _("Dưới 1%. Nếu định ghi 40% thì gõ 40, không gõ 0,4.")

    def _refusal(self, cell: Cell, reason: str) -> RefusedCell:
        row, column = self._at(cell)
        text = line_text(self._value(cell))[:_ECHOED]
        return RefusedCell(self.found.address(row, column), self.layout.where(cell), text, reason)

    def _refused_twice(self, mark: str, indexes: Iterable[int]) -> RefusedCell:
        if mark in self.layout.rows:
            names = ", ".join(str(index + 1) for index in indexes)
            reason = _("Các dòng %s cùng mang mã của địa bàn hoặc chỉ tiêu này. Hãy chỉ để lại một dòng.") % names
            return RefusedCell(_("dòng %s") % names, self.layout.rows[mark], "", reason)
        names = ", ".join(cell_name(0, index)[:-1] for index in indexes)
        reason = _("Các cột %s cùng mang mã của chỉ tiêu này. Hãy chỉ để lại một cột.") % names
        return RefusedCell(_("cột %s") % names, self.layout.columns[mark], "", reason)

    def _refused_name(self, mark: str, index: int, name: str) -> RefusedCell:
        label = self.layout.rows[mark]
        reason = _(
            "Dòng ghi tên “%(name)s” nhưng cột mã ẩn (cột A) là của “%(label)s”: có thể đã sắp xếp hoặc chép đè mà "
            "không kèm cột mã. Hãy đưa tên về đúng dòng và gõ lại số, hoặc tải biểu nhập mới."
        ) % {"name": name, "label": label}
        return RefusedCell(_("dòng %s") % (index + 1), label, name, reason)


def _note(value: Value) -> str:
    line = unicodedata.normalize("NFC", line_text(value))
    if reason := note_fault(line):
        raise CellRefused(reason, {})
    return line


def _has_control(text: str) -> bool:
    """Whether it has a character that no database or answer takes."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _cells_of(ranges: Iterable[tuple[int, int, int, int]]) -> Iterable[tuple[int, int]]:
    for top, left, bottom, right in ranges:
        if (top, left) != (bottom, right):
            yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _is_tiny_share(place: Place, mine: str) -> bool:
    amount = None if place.kind == Kind.NOTE or not place.suffix or not mine else place.amount(mine)
    is_number = amount is not None and amount.comparator in (Comparator.EXACTLY, Comparator.ESTIMATE)
    return is_number and 0 < amount.value < 10**amount.decimals
