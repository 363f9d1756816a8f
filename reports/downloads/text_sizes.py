"""How much room a text takes: spreadsheet programs do not fit the height of merged cells by themselves, and neither
they nor Word the width of a column to its figures.

An estimate by the mean width of the letters of Times New Roman; points are 1/72 inch, pixels 1/96.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from reports.tables import Table
from targets.enums import ColumnRole

LETTER, DIGIT = 0.46, 0.5  # of the size
BOLD = 1.08
LINE = 1.25  # height of a line, of the size
PADDING = 6  # pixels, left and right together
POINT = 96 / 72
HIGHEST, WIDEST = 409, 1790  # of a row in points, of a column in pixels: what Excel takes


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """In pixels, of the longest line of figures."""
    longest = max((len(line) for line in text.splitlines()), default=0)
    return min(WIDEST, longest * size * POINT * DIGIT * (BOLD if is_bold else 1) + PADDING)


def least_widths(table: Table, size: float) -> list[float]:
    """Of each column in pixels: what its longest figure takes in the bold of a total; 0 of columns of text, which
    wraps."""
    rows = [*table.rows, *filter(None, [table.total])]
    columns = zip(*(row.cells for row in rows), strict=True) if rows else [()] * len(table.leaves)
    return [
        max((_figure_width(cell.text, size) for cell in cells if cell.role == ColumnRole.FIGURE), default=0)
        for cells in columns
    ]


@lru_cache(maxsize=10_000)
def _figure_width(text: str, size: float) -> float:
    return width_of(text, size, is_bold=True)


def fitted(wanted: Sequence[float], least: Sequence[float]) -> list[float]:
    """The wanted widths, their sum kept: who wants less than it needs gets that from those who have more than they
    need, a column of text having no need but of half its width. Where there is not enough, as wanted."""
    needs = [need or want / 2 for want, need in zip(wanted, least, strict=True)]
    pairs = list(zip(wanted, needs, strict=True))
    lacking, spare = (sum(max(0, sign * (need - want)) for want, need in pairs) for sign in (1, -1))
    if not lacking or spare < lacking:
        return list(wanted)
    return [need if need > want else want - (want - need) * lacking / spare for want, need in pairs]


@lru_cache(maxsize=10_000)
def height_of(text: str, width: float, size: float, *, is_bold: bool = False) -> float:
    """In points, of the text wrapped between words into `width` pixels."""
    letter = size * POINT * LETTER * (BOLD if is_bold else 1)
    room = max(1, int((width - PADDING) / letter))
    lines = sum(_lines(line, room) for line in text.splitlines()) or 1
    return min(HIGHEST, ceil(lines * size * LINE + 4))


def _lines(text: str, room: int) -> int:
    lines, used = 1, 0
    for word in text.split():
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0
        lines += (length - 1) // room
        used += length + (1 if used else 0)
    return lines
