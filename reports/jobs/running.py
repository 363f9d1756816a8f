"""The way of a job from one state to the next; nothing else changes its row."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.addresses import printable
from accounts.models import User
from core.request_id import current
from reports.enums import UNFINISHED, FileRole, JobState
from reports.jobs.kinds import JobFailed, JobKind, Outcome, kind_of
from reports.jobs.progress import JobCancelled, Progress
from reports.models import Job, JobFile

LOG = logging.getLogger("jobs")

MOST_BYTES = 32 * 1024 * 1024  # of an upload; each kind has narrower bounds of its own
MOST_MOVING = 5  # jobs of one person that wait or run at the same time
MOST_READY = 20  # previews of one person that wait for a decision
KEPT_FOR = timedelta(days=7)
SILENT_FOR = timedelta(minutes=30)  # then whoever ran it is gone


def start(
    kind: JobKind,
    *,
    by: User,
    subject: str,
    params: Mapping[str, Any] | None = None,
    file: File | None = None,
    origin: str = "",
    at_once: bool = False,
) -> Job:
    """A new job of `by`, to be run by the worker, or `at_once` in this very request where it takes a moment.

    `origin`: the address of the page that asks, to which its owner goes back to try again. What stands in the way (too
    many jobs, too large a file) is the reason of a failed job.
    """
    tidy(by)
    moving = Job.objects.of(by).filter(state__in=(JobState.WAITING, JobState.RUNNING)).count()
    data = file.read(MOST_BYTES + 1) if file else None
    with transaction.atomic():
        asked = {"kind": kind.name, "subject": printable(subject)[:300], "params": dict(params or {}), "origin": origin}
        job = Job.objects.create(**asked, created_by=by)
        refusal = _refusal(moving, data)
        if data is not None and not refusal:
            _keep(job, FileRole.INPUT, file.name or "", "", data)
    if refusal:
        _settle(job, state=JobState.FAILED, reason=refusal)
    else:
        _set_going(job, at_once)
    return job


def _refusal(moving: int, data: bytes | None) -> str:
    if moving >= MOST_MOVING:
        return _("Đang có %s việc chưa chạy xong. Hãy chờ một việc xong, hoặc hủy bớt, rồi làm lại.") % moving
    if data is not None and len(data) > MOST_BYTES:
        return _("Tệp lớn hơn %s MB nên không nhận.") % (MOST_BYTES // 1024 // 1024)
    return ""


def decided(job: Job, decision: Mapping[str, Any], *, at_once: bool = False) -> bool:
    """Do what the owner decided on a preview. False where it no longer waits for a decision: then nothing is done."""
    taken = Job.objects.filter(pk=job.pk, state=JobState.READY).update(
        state=JobState.WAITING, decision=dict(decision), alive_at=timezone.now(), step="", done=0, total=None
    )
    if taken:
        _set_going(job, at_once)
    return bool(taken)


def cancel(job: Job) -> bool:
    """Stop a job that is not finished; a running one stops at its next step, or not at all if it is writing."""
    return bool(Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(state=JobState.CANCELLED))


def remove(job: Job) -> bool:
    """A finished job with its files."""
    return bool(Job.objects.filter(pk=job.pk).exclude(state__in=UNFINISHED).delete()[0])


def tidy(user: User) -> None:
    """What is kept of a person's jobs: those of a week, and of previews the newest. A job whose worker is gone ends."""
    now = timezone.now()
    Job.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state=JobState.RUNNING).delete()
    Job.objects.filter(state=JobState.RUNNING, alive_at__lt=now - SILENT_FOR).update(
        state=JobState.FAILED, reason=_("Việc bị ngắt giữa chừng; chưa ghi gì. Hãy làm lại.")
    )
    newest = Job.objects.of(user).filter(state=JobState.READY).values_list("pk", flat=True)[:MOST_READY]
    Job.objects.of(user).filter(state=JobState.READY).exclude(pk__in=list(newest)).update(state=JobState.CANCELLED)


def _set_going(job: Job, at_once: bool) -> None:
    if at_once:
        run(job.pk)
    else:
        run_job.enqueue(job.pk)
    job.refresh_from_db()


@task()
def run_job(number: int) -> None:
    """What the worker calls. Kinds of jobs stand beside their pages, which a worker does not load by itself."""
    import_module(settings.ROOT_URLCONF)
    run(number)


def run(number: int) -> None:
    """Take the next phase of a job that waits; one that does not wait any more is left alone."""
    waiting = Job.objects.filter(pk=number, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, alive_at=timezone.now()):
        return
    job = Job.objects.select_related("created_by__locality").get(pk=number)
    try:
        _phase(job)
    except JobCancelled:
        LOG.info("Job %s was cancelled.", number)
    except JobFailed as error:
        _settle(job, state=JobState.FAILED, reason=str(error))
    except Exception:
        LOG.exception("Job %s (%s) failed.", number, job.kind)
        _settle(job, state=JobState.FAILED, reason=_unforeseen(job))


def _unforeseen(job: Job) -> str:
    text = _(
        "Việc không chạy xong vì lỗi của hệ thống; chưa ghi gì. Hãy báo quản trị, kèm số việc %(job)s và mã %(id)s."
    )
    return text % {"job": job.pk, "id": current.get() or "-"}


def _phase(job: Job) -> None:
    kind = kind_of(job)
    if kind is None or not job.created_by.is_active:
        raise JobFailed(_("Việc này không còn làm được nữa. Hãy bắt đầu lại từ trang của nó."))
    if job.decision is None:
        _end(job, kind.run(job, Progress(job)))
        return
    progress = Progress(job)
    progress.step(_("Đang ghi"))  # what is told inside the transaction is seen after it
    with transaction.atomic():
        _end(job, kind.decide(job, progress))


def _end(job: Job, outcome: Outcome) -> None:
    """The outcome with the end of the phase. A job that was cancelled meanwhile has no outcome, and writes nothing."""
    with transaction.atomic():
        state = JobState.READY if outcome.waits else JobState.FAILED if outcome.refusal else JobState.DONE
        values = {"outcome": dict(outcome.data), "reason": outcome.refusal}
        if not _settle(job, state=state, decision=job.decision if state == JobState.DONE else None, **values):
            raise JobCancelled
        if outcome.file:
            _keep(job, FileRole.OUTPUT, outcome.file.name, outcome.file.content_type, outcome.file.data)


def _settle(job: Job, **values: Any) -> bool:
    waiting = (JobState.WAITING, JobState.RUNNING)
    found = Job.objects.filter(pk=job.pk, state__in=waiting).update(alive_at=timezone.now(), **values)
    job.refresh_from_db()
    return bool(found)


def _keep(job: Job, role: FileRole, name: str, content_type: str, data: bytes) -> None:
    values = {"name": printable(name)[-200:], "content_type": content_type, "data": data}
    JobFile.objects.update_or_create(job=job, role=role, defaults=values)
