"""What a locality reported before a period: which periods count, and what may be taken over."""

import datetime

import pytest

from core.figures import Comparator
from targets.earlier import carried, earlier_of, earlier_periods
from targets.models import Result, Submission
from tests.factories import PeriodFactory
from tests.targets.report_world import ReportWorld, estimate

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return ReportWorld()


def texts(earlier, world) -> dict[str, str]:
    """{key: the result so far as text}, of those that have one."""
    amounts = {key: earlier.so_far(indicator) for key, indicator in world.indicators.items()}
    return {key: amount.format(suffix=world.indicators[key].suffix) for key, amount in amounts.items() if amount}


def test_first_period_has_nothing_before_it(world):
    assert texts(earlier_of(world.first, world.cast.district), world) == {}


def test_flow_is_added_and_of_a_stock_the_last_counts(world):
    quarter = PeriodFactory(
        plan=world.plan, code="q1", kind="quarter", window_to=datetime.date(2021, 3, 31), name="Quý I"
    )
    rest = PeriodFactory(
        plan=world.plan, code="q2", kind="quarter", window_from=datetime.date(2021, 4, 1), name="Quý II"
    )
    world.hand_in(quarter, compulsory=10, stock=500)
    world.hand_in(rest, compulsory=20, stock=510)

    # The first half is tiled by the two quarters, so these were typed and not it.
    periods = list(world.plan.periods.select_related("plan"))
    assert [period.code for period in earlier_periods(world.second, periods)] == ["q1", "q2"]
    earlier = earlier_of(world.second, world.cast.district)
    assert texts(earlier, world) == {"compulsory": "30", "voluntary": "20", "stock": "510"}


def test_report_of_the_neighbour_does_not_count(world):
    world.hand_in()

    assert texts(earlier_of(world.second, world.neighbour), world) == {}


def test_report_that_is_not_handed_in_does_not_count(world):
    world.hand_in()
    Submission.objects.update(state="returned")

    assert texts(earlier_of(world.second, world.cast.district), world) == {}


def test_estimate_goes_on_as_an_estimate(world):
    world.fill(stock=None, compulsory=None)
    world.save(world.edit("stock", estimate(500)), world.edit("compulsory", estimate(30)))
    world.submit()
    earlier = earlier_of(world.second, world.cast.district)

    assert texts(earlier, world)["compulsory"] == "ước 30"
    assert [amount.format() for amount in carried(world.lines(), earlier).values()] == ["ước 500"]


def test_figure_of_which_only_the_least_is_known_is_not_carried(world):
    world.hand_in(stock=500)
    Result.objects.filter(indicator=world.indicators["stock"]).update(is_minimum=True)
    earlier = earlier_of(world.second, world.cast.district)

    assert earlier.last((world.indicators["stock"].pk, None)).comparator == Comparator.MORE_THAN
    assert carried(world.lines(), earlier) == {}
