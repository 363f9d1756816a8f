"""The number that a figure shows, and how it shows it: what stands in a file as a number, and what as text."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from core.numbers import plain
from reports.tables import TableCell
from targets.enums import ColumnRole

MOST_DIGITS = 15  # what a spreadsheet program keeps
_NUMBER = re.compile(r"(?P<before>ước )?(?P<number>(?P<zero>0)?\d{1,3}(?:\.\d{3})*(?:,(?P<part>\d+))?)(?P<after>%?\*?)")
_AS_TYPED = str.maketrans(",", ".", ".")
# 42A is Vietnamese: LibreOffice then writes 1.600 and 43,6; Excel takes the marks of the machine.
_LOCALE = "[$-42A]"


class Shown(NamedTuple):
    """`number_format`: as spreadsheet programs write it. `says_more`: the number alone would say less, be it that it is
    an estimate or that a part of it is missing."""

    number: int | float
    number_format: str
    says_more: bool


def shown_in(cell: TableCell) -> Shown | None:
    """The number of a figure; None of a blank and of what is more than one number: "≥ 850", "65 - 70%", "x"."""
    return _shown(cell.text, cell.number) if cell.role == ColumnRole.FIGURE else None


# A table repeats few figures in many cells.
@lru_cache(maxsize=10_000)
def _shown(text: str, number: Decimal | int | None) -> Shown | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    exact = Decimal(found["number"].translate(_AS_TYPED))
    # The first bound of a range is its number, and its text says another.
    if (number is not None and exact != number) or len(exact.as_tuple().digits) > MOST_DIGITS:
        return None
    value = plain(int(exact) if exact == exact.to_integral_value() else exact)
    return Shown(value, _number_format(found), bool(found["before"]) or "*" in found["after"])


def _number_format(found: re.Match[str]) -> str:
    """ "05" is a number that is shown with two digits."""
    before, after = _quoted(found["before"] or ""), _quoted(found["after"])
    decimals = f".{'0' * len(found['part'])}" if found["part"] else ""
    whole = f"{_LOCALE}{before}#,##0{decimals}{after}"
    return whole if found["zero"] is None else f"[=0]{before}0{after};[<10]{before}00{after};{whole}"


def raw(cell: TableCell) -> str | int | float | None:
    """A cell for machines: its number, or its text where that says more; None for a blank."""
    shown = shown_in(cell)
    return cell.text or None if shown is None or shown.says_more else shown.number


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
