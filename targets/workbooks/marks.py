"""What an entry workbook carries unseen, so that it is understood when it comes back.

- A hidden first column and a hidden row name each row and column of the entry sheet (`row_mark`, `column_mark`). They
  are made of codes and not of positions or ids, and travel with the cells when somebody sorts, moves or inserts.
- A very hidden sheet says whose workbook it is (`Passport`) and what stood in its cells when it was made (`Base`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

VERSION = "1"
FIRST = "bieu-nhap-chi-tieu"  # the first cell of the sheet with the keys
KEYS_TITLE = "khoa"
COLUMNS, SUMS = "columns", "sums"
ROW, COLUMN = "dong:", "cot:"
OURS = "khac"  # a row or column of ours into which nothing is typed
WHOLE_ROW = f"{ROW}chung"
FIGURE_COLUMN, NOTE_COLUMN = f"{COLUMN}so-lieu", f"{COLUMN}ghi-chu"
# Before a packed figure: its cell held a formula of ours, the sum of other cells.
SUMMED = "="
_MARK = re.compile(rf"(?:{ROW}|{COLUMN})[A-Za-z0-9_.@:-]{{1,200}}|{OURS}", re.ASCII)

Cell = tuple[str, str]  # mark of the row, mark of the column


def row_mark(*codes: str) -> str:
    return ROW + ":".join(codes)


def column_mark(*codes: str) -> str:
    return COLUMN + ":".join(codes)


def is_mark(value: object) -> bool:
    return isinstance(value, str) and _MARK.fullmatch(value) is not None


@dataclass(frozen=True)
class Passport:
    """Whose workbook it is. `kind` "annex" or "report"; texts, empty where they say nothing; `year` of the plan.

    `shape` is the fingerprint of the rows and columns that the workbook was made for.
    """

    kind: str
    plan: str
    year: str
    annex: str = ""
    stage: str = ""
    period: str = ""
    locality: str = ""
    shape: str = ""
    made_at: str = ""


@dataclass(frozen=True)
class Base:
    """What stood in the cells: {cell: packed}, "" for a blank.

    `sums`: {mark: marks of what it adds up}, columns of the same row, or rows of the same column. A cell with the mark
    `SUMMED` before its value held such a sum as a formula.
    """

    values: Mapping[Cell, str] = field(default_factory=dict)
    sums: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def parts(self, cell: Cell) -> list[Cell]:
        row, column = cell
        if column in self.sums:
            return [(row, part) for part in self.sums[column]]
        return [(part, column) for part in self.sums.get(row, ())]


class NotUnderstood(ValueError):
    """The keys of a workbook cannot be read; somebody or some program changed them."""


def key_rows(passport: Passport, base: Base) -> list[list[str]]:
    """The sheet with the keys: name and value of each part of the passport, then a line for each row of the table.

    Values are JSON, one cell a row: a program takes "05" for 5 and "1/2" for a day, but leaves that as it is.
    """
    columns = list(dict.fromkeys(column for _row, column in base.values))
    by_row: dict[str, dict[str, str]] = {}
    for (row, column), value in base.values.items():
        by_row.setdefault(row, {})[column] = value
    return [
        [FIRST, VERSION],
        *([name, value] for name, value in asdict(passport).items()),
        [COLUMNS, _json(columns)],
        [SUMS, _json({mark: list(parts) for mark, parts in base.sums.items()})],
        *([row, _json([values.get(column) for column in columns])] for row, values in by_row.items()),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_key_sheet(rows: Sequence[Sequence[object]]) -> bool:
    return bool(rows and rows[0]) and rows[0][0] == FIRST


def version_of(rows: Sequence[Sequence[object]]) -> str:
    return _plain(rows[0][1]) if len(rows[0]) > 1 else ""


def read_keys(rows: Sequence[Sequence[object]]) -> tuple[Passport, Base]:
    """What `key_rows` wrote. Raises `NotUnderstood` for anything else."""
    lines = {row[0]: row[1] for row in rows[1:] if len(row) > 1 and isinstance(row[0], str)}
    facts = {name: _plain(lines[name]) for name in Passport.__dataclass_fields__ if name in lines}
    if not {"kind", "plan", "year", "shape"} <= facts.keys():
        raise NotUnderstood
    columns = _marks(_parsed(lines.get(COLUMNS)))
    values = {
        (row, column): value
        for row, text in lines.items()
        if is_mark(row)
        for column, value in zip(columns, _texts(_parsed(text)), strict=False)
        if value is not None
    }
    return Passport(**facts), Base(values, _sums(_parsed(lines.get(SUMS))))


def _plain(value: object) -> str:
    """A program may have taken a year for a number."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _parsed(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error


def _marks(found: object) -> list[str]:
    if not isinstance(found, list) or not all(is_mark(mark) for mark in found):
        raise NotUnderstood
    return found


def _texts(found: object) -> list[str | None]:
    if not isinstance(found, list) or not all(text is None or isinstance(text, str) for text in found):
        raise NotUnderstood
    return found


def _sums(found: object) -> dict[str, list[str]]:
    if not isinstance(found, dict) or not all(is_mark(mark) for mark in found):
        raise NotUnderstood
    return {mark: _marks(parts) for mark, parts in found.items()}
