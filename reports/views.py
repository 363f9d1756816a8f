"""Pages and downloads of a plan. Nothing here writes; the log remembers downloads after the answer."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.enums import AuditKind, Permission
from accounts.permissions import may
from plans.life_cycle import steps_from
from plans.models import Plan
from plans.permissions import extract_of, is_known, may_edit, may_move, may_propose
from reports.documents import PlanDocument
from reports.extracts import extract_mark, top_of
from reports.figures import load_figures
from reports.lookup import NotFound, annex_by_number, annexes_of, plan_by_code
from reports.paper import AnnexPaper, Variant
from reports.pdf import render_pdf
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
        "sheets": [{"annex": annex, "table": table, "rollup": rollup} for annex, table, rollup in sheets],
        "has_many_annexes": len(annexes) > 1,
        "allocation": allocation_lines(figures, plan_rollup(figures)),
        "can_edit": may_edit(request.user, plan),
        "can_move": may_move(request.user, plan) and bool(steps_from(plan.state)),
        "can_propose": may_propose(request.user, plan),
        "can_see_reports": may_see_reports(request.user, plan),
        "can_export": may_export(request.user, plan),
    }
    return render(request, "reports/plan.html", context)


@require_safe
def annex_pdf(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The annex for signing. `?ban=dien-tu` gives the electronic variant, `?xem` shows it instead of saving it."""
    annex, is_only_one = visible_annex(request, code, number)
    variant = variant_of(request)
    extract = extract_of(request.user, annex.plan)
    paper = AnnexPaper.of(annex, variant, is_only_one=is_only_one, extract=extract)
    data = render_pdf(paper)
    disposition = "inline" if "xem" in request.GET else "attachment"
    if request.method == "GET":  # HEAD takes nothing away
        _record_download(request, annex, variant, disposition)
    headers = {"Content-Disposition": f'{disposition}; filename="{paper.file_name}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _record_download(request: HttpRequest, annex: Annex, variant: Variant, disposition: str) -> None:
    subject = _("%(plan)s, phụ lục %(number)s") % {"plan": annex.plan.code, "number": annex.roman}
    details = {"format": "pdf", "variant": variant.value, "disposition": disposition}
    record(AuditKind.DOWNLOADED, request=request, subject=subject, details=details)


def variant_of(request: HttpRequest) -> Variant:
    known = {"": Variant.PAPER, "giay": Variant.PAPER, "dien-tu": Variant.ELECTRONIC}
    wanted = request.GET.get("ban", "")
    if wanted not in known:
        raise Http404(_("Không có bản “%s”. Chọn giay hoặc dien-tu.") % wanted[:50])
    return known[wanted]


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
