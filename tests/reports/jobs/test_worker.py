"""The worker of django-tasks takes our jobs from the database, on both of them."""

import pytest
from django.core.management import call_command

from reports.enums import JobState
from reports.jobs import JobKind, Outcome, start
from tests.factories import UserFactory
from tests.reports.jobs.kinds import registered


@pytest.mark.django_db(transaction=True)
def test_worker_runs_what_waits(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with registered(JobKind(name="thu", label="Thử", run=lambda job, progress: Outcome({"rows": 3}))) as kind:
        job = start(kind, by=UserFactory(editor=True), subject="Thử")
        assert job.state == JobState.WAITING

        call_command("db_worker", batch=True, reload=False, verbosity=0)

    job.refresh_from_db()
    assert (job.state, job.outcome) == (JobState.DONE, {"rows": 3})
