"""The one door for results: what it refuses, wholly, and why."""

import datetime

import pytest
from django.utils import timezone

from core.figures import Amount, Comparator
from targets.enums import SubmissionState
from targets.models import Period, Submission
from targets.results import Part, ResultEdit, ResultsRefused
from tests.factories import IndicatorFactory, LocalityFactory, PeriodFactory
from tests.targets.report_world import ReportWorld, exactly

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return ReportWorld()


def reasons(world, *edits, **values) -> list[str]:
    """Why a batch was refused; nothing of it was written."""
    before = world.stored(), world.changes()
    with pytest.raises(ResultsRefused) as refused:
        world.save(*edits, **values)
    assert (world.stored(), world.changes()) == before
    return [refusal.reason for refusal in refused.value.refusals]


def test_closed_period(world):
    Period.objects.filter(pk=world.first.pk).update(
        closed_at=datetime.datetime(2021, 8, 1, 9, tzinfo=timezone.get_default_timezone()), closed_by=world.cast.editor
    )

    assert reasons(world, world.edit("compulsory", exactly(30))) == [
        "Kỳ “6 tháng đầu năm 2021” đã khóa ngày 01/8/2021; không nhận số liệu nữa."
    ]


def test_closed_period_takes_a_returned_report(world):
    Period.objects.filter(pk=world.first.pk).update(closed_at=timezone.now(), closed_by=world.cast.editor)
    Submission.objects.create(period=world.first, locality=world.cast.district, state=SubmissionState.RETURNED)

    world.save(world.edit("compulsory", exactly(30)))

    assert world.changes() == 1


def test_period_that_shorter_ones_make_up(world):
    window = {"window_from": datetime.date(2021, 1, 1), "window_to": datetime.date(2021, 12, 30)}
    Period.objects.filter(pk=world.first.pk).update(window_to=datetime.date(2021, 6, 30))
    year = PeriodFactory(plan=world.plan, name="Năm 2021", kind="year", **window)

    assert reasons(world, world.edit("compulsory", exactly(30)), period=year) == [
        "Kỳ “Năm 2021” được tổng hợp từ các kỳ ngắn hơn (6 tháng đầu năm 2021, 6 tháng cuối năm 2021), không nhập "
        "riêng."
    ]


def test_period_that_has_not_begun(world):
    coming = PeriodFactory(
        plan=world.plan,
        name="Quý I năm 2099",
        window_from=datetime.date(2099, 1, 1),
        window_to=datetime.date(2099, 3, 31),
    )

    assert reasons(world, world.edit("compulsory", exactly(30)), period=coming) == [
        "Kỳ “Quý I năm 2099” bắt đầu từ ngày 01/01/2099; chưa nhập được."
    ]


def test_closed_plan(world):
    world.plan.state = "closed"
    world.plan.save()

    assert reasons(world, world.edit("compulsory", exactly(30))) == ["Kế hoạch đã kết thúc; không nhận báo cáo nữa."]


@pytest.mark.parametrize(
    ("validity", "words"),
    [
        pytest.param({"valid_from": datetime.date(2021, 7, 1)}, "có từ ngày 01/7/2021", id="not-yet"),
        pytest.param({"valid_to": datetime.date(2021, 6, 29)}, "có đến hết ngày 29/6/2021", id="no-more"),
    ],
)
def test_locality_that_did_not_exist_at_the_end_of_the_period(world, validity, words):
    district = world.cast.district
    for name, value in validity.items():
        setattr(district, name, value)
    type(district).objects.filter(pk=district.pk).update(**validity)

    assert reasons(world, world.edit("compulsory", exactly(30))) == [
        f"Huyện Bát Xát không có trong kỳ “6 tháng đầu năm 2021” ({words})."
    ]


def test_locality_that_does_not_report(world):
    other = LocalityFactory(district=True, parent=world.cast.province, name="Huyện Bắc Hà")

    assert reasons(world, world.edit("compulsory", exactly(30)), by=world.cast.editor, locality=other) == [
        "Huyện Bắc Hà không nằm trong danh sách báo cáo của kế hoạch."
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubmissionState.SUBMITTED, "đã nộp"),
        (SubmissionState.ACCEPTED, "đã chấp nhận"),
        (SubmissionState.LOCKED, "đã khóa"),
    ],
)
def test_report_that_was_handed_in(world, state, words):
    Submission.objects.create(period=world.first, locality=world.cast.district, state=state)

    assert reasons(world, world.edit("compulsory", exactly(30))) == [f"Báo cáo {words}; muốn sửa phải được trả lại."]


@pytest.mark.parametrize("who", ["leader", "outsider"])
def test_who_may_not_write(world, who):
    assert reasons(world, world.edit("compulsory", exactly(30)), by=getattr(world.cast, who)) == [
        "Tài khoản không có quyền báo cáo kết quả của Huyện Bát Xát."
    ]


def test_neighbour_may_not_write(world):
    assert reasons(world, world.edit("compulsory", exactly(30)), by=world.stranger) == [
        "Tài khoản không có quyền báo cáo kết quả của Huyện Bát Xát."
    ]


def test_officer_may_not_write_for_the_neighbour(world):
    assert reasons(world, world.edit("compulsory", exactly(30)), locality=world.neighbour) == [
        "Tài khoản không có quyền báo cáo kết quả của Huyện Sa Pa."
    ]


# The figure


@pytest.mark.parametrize(
    ("key", "amount", "reason"),
    [
        pytest.param("share", exactly(1001, 1), "Tỷ lệ không được quá 100%.", id="above-the-possible"),
        pytest.param(
            "total",
            exactly(40),
            "Ô này là tổng của các ô khác, được tự tính; hãy nhập các ô thành phần.",
            id="sum",
        ),
        pytest.param(
            "compulsory",
            Amount(30, None, Comparator.AT_LEAST),
            "Kết quả phải là một con số; khoảng và mức tối thiểu chỉ dùng cho chỉ tiêu.",
            id="bound",
        ),
        pytest.param(
            "compulsory", exactly(-1), "Kết quả phải là số nguyên không âm theo đơn vị lưu của chỉ tiêu.", id="negative"
        ),
        pytest.param(
            "compulsory", exactly(30, 1), "Số chữ số thập phân khác với quy định của chỉ tiêu.", id="decimals"
        ),
    ],
)
def test_figure_that_cannot_be(world, key, amount, reason):
    assert reasons(world, world.edit(key, amount), world.edit("voluntary", exactly(10))) == [reason]


def test_whole_percentage_may_be(world):
    world.save(world.edit("share", exactly(1000, 1)))

    assert world.stored()["share"] == ("reported", 1000, False, "")


def test_indicator_that_the_form_does_not_have(world):
    edit = ResultEdit(IndicatorFactory().pk, None, Part(None, exactly(1)))

    assert reasons(world, edit) == ["Chỉ tiêu này không thuộc biểu báo cáo của kế hoạch."]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        pytest.param("d" * 301, "Ghi chú dài quá 300 ký tự; hãy rút gọn.", id="long"),
        pytest.param("a\x00b", "Ghi chú có ký tự không hợp lệ; hãy gõ lại.", id="null"),
        pytest.param("a\ud800b", "Ghi chú có ký tự không hợp lệ; hãy gõ lại.", id="half-a-pair"),
    ],
)
def test_note_that_cannot_be(world, note, reason):
    assert reasons(world, world.note("compulsory", note)) == [reason]


# Conflicts


def test_conflict_on_a_figure(world):
    world.save(world.edit("compulsory", exactly(30)), by=world.colleague)

    with pytest.raises(ResultsRefused) as refused:
        world.save(world.edit("compulsory", exactly(35)), world.edit("voluntary", exactly(10)))

    (refusal,) = refused.value.refusals
    assert (refusal.reason, refusal.is_conflict) == ("Ô đã được người khác sửa.", True)
    assert refusal.standing.value == 30
    assert world.stored() == {"compulsory": ("reported", 30, False, "")}


def test_exact_figure_and_estimate_of_one_value_are_in_conflict(world):
    world.save(world.edit("compulsory", Amount(30, None, Comparator.ESTIMATE)), by=world.colleague)

    assert reasons(world, world.edit("compulsory", exactly(30))) == ["Ô đã được người khác sửa."]


def test_conflict_on_a_note(world):
    world.save(world.note("compulsory", "Cơ sở đang sửa"), by=world.colleague)

    assert reasons(world, world.note("compulsory", "Chưa có số")) == ["Ô đã được người khác sửa."]


def test_note_and_figure_of_one_line_are_no_conflict(world):
    world.save(world.note("compulsory", "Cơ sở đang sửa"), by=world.colleague)

    world.save(world.edit("compulsory", exactly(30)))

    assert world.stored() == {"compulsory": ("reported", 30, False, "Cơ sở đang sửa")}


def test_two_figures_for_one_cell(world):
    edits = [world.edit("compulsory", exactly(30)), world.edit("compulsory", exactly(31))]

    assert reasons(world, *edits) == ["Ô này có hai giá trị trong cùng một lần ghi."]
