"""What kinds of jobs there are, and what each of them does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from reports.enums import JobState
from reports.models import Job

if TYPE_CHECKING:
    from reports.jobs.progress import Progress


@dataclass(frozen=True)
class OutputFile:
    """A file that a job made, for its owner to take away."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """What came of a phase. `data`: as JSON can hold it. `waits`: a preview, of which nothing is written yet.

    `refusal`: the sentence why nothing can come of what was sent; its page shows `data`, where the faults stand.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    file: OutputFile | None = None
    waits: bool = False
    refusal: str = ""


class JobFailed(Exception):
    """A job that cannot be done; the sentence says to its owner what is wrong, where, and what to do."""


Phase = Callable[[Job, "Progress"], Outcome]


@dataclass(frozen=True)
class JobKind:
    """`run` does the work or makes a preview; `decide`, if there is one, does what the owner of a preview decided.

    What `decide` writes is one transaction with the end of the job: whole and said so, or nothing. `page`: the name of
    the address, with the job's id, that shows the preview and the outcome; without one the job's own page does.
    """

    name: str
    label: Any
    run: Phase
    decide: Phase | None = None
    page: str = ""

    def address_of(self, job: Job) -> str:
        """Where the owner finds the job now: its preview or outcome, else how far it is."""
        has_page = self.page and job.state in (JobState.READY, JobState.DONE)
        return self.page_of(job) if has_page else reverse("job", args=[job.pk])

    def page_of(self, job: Job) -> str:
        return reverse(self.page, args=[job.pk])


_KINDS: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    if kind.name in _KINDS:
        raise ValueError(f"There is a kind of jobs named {kind.name} already.")
    _KINDS[kind.name] = kind
    return kind


def kind_of(job: Job) -> JobKind | None:
    """None for a kind that this version no longer knows."""
    return _KINDS.get(job.kind)
