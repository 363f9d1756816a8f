"""The one door for figures: every channel that writes targets passes `save_cells`."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.figures import Amount, Comparator, describe
from localities.models import Locality
from plans.models import Plan
from targets.enums import Channel, Stage
from targets.models import Target, TargetChange

# An edit that does not care what it overwrites; only the fixture loader may say so.
ANYTHING = object()


@dataclass(frozen=True)
class Cell:
    """Where a figure stands. Ids of localities, indicators and facilities (None: no facility)."""

    locality_id: int
    indicator_id: int
    facility_id: int | None = None
    stage: str = Stage.ASSIGNED


@dataclass(frozen=True)
class Edit:
    """A wish to change one cell: the figure that its author saw, and the new one (None: no target)."""

    cell: Cell
    expected: Amount | None | object
    new: Amount | None
    note: str = ""


@dataclass(frozen=True)
class Refusal:
    edit: Edit
    reason: str


class CellsRefused(Exception):
    """Nothing of the batch was written; `refusals` names each cell that stood in the way and why."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("; ".join(refusal.reason for refusal in self.refusals))


@dataclass(frozen=True)
class Saved:
    """What a batch did; `changed` counts the cells that are different now."""

    batch: uuid.UUID
    changed: int


@transaction.atomic
def save_cells(*, plan: Plan, edits: Iterable[Edit], by: User | None, channel: Channel) -> Saved:
    """Write a batch of figures, or nothing.

    Rule (one-door): a batch is written whole or refused whole; each edit carries the figure its author saw, and a cell
    that meanwhile holds another is a refusal, never an overwrite; every change leaves a `TargetChange`. `by` None is
    the system itself (loading fixtures). Raises `CellsRefused`.
    """
    # The plan's row is the lock: two batches on one plan pass one after the other, also on PostgreSQL.
    plan = Plan.objects.select_for_update(of=("self",)).select_related("locality").get(pk=plan.pk)
    edits = list(edits)
    stored = _stored(plan, edits)
    if refusals := [*_refused_by_right(plan, edits, by, channel), *_refused_by_value(edits, stored, channel)]:
        raise CellsRefused(refusals)
    changes = [edit for edit in edits if _amount(stored.get(edit.cell)) != edit.new or _note_differs(stored, edit)]
    _write(plan, changes, stored)
    batch = uuid.uuid4()
    _remember(plan, changes, stored, by, channel, batch)
    return Saved(batch, len(changes))


def _stored(plan: Plan, edits: Sequence[Edit]) -> dict[Cell, Target]:
    rows = Target.objects.filter(
        plan=plan,
        locality_id__in={edit.cell.locality_id for edit in edits},
        indicator_id__in={edit.cell.indicator_id for edit in edits},
    ).select_related("indicator")
    return {Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage): row for row in rows}


def _amount(target: Target | None) -> Amount | None:
    return None if target is None else target.amount()


def _note_differs(stored: dict[Cell, Target], edit: Edit) -> bool:
    return edit.new is not None and edit.cell in stored and stored[edit.cell].note != edit.note


def _refused_by_right(plan: Plan, edits: Sequence[Edit], by: User | None, channel: Channel) -> list[Refusal]:
    """Who may:

    - the system, when it loads fixtures;
    - a person who may edit plans, in a plan that is not yet issued, on localities of their own subtree.
    """
    scope = plan.locality.path if by is None or by.locality_id is None else by.locality.path
    inside = Locality.objects.filter(path__startswith=plan.locality.path).filter(path__startswith=scope)
    reachable = set(inside.filter(pk__in={edit.cell.locality_id for edit in edits}).values_list("pk", flat=True))
    if by is None:
        reason = "" if channel == Channel.FIXTURE else _("Phải đăng nhập để sửa chỉ tiêu.")
    elif not may(by, Permission.EDIT_PLANS):
        reason = _("Tài khoản không có quyền sửa chỉ tiêu.")
    else:
        reason = "" if plan.is_editable else _("Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh.")
    if reason:
        return [Refusal(edit, reason) for edit in edits]
    outside = _("Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản.")
    return [Refusal(edit, outside) for edit in edits if edit.cell.locality_id not in reachable]


def _refused_by_value(edits: Sequence[Edit], stored: dict[Cell, Target], channel: Channel) -> list[Refusal]:
    refusals, seen = [], set()
    for edit in edits:
        current = _amount(stored.get(edit.cell))
        if edit.cell in seen:
            refusals.append(Refusal(edit, _("Ô này có hai giá trị trong cùng một lần ghi.")))
        elif edit.expected is ANYTHING:
            if channel != Channel.FIXTURE:
                refusals.append(Refusal(edit, _("Thiếu giá trị đã thấy trước khi sửa.")))
        elif current not in (edit.expected, edit.new):
            # `edit.new` already stored: the same batch was sent twice, which changes nothing twice.
            refusals.append(Refusal(edit, _("Ô đã được người khác sửa thành %s.") % describe(current)))
        seen.add(edit.cell)
    return refusals


def _write(plan: Plan, changes: Sequence[Edit], stored: dict[Cell, Target]) -> None:
    gone = [stored[edit.cell].pk for edit in changes if edit.new is None]
    Target.objects.filter(pk__in=gone).delete()
    Target.objects.bulk_create(
        [_row(plan, edit) for edit in changes if edit.new is not None],
        update_conflicts=True,
        unique_fields=["plan", "locality", "indicator", "facility_key", "stage"],
        update_fields=["comparator", "value", "upper", "note"],
    )


def _row(plan: Plan, edit: Edit) -> Target:
    cell, new = edit.cell, edit.new
    return Target(
        plan=plan,
        locality_id=cell.locality_id,
        indicator_id=cell.indicator_id,
        facility_id=cell.facility_id,
        stage=cell.stage,
        comparator=new.comparator,
        value=new.value,
        upper=new.upper,
        note=edit.note,
    )


def _remember(plan, changes: Sequence[Edit], stored: dict[Cell, Target], by, channel, batch: uuid.UUID) -> None:
    now = timezone.now()
    TargetChange.objects.bulk_create(
        TargetChange(
            plan=plan,
            locality_id=edit.cell.locality_id,
            indicator_id=edit.cell.indicator_id,
            facility_id=edit.cell.facility_id,
            stage=edit.cell.stage,
            **_sides("old", _amount(stored.get(edit.cell))),
            **_sides("new", edit.new),
            changed_at=now,
            changed_by=by,
            channel=channel,
            batch=batch,
        )
        for edit in changes
    )


def _sides(prefix: str, amount: Amount | None) -> dict:
    if amount is None:
        return {f"{prefix}_comparator": "", f"{prefix}_value": None, f"{prefix}_upper": None}
    comparator = Comparator(amount.comparator).value
    return {f"{prefix}_comparator": comparator, f"{prefix}_value": amount.value, f"{prefix}_upper": amount.upper}
