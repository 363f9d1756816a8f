"""How far a job is, told to its owner while it runs."""

import time
from typing import Any

from django.utils import timezone

from reports.enums import JobState
from reports.models import Job

TOLD_EVERY = 0.5  # seconds


class JobCancelled(Exception):
    """Its owner wants no more of it."""


class Progress:
    """Tells the row of a job how far it is, a few times a second at most.

    What is told within a transaction is seen by others only after it, so a phase tells its steps before it writes.
    Raises `JobCancelled` where the owner has cancelled the job meanwhile.
    """

    def __init__(self, job: Job) -> None:
        self._job, self._told = job, 0.0

    def step(self, label: Any, total: int | None = None) -> None:
        """A new step, of `total` parts if they can be counted."""
        self._job.step, self._job.done, self._job.total = str(label), 0, total
        self._tell()

    def advance(self, count: int = 1) -> None:
        done = self._job.done + count
        self._job.done = done if self._job.total is None else min(done, self._job.total)
        if time.monotonic() - self._told >= TOLD_EVERY:
            self._tell()

    def _tell(self) -> None:
        job, self._told = self._job, time.monotonic()
        shown = {"step": job.step[:200], "done": job.done, "total": job.total, "alive_at": timezone.now()}
        if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(**shown):
            raise JobCancelled
