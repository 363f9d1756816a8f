"""A file of a large annex, made beside the pages. Who asked is asked again for their right when it is made."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from plans.models import Plan
from plans.permissions import extract_of
from reports.downloads.formats import FORMATS
from reports.downloads.papers import Wanted
from reports.jobs import JobFailed, JobKind, Outcome, OutputFile, Progress, register
from reports.lookup import NotFound, annex_by_number, annexes_of, period_by_code, plan_by_code
from reports.models import Job
from reports.paper import Variant


def params_of(wanted: Wanted, form: str, variant: Variant) -> dict[str, str]:
    """What `run` finds the annex by; `period` "" for the targets."""
    return {
        "plan": wanted.plan.code,
        "annex": wanted.annex.roman,
        "period": wanted.period.code if wanted.period else "",
        "format": form,
        "variant": variant.value,
    }


def run(job: Job, progress: Progress) -> Outcome:
    progress.step(_("Đang đọc số liệu"))
    paper = _wanted(job.created_by, job.params).paper(Variant(job.params["variant"]))
    form = FORMATS[job.params["format"]]
    progress.step(_("Đang ghi tệp %s") % form.label)
    return Outcome(file=OutputFile(f"{paper.file_name}.{form.name}", form.content_type, form.write(paper)))


def _wanted(reader: User, params: dict[str, str]) -> Wanted:
    """Raises `JobFailed` where it is not there any more, or not for this reader."""
    try:
        plan = plan_by_code(params["plan"], Plan.objects.visible_to(reader))
        annexes = annexes_of(plan)
        annex = annex_by_number(annexes, params["annex"])
        period = period_by_code(plan, params["period"]) if params["period"] else None
    except NotFound as error:
        raise JobFailed(str(error)) from error
    if not may(reader, Permission.VIEW_PLANS):
        raise JobFailed(_("Tài khoản không có quyền xem kế hoạch."))
    return Wanted(annex, len(annexes) == 1, extract_of(reader, plan), period)


KIND = register(JobKind(name="annex-file", label=gettext_lazy("Chuẩn bị tệp phụ lục"), run=run))
