"""How the periods of one plan lie to one another: which are made of shorter ones, which come before. No queries.

Lists in, lists out; `period.plan` is loaded. Windows are read by `Period.starts_on` and `Period.ends_on`.
"""

import datetime
from collections.abc import Sequence

from targets.enums import PeriodKind
from targets.models import Period

ONE_DAY = datetime.timedelta(days=1)
# Neither belongs to the calendar of the year: the one is what the plan states, the other is asked for by itself.
OUTSIDE = (PeriodKind.BASELINE, PeriodKind.AD_HOC)


def reported(periods: Sequence[Period]) -> list[Period]:
    """The periods that localities type: all but those the plan states and those computed from others, in their order.

    Rule (computed-period): a period that is exactly tiled by shorter ones is computed from them and nobody types it.
    """
    return [period for period in periods if not period.is_baseline and not tiles(period, periods)]


def tiles(period: Period, periods: Sequence[Period]) -> list[Period]:
    """The fewest, so the longest, shorter periods that fill `period` without gap or overlap, the earliest first.

    [] where there are none, and for a period outside the calendar. A tile may itself be tiled: half-years from
    quarters, these from months.
    """
    if period.kind in OUTSIDE:
        return []
    shorter = [other for other in _calendar(periods) if _is_part(other, period)]
    return _fewest(_by_closeness(shorter, period), period.starts_on, period.ends_on, {}) or []


def typed_parts(period: Period, periods: Sequence[Period]) -> list[Period]:
    """The periods that localities type and of which this one is made, the earliest first; often itself alone."""
    parts = tiles(period, periods)
    return [each for part in parts for each in typed_parts(part, periods)] if parts else [period]


def chain(period: Period, periods: Sequence[Period]) -> list[Period]:
    """The period and those before it that lead back without gap or overlap to the first of the year, oldest first.

    Rule (cumulative-chain): before each stands the longest that ends the day before it and does not start before the
    plan's reporting year. "6 tháng cuối" gives [6 tháng đầu, 6 tháng cuối], "Năm" itself. A period outside the calendar
    stands alone.
    """
    if period.kind in OUTSIDE:
        return [period]
    known = _by_closeness(_calendar(periods), period)
    first_day = _year_begins(period, known)
    found = [period]
    while before := _before(found[0], known, first_day):
        found.insert(0, before)
    return found


def _calendar(periods: Sequence[Period]) -> list[Period]:
    return [period for period in periods if period.kind not in OUTSIDE]


def _by_closeness(periods: list[Period], period: Period) -> list[Period]:
    """The longest first; of two with one window the one of the same calendar, then by code."""
    return sorted(periods, key=lambda other: (-_days(other), other.preset != period.preset, other.code))


def _days(period: Period) -> int:
    return (period.ends_on - period.starts_on).days


def _is_part(other: Period, period: Period) -> bool:
    return period.starts_on <= other.starts_on and other.ends_on <= period.ends_on and _days(other) < _days(period)


def _fewest(
    parts: list[Period], start: datetime.date, end: datetime.date, known: dict[datetime.date, list[Period] | None]
) -> list[Period] | None:
    """The shortest row of parts from `start` to `end`, both included; None where a gap is left.

    `known`: the answer by first day, so that each day is asked once.
    """
    if start == end + ONE_DAY:
        return []
    if start not in known:
        begun = [part for part in parts if part.starts_on == start]
        rests = [(part, _fewest(parts, part.ends_on + ONE_DAY, end, known)) for part in begun]
        rows = [[part, *rest] for part, rest in rests if rest is not None]
        known[start] = min(rows, key=len, default=None)
    return known[start]


def _year_begins(period: Period, periods: list[Period]) -> datetime.date:
    """The first day of the reporting year: that of a year which holds the period; without one 15 December, the earliest
    day on which a calendar of the field begins its year (Decree 09/2019/NĐ-CP, article 12)."""
    years = [other for other in periods if other.kind == PeriodKind.YEAR]
    around = [year.starts_on for year in years if year.starts_on <= period.starts_on and period.ends_on <= year.ends_on]
    return min(around, default=datetime.date(period.plan.year - 1, 12, 15))


def _before(period: Period, periods: list[Period], first_day: datetime.date) -> Period | None:
    """`periods`: the longest first."""
    last = period.starts_on - ONE_DAY
    return next((other for other in periods if other.ends_on == last and other.starts_on >= first_day), None)
