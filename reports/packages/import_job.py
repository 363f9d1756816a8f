"""A package that somebody uploaded: looked at first, taken in after they said so."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.jobs import JobFailed, JobKind, Outcome, Progress, register
from reports.models import Job
from targets.packages.reading import Package, read_package
from targets.packages.refusals import PackageRefused, Refusal, Stale
from targets.packages.showing import look_as_data
from targets.packages.taking_in import Look, look_at, take_in

MOST_NAMED = 10  # refusals in a sentence


def _run(job: Job, progress: Progress) -> Outcome:
    """The preview. A package that changes nothing needs no decision."""
    progress.step(_("Đang đọc gói"))
    try:
        package = _package(job)
    except PackageRefused as error:
        raise JobFailed(_sentence(error.refusals)) from error
    progress.step(_("Đang đối chiếu với dữ liệu ở đây"))
    look = look_at(package, by=job.created_by)
    return _looked(look)


def _decide(job: Job, progress: Progress) -> Outcome:
    """Take it in as it was seen; where something changed here meanwhile, another preview."""
    overwrite = bool(job.decision.get("overwrite"))
    try:
        package = _package(job)
        taken = take_in(package, by=job.created_by, overwrite=overwrite, seen=job.outcome.get("seen", ""))
    except Stale:
        look = look_at(package, by=job.created_by)
        return _looked(look, stale=True)
    except PackageRefused as error:
        raise JobFailed(_sentence(error.refusals)) from error
    return Outcome({**look_as_data(Look(taken)), "written": True})


def _looked(look: Look, **more: bool) -> Outcome:
    """A preview to decide on; a package that is refused waits for nothing."""
    data, refusal = {**look_as_data(look), **more}, _sentence(look.refusals)
    return Outcome(data, waits=not refusal and not look.changes_nothing, refusal=refusal)


def _package(job: Job) -> Package:
    return read_package(job.input.read() if job.input else b"")


def _sentence(refusals: Sequence[Refusal]) -> str:
    named = " ".join(map(str, refusals[:MOST_NAMED]))
    rest = len(refusals) - MOST_NAMED
    return named if rest <= 0 else _("%(named)s … và %(rest)s chỗ khác.") % {"named": named, "rest": rest}


IMPORT = register(
    JobKind(
        name="package-import",
        label=gettext_lazy("Nhập gói kế hoạch"),
        run=_run,
        decide=_decide,
        page="package-preview",
    )
)
