"""The page of a plan. Nothing here writes."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.permissions import may
from plans.life_cycle import steps_from
from plans.models import Plan
from plans.permissions import extract_of, is_known, may_edit, may_move, may_propose
from reports.documents import PlanDocument
from reports.downloads.sizes import is_long
from reports.extracts import extract_mark, top_of
from reports.figures import load_figures
from reports.lookup import NotFound, annex_by_number, annexes_of, plan_by_code
from reports.rollups import plan_rollup, row_paths
from reports.tables import allocation_lines, annex_table
from targets.models import Annex
from targets.packages.rights import may_export
from targets.permissions import may_see_reports


@require_safe
def plan_page(request: HttpRequest, code: str) -> HttpResponse:
    """A plan: its head, its annexes with the check against what was assigned, its targets, activities, results.

    For those below it an extract: the document with the figures of their own subtree.
    """
    plan = visible_plan(request, code)
    extract = extract_of(request.user, plan)
    annexes = annexes_of(plan)
    figures = load_figures(plan, row_paths(annexes), top=top_of(extract))
    sheets = [(annex, *annex_table(figures, annex)) for annex in annexes]
    context = {
        **admin.site.each_context(request),
        "title": plan.subject,
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": plan,
        "implements": plan.implements if plan.implements and is_known(request.user, plan.implements) else None,
        "extract_mark": extract_mark(extract),
        "document": PlanDocument(plan, top_of(extract)),
        "sheets": [
            {"annex": annex, "table": table, "rollup": rollup, "is_long": is_long(annex, extract)}
            for annex, table, rollup in sheets
        ],
        "has_many_annexes": len(annexes) > 1,
        "allocation": allocation_lines(figures, plan_rollup(figures)),
        "can_edit": may_edit(request.user, plan),
        "can_move": may_move(request.user, plan) and bool(steps_from(plan.state)),
        "can_propose": may_propose(request.user, plan),
        "can_see_reports": may_see_reports(request.user, plan),
        "can_export": may_export(request.user, plan),
    }
    return render(request, "reports/plan.html", context)


def visible_annex(request: HttpRequest, code: str, number: str) -> tuple[Annex, bool]:
    """The annex, as `visible_plan`, with its columns and rows; and whether it is the only one of its plan."""
    annexes = annexes_of(visible_plan(request, code))
    try:
        return annex_by_number(annexes, number), len(annexes) == 1
    except NotFound as error:
        raise Http404(str(error)) from error


def visible_plan(request: HttpRequest, code: str) -> Plan:
    """Out of the user's reach is 404, as if it were not there; in reach without the right is 403."""
    try:
        plan = plan_by_code(code, Plan.objects.visible_to(request.user))
    except NotFound as error:
        raise Http404(str(error)) from error
    if not may(request.user, Permission.VIEW_PLANS):
        raise PermissionDenied(_("Tài khoản không có quyền xem kế hoạch."))
    return plan
