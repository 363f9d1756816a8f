"""The annex as it would stand after writing, cell by cell marked with what a file changes in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.figures import Amount
from reports.free_workbooks.desk import FreeDesk
from reports.grid import SumCell
from reports.rollups import Gap, GapKind
from reports.tables import HeaderCell, header_rows, leaf_columns
from targets.entry import WHOLE, key_of
from targets.enums import ColumnRole
from targets.free_workbooks.intake import State
from targets.free_workbooks.totals import TotalCheck
from targets.models import Column, Row

LONG = 25  # rows; beyond it the table scrolls under its header


class MatrixCell(NamedTuple):
    """`mark`: "added" over a blank, "changed" over another figure (`old`), "refused", "" for a cell that stays."""

    role: str
    text: str
    mark: str = ""
    old: str = ""


class MatrixRow(NamedTuple):
    cells: Sequence[MatrixCell]
    is_heading: bool = False


@dataclass(frozen=True)
class Matrix:
    """A table with the annex's own header; under it what the file states for the totals, and what they add up to."""

    desk: FreeDesk

    @cached_property
    def columns(self) -> list[Column]:
        """Without those of results, which no table from outside changes."""
        return [column for column in self.desk.annex.columns.all() if column.period_id is None]

    @cached_property
    def leaves(self) -> list[Column]:
        return leaf_columns(self.columns)

    @property
    def is_long(self) -> bool:
        return len(self.desk.shape.rows) > LONG

    def header(self) -> tuple[tuple[HeaderCell, ...], ...]:
        return header_rows(self.columns)

    def rows(self) -> list[MatrixRow]:
        lines = [self._row(row.pk, row) for row in self.desk.annex.rows.all()]
        return [*lines, self._row(WHOLE, None)] if WHOLE in self.desk.intake.rows.values() else lines

    def _row(self, row_id: int, row: Row | None) -> MatrixRow:
        return MatrixRow([self._cell(row_id, row, leaf) for leaf in self.leaves], bool(row and row.is_heading))

    def _cell(self, row_id: int, row: Row | None, leaf: Column) -> MatrixCell:
        if leaf.role != ColumnRole.FIGURE:
            return MatrixCell(leaf.role, _text(row, leaf))
        key = key_of(row_id, leaf.pk)
        spot, cell = self.desk.intake.spots.by_key.get(key), self._by_key.get(key)
        if spot is None:
            return MatrixCell(leaf.role, row.activity.quantity if row and row.activity_id else "")
        suffix = spot.indicator.suffix
        if cell is None or cell.state in {State.SAME, State.KEPT}:
            return MatrixCell(leaf.role, _shown(self.desk.intake.now[key], suffix))
        if cell.state == State.REFUSED:
            return MatrixCell(leaf.role, cell.read.text, "refused", _shown(cell.seen, suffix))
        mark = "added" if cell.seen is None else "changed"
        return MatrixCell(leaf.role, _shown(cell.new, suffix), mark, _shown(cell.seen, suffix))

    @cached_property
    def _by_key(self) -> dict:
        return {cell.key: cell for cell in self.desk.intake.cells}

    # Under the table

    def totals(self) -> list[list[SumCell]]:
        """Lines of what the file states, of the sums, and of the differences; none where the file has no totals."""
        whole = {check.leaf.pk: check for check in self.desk.totals if check.is_whole}
        if not whole:
            return []
        return [
            self._sums(_("Ghi trong tệp"), whole, _stated),
            self._sums(_("Cộng được"), whole, lambda check: _shown(check.computed, check.leaf.indicator.suffix)),
            self._sums(_("Chênh lệch"), whole, None),
        ]

    def _sums(
        self, label: str, whole: dict[int, TotalCheck], text_of: Callable[[TotalCheck], str] | None
    ) -> list[SumCell]:
        cells = []
        for leaf in self.leaves:
            check = whole.get(leaf.pk)
            if check is None:
                cells.append(SumCell(leaf.role, text=label if leaf.role == ColumnRole.NAME else ""))
            elif text_of:
                cells.append(SumCell(leaf.role, leaf.pk, text_of(check)))
            else:
                gap = gap_of(check)
                cells.append(SumCell(leaf.role, leaf.pk, gap.text if gap else "", gap))
        return cells


def gap_of(check: TotalCheck) -> Gap | None:
    """A sum that a table states agrees with its parts or does not: nothing of it is still to be allocated."""
    if check.difference is None:
        return None
    kind = GapKind.MISMATCH if check.difference else GapKind.MATCHED
    return Gap(kind, check.difference, check.declared.decimals)


def _text(row: Row | None, leaf: Column) -> str:
    if row is None:
        return _("Mức giao chung") if leaf.role == ColumnRole.NAME else ""
    texts = {ColumnRole.INDEX: row.number, ColumnRole.NAME: row.text, ColumnRole.UNIT: row.unit_label}
    return texts.get(ColumnRole(leaf.role), "")


def _shown(amount: Amount | None, suffix: str) -> str:
    return "" if amount is None else amount.format(suffix=suffix)


def _stated(check: TotalCheck) -> str:
    return _shown(check.declared, check.leaf.indicator.suffix) or check.read.text
