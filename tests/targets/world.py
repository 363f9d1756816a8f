"""What the tests of the one door share: a small world to write into, and short ways to look at it."""

from accounts.models import User
from core.figures import Amount
from plans.models import Plan
from targets.actions import Edit, Saved, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Target, TargetChange
from tests.cast import gather
from tests.factories import IndicatorFactory, PlanFactory


class World:
    """The cast, a draft plan of its province, an indicator, and short ways to write and to look."""

    def __init__(self):
        self.cast = gather()
        self.plan = PlanFactory(locality=self.cast.province)
        self.indicator = IndicatorFactory()

    def cell(self, **where) -> Cell:
        return Cell(**{"locality_id": self.cast.district.pk, "indicator_id": self.indicator.pk, **where})

    def save(self, *edits: Edit, by: User | None = None, channel=Channel.GRID, plan: Plan | None = None) -> Saved:
        return save_cells(plan=plan or self.plan, edits=edits, by=by or self.cast.editor, channel=channel)


def exactly(value: int, decimals: int = 0) -> Amount:
    return Amount(value, decimals=decimals)


def stored(plan: Plan | None = None) -> dict[Cell, Amount]:
    rows = Target.objects.select_related("indicator").filter(**{"plan": plan} if plan else {})
    return {Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage): row.amount() for row in rows}


def history() -> list[tuple]:
    """(old, new) of each change, oldest first; None for no target."""
    fields = ["old_comparator", "old_value", "old_upper", "new_comparator", "new_value", "new_upper"]
    rows = TargetChange.objects.order_by("pk").values_list(*fields)
    return [(row[:3] if row[0] else None, row[3:] if row[3] else None) for row in rows]


def reasons(refused) -> list[str]:
    return [refusal.reason for refusal in refused.value.refusals]
