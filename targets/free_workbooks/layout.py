"""Where a table stands in a sheet: its header, its lines, the column of names; titles above and notes below."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from core.text import fold
from targets.free_workbooks.areas import Surface, is_number
from targets.free_workbooks.words import heading_key

_INDEX = {"stt", "tt", "so tt", "so thu tu"}

_LINE_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z])\)?(\s*=\s*[\d+\-*/()\s]+)?|\d{1,3}\s*=.*")
_DEEPEST = 12  # rows of a header


@dataclass(frozen=True)
class Layout:
    """Rows and columns from 0, both ends included. `header_top` > `header_bottom`: no header was found."""

    header_top: int
    header_bottom: int
    first: int
    last: int
    name: int
    index: int | None
    columns: tuple[int, ...]

    @property
    def rows(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Corrections:
    """What a person says about the table; None leaves it to the program. Rows and columns from 0."""

    header_top: int | None = None
    first: int | None = None
    last: int | None = None
    name: int | None = None


class LayoutFinder:
    """`knows(text)`: whether a text is the name of a line of the annex; it tells names from other words."""

    def __init__(self, surface: Surface, knows: Callable[[str], bool], corrections: Corrections | None = None) -> None:
        self.surface, self.corrections = surface, corrections or Corrections()
        self._knows, self._known = knows, {}

    def find(self) -> Layout | None:
        """None for a sheet in which there is no table of names and figures."""
        name = self.corrections.name if self.corrections.name is not None else self._name_column()
        if name is None or name >= self.surface.width:
            return None
        first, last = self._lines(name)
        if first is None:
            return None
        bottom = self._header_bottom(first)
        top = self._header_top(bottom, name)
        layout = Layout(top, bottom, first, last, name, None, tuple(self._used(top, last)))
        return replace(layout, index=self._index(layout))

    # Names

    def knows(self, text: str) -> bool:
        if text not in self._known:
            self._known[text] = bool(text) and not text.isdigit() and self._knows(text)
        return self._known[text]

    def _name_column(self) -> int | None:
        counts = {column: len(self._named(column)) for column in range(self.surface.width)}
        best = max(counts, key=lambda column: (counts[column], -column), default=None)
        return best if best is not None and counts[best] else self._wordy_column()

    def _named(self, column: int) -> list[int]:
        """Rows whose text in the column is a name that the annex has, and which hold a figure further right."""
        return [
            row
            for row in range(self.surface.height)
            if self.knows(self.surface.own_text(row, column)) and self._has_figures(row, column)
        ]

    def _wordy_column(self) -> int | None:
        """Of a table without any known name: the first column with words beside figures, at least twice."""
        for column in range(self.surface.width):
            if len(self._worded(column)) > 1:
                return column
        return None

    def _worded(self, column: int) -> list[int]:
        rows = range(self.surface.height)
        return [row for row in rows if self._has_words(row, column) and self._has_figures(row, column)]

    def _has_words(self, row: int, column: int) -> bool:
        return sum(c.isalpha() for c in self.surface.own_text(row, column)) > 1

    def _has_figures(self, row: int, column: int) -> bool:
        return any(is_number(self.surface.value(row, other)) for other in range(column + 1, self.surface.width))

    # Lines

    def _lines(self, name: int) -> tuple[int | None, int]:
        named = self._named(name) or self._worded(name)
        marks = [row for row in range(self.surface.height) if self._is_line(row, name)]
        fixed = self.corrections
        if fixed.first is None and not named:
            return None, -1
        first = self._first(min(named), name) if fixed.first is None else fixed.first
        last = self._last(max([row for row in marks if row >= first], default=first), name)
        last = last if fixed.last is None else fixed.last
        last = min(last, self.surface.height - 1)
        return (first, max(last, first)) if first < self.surface.height else (None, -1)

    def _first(self, row: int, name: int) -> int:
        """Upwards from the first known name: lines of totals and headings of groups may stand above it."""
        while row > 0 and self._leads(row - 1, name):
            row -= 1
        while self.surface.is_blank(row):
            row += 1
        return row

    def _last(self, row: int, name: int) -> int:
        """Downwards from the last line of figures: a place that has none may follow it, perhaps after a blank line."""
        while following := [
            other
            for other in (row + 1, row + 2)
            if other < self.surface.height and self.knows(self.surface.own_text(other, name))
        ]:
            row = following[0]
        return row

    def _leads(self, row: int, name: int) -> bool:
        if self.surface.is_blank(row):
            return row > 0 and self._leads(row - 1, name)
        if self.is_numbering(row) or not (self.surface.own_text(row, name) or self._is_line(row, name)):
            return False
        return self._is_line(row, name) or self._is_group(row, name) or self.knows(self.surface.own_text(row, name))

    def _is_line(self, row: int, name: int) -> bool:
        """A line of figures: more than a lone number among words of a title or a note."""
        if self.is_numbering(row):
            return False
        figures = [c for c in range(name + 1, self.surface.width) if is_number(self.surface.value(row, c))]
        return bool(figures) and (bool(self._label(row, name)) or len(figures) > 1)

    def _label(self, row: int, name: int) -> str:
        return next((text for c in range(name, -1, -1) if (text := self.surface.text(row, c))), "")

    def _is_group(self, row: int, name: int) -> bool:
        """ "I | Thành phố, thị xã": a number of a group or one merged cell, and nothing in the columns of figures."""
        if any(self.surface.own_text(row, column) for column in range(name + 1, self.surface.width)):
            return False
        marker = self.surface.text(row, name - 1) if name else ""
        return is_group_number(marker) or is_group_number(self.surface.own_text(row, name).split(".")[0])

    def is_numbering(self, row: int) -> bool:
        """ "A | B | 1 | 2 | 3=1+2" under a header: numbers of columns."""
        texts = [fold(self.surface.own_text(row, column)) for column in self.surface.filled(row)]
        if len(texts) < 3 or not all(_LINE_NUMBER.fullmatch(text) for text in texts):
            return False
        numbers = [int(match[0]) for text in texts if (match := re.match(r"\d+", text.strip("( ")))]
        return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 4

    # Header

    def _header_bottom(self, first: int) -> int:
        row = first - 1
        while row >= 0 and (self.surface.is_blank(row) or self.is_numbering(row)):
            row -= 1
        return row

    def _header_top(self, bottom: int, name: int) -> int:
        if bottom < 0:
            return 0
        if self.corrections.header_top is not None:
            return min(self.corrections.header_top, bottom)
        row = bottom
        while row > max(bottom - _DEEPEST, 0) and not self.surface.text(row, name):
            row -= 1
        top = self.surface.area(row, name).top
        while top > 0 and self._belongs_above(top - 1, name):
            top -= 1
        return top

    def _belongs_above(self, row: int, name: int) -> bool:
        """Groups over the columns of figures may stand above the heading of the names; a title spans those too."""
        blocks = list(self.surface.blocks(row))
        if not blocks or blocks[0].left <= name:
            return False
        return any(block.width > 1 for block in blocks) or len(blocks) > 1

    # Columns

    def _used(self, top: int, last: int) -> list[int]:
        rows = range(max(top, 0), last + 1)
        return [c for c in range(self.surface.width) if any(self.surface.own_text(row, c) for row in rows)]

    def _index(self, layout: Layout) -> int | None:
        return next((c for c in layout.columns if c < layout.name and self._is_index(layout, c)), None)

    def _is_index(self, layout: Layout, column: int) -> bool:
        heading = heading_key(self.surface.text(layout.header_bottom, column)) if layout.header_bottom >= 0 else ""
        if heading in _INDEX:
            return True
        texts = [text for row in layout.rows if (text := self.surface.own_text(row, column))]
        return bool(texts) and all(
            is_group_number(text) or re.fullmatch(r"\d{1,3}(\.\d{1,2})*\.?", text) for text in texts
        )


def is_group_number(text: str) -> bool:
    return bool(re.fullmatch(r"[IVXLC]{1,6}\.?|[A-Z]\.?", text.strip()))


@dataclass(frozen=True)
class Heads:
    """The headings over each column of a table, from the top: {column: ("Chỉ tiêu giao", "Tổng số")}."""

    surface: Surface
    layout: Layout

    @cached_property
    def paths(self) -> dict[int, tuple[str, ...]]:
        return {column: self._path(column) for column in self.layout.columns}

    def _path(self, column: int) -> tuple[str, ...]:
        path: list[str] = []
        seen = set()
        for row in range(self.layout.header_top, self.layout.header_bottom + 1):
            area = self.surface.area(row, column)
            text = self.surface.text(row, column) or self._borrowed(row, column)
            if text and area not in seen and text not in path[-1:]:
                path.append(text)
            seen.add(area)
        return tuple(path)

    def _borrowed(self, row: int, column: int) -> str:
        """A group that was not merged stands in its first column only, and blanks follow it."""
        below = any(self.surface.text(other, column) for other in range(row + 1, self.layout.header_bottom + 1))
        above = self.surface.text(row - 1, column) if row > self.layout.header_top else ""
        left = column - 1
        while below and left > self.layout.name:
            if row > self.layout.header_top and self.surface.text(row - 1, left) != above:
                return ""
            if text := self.surface.text(row, left):
                return text if self._is_group(row, left) else ""
            left -= 1
        return ""

    def _is_group(self, row: int, column: int) -> bool:
        area = self.surface.area(row, column)
        below = range(area.bottom + 1, self.layout.header_bottom + 1)
        return area.width == 1 and any(self.surface.text(other, column) for other in below)
