"""Taking a file away takes the same number of queries whatever the number of localities."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench.plans import make_plan
from tests.bench.results import report_on
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

SIZES = {60: 10, 61: 170}
PERIOD = "thang-01"
# Session; user; their second factor; plan with agency and locality; annexes, their columns, their rows.
FIND = 7
# Indicators; targets; results stated in the plan; facilities.
FIGURES = 4
# The roll-up of results (tests/reports/test_result_query_counts.py); facilities, of targets and of results; the report
# on the period, whose number the paper names.
RESULTS = 11 + 2 + 1
# The row of the log, in a savepoint of its own.
LOG = 3


@pytest.fixture
def plans():
    plans = [make_plan(number, size) for number, size in SIZES.items()]
    for plan in plans:
        report_on(plan, 1)
    return plans


@pytest.fixture
def reader(client):
    return enter(client, UserFactory(administrator=True, username="reader"))


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_file_of_an_annex(reader, plans, form):
    counts = [queries(reader, reverse("annex-file", args=[plan.code, "I", form])) for plan in plans]

    assert counts == [FIND + FIGURES + LOG + GUARD] * 2


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_file_of_results(reader, plans, form):
    counts = [queries(reader, reverse("results-file", args=[plan.code, PERIOD, "I", form])) for plan in plans]

    # And the period.
    assert counts == [FIND + 1 + RESULTS + LOG + GUARD] * 2


def test_file_of_the_report(reader, plans):
    counts = [queries(reader, reverse("period-report-file", args=[plan.code, PERIOD, "docx"])) for plan in plans]

    # And the period; those who receive the report.
    assert counts == [FIND + 1 + RESULTS + 1 + LOG + GUARD] * 2


@pytest.mark.parametrize("name", ["annex-file-form", "results-file-form"])
def test_form_of_a_large_table(reader, plans, name):
    period = [PERIOD] if name.startswith("results") else []
    counts = [queries(reader, reverse(name, args=[plan.code, *period, "I"])) for plan in plans]

    # And the period.
    assert counts == [FIND + len(period) + GUARD] * 2
