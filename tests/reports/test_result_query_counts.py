"""The results of a period take the same number of queries whatever the number of localities and of periods."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.lookup import annexes_of
from reports.paper import Variant
from reports.result_paper import ResultPaper
from reports.results import roll_up_results
from targets.models import Period
from tests.bench.plans import make_plan, wide_figures
from tests.bench.results import report_on
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD

pytestmark = pytest.mark.django_db

# (localities, periods)
SIZES = [(10, 2), (170, 2), (10, 12)]
# The catalogue of indicators; targets, summed by place; results stated in the plan; its periods; reports; which figures
# are estimates; figures, summed by place; which were explained instead; successions; last year's plans; who reports.
ROLL_UP = 11


@pytest.fixture
def reported(db):
    """The last period of a plan, for each size."""
    return {size: _last_period(number, *size) for number, size in enumerate(SIZES, 60)}


def _last_period(number: int, size: int, periods: int) -> Period:
    plan = make_plan(number, size, wide_figures(2))
    report_on(plan, periods)
    return Period.objects.select_related("plan__locality").get(plan=plan, code=f"thang-{periods:02}")


def test_roll_up_takes_eleven_queries_at_any_size(reported, django_assert_num_queries):
    for (size, periods), period in reported.items():
        (annex,) = annexes_of(period.plan)

        with django_assert_num_queries(ROLL_UP):
            (rollup,) = roll_up_results(period.plan, period, [annex])

        assert len(rollup.lines) == size
        assert len(rollup.span.until) == periods


def test_paper_takes_the_same_queries_at_any_size(reported, django_assert_num_queries):
    for (size, _periods), period in reported.items():
        (annex,) = annexes_of(period.plan)

        # Those of the roll-up; the report on the period that it goes with.
        with django_assert_num_queries(ROLL_UP + 1):
            paper = ResultPaper.of(annex, period, Variant.PAPER, is_only_one=True)

        assert len(paper.tables[-1].rows) == size


def page_queries(client, name: str, period: Period) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(name, args=[period.plan.code, period.code]))
    assert response.status_code == 200
    return len(queries)


def test_page_of_results_takes_the_same_queries_at_any_size(client, reported):
    enter(client, UserFactory(administrator=True))

    counts = {size: page_queries(client, "period-results", period) for size, period in reported.items()}

    # Session; user; their second factor; plan with agency and locality; the period; annexes, their columns, their rows;
    # those of the roll-up; the periods to choose from.
    assert counts == dict.fromkeys(SIZES, 9 + ROLL_UP + GUARD)


def test_page_of_the_report_takes_the_same_queries_at_any_size(client, reported):
    enter(client, UserFactory(administrator=True))

    counts = {size: page_queries(client, "period-report", period) for size, period in reported.items()}

    # Session; user; their second factor; plan with agency and locality; the period; annexes, their columns, their rows;
    # those of the roll-up; the words of the report.
    assert counts == dict.fromkeys(SIZES, 9 + ROLL_UP + GUARD)
