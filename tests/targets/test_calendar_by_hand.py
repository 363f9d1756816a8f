"""Periods by hand never take reported figures out of their place."""

import datetime

import pytest

from targets.calendar_actions import CalendarRefused, add_period, change_period, remove_period
from targets.enums import PeriodKind
from targets.models import Period
from tests.cast import gather
from tests.factories import PeriodFactory, PlanFactory, ResultFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
MONTH, QUARTER, HALF, YEAR = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR
ENDS = {3: 31, 6: 30, 9: 30, 12: 31}
COMPUTED = "Kỳ “%s” đã có số liệu báo cáo; thay đổi này làm kỳ đó thành kỳ cộng từ các kỳ ngắn hơn."
OTHER_CHAIN = "Kỳ “%s” đã có số liệu báo cáo; thay đổi này làm đổi các kỳ được cộng dồn đến kỳ đó."


def days(first: int, last: int) -> dict:
    """The window from the first of one month to the end of another, in 2021."""
    return {"window_from": DAY(2021, first, 1), "window_to": DAY(2021, last, ENDS[last])}


class World:
    def __init__(self):
        self.cast = gather()
        self.by = self.cast.editor
        self.plan = PlanFactory(locality=self.cast.province, year=2021)

    def period(self, name, kind, *months, figures=False) -> Period:
        found = PeriodFactory(plan=self.plan, name=name, kind=kind, **days(*months))
        if figures:
            ResultFactory(submission__period=found, submission__locality=self.cast.district)
        return found

    def add(self, kind, *months) -> Period:
        return add_period(period=Period(plan=self.plan, kind=kind, name="Kỳ mới", **days(*months)), by=self.by)

    def names(self) -> set[str]:
        return set(self.plan.periods.values_list("name", flat=True))


@pytest.fixture
def world():
    return World()


def refusal(act) -> str:
    with pytest.raises(CalendarRefused) as refused:
        act()
    return str(refused.value)


def test_the_second_quarter_does_not_make_a_reported_half_computed(world):
    world.period("Đầu năm", HALF, 1, 6, figures=True)
    world.add(QUARTER, 1, 3)

    assert refusal(lambda: world.add(QUARTER, 4, 6)) == COMPUTED % "Đầu năm"
    assert world.names() == {"Đầu năm", "Kỳ mới"}


def test_an_edited_period_does_not_complete_a_reported_half(world):
    world.period("Đầu năm", HALF, 1, 6, figures=True)
    world.period("Quý 1", QUARTER, 1, 3)
    other = world.period("Quý khác", QUARTER, 10, 12)
    other.window_from, other.window_to = days(4, 6).values()

    assert refusal(lambda: change_period(period=other, by=world.by)) == COMPUTED % "Đầu năm"
    assert Period.objects.get(pk=other.pk).window_from == DAY(2021, 10, 1)


def test_a_half_without_figures_may_become_computed(world):
    world.period("Đầu năm", HALF, 1, 6)
    world.add(QUARTER, 1, 3)
    world.add(QUARTER, 4, 6)


def test_a_longer_period_does_not_take_the_place_of_reported_ones(world):
    """A half that nobody reported would stand before the third quarter in the place of the second."""
    world.period("Quý 2", QUARTER, 4, 6, figures=True)
    world.period("Quý 3", QUARTER, 7, 9, figures=True)

    assert refusal(lambda: world.add(HALF, 1, 6)) == OTHER_CHAIN % "Quý 3"


def test_a_half_that_sums_up_reported_quarters_is_added_and_removed(world):
    for name, *months in (("Quý 1", 1, 3), ("Quý 2", 4, 6), ("Quý 3", 7, 9)):
        world.period(name, QUARTER, *months, figures=True)

    half = world.add(HALF, 1, 6)
    remove_period(period=half, by=world.by)

    assert world.names() == {"Quý 1", "Quý 2", "Quý 3"}


@pytest.mark.parametrize("figures", [True, False], ids=["reported", "unused"])
def test_the_same_window_twice_is_refused(world, figures):
    world.period("Cuối năm", HALF, 7, 12, figures=figures)

    expected = "Kế hoạch đã có kỳ “Cuối năm” với cùng ngày đầu, ngày cuối."
    assert refusal(lambda: world.add(HALF, 7, 12)) == expected
    other = world.period("Đầu năm", HALF, 1, 6)
    other.window_from, other.window_to = days(7, 12).values()
    assert refusal(lambda: change_period(period=other, by=world.by)) == expected


@pytest.mark.parametrize("kind", [PeriodKind.AD_HOC, PeriodKind.BASELINE])
def test_the_window_of_a_period_outside_the_calendar_is_free(world, kind):
    world.period("Ngoài lịch", kind, 7, 12, figures=True)

    assert world.add(HALF, 7, 12).pk


def test_the_window_that_a_period_without_days_stands_for_is_taken(world):
    PeriodFactory(plan=world.plan, name="Cả năm", kind=YEAR, window_from=None, window_to=None)

    assert "“Cả năm”" in refusal(lambda: world.add(YEAR, 1, 12))


def test_twins_that_are_there_already_keep_their_other_fields_open(world):
    world.period("Một", HALF, 1, 6, figures=True)
    other = world.period("Hai", HALF, 1, 6)
    other.deadline = DAY(2021, 7, 9)

    change_period(period=other, by=world.by)

    assert Period.objects.get(pk=other.pk).deadline == DAY(2021, 7, 9)


def test_an_unused_period_between_reported_ones_stays(world):
    world.period("Quý 1", QUARTER, 1, 3, figures=True)
    between = world.period("Quý 2", QUARTER, 4, 6)
    world.period("Quý 3", QUARTER, 7, 9, figures=True)
    shorter = Period.objects.get(pk=between.pk)
    shorter.window_from = DAY(2021, 4, 2)

    assert refusal(lambda: remove_period(period=between, by=world.by)) == OTHER_CHAIN % "Quý 3"
    assert refusal(lambda: change_period(period=shorter, by=world.by)) == OTHER_CHAIN % "Quý 3"


def test_what_comes_after_reported_periods_is_free(world):
    world.period("Quý 1", QUARTER, 1, 3, figures=True)
    remove_period(period=world.add(QUARTER, 4, 6), by=world.by)

    assert world.names() == {"Quý 1"}
