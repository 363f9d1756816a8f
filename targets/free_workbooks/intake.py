"""What a table would change in its annex: each cell, what is left out, and its totals. Computed, not written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount, Comparator
from core.workbooks import cell_name
from targets.actions import Edit
from targets.entry import WHOLE, AnnexSpots, Spot, key_of, standing
from targets.enums import Stage
from targets.free_workbooks import proposal as p
from targets.free_workbooks.areas import is_number
from targets.free_workbooks.choices import Choices
from targets.free_workbooks.figures import CellReader, Dash, ReadCell, with_mixed_marks_refused
from targets.free_workbooks.recognition import Recognition
from targets.free_workbooks.shape import AnnexShape
from targets.models import Column, Indicator

_BOUNDS = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN}


class State(TextChoices):
    """What becomes of a cell of the file."""

    SAME = "same", gettext_lazy("không đổi")
    CHANGED = "changed", gettext_lazy("thay đổi")
    KEPT = "kept", gettext_lazy("ô trống, giữ số đang có")
    REFUSED = "refused", gettext_lazy("không nhận")


@dataclass(frozen=True)
class Options:
    """How a person wants marks read that mean different things in different offices."""

    dash: str = Dash.ASKED
    clears_blanks: bool = False


@dataclass(frozen=True)
class IntakeCell:
    """A cell of the file beside the cell of the annex that it leads to. `seen`: what stands there now."""

    key: str
    row_id: int
    column_id: int
    spot: Spot
    read: ReadCell
    seen: Amount | None
    state: State

    @property
    def new(self) -> Amount | None:
        """What would stand there after writing."""
        return self.read.amount if self.state == State.CHANGED else self.seen


@dataclass(frozen=True)
class LeftOut:
    """A line or a column with figures that are not taken. Both from 0; `row` None for a column."""

    row: int | None
    column: int | None
    text: str
    reason: str


@dataclass(frozen=True)
class Intake:
    """Reads the chosen lines and columns of a table. Nothing here writes; `edits` is what would be written."""

    shape: AnnexShape
    found: Recognition
    choices: Choices
    options: Options = field(default_factory=Options)

    # What leads where

    @cached_property
    def spots(self) -> AnnexSpots:
        return AnnexSpots(self.shape.annex, Stage.ASSIGNED)

    @cached_property
    def columns(self) -> dict[int, Column]:
        """{column of the file: column of figures of the annex}."""
        ids = {place: p.chosen_id(choice) for place, choice in self.choices.columns.items()}
        return {place: self.shape.figures[pk] for place, pk in ids.items() if pk is not None}

    @cached_property
    def rows(self) -> dict[int, int]:
        """{row of the file: id of the annex's row}; id 0 is the plan's own line."""
        ids = {
            place: WHOLE if choice == p.WHOLE_ROW else p.chosen_id(choice)
            for place, choice in self.choices.rows.items()
        }
        return {place: pk for place, pk in ids.items() if pk is not None}

    @cached_property
    def reader(self) -> CellReader:
        return CellReader(self.found.surface, self.options.dash)

    def indicator_of(self, row_id: int, column: Column) -> Indicator | None:
        if column.indicator_id:
            return column.indicator
        row = self.shape.rows.get(row_id)
        return row.indicator if row and row.indicator_id else None

    # Cells

    @cached_property
    def figures(self) -> dict[tuple[int, int], ReadCell]:
        """{(row, column) of the file: what it says} of all chosen lines and columns, also those of results."""
        found = {}
        for column, leaf in self.columns.items():
            for cell in with_mixed_marks_refused(self._read_column(column, leaf)):
                found[cell.row, cell.column] = cell
        return found

    def _read_column(self, column: int, leaf: Column) -> Iterable[ReadCell]:
        for row, row_id in self.rows.items():
            if indicator := self.indicator_of(row_id, leaf):
                yield self.reader.read(row, column, indicator)

    @cached_property
    def cells(self) -> list[IntakeCell]:
        """The cells that lead to a cell of the annex into which figures are typed, by row and column of the file."""
        wanted = [
            (key, read)
            for (row, column), read in sorted(self.figures.items())
            if (key := key_of(self.rows[row], self.columns[column].pk)) in self.spots.by_key
        ]
        return [self._cell(key, read, self.now[key]) for key, read in wanted]

    @cached_property
    def now(self) -> dict[str, Amount | None]:
        """What every cell of the annex holds, in one query."""
        return standing(self.spots, self.spots.by_key)

    def _cell(self, key: str, read: ReadCell, seen: Amount | None) -> IntakeCell:
        row_id, column_id = map(int, key.split("."))
        return IntakeCell(key, row_id, column_id, self.spots.by_key[key], read, seen, self._state(read, seen))

    def _state(self, read: ReadCell, seen: Amount | None) -> State:
        if read.fault:
            return State.REFUSED
        if read.amount is None and seen is not None and not self.options.clears_blanks:
            return State.KEPT
        return State.SAME if says_the_same(read.amount, seen) else State.CHANGED

    def of_state(self, state: State) -> list[IntakeCell]:
        return [cell for cell in self.cells if cell.state == state]

    @cached_property
    def formulas(self) -> int:
        """How many figures were taken from formulas, as they showed when the file was saved."""
        return sum(1 for cell in self.cells if cell.read.is_formula and cell.read.amount is not None)

    # What is written

    def edits(self, seen: Mapping[str, Amount | None]) -> list[Edit]:
        """The changes against what a preview showed: {key: figure that stood there} of its changed cells.

        A cell that the preview showed as unchanged must still hold the same, else the edit is a conflict.
        """
        return [
            Edit(cell.spot.cell, seen.get(cell.key, cell.read.amount), cell.read.amount)
            for cell in self.cells
            if cell.state == State.CHANGED or (cell.state == State.SAME and cell.key in seen)
        ]

    # What is not taken

    @cached_property
    def left_out(self) -> list[LeftOut]:
        return [*self._left_out_columns(), *self._left_out_lines(), *self._shown_only()]

    def _left_out_columns(self) -> Iterable[LeftOut]:
        layout, rows = self.found.layout, list(self.rows)
        for column, choice in self.choices.columns.items():
            filled = any(is_number(self.found.surface.value(row, column)) for row in rows)
            if choice == p.IGNORED and filled and column > layout.name:
                path = " › ".join(self.found.paths[column]) or _("không có tiêu đề")
                yield LeftOut(None, column, path, _("Cột bỏ qua."))

    def _left_out_lines(self) -> Iterable[LeftOut]:
        for line in self.found.lines:
            if self.choices.rows[line.row] == p.IGNORED and line.has_figures:
                yield LeftOut(line.row, None, line.text, line.guess.reason or _("Dòng bỏ qua."))

    def _shown_only(self) -> Iterable[LeftOut]:
        """Lines and columns of the annex that show figures of elsewhere."""
        for row, row_id in self.rows.items():
            if row_id != WHOLE and self.shape.rows[row_id].activity_id:
                text = self.shape.rows[row_id].text
                yield LeftOut(row, None, text, _("Hoạt động: số lượng sửa ở phần hoạt động của kế hoạch."))
        for column, leaf in self.columns.items():
            if leaf.period_id is not None:
                yield LeftOut(None, column, leaf.label, _("Cột hiện kết quả của một kỳ; không nhập từ đây."))

    @cached_property
    def missing(self) -> list[str]:
        """Lines of the annex that take figures and that no line of the file is."""
        taken = set(self.rows.values())
        return [
            row.text for pk, row in self.shape.rows.items() if pk not in taken and (row.locality_id or row.indicator_id)
        ]

    def address(self, left: LeftOut) -> str:
        if left.row is None:
            return _("Cột %s") % cell_name(0, left.column).rstrip("1")
        return _("Dòng %s") % (left.row + 1)


def says_the_same(typed: Amount | None, stored: Amount | None) -> bool:
    """A table prints "850" where the plan says "at least 850": the same number, whose meaning stands elsewhere."""
    if typed == stored:
        return True
    if typed is None or stored is None or typed.comparator != Comparator.EXACTLY or stored.comparator not in _BOUNDS:
        return False
    return typed.value == stored.value
