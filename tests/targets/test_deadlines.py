"""When a report is due and when it is late, in the time of Vietnam; no database."""

import datetime

import pytest
from django.utils import timezone

from plans.models import Plan
from targets.deadlines import Standing, due_from, is_late, last_day, late_from, standing
from targets.models import Period
from targets.reminders import moment_of

DAY = datetime.date
UTC = datetime.timezone.utc


def period(**fields) -> Period:
    """The first half of 2021, to be reported until 10 July."""
    half = {"kind": "half", "window_from": DAY(2021, 1, 1), "window_to": DAY(2021, 6, 30), "deadline": DAY(2021, 7, 10)}
    return Period(plan=Plan(year=2021), **{**half, **fields})


def at(day: datetime.date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute, second)))


@pytest.mark.parametrize(
    ("fields", "until", "expected"),
    [
        pytest.param({}, None, DAY(2021, 7, 10), id="the day of the deadline"),
        pytest.param({"deadline_is_exclusive": True}, None, DAY(2021, 7, 9), id="before the day"),
        pytest.param({}, DAY(2021, 7, 20), DAY(2021, 7, 20), id="more time"),
        pytest.param({"deadline_is_exclusive": True}, DAY(2021, 7, 20), DAY(2021, 7, 20), id="more time is inclusive"),
        pytest.param({}, DAY(2021, 7, 5), DAY(2021, 7, 10), id="more time before a deadline that was moved"),
        pytest.param({"deadline_is_exclusive": True}, DAY(2021, 7, 8), DAY(2021, 7, 9), id="moved, before the day"),
        pytest.param({"deadline": None}, None, None, id="no deadline"),
    ],
)
def test_last_day(fields, until, expected):
    assert last_day(period(**fields), until) == expected


@pytest.mark.parametrize(
    ("fields", "until", "last_second", "midnight"),
    [
        pytest.param({}, None, DAY(2021, 7, 10), DAY(2021, 7, 11), id="inclusive"),
        pytest.param({"deadline_is_exclusive": True}, None, DAY(2021, 7, 9), DAY(2021, 7, 10), id="exclusive"),
        pytest.param({}, DAY(2021, 7, 20), DAY(2021, 7, 20), DAY(2021, 7, 21), id="more time"),
    ],
)
def test_one_second_before_midnight_is_in_time_and_midnight_is_late(fields, until, last_second, midnight):
    asked = period(**fields)

    assert not is_late(at(last_second, 23, 59, 59), asked, until)
    assert is_late(at(midnight, 0), asked, until)


def test_midnight_is_that_of_vietnam_whatever_the_clock_of_the_server():
    """17:00 in UTC is midnight in Ho Chi Minh City."""
    before = datetime.datetime(2021, 7, 10, 16, 59, 59, tzinfo=UTC)
    midnight = datetime.datetime(2021, 7, 10, 17, 0, 0, tzinfo=UTC)

    assert late_from(period()) == midnight
    assert (is_late(before, period()), is_late(midnight, period())) == (False, True)
    assert standing(period(), now=before) == Standing.DUE
    assert standing(period(), now=midnight) == Standing.OVERDUE


def test_without_a_deadline_nothing_is_late():
    asked = period(deadline=None)

    assert late_from(asked) is None
    assert standing(asked, now=at(DAY(2031, 1, 1))) == Standing.DUE


@pytest.mark.parametrize("day", [DAY.max, DAY.min], ids=["the last day", "the first day"])
@pytest.mark.parametrize("exclusive", [True, False])
def test_the_ends_of_the_calendar_are_no_error(day, exclusive):
    """Such days stood in databases before they were refused."""
    asked = period(window_to=day, deadline=day, deadline_is_exclusive=exclusive)
    is_past = day == DAY.min

    assert standing(asked, now=at(DAY(2021, 7, 1))) == (Standing.OVERDUE if is_past else Standing.NOT_YET_DUE)
    assert is_late(at(DAY(2021, 7, 1)), period(), DAY.max) is False
    assert moment_of(day, DAY(2021, 7, 1)) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, DAY(2021, 7, 1), id="after the window"),
        pytest.param({"deadline": DAY(2021, 6, 10)}, DAY(2021, 6, 3), id="a week before a deadline in the window"),
        pytest.param({"deadline": DAY(2021, 7, 2)}, DAY(2021, 6, 25), id="a week before a deadline just after it"),
        pytest.param({"deadline": None}, DAY(2021, 7, 1), id="no deadline"),
        pytest.param({"window_to": None, "deadline": None}, DAY(2021, 7, 1), id="no window: the half-year"),
    ],
)
def test_due_from(fields, expected):
    asked = period(**fields)

    assert due_from(asked) == expected
    assert standing(asked, now=at(expected, 0)) == Standing.DUE
    assert standing(asked, now=at(expected, 0) - datetime.timedelta(seconds=1)) == Standing.NOT_YET_DUE


IN_TIME, TOO_LATE = at(DAY(2021, 7, 10), 23, 59, 59), at(DAY(2021, 7, 11), 0)


@pytest.mark.parametrize(
    ("state", "handed_in", "until", "expected"),
    [
        pytest.param("open", None, None, Standing.OVERDUE, id="missing"),
        pytest.param("open", None, DAY(2021, 8, 31), Standing.DUE, id="missing, with more time"),
        pytest.param("submitted", IN_TIME, None, Standing.SUBMITTED, id="in time"),
        pytest.param("submitted", TOO_LATE, None, Standing.LATE, id="late"),
        pytest.param("submitted", TOO_LATE, DAY(2021, 7, 11), Standing.SUBMITTED, id="late, with more time"),
        pytest.param("returned", IN_TIME, None, Standing.RETURNED, id="sent back"),
        pytest.param("accepted", TOO_LATE, None, Standing.ACCEPTED, id="accepted though late"),
        pytest.param("locked", IN_TIME, None, Standing.ACCEPTED, id="locked"),
    ],
)
def test_standing_a_month_later(state, handed_in, until, expected):
    now = at(DAY(2021, 8, 10))

    assert standing(period(), state=state, first_submitted_at=handed_in, until=until, now=now) == expected


def test_report_that_was_sent_back_and_came_again_is_late_by_its_first_time():
    """What comes the second time is still "submitted": it was there in time."""
    found = standing(period(), state="submitted", first_submitted_at=IN_TIME, now=at(DAY(2021, 9, 1)))

    assert found == Standing.SUBMITTED
