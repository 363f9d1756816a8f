"""What the import of a list would do, or has done, as plain data."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.lists.columns import Column


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken: its number in the file (0: the whole file), the heading of the column, a sentence."""

    row: int
    column: str
    reason: str


@dataclass
class Change:
    """A row that is new, or differs from what is stored; `values` are (column, before, after)."""

    row: int
    instance: models.Model
    is_new: bool
    values: list[tuple[Column, Any, Any]]

    @property
    def names(self) -> set[str]:
        return {column.name for column, _before, _after in self.values}

    def texts(self) -> list[list[str]]:
        """[heading, before, after]; of a new row only what it says."""
        before_of = (lambda column, value: "") if self.is_new else (lambda column, value: column.shown(value))
        texts = [[column.heading, before_of(column, old), column.shown(new)] for column, old, new in self.values]
        return [text for text in texts if text[2]] if self.is_new else texts


@dataclass
class Preview:
    """`total` rows were read; whatever is in `faults` stands in the way of all of them; `notes` do not."""

    total: int = 0
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_stored: bool = False

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new]

    @property
    def unchanged(self) -> int:
        faulty = {fault.row for fault in self.faults if fault.row}
        return self.total - len(faulty | {change.row for change in self.changes})

    @property
    def may_be_stored(self) -> bool:
        return bool(self.changes) and not self.faults

    @property
    def digest(self) -> str:
        """The same for two previews that would write the same over the same: one that was shown, one that is stored."""
        return hashlib.sha256(b"\n".join(_lines(self.changes))).hexdigest()


def _lines(changes: Iterable[Change]) -> Iterable[bytes]:
    for change in changes:
        yield json.dumps([change.row, change.is_new, change.texts()], ensure_ascii=False).encode()
