"""Taking a plan out as a package: at once where it is small, else by a job."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit import record
from accounts.enums import AuditKind
from accounts.models import User
from plans.models import Plan
from reports.jobs import JobFailed, JobKind, Outcome, OutputFile, Progress, register, start
from reports.models import Job
from reports.views import visible_plan
from targets.models import Result, ResultChange, Target, TargetChange
from targets.packages.rights import may_export
from targets.packages.writing import ExportRefused, file_name, write_package

ZIP = "application/zip"
# Rows that are written while somebody waits; a second's work.
MOST_AT_ONCE = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def package_export(request: HttpRequest, code: str) -> HttpResponse:
    """What a package holds. POST `lich-su`: with the history; the file itself, or the job that makes a large one."""
    plan = visible_plan(request, code)
    if not may_export(request.user, plan):
        raise PermissionDenied(_("Kế hoạch của cấp trên chỉ xem được trích; không xuất thành gói."))
    if request.method == "POST":
        return _exported(request, plan, with_history="lich-su" in request.POST)
    context = {"title": _("Xuất gói kế hoạch"), "menu_url": reverse("admin:plans_plan_changelist"), "plan": plan}
    return render(request, "reports/packages/export.html", context)


def _exported(request: HttpRequest, plan: Plan, *, with_history: bool) -> HttpResponse:
    if _size(plan, with_history) > MOST_AT_ONCE:
        params = {"plan": plan.code, "history": with_history}
        subject = _("Gói kế hoạch %s") % plan.code
        return redirect(start(EXPORT, by=request.user, subject=subject, params=params, origin=request.path))
    try:
        data = write_package(plan, with_history=with_history)
    except ExportRefused as error:
        messages.error(request, str(error))
        return redirect("package-export", plan.code)
    record(AuditKind.EXPORTED, request=request, subject=plan.code, details=_details(with_history))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(plan)}"'}
    return HttpResponse(data, content_type=ZIP, headers=headers)


def _size(plan: Plan, with_history: bool) -> int:
    """How many rows there are of the kinds that can be many."""
    counts = [Target.objects.filter(plan=plan), Result.objects.filter(submission__period__plan=plan)]
    if with_history:
        counts += [TargetChange.objects.filter(plan=plan), ResultChange.objects.filter(submission__period__plan=plan)]
    return sum(rows.count() for rows in counts)


def _details(with_history: bool) -> dict[str, object]:
    return {"format": "package", "history": with_history}


def _run(job: Job, progress: Progress) -> Outcome:
    progress.step(_("Đang đọc kế hoạch"))
    plan = _plan_for(job.created_by, job.params["plan"])
    try:
        data = write_package(plan, with_history=job.params["history"])
    except ExportRefused as error:
        raise JobFailed(str(error)) from error
    record(AuditKind.EXPORTED, by=job.created_by, subject=plan.code, details=_details(job.params["history"]))
    return Outcome(file=OutputFile(file_name(plan), ZIP, data))


def _plan_for(user: User, code: str) -> Plan:
    """Rights are asked again: they may have changed since the job was started."""
    plan = Plan.objects.visible_to(user).select_related("locality").filter(code=code).first()
    if plan is None or not may_export(user, plan):
        raise JobFailed(_("Không còn kế hoạch này, hoặc tài khoản không được xuất."))
    return plan


EXPORT = register(JobKind(name="package-export", label=gettext_lazy("Xuất gói kế hoạch"), run=_run))
