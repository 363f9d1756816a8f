"""Reading a plan takes the same number of queries whatever its size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from reports.figures import load_figures
from reports.lookup import annexes_of
from reports.rollups import annex_rollup, row_paths
from tests.bench.plans import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

SIZES = {60: 10, 61: 170}


def test_roll_up_takes_four_queries_at_any_size(django_assert_num_queries):
    for number, size in SIZES.items():
        (annex,) = annexes_of(make_plan(number, size))

        # The catalogue of indicators; targets, summed by place; results, summed by place; facilities.
        with django_assert_num_queries(4):
            rollup = annex_rollup(load_figures(annex.plan, row_paths([annex])), annex)

        assert len(rollup.lines) == size
        assert not rollup.findings


def test_annexes_are_read_in_three_queries(django_assert_num_queries):
    for number, size in SIZES.items():
        plan = make_plan(number, size)

        # Annexes; columns; rows with their localities, indicators and activities.
        with django_assert_num_queries(3):
            (annex,) = annexes_of(plan)

        assert len(annex.rows.all()) == size


def test_plan_page_takes_the_same_queries_at_any_size(client):
    client.force_login(User.objects.create(username="reader", role=Role.ADMINISTRATOR))

    counts = {size: _queries(client, make_plan(number, size)) for number, size in SIZES.items()}

    # Session; user; plan with agency and locality; annexes, their columns, their rows; indicators, targets, results,
    # facilities; localities of the allocation; then one for each list of the document: targets, activities, bases,
    # sections, assignments, budget, recipients, periods, results.
    assert counts == {10: 20, 170: 20}


def _queries(client, plan) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("plan", args=[plan.code]))
    assert response.status_code == 200
    return len(queries)
