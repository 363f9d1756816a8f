"""Judging reports: accepting, sending back, opening again, closing a period, giving more time."""

import datetime

import pytest

from accounts.enums import Role
from accounts.models import AuditEvent
from plans.enums import PlanState
from targets.models import Extension, Period, Submission
from targets.submissions import (
    StepRefused,
    accept,
    accept_all,
    close_period,
    grant_extension,
    send_back,
)
from tests.factories import LocalityFactory, PeriodFactory, UserFactory
from tests.targets.reporting_world import DEADLINE, ReviewWorld, state_of, steps

pytestmark = pytest.mark.django_db

NO_RIGHT = "Tài khoản không có quyền xử lý báo cáo của kế hoạch này."
FAR = "Ngày phải trong các năm từ 2020 đến 2022."
UNTIL = datetime.date(2021, 7, 20)


@pytest.fixture
def world():
    return ReviewWorld()


# One report


def test_report_is_accepted(world):
    report = world.report()

    accept(submission=report, seen="submitted", by=world.editor)

    assert state_of(report) == "accepted"
    assert steps(report) == [("submitted", "accepted", "", "can-bo-tinh")]
    event = AuditEvent.objects.get()
    assert (event.kind, event.subject) == ("state_changed", f"lao-cai-thu, 6-thang, {world.district.code}")
    assert event.details == {"state": ["submitted", "accepted"]}


def test_report_is_sent_back_with_the_reason(world):
    report = world.report()

    send_back(submission=report, seen="submitted", by=world.editor, reason="  Thiếu số liệu Methadone ")

    assert steps(report) == [("submitted", "returned", "Thiếu số liệu Methadone", "can-bo-tinh")]


@pytest.mark.parametrize("reason", [pytest.param("  ", id="none"), pytest.param("x" * 501, id="too long")])
def test_sending_back_needs_a_reason_that_fits(reason, world):
    report = world.report()

    with pytest.raises(StepRefused, match="^Hãy ghi lý do, không quá 500 ký tự.$"):
        send_back(submission=report, seen="submitted", by=world.editor, reason=reason)

    assert state_of(report) == "submitted"
    assert steps(report) == []


@pytest.mark.parametrize("state", ["accepted", "locked"])
def test_opening_again_leaves_a_trace(state, world):
    report = world.report(state)

    send_back(submission=report, seen=state, by=world.editor, reason="Đối chiếu lại")

    assert steps(report) == [(state, "returned", "Đối chiếu lại", "can-bo-tinh")]
    report.refresh_from_db()
    assert report.first_submitted_by == world.cast.officer  # and it does not become late by that


@pytest.mark.parametrize(
    ("state", "name"),
    [
        pytest.param("open", "đang nhập", id="open"),
        pytest.param("returned", "trả lại", id="returned"),
        pytest.param("accepted", "đã chấp nhận", id="accepted"),
        pytest.param("locked", "đã khóa", id="locked"),
    ],
)
def test_what_was_not_handed_in_is_not_accepted(state, name, world):
    report = world.report(state)

    with pytest.raises(StepRefused, match=f"^Báo cáo đang ở trạng thái “{name}” nên không làm được việc này.$"):
        accept(submission=report, seen=state, by=world.editor)

    assert steps(report) == []


@pytest.mark.parametrize("state", ["open", "returned"])
def test_what_its_author_has_is_not_sent_back(state, world):
    report = world.report(state)

    with pytest.raises(StepRefused):
        send_back(submission=report, seen=state, by=world.editor, reason="Thiếu")

    assert state_of(report) == state


def test_state_that_was_seen_must_still_stand(world):
    report = world.report("returned")

    with pytest.raises(StepRefused, match="^Báo cáo vừa được người khác chuyển sang “trả lại”. Hãy xem lại.$"):
        accept(submission=report, seen="submitted", by=world.editor)


def test_figures_that_a_plan_states_are_not_judged(world):
    report = world.report()
    Period.objects.filter(pk=world.period.pk).update(kind="baseline")

    with pytest.raises(StepRefused):
        accept(submission=report, seen="submitted", by=world.editor)


# Who


def reviewers(world) -> dict:
    """{who: whether they judge the reports of the plan}: the province's staff alone, and not its leader."""
    province, district = world.cast.province, world.cast.district
    return {
        UserFactory(administrator=True): True,
        UserFactory(administrator=True, locality=province): True,
        world.editor: True,
        world.cast.leader: False,
        world.cast.officer: False,
        world.cast.outsider: False,
        UserFactory(editor=True, locality=district): False,
        UserFactory(administrator=True, locality=district): False,
        UserFactory(editor=True, locality=province, blocked=True): False,
    }


def test_every_role_is_asked(world):
    assert {user.role for user in reviewers(world)} == set(Role)


STEPS = {
    "accept": lambda world, report, user: accept(submission=report, seen="submitted", by=user),
    "send back": lambda world, report, user: send_back(submission=report, seen="submitted", by=user, reason="Thiếu"),
    "close": lambda world, report, user: close_period(period=world.empty, by=user),
    "extend": lambda world, report, user: grant_extension(
        period=world.period, locality=world.district, until=UNTIL, reason="Mưa lũ", by=user
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_rights_of_every_role(step, world):
    for user, may in reviewers(world).items():
        # Each finds a report that waits, and a period without any.
        world.period = PeriodFactory(plan=world.plan, deadline=DEADLINE)
        world.empty = PeriodFactory(plan=world.plan)
        report, refused = world.report(), ""
        try:
            STEPS[step](world, report, user)
        except StepRefused as error:
            refused = str(error)
        assert refused == ("" if may else NO_RIGHT), (user.role, user.locality)


# Many at once


def test_many_are_accepted_and_who_could_not_be_is_named(world):
    world.report(value=None)
    third = LocalityFactory(district=True, parent=world.cast.province, name="Huyện Bảo Thắng")
    returned = world.report("returned", place=world.neighbour, value=None)
    world.report(place=third, value=None)

    places = [world.district.pk, world.neighbour.pk, third.pk]
    outcomes = accept_all(period=world.period, localities=places, by=world.editor)

    assert {one.locality.name: one.reason for one in outcomes} == {
        "Huyện Bát Xát": "",
        "Huyện Sa Pa": "Báo cáo vừa được người khác chuyển sang “trả lại”. Hãy xem lại.",
        "Huyện Bảo Thắng": "",
    }
    assert state_of(returned) == "returned"
    assert sorted(world.period.submission_set.values_list("state", flat=True)) == ["accepted", "accepted", "returned"]


def test_nothing_is_accepted_by_who_may_not(world):
    report = world.report()

    outcomes = accept_all(period=world.period, localities=[world.district.pk], by=world.cast.leader)

    assert [one.reason for one in outcomes] == [NO_RIGHT]
    assert state_of(report) == "submitted"


# Closing


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_period_with_a_report_under_way_is_not_closed(state, world):
    world.report(state)

    with pytest.raises(StepRefused, match="^Còn báo cáo chưa xử lý xong: Huyện Bát Xát.$"):
        close_period(period=world.period, by=world.editor)

    assert not Period.objects.get(pk=world.period.pk).is_closed


def test_closed_period_locks_what_was_accepted(world):
    accepted, begun = world.report("accepted"), world.report("open", place=world.neighbour)

    closed = close_period(period=world.period, by=world.editor)

    assert (closed.is_closed, closed.closed_by) == (True, world.editor)
    assert steps(accepted) == [("accepted", "locked", "", "can-bo-tinh")]
    assert state_of(begun) == "open"
    with pytest.raises(StepRefused, match="^Kỳ này đã khóa.$"):
        close_period(period=world.period, by=world.editor)


def test_locked_report_is_opened_again_after_its_period_was_closed(world):
    report = world.report("accepted")
    close_period(period=world.period, by=world.editor)

    send_back(submission=report, seen="locked", by=world.editor, reason="Sai số")
    report.refresh_from_db()

    assert report.state == "returned"
    assert [step[:3] for step in steps(report)] == [("accepted", "locked", ""), ("locked", "returned", "Sai số")]


# More time


def extend(world, **changed):
    values = {"period": world.period, "locality": world.district, "until": UNTIL, "reason": "Mưa lũ"}
    return grant_extension(**{**values, "by": world.editor, **changed})


def test_report_opened_again_in_a_closed_period_is_locked_when_accepted(world):
    report = world.report("accepted")
    close_period(period=world.period, by=world.editor)
    send_back(submission=report, seen="locked", by=world.editor, reason="Sai số")
    Submission.objects.filter(pk=report.pk).update(state="submitted")

    accept(submission=report, seen="submitted", by=world.editor)

    assert state_of(report) == "locked"


def test_report_on_a_closed_plan_stays_as_it_is(world):
    report = world.report("accepted")
    world.plan.state = "closed"
    world.plan.save()

    with pytest.raises(StepRefused, match="Kế hoạch đã kết thúc; báo cáo giữ nguyên như đã có."):
        send_back(submission=report, seen="accepted", by=world.editor, reason="Sai số")
    assert state_of(report) == "accepted"


def test_more_time_says_who_gave_it_and_why(world):
    given = extend(world, reason=" Mưa lũ ")

    assert (given.until, given.reason, given.granted_by) == (UNTIL, "Mưa lũ", world.editor)


def test_more_time_may_reach_the_end_of_the_year_after_the_last_one(world):
    assert extend(world, until=datetime.date(2022, 12, 31))

    world.plan.kind, world.plan.last_year = "period", 2025
    world.plan.save()
    world.period.refresh_from_db()

    assert extend(world, until=datetime.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"reason": " "}, "Hãy ghi lý do gia hạn, không quá 300 ký tự.", id="no reason"),
        pytest.param({"reason": "x" * 301}, "Hãy ghi lý do gia hạn, không quá 300 ký tự.", id="long reason"),
        pytest.param({"until": datetime.date(2021, 7, 9)}, "Ngày gia hạn không được trước hạn của kỳ.", id="less time"),
        pytest.param({"until": datetime.date(2023, 1, 1)}, FAR, id="beyond the year after the plan"),
        pytest.param({"until": datetime.date.max}, FAR, id="the last day of the calendar"),
    ],
)
def test_more_time_is_refused(changed, reason, world):
    with pytest.raises(StepRefused) as refused:
        extend(world, **changed)

    assert str(refused.value) == reason
    assert not Extension.objects.exists()


def test_more_time_is_not_taken_back(world):
    extend(world, until=datetime.date(2021, 7, 30))

    with pytest.raises(StepRefused) as refused:
        extend(world, until=datetime.date(2021, 7, 29))

    assert str(refused.value) == "Huyện Bát Xát đã được gia hạn đến hết 30/7/2021; không rút ngắn được."
    assert extend(world, until=datetime.date(2021, 7, 30), reason="Ghi lại lý do")
    assert extend(world, locality=world.neighbour, until=datetime.date(2021, 7, 20))


def test_no_more_time_where_the_locality_does_not_report(world):
    with pytest.raises(StepRefused, match="^Tỉnh Lai Châu không nằm trong danh sách báo cáo của kế hoạch.$"):
        extend(world, locality=world.cast.other_province)


@pytest.mark.parametrize("change", [{"deadline": None}, {"closed": True}], ids=["no deadline", "closed"])
def test_no_more_time_without_a_deadline_or_after_the_end(change, world):
    if change.pop("closed", False):
        world.period = close_period(period=world.period, by=world.editor)
    else:
        world.period.deadline = None
        world.period.save()

    with pytest.raises(StepRefused, match="^Kỳ đã khóa hoặc không có hạn nộp nên không gia hạn được.$"):
        extend(world)


def test_no_more_time_in_a_closed_plan(world):
    world.plan.state = PlanState.CLOSED
    world.plan.save()

    with pytest.raises(StepRefused, match="^Kế hoạch đã kết thúc nên không gia hạn được.$"):
        extend(world)


def test_no_more_time_for_a_period_that_nobody_reports(world):
    for first, last in (((1, 1), (3, 31)), ((4, 1), (6, 30))):
        window = {"window_from": datetime.date(2021, *first), "window_to": datetime.date(2021, *last)}
        PeriodFactory(plan=world.plan, kind="quarter", **window)

    with pytest.raises(StepRefused) as refused:
        extend(world)

    assert str(refused.value) == "Kỳ này cộng từ các kỳ ngắn hơn, không ai báo cáo, nên không gia hạn được."
