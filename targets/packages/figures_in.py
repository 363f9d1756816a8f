"""The figures of a package on their way to the one door for figures."""

from collections.abc import Mapping

from accounts.models import User
from core.figures import Amount
from localities.models import Locality
from targets.actions import CellsRefused, Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Indicator
from targets.packages.comparison import Comparison
from targets.packages.content import PlainRow
from targets.packages.refusals import PackageRefused, Refusal
from targets.packages.writer import Writer


def write_targets(writer: Writer, comparison: Comparison, *, by: User | None) -> None:
    """New and changed figures as one batch of `targets.actions.save_cells`, which asks the rules and keeps history.

    The figure that is expected is the one that the comparison saw. Raises `PackageRefused`.
    """
    part = comparison.parts["targets"]
    edits = {number: _edit(writer, row, None) for number, row in part.new.items()}
    edits |= {one.number: _edit(writer, one.row, one.here) for one in part.changed}
    if not edits:
        return
    try:
        save_cells(plan=writer.plan, edits=edits.values(), by=by, channel=Channel.PACKAGE)
    except CellsRefused as error:
        numbers = {id(edit): number for number, edit in edits.items()}
        refusals = [Refusal(part.kind.file, numbers.get(id(one.edit)), one.reason) for one in error.refusals]
        raise PackageRefused(refusals) from error


def _edit(writer: Writer, row: PlainRow, here: PlainRow | None) -> Edit:
    indicator = writer.found["indicators"][tuple(row["indicator"])]
    place = writer.found["localities"][tuple(row["locality"])]
    facility = row["facility"] and writer.found["facilities"][tuple(row["facility"])]
    cell = _cell(place, indicator, facility and facility.pk, row["stage"])
    return Edit(cell, here and amount_of(here, indicator.decimals), amount_of(row, indicator.decimals), row["note"])


def _cell(place: Locality, indicator: Indicator, facility: int | None, stage: str) -> Cell:
    return Cell(place.pk, indicator.pk, facility, stage)


def amount_of(row: Mapping, decimals: int) -> Amount:
    return Amount(row["value"], row["upper"], row["comparator"], decimals)
