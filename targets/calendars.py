"""The reporting calendars of the field: each makes drafts of a plan's periods. Nothing is read, nothing is saved."""

import calendar
import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.roman import to_roman
from localities.enums import Level
from plans.models import Plan
from targets.enums import CalendarPreset, PeriodKind
from targets.models import Period

ONE_DAY = datetime.timedelta(days=1)
FRIDAY = 4

# What each calendar knows, in the order in which it is offered.
KINDS = {
    CalendarPreset.DECREE_09: (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR),
    CalendarPreset.STATISTICS: (PeriodKind.MONTH, PeriodKind.HALF, PeriodKind.YEAR),
    CalendarPreset.METHADONE: (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR),
    CalendarPreset.OWN: (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR),
}
# The months that a period speaks of, first and last.
SPANS = {
    PeriodKind.MONTH: [(month, month) for month in range(1, 13)],
    PeriodKind.QUARTER: [(1, 3), (4, 6), (7, 9), (10, 12)],
    PeriodKind.HALF: [(1, 6), (7, 12)],
    PeriodKind.YEAR: [(1, 12)],
}
# Circular 05/2023/TT-BYT: the day of the month after the window, by who reports.
METHADONE_DAYS = {Level.COMMUNE: 16, Level.DISTRICT: 18, Level.PROVINCE: 19}
# Circular 05/2011/TT-BLĐTBXH: before this day of the month after the window.
STATISTICS_MONTH_DAY = 3
STATISTICS_DAYS = {Level.COMMUNE: 7, Level.DISTRICT: 7, Level.PROVINCE: 15}
# A half without a window that is due later than this speaks of the second half-year, and must say so.
LAST_MONTH_OF_FIRST_HALF = 9


@dataclass(frozen=True)
class OwnDate:
    """A deadline that the plan itself gives, "trước ngày 10/6"; its window where the plan states one."""

    kind: PeriodKind
    deadline: datetime.date
    is_exclusive: bool = True
    window_from: datetime.date | None = None
    window_to: datetime.date | None = None


@dataclass(frozen=True)
class Calendar:
    """A calendar as somebody chose it. `working_days`: how long after the window, in the decree's calendar alone."""

    preset: CalendarPreset
    kinds: Collection[PeriodKind] = ()
    working_days: int = 3
    own_dates: tuple[OwnDate, ...] = ()


def drafts(plan: Plan, chosen: Calendar, level: Level) -> list[Period]:
    """Unsaved periods of the calendar for the plan's year, in its order; `level` is that of those who report.

    The cut-off is the end of the window. Codes are unique among the drafts, not yet among the plan's periods.
    """
    if chosen.preset == CalendarPreset.OWN:
        return _with_own_codes([_own(plan, date) for date in chosen.own_dates])
    kinds = [kind for kind in KINDS[chosen.preset] if kind in chosen.kinds]
    return [_draft(plan, chosen, level, kind, span) for kind in kinds for span in SPANS[kind]]


def free_code(code: str, taken: Collection[str]) -> str:
    """The code itself, or with the first number that nobody has: thang-03, thang-03-2."""
    longest = Period._meta.get_field("code").max_length
    return next(name for name in _numbered(code, longest) if name not in taken)


def after_working_days(day: datetime.date, number: int) -> datetime.date:
    """The `number`th working day after `day`: Saturdays and Sundays do not count. Holidays are not known here."""
    for _step in range(number):
        day += ONE_DAY
        while day.weekday() > FRIDAY:
            day += ONE_DAY
    return day


def _numbered(code: str, longest: int) -> Iterator[str]:
    yield code[:longest]
    number = 1
    while True:
        number += 1
        yield f"{code[: longest - len(str(number)) - 1]}-{number}"


def _draft(plan: Plan, chosen: Calendar, level: Level, kind: PeriodKind, span: tuple[int, int]) -> Period:
    first, last = _window(plan.year, chosen.preset, span)
    deadline, is_exclusive = _deadline(chosen, level, kind, last)
    return _period(plan, chosen.preset, kind, span[1], first, last, deadline, is_exclusive)


def _window(year: int, preset: CalendarPreset, span: tuple[int, int]) -> tuple[datetime.date, datetime.date]:
    first_month, last_month = span
    if preset == CalendarPreset.STATISTICS:
        last_day = calendar.monthrange(year, last_month)[1]
        return datetime.date(year, first_month, 1), datetime.date(year, last_month, last_day)
    before = datetime.date(year, first_month, 1) - ONE_DAY
    return before.replace(day=15), datetime.date(year, last_month, 14)


def _deadline(chosen: Calendar, level: Level, kind: PeriodKind, last: datetime.date) -> tuple[datetime.date, bool]:
    """The deadline of a window that ends on `last`, and whether that day itself is late."""
    if chosen.preset == CalendarPreset.DECREE_09:
        return after_working_days(last, chosen.working_days), False
    if chosen.preset == CalendarPreset.METHADONE:
        return last.replace(day=METHADONE_DAYS[level]), False
    day = STATISTICS_MONTH_DAY if kind == PeriodKind.MONTH else STATISTICS_DAYS[level]
    return (last + ONE_DAY).replace(day=day), True


def _own(plan: Plan, date: OwnDate) -> Period:
    month = date.window_to.month if date.window_to else date.deadline.month
    if date.kind == PeriodKind.HALF and not date.window_to:
        month = 6  # without a window it is the first half
    return _period(
        plan, CalendarPreset.OWN, date.kind, month, date.window_from, date.window_to, date.deadline, date.is_exclusive
    )


def _with_own_codes(periods: list[Period]) -> list[Period]:
    taken: set[str] = set()
    for period in periods:
        period.code = free_code(period.code, taken)
        taken.add(period.code)
    return periods


def _period(
    plan: Plan,
    preset: CalendarPreset,
    kind: PeriodKind,
    month: int,
    first: datetime.date | None,
    last: datetime.date | None,
    deadline: datetime.date,
    is_exclusive: bool,
) -> Period:
    code, name = words(kind, month, plan.year)
    return Period(
        plan=plan,
        code=code,
        name=name,
        kind=kind,
        preset=preset,
        window_from=first,
        window_to=last,
        cut_off=last,
        deadline=deadline,
        deadline_is_exclusive=is_exclusive,
    )


def words(kind: PeriodKind, month: int, year: int) -> tuple[str, str]:
    """Code and name of a period of the kind that ends in the month."""
    if kind == PeriodKind.AD_HOC:
        return "dot-xuat", _("Báo cáo đột xuất")
    if kind == PeriodKind.MONTH:
        return f"thang-{month:02d}", _("Tháng %(month)s năm %(year)s") % {"month": month, "year": year}
    if kind == PeriodKind.QUARTER:
        number = (month + 2) // 3
        return f"quy-{number}", _("Quý %(number)s năm %(year)s") % {"number": to_roman(number), "year": year}
    if kind == PeriodKind.HALF and month <= LAST_MONTH_OF_FIRST_HALF:
        return "6-thang-dau", _("6 tháng đầu năm %s") % year
    if kind == PeriodKind.HALF:
        return "6-thang-cuoi", _("6 tháng cuối năm %s") % year
    return "nam", _("Năm %s") % year
