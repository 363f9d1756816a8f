"""The pages of a table ask the database the same number of times whatever its size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.lookup import annexes_of
from reports.tables import leaf_columns
from targets.enums import ColumnRole
from targets.free_workbooks.shape import AnnexShape
from targets.models import Target
from tests.bench.plans import make_plan
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD
from tests.reports.free_workbooks.desk import Visitor, book, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

SIZES = {60: 10, 61: 170}


@pytest.fixture
def clerk(client):
    enter(client, UserFactory(administrator=True, username="clerk"))
    return client


def table_of(annex):
    """The annex as a workbook: its header as a level a row, its rows, a number in each cell."""
    shape = AnnexShape(annex)
    figures = [column for column in leaf_columns(list(annex.columns.all())) if column.role == ColumnRole.FIGURE]
    paths = [shape.path(column) for column in figures]
    depth = max(map(len, paths))
    header = [
        ["STT", "Địa bàn", *(path[level] if level < len(path) else None for path in paths)] for level in range(depth)
    ]
    for line in header[1:]:
        line[:2] = [None, None]
    rows = [
        [n, row.text, *("50%" if column.indicator.unit == "%" else n for column in figures)]
        for n, row in enumerate(annex.rows.all(), 1)
    ]
    return book(*header, *rows)


def drafts(clerk):
    """{size: (visitor, job)} of two plans without figures, each with its table read."""
    for number, size in SIZES.items():
        plan = make_plan(number, size)
        type(plan).objects.filter(pk=plan.pk).update(state="draft")
        Target.objects.filter(plan=plan).delete()
        visitor = Visitor(clerk, plan.code)
        (annex,) = annexes_of(plan)
        yield size, visitor, visitor.upload(table_of(annex))


def test_pages_take_the_same_queries_at_any_size(clerk):
    counts = {}
    for size, visitor, job in drafts(clerk):
        with CaptureQueriesContext(connection) as mapping:
            page = visitor.mapping(job)
        assert page.content.decode().count('<select name="r') == size
        assert visitor.answer(job).redirect_chain[-1][0].endswith("/xem-truoc/")
        with CaptureQueriesContext(connection) as preview:
            page = visitor.preview(job)
        assert page.content.decode().count("is-added") == 14 * size + 1
        counts[size] = (len(mapping), len(preview))

    # Session; user; their second factor; the job; plan with agency and locality; annexes, their columns, their rows;
    # the file; remembered answers; localities of the plan. The preview besides: what stands in the cells.
    assert counts[10] == counts[170] == (11 + GUARD, 12 + GUARD)


def test_writing_takes_the_same_queries_at_any_size(clerk):
    counts = {}
    for size, visitor, job in drafts(clerk):
        visitor.answer(job)
        fields = hidden(visitor.preview(job))
        with CaptureQueriesContext(connection) as queries:
            answer = clerk.post(reverse("free-workbook-preview", args=[job.pk]), fields)
        assert answer.status_code == 302
        assert Target.objects.filter(plan__code=job.params["plan"]).count() == 14 * size
        counts[size] = len([query for query in queries if "INSERT" not in query["sql"].upper()])

    assert counts[10] == counts[170]


def test_file_of_another_annex_offers_no_thousands_of_rows(clerk):
    *_others, (_size, visitor, _job) = drafts(clerk)
    rows = [[number, f"Nơi lạ {number}", 1] for number in range(170)]

    page = visitor.mapping(visitor.upload(book(["STT", "Địa bàn", "Số người"], *rows)))

    assert "Hầu hết các dòng không nhận ra" in page.content.decode()
    assert page.content.decode().count("<option") < 170 * 10
