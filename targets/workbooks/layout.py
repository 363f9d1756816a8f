"""The cells that an entry workbook is about, as they are now: rows, columns, and how the text of a cell is read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from core.figures import Amount, Comparator, pack, unpack
from core.typed_figures import read_figure, read_result
from targets.workbooks.marks import SUMMED, Cell

EXACT_BELOW = 10**15  # a program keeps fifteen digits of a number


class Kind(Enum):
    """What is typed into a cell."""

    TARGET = "target"
    RESULT = "result"
    NOTE = "note"


class Place(NamedTuple):
    """A cell into which something is typed; `key` is its key in the grid or the form. A note is its own packed text."""

    key: str
    kind: Kind = Kind.TARGET
    decimals: int = 0
    suffix: str = ""

    def read(self, text: str) -> str:
        """The packed content of a typed text. Raises InvalidNumber."""
        if self.kind == Kind.NOTE:
            return text
        read = read_result if self.kind == Kind.RESULT else read_figure
        return pack(read(text, decimals=self.decimals, suffix=self.suffix))

    def amount(self, packed: str) -> Amount | None:
        return unpack(packed, self.decimals)

    def text(self, packed: str) -> str:
        """The content as people read and type it."""
        if self.kind == Kind.NOTE:
            return packed
        amount = self.amount(packed)
        return "" if amount is None else amount.format(suffix=self.suffix)

    def is_summed(self, base: str) -> bool:
        """Whether the base of a workbook says that the cell held a sum of ours; a note may begin as it likes."""
        return self.kind != Kind.NOTE and base.startswith(SUMMED)

    def bare(self, base: str) -> str:
        """What the base of a workbook says of the cell, as it is packed elsewhere."""
        return base.removeprefix(SUMMED) if self.is_summed(base) else base

    def value(self, packed: str) -> str | int | float | None:
        """The content as it stands in a workbook: a plain number where it is one, else the text of the grid."""
        amount = None if self.kind == Kind.NOTE else self.amount(packed)
        if amount is None:
            return packed or None
        is_plain = amount.comparator == Comparator.EXACTLY and amount.upper is None and amount.value < EXACT_BELOW
        if not is_plain:
            return self.text(packed)
        return float(amount.number) if isinstance(amount.number, Decimal) else amount.number


@dataclass(frozen=True)
class Layout:
    """`rows` and `columns`: {mark: label}; `places`: {(row mark, column mark): Place}."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    places: Mapping[Cell, Place]

    @cached_property
    def shape(self) -> str:
        """The fingerprint of its cells, whatever their order."""
        cells = "\n".join(sorted(" ".join(cell) for cell in self.places))
        return hashlib.sha256(cells.encode()).hexdigest()[:12]

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """{key of the grid or the form: cell}."""
        return {place.key: cell for cell, place in self.places.items()}

    def where(self, cell: Cell) -> str:
        row, column = cell
        return f"{self.rows[row]}, {self.columns[column]}"
