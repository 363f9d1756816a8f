"""The drafts that each calendar makes. Every date is typed by hand, from the law or from a wall calendar."""

import datetime

import pytest

from localities.enums import Level
from plans.models import Plan
from targets.calendars import Calendar, OwnDate, after_working_days, drafts, free_code
from targets.coverage import seams
from targets.enums import CalendarPreset, PeriodKind
from targets.models import Period

MONTH, QUARTER, HALF, YEAR = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def made(preset, *kinds, year=2021, level=Level.DISTRICT, **more) -> list[Period]:
    return drafts(Plan(year=year), Calendar(preset, kinds, **more), level)


def row(period: Period) -> tuple:
    days = (period.window_from, period.window_to, period.deadline)
    return (period.code, period.name, *(one.isoformat() for one in days), period.deadline_is_exclusive)


DECREE_MONTHS = [
    ("thang-01", "Tháng 1 năm 2021", "2020-12-15", "2021-01-14", "2021-01-19", False),
    ("thang-02", "Tháng 2 năm 2021", "2021-01-15", "2021-02-14", "2021-02-17", False),
    ("thang-03", "Tháng 3 năm 2021", "2021-02-15", "2021-03-14", "2021-03-17", False),
    ("thang-04", "Tháng 4 năm 2021", "2021-03-15", "2021-04-14", "2021-04-19", False),
    ("thang-05", "Tháng 5 năm 2021", "2021-04-15", "2021-05-14", "2021-05-19", False),
    ("thang-06", "Tháng 6 năm 2021", "2021-05-15", "2021-06-14", "2021-06-17", False),
    ("thang-07", "Tháng 7 năm 2021", "2021-06-15", "2021-07-14", "2021-07-19", False),
    ("thang-08", "Tháng 8 năm 2021", "2021-07-15", "2021-08-14", "2021-08-18", False),
    ("thang-09", "Tháng 9 năm 2021", "2021-08-15", "2021-09-14", "2021-09-17", False),
    ("thang-10", "Tháng 10 năm 2021", "2021-09-15", "2021-10-14", "2021-10-19", False),
    ("thang-11", "Tháng 11 năm 2021", "2021-10-15", "2021-11-14", "2021-11-17", False),
    ("thang-12", "Tháng 12 năm 2021", "2021-11-15", "2021-12-14", "2021-12-17", False),
]
DECREE_LONGER = [
    ("quy-1", "Quý I năm 2021", "2020-12-15", "2021-03-14", "2021-03-17", False),
    ("quy-2", "Quý II năm 2021", "2021-03-15", "2021-06-14", "2021-06-17", False),
    ("quy-3", "Quý III năm 2021", "2021-06-15", "2021-09-14", "2021-09-17", False),
    ("quy-4", "Quý IV năm 2021", "2021-09-15", "2021-12-14", "2021-12-17", False),
    ("6-thang-dau", "6 tháng đầu năm 2021", "2020-12-15", "2021-06-14", "2021-06-17", False),
    ("6-thang-cuoi", "6 tháng cuối năm 2021", "2021-06-15", "2021-12-14", "2021-12-17", False),
    ("nam", "Năm 2021", "2020-12-15", "2021-12-14", "2021-12-17", False),
]


def test_decree_09_months():
    assert [row(period) for period in made(CalendarPreset.DECREE_09, MONTH)] == DECREE_MONTHS


def test_decree_09_longer_periods_come_in_the_order_of_the_calendar():
    found = made(CalendarPreset.DECREE_09, YEAR, HALF, QUARTER)

    assert [row(period) for period in found] == DECREE_LONGER


@pytest.mark.parametrize(
    ("number", "deadline"), [(1, "2021-06-15"), (2, "2021-06-16"), (4, "2021-06-18"), (5, "2021-06-21")]
)
def test_decree_09_deadline_in_working_days(number, deadline):
    first = made(CalendarPreset.DECREE_09, HALF, working_days=number)[0]

    assert first.deadline == day(deadline)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        pytest.param("2021-05-14", 1, "2021-05-17", id="friday-to-monday"),
        pytest.param("2021-08-14", 1, "2021-08-16", id="from-saturday"),
        pytest.param("2021-03-14", 1, "2021-03-15", id="from-sunday"),
        pytest.param("2021-12-14", 14, "2022-01-03", id="over-the-year-and-two-weekends"),
    ],
)
def test_working_days(start, number, expected):
    assert after_working_days(day(start), number) == day(expected)


STATISTICS_2024 = [
    ("thang-01", "2024-01-01", "2024-01-31", "2024-02-03"),
    ("thang-02", "2024-02-01", "2024-02-29", "2024-03-03"),
    ("thang-03", "2024-03-01", "2024-03-31", "2024-04-03"),
    ("thang-04", "2024-04-01", "2024-04-30", "2024-05-03"),
    ("thang-05", "2024-05-01", "2024-05-31", "2024-06-03"),
    ("thang-06", "2024-06-01", "2024-06-30", "2024-07-03"),
    ("thang-07", "2024-07-01", "2024-07-31", "2024-08-03"),
    ("thang-08", "2024-08-01", "2024-08-31", "2024-09-03"),
    ("thang-09", "2024-09-01", "2024-09-30", "2024-10-03"),
    ("thang-10", "2024-10-01", "2024-10-31", "2024-11-03"),
    ("thang-11", "2024-11-01", "2024-11-30", "2024-12-03"),
    ("thang-12", "2024-12-01", "2024-12-31", "2025-01-03"),
    ("6-thang-dau", "2024-01-01", "2024-06-30", "2024-07-07"),
    ("6-thang-cuoi", "2024-07-01", "2024-12-31", "2025-01-07"),
    ("nam", "2024-01-01", "2024-12-31", "2025-01-07"),
]


def test_statistics_in_a_leap_year():
    found = made(CalendarPreset.STATISTICS, MONTH, HALF, YEAR, year=2024)

    assert [(code, *days) for code, _name, *days, _before in map(row, found)] == STATISTICS_2024
    assert {period.deadline_is_exclusive for period in found} == {True}


def test_statistics_of_february_in_a_common_year():
    assert made(CalendarPreset.STATISTICS, MONTH)[1].window_to == day("2021-02-28")


def test_statistics_of_a_province_are_due_later():
    found = made(CalendarPreset.STATISTICS, HALF, YEAR, level=Level.PROVINCE)

    assert [period.deadline for period in found] == [day("2021-07-15"), day("2022-01-15"), day("2022-01-15")]


METHADONE_DUE = [(Level.COMMUNE, 16), (Level.DISTRICT, 18), (Level.PROVINCE, 19)]


@pytest.mark.parametrize(("level", "due"), METHADONE_DUE, ids=lambda value: str(value))
def test_methadone(level, due):
    found = made(CalendarPreset.METHADONE, MONTH, QUARTER, YEAR, level=level)

    assert [period.code for period in found][11:] == ["thang-12", "quy-1", "quy-2", "quy-3", "quy-4", "nam"]
    assert row(found[0]) == ("thang-01", "Tháng 1 năm 2021", "2020-12-15", "2021-01-14", f"2021-01-{due}", False)
    assert row(found[12]) == ("quy-1", "Quý I năm 2021", "2020-12-15", "2021-03-14", f"2021-03-{due}", False)
    assert row(found[16]) == ("nam", "Năm 2021", "2020-12-15", "2021-12-14", f"2021-12-{due}", False)


def test_the_leap_day_lies_in_the_march_of_the_decree():
    march = made(CalendarPreset.DECREE_09, MONTH, year=2024)[2]

    assert (march.window_from, march.window_to) == (day("2024-02-15"), day("2024-03-14"))
    assert (march.window_to - march.window_from).days == 28


@pytest.mark.parametrize("preset", [CalendarPreset.DECREE_09, CalendarPreset.STATISTICS, CalendarPreset.METHADONE])
def test_what_every_draft_carries(preset):
    for period in made(preset, MONTH, YEAR):
        assert (period.preset, period.pk, period.cut_off) == (preset, None, period.window_to)


def test_a_kind_that_the_calendar_does_not_know_is_not_made():
    assert made(CalendarPreset.STATISTICS, QUARTER) == []
    assert made(CalendarPreset.METHADONE, HALF) == []


def test_own_dates_without_windows():
    dates = (OwnDate(HALF, day("2020-06-10")), OwnDate(YEAR, day("2020-12-10"), is_exclusive=False))

    found = made(CalendarPreset.OWN, year=2020, own_dates=dates)

    assert [(period.code, period.name, period.due_phrase) for period in found] == [
        ("6-thang-dau", "6 tháng đầu năm 2020", "trước 10/6/2020"),
        ("nam", "Năm 2020", "10/12/2020"),
    ]
    assert {(period.window_from, period.window_to, period.cut_off) for period in found} == {(None, None, None)}


def test_own_dates_with_windows():
    first = OwnDate(HALF, day("2021-06-10"), True, day("2020-12-01"), day("2021-05-31"))
    second = OwnDate(HALF, day("2021-12-10"), True, day("2021-06-01"), day("2021-11-30"))

    found = made(CalendarPreset.OWN, own_dates=(first, second))

    assert [row(period) for period in found] == [
        ("6-thang-dau", "6 tháng đầu năm 2021", "2020-12-01", "2021-05-31", "2021-06-10", True),
        ("6-thang-cuoi", "6 tháng cuối năm 2021", "2021-06-01", "2021-11-30", "2021-12-10", True),
    ]


def test_own_dates_of_one_month_get_codes_of_their_own():
    window = (day("2021-03-01"), day("2021-03-31"))
    dates = (OwnDate(MONTH, day("2021-04-01"), True, *window), OwnDate(MONTH, day("2021-04-05"), True, *window))

    assert [period.code for period in made(CalendarPreset.OWN, own_dates=dates)] == ["thang-03", "thang-03-2"]


def test_free_code():
    assert free_code("thang-03", set()) == "thang-03"
    assert free_code("thang-03", {"thang-03", "thang-03-2"}) == "thang-03-3"
    assert free_code("a" * 20, {"a" * 20}) == "a" * 18 + "-2"


# Where periods do not meet


def half(first: str, last: str, name: str = "x") -> Period:
    return Period(plan=Plan(year=2021), kind=HALF, name=name, window_from=day(first), window_to=day(last))


def test_a_gap_is_named():
    found = seams([half("2021-07-01", "2021-12-31"), half("2020-12-15", "2021-06-14")])

    assert list(map(str, found)) == ["Từ 15/6/2021 đến 30/6/2021 không thuộc kỳ 6 tháng nào."]


def test_an_overlap_is_named():
    found = seams([half("2021-01-01", "2021-06-30", "A"), half("2021-06-15", "2021-12-14", "B")])

    assert list(map(str, found)) == ["Từ 15/6/2021 đến 30/6/2021 thuộc cả hai kỳ “A” và “B”."]


def test_periods_of_one_calendar_meet():
    assert seams(made(CalendarPreset.DECREE_09, MONTH, QUARTER, HALF, YEAR)) == []
    assert seams(made(CalendarPreset.STATISTICS, MONTH, HALF, YEAR, year=2024)) == []


def test_seams_leave_out_baseline_and_ad_hoc():
    stated, asked = half("2020-01-01", "2020-06-30"), half("2021-03-01", "2021-03-31")
    stated.kind, asked.kind = PeriodKind.BASELINE, PeriodKind.AD_HOC

    assert seams([stated, asked, half("2021-01-01", "2021-06-30")]) == []
