import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.enums import JobState
from reports.models import Job
from tests.entering import enter
from tests.factories import UserFactory
from tests.guard import GUARD
from tests.report_factories import JobFactory, JobFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(editor=True)


@pytest.fixture
def client(client, user):
    return enter(client, user)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_jobs_lists_one_s_own(client, user):
    JobFactory(created_by=user, subject="Gói của tôi", state=JobState.FAILED, reason="Tệp rỗng.")
    JobFactory(subject="Gói của người khác")

    text = text_of(client.get(reverse("jobs")))

    assert "Gói của tôi" in text
    assert "không thành công" in text
    assert "Gói của người khác" not in text


def test_jobs_empty_says_where_they_come_from(client):
    assert "Chưa có việc nào." in text_of(client.get(reverse("jobs")))


@pytest.mark.parametrize("count", [2, 20])
def test_jobs_asks_the_same_at_any_number(client, user, count, django_assert_num_queries):
    for _ in range(count):
        JobFileFactory(job__created_by=user)
    client.get(reverse("jobs"))

    # Session; user; their locality; when the session was seen last; the jobs.
    with django_assert_num_queries(4 + GUARD):
        client.get(reverse("jobs"))


def test_job_moving_shows_how_far_it_is(client, user):
    job = JobFactory(created_by=user, state=JobState.RUNNING, step="Đang đọc tệp", done=30, total=120)

    text = text_of(client.get(job.get_absolute_url()))

    assert "Đang đọc tệp" in text
    assert 'value="25"' in text
    assert "Xem lại tình trạng" in text
    facts = client.get(reverse("job-progress", args=[job.pk])).json()
    assert facts == {
        "moving": True,
        "state": "đang chạy",
        "step": "Đang đọc tệp",
        "done": 30,
        "total": 120,
        "percent": 25,
    }


@pytest.mark.parametrize(
    ("state", "minutes", "said"),
    [
        (JobState.WAITING, 4, ""),
        (JobState.WAITING, 6, "phần chạy nền của hệ thống có thể đang dừng"),
        (JobState.RUNNING, 4, ""),
        (JobState.RUNNING, 6, "có thể đã bị ngắt giữa chừng"),
        (JobState.DONE, 6, ""),
    ],
)
def test_job_without_a_sign_of_life_says_what_may_be_wrong(client, user, state, minutes, said):
    alive_at = timezone.now() - datetime.timedelta(minutes=minutes)
    job = JobFactory(created_by=user, state=state, alive_at=alive_at)

    text = text_of(client.get(job.get_absolute_url()))

    assert ("callout--warning" in text, said in text) == (bool(said), True)


def test_job_running_without_a_step_does_not_say_that_it_waits(client, user):
    job = JobFactory(created_by=user, state=JobState.RUNNING, step="")

    text = text_of(client.get(job.get_absolute_url()))

    assert "Đang chờ đến lượt" not in text
    assert "Đang chạy…" in text


def test_job_failed_says_why(client, user):
    job = JobFactory(created_by=user, state=JobState.FAILED, reason="Ô B7 có lỗi #REF!.")

    assert "Ô B7 có lỗi #REF!." in text_of(client.get(job.get_absolute_url()))


def test_job_done_gives_its_file(client, user):
    job = JobFileFactory(job__created_by=user, name='Lào "Cai".csv').job

    response = client.get(reverse("job-file", args=[job.pk]))

    assert (response.content, response["Content-Type"]) == (b"Lao Cai", "text/csv")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''L%C3%A0o%20%22Cai%22.csv"


def test_job_file_of_a_job_that_failed_is_not_there(client, user):
    job = JobFileFactory(job__created_by=user, job__state=JobState.FAILED, job__reason="Hỏng.").job

    assert client.get(reverse("job-file", args=[job.pk])).status_code == 404


def test_job_end_cancels_and_then_removes(client, user):
    job = JobFactory(created_by=user, state=JobState.READY)

    client.post(reverse("job-end", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED

    client.post(reverse("job-end", args=[job.pk]), {"xoa": ""})
    assert not Job.objects.filter(pk=job.pk).exists()


def test_job_end_of_a_job_that_was_faster_keeps_it_and_says_so(client, user):
    """Who presses "Hủy" while the rows are being written has to learn that they are."""
    job = JobFactory(created_by=user, state=JobState.DONE)

    response = client.post(reverse("job-end", args=[job.pk]), follow=True)

    assert response.redirect_chain[0][0] == job.get_absolute_url()
    assert "đã kết thúc trước khi hủy" in text_of(response)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_job_end_removes_no_job_that_goes_on(client, user):
    job = JobFactory(created_by=user, state=JobState.RUNNING)

    client.post(reverse("job-end", args=[job.pk]), {"xoa": ""})

    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
