"""What the page of a plan's calendar shows of each period. A constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _

from core.dates import format_date
from localities.enums import Level
from plans.models import Plan
from targets.chains import tiles
from targets.coverage import Seam, seams
from targets.models import Period, Submission
from targets.period_uses import uses_of
from targets.reporting import candidates, existing


@dataclass(frozen=True)
class CalendarLine:
    """One period. `expected`, `handed_in`: reports; None where nobody reports it or the reader may not know.
    `use`: why it cannot be deleted, "" where it can."""

    period: Period
    tiles: list[Period]
    use: str = ""
    expected: int | None = None
    handed_in: int | None = None

    @property
    def window(self) -> str:
        return window_of(self.period)

    @property
    def made_of(self) -> str:
        return ", ".join(tile.name for tile in self.tiles)

    @property
    def may_be_changed(self) -> bool:
        return not self.period.is_closed and not self.period.is_baseline


@dataclass(frozen=True)
class CalendarTable:
    lines: list[CalendarLine]
    baseline: list[Period]

    @cached_property
    def seams(self) -> list[Seam]:
        return seams([line.period for line in self.lines])

    @property
    def counts_reports(self) -> bool:
        return any(line.expected is not None for line in self.lines)


def window_of(period: Period) -> str:
    """ "từ 15/12/2020 đến 14/6/2021"; where the plan does not state it, what then counts, and that it is not stated."""
    days = {"first": format_date(period.starts_on), "last": format_date(period.ends_on)}
    if period.window_from and period.window_to:
        return _("%(first)s – %(last)s") % days
    return _("không nêu (tính %(first)s – %(last)s)") % days


def calendar_table(plan: Plan, *, with_reports: bool) -> CalendarTable:
    """The periods of the plan in the order of their days. `with_reports`: also how many reports have come in."""
    periods = list(plan.periods.all())
    for period in periods:
        period.plan = plan
    periods.sort(key=lambda period: (period.ends_on, -period.starts_on.toordinal(), period.code))
    uses = uses_of(plan).reasons
    counted = _reports(plan, periods) if with_reports else {}
    lines = [_line(period, periods, uses, counted) for period in periods if not period.is_baseline]
    return CalendarTable(lines, [period for period in periods if period.is_baseline])


def level_of_reporters(plan: Plan) -> Level:
    """The level at which most of those who report stand; it decides some calendars' deadlines."""
    levels = Counter(place.level for place in candidates(plan))
    return Level(levels.most_common(1)[0][0])


def _line(
    period: Period, periods: list[Period], uses: dict[int, str], counted: dict[int, tuple[int, int]]
) -> CalendarLine:
    parts = tiles(period, periods)
    expected, handed_in = (None, None) if parts else counted.get(period.pk, (None, None))
    return CalendarLine(period, parts, uses.get(period.pk, ""), expected, handed_in)


def _reports(plan: Plan, periods: list[Period]) -> dict[int, tuple[int, int]]:
    """{period id: (reports that are due, reports that were handed in and not sent back)}."""
    places = candidates(plan)
    rows = Submission.objects.counted().filter(period__plan=plan, locality__in=places).order_by()
    handed_in = dict(rows.values_list("period").annotate(Count("pk")))
    return {period.pk: (len(existing(places, period)), handed_in.get(period.pk, 0)) for period in periods}
