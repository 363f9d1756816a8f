"""The calendar of a plan is changed here: laid out by a preset for the coming periods, or period by period."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import format_date
from plans.enums import PlanState
from plans.models import Plan
from targets.calendars import free_code, words
from targets.chain_guard import is_moved, twin_of, why_disturbed
from targets.chains import OUTSIDE, tiles
from targets.enums import PeriodKind
from targets.models import Period
from targets.period_uses import Uses, uses_of
from targets.permissions import may_set_calendar

ONE_DAY = datetime.timedelta(days=1)
# What makes two periods the same to whoever reports.
FACTS = ("kind", "preset", "name", "window_from", "window_to", "cut_off", "deadline", "deadline_is_exclusive")


class CalendarRefused(Exception):
    """Why the calendar stays as it is, in a sentence."""


@dataclass(frozen=True)
class Skipped:
    """A draft that is not made, and why."""

    draft: Period
    reason: str


@dataclass(frozen=True)
class Layout:
    """What laying out a calendar does, or has done, to the periods of a plan; baseline periods are not named."""

    made: list[Period] = field(default_factory=list)
    kept: list[Period] = field(default_factory=list)
    removed: list[Period] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def after(self) -> list[Period]:
        """The periods as they then are."""
        return [*self.kept, *self.made]

    @property
    def changes_nothing(self) -> bool:
        return not self.made and not self.removed


def layout_of(plan: Plan, drafts: Sequence[Period]) -> Layout:
    """What `lay_out` would do with the drafts. Reads, writes nothing; eight queries."""
    return arrange(_periods_of(plan), drafts, uses_of(plan))


def arrange(periods: Sequence[Period], drafts: Sequence[Period], uses: Uses) -> Layout:
    """Which periods stay, go and come. No queries.

    Rule (coming-periods): only periods that a preset made, that nothing uses and that begin after the last one of their
    kind that stays, are replaced. A period that is computed from those that stay, stays with them. A draft that begins
    before or within that last one is not made again, and none within a period that has figures, which would then be
    computed.
    """
    fixed = _fixed(periods, uses)
    limits = _last_days(fixed)
    staying = _staying(periods, fixed)
    coming = [period for period in periods if period not in staying]
    with_figures = [period for period in fixed if period.pk in uses.with_figures and period.kind not in OUTSIDE]
    skipped, wanted = _sifted(drafts, limits, with_figures)
    unchanged = [period for period in coming if _facts(period) in {_facts(draft) for draft in wanted}]
    known = {_facts(period) for period in unchanged}
    kept = [period for period in periods if not period.is_baseline and (period in staying or period in unchanged)]
    made = [draft for draft in wanted if _facts(draft) not in known]
    _give_codes(made, [*periods], [period for period in coming if period not in unchanged])
    return Layout(made, kept, [period for period in coming if period not in unchanged], skipped)


@transaction.atomic
def lay_out(*, plan: Plan, drafts: Sequence[Period], by: User) -> Layout:
    """Replace the coming periods of the plan by the drafts; see `arrange`. Raises `CalendarRefused`.

    Rule (one-layout-at-a-time): the plan's row and its periods are locked; a report that comes in meanwhile waits, and
    one that came before keeps its period.
    """
    stored = _locked(plan, by)
    layout = layout_of(stored, drafts)
    Period.objects.filter(pk__in=[period.pk for period in layout.removed]).delete()
    for draft in layout.made:
        draft.plan = stored
        draft.clean_fields()
    Period.objects.bulk_create(layout.made)
    _log(by, layout.made, ADDITION)
    _log(by, layout.removed, DELETION)
    return layout


@transaction.atomic
def add_period(*, period: Period, by: User) -> Period:
    """Add a period made by hand that leaves reported figures in their place; see `targets.chain_guard`.

    Raises `CalendarRefused`, and ValidationError for one that cannot be.
    """
    period.plan = _locked(period.plan, by)
    period.code = period.code or _code_for(period)
    period.full_clean()
    periods = _periods_of(period.plan)
    _refuse_twin(period, periods)
    _refuse_disturbing(period.plan, periods, [*periods, period])
    period.save()
    _log(by, [period], ADDITION)
    return period


@transaction.atomic
def change_period(*, period: Period, by: User) -> Period:
    """Keep what was changed of a period. Raises `CalendarRefused`, and ValidationError for what cannot be."""
    plan = _locked(period.plan, by)
    periods = _periods_of(plan)
    stored = next((one for one in periods if one.pk == period.pk), None)
    if stored is None or stored.is_baseline or stored.is_closed:
        raise CalendarRefused(_("Kỳ không còn, hoặc đã khóa, nên không sửa được."))
    period.full_clean()
    if is_moved(period, stored):
        _refuse_twin(period, periods)
    _refuse_disturbing(plan, periods, [period if one.pk == period.pk else one for one in periods])
    period.save(
        update_fields=["name", "kind", "window_from", "window_to", "cut_off", "deadline", "deadline_is_exclusive"]
    )
    _log(by, [period], CHANGE)
    return period


@transaction.atomic
def remove_period(*, period: Period, by: User) -> None:
    """Delete a period that nothing uses. Raises `CalendarRefused`."""
    plan = _locked(period.plan, by)
    periods = _periods_of(plan)
    stored = next((one for one in periods if one.pk == period.pk), None)
    if stored is None or stored.is_baseline:
        raise CalendarRefused(_("Kỳ này không còn, hoặc là số liệu nêu trong kế hoạch."))
    if reason := uses_of(plan).reasons.get(stored.pk):
        raise CalendarRefused(
            _("Không xóa được kỳ “%(period)s”: %(reason)s.") % {"period": stored.name, "reason": reason}
        )
    _refuse_disturbing(plan, periods, [one for one in periods if one.pk != stored.pk])
    _log(by, [stored], DELETION)
    stored.delete()


def _locked(plan: Plan, by: User) -> Plan:
    """The plan with its row and those of its periods locked: who begins a report on one of them waits."""
    stored = Plan.objects.select_for_update(of=("self",)).select_related("locality").get(pk=plan.pk)
    if not may_set_calendar(by, stored):
        raise CalendarRefused(_("Tài khoản không có quyền đặt lịch báo cáo của kế hoạch này."))
    if stored.state == PlanState.CLOSED:
        raise CalendarRefused(_("Kế hoạch đã kết thúc; lịch báo cáo không đổi nữa."))
    list(stored.periods.select_for_update(of=("self",)).order_by("pk"))
    return stored


def _periods_of(plan: Plan) -> list[Period]:
    periods = list(plan.periods.order_by("window_to", "deadline", "code"))
    for period in periods:
        period.plan = plan
    return periods


def _refuse_twin(period: Period, periods: Sequence[Period]) -> None:
    if twin := twin_of(period, periods):
        raise CalendarRefused(_("Kế hoạch đã có kỳ “%s” với cùng ngày đầu, ngày cuối.") % twin.name)


def _refuse_disturbing(plan: Plan, before: Sequence[Period], after: Sequence[Period]) -> None:
    if reason := why_disturbed(before, after, uses_of(plan).with_figures):
        raise CalendarRefused(reason)


def _fixed(periods: Sequence[Period], uses: Uses) -> list[Period]:
    """Periods made by hand, stated or used, and those that are computed from what stays because of them."""
    own = [period for period in periods if not period.preset or period.pk in uses.reasons or period.is_baseline]
    staying = _staying(periods, own)
    return [period for period in periods if period in own or tiles(period, staying)]


def _staying(periods: Sequence[Period], fixed: Sequence[Period]) -> list[Period]:
    limits = _last_days(fixed)
    return [period for period in periods if period in fixed or not _is_after(period, limits)]


def _last_days(fixed: Sequence[Period]) -> dict[str, Period]:
    """{kind: the period of it that ends last}, without those of the baseline."""
    last: dict[str, Period] = {}
    for period in sorted(fixed, key=lambda period: period.ends_on):
        if not period.is_baseline:
            last[period.kind] = period
    return last


def _is_after(period: Period, limits: dict[str, Period]) -> bool:
    return period.kind not in limits or period.starts_on > limits[period.kind].ends_on


def _sifted(
    drafts: Sequence[Period], limits: dict[str, Period], with_figures: Sequence[Period]
) -> tuple[list[Skipped], list[Period]]:
    skipped, wanted = [], []
    for draft in drafts:
        if reason := _why_not(draft, limits, with_figures):
            skipped.append(Skipped(draft, reason))
        else:
            wanted.append(draft)
    return skipped, wanted


def _why_not(draft: Period, limits: dict[str, Period], with_figures: Sequence[Period]) -> str:
    if not _is_after(draft, limits):
        return _why_taken(draft, limits[draft.kind])
    around = next((period for period in with_figures if _is_within(draft, period)), None)
    if around:
        return _("nằm trong kỳ “%s” đã có số liệu báo cáo") % around.name
    return ""


def _why_taken(draft: Period, last: Period) -> str:
    names = {"period": last.name, "day": format_date(last.ends_on)}
    if draft.ends_on <= last.ends_on:
        return _("đã có kỳ “%(period)s” đến ngày %(day)s") % names
    rest = {"first": format_date(last.ends_on + ONE_DAY), "last": format_date(draft.ends_on)}
    return _(
        "chồng lên kỳ “%(period)s” đến ngày %(day)s; từ %(first)s đến %(last)s chưa thuộc kỳ nào cùng loại, "
        "cần thì thêm kỳ bằng tay"
    ) % {**names, **rest}


def _is_within(draft: Period, period: Period) -> bool:
    is_inside = period.starts_on <= draft.starts_on and draft.ends_on <= period.ends_on
    return is_inside and draft.ends_on - draft.starts_on < period.ends_on - period.starts_on


def _facts(period: Period) -> tuple:
    return tuple(getattr(period, name) for name in FACTS)


def _give_codes(made: Sequence[Period], periods: Sequence[Period], removed: Sequence[Period]) -> None:
    taken = {period.code for period in periods} - {period.code for period in removed}
    for draft in made:
        draft.code = free_code(draft.code, taken)
        taken.add(draft.code)


def _code_for(period: Period) -> str:
    taken = set(period.plan.periods.values_list("code", flat=True))
    code, _name = words(PeriodKind(period.kind), period.ends_on.month, period.plan.year)
    return free_code(code, taken)


def _log(by: User, periods: Sequence[Period], flag: int) -> None:
    """As the lists do, so that "Lịch sử" of a period says who made it, changed it or took it away."""
    if periods:
        LogEntry.objects.log_actions(by.pk, periods, flag, single_object=len(periods) == 1)
