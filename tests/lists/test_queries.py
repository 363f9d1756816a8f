"""Preview, write and export take the same number of queries whatever the number of rows."""

import re
from functools import partial

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.lists.resource import ListResource
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD
from tests.lists.cases import CASES, place
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

SIZES = (10, 170)
each_list = pytest.mark.parametrize("case", CASES, ids=str)
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@pytest.fixture
def user():
    return UserFactory(administrator=True, username="quan-tri")


def many(case, size, word=""):
    """So many new rows, each with a key of its own."""
    keys = {"Mã": "{:05d}" if case.resource.slug == "dia-ban" else "ma-{}", "Tên đăng nhập": "nguoi-{}"}
    rows = []
    for number in range(size):
        cells = {heading: text.format(number) for heading, text in keys.items()}
        cells |= {"Thứ tự": number + 1, "Cấp": "xã", case.renamed[0]: f"Tên {number} {word}"}
        rows.append(case.as_new(**cells))
    return table(case.header, *rows)


def statements(work):
    """Queries; of each kind of writing one, since SQLite takes at most 999 values in a statement."""
    with CaptureQueriesContext(connection) as queries:
        work()
    writing = [found[0] for query in queries if (found := WRITES.match(query["sql"]))]
    return len(queries) - len(writing) + len(set(writing))


@each_list
def test_import_takes_the_same_queries_at_any_size(case, user):
    place()
    ContentType.objects.clear_cache()
    counts = {}
    for size in SIZES:
        new, changed = many(case, size), many(case, size, "khác")
        resources: list[ListResource] = [case.resource(user) for _ in range(4)]
        counts[size] = [
            statements(partial(resources[0].read, new)),
            statements(partial(resources[1].store, new)),
            statements(partial(resources[2].read, changed)),
            statements(partial(resources[3].store, changed)),
        ]
        assert [faults(resource.preview) for resource in resources] == [[]] * 4
        assert [len(resource.preview.changes) for resource in resources] == [size] * 4
        case.model.objects.filter(pk__in=[change.instance.pk for change in resources[3].preview.changes]).delete()
        ContentType.objects.clear_cache()

    assert counts[10] == counts[170]
    assert max(counts[170]) <= 25


@each_list
def test_export_takes_the_same_queries_at_any_size(case, user, client):
    place()
    enter(client, user)
    counts = {}
    for size in SIZES:
        assert case.resource(user).store(many(case, size)).is_stored
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/danh-sach/{case.resource.slug}/xuat.csv")
        assert len(response.content.splitlines()) > size
        counts[size] = len(queries)

    # Session; user; their second factor; the list counted twice; the codes that have passed on; the rows, and for
    # activities their partners; the log.
    assert counts[10] == counts[170] <= 12 + GUARD
