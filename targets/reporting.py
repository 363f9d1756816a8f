"""Who reports on a plan, which figures, and until when a report takes them."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import format_date
from localities.models import Facility, Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.chains import tiles
from targets.enums import Axis, ColumnRole, Stage, SubmissionState
from targets.models import Column, Indicator, Period, Row, Target


@dataclass(frozen=True)
class ReportLine:
    """One figure that is reported: an indicator, perhaps in one facility, under the headings of the plan's annex.

    `is_sum`: it is the sum of other lines, so it is computed and never typed.
    """

    indicator: Indicator
    facility: Facility | None
    path: tuple[str, ...]
    is_sum: bool = False

    @property
    def key(self) -> tuple[int, int | None]:
        return self.indicator.pk, self.facility.pk if self.facility else None

    @property
    def label(self) -> str:
        return self.path[-1]

    @property
    def headings(self) -> tuple[str, ...]:
        """The labels above it, the highest first."""
        *above, _own = self.path
        return tuple(above)


def report_lines(plan: Plan) -> list[ReportLine]:
    """The figures that every locality reports: those of the plan's tables of localities, in their order, each once.

    A plan without such a table is reported on by what it assigns to localities, else by what it assigns at all. A
    constant number of queries.
    """
    return _marked(_annex_lines(plan) or _target_lines(plan))


def _annex_lines(plan: Plan) -> list[ReportLine]:
    columns = list(
        Column.objects.filter(annex__plan=plan, annex__axis=Axis.LOCALITIES)
        .select_related("indicator", "facility")
        .order_by("annex__number", "position", "pk")
    )
    by_id = {column.pk: column for column in columns}
    found: dict[tuple, ReportLine] = {}
    for column in columns:
        if column.role == ColumnRole.FIGURE and column.indicator_id and column.period_id is None:
            line = ReportLine(column.indicator, column.facility, _path(column, by_id))
            found.setdefault(line.key, line)
    return list(found.values())


def _path(column: Column, by_id: dict[int, Column]) -> tuple[str, ...]:
    chain, node = [], column
    while node is not None and node not in chain:
        chain.append(node)
        node = by_id.get(node.parent_id)
    return tuple(link.label for link in reversed(chain))


def _target_lines(plan: Plan) -> list[ReportLine]:
    targets = Target.objects.filter(plan=plan, stage=Stage.ASSIGNED).select_related("indicator", "facility")
    targets = list(targets.order_by("indicator__position", "indicator__sort_key", "indicator", "facility"))
    below = [target for target in targets if target.locality_id != plan.locality_id]
    found: dict[tuple, ReportLine] = {}
    for target in below or targets:
        path = (target.indicator.name, *([target.facility.name] if target.facility else []))
        line = ReportLine(target.indicator, target.facility, path)
        found.setdefault(line.key, line)
    return list(found.values())


def _marked(lines: list[ReportLine]) -> list[ReportLine]:
    """Rule (computed-result): a result that has its parts on the form is their sum, so it never exceeds them. One part
    alone ("120 xã, trong đó xây dựng mới 7") does not make up the whole."""
    parts = Counter(parent for parent, _ in {(line.indicator.parent_id, line.indicator.pk) for line in lines})
    sums = {parent for parent, count in parts.items() if count > 1}
    split = {line.indicator.pk for line in lines if line.facility}
    return [ReportLine(line.indicator, line.facility, line.path, is_sum=_is_sum(line, sums, split)) for line in lines]


def _is_sum(line: ReportLine, sums: set, split: set) -> bool:
    if line.indicator.sums_children and line.indicator.pk in sums:
        return True
    return line.facility is None and line.indicator.is_additive and line.indicator.pk in split


# Who reports


def as_of(period: Period) -> datetime.date:
    """The day on which the localities of a period are read: the last one of its data."""
    return period.ends_on


def candidates(plan: Plan) -> list[Locality]:
    """Localities that report on the plan whenever they exist: the lines of its tables of localities, in their order;
    without such a table those with targets; without those the plan's own."""
    return candidates_of([plan])[plan.pk]


def candidates_of(plans: Sequence[Plan]) -> dict[int, list[Locality]]:
    """`candidates` of several plans by id, in a constant number of queries."""
    rows = Row.objects.filter(annex__plan__in=plans, annex__axis=Axis.LOCALITIES, locality__isnull=False)
    found: dict[int, dict[int, Locality]] = {}
    for row in rows.select_related("locality", "annex").order_by("annex__number", "position", "pk"):
        found.setdefault(row.annex.plan_id, {}).setdefault(row.locality_id, row.locality)
    others = [plan for plan in plans if plan.pk not in found]
    return {**{plan: list(places.values()) for plan, places in found.items()}, **_with_targets(others)}


def _with_targets(plans: Sequence[Plan]) -> dict[int, list[Locality]]:
    """{plan id: localities with targets, by path}; none: the plan's own."""
    targets = Target.objects.filter(plan__in=plans, stage=Stage.ASSIGNED).order_by()
    pairs = targets.exclude(locality=F("plan__locality")).values_list("plan", "locality").distinct() if plans else []
    by_plan: dict[int, set[int]] = {}
    for plan, place in pairs:
        by_plan.setdefault(plan, set()).add(place)
    places = Locality.objects.filter(pk__in={place for each in by_plan.values() for place in each}) if by_plan else []
    return {
        plan.pk: [place for place in places if place.pk in by_plan.get(plan.pk, ())] or [plan.locality]
        for plan in plans
    }


def existing(places: Iterable[Locality], period: Period) -> list[Locality]:
    """Rule (existing-reporters): a locality reports for the periods at the end of which it exists."""
    return [place for place in places if exists_on(place, as_of(period))]


def exists_on(place: Locality, day: datetime.date) -> bool:
    return place.valid_from <= day and (place.valid_to is None or day <= place.valid_to)


# Until when


def why_closed(
    period: Period,
    locality: Locality,
    *,
    state: str,
    reporters: Sequence[Locality] | None = None,
    periods: Sequence[Period] | None = None,
    today: datetime.date | None = None,
) -> str:
    """Why the report takes no figures now, in a sentence; "" where it does. `reporters` and `periods` are those of the
    plan; what is not given is not asked.

    Rule (open-report): the plan is not closed; the period is typed and not computed from shorter ones, has begun and is
    not closed, unless the report was sent back; the locality exists at its end and is one of the plan's; the report was
    not handed in.
    """
    place = {"place": locality.name, "period": period.name}
    if period.is_baseline:
        return _("%(period)s là số liệu nêu trong kế hoạch, không báo cáo.") % place
    if period.plan.state == PlanState.CLOSED:
        return _("Kế hoạch đã kết thúc; không nhận báo cáo nữa.")
    if not exists_on(locality, as_of(period)):
        return _("%(place)s không có trong kỳ “%(period)s” (%(dates)s).") % {**place, "dates": _validity(locality)}
    if reporters is not None and locality.pk not in {reporter.pk for reporter in reporters}:
        return _("%(place)s không nằm trong danh sách báo cáo của kế hoạch.") % place
    return (
        _why_computed(period, periods)
        or _why_frozen(period, state)
        or _why_too_early(period, today or timezone.localdate())
    )


def _why_computed(period: Period, periods: Sequence[Period] | None) -> str:
    parts = tiles(period, periods) if periods else []
    if not parts:
        return ""
    return _("Kỳ “%(period)s” được tổng hợp từ các kỳ ngắn hơn (%(parts)s), không nhập riêng.") % {
        "period": period.name,
        "parts": ", ".join(part.name for part in parts),
    }


def _why_frozen(period: Period, state: str) -> str:
    if state == SubmissionState.RETURNED:
        return ""
    if state != SubmissionState.OPEN:
        name = SubmissionState(state).label
        return _("Báo cáo %(state)s; muốn sửa phải được trả lại.") % {"state": name}
    if period.is_closed:
        day = format_date(timezone.localdate(period.closed_at))
        return _("Kỳ “%(period)s” đã khóa ngày %(day)s; không nhận số liệu nữa.") % {"period": period.name, "day": day}
    return ""


def _why_too_early(period: Period, today: datetime.date) -> str:
    if today >= period.starts_on:
        return ""
    return _("Kỳ “%(period)s” bắt đầu từ ngày %(day)s; chưa nhập được.") % {
        "period": period.name,
        "day": format_date(period.starts_on),
    }


def _validity(locality: Locality) -> str:
    if locality.valid_to is None:
        return _("có từ ngày %s") % format_date(locality.valid_from)
    return _("có đến hết ngày %s") % format_date(locality.valid_to)
