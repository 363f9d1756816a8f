"""Rows that are written once: neither changed nor deleted afterwards. The database itself refuses it (ADR 0016)."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.db import migrations, models

REFUSAL = "Nhật ký chỉ được ghi thêm, không sửa và không xóa."


class AppendOnlyRefused(RuntimeError):
    """Somebody tries to change or delete a row that is written once."""

    def __init__(self) -> None:
        super().__init__(REFUSAL)


def _refuse(*_args: Any, **_options: Any) -> NoReturn:
    raise AppendOnlyRefused


class AppendOnlyQuerySet(models.QuerySet):
    update = bulk_update = delete = _refuse
    update.alters_data = delete.alters_data = True

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **options: Any) -> list:
        if update_conflicts:
            raise AppendOnlyRefused
        return super().bulk_create(objs, *args, **options)


class AppendOnlyModel(models.Model):
    """Refuses early and in words what the triggers of `append_only` refuse in the end."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyRefused
        super().save(**{**options, "force_insert": True})

    delete = _refuse


# The triggers


def append_only(table: str) -> migrations.RunPython:
    """The operation of a migration that puts the triggers on a table. A later change of the table on SQLite makes it
    anew, without them: that migration repeats the operation."""
    return migrations.RunPython(_running(protecting_sql, table), _running(releasing_sql, table))


def _running(statements: Callable[[str, str], list[str]], table: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        for sql in statements(schema_editor.connection.vendor, table):
            schema_editor.execute(sql, params=None)

    return run


def protecting_sql(vendor: str, table: str) -> list[str]:
    """What makes the database refuse to change, delete or truncate the rows of `table`."""
    if vendor == "postgresql":
        return [
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
        ]
    return [
        _sqlite_trigger(table, "update", "UPDATE"),
        _sqlite_trigger(table, "delete", "DELETE"),
        # INSERT OR REPLACE takes the old row away without a DELETE that a trigger would see.
        _sqlite_trigger(table, "replace", "INSERT", f"WHEN NEW.id IN (SELECT id FROM {table})"),  # noqa: S608
    ]


def releasing_sql(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_append_only()"]
    return [f"DROP TRIGGER {table}_no_{name}" for name in ("update", "delete", "replace")]


def _sqlite_trigger(table: str, name: str, event: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
