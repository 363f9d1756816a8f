"""The one door for figures: every channel that writes targets passes `save_cells`."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.figures import CHANGES, STATED, Amount, Comparator, describe, is_beyond_whole
from core.scope import reach, within
from localities.models import Facility, Locality
from plans.models import Plan
from plans.permissions import may_edit, may_propose
from targets.cells import Cell
from targets.enums import LOADED, Channel, Stage
from targets.history import remember
from targets.models import Indicator, Target
from targets.models.indicator import PERCENT

# An edit that does not care what it overwrites; only the fixture loader may say so.
ANYTHING = object()
_RULES = {constraint.name: constraint for constraint in Target._meta.constraints}
_COMPARATORS, _STAGES = STATED, Stage.values


@dataclass(frozen=True)
class Edit:
    """A wish to change one cell: the figure that its author saw, and the new one (None: no target).

    `note` None leaves the note as it is.
    """

    cell: Cell
    expected: Amount | None | object
    new: Amount | None
    note: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why one edit was not taken. In a conflict another figure stands in the cell: `standing` (None: no target)."""

    edit: Edit
    reason: str
    is_conflict: bool = False
    standing: Amount | None = None


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
    the system itself (loading fixtures or packages). Raises `CellsRefused`.
    """
    edits = list(edits)
    _raise(_refused_by_form(edits))
    plan = _locked(plan, edits)
    # Before the figures are read: who may not write a cell is not told what it holds either.
    _raise(_refused_by_right(plan, edits, by, channel))
    indicators = Indicator.objects.in_bulk({edit.cell.indicator_id for edit in edits})
    stored = _stored(plan, edits, indicators)
    _raise([*_refused_by_catalogue(edits, indicators, channel), *_refused_by_stored(edits, stored, channel)])
    changes = [edit for edit in edits if _differs(stored.get(edit.cell), edit)]
    _write(plan, changes, stored)
    batch = uuid.uuid4()
    sides = [(edit.cell, _amount(stored.get(edit.cell)), edit.new) for edit in changes]
    remember(sides, plan_id=plan.pk, changed_by_id=by and by.pk, channel=channel, batch=batch)
    return Saved(batch, len(changes))


def _raise(refusals: list[Refusal]) -> None:
    if refusals:
        raise CellsRefused(refusals)


def _locked(plan: Plan, edits: Sequence[Edit]) -> Plan:
    """The plan as stored now. Its row is the lock: batches on one plan pass one after the other, also on PostgreSQL."""
    found = Plan.objects.select_for_update(of=("self",)).select_related("locality").filter(pk=plan.pk).first()
    if found is None:
        raise CellsRefused([Refusal(edit, _("Kế hoạch không còn trong hệ thống.")) for edit in edits])
    return found


class _Standing(NamedTuple):
    """What a cell holds."""

    target_id: int
    amount: Amount
    note: str
    suffix: str


def _stored(plan: Plan, edits: Sequence[Edit], indicators: Mapping[int, Indicator]) -> dict[Cell, _Standing]:
    """Rows as plain data: a grid has thousands, and a model object for each takes longer than reading them."""
    rows = Target.objects.filter(
        plan=plan, locality_id__in={edit.cell.locality_id for edit in edits}, indicator_id__in=indicators
    )
    names = ("pk", "locality_id", "indicator_id", "facility_id", "stage", "comparator", "value", "upper", "note")
    stored = {}
    for pk, place, indicator_id, facility, stage, comparator, value, upper, note in rows.order_by().values_list(*names):
        indicator = indicators[indicator_id]
        amount = Amount(value, upper, comparator, indicator.decimals)
        stored[Cell(place, indicator_id, facility, stage)] = _Standing(pk, amount, note, indicator.suffix)
    return stored


def _amount(standing: _Standing | None) -> Amount | None:
    return None if standing is None else standing.amount


def _differs(standing: _Standing | None, edit: Edit) -> bool:
    if standing is None or edit.new is None:
        return _amount(standing) != edit.new
    return standing.amount != edit.new or (edit.note is not None and standing.note != edit.note)


def _refused_by_form(edits: Sequence[Edit]) -> list[Refusal]:
    """Edits that no database could hold, whatever stands in it."""
    faults = ((edit, _cell_fault(edit.cell) or _note_fault(edit.note) or _figure_fault(edit.new)) for edit in edits)
    return [Refusal(edit, fault) for edit, fault in faults if fault]


def _cell_fault(cell: Cell) -> str:
    ids = [cell.locality_id, cell.indicator_id] + ([] if cell.facility_id is None else [cell.facility_id])
    if not all(type(one) is int and 0 < one <= BigIntegerField.MAX_BIGINT for one in ids):
        return _("Ô không hợp lệ: mã địa bàn, chỉ tiêu hoặc cơ sở không phải là số hợp lệ.")
    return "" if cell.stage in _STAGES else _("Mức chỉ tiêu không có trong danh mục.")


def _note_fault(note: str | None) -> str:
    if note is None:
        return ""
    if "\x00" in note:
        return _("Ghi chú có ký tự không hợp lệ; hãy gõ lại.")
    longest = Target._meta.get_field("note").max_length
    return _("Ghi chú dài quá %s ký tự; hãy rút gọn.") % longest if len(note) > longest else ""


def _figure_fault(new: Amount | None) -> str:
    """What the constraints of `Target` would refuse, in their own words, before the database is asked."""
    numbers = [] if new is None else [one for one in (new.value, new.upper) if one is not None]
    if not all(type(one) is int for one in numbers):
        return _("Giá trị phải là số nguyên theo đơn vị lưu của chỉ tiêu.")
    if any(one > BigIntegerField.MAX_BIGINT for one in numbers):
        return _("Giá trị quá lớn; hãy kiểm tra lại số chữ số.")
    rule = None if new is None else _broken_rule(new)
    return str(_RULES[rule].violation_error_message) if rule else ""


def _broken_rule(new: Amount) -> str | None:
    if new.comparator not in _COMPARATORS:
        return "targets_target_comparator_known"
    if new.comparator != Comparator.NOT_APPLICABLE and new.value is None:
        return "target_has_value_unless_na"
    if new.comparator == Comparator.NOT_APPLICABLE and new.value is not None:
        return "targets_target_na_has_no_value"
    if new.value is not None and new.value < 0:
        return "targets_target_not_negative"
    return None if _range_in_order(new) else "targets_target_range_in_order"


def _range_in_order(new: Amount) -> bool:
    if new.upper is None:
        return new.comparator != Comparator.BETWEEN
    return new.comparator in {Comparator.BETWEEN, *CHANGES} and new.upper > new.value


def _refused_by_right(plan: Plan, edits: Sequence[Edit], by: User | None, channel: Channel) -> list[Refusal]:
    """Who may:

    - the system, when it loads fixtures or packages;
    - a person who may edit plans, what a plan of their own subtree assigns and what is proposed for it;
    - a person who may propose targets, proposals for their own subtree in a plan of a level above;
    - people only while the plan is not issued, and on localities of the plan and of their own subtree.
    """
    if reason := _closed_to(plan, by, channel):
        return [Refusal(edit, reason) for edit in edits]
    inside = Locality.objects.filter(within(plan.locality.path, "path") & within(reach(by) if by else "", "path"))
    reachable = set(inside.filter(pk__in={edit.cell.locality_id for edit in edits}).values_list("pk", flat=True))
    stages = {stage: _stage_fault(stage, plan, by) for stage in Stage}
    outside = _("Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản.")
    faults = ((edit, stages[edit.cell.stage] if edit.cell.locality_id in reachable else outside) for edit in edits)
    return [Refusal(edit, fault) for edit, fault in faults if fault]


def _closed_to(plan: Plan, by: User | None, channel: Channel) -> str:
    """Why this person may write nothing at all in the plan."""
    if by is None:
        return "" if channel in LOADED else _("Phải đăng nhập để sửa chỉ tiêu.")
    if not any(may(by, permission) for permission in (Permission.EDIT_PLANS, Permission.PROPOSE_TARGETS)):
        return _no_right()
    return "" if plan.is_editable else _("Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh.")


def _stage_fault(stage: Stage, plan: Plan, by: User | None) -> str:
    """Why this person may not write figures of that stage, on a locality that is within their reach."""
    if by is None or may_edit(by, plan):
        return ""
    if stage == Stage.PROPOSED:
        return "" if may_propose(by, plan) else _no_right()
    if not may(by, Permission.EDIT_PLANS):
        return _no_right()
    return _("Kế hoạch này do cấp trên lập; tài khoản chỉ được đề xuất chỉ tiêu.")


def _no_right() -> str:
    return _("Tài khoản không có quyền sửa chỉ tiêu.")


def _refused_by_catalogue(
    edits: Sequence[Edit], indicators: Mapping[int, Indicator], channel: Channel
) -> list[Refusal]:
    """Indicators and facilities that do not exist, and figures that their indicator cannot have.

    A document that is loaded keeps what it says, also a share of 121,3%.
    """
    facilities = Facility.objects.filter(pk__in={edit.cell.facility_id for edit in edits} - {None})
    known = {None, *facilities.values_list("pk", flat=True)}
    is_typed = channel not in LOADED
    faults = ((edit, _catalogue_fault(edit, indicators, known, is_typed)) for edit in edits)
    return [Refusal(edit, fault) for edit, fault in faults if fault]


def _catalogue_fault(
    edit: Edit, indicators: Mapping[int, Indicator], facilities: set[int | None], is_typed: bool
) -> str:
    cell, new = edit.cell, edit.new
    if cell.indicator_id not in indicators:
        return _("Chỉ tiêu không có trong danh mục.")
    if cell.facility_id not in facilities:
        return _("Cơ sở không có trong danh mục.")
    indicator = indicators[cell.indicator_id]
    if new is not None and new.decimals != indicator.decimals:
        return _("Số chữ số thập phân khác với quy định của chỉ tiêu.")
    if is_typed and new is not None and indicator.unit == PERCENT and is_beyond_whole(new):
        return _("Tỷ lệ không được quá 100%.")
    return ""


def _refused_by_stored(edits: Sequence[Edit], stored: dict[Cell, _Standing], channel: Channel) -> list[Refusal]:
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
            reason = _("Ô đã được người khác sửa thành %s.") % _shown(stored.get(edit.cell))
            refusals.append(Refusal(edit, reason, is_conflict=True, standing=current))
        seen.add(edit.cell)
    return refusals


def _shown(standing: _Standing | None) -> str:
    return describe(None) if standing is None else describe(standing.amount, standing.suffix)


def _write(plan: Plan, changes: Sequence[Edit], stored: dict[Cell, _Standing]) -> None:
    gone = [stored[edit.cell].target_id for edit in changes if edit.new is None]
    Target.objects.filter(pk__in=gone).delete()
    Target.objects.bulk_create(
        [_row(plan, edit, stored.get(edit.cell)) for edit in changes if edit.new is not None],
        update_conflicts=True,
        unique_fields=["plan", "locality", "indicator", "facility_key", "stage"],
        update_fields=["comparator", "value", "upper", "note"],
    )


def _row(plan: Plan, edit: Edit, before: _Standing | None) -> Target:
    cell, new = edit.cell, edit.new
    kept = "" if before is None else before.note
    return Target(
        plan=plan,
        locality_id=cell.locality_id,
        indicator_id=cell.indicator_id,
        facility_id=cell.facility_id,
        stage=cell.stage,
        comparator=new.comparator,
        value=new.value,
        upper=new.upper,
        note=kept if edit.note is None else edit.note,
    )
