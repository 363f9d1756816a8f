"""The author's side of a report: handing it in, once, in time or late, and what is frozen afterwards."""

import datetime

import pytest
from django.utils import timezone

from targets.deadlines import Standing, standing
from targets.enums import SubmissionState
from targets.models import SubmissionStep
from targets.results import ResultsRefused
from targets.submissions import StepRefused, accept, send_back
from tests.report_factories import ExtensionFactory
from tests.targets.report_world import ReportWorld, exactly

pytestmark = pytest.mark.django_db
VIETNAM = timezone.get_default_timezone()


@pytest.fixture
def world(db):
    return ReportWorld()


@pytest.fixture
def clock(monkeypatch):
    """`clock(...)`: what time it is in Vietnam."""

    def set_to(*moment: int) -> datetime.datetime:
        now = datetime.datetime(*moment, tzinfo=VIETNAM)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        return now

    return set_to


def steps() -> list[tuple]:
    rows = SubmissionStep.objects.order_by("pk")
    return list(rows.values_list("before", "after", "reason", "taken_by__username"))


def refusal(act) -> str:
    with pytest.raises(StepRefused) as refused:
        act()
    return str(refused.value)


def test_report_is_handed_in(world, clock):
    now = clock(2021, 7, 5, 9)

    report = world.hand_in()

    assert report.state == SubmissionState.SUBMITTED
    assert (report.first_submitted_at, report.first_submitted_by) == (now, world.officer)
    assert steps() == [("open", "submitted", "", "can-bo-huyen")]


def test_second_click_changes_nothing(world):
    world.hand_in()

    assert refusal(world.submit) == "Báo cáo vừa được người khác chuyển sang “đã nộp”. Hãy xem lại."
    assert len(steps()) == 1


def test_report_with_gaps_is_not_handed_in(world):
    world.fill(compulsory=None)

    with pytest.raises(StepRefused) as refused:
        world.submit()

    assert str(refused.value) == "Chưa nộp được: còn ô thiếu hoặc không khớp."
    assert [fault.where for fault in refused.value.faults] == ["Cai nghiện, Bắt buộc"]
    assert steps() == []
    assert world.report().state == SubmissionState.OPEN


def test_report_that_was_handed_in_is_frozen_until_it_is_sent_back(world):
    report = world.hand_in()
    edit = world.edit("compulsory", exactly(31), exactly(30))
    with pytest.raises(ResultsRefused, match="Báo cáo đã nộp; muốn sửa phải được trả lại"):
        world.save(edit)

    send_back(submission=report, seen="submitted", by=world.cast.editor, reason="Số bắt buộc chưa khớp")
    world.save(edit)
    world.submit(seen="returned")

    assert world.stored()["compulsory"][1] == 31
    assert steps() == [
        ("open", "submitted", "", "can-bo-huyen"),
        ("submitted", "returned", "Số bắt buộc chưa khớp", "can-bo-tinh"),
        ("returned", "submitted", "", "can-bo-huyen"),
    ]


def test_accepted_report_is_not_handed_in_again(world):
    accept(submission=world.hand_in(), seen="submitted", by=world.cast.editor)

    assert refusal(world.submit) == "Báo cáo vừa được người khác chuyển sang “đã chấp nhận”. Hãy xem lại."
    assert refusal(lambda: world.submit(seen="accepted")) == "Báo cáo đã chấp nhận; muốn sửa phải được trả lại."


@pytest.mark.parametrize("who", ["stranger", "leader", "outsider"])
def test_who_may_not_hand_in(world, who):
    world.fill()
    person = world.stranger if who == "stranger" else getattr(world.cast, who)

    assert refusal(lambda: world.submit(by=person)) == "Tài khoản không có quyền báo cáo kết quả của Huyện Bát Xát."
    assert steps() == []


# The clock at midnight of the deadline, 10/7/2021, in Vietnam


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param((2021, 7, 10, 23, 59, 59), Standing.SUBMITTED, id="last-second"),
        pytest.param((2021, 7, 11, 0, 0, 0), Standing.LATE, id="midnight"),
    ],
)
def test_late_begins_at_midnight_after_the_deadline(world, clock, moment, expected):
    now = clock(*moment)

    assert _standing(world.hand_in(), now) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param((2021, 7, 9, 23, 59, 59), Standing.SUBMITTED, id="last-second"),
        pytest.param((2021, 7, 10, 0, 0, 0), Standing.LATE, id="midnight"),
    ],
)
def test_deadline_that_says_before_a_day_ends_with_the_day_before(world, clock, moment, expected):
    world.first.deadline_is_exclusive = True
    world.first.save()
    now = clock(*moment)

    assert _standing(world.hand_in(), now) == expected


def test_more_time_moves_midnight(world, clock):
    extension = ExtensionFactory(
        period=world.first, locality=world.cast.district, until=datetime.date(2021, 7, 20), granted_by=world.cast.editor
    )
    now = clock(2021, 7, 20, 23, 59, 59)
    report = world.hand_in()

    assert _standing(report, now, extension.until) == Standing.SUBMITTED
    assert _standing(report, now) == Standing.LATE


def test_report_that_is_sent_back_does_not_become_late_by_that(world, clock):
    clock(2021, 7, 9, 9)
    report = send_back(submission=world.hand_in(), seen="submitted", by=world.cast.editor, reason="Sai số")
    now = clock(2021, 8, 1, 9)

    assert _standing(report, now) == Standing.RETURNED
    assert _standing(world.submit(seen="returned"), now) == Standing.SUBMITTED


def test_late_report_may_still_be_handed_in(world, clock):
    clock(2021, 9, 1, 9)

    assert world.hand_in().state == SubmissionState.SUBMITTED


def _standing(report, now, until=None) -> Standing:
    return standing(
        report.period, state=report.state, first_submitted_at=report.first_submitted_at, until=until, now=now
    )
