"""The form of a report, and a batch into it, take the same number of queries at any size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Column
from tests.factories import ColumnFactory, LocalityFactory, PeriodFactory, RowFactory
from tests.guard import GUARD
from tests.reports.report_page import ReportPage
from tests.targets.report_world import ReportWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    world = ReportWorld()
    world.hand_in()
    world.fill(world.second)
    return world


def grow(world) -> None:
    """Twenty more lines, thirty more districts, six more periods."""
    annex = world.plan.annexes.get()
    ColumnFactory.create_batch(20, annex=annex)
    for place in LocalityFactory.create_batch(30, district=True, parent=world.cast.province):
        RowFactory(annex=annex, locality=place)
    PeriodFactory.create_batch(6, plan=world.plan, kind="ad_hoc")


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = act()
    assert response.status_code == 200, response.content.decode()[:300]
    return len(captured)


def test_form_takes_the_same_queries_at_any_size(world):
    page = ReportPage(world, period=world.second)
    counts = [queries(page.get)]

    grow(world)
    counts.append(queries(page.get))

    # Session; user; their locality; plan with agency and locality; periods; places that report; the report; its lines;
    # what it holds; earlier figures; targets; steps; more time.
    assert counts == [13 + GUARD, 13 + GUARD]


def test_confirmation_takes_the_same_queries_at_any_size(world):
    page = ReportPage(world, period=world.second)
    counts = [queries(lambda: page.get(page.submit_url))]

    grow(world)
    counts.append(queries(lambda: page.get(page.submit_url)))

    # Session; user; their locality; plan; periods; places; the report; for the checks its lines, what it holds, terms
    # of stocks, targets; more time; for the page lines and contents once more.
    assert counts == [16 + GUARD, 16 + GUARD]


def test_batch_takes_the_same_queries_at_any_size(world):
    page, mark = ReportPage(world, period=world.second), None
    mark = page.mark()
    counts = [queries(lambda: page.send(["2.1", "eq:30:", "31"], mark=mark))]

    grow(world)
    mark = page.mark()
    lines = Column.objects.filter(annex__plan=world.plan).count()
    cells = [[f"{number}.1", "", "7"] for number in range(6, 26)]
    counts.append(queries(lambda: page.send(*cells, mark=mark)))

    assert lines == 27
    assert counts[0] == counts[1]
