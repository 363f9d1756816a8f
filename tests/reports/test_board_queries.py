"""The board takes the same number of queries whatever its size."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.plans import make_plan
from tests.entering import enter
from tests.factories import PeriodFactory, SubmissionFactory, UserFactory
from tests.guard import GUARD
from tests.report_factories import ExtensionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


def test_board_takes_the_same_queries_at_any_size(client):
    enter(client, UserFactory(administrator=True))
    counts = {}
    for number, size, periods in ((60, 10, 2), (61, 170, 12)):
        plan = make_plan(number, size)
        for month in range(1, periods + 1):
            _month(plan, month)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/ke-hoach/{plan.code}/bao-cao/")
        assert response.text.count("/duyet/") == size * periods
        counts[size] = len(queries)

    # Session; user; their second factor; plan with agency and locality; periods; lines of the annexes; reports;
    # extensions.
    assert counts == {10: 8 + GUARD, 170: 8 + GUARD}


def _month(plan, month: int) -> None:
    first = datetime.date(2026, month, 1)
    last = first + datetime.timedelta(days=27)
    period = PeriodFactory(
        plan=plan, code=f"thang-{month}", kind="month", window_from=first, window_to=last, deadline=last
    )
    places = [row.locality for row in plan.annexes.get().rows.select_related("locality")]
    for place in places[:20]:
        SubmissionFactory(period=period, locality=place, state="submitted")
    ExtensionFactory(period=period, locality=places[0], until=last)
