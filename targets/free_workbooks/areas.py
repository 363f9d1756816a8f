"""A sheet as it looks: what stands in a cell, also where it is part of a merged one."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from core.text import normalise
from core.workbooks import Sheet

# More is no annex; the largest that is known has 200 rows and 60 columns.
MOST_ROWS, MOST_COLUMNS = 1_000, 120

_ERROR = re.compile(r"#[A-Z]+(/[0A])?[!?]?")  # "#REF!", "#DIV/0!", "#N/A", "#NAME?"


class Area(NamedTuple):
    """Both ends belong to it; a cell that is not merged is an area of its own."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        return self.right - self.left + 1


class Surface:
    """The used part of a sheet, at most 1,000 rows by 120 columns."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = min(len(sheet.rows), MOST_ROWS)
        self.width = min(sheet.width, MOST_COLUMNS)

    @cached_property
    def merged(self) -> dict[tuple[int, int], Area]:
        """{cell: its area}; of areas that overlap the first holds."""
        found: dict[tuple[int, int], Area] = {}
        for top, left, bottom, right in self.sheet.merged:
            area = Area(top, left, min(bottom, self.height - 1), min(right, self.width - 1))
            if (area.top, area.left) in found or area.top > area.bottom or area.left > area.right:
                continue
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    found.setdefault((row, column), area)
        return found

    def area(self, row: int, column: int) -> Area:
        return self.merged.get((row, column)) or Area(row, column, row, column)

    def value(self, row: int, column: int) -> Any:
        """What the file holds in this very cell: nothing, where a merged one merely covers it."""
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else None

    def shown(self, row: int, column: int) -> Any:
        """What a reader sees there: of a merged cell its one value."""
        area = self.area(row, column)
        return self.value(area.top, area.left)

    def text(self, row: int, column: int) -> str:
        return _text(self.shown(row, column))

    def own_text(self, row: int, column: int) -> str:
        """What this very cell holds, as a person would write it."""
        value = self.value(row, column)
        is_share = (row, column) in self.sheet.percents and isinstance(value, int | float)
        return f"{_text(round(value * 100, 9))}%" if is_share else _text(value)

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold something of their own."""
        return [column for column in range(self.width) if self.own_text(row, column)]

    def is_blank(self, row: int) -> bool:
        return not any(self.text(row, column) for column in range(self.width))

    def blocks(self, row: int) -> Iterator[Area]:
        """The areas that show something in a row, from the left, each once."""
        column = 0
        while column < self.width:
            area = self.area(row, column)
            if self.text(row, column):
                yield area
            column = area.right + 1


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def is_number(value: Any) -> bool:
    """Whether a reader takes it for a figure, however it was typed, or for one that a formula failed to find."""
    if isinstance(value, str):
        bare = value.strip().lstrip("≥≤<>=~").rstrip("%").strip()
        if _ERROR.fullmatch(bare):
            return True
        return bool(bare) and any(c.isdigit() for c in bare) and all(c in "0123456789.,  \u00a0-–" for c in bare)
    return isinstance(value, int | float) and not isinstance(value, bool)
