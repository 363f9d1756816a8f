"""Rows that are written once: refused by the model, by its queries, and by the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.models import AuditEvent
from core.append_only import AppendOnlyRefused
from tests.factories import AuditEventFactory

TABLE = "accounts_auditevent"
UPDATE = "UPDATE accounts_auditevent SET subject = 'sau'"
DELETE = "DELETE FROM accounts_auditevent"
REPLACE = (
    "INSERT OR REPLACE INTO accounts_auditevent (id, kind, happened_at, subject, path, details)"
    " SELECT id, kind, happened_at, subject, path, details FROM accounts_auditevent"
)
MESSAGE = "Nhật ký chỉ được ghi thêm, không sửa và không xóa."


def run(sql, parameters=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def event(db):
    return AuditEventFactory(subject="trước")


@pytest.mark.parametrize("sql", [UPDATE, DELETE, f"{DELETE} WHERE subject = 'trước'"])
def test_database_refuses_to_change_and_to_delete(sql, event):
    with pytest.raises(IntegrityError, match=MESSAGE):
        run(sql)

    assert list(AuditEvent.objects.values_list("subject")) == [("trước",)]


def test_database_refuses_to_replace_or_empty(event):
    connection.check_constraints()  # PostgreSQL empties no table whose foreign keys it has still to look at

    with pytest.raises(IntegrityError, match=MESSAGE):
        run(REPLACE if connection.vendor == "sqlite" else f"TRUNCATE {TABLE}")


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda event: event.save(), id="save"),
        pytest.param(lambda event: event.delete(), id="delete"),
        pytest.param(lambda event: AuditEvent.objects.update(subject="sau"), id="update"),
        pytest.param(lambda event: AuditEvent.objects.filter(pk=event.pk).delete(), id="delete of a query"),
        pytest.param(lambda event: AuditEvent.objects.all().bulk_update([event], ["subject"]), id="bulk update"),
        pytest.param(
            lambda event: AuditEvent.objects.bulk_create(
                [event], update_conflicts=True, update_fields=["subject"], unique_fields=["id"]
            ),
            id="upsert",
        ),
        pytest.param(
            lambda event: AuditEvent.objects.update_or_create({"subject": "sau"}, pk=event.pk), id="update or create"
        ),
    ],
)
def test_model_refuses_before_the_database_does(attempt, event):
    event.subject = "sau"

    with pytest.raises(AppendOnlyRefused, match=MESSAGE), transaction.atomic():
        attempt(event)

    assert AuditEvent.objects.get().subject == "trước"


def test_row_with_a_number_that_is_taken_is_refused(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEventFactory(pk=event.pk, subject="sau")

    assert AuditEvent.objects.get().subject == "trước"


@pytest.mark.parametrize("time", [1, 2])
def test_test_database_is_emptied_and_still_refuses_afterwards(time, transactional_db):
    assert not AuditEvent.objects.exists()
    AuditEventFactory()

    with pytest.raises(IntegrityError, match=MESSAGE):
        run(DELETE)


def test_migration_goes_back_and_forth(transactional_db):
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", "0001_initial")])
    assert TABLE not in connection.introspection.table_names()

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    AuditEventFactory()

    with pytest.raises(IntegrityError, match=MESSAGE):
        run(DELETE)
