"""Natural keys: a row is found by what people call it, through as many relations as its key has."""

import pytest
from django.apps import apps

from core.natural_keys import NaturalKeyModel
from plans.models import Plan
from targets.models import Result, Target
from tests import factories
from tests.report_factories import StockTermFactory

pytestmark = pytest.mark.django_db

FACTORIES = [
    factories.LocalityFactory,
    factories.SuccessionFactory,
    factories.FacilityFactory,
    factories.AgencyFactory,
    factories.PlanFactory,
    factories.LegalBasisFactory,
    factories.SectionFactory,
    factories.ActivityFactory,
    factories.AssignmentFactory,
    factories.BudgetLineFactory,
    factories.RecipientFactory,
    factories.IndicatorFactory,
    factories.AnnexFactory,
    factories.ColumnFactory,
    factories.RowFactory,
    factories.TargetFactory,
    factories.PeriodFactory,
    factories.SubmissionFactory,
    factories.ResultFactory,
    StockTermFactory,
]


def test_every_model_with_a_natural_key_is_here():
    models = {model for model in apps.get_models() if issubclass(model, NaturalKeyModel)}

    assert models == {factory._meta.model for factory in FACTORIES}


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_row_is_found_by_its_own_key(factory):
    row, _other = factory(), factory()

    assert type(row).objects.get_by_natural_key(*row.natural_key()) == row


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_key_is_unique_in_the_database(factory):
    """What fixtures name must not be two rows."""
    model = factory._meta.model
    sets = [{constraint.fields} for constraint in model._meta.total_unique_constraints]
    unique = {frozenset(fields) for group in sets for fields in group}
    unique |= {frozenset([field.name]) for field in model._meta.fields if field.unique}
    key = frozenset("facility_key" if name == "facility" else name for name in model.NATURAL_KEY)

    assert key in unique


def test_key_without_a_facility_does_not_find_the_one_with():
    plain = factories.TargetFactory()
    at_facility = factories.TargetFactory(
        plan=plain.plan, indicator=plain.indicator, facility=factories.FacilityFactory(code="so-1")
    )

    assert plain.natural_key()[-2:] == (None, "assigned")
    assert at_facility.natural_key()[-2:] == ("so-1", "assigned")
    assert Target.objects.get_by_natural_key(*plain.natural_key()) == plain
    assert Target.objects.get_by_natural_key(*at_facility.natural_key()) == at_facility


def test_key_through_three_relations():
    result = factories.ResultFactory(
        submission__period__plan=factories.PlanFactory(code="ke-hoach", locality=factories.LocalityFactory(code="10")),
        submission__period__code="nam-2020",
        indicator__code="nguoi-cai",
    )

    key = ("ke-hoach", "nam-2020", "10", result.submission.locality.valid_from, "nguoi-cai", None)
    assert result.natural_key() == key
    assert Result.objects.get_by_natural_key(*key) == result


def test_unknown_key_is_not_found():
    with pytest.raises(Plan.DoesNotExist):
        Plan.objects.get_by_natural_key("khong-co")


@pytest.mark.parametrize(
    "key",
    [pytest.param((), id="empty"), pytest.param(("10",), id="too short"), pytest.param(("a", 1, 2), id="too long")],
)
def test_key_of_the_wrong_length_is_an_error_and_not_a_wrong_row(key):
    factories.AnnexFactory(plan__code="a", number=1)

    with pytest.raises(TypeError, match="natural key"):
        factories.AnnexFactory._meta.model.objects.get_by_natural_key(*key)
