"""Writing what a table brings: its figures through the one door, its totals as declared, its mapping as remembered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.figures import Amount
from plans.models import Plan
from plans.permissions import may_edit
from targets.actions import Saved, save_cells
from targets.enums import Channel, ColumnRole
from targets.free_workbooks.intake import Intake
from targets.free_workbooks.memory import remember
from targets.models import Annex, Column


class TotalsRefused(Exception):
    """No declared total was written; the sentence says why."""


@dataclass(frozen=True)
class Taken:
    """What a table changed: cells, declared totals, answers that are remembered."""

    saved: Saved
    totals: int
    answers: int


@transaction.atomic
def take_in(
    intake: Intake,
    *,
    seen: Mapping[str, Amount | None],
    totals: Mapping[int, tuple[int | None, int]] | None,
    by: User,
) -> Taken:
    """Write what a preview showed, all or nothing.

    `seen`: {key: figure} that stood in the changed cells of that preview. `totals`: {column id: (what was declared
    then, the file's number)}, None to leave declared totals alone. Raises `CellsRefused` or `TotalsRefused`.
    """
    annex = intake.shape.annex
    saved = save_cells(plan=annex.plan, edits=intake.edits(seen), by=by, channel=Channel.WORKBOOK)
    kept = keep_declared(annex, totals, by=by) if totals else 0
    return Taken(saved, kept, remember(intake.shape, intake.found, intake.choices, by=by))


@transaction.atomic
def keep_declared(annex: Annex, totals: Mapping[int, tuple[int | None, int]], *, by: User) -> int:
    """Keep the numbers printed in a bottom line as declared: {column id: (seen, new)}; returns how many are new.

    Rule (totals-as-declared): what a document states for a total is kept as it is and never corrected; only while the
    plan is open, by who may edit it, and only over the number that was seen. Raises `TotalsRefused`.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("locality").get(pk=annex.plan_id)
    if not may_edit(by, plan):
        raise TotalsRefused(_("Tài khoản không được sửa kế hoạch này, hoặc kế hoạch đã ban hành."))
    columns = Column.objects.filter(annex=annex, role=ColumnRole.FIGURE, pk__in=totals)
    changed = []
    for column in columns:
        seen, new = totals[column.pk]
        if column.declared_total not in (seen, new):
            raise TotalsRefused(_("Số ở dòng tổng của cột “%s” vừa được người khác sửa.") % column.label)
        if column.declared_total != new:
            column.declared_total = new
            changed.append(column)
    Column.objects.bulk_update(changed, ["declared_total"])
    return len(changed)
