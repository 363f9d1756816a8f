"""The totals that a file states, beside what its figures and the plan add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.figures import Amount, Comparator, add
from core.scope import is_within
from targets.entry import WHOLE, key_of
from targets.free_workbooks import proposal as p
from targets.free_workbooks.figures import ReadCell
from targets.free_workbooks.intake import Intake
from targets.free_workbooks.lines import group_of
from targets.models import Column, Row


@dataclass(frozen=True)
class TotalCheck:
    """One stated total. `computed`: what the parts add up to, None where they do not add (ratios) or are none.

    `is_whole`: the bottom line, whose `computed` is what the annex would hold after writing, with the rows that the
    file lacks; else the sum of a group, of the file's own figures. `unread`: cells of the sum that were not taken.
    """

    text: str
    leaf: Column
    read: ReadCell
    computed: Amount | None
    is_whole: bool
    adds: bool
    unread: int = 0

    @property
    def declared(self) -> Amount | None:
        return self.read.amount

    @property
    def difference(self) -> int | None:
        """Stated minus computed, in units of the indicator; None where the two cannot be compared."""
        if self.declared is None or self.computed is None or not self.adds:
            return None
        return self.declared.value - self.computed.value

    @property
    def is_mismatch(self) -> bool:
        return bool(self.difference)


def check_totals(intake: Intake) -> list[TotalCheck]:
    """Every total of the file in a column of figures, by line and column. None in a list: its lines do not add up."""
    if intake.shape.is_list:
        return []
    lines, choices = intake.found.lines, [intake.choices.rows[line.row] for line in intake.found.lines]
    checks = []
    for place, line in enumerate(lines):
        if choices[place] in {p.TOTAL, p.WHOLE_ROW}:
            checks += _whole(intake, line.row, line.text)
        elif choices[place] == p.PART_TOTAL or (choices[place] == p.HEADING and line.has_figures):
            rows = [lines[other].row for other in group_of(place, choices)]
            checks += _part(intake, line.row, line.text, rows)
    return checks


def _whole(intake: Intake, row: int, text: str) -> Iterable[TotalCheck]:
    after, rows = _after(intake), _uppermost(intake)
    for column, leaf in intake.columns.items():
        read = intake.reader.read(row, column, leaf.indicator)
        if read.amount is None and not read.fault:
            continue
        parts, unread = _parts(intake, column, leaf, [after.get(key_of(row_id, leaf.pk)) for row_id in rows])
        adds = leaf.indicator.is_additive
        yield TotalCheck(text, leaf, read, add(parts) if adds else None, True, adds, unread)


def _parts(intake: Intake, column: int, leaf: Column, after: list[Amount | None]) -> tuple[list[Amount | None], int]:
    """(figures of the column over all places, how many cells of the file were not taken); of results the file's."""
    cells = [cell for (row, place), cell in intake.figures.items() if place == column and intake.rows[row] != WHOLE]
    unread = sum(1 for cell in cells if cell.fault)
    if leaf.period_id is not None:
        return [cell.amount for cell in cells if not cell.fault], unread
    return after, unread


def _after(intake: Intake) -> dict[str, Amount | None]:
    """{key: figure} of the whole annex as it would stand after writing."""
    return {**intake.now, **{cell.key: cell.new for cell in intake.cells}}


def _uppermost(intake: Intake) -> list[int]:
    """Rows of the annex that lie in no other row of it: what a district states holds its communes already."""
    rows = [row for row in intake.shape.rows.values() if row.locality_id]
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: row.locality.path):
        if not kept or not is_within(row.locality.path, kept[-1].locality.path):
            kept.append(row)
    return [row.pk for row in kept]


def _part(intake: Intake, row: int, text: str, rows: Sequence[int]) -> Iterable[TotalCheck]:
    for column, leaf in intake.columns.items():
        read = intake.reader.read(row, column, leaf.indicator)
        if read.amount is None and not read.fault:
            continue
        cells = [intake.figures[other, column] for other in rows if (other, column) in intake.figures]
        adds = leaf.indicator.is_additive
        parts = add(cell.amount for cell in cells) if adds else None
        yield TotalCheck(text, leaf, read, parts, False, adds, sum(1 for cell in cells if cell.fault))


def declared_totals(checks: Iterable[TotalCheck]) -> dict[int, int]:
    """{column id: number of the bottom line} of the columns whose bottom line states one plain number."""
    return {
        check.leaf.pk: check.declared.value
        for check in checks
        if check.is_whole and check.declared is not None and check.declared.comparator == Comparator.EXACTLY
    }
