from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from reports.jobs.kinds import JobKind
from reports.models import Job


def own_job(request: HttpRequest, number: int, kind: JobKind | None = None) -> Job:
    """The job with that id, of that kind; another's, and one that is gone, is 404."""
    rows = Job.objects.of(request.user).filter(pk=number)
    found = (rows.filter(kind=kind.name) if kind else rows).first()
    if found is None:
        raise Http404(_("Không có công việc này, hoặc đã bị xóa sau thời gian lưu."))
    return found
