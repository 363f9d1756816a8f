"""Laying out a calendar: what stays, goes and comes; one period by hand."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError

from localities.enums import Level
from plans.enums import PlanState
from targets.calendar_actions import (
    CalendarRefused,
    add_period,
    change_period,
    lay_out,
    layout_of,
    remove_period,
)
from targets.calendars import Calendar, drafts
from targets.enums import CalendarPreset, PeriodKind, SubmissionState
from targets.models import Period
from tests.cast import gather
from tests.factories import ColumnFactory, PeriodFactory, PlanFactory, ResultFactory, SubmissionFactory
from tests.report_factories import (
    ExtensionFactory,
    NarrativeFactory,
    ReminderFactory,
    ResultChangeFactory,
    SubmissionStepFactory,
)

pytestmark = pytest.mark.django_db
MONTH, QUARTER, HALF, YEAR = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR
DECREE, STATISTICS = CalendarPreset.DECREE_09, CalendarPreset.STATISTICS


class World:
    def __init__(self):
        self.cast = gather()
        self.plan = PlanFactory(locality=self.cast.province, year=2021)

    def drafts(self, preset, *kinds) -> list[Period]:
        return drafts(self.plan, Calendar(preset, kinds), Level.DISTRICT)

    def lay_out(self, preset, *kinds, by=None):
        return lay_out(plan=self.plan, drafts=self.drafts(preset, *kinds), by=by or self.cast.editor)

    def report(self, code: str):
        """A figure, so that the period is used."""
        submission = SubmissionFactory(period=self.plan.periods.get(code=code), locality=self.cast.district)
        ResultFactory(submission=submission)

    def codes(self) -> list[str]:
        return sorted(self.plan.periods.values_list("code", flat=True))


@pytest.fixture
def world():
    return World()


def codes(periods) -> list[str]:
    return [period.code for period in periods]


def test_the_first_calendar_is_made_as_a_whole(world):
    layout = world.lay_out(DECREE, HALF, YEAR)

    assert (codes(layout.made), layout.kept, layout.removed) == (["6-thang-dau", "6-thang-cuoi", "nam"], [], [])
    assert world.codes() == ["6-thang-cuoi", "6-thang-dau", "nam"]


def test_looking_at_it_writes_nothing(world):
    layout = layout_of(world.plan, world.drafts(DECREE, HALF))

    assert codes(layout.made) == ["6-thang-dau", "6-thang-cuoi"]
    assert world.codes() == []


def test_an_unused_calendar_is_replaced(world):
    world.lay_out(DECREE, HALF, YEAR)

    layout = world.lay_out(STATISTICS, HALF)

    assert sorted(codes(layout.removed)) == ["6-thang-cuoi", "6-thang-dau", "nam"]
    assert codes(layout.made) == world.codes()[::-1] == ["6-thang-dau", "6-thang-cuoi"]
    assert {period.preset for period in world.plan.periods.all()} == {STATISTICS}


def test_the_same_calendar_again_changes_nothing(world):
    world.lay_out(DECREE, MONTH, HALF)
    before = set(world.plan.periods.values_list("pk", flat=True))

    layout = world.lay_out(DECREE, MONTH, HALF)

    assert layout.changes_nothing
    assert set(world.plan.periods.values_list("pk", flat=True)) == before


def test_a_period_with_figures_and_those_before_it_stay(world):
    world.lay_out(STATISTICS, MONTH)
    world.report("thang-03")

    layout = world.lay_out(DECREE, MONTH)

    assert codes(layout.kept) == ["thang-01", "thang-02", "thang-03"]
    # April of the decree, from 15 March, would begin within the March that was reported.
    assert codes(line.draft for line in layout.skipped) == ["thang-01", "thang-02", "thang-03", "thang-04"]
    assert [period.window_from.isoformat() for period in layout.made][:1] == ["2021-04-15"]
    assert len(layout.made) == 8
    assert layout.skipped[3].reason == (
        "chồng lên kỳ “Tháng 3 năm 2021” đến ngày 31/3/2021; từ 01/4/2021 đến 14/4/2021 chưa thuộc kỳ nào cùng loại, "
        "cần thì thêm kỳ bằng tay"
    )


def test_what_is_computed_from_reported_periods_stays_with_them(world):
    world.lay_out(DECREE, MONTH, QUARTER, HALF)
    world.report("thang-03")

    layout = world.lay_out(STATISTICS, MONTH, HALF)

    assert sorted(codes(layout.kept)) == ["quy-1", "thang-01", "thang-02", "thang-03"]
    assert "6-thang-dau" in codes(layout.removed)


def test_a_half_that_was_reported_stays_and_a_gap_is_left(world):
    world.lay_out(DECREE, HALF)
    world.report("6-thang-dau")

    layout = world.lay_out(STATISTICS, HALF)

    assert [(period.window_from.isoformat(), period.preset) for period in layout.after] == [
        ("2020-12-15", DECREE),
        ("2021-07-01", STATISTICS),
    ]
    assert layout.skipped[0].reason == "chồng lên kỳ “6 tháng đầu năm 2021” đến ngày 14/6/2021; " + (
        "từ 15/6/2021 đến 30/6/2021 chưa thuộc kỳ nào cùng loại, cần thì thêm kỳ bằng tay"
    )


def test_a_period_by_hand_stays(world):
    PeriodFactory(plan=world.plan, code="6-thang-dau")

    layout = world.lay_out(STATISTICS, HALF, YEAR)

    assert codes(layout.kept) == ["6-thang-dau"]
    assert codes(layout.made) == ["6-thang-cuoi", "nam"]


def test_codes_that_are_taken_get_a_number(world):
    PeriodFactory(plan=world.plan, code="thang-03", kind=PeriodKind.AD_HOC, window_from=None, window_to=None)

    assert codes(world.lay_out(STATISTICS, MONTH).made)[2] == "thang-03-2"


def test_no_draft_splits_a_period_that_has_figures(world):
    PeriodFactory(plan=world.plan, code="dau-nam", name="Đầu năm")
    world.report("dau-nam")

    layout = world.lay_out(STATISTICS, MONTH)

    assert codes(layout.made)[0] == "thang-07"
    assert layout.skipped[0].reason == "nằm trong kỳ “Đầu năm” đã có số liệu báo cáo"


def test_figures_of_the_baseline_and_of_an_ad_hoc_period_hinder_nothing(world):
    for kind in (PeriodKind.BASELINE, PeriodKind.AD_HOC):
        PeriodFactory(plan=world.plan, code=kind.value, kind=kind, window_from=None, window_to=None)
        world.report(kind.value)

    layout = world.lay_out(STATISTICS, MONTH)

    assert len(layout.made) == 12
    assert codes(layout.kept) == ["ad_hoc"]


USES = [
    pytest.param(lambda period: ResultFactory(submission__period=period), "đã có số liệu báo cáo", id="figures"),
    pytest.param(lambda period: ResultChangeFactory(submission__period=period), "đã có số liệu báo cáo", id="history"),
    pytest.param(lambda period: SubmissionStepFactory(submission__period=period), "đã có báo cáo", id="step"),
    pytest.param(
        lambda period: SubmissionFactory(period=period, state=SubmissionState.SUBMITTED), "đã có báo cáo", id="state"
    ),
    pytest.param(lambda period: ExtensionFactory(period=period), "đã gia hạn cho địa bàn", id="extension"),
    pytest.param(lambda period: ReminderFactory(period=period), "đã gửi thư nhắc", id="reminder"),
    pytest.param(lambda period: NarrativeFactory(period=period), "đã có lời báo cáo", id="narrative"),
    pytest.param(
        lambda period: ColumnFactory(period=period, annex__plan=period.plan), "là cột của phụ lục", id="column"
    ),
]


@pytest.mark.parametrize(("use", "reason"), USES)
def test_what_is_used_is_neither_replaced_nor_deleted(world, use, reason):
    world.lay_out(DECREE, YEAR)
    period = world.plan.periods.get()
    use(period)

    layout = world.lay_out(STATISTICS, HALF)
    with pytest.raises(CalendarRefused) as refused:
        remove_period(period=period, by=world.cast.editor)

    assert codes(layout.kept) == ["nam"]
    assert str(refused.value) == f"Không xóa được kỳ “Năm 2021”: {reason}."


def test_an_open_report_without_figures_is_no_use(world):
    world.lay_out(DECREE, YEAR)
    SubmissionFactory(period=world.plan.periods.get())

    remove_period(period=world.plan.periods.get(), by=world.cast.editor)

    assert world.codes() == []


@pytest.mark.parametrize("who", ["officer", "leader", "outsider"])
def test_who_may_not(world, who):
    period = PeriodFactory(plan=world.plan)
    by = getattr(world.cast, who)

    for act in (
        lambda: world.lay_out(DECREE, YEAR, by=by),
        lambda: add_period(period=Period(plan=world.plan, kind=YEAR, name="x"), by=by),
        lambda: change_period(period=period, by=by),
        lambda: remove_period(period=period, by=by),
    ):
        with pytest.raises(CalendarRefused, match="Tài khoản không có quyền đặt lịch báo cáo của kế hoạch này."):
            act()


def test_a_closed_plan_keeps_its_calendar(world):
    world.plan.state = PlanState.CLOSED
    world.plan.save()

    with pytest.raises(CalendarRefused, match="Kế hoạch đã kết thúc; lịch báo cáo không đổi nữa."):
        world.lay_out(DECREE, YEAR)


def test_an_issued_plan_takes_a_calendar(world):
    world.plan.state, world.plan.number = PlanState.ISSUED, "9"
    world.plan.issued_on = datetime.date(2021, 2, 1)
    world.plan.save()

    assert codes(world.lay_out(DECREE, YEAR).made) == ["nam"]


def test_a_period_by_hand_gets_a_code(world):
    PeriodFactory(plan=world.plan, code="dot-xuat")

    period = add_period(period=Period(plan=world.plan, kind=PeriodKind.AD_HOC, name="Sau lũ"), by=world.cast.editor)

    assert (period.code, period.preset) == ("dot-xuat-2", "")


def test_a_code_twice_is_refused(world):
    PeriodFactory(plan=world.plan, code="lu")

    with pytest.raises(ValidationError, match="Kế hoạch đã có kỳ mang mã này."):
        add_period(period=Period(plan=world.plan, code="lu", kind=PeriodKind.AD_HOC, name="x"), by=world.cast.editor)


@pytest.mark.parametrize("change", [{"window_to": datetime.date(2021, 6, 14)}, {"kind": YEAR}], ids=["window", "kind"])
def test_what_figures_stand_for_is_not_changed(world, change):
    period = PeriodFactory(plan=world.plan, code="a")
    world.report("a")
    for name, value in change.items():
        setattr(period, name, value)

    with pytest.raises(ValidationError, match="Kỳ đã có số liệu báo cáo nên không đổi được loại, ngày đầu, ngày cuối"):
        change_period(period=period, by=world.cast.editor)


def test_a_deadline_moves_also_with_figures(world):
    period = PeriodFactory(plan=world.plan, code="a")
    world.report("a")
    period.deadline = datetime.date(2021, 7, 9)

    change_period(period=period, by=world.cast.editor)

    assert Period.objects.get(code="a").deadline == datetime.date(2021, 7, 9)


def test_a_closed_period_and_the_baseline_are_not_changed(world):
    closed = PeriodFactory(
        plan=world.plan, closed_at=datetime.datetime.now(datetime.timezone.utc), closed_by=world.cast.editor
    )
    stated = PeriodFactory(plan=world.plan, baseline=True)

    for period in (closed, stated):
        with pytest.raises(CalendarRefused):
            change_period(period=period, by=world.cast.editor)
        with pytest.raises(CalendarRefused):
            remove_period(period=period, by=world.cast.editor)


def test_every_change_leaves_a_trace(world):
    world.lay_out(DECREE, HALF)
    change_period(period=world.plan.periods.get(code="6-thang-dau"), by=world.cast.editor)
    world.lay_out(STATISTICS, YEAR)

    entries = LogEntry.objects.order_by("pk").values_list("action_flag", "object_repr", "user__username")

    assert list(entries) == [
        (1, "6 tháng đầu năm 2021", "can-bo-tinh"),
        (1, "6 tháng cuối năm 2021", "can-bo-tinh"),
        (2, "6 tháng đầu năm 2021", "can-bo-tinh"),
        (1, "Năm 2021", "can-bo-tinh"),
        (3, "6 tháng đầu năm 2021", "can-bo-tinh"),
        (3, "6 tháng cuối năm 2021", "can-bo-tinh"),
    ]
