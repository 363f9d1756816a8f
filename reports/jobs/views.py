"""The pages of one's own jobs: how far each is, what came of it, its file."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.enums import AuditKind
from core.admin import moment
from reports.enums import FileRole, JobState
from reports.jobs.kinds import kind_of
from reports.jobs.lookup import own_job
from reports.jobs.running import cancel, remove
from reports.models import Job, JobFile

MOST_SHOWN = 100
QUIET_FOR = timedelta(minutes=5)  # then a page says what may be wrong
HAS_FILE = Exists(JobFile.objects.filter(job=OuterRef("pk"), role=FileRole.OUTPUT))
TONES = {
    JobState.WAITING: "info",
    JobState.RUNNING: "info",
    JobState.READY: "warn",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "muted",
}


@require_safe
@never_cache
def jobs(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.of(request.user).defer("params", "outcome", "decision").annotate(has_file=HAS_FILE)
    shown = [_shown(job) for job in rows[:MOST_SHOWN]]
    return render(request, "reports/jobs/jobs.html", {"title": _("Việc nhập, xuất"), "jobs": shown})


@require_safe
@never_cache
def job_page(request: HttpRequest, job: int) -> HttpResponse:
    """How far the job is; once there is a preview or an outcome with a page of its own, on to that."""
    found = own_job(request, job)
    kind = kind_of(found)
    if kind and kind.page and found.is_refused:
        return redirect(kind.page_of(found))
    if kind and (there := kind.address_of(found)) != request.path:
        return redirect(there)
    file_name = found.files.filter(role=FileRole.OUTPUT).values_list("name", flat=True).first()
    return render(request, "reports/jobs/job.html", {"title": found.subject, "file_name": file_name, **_shown(found)})


@require_safe
@never_cache
def job_progress(request: HttpRequest, job: int) -> JsonResponse:
    """For the script: {"moving": still going on, "step": what it does, "done", "total", "percent"}."""
    found = own_job(request, job)
    facts = {"step": found.step, "done": found.done, "total": found.total, "percent": found.percent}
    return JsonResponse({"moving": found.is_moving, "state": found.get_state_display(), **facts})


@require_safe
@never_cache
def job_file(request: HttpRequest, job: int) -> HttpResponse:
    found = own_job(request, job)
    row = found.files.filter(role=FileRole.OUTPUT).first()
    if row is None or found.state != JobState.DONE:
        raise Http404(_("Việc này không có tệp kết quả."))
    if request.method == "GET":
        record(
            AuditKind.DOWNLOADED, request=request, subject=found.subject, details={"job": found.pk, "kind": found.kind}
        )
    response = HttpResponse(bytes(row.data), content_type=row.content_type or "application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    return response


@require_POST
def job_end(request: HttpRequest, job: int) -> HttpResponse:
    """Cancel a job that is not finished; with `xoa`, remove one that is. One that was faster stays to be looked at."""
    found = own_job(request, job)
    if "xoa" in request.POST:
        if remove(found):
            messages.success(request, _("Đã xóa việc “%s” khỏi danh sách.") % found.subject)
    elif cancel(found):
        messages.success(request, _("Đã hủy việc “%s”; chưa có gì được ghi.") % found.subject)
    else:
        messages.warning(request, _("Việc “%s” đã kết thúc trước khi hủy; hãy xem kết quả.") % found.subject)
        return redirect(found)
    return redirect("jobs")


def _shown(job: Job) -> dict:
    kind = kind_of(job)
    return {
        "job": job,
        "label": kind.label if kind else job.kind,
        "tone": TONES[JobState(job.state)],
        "began": moment(job.created_at),
        "is_quiet": job.is_moving and job.alive_at < timezone.now() - QUIET_FOR,
        "address": kind.address_of(job) if kind else job.get_absolute_url(),
    }
