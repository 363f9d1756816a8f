"""Taking a package in: looked at first, then written whole or not at all, and looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import DatabaseError, transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from accounts.audit import record, record_state_change
from accounts.enums import AuditKind
from accounts.models import User
from plans.enums import PlanState
from plans.models import Plan
from targets.models import Column, Row
from targets.packages.comparison import Comparison, Difference, compare
from targets.packages.content import identity
from targets.packages.figures_in import write_targets
from targets.packages.kinds import BY_NAME, KINDS, LISTS, Group
from targets.packages.reading import Package
from targets.packages.refusals import PackageRefused, Refusal, Stale
from targets.packages.reports_in import write_periods, write_reports
from targets.packages.rights import place_fault, plan_fault, refusals_by_right
from targets.packages.writer import Writer, refused

# Unique beside the key, so that two rows may want to change places: changed rows give it up before they take a new one.
FREED: dict[type[Model], dict] = {Row: {"locality": None}, Column: {"position": F("position") + 1_000_000}}


@dataclass(frozen=True)
class Look:
    """What an import would do, and what stands in its way."""

    comparison: Comparison
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not self.refusals and self.comparison.changes_nothing


def look_at(package: Package, *, by: User | None, overwrite: bool = False) -> Look:
    """What `take_in` would do: it is done for trial and undone, so that every rule has been asked. Writes nothing."""
    with transaction.atomic():
        try:
            comparison = compare(package, by=by, overwrite=overwrite, lock=True)
            _take_in(comparison, by)
        except PackageRefused as error:
            return Look(comparison, error.refusals)
        finally:
            transaction.set_rollback(True)
    return Look(comparison)


@transaction.atomic
def take_in(package: Package, *, by: User | None, overwrite: bool = False, seen: str | None = None) -> Comparison:
    """Write what the package brings, or nothing; what was written.

    Rule (package-once): what is here is looked at under the plan's lock and has to be what the preview `seen` showed;
    all is one transaction; a package that was taken in changes nothing when it comes again, which is looked at before
    the end. Raises `PackageRefused`, and `Stale` where what is here is another than was seen.
    """
    comparison = compare(package, by=by, overwrite=overwrite, lock=True)
    if seen is not None and comparison.seen != seen:
        reason = _("Dữ liệu ở đây đã thay đổi sau khi xem trước; chưa ghi gì. Hãy xem lại rồi ghi nhận.")
        raise Stale([Refusal(reason=reason)])
    _take_in(comparison, by)
    if not comparison.changes_nothing:
        rows = sum(len(part.new) + len(part.changed) for part in comparison.parts.values())
        details = {"format": "package", "rows": rows}
        record(AuditKind.IMPORTED, by=by, subject=package.code, details=details)
    return comparison


def _take_in(comparison: Comparison, by: User | None) -> None:
    if refusals := refusals_by_right(comparison, by):
        raise PackageRefused(refusals)
    _refuse_other_units(comparison)
    if comparison.changes_nothing:
        return
    try:
        with transaction.atomic():
            _write(comparison, by)
    except DatabaseError as error:
        raise PackageRefused([Refusal(reason=_("Cơ sở dữ liệu không nhận gói này; chưa ghi gì."))]) from error
    rest = [part.kind.file for part in compare(comparison.package, by=by).parts.values() if part.writes]
    if rest:
        raise PackageRefused([Refusal(name, None, _("không ghi lại được đúng như trong gói.")) for name in rest])


def _refuse_other_units(comparison: Comparison) -> None:
    """Figures are stored in units of 10^-decimals: the same number would say ten times as much, or a tenth."""
    kept = [one for one in comparison.parts["indicators"].kept if "decimals" in one.fields]
    if kept:
        reason = _("chỉ tiêu này ở đây có số chữ số thập phân khác; con số trong gói sẽ bị hiểu sai.")
        raise PackageRefused([Refusal("indicators.json", one.number, reason) for one in kept])


def _write(comparison: Comparison, by: User | None) -> None:
    writer = Writer(comparison.plan)
    writer.find(comparison.package.content)
    for kind in LISTS:
        _add_listed(writer, comparison, kind.name, by)
    is_new = comparison.plan is None
    before = None if is_new else comparison.plan.state
    _write_plan(writer, comparison, by)
    for kind in KINDS:
        part = comparison.parts[kind.name]
        if kind.name == "periods":
            write_periods(writer, part, by=by)
        elif kind.group is Group.DOCUMENT and kind.name != "plan":
            writer.add(kind, part.new)
            _change(writer, part.changed, kind.name)
    write_targets(writer, comparison, by=by)
    write_reports(writer, comparison.parts, by=by)
    _set_state(writer.plan, comparison, before)
    _log(writer.plan, ADDITION if is_new else CHANGE, by)


def _add_listed(writer: Writer, comparison: Comparison, name: str, by: User | None) -> None:
    kind = BY_NAME[name]
    for number, one in writer.add(kind, comparison.parts[name].new).items():
        if name == "localities":
            fault = place_fault(by, one, is_place=True)
        else:
            fault = place_fault(by, one.locality) if hasattr(one, "locality_id") else ""
        if fault:
            raise refused(kind, number, fault)


def _write_plan(writer: Writer, comparison: Comparison, by: User | None) -> None:
    """The head of the plan. A new one begins as a draft, which takes figures; its state comes last."""
    part = comparison.parts["plan"]
    for number, row in part.new.items():
        writer.plan = writer.add(part.kind, {number: {**row, "state": PlanState.DRAFT.value}})[number]
    # The state is a step of its own.
    _change(writer, [one for one in part.changed if one.fields != ["state"]], "plan", without=("state",))
    if fault := plan_fault(by, writer.plan.locality):
        raise PackageRefused([Refusal(part.kind.file, 1, fault)])


def _change(writer: Writer, changed: Sequence[Difference], name: str, without: Sequence[str] = ()) -> None:
    kind = BY_NAME[name]
    if changed and kind.model in FREED:
        rows = [writer.found[name][identity(kind, one.row)].pk for one in changed]
        kind.model.objects.filter(pk__in=rows).update(**FREED[kind.model])
    for one in changed:
        writer.change(kind, one.number, one.row, [field for field in one.fields if field not in without])


def _set_state(plan: Plan, comparison: Comparison, before: str | None) -> None:
    """The state that the document has where it comes from: it was signed there, by steps that are not taken again.

    `plans.life_cycle` is the way of a plan that lives here; a package that is an archive says how it ended. Who may
    import a plan may take it through every step.
    """
    [row] = comparison.package.content["plan"]
    if plan.state != row["state"]:
        plan.state = row["state"]
        plan.save(update_fields=["state"])
        if before is not None:
            record_state_change(None, plan.code, before, plan.state)


def _log(plan: Plan, flag: int, by: User | None) -> None:
    """As the lists do, so that "Lịch sử" of the plan says who brought it in."""
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [plan], flag, _("Nhập từ gói kế hoạch."), single_object=True)
