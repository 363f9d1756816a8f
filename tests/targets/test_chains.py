"""How the periods of a plan lie to one another; the windows are typed by hand."""

import datetime

import pytest

from plans.models import Plan
from targets.chains import chain, reported, tiles
from targets.enums import CalendarPreset, PeriodKind
from targets.models import Period

PLAN = Plan(year=2021)
MONTHS = [
    ("thang-01", "month", "2021-01-01", "2021-01-31"),
    ("thang-02", "month", "2021-02-01", "2021-02-28"),
    ("thang-03", "month", "2021-03-01", "2021-03-31"),
    ("thang-04", "month", "2021-04-01", "2021-04-30"),
    ("thang-05", "month", "2021-05-01", "2021-05-31"),
    ("thang-06", "month", "2021-06-01", "2021-06-30"),
]
QUARTERS = [("quy-1", "quarter", "2021-01-01", "2021-03-31"), ("quy-2", "quarter", "2021-04-01", "2021-06-30")]
FIRST_HALF = ("dau-nam", "half", "2021-01-01", "2021-06-30")
SECOND_HALF = ("cuoi-nam", "half", "2021-07-01", "2021-12-31")
YEAR = ("nam", "year", "2021-01-01", "2021-12-31")
BASELINE = ("nam-2020", "baseline", "2020-01-01", "2020-12-31")
AD_HOC = ("dot-xuat", "ad_hoc", "2021-01-01", "2021-12-31")
PLAIN_HALF, PLAIN_YEAR = ("6-thang", "half", None, None), ("12-thang", "year", None, None)
DECREE = [
    ("6-thang-dau", "half", "2020-12-15", "2021-06-14"),
    ("6-thang-cuoi", "half", "2021-06-15", "2021-12-14"),
    ("ca-nam", "year", "2020-12-15", "2021-12-14"),
]


def period(code: str, kind: str, first: str | None, last: str | None, preset: str = "") -> Period:
    first, last = (day and datetime.date.fromisoformat(day) for day in (first, last))
    return Period(
        plan=PLAN, code=code, kind=PeriodKind(kind), name=code, preset=preset, window_from=first, window_to=last
    )


def periods(*rows: tuple) -> list[Period]:
    return [period(*row) for row in rows]


def named(found: list[Period]) -> list[str]:
    return [one.code for one in found]


TILES = [
    pytest.param("dau-nam", [FIRST_HALF, *MONTHS], [row[0] for row in MONTHS], id="months-fill-a-half"),
    pytest.param("dau-nam", [FIRST_HALF, *MONTHS, *QUARTERS], ["quy-1", "quy-2"], id="quarters-before-months"),
    pytest.param("quy-2", [*MONTHS, *QUARTERS], ["thang-04", "thang-05", "thang-06"], id="months-fill-a-quarter"),
    pytest.param("nam", [YEAR, SECOND_HALF, FIRST_HALF], ["dau-nam", "cuoi-nam"], id="halves-fill-a-year"),
    pytest.param("nam", [YEAR, SECOND_HALF, *QUARTERS], ["quy-1", "quy-2", "cuoi-nam"], id="parts-of-two-lengths"),
    pytest.param("ca-nam", DECREE, ["6-thang-dau", "6-thang-cuoi"], id="from-15-december"),
    pytest.param("nam", [YEAR, FIRST_HALF], [], id="a-half-is-missing"),
    pytest.param("nam", [YEAR, FIRST_HALF, DECREE[1]], [], id="two-calendars-leave-a-gap"),
    pytest.param("dau-nam", [FIRST_HALF, *MONTHS[:2], *MONTHS[3:]], [], id="a-month-is-missing"),
    pytest.param("dau-nam", [FIRST_HALF, MONTHS[0], QUARTERS[1], *MONTHS[2:3]], [], id="a-gap-before-the-second"),
    pytest.param("12-thang", [PLAIN_HALF, PLAIN_YEAR], [], id="no-stated-windows"),
    pytest.param("12-thang", [PLAIN_HALF, PLAIN_YEAR, SECOND_HALF], ["6-thang", "cuoi-nam"], id="half-by-its-fallback"),
    pytest.param(
        "nam-2020", [BASELINE, ("q", "half", "2020-01-01", "2020-06-30")], [], id="baseline-is-never-computed"
    ),
    pytest.param("dot-xuat", [AD_HOC, FIRST_HALF, SECOND_HALF], [], id="ad-hoc-is-never-computed"),
    pytest.param(
        "nam",
        [YEAR, FIRST_HALF, ("x", "ad_hoc", "2021-07-01", "2021-12-31")],
        [],
        id="ad-hoc-is-no-tile",
    ),
    pytest.param("nam", [YEAR, ("ban-sao", *YEAR[1:])], [], id="not-by-its-twin"),
]


@pytest.mark.parametrize(("code", "rows", "expected"), TILES)
def test_tiles(code, rows, expected):
    known = periods(*rows)
    asked = next(one for one in known if one.code == code)

    assert named(tiles(asked, known)) == expected


def test_a_period_not_in_the_list_is_tiled_too():
    assert named(tiles(period(*YEAR), periods(FIRST_HALF, SECOND_HALF))) == ["dau-nam", "cuoi-nam"]


def test_of_two_tiles_with_one_window_the_one_of_the_same_calendar_counts():
    rows = [(*FIRST_HALF, ""), ("tk-dau-nam", *FIRST_HALF[1:], CalendarPreset.STATISTICS), (*SECOND_HALF, "")]

    found = tiles(period(*YEAR, CalendarPreset.STATISTICS), periods(*rows))

    assert named(found) == ["tk-dau-nam", "cuoi-nam"]


CHAINS = [
    pytest.param("cuoi-nam", [SECOND_HALF, FIRST_HALF, YEAR], ["dau-nam", "cuoi-nam"], id="second-half"),
    pytest.param("nam", [SECOND_HALF, FIRST_HALF, YEAR], ["nam"], id="year-alone"),
    pytest.param("thang-03", [*MONTHS, FIRST_HALF], ["thang-01", "thang-02", "thang-03"], id="months"),
    pytest.param("thang-05", [*MONTHS, *QUARTERS], ["quy-1", "thang-04", "thang-05"], id="the-longest-first"),
    pytest.param("cuoi-nam", [SECOND_HALF, *MONTHS], [*(row[0] for row in MONTHS), "cuoi-nam"], id="half-after-months"),
    pytest.param("thang-03", [*MONTHS[:1], *MONTHS[2:], YEAR], ["thang-03"], id="a-gap-ends-it"),
    pytest.param("6-thang-cuoi", DECREE, ["6-thang-dau", "6-thang-cuoi"], id="from-15-december"),
    pytest.param("6-thang-cuoi", DECREE[:2], ["6-thang-dau", "6-thang-cuoi"], id="from-15-december-without-a-year"),
    pytest.param("6-thang-cuoi", [FIRST_HALF, DECREE[1]], ["6-thang-cuoi"], id="an-overlap-ends-it"),
    pytest.param("nam-2020", [BASELINE, FIRST_HALF], ["nam-2020"], id="baseline"),
    pytest.param("dau-nam", [BASELINE, FIRST_HALF, YEAR], ["dau-nam"], id="baseline-is-not-before"),
    pytest.param(
        "dau-nam",
        [FIRST_HALF, ("cu", "month", "2020-12-01", "2020-12-31")],
        ["dau-nam"],
        id="not-into-the-year-before",
    ),
    pytest.param("x", [("x", "ad_hoc", "2021-02-01", "2021-03-15"), MONTHS[0]], ["x"], id="ad-hoc-stands-alone"),
    pytest.param("cuoi-nam", [SECOND_HALF, PLAIN_HALF], ["6-thang", "cuoi-nam"], id="half-by-its-fallback"),
]


@pytest.mark.parametrize(("code", "rows", "expected"), CHAINS)
def test_chain(code, rows, expected):
    known = periods(*rows)
    asked = next(one for one in known if one.code == code)

    assert named(chain(asked, known)) == expected


def test_reported_leaves_out_the_baseline_and_what_is_computed():
    known = periods(BASELINE, *MONTHS, *QUARTERS, FIRST_HALF, SECOND_HALF, YEAR, AD_HOC)

    assert named(reported(known)) == [*(row[0] for row in MONTHS), "cuoi-nam", "dot-xuat"]


def test_a_plan_with_its_own_dates_reports_them_all():
    assert named(reported(periods(PLAIN_HALF, PLAIN_YEAR))) == ["6-thang", "12-thang"]


def test_a_whole_year_of_days_is_answered_at_once():
    first = datetime.date(2021, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(365)]
    known = [
        Period(plan=PLAN, code=f"n{day:%m%d}", kind=PeriodKind.MONTH, window_from=day, window_to=day) for day in days
    ]

    assert len(tiles(period(*YEAR), known)) == 365
