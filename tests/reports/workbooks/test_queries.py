"""The round trip takes the same number of queries whatever the size of the annex."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from reports.models import Job
from tests.bench.plans import make_plan
from tests.entering import enter
from tests.factories import ColumnFactory, IndicatorFactory, UserFactory
from tests.guard import GUARD
from tests.reports.workbooks.trip import Filled, report_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

SIZES = {60: 10, 61: 60}


@pytest.fixture
def reader(client) -> User:
    user = UserFactory(administrator=True, username="reader")
    enter(client, user)
    return user


def test_round_trip_takes_the_same_queries_at_any_size(client, reader):
    plans = {size: make_plan(number, size) for number, size in SIZES.items()}

    steps = {size: _steps(client, f"/ke-hoach/{plan.code}/phu-luc/I/nhap/") for size, plan in plans.items()}

    assert steps[10] == steps[60]
    # Session; user; their second factor; plan with agency and locality; annexes, their columns, their rows; facilities
    # of the columns; catalogue, targets, results, facilities; what is stated deeper; figures of the rows; the figures
    # themselves; the log of the download within a savepoint (three).
    assert steps[10]["download"] == 18 + GUARD


def test_report_takes_the_same_queries_at_any_number_of_lines(world):
    page, client = report_page(world, world.first), enter(Client(), world.officer)
    _steps(client, page, rows=3)  # begins the report
    few = _steps(client, page, rows=3)
    for number in range(30):
        ColumnFactory(annex=world.plan.annexes.get(), indicator=IndicatorFactory(code=f"them-{number}"))

    assert _steps(client, page, rows=3) == few


def _steps(client, page: str, *, rows: int = 8) -> dict[str, int]:
    """Queries of each step. As many cells change at any size: a database takes so many at a time."""
    found = {}
    with CaptureQueriesContext(connection) as queries:
        data = client.get(f"{page}bieu-nhap.xlsx").content
    found["download"] = len(queries)
    filled = Filled(data)
    for row in list(filled.rows)[:rows]:
        for column in filled.columns:
            cell = filled.cell(row, column)
            if cell.value is None or isinstance(cell.value, int):
                cell.value = (cell.value or 0) + 1
    with CaptureQueriesContext(connection) as queries:
        client.post(f"{page}tu-tep/", {"tep": SimpleUploadedFile("a.xlsx", filled.save())})
    found["upload"] = len(queries)
    job = Job.objects.order_by("-pk")[0]
    assert len(job.outcome["changed"]) > 0
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/tep-nhap/{job.pk}/")
    found["preview"] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        client.post(f"/tep-nhap/{job.pk}/", {})
    found["decision"] = len(queries)
    return found
