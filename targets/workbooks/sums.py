"""Sums of an entry workbook that somebody stated and that follow their parts, as the grid's script lets them.

Rule (sum-follows): a stated sum whose formula still stands in the file, and which agrees with its parts as they stand
now, becomes what its parts come to once the file is written. One that does not agree is a figure of its own and stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.figures import add, pack
from targets.workbooks.layout import Kind, Layout, Place
from targets.workbooks.marks import Base, Cell

MOST_DEEP = 20  # sums within sums; a header has a few levels


@dataclass
class Sums:
    """`cells` are those whose formula still stands; `stored`: {key: packed} of what stands now."""

    layout: Layout
    base: Base
    stored: Mapping[str, str]
    cells: set[Cell]
    _follow: dict[Cell, bool] = field(default_factory=dict)
    _leaves: dict[Cell, list[Cell]] = field(default_factory=dict)

    def follows(self, cell: Cell, depth: int = 0) -> bool:
        if cell not in self._follow:
            # Said before its parts are asked: a file that makes a ring of sums ends here.
            self._follow[cell] = False
            theirs = self.stored.get(self.layout.places[cell].key, "")
            leaves = self.leaves(cell, depth) if theirs else []
            self._follow[cell] = bool(leaves) and total(self._places(leaves), self.stored) == theirs
        return self._follow[cell]

    def leaves(self, cell: Cell, depth: int = 0) -> list[Cell]:
        """The cells that it adds up in the end, each once, also through sums that follow or that nobody stated."""
        if cell not in self._leaves:
            self._leaves[cell] = []
            found: dict[Cell, None] = {}
            for part in self.base.parts(cell) if depth < MOST_DEEP else ():
                found.update(dict.fromkeys(self._leaves_of_part(part, depth + 1)))
            self._leaves[cell] = list(found)
        return self._leaves[cell]

    def _leaves_of_part(self, part: Cell, depth: int) -> list[Cell]:
        place = self.layout.places.get(part)
        if place is None or place.kind == Kind.NOTE:
            return []
        is_sum = part in self.cells and (place.key not in self.stored or self.follows(part, depth))
        return self.leaves(part, depth) if is_sum else [part]

    def _places(self, cells: Iterable[Cell]) -> list[Place]:
        return [self.layout.places[cell] for cell in cells]


def total(places: Iterable[Place], contents: Mapping[str, str]) -> str:
    """The packed sum of some cells; "" where there is nothing to add. `contents`: {key: packed}."""
    found = add([place.amount(contents.get(place.key, "")) for place in places])
    return "" if found is None else pack(found)
