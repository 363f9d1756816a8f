"""How much room a text takes: spreadsheet programs do not fit the height of merged cells by themselves.

An estimate by the mean width of the letters of Times New Roman; points are 1/72 inch, pixels 1/96.
"""

from functools import lru_cache
from math import ceil

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
