"""What a workbook holds, as plain data: values, and marks of the cells that are more than a value."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from openpyxl.utils import get_column_letter

Value = str | int | float | bool | datetime | date | time | timedelta | None
Place = tuple[int, int]  # row and column, both from 0
Range = tuple[int, int, int, int]  # top, left, bottom, right, all from 0 and inclusive


@dataclass
class Sheet:
    """One sheet, cut to what has content. Row 0, column 0 is A1.

    `rows` are all `width` long; a blank cell is None. A formula holds the value that it showed when the file was saved,
    None if none was saved with it. An error holds its sign as text, so that nobody takes it for a blank cell; a number
    that is none (NaN, 1e999) is an error too. Texts are as written: neither composed nor trimmed.

    The marks: `formulas`; `errors`, with their signs; `percents`, numbers shown with "%" (43,6% is 0.436); `merged`
    ranges, cut to the content, so that all together are no larger than the sheet; `hidden_rows`, `hidden_columns`.
    """

    title: str
    visibility: str = "visible"  # or "hidden", "veryHidden"
    rows: list[list[Value]] = field(default_factory=list)
    width: int = 0
    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    percents: set[Place] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass
class Book:
    """The sheets in the order of their tabs; sheets that are one chart are left out."""

    sheets: list[Sheet]


def cell_name(row: int, column: int) -> str:
    """The address that people know: "B7" of row 6, column 1."""
    return f"{get_column_letter(column + 1)}{row + 1}"
