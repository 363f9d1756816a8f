"""The days of a period lie in the years of its plan."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from targets.models import Period
from tests.factories import PeriodFactory, PlanFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
NAMES = ["window_from", "window_to", "cut_off", "deadline"]


def faults(period: Period) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        period.full_clean()
    return refused.value.message_dict


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", [DAY(2019, 12, 31), DAY(2023, 1, 1), DAY.min, DAY.max], ids=str)
def test_far_days_are_refused(name, day):
    period = PeriodFactory.build(plan=PlanFactory(year=2021), window_from=None, window_to=None)
    setattr(period, name, day)

    assert faults(period) == {name: ["Ngày phải trong các năm từ 2020 đến 2022."]}


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_of_several_years_goes_on_to_the_year_after_its_last(name):
    period = PeriodFactory.build(plan=PlanFactory(several_years=True), window_from=None, window_to=None)
    for day in (DAY(2020, 1, 1), DAY(2026, 12, 31)):
        setattr(period, name, day)
        period.full_clean()

    setattr(period, name, DAY(2027, 1, 1))
    assert faults(period) == {name: ["Ngày phải trong các năm từ 2020 đến 2026."]}


def test_what_a_plan_states_may_be_long_past():
    stated = PeriodFactory.build(plan=PlanFactory(), baseline=True, window_from=DAY(1990, 1, 1))
    stated.full_clean()

    stated.window_from, stated.deadline = DAY(1989, 12, 31), DAY.max
    said = ["Ngày phải trong các năm từ 1990 đến 2100."]
    assert faults(stated) == {"window_from": said, "deadline": said}


def test_a_period_without_a_plan_only_says_that():
    assert list(faults(PeriodFactory.build(plan=None, window_to=DAY.max))) == ["plan"]
