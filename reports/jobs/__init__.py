"""Long imports and exports: started by a page, run beside it, shown while they run, kept for a week (ADR 28)."""

from reports.jobs.kinds import JobFailed, JobKind, Outcome, OutputFile, register
from reports.jobs.lookup import own_job
from reports.jobs.progress import Progress
from reports.jobs.running import decided, start

__all__ = [
    "JobFailed",
    "JobKind",
    "Outcome",
    "OutputFile",
    "Progress",
    "decided",
    "own_job",
    "register",
    "start",
]
