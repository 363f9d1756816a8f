"""An entry workbook before it is drawn: its header, its lines, and what each cell is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from reports.tables import HeaderCell
from targets.workbooks.layout import Layout, Place
from targets.workbooks.marks import SUMMED, Base, Cell, Passport

MOST_PARTS = 200  # of one sum; a program takes up to 255


class Look(Enum):
    """What a cell is, and so how it is drawn and whether it is locked. Only an input is not."""

    TEXT = "text"
    HEADING = "heading"
    SHOWN = "shown"
    INPUT = "input"
    SUMMED = "summed"


class TableCell(NamedTuple):
    """`text` of what is only shown, `parts` of a sum; an input holds what the base of the table says."""

    look: Look
    text: str = ""
    parts: tuple[Cell, ...] = ()


class TableColumn(NamedTuple):
    """`mark` "" for a column into which nothing is typed. `width` in characters. `adds_up`: it has a bottom line."""

    mark: str
    width: float
    adds_up: bool = False


class TableLine(NamedTuple):
    mark: str
    cells: Sequence[TableCell]


@dataclass(frozen=True)
class EntryTable:
    """`bottom`: label of the line that adds up the lines, "" for none; `whole`: the line that says what was set for
    all, below them. `guide`: sentences on a sheet of their own."""

    passport: Passport
    layout: Layout
    base: Base
    title: str
    subtitle: str
    file_name: str
    header: Sequence[Sequence[HeaderCell]]
    columns: Sequence[TableColumn]
    lines: Sequence[TableLine]
    name_column: int
    bottom: str = ""
    whole: TableLine | None = None
    guide: Sequence[str] = field(default_factory=list)

    def places(self, column: TableColumn) -> list[Place]:
        """Of the cells of a column into which something is typed."""
        return self._by_column.get(column.mark, [])

    @cached_property
    def _by_column(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for (_row, column), place in self.layout.places.items():
            found.setdefault(column, []).append(place)
        return found

    def value(self, cell: Cell) -> str | int | float | None:
        place = self.layout.places[cell]
        return place.value(place.bare(self.base.values.get(cell, "")))

    def is_summed(self, cell: Cell) -> bool:
        return self.layout.places[cell].is_summed(self.base.values.get(cell, ""))

    def number(self, cell: Cell) -> int | float | None:
        """What a formula finds in the cell: a number, None for a text or a blank; a sum is that of its parts."""
        if not self.is_summed(cell):
            value = self.value(cell)
            return None if isinstance(value, str) else value
        numbers = [number for part in self.base.parts(cell) if (number := self.number(part)) is not None]
        return total(numbers)


def total(numbers: Sequence[int | float]) -> int | float | None:
    """As a program shows it: 0.1 + 0.2 is 0.3. None of none."""
    return round(sum(numbers), 2) if numbers else None


def with_sums(layout: Layout, values: Mapping[Cell, str], sums: Mapping[str, Sequence[str]]) -> Base:
    """The base of a table in which each cell that is the sum of others, and says nothing else, is a formula.

    A figure that somebody stated stays theirs where it is not what its parts add up to, or where one of these is no
    plain number ("≥ 850"), which no formula adds.
    """
    base = Base(values, sums)
    found = dict(values)
    for cell, packed in values.items():
        parts = [part for part in base.parts(cell) if part in values]
        if 1 < len(parts) <= MOST_PARTS and _is_sum(layout, cell, packed, [values[part] for part in parts]):
            found[cell] = f"{SUMMED}{packed}"
    kept = {mark: [part for part in parts if _is_used(part, values)] for mark, parts in sums.items()}
    return Base(found, kept)


def _is_used(mark: str, values: Mapping[Cell, str]) -> bool:
    return any(mark in cell for cell in values)


def _is_sum(layout: Layout, cell: Cell, packed: str, parts: Sequence[str]) -> bool:
    numbers = [layout.places[cell].value(part) for part in parts if part]
    if any(isinstance(number, str) for number in numbers):
        return False
    if not packed:
        return True
    return bool(numbers) and layout.places[cell].value(packed) == total(numbers)
