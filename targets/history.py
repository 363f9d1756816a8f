"""The history of figures: a row for each change, written together with the figures themselves."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone

from core.figures import Amount
from targets.cells import Cell
from targets.models import ResultChange, TargetChange

_OWN = (*Cell._fields, "old_comparator", "old_value", "old_upper", "new_comparator", "new_value", "new_upper")
_RESULT = ("state", "value", "is_estimate", "note")
_OWN_RESULT = ("indicator_id", "facility_id", *(f"{side}_{name}" for side in ("old", "new") for name in _RESULT))


def remember_results(changes: Sequence[tuple[tuple, tuple, tuple]], **common: Any) -> None:
    """As `remember`, a `ResultChange` of each ((indicator id, facility id), old content, new content)."""
    _insert(ResultChange, _OWN_RESULT, [(*key, *old, *new) for key, old, new in changes], common)


def remember_reports(changes: Sequence[tuple[int, tuple, tuple, tuple]], **common: Any) -> None:
    """As `remember_results`, of many reports at once: (report id, (indicator id, facility id), old, new)."""
    rows = [(report, *key, *old, *new) for report, key, old, new in changes]
    _insert(ResultChange, ("submission_id", *_OWN_RESULT), rows, common)


def remember(changes: Sequence[tuple[Cell, Amount | None, Amount | None]], **common: Any) -> None:
    """Leave a `TargetChange` of each (cell, old, new); `common` are the fields that they share.

    In SQL of our own: by `bulk_create` the history would cost twice what the figures themselves do.
    """
    rows = [(*cell, *_side(old), *_side(new)) for cell, old, new in changes]
    _insert(TargetChange, _OWN, rows, common)


def _insert(model: type[Model], own_names: Sequence[str], rows: Sequence[tuple], common: dict[str, Any]) -> None:
    common = {"changed_at": timezone.now(), **common}
    shared, own = ([model._meta.get_field(name) for name in names] for names in (common, own_names))
    values = [field.get_db_prep_save(value, connection) for field, value in zip(shared, common.values(), strict=True)]
    columns = ", ".join(field.column for field in [*shared, *own])
    with connection.cursor() as cursor:
        for part in _batches(rows, own):
            table, parameters = _as_table(own, part)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({columns})"  # noqa: S608 - names of ours
                f" SELECT {', '.join(['%s'] * len(values))}, own.* FROM {table} AS own",
                [*values, *parameters],
            )


def _side(amount: Amount | None) -> tuple[str, int | None, int | None]:
    return ("", None, None) if amount is None else (amount.comparator, amount.value, amount.upper)


def _batches(rows: Sequence[tuple], fields: Sequence[Field]) -> Iterable[Sequence[tuple]]:
    """As many rows at a time as the database takes parameters."""
    most = max(connection.ops.bulk_batch_size(fields, rows), 1)
    return (rows[start : start + most] for start in range(0, len(rows), most))


def _as_table(fields: Sequence[Field], rows: Sequence[tuple]) -> tuple[str, list]:
    """SQL of a table with these rows, and its parameters."""
    if connection.vendor == "postgresql":
        # A list a column: thousands of single values take PostgreSQL longer to read than to insert.
        lists = (f"%s::{field.cast_db_type(connection)}[]" for field in fields)
        return f"UNNEST({', '.join(lists)})", [list(column) for column in zip(*rows, strict=True)]
    marks = f"({', '.join(['%s'] * len(fields))})"
    return f"(VALUES {', '.join([marks] * len(rows))})", [value for row in rows for value in row]
