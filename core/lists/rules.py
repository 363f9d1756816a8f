"""The check constraints of a model, asked of rows in memory: the database would be asked once a rule and row.

What is not understood here is asked of the database; tests hold that nothing is, and that both answer alike.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Length
from django.db.models.lookups import Exact

# Three answers, as in SQL: a comparison with nothing is neither true nor false, and a check lets that pass.
Answer = bool | None
Test = Callable[[models.Model], Answer]

_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda left, right: left == right,
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
    "in": lambda left, right: left in right,
    "startswith": lambda left, right: str(left).startswith(right),
}


class NotUnderstood(Exception):
    """A condition with something that is left to the database."""


def broken_rules(instance: models.Model) -> list[str]:
    """What the check constraints of its model say against a row."""
    broken = []
    for constraint, test in checks_of(type(instance)):
        if not _holds(constraint, test, instance):
            broken.append(str(constraint.violation_error_message))
    return broken


def _holds(constraint: CheckConstraint, test: Test | None, instance: models.Model) -> bool:
    if test is not None:
        return test(instance) is not False
    try:
        constraint.validate(type(instance), instance)
    except ValidationError:
        return False
    return True


@lru_cache
def checks_of(model: type[models.Model]) -> list[tuple[CheckConstraint, Test | None]]:
    """Each check constraint with its test; None where the database is asked."""
    constraints = [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return [(constraint, _understood(model, constraint.condition)) for constraint in constraints]


def _understood(model: type[models.Model], condition: Any) -> Test | None:
    try:
        return _test(model, condition)
    except NotUnderstood:
        return None


def _test(model: type[models.Model], condition: Any) -> Test:
    if isinstance(condition, Q):
        return _joined(condition, [_test(model, child) for child in condition.children])
    if isinstance(condition, tuple):
        return _lookup(model, *condition)
    if type(condition) is Exact:
        return _comparison(_reader(model, condition.lhs), "exact", _reader(model, condition.rhs))
    raise NotUnderstood(condition)


def _joined(condition: Q, tests: list[Test]) -> Test:
    if condition.connector not in (Q.AND, Q.OR):
        raise NotUnderstood(condition.connector)
    decides = condition.connector == Q.OR  # the answer of one part that settles the whole

    def joined(instance: models.Model) -> Answer:
        answers = [test(instance) for test in tests]
        whole = decides if decides in answers else None if None in answers else not decides
        return whole if whole is None or not condition.negated else not whole

    return joined


def _lookup(model: type[models.Model], lookup: str, wanted: Any) -> Test:
    name, _sep, kind = lookup.partition(LOOKUP_SEP)
    read = _reader(model, F(name))
    if kind == "isnull" or (kind in ("", "exact") and wanted is None):
        is_wanted_null = True if wanted is None else wanted
        return lambda instance: (read(instance) is None) == is_wanted_null
    if kind and kind not in _COMPARES:
        raise NotUnderstood(lookup)
    return _comparison(read, kind or "exact", _reader(model, wanted))


def _comparison(left: Callable, kind: str, right: Callable) -> Test:
    compare = _COMPARES[kind]

    def test(instance: models.Model) -> Answer:
        one, other = left(instance), right(instance)
        return None if one is None or other is None else compare(one, other)

    return test


def _reader(model: type[models.Model], value: Any) -> Callable[[models.Model], Any]:
    """What gives the value of a side of a comparison."""
    if isinstance(value, F):
        return _field_reader(model, value.name)
    if type(value) is Length:
        inner = _reader(model, value.source_expressions[0])
        return lambda instance: None if inner(instance) is None else len(inner(instance))
    if hasattr(value, "resolve_expression") and not hasattr(value, "value"):
        raise NotUnderstood(value)
    constant = getattr(value, "value", value) if hasattr(value, "resolve_expression") else value
    return lambda instance: constant


def _field_reader(model: type[models.Model], name: str) -> Callable[[models.Model], Any]:
    try:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise NotUnderstood(name) from error
    if field.is_relation:
        # A row that is not stored yet has no id, and is there all the same.
        return lambda instance: _related(instance, field)
    return lambda instance: getattr(instance, field.attname)


def _related(instance: models.Model, field: models.ForeignKey) -> Any:
    key = getattr(instance, field.attname)
    return key if key is not None else instance._state.fields_cache.get(field.name)
