"""What would be written, as plain data: changed and refused cells, what is left out, totals with their gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.figures import Amount, describe, pack
from reports.free_workbooks.desk import FreeDesk
from reports.free_workbooks.matrix import Matrix, gap_of
from reports.rollups import Gap
from targets.entry import WHOLE
from targets.free_workbooks.intake import IntakeCell, State
from targets.free_workbooks.totals import TotalCheck, declared_totals

MOST_SHOWN = 400  # lines of one list of the page; what is beyond is counted


@dataclass(frozen=True)
class CellLine:
    """A cell of the file in words."""

    address: str
    row: str
    column: str
    old: str
    new: str
    fault: str = ""


@dataclass(frozen=True)
class TotalLine:
    """A stated total in words. `gap`: its difference to the sum, by name; None where the two are not compared."""

    address: str
    row: str
    column: str
    stated: str
    computed: str
    gap: Gap | None
    kept: str
    unread: int
    fault: str


class Preview:
    """The second page of a table. Each list is bounded; `seen` holds all of it."""

    def __init__(self, desk: FreeDesk) -> None:
        self.desk, self.intake = desk, desk.intake
        self.counts = {state.value: len(self.intake.of_state(state)) for state in State}

    @cached_property
    def matrix(self) -> Matrix:
        return Matrix(self.desk)

    @cached_property
    def overwritten(self) -> list[CellLine]:
        """Changed cells in which another figure stands; those that were blank are seen in the matrix alone."""
        return self._lines(self._overwriting)

    @cached_property
    def _overwriting(self) -> list[IntakeCell]:
        return [cell for cell in self.intake.of_state(State.CHANGED) if cell.seen is not None]

    @cached_property
    def refused(self) -> list[CellLine]:
        return self._lines(self.intake.of_state(State.REFUSED))

    @property
    def beyond(self) -> int:
        """How many overwritten cells the list does not show."""
        return max(0, len(self._overwriting) - MOST_SHOWN)

    @property
    def left_out(self) -> list[dict[str, str]]:
        found = self.intake.left_out[:MOST_SHOWN]
        return [{"where": self.intake.address(one), "text": one.text, "reason": one.reason} for one in found]

    @property
    def missing(self) -> Sequence[str]:
        return self.intake.missing

    @cached_property
    def totals(self) -> list[TotalLine]:
        """Sums of groups, and of the bottom line what disagrees or was not read; the matrix shows all of that line."""
        told = [check for check in self.desk.totals if not check.is_whole or check.is_mismatch or check.read.fault]
        return [self._total(check) for check in told[:MOST_SHOWN]]

    @property
    def mismatches(self) -> int:
        return sum(1 for check in self.desk.totals if check.is_mismatch)

    @property
    def keeps_totals(self) -> bool:
        """Whether the file has numbers in a bottom line that may be kept as declared."""
        return bool(declared_totals(self.desk.totals))

    # What the form carries

    @cached_property
    def seen(self) -> str:
        """ "12.34=eq:70:" for each changed cell: what stood there when this page was made."""
        return " ".join(f"{cell.key}={pack(cell.seen)}" for cell in self.intake.of_state(State.CHANGED))

    @cached_property
    def seen_totals(self) -> str:
        """ "34=1600>1550" for each bottom line: what was declared then, and the file's number."""
        figures = self.desk.shape.figures
        declared = declared_totals(self.desk.totals).items()
        return " ".join(f"{pk}={_number(figures[pk].declared_total)}>{new}" for pk, new in declared)

    # Words

    def _lines(self, cells: Sequence[IntakeCell]) -> list[CellLine]:
        return [self._line(cell) for cell in cells[:MOST_SHOWN]]

    def _line(self, cell: IntakeCell) -> CellLine:
        suffix = cell.spot.indicator.suffix
        new = cell.read.text if cell.state == State.REFUSED else describe(cell.read.amount, suffix)
        return CellLine(
            address=cell.read.address,
            row=self._row_name(cell.row_id),
            column=self._column_name(cell.column_id),
            old=describe(cell.seen, suffix),
            new=new,
            fault=cell.read.fault,
        )

    def _row_name(self, row_id: int) -> str:
        return self.desk.annex.plan.locality.name if row_id == WHOLE else self.desk.shape.rows[row_id].text

    def _column_name(self, column_id: int) -> str:
        path = self.desk.shape.path(self.desk.shape.columns[column_id])
        return " › ".join(path[-2:])

    def _total(self, check: TotalCheck) -> TotalLine:
        suffix = check.leaf.indicator.suffix
        kept = check.leaf.declared_total if check.is_whole else None
        return TotalLine(
            address=check.read.address,
            row=check.text,
            column=self._column_name(check.leaf.pk),
            stated=_shown(check.declared, suffix) or check.read.text,
            computed=_shown(check.computed, suffix),
            gap=gap_of(check),
            kept=_shown(kept if kept is None else Amount(kept, decimals=check.leaf.indicator.decimals), suffix),
            unread=check.unread,
            fault=check.read.fault,
        )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _shown(amount: Amount | None, suffix: str) -> str:
    return "" if amount is None else amount.format(suffix=suffix)


# The form


def seen_from(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split() if "=" in part)


def totals_from(text: str) -> dict[str, list[int | None]]:
    """{column id: [declared then, the file's number]}. Raises ValueError for what no page of ours sends."""
    found = {}
    for part in text.split():
        column, _equals, pair = part.partition("=")
        old, _arrow, new = pair.partition(">")
        found[str(int(column))] = [int(old) if old else None, int(new)]
    return found
