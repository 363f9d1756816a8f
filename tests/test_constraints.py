"""Every database constraint, by name: a row that passes and one that is refused, by the form and by the database.

A new constraint needs a line in CASES, or `test_every_constraint_has_a_case` fails.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from accounts.enums import Role
from core.figures import Comparator
from localities.enums import Level
from reports.enums import FileRole, JobState
from targets.enums import ColumnRole, IndicatorKind, ResultState, RollUp, Stage
from tests import factories as f
from tests import report_factories as r

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 1, 1)
DAY_BEFORE = datetime.date(2020, 12, 31)
MOMENT = datetime.datetime(2021, 7, 1, tzinfo=datetime.timezone.utc)


@dataclass(frozen=True)
class Case:
    """`good` and `bad` make rows that are not stored yet. `field`: its own validator speaks before the constraint."""

    name: str
    good: Callable[[], models.Model]
    bad: Callable[[], models.Model]
    field: str | None = None


def row(factory, **values) -> Callable[[], models.Model]:
    return lambda: factory(unsaved=True, **values)


def second(factory, *same: str, stored: dict | None = None, **values) -> Callable[[], models.Model]:
    """A row that agrees in the fields `same` with one that is already stored."""

    def make() -> models.Model:
        first = factory(**stored or {})
        return factory(unsaved=True, **{name: getattr(first, name) for name in same}, **values)

    return make


def at_itself(factory, name: str) -> Callable[[], models.Model]:
    def make() -> models.Model:
        found = factory()
        setattr(found, name, found)
        return found

    return make


def between_one_unit() -> models.Model:
    unit = f.LocalityFactory()
    return f.SuccessionFactory(unsaved=True, predecessor=unit, successor=unit)


def term_of_itself() -> models.Model:
    stock = f.IndicatorFactory(stock=True)
    return r.StockTermFactory(unsaved=True, stock=stock, term=stock)


def ratio_with_one_part() -> models.Model:
    return f.IndicatorFactory(unsaved=True, ratio=True, numerator=f.IndicatorFactory())


def figure_cases(factory, prefix: str) -> list[Case]:
    """The rules of FigureModel, which each of its models repeats."""
    return [
        Case(
            f"{prefix}_comparator_known",
            row(factory, comparator=Comparator.AT_LEAST),
            row(factory, comparator="about"),
            field="comparator",
        ),
        Case(
            f"{prefix}_na_has_no_value",
            row(factory, comparator=Comparator.NOT_APPLICABLE, value=None),
            row(factory, comparator=Comparator.NOT_APPLICABLE, value=0),
        ),
        Case(f"{prefix}_not_negative", row(factory, value=0), row(factory, value=-1)),
        Case(
            f"{prefix}_range_in_order",
            row(factory, comparator=Comparator.BETWEEN, value=65, upper=70),
            row(factory, comparator=Comparator.BETWEEN, value=70, upper=70),
        ),
        Case(
            f"{prefix}_range_in_order",
            row(factory, comparator=Comparator.DECREASE, value=10, upper=None),
            row(factory, comparator=Comparator.BETWEEN, value=70, upper=None),
        ),
        Case(
            f"{prefix}_range_in_order",
            row(factory, comparator=Comparator.INCREASE, value=10, upper=20),
            row(factory, comparator=Comparator.EXACTLY, value=10, upper=20),
        ),
    ]


CASES = [
    # jobs
    Case("job_state_known", row(r.JobFactory), row(r.JobFactory, state="asleep"), field="state"),
    Case("job_done_within_total", row(r.JobFactory, done=2, total=2), row(r.JobFactory, done=3, total=2)),
    Case(
        "job_failed_says_why",
        row(r.JobFactory, state=JobState.FAILED, reason="Tệp rỗng."),
        row(r.JobFactory, state=JobState.FAILED),
    ),
    Case("jobfile_role_once", second(r.JobFileFactory, "job", role=FileRole.INPUT), second(r.JobFileFactory, "job")),
    Case("jobfile_role_known", row(r.JobFileFactory), row(r.JobFileFactory, role="thought"), field="role"),
    # localities
    Case(
        "locality_code_once_from_a_date",
        second(f.LocalityFactory, "code", stored={"valid_to": DAY_BEFORE}, valid_from=DAY),
        second(f.LocalityFactory, "code", district=True),
        field="code",  # Locality.clean finds any overlap in time, equal first days too
    ),
    Case(
        "locality_valid_in_order",
        row(f.LocalityFactory, valid_from=DAY, valid_to=DAY),
        row(f.LocalityFactory, valid_from=DAY, valid_to=DAY_BEFORE),
    ),
    Case("locality_code_fits_level", row(f.LocalityFactory, code="10"), row(f.LocalityFactory, code="080")),
    Case(
        "locality_code_fits_level",
        row(f.LocalityFactory, code="080", district=True),
        row(f.LocalityFactory, code="02647", district=True),
    ),
    Case(
        "locality_code_fits_level",
        row(f.LocalityFactory, code="02647", commune=True),
        row(f.LocalityFactory, code="10", commune=True),
    ),
    Case(
        "locality_only_province_has_no_parent",
        row(f.LocalityFactory, district=True),
        row(f.LocalityFactory, level=Level.DISTRICT),
    ),
    Case(
        "succession_once",
        second(f.SuccessionFactory, "predecessor"),
        second(f.SuccessionFactory, "predecessor", "successor"),
    ),
    Case("succession_between_two_units", row(f.SuccessionFactory), between_one_unit),
    Case("facility_has_units", row(f.FacilityFactory, units=1), row(f.FacilityFactory, units=0), field="units"),
    Case(
        "agency_valid_in_order",
        row(f.AgencyFactory, valid_from=DAY, valid_to=None),
        row(f.AgencyFactory, valid_from=DAY, valid_to=DAY_BEFORE),
    ),
    # accounts
    Case("user_role_known", row(f.UserFactory), row(f.UserFactory, role="chief"), field="role"),
    Case(
        "user_has_locality_unless_administrator",
        row(f.UserFactory, administrator=True),
        row(f.UserFactory, role=Role.EDITOR, locality=None),
    ),
    Case(
        "user_name_unique_in_any_case",
        second(f.UserFactory, stored={"username": "canbo"}, username="canbo2"),
        second(f.UserFactory, stored={"username": "canbo"}, username="CanBo"),
    ),
    Case("auditevent_kind_known", row(f.AuditEventFactory), row(f.AuditEventFactory, kind="slept"), field="kind"),
    # plans
    Case("plan_years_in_order", row(f.PlanFactory, several_years=True), row(f.PlanFactory, year=2021, last_year=2021)),
    Case("plan_state_known", row(f.PlanFactory, issued=True), row(f.PlanFactory, state="lost"), field="state"),
    Case("plan_does_not_implement_itself", row(f.PlanFactory), at_itself(f.PlanFactory, "implements")),
    Case(
        "plan_number_once",
        second(f.PlanFactory, "issuing_agency", stored={"number": ""}, number=""),
        second(f.PlanFactory, "issuing_agency", stored={"number": "160"}, number="160"),
    ),
    Case(
        "legalbasis_position_once", second(f.LegalBasisFactory, "plan"), second(f.LegalBasisFactory, "plan", "position")
    ),
    Case("section_position_once", second(f.SectionFactory, "plan"), second(f.SectionFactory, "plan", "position")),
    Case("activity_position_once", second(f.ActivityFactory, "plan"), second(f.ActivityFactory, "plan", "position")),
    Case(
        "assignment_position_once", second(f.AssignmentFactory, "plan"), second(f.AssignmentFactory, "plan", "position")
    ),
    Case(
        "budgetline_position_once", second(f.BudgetLineFactory, "plan"), second(f.BudgetLineFactory, "plan", "position")
    ),
    Case("recipient_position_once", second(f.RecipientFactory, "plan"), second(f.RecipientFactory, "plan", "position")),
    *figure_cases(f.ActivityFactory, "plans_activity"),
    Case(
        "plans_activity_range_in_order",
        row(f.ActivityFactory, uncounted=True),
        row(f.ActivityFactory, comparator=Comparator.BETWEEN, value=None, upper=70),
    ),
    Case("budgetline_not_negative", row(f.BudgetLineFactory, amount=0), row(f.BudgetLineFactory, amount=-1)),
    # targets: the catalogue
    Case(
        "indicator_ratio_is_never_summed",
        row(f.IndicatorFactory, recomputed=True),
        row(f.IndicatorFactory, ratio=True, over_places=RollUp.SUM),
    ),
    Case(
        "indicator_ratio_is_never_summed",
        row(f.IndicatorFactory, ratio=True, over_periods=RollUp.LAST),
        row(f.IndicatorFactory, ratio=True, over_periods=RollUp.SUM),
    ),
    Case("indicator_ratio_has_both_parts_or_none", row(f.IndicatorFactory, ratio=True), ratio_with_one_part),
    Case(
        "indicator_ratio_has_both_parts_or_none",
        row(f.IndicatorFactory, recomputed=True),
        row(
            f.IndicatorFactory,
            recomputed=True,
            kind=IndicatorKind.FLOW,
        ),
    ),
    Case(
        "indicator_recomputed_needs_parts",
        row(f.IndicatorFactory, recomputed=True),
        row(f.IndicatorFactory, ratio=True, over_places=RollUp.RATIO),
    ),
    Case(
        "indicator_stock_is_not_summed_over_periods",
        row(f.IndicatorFactory, stock=True),
        row(f.IndicatorFactory, stock=True, over_periods=RollUp.SUM),
    ),
    Case(
        "indicator_decimals_bounded",
        row(f.IndicatorFactory, decimals=2),
        row(f.IndicatorFactory, decimals=3),
        field="decimals",
    ),
    # targets: annexes
    Case("annex_number_once", second(f.AnnexFactory, "plan", number=2), second(f.AnnexFactory, "plan", "number")),
    Case("annex_number_from_one", row(f.AnnexFactory, number=50), row(f.AnnexFactory, number=51), field="number"),
    Case("annex_number_from_one", row(f.AnnexFactory, number=1), row(f.AnnexFactory, number=0), field="number"),
    Case("column_key_once", second(f.ColumnFactory, "annex"), second(f.ColumnFactory, "annex", "key")),
    Case("column_position_once", second(f.ColumnFactory, "annex"), second(f.ColumnFactory, "annex", "position")),
    Case(
        "column_only_figures_name_an_indicator",
        row(f.ColumnFactory, group=True),
        row(f.ColumnFactory, role=ColumnRole.GROUP),
    ),
    Case(
        "column_only_figures_name_an_indicator",
        row(f.ColumnFactory, declared_total=1600),
        row(f.ColumnFactory, name_column=True, declared_total=1600),
    ),
    Case("column_width_positive", row(f.ColumnFactory, width=1), row(f.ColumnFactory, width=0), field="width"),
    Case("row_position_once", second(f.RowFactory, "annex"), second(f.RowFactory, "annex", "position")),
    Case("row_locality_once", second(f.RowFactory, "annex"), second(f.RowFactory, "annex", "locality")),
    Case(
        "row_is_about_one_thing",
        row(f.RowFactory, of_indicator=True),
        lambda: f.RowFactory(unsaved=True, indicator=f.IndicatorFactory()),
    ),
    Case("row_heading_has_no_subject", row(f.RowFactory, heading=True), row(f.RowFactory, heading=True, label="")),
    Case("row_heading_has_no_subject", row(f.RowFactory), row(f.RowFactory, is_heading=True, label="Các huyện")),
    # targets: figures
    *figure_cases(f.TargetFactory, "targets_target"),
    Case(
        "target_cell_once",
        second(f.TargetFactory, "plan", "indicator", stage=Stage.PROPOSED),
        second(f.TargetFactory, "plan", "indicator"),
    ),
    Case(
        "target_cell_once",
        lambda: second(f.TargetFactory, "plan", "indicator", facility=f.FacilityFactory())(),
        lambda: second(f.TargetFactory, "plan", "indicator", "facility", stored={"facility": f.FacilityFactory()})(),
    ),
    Case(
        "target_stage_known", row(f.TargetFactory, stage="proposed"), row(f.TargetFactory, stage="lost"), field="stage"
    ),
    Case("column_role_known", row(f.ColumnFactory), row(f.ColumnFactory, role="lost", indicator=None), field="role"),
    Case(
        "target_has_value_unless_na",
        row(f.TargetFactory, not_applicable=True),
        row(f.TargetFactory, value=None),
    ),
    # targets: reports
    Case("period_code_once", second(f.PeriodFactory, "plan"), second(f.PeriodFactory, "plan", "code")),
    Case(
        "period_window_in_order",
        row(f.PeriodFactory, window_from=DAY, window_to=DAY),
        row(f.PeriodFactory, window_from=DAY, window_to=DAY_BEFORE),
    ),
    Case(
        "submission_once",
        lambda: second(f.SubmissionFactory, "period", locality=f.LocalityFactory())(),
        second(f.SubmissionFactory, "period"),
    ),
    Case(
        "submission_state_known",
        row(f.SubmissionFactory, locked=True),
        row(f.SubmissionFactory, state="lost"),
        field="state",
    ),
    Case(
        "result_cell_once",
        lambda: second(f.ResultFactory, "submission", "indicator", facility=f.FacilityFactory())(),
        second(f.ResultFactory, "submission", "indicator"),
    ),
    Case(
        "result_value_fits_state",
        row(f.ResultFactory, not_reported=True),
        row(f.ResultFactory, state=ResultState.REPORTED, value=None),
    ),
    Case(
        "result_value_fits_state",
        row(f.ResultFactory, state=ResultState.CARRIED, value=0),
        row(f.ResultFactory, state=ResultState.NOT_APPLICABLE, value=0),
    ),
    Case("result_not_negative", row(f.ResultFactory, value=0), row(f.ResultFactory, value=-1)),
    Case(
        "period_closed_by_somebody",
        lambda: f.PeriodFactory(unsaved=True, closed_at=MOMENT, closed_by=f.UserFactory()),
        row(f.PeriodFactory, closed_at=MOMENT),
    ),
    Case(
        "submission_handed_in_by_somebody",
        lambda: f.SubmissionFactory(unsaved=True, first_submitted_at=MOMENT, first_submitted_by=f.UserFactory()),
        row(f.SubmissionFactory, first_submitted_at=MOMENT),
    ),
    Case("extension_has_reason", row(r.ExtensionFactory), row(r.ExtensionFactory, reason=""), field="reason"),
    Case(
        "reminder_once",
        second(r.ReminderFactory, "period", "recipient", "deadline", moment="after"),
        second(r.ReminderFactory, "period", "recipient", "deadline"),
    ),
    Case("reminder_moment_known", row(r.ReminderFactory), row(r.ReminderFactory, moment="never"), field="moment"),
    Case(
        "submissionstep_return_has_reason",
        row(r.SubmissionStepFactory, after="returned", reason="Thiếu số liệu"),
        row(r.SubmissionStepFactory, after="returned"),
    ),
    Case(
        "narrative_edited_by_somebody",
        lambda: r.NarrativeFactory(unsaved=True, edited_at=MOMENT, edited_by=f.UserFactory()),
        row(r.NarrativeFactory, edited_at=MOMENT),
    ),
    Case("stockterm_once", second(r.StockTermFactory, "stock"), second(r.StockTermFactory, "stock", "term")),
    Case(
        "stockterm_one_opening",
        second(r.StockTermFactory, "stock", stored={"part": "opening"}, part="outflow"),
        second(r.StockTermFactory, "stock", stored={"part": "opening"}, part="opening"),
    ),
    Case("stockterm_is_not_its_own", row(r.StockTermFactory), lambda: term_of_itself()),
    Case("stockterm_part_known", row(r.StockTermFactory), row(r.StockTermFactory, part="other"), field="part"),
]

each_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])


def constraints() -> dict[str, models.BaseConstraint]:
    ours = [model for model in apps.get_models() if _is_ours(model)]
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


def _is_ours(model: type[models.Model]) -> bool:
    return (settings.BASE_DIR / model.__module__.split(".")[0]).is_dir()


def test_every_constraint_has_a_case():
    assert {case.name for case in CASES} == set(constraints())


@each_case
def test_good_row_is_accepted(case):
    good = case.good()

    good.full_clean()
    good.save()

    assert type(good).objects.filter(pk=good.pk).exists()


@each_case
def test_bad_row_is_refused_in_plain_words(case):
    bad = case.bad()

    with pytest.raises(ValidationError) as refused:
        bad.full_clean()

    if case.field:
        assert case.field in refused.value.message_dict
    else:
        assert str(constraints()[case.name].violation_error_message) in refused.value.messages


@each_case
def test_constraint_alone_refuses_in_its_own_words(case):
    bad = case.bad()

    with pytest.raises(ValidationError) as refused:
        bad.validate_constraints()

    assert str(constraints()[case.name].violation_error_message) in refused.value.messages


@each_case
def test_bad_row_is_refused_by_the_database_on_save(case):
    bad = case.bad()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        bad.save()

    assert named_by_database(case.name, type(bad)) in str(refused.value)


@each_case
def test_bad_row_is_refused_by_the_database_in_bulk(case):
    bad = case.bad()
    write = type(bad).objects.bulk_create if bad._state.adding else _bulk_update

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write([bad])

    assert named_by_database(case.name, type(bad)) in str(refused.value)


def _bulk_update(rows: list[models.Model]) -> None:
    model = type(rows[0])
    model.objects.bulk_update(rows, [field.name for field in model._meta.fields if not field.primary_key])


def named_by_database(name: str, model: type[models.Model]) -> str:
    """How the message of the database names a constraint; SQLite names the columns of a unique one."""
    constraint = constraints()[name]
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return name
