"""The check constraints in memory answer as the database does, and cover all of them."""

import datetime
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, UniqueConstraint

from accounts.models import User
from core.lists.rules import broken_rules, checks_of
from localities.enums import Level
from localities.models import Agency, Facility, Locality
from plans.models import Activity
from targets.models import Indicator
from tests.lists.cases import CASES, MODELS

DAYS = [None, datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)]


def combined(model, **choices):
    for values in itertools.product(*choices.values()):
        yield model(**dict(zip(choices, values, strict=True)))


ROWS = {
    Locality: lambda: combined(
        Locality, code=["15", "080", "x9"], level=Level.values, parent_id=[None, 1], valid_from=DAYS[1:], valid_to=DAYS
    ),
    Facility: lambda: combined(Facility, units=[0, 1, 2]),
    Agency: lambda: combined(Agency, valid_from=DAYS, valid_to=DAYS),
    Indicator: lambda: combined(
        Indicator,
        kind=["flow", "stock", "ratio"],
        over_places=["sum", "ratio", "none"],
        over_periods=["sum", "last", "ratio"],
        numerator_id=[None, 1],
        denominator_id=[None, 2],
        decimals=[0, 3],
    ),
    Activity: lambda: combined(
        Activity, comparator=["eq", "between", "na", "gt", "??"], value=[None, -1, 5], upper=[None, 5, 6]
    ),
    User: lambda: combined(
        User,
        role=["administrator", "editor", "??"],
        locality_id=[None, 1],
    ),
}
each_model = pytest.mark.parametrize("model", sorted(MODELS, key=str), ids=lambda model: model.__name__)


def said_by_the_database(row):
    for constraint in row._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                yield from error.messages


@each_model
def test_every_check_is_understood(model):
    checks = [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]

    assert [constraint for constraint, _test in checks_of(model)] == checks
    assert None not in [test for _constraint, test in checks_of(model)]


@each_model
@pytest.mark.django_db
def test_answers_are_those_of_the_database(model):
    for row in ROWS[model]():
        assert broken_rules(row) == list(said_by_the_database(row)), vars(row)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_must_be_unique_is_the_key(case):
    """So that two rows of one value can only be the same row twice. The path follows from the key of a unit."""
    opts, ids = case.model._meta, set(case.resource._meta.import_id_fields)
    alone = {field.name for field in opts.concrete_fields if field.unique and not field.primary_key} - {"path"}
    joint = [set(c.fields) or {"username"} for c in opts.constraints if isinstance(c, UniqueConstraint)]
    keys = ids | {"valid_from"} if case.model is Locality else ids

    assert alone <= keys
    assert [fields for fields in joint if fields != keys] == []


def test_unit_that_is_not_stored_yet_is_there():
    province = Locality(code="15", level=Level.PROVINCE, valid_from=DAYS[2])
    commune = Locality(code="02671", level=Level.COMMUNE, parent=province, valid_from=DAYS[2])

    assert broken_rules(commune) == []
    assert broken_rules(province) == []
