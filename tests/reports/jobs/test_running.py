import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.enums import JobState
from reports.jobs import JobFailed, JobKind, Outcome, OutputFile, decided, kinds, running, start
from reports.models import Job
from tests.factories import LocalityFactory, UserFactory
from tests.report_factories import JobFactory, JobFileFactory
from tests.reports.jobs.kinds import registered

pytestmark = pytest.mark.django_db

LATER = datetime.timedelta(days=8)


@pytest.fixture
def user():
    return UserFactory(editor=True)


@pytest.fixture
def kind_doing():
    """Registers a kind that does what the test gives it, until the test ends."""
    open_kinds = []

    def register(run, decide=None):
        context = registered(JobKind(name="thu", label="Thử", run=run, decide=decide))
        open_kinds.append(context)
        return context.__enter__()

    yield register
    for context in open_kinds:
        context.__exit__(None, None, None)


def read_back(job, progress):
    progress.step("Đang đọc", total=2)
    progress.advance(5)
    return Outcome(
        {"name": job.input.name, "said": job.params["say"]}, OutputFile("b.txt", "text/plain", job.input.read())
    )


def test_start_runs_the_job_and_keeps_what_came_of_it(user, kind_doing):
    kind = kind_doing(read_back)

    job = start(kind, by=user, subject="Thử", params={"say": "chào"}, file=ContentFile("ước".encode(), name="a.txt"))

    assert (job.state, job.outcome) == (JobState.DONE, {"name": "a.txt", "said": "chào"})
    assert (job.output.name, job.output.read().decode()) == ("b.txt", "ước")
    assert (job.step, job.done, job.total, job.percent) == ("Đang đọc", 0, 2, 0)


def test_start_without_a_worker_waits(user, kind_doing, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    kind = kind_doing(lambda job, progress: Outcome())

    waiting = start(kind, by=user, subject="Thử")
    at_once = start(kind, by=user, subject="Thử", at_once=True)

    assert (waiting.state, at_once.state) == (JobState.WAITING, JobState.DONE)


def test_run_refusal_is_the_reason_of_a_failed_job(user, kind_doing):
    def refuse(job, progress):
        raise JobFailed("Tệp rỗng.")

    job = start(kind_doing(refuse), by=user, subject="Thử")

    assert (job.state, job.reason) == (JobState.FAILED, "Tệp rỗng.")


def test_run_fault_is_told_without_its_inside(user, kind_doing):
    def stumble(job, progress):
        raise ZeroDivisionError("secret path")

    job = start(kind_doing(stumble), by=user, subject="Thử")

    assert job.state == JobState.FAILED
    assert "lỗi của hệ thống" in job.reason
    assert f"số việc {job.pk}" in job.reason
    assert "secret" not in job.reason


def preview(job, progress):
    return Outcome({"rows": 3}, waits=True)


def write(job, progress):
    LocalityFactory(name=job.decision["name"])
    return Outcome({"written": 3})


def test_decided_writes_once(user, kind_doing):
    job = start(kind_doing(preview, write), by=user, subject="Thử")
    assert (job.state, job.outcome) == (JobState.READY, {"rows": 3})

    answers = [decided(job, {"name": "Tỉnh Mới"}), decided(job, {"name": "Tỉnh Khác"})]

    assert answers == [True, False]
    assert (job.state, job.outcome) == (JobState.DONE, {"written": 3})
    assert LocalityFactory._meta.model.objects.filter(name__in=["Tỉnh Mới", "Tỉnh Khác"]).count() == 1


def test_decided_says_that_it_writes_before_it_does(user, kind_doing):
    """What is told inside the transaction of the writing is seen by nobody while it lasts."""
    seen = []

    def work(job, progress):
        seen.append(Job.objects.get(pk=job.pk).step)
        return write(job, progress)

    job = start(kind_doing(preview, work), by=user, subject="Thử")

    decided(job, {"name": "Tỉnh Mới"})

    assert seen == ["Đang ghi"]


def test_decided_that_fails_half_way_writes_nothing(user, kind_doing):
    def stumble(job, progress):
        write(job, progress)
        raise JobFailed("Có người vừa sửa.")

    job = start(kind_doing(preview, stumble), by=user, subject="Thử")

    decided(job, {"name": "Tỉnh Mới"})

    assert (job.state, job.reason) == (JobState.FAILED, "Có người vừa sửa.")
    assert not LocalityFactory._meta.model.objects.filter(name="Tỉnh Mới").exists()


def test_run_that_finds_only_faults_has_failed_and_shows_them(user, kind_doing):
    kind = kind_doing(lambda job, progress: Outcome({"faults": 3}, refusal="Tệp có 3 chỗ sai; chưa ghi gì."))

    job = start(kind, by=user, subject="Thử")

    assert (job.state, job.reason) == (JobState.FAILED, "Tệp có 3 chỗ sai; chưa ghi gì.")
    assert (job.outcome, job.is_refused) == ({"faults": 3}, True)
    assert decided(job, {"name": "Tỉnh Mới"}) is False


def test_decided_may_ask_once_more(user, kind_doing):
    job = start(kind_doing(preview, preview), by=user, subject="Thử")

    decided(job, {"name": "Tỉnh Mới"})

    assert (job.state, job.decision) == (JobState.READY, None)


def test_cancelled_while_it_runs_stops_at_the_next_step(user, kind_doing):
    steps = []

    def work(job, progress):
        steps.append("one")
        running.cancel(job)
        progress.step("Đang ghi")
        steps.append("two")
        return Outcome({"done": True})

    job = start(kind_doing(work), by=user, subject="Thử")

    assert (job.state, job.outcome, steps) == (JobState.CANCELLED, {}, ["one"])


def test_cancelled_while_it_writes_writes_nothing(user, kind_doing):
    def work(job, progress):
        outcome = write(job, progress)
        running.cancel(job)
        return outcome

    job = start(kind_doing(preview, work), by=user, subject="Thử")

    decided(job, {"name": "Tỉnh Mới"})

    assert not LocalityFactory._meta.model.objects.filter(name="Tỉnh Mới").exists()


def test_start_refuses_more_than_a_person_can_wait_for(user, kind_doing):
    JobFactory.create_batch(5, created_by=user, state=JobState.WAITING)

    job = start(kind_doing(preview), by=user, subject="Thử")

    assert job.state == JobState.FAILED
    assert job.reason.startswith("Đang có 5 việc chưa chạy xong.")


def test_start_refuses_a_file_beyond_the_bound(user, kind_doing, monkeypatch):
    monkeypatch.setattr(running, "MOST_BYTES", 1024 * 1024)

    job = start(kind_doing(preview), by=user, subject="Thử", file=ContentFile(b"x" * (1024 * 1024 + 1), name="a.bin"))

    assert (job.state, job.reason) == (JobState.FAILED, "Tệp lớn hơn 1 MB nên không nhận.")
    assert not job.files.exists()


def test_start_of_somebody_blocked_meanwhile_does_nothing(user, kind_doing, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = start(kind_doing(preview), by=user, subject="Thử")
    user.is_active = False
    user.save()

    running.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_tidy_drops_what_is_old_and_ends_what_is_lost(user):
    now = timezone.now()
    old = JobFileFactory(job__created_by=user, job__created_at=now - LATER).job
    lost = JobFactory(created_by=user, state=JobState.RUNNING, alive_at=now - datetime.timedelta(hours=1))
    fresh = JobFactory(created_by=user)

    running.tidy(user)

    assert set(Job.objects.values_list("pk", flat=True)) == {lost.pk, fresh.pk}
    assert old.pk not in Job.objects.values_list("pk", flat=True)
    lost.refresh_from_db()
    assert (lost.state, lost.reason) == (JobState.FAILED, "Việc bị ngắt giữa chừng; chưa ghi gì. Hãy làm lại.")


def test_tidy_keeps_the_newest_previews(user, monkeypatch):
    monkeypatch.setattr(running, "MOST_READY", 2)
    previews = JobFactory.create_batch(3, created_by=user, state=JobState.READY)

    running.tidy(user)

    for job in previews:
        job.refresh_from_db()
    assert [job.state for job in previews] == [JobState.CANCELLED, JobState.READY, JobState.READY]


def test_register_refuses_a_second_kind_of_the_same_name(kind_doing):
    kind = kind_doing(preview)

    with pytest.raises(ValueError, match="thu"):
        kinds.register(kind)
