"""Judging reports: two reviewers at the same moment."""

import pytest

from targets.models import SubmissionStep
from targets.submissions import StepRefused, accept, close_period, send_back
from tests.factories import UserFactory
from tests.targets.reporting_world import ReviewWorld, state_of
from tests.targets.threads import in_threads as together

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(*tasks) -> list:
    return together(*tasks, refusals=())


def refused(step):
    """The step as a task for a thread: a refusal is a result too."""

    def task():
        try:
            return step()
        except StepRefused as error:
            return error

    return task


def test_of_two_who_judge_one_report_one_is_told(shared_database):
    world = ReviewWorld()
    report, colleague = world.report(), UserFactory(editor=True, locality=world.cast.province)
    shared_database()

    results = in_threads(
        refused(lambda: accept(submission=report, seen="submitted", by=world.editor)),
        refused(lambda: send_back(submission=report, seen="submitted", by=colleague, reason="Thiếu")),
    )

    lost = [result for result in results if isinstance(result, StepRefused)]
    winner = "trả lại" if results[0] in lost else "đã chấp nhận"
    assert len(lost) == 1
    assert str(lost[0]) == f"Báo cáo vừa được người khác chuyển sang “{winner}”. Hãy xem lại."
    assert in_threads(SubmissionStep.objects.count) == [1]


def test_report_accepted_twice_has_one_step(shared_database):
    world = ReviewWorld()
    report, colleague = world.report(), UserFactory(editor=True, locality=world.cast.province)
    shared_database()

    results = in_threads(
        *(refused(lambda by=by: accept(submission=report, seen="submitted", by=by)) for by in (world.editor, colleague))
    )

    assert sorted(isinstance(result, StepRefused) for result in results) == [False, True]
    assert in_threads(lambda: state_of(report)) == ["accepted"]
    assert in_threads(SubmissionStep.objects.count) == [1]


def test_period_closed_while_a_report_is_opened_again_leaves_no_half_state(shared_database):
    """Whichever comes first, the report is not both locked and with its author."""
    world = ReviewWorld()
    report = world.report("accepted")
    shared_database()

    closed, opened = in_threads(
        refused(lambda: close_period(period=world.period, by=world.editor)),
        refused(lambda: send_back(submission=report, seen="accepted", by=world.editor, reason="Sai")),
    )

    assert isinstance(closed, StepRefused) != isinstance(opened, StepRefused)
    expected = "returned" if isinstance(closed, StepRefused) else "locked"
    assert in_threads(lambda: state_of(report)) == [expected]
