"""One row of every list in the shell, placed so that each of the cast reaches it."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models import AuditEvent, User
from localities.models import Agency, Facility, Locality, Succession
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from targets.models import Annex, Column, Indicator, Period, Result, Row, Submission, Target, TargetChange
from tests import factories

PLAN_LISTS = [Plan, Section, Activity, Assignment, BudgetLine, LegalBasis, Recipient]
TARGET_LISTS = [Target, Annex, Column, Row]
REPORT_LISTS = [Period, Submission, Result]
CATALOGUES = [Locality, Succession, Facility, Agency, Indicator]
ALL_LISTS = [*PLAN_LISTS, *TARGET_LISTS, *REPORT_LISTS, *CATALOGUES, TargetChange, User, AuditEvent, LogEntry]


def make_row(model, plan, district):
    """A row of `model` that belongs to the plan, and to the district where it has a place."""
    if model is LogEntry:
        return _log_entry(district)
    if model is Plan:
        return factories.PlanFactory(locality=plan.locality, state=plan.state)
    return getattr(factories, f"{model.__name__}Factory")(**_place(model, plan, district))


def _place(model, plan, district):
    if model is Indicator:
        return {}
    if model is AuditEvent:
        return {"place": district}
    if model is Locality:
        return {"commune": True, "parent": district}
    if model in {Facility, Agency, User}:
        return {"locality": district}
    if model is Succession:
        return {"successor": district, "predecessor": factories.LocalityFactory(district=True, parent=district.parent)}
    if model in {Target, TargetChange}:
        return {"plan": plan, "locality": district}
    if model is Annex:
        return {"plan": plan, "number": plan.annexes.count() + 1}
    if model in {Column, Row}:
        return {"annex": _annex(plan)}
    return _place_of_report(model, plan, district)


def _place_of_report(model, plan, district):
    """A period that the plan states, and of such a one: what localities report is not written in the lists."""
    if model is Period:
        return {"plan": plan, "baseline": True}
    if model is Submission:
        return {"period__plan": plan, "period__baseline": True, "locality": district}
    if model is Result:
        return {
            "submission__period__plan": plan,
            "submission__period__baseline": True,
            "submission__locality": district,
        }
    return {"plan": plan}


def _annex(plan):
    return plan.annexes.first() or factories.AnnexFactory(plan=plan)


def _log_entry(district):
    content_type = ContentType.objects.get_for_model(Plan)
    user = factories.UserFactory(locality=district)
    return LogEntry.objects.create(
        user=user, content_type=content_type, object_id="1", object_repr="kế hoạch năm 2021", action_flag=CHANGE
    )


def list_url(model):
    return f"/{model._meta.app_label}/{model._meta.model_name}/"


def page_url(row, page="change"):
    return f"{list_url(type(row))}{row.pk}/{page}/"
