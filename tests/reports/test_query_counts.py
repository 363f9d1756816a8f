"""Reading a plan, and entering its figures, takes the same number of queries whatever its size."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reports.figures import load_figures
from reports.lookup import annexes_of
from reports.rollups import annex_rollup, row_paths
from targets.enums import Channel
from targets.models import TargetChange
from tests.bench.plans import make_plan
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD

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
    enter(client, UserFactory(administrator=True, username="reader"))

    counts = {size: _queries(client, make_plan(number, size)) for number, size in SIZES.items()}

    # Session; user; their second factor; plan with agency and locality; annexes, their columns, their rows;
    # indicators, targets, results,
    # facilities; localities of the allocation; then one for each list of the document: targets, activities, bases,
    # sections, assignments, budget, recipients, periods, results.
    assert counts == {10: 21 + GUARD, 170: 21 + GUARD}


def _queries(client, plan) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("plan", args=[plan.code]))
    assert response.status_code == 200
    return len(queries)


# Entering


@pytest.fixture
def clerk(client):
    """A browser of an administrator, who enters figures of any plan."""
    enter(client, UserFactory(administrator=True, username="clerk"))
    return client


def draft(number: int, size: int) -> str:
    """The address of the grid of a plan that is still open."""
    plan = make_plan(number, size)
    plan.state = "draft"
    plan.save()
    return reverse("annex-grid", args=[plan.code, "I"])


def typed(html: str) -> dict[str, str]:
    """{key: text} of the grid's inputs."""
    return {key: unescape(text) for key, text in re.findall(r'<input name="([\d.]+)"\s[^>]*?value="([^"]*)"', html)}


def test_grid_page_takes_the_same_queries_at_any_size(clerk):
    counts = {}
    for number, size in SIZES.items():
        url = draft(number, size)
        with CaptureQueriesContext(connection) as queries:
            html = clerk.get(url).content.decode()
        assert len(typed(html)) == 14 * (size + 1)
        counts[size] = len(queries)

    # Session; user; their second factor; plan with agency and locality; annexes, their columns, their rows;
    # indicators, targets, results,
    # facilities; figures stated below the rows; figures of both stages on the rows.
    assert counts == {10: 13 + GUARD, 170: 13 + GUARD}


def test_history_takes_the_same_queries_at_any_size(clerk):
    counts = {}
    for number, size in SIZES.items():
        url = draft(number, size)
        key = next(iter(typed(clerk.get(url).content.decode())))
        with CaptureQueriesContext(connection) as queries:
            response = clerk.get(f"{url}lich-su/?o={key}")
        assert response.status_code == 200
        counts[size] = len(queries)

    # Session; user; their second factor; plan with agency and locality; annexes, their columns, their rows; the
    # cell's changes with their
    # writers; its facility, which here it has none of, but is asked for.
    assert counts == {10: 9 + GUARD, 170: 9 + GUARD}


# At both sizes:
#   1-7  session; user; their second factor; plan with agency and locality; annexes, their columns, their rows
#     8  SAVEPOINT of `save_cells`
#  9-13  the plan, locked; localities in reach; indicators; figures stored in these cells; facilities
#    14  upsert of figures
#    15  history
#    16  RELEASE SAVEPOINT
# SQLite takes at most 999 values in a statement: 111 figures, 99 changes of history. So 140 cells are two and two
# statements, 2,210 cells 20 and 23.
BATCHES = {("postgresql", 10): 16, ("postgresql", 170): 16, ("sqlite", 10): 18, ("sqlite", 170): 57}


@pytest.mark.parametrize(("number", "size"), SIZES.items())
def test_save_of_a_batch_takes_the_same_queries_at_any_size(clerk, number, size):
    url = draft(number, size)
    cells = typed(clerk.get(url).content.decode())
    body = {
        "by": User.objects.get(username="clerk").pk,
        "cells": [[key, f"eq:{text}:", str(int(text) + 1)] for key, text in cells.items() if text.isdigit()],
    }

    with CaptureQueriesContext(connection) as queries:
        response = clerk.post(f"{url}o/", json.dumps(body), content_type="application/json")

    assert response.status_code == 200
    assert len(body["cells"]) == {10: 140, 170: 2_210}[size]
    assert len(queries) == BATCHES[connection.vendor, size]


def test_form_of_a_large_annex_is_taken(clerk):
    """170 rows of 14 columns and the whole: 2,394 inputs, above what Django takes by itself."""
    url = draft(62, 170)
    html = clerk.get(url).content.decode()
    form = typed(html)
    key = next(key for key, text in form.items() if text == "70%")

    response = clerk.post(url, {"seen": re.search(r'name="seen" value="([^"]*)"', html)[1], **form, key: "65%"})

    assert len(form) == 2_394
    assert response.status_code == 302
    assert TargetChange.objects.filter(channel=Channel.GRID).count() == 1
