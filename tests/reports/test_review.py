"""One report for its reviewer: its figures with their marks, the remarks, the steps, and going on to the next."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.review import neighbours, review_of
from tests.entering import enter
from tests.factories import (
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    ResultFactory,
    RowFactory,
    TargetFactory,
    UserFactory,
)
from tests.guard import GUARD
from tests.report_factories import SubmissionStepFactory
from tests.targets.reporting_world import ReviewWorld, state_of, steps

pytestmark = pytest.mark.django_db

BOARD = "/ke-hoach/lao-cai-thu/bao-cao/?ky=6-thang"


@pytest.fixture
def world():
    return ReviewWorld()


@pytest.fixture
def editor(client, world):
    return enter(client, world.editor)


def page(place) -> str:
    return f"/ke-hoach/lao-cai-thu/ky/6-thang/dia-ban/{place.pk}/duyet/"


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def shown(report) -> list[tuple]:
    """(label, target, result, percent, marks) of each line."""
    lines = review_of(report).lines
    return [(line.line.label, line.target_text, line.result_text, line.percent, line.marks) for line in lines]


# Figures


@pytest.mark.parametrize(
    ("target", "result", "expected"),
    [
        pytest.param({"value": 290}, {"value": 351}, ("290", "351", "121%", []), id="beyond the target"),
        pytest.param({"value": 7}, {"value": 3}, ("7", "3", "42,9%", []), id="rounded half up"),
        pytest.param({"at_least": True, "value": 50}, {"value": 40}, ("ít nhất 50", "40", "80%", []), id="minimum"),
        pytest.param({"between": True}, {"value": 66}, ("65 - 70", "66", "101,5%", []), id="range: of its lower bound"),
        pytest.param({"decrease": True}, {"value": 5}, ("giảm 10 - 20", "5", "", []), id="change: no percent"),
        pytest.param({"value": 0}, {"value": 5}, ("0", "5", "", []), id="target of zero"),
        pytest.param(None, {"value": 0}, ("", "0", "", []), id="no target; zero is a figure"),
        pytest.param(
            {"value": 50}, {"value": 40, "estimate": True}, ("50", "ước 40", "80%", ["ước thực hiện"]), id="estimate"
        ),
        pytest.param(
            {"value": 50},
            {"value": 40, "state": "carried"},
            ("50", "40", "80%", ["chuyển từ kỳ trước"]),
            id="carried",
        ),
        pytest.param(
            {"value": 50},
            {"value": None, "state": "not_applicable"},
            ("50", "x", "", ["không áp dụng"]),
            id="not applicable",
        ),
        pytest.param({"value": 50}, {"not_reported": True, "note": "Chờ"}, ("50", "", "", []), id="missing"),
    ],
)
def test_line(target, result, expected, world):
    if target is not None:
        TargetFactory(plan=world.plan, locality=world.district, indicator=world.indicator, **target)
    TargetFactory(plan=world.plan, locality=world.neighbour, indicator=world.indicator, value=999)
    report = world.report(value=None)
    ResultFactory(submission=report, indicator=world.indicator, **result)

    assert shown(report) == [("Bắt buộc", *expected)]


def test_percent_is_of_all_that_was_done_so_far(world):
    TargetFactory(plan=world.plan, locality=world.district, indicator=world.indicator, value=100)
    days = {"window_from": datetime.date(2021, 7, 1), "window_to": datetime.date(2021, 12, 31)}
    second = PeriodFactory(plan=world.plan, code="6-thang-cuoi", **days)
    for period, value in ((world.period, 40), (second, 30)):
        report = world.report("accepted", period=period, value=None)
        ResultFactory(submission=report, indicator=world.indicator, value=value)

    (line,) = review_of(report).lines

    assert (line.result_text, line.done_text, line.percent) == ("30", "70", "70%")


def test_rate_is_a_share_of_its_target(world):
    rate = IndicatorFactory(ratio=True)
    ColumnFactory(annex=world.annex, indicator=rate, label="Tỷ lệ")
    TargetFactory(plan=world.plan, locality=world.district, indicator=rate, value=500)
    report = world.report()
    ResultFactory(submission=report, indicator=rate, value=436)

    assert shown(report)[1] == ("Tỷ lệ", "50%", "43,6%", "87,2%", [])


def test_sum_of_indicators_is_computed_and_says_what_is_missing(world):
    total = IndicatorFactory(sums_children=True)
    parts = IndicatorFactory.create_batch(3, parent=total)
    for label, indicator in [("Tổng", total), *((f"Phần {n}", part) for n, part in enumerate(parts))]:
        ColumnFactory(annex=world.annex, indicator=indicator, label=label)
    report = world.report()
    ResultFactory(submission=report, indicator=parts[0], value=30)
    ResultFactory(submission=report, indicator=parts[1], value=12, is_estimate=True)

    marks = ["thiếu 1 số liệu thành phần", "ước thực hiện"]
    assert shown(report)[1] == ("Tổng", "", "ước 42", "", marks)


def test_sum_of_facilities_is_computed(world):
    for name, value in (("Cơ sở 1", 5), ("Cơ sở 2", 6)):
        facility = FacilityFactory(locality=world.cast.province, name=name)
        ColumnFactory(annex=world.annex, indicator=world.indicator, facility=facility, label=name)
        setattr(world, name, (facility, value))
    report = world.report(value=None)
    for name in ("Cơ sở 1", "Cơ sở 2"):
        facility, value = getattr(world, name)
        ResultFactory(submission=report, indicator=world.indicator, facility=facility, value=value)

    assert [line[2] for line in shown(report)] == ["11", "5", "6"]


@pytest.mark.parametrize("state", ["open", "returned"])
def test_figures_under_work_are_their_authors(state, editor, world):
    report = world.report(state, value=40)

    text = editor.get(page(world.district)).text

    assert review_of(report).lines == ()
    assert '<td class="num" data-label="Kết quả trong kỳ">40</td>' not in text
    said = {"open": "Địa bàn chưa nộp báo cáo này;", "returned": "Báo cáo đã trả lại, địa bàn đang sửa."}
    assert said[state] in text


def test_report_that_nobody_began_is_shown_and_not_made(editor, world):
    text = editor.get(page(world.district)).text

    assert "Địa bàn chưa nộp báo cáo này;" in text
    assert "Chưa có bước nào." in text
    assert not world.period.submission_set.exists()


# The page


def test_page_shows_figures_remarks_and_steps(editor, world):
    other = IndicatorFactory()
    ColumnFactory(annex=world.annex, indicator=other, label="Tự nguyện")
    report = world.report()
    SubmissionStepFactory(submission=report, taken_by=world.cast.officer)
    SubmissionStepFactory(
        submission=report, before="submitted", after="returned", reason="Thiếu Methadone", taken_by=world.editor
    )

    text = " ".join(editor.get(page(world.district)).text.split())

    assert '<td class="num" data-label="Kết quả trong kỳ">40</td>' in text
    assert "Tự nguyện: Chưa có số liệu." in text
    assert '<span class="badge badge--bad">chưa có số liệu</span>' in text
    assert "15:00 01/7/2021, can-bo-huyen" in text
    assert "Lý do: Thiếu Methadone" in text
    assert "Nộp lần đầu ngày 10/7/2021, người nộp: can-bo-huyen" in text


def test_note_of_a_missing_figure_is_shown(editor, world):
    report = world.report(value=None)
    ResultFactory(submission=report, indicator=world.indicator, not_reported=True, note="Chờ công an xã")

    assert "Chờ công an xã" in editor.get(page(world.district)).text


def test_leader_reads_and_finds_no_orders(client, world):
    world.report()

    text = enter(client, world.cast.leader).get(page(world.district)).text

    assert '<td class="num" data-label="Kết quả trong kỳ">40</td>' in text
    assert 'name="viec"' not in text


@pytest.mark.parametrize(
    ("place", "status"), [("district", 200), ("province", 404), ("other_province", 404), ("commune", 404)]
)
def test_locality_that_does_not_report_has_no_page(place, status, editor, world):
    assert editor.get(page(getattr(world.cast, place))).status_code == status


def test_locality_that_did_not_exist_has_no_page(editor, world):
    ended = LocalityFactory(district=True, parent=world.cast.province, valid_to="2021-06-29")
    RowFactory(annex=world.annex, locality=ended)

    assert editor.get(page(ended)).status_code == 404


# Steps


def test_accepting_goes_on_to_the_next_that_waits(editor, world):
    report, _next = world.report(), world.report(place=world.neighbour)

    response = editor.post(page(world.district), {"viec": "chap-nhan", "thay": "submitted"})

    assert (response.url, told(response)) == (page(world.neighbour), ["Đã chấp nhận báo cáo của Huyện Bát Xát."])
    assert state_of(report) == "accepted"


def test_after_the_last_one_comes_the_board(editor, world):
    world.report()

    assert editor.post(page(world.district), {"viec": "chap-nhan", "thay": "submitted"}).url == BOARD


def test_report_is_returned_with_the_reason(editor, world):
    report = world.report()

    response = editor.post(page(world.district), {"viec": "tra-lai", "thay": "submitted", "reason": "Thiếu Methadone"})

    assert told(response) == ["Đã trả lại báo cáo của Huyện Bát Xát."]
    assert steps(report) == [("submitted", "returned", "Thiếu Methadone", "can-bo-tinh")]


def test_reason_may_have_lines(editor, world):
    report = world.report()

    editor.post(page(world.district), {"viec": "tra-lai", "thay": "submitted", "reason": "Thiếu:\r\n\tMethadone"})

    assert state_of(report) == "returned"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        pytest.param(" ", "Chưa nhập mục này.", id="none"),
        pytest.param("y" * 501, "y" * 501, id="too long: what was typed is kept"),
        pytest.param("Thiếu\x07", "Có ký tự không hợp lệ; hãy gõ lại.", id="control character"),
        pytest.param("Thiếu\x1b[2J", "Có ký tự không hợp lệ; hãy gõ lại.", id="escape of a terminal"),
    ],
)
def test_return_without_a_fitting_reason_comes_back(reason, said, editor, world):
    report = world.report()

    response = editor.post(page(world.district), {"viec": "tra-lai", "thay": "submitted", "reason": reason})

    assert response.status_code == 200
    assert said in response.text
    assert state_of(report) == "submitted"


@pytest.mark.parametrize("state", ["accepted", "locked"])
def test_report_is_opened_again(state, editor, world):
    report = world.report(state)

    text = editor.get(page(world.district)).text
    editor.post(page(world.district), {"viec": "tra-lai", "thay": state, "reason": "Đối chiếu lại"})

    assert "Mở lại" in text
    assert "Chấp nhận</button>" not in text
    assert steps(report) == [(state, "returned", "Đối chiếu lại", "can-bo-tinh")]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param(
            {"viec": "chap-nhan", "thay": "returned"},
            "Báo cáo vừa được người khác chuyển sang “đã nộp”. Hãy xem lại.",
            id="another state was seen",
        ),
        pytest.param({"viec": "xoa"}, "Không có việc này với báo cáo đang xem.", id="no such step"),
        pytest.param({}, "Không có việc này với báo cáo đang xem.", id="no step"),
    ],
)
def test_step_that_is_refused_leads_back(form, said, editor, world):
    report = world.report()

    response = editor.post(page(world.district), form)

    assert (response.url, told(response)) == (page(world.district), [said])
    assert state_of(report) == "submitted"


def test_step_on_a_report_that_nobody_began_is_refused(editor, world):
    response = editor.post(page(world.district), {"viec": "chap-nhan", "thay": "open"})

    assert told(response) == ["Không có việc này với báo cáo đang xem."]
    assert not world.period.submission_set.exists()


def test_neighbours_are_those_that_wait_in_the_order_of_the_plan(world):
    third = LocalityFactory(district=True, parent=world.cast.province)
    fourth = LocalityFactory(district=True, parent=world.cast.province)
    order = [world.neighbour, world.district, third, fourth]
    world.report("submitted", place=world.neighbour)
    here = world.report("accepted")
    world.report("returned", place=third)
    world.report("submitted", place=fourth)
    world.report("submitted", place=third, period=PeriodFactory(plan=world.plan))

    assert neighbours(here, order) == (world.neighbour, fourth)


def test_page_takes_the_same_queries_at_any_size(client):
    world = ReviewWorld()
    enter(client, UserFactory(administrator=True))
    counts = []
    for size in (2, 60):
        for indicator in IndicatorFactory.create_batch(size):
            ColumnFactory(annex=world.annex, indicator=indicator)
            TargetFactory(plan=world.plan, locality=world.district, indicator=indicator)
        for _row in range(size):
            RowFactory(annex=world.annex)
        period = PeriodFactory(plan=world.plan, code=f"ky-{size}-dong")
        report = world.report(period=period)
        SubmissionStepFactory.create_batch(size, submission=report)
        address = page(world.district).replace("6-thang", period.code)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        counts.append(len(queries))

    # Session; user; their second factor; plan with agency and locality; periods; lines of the annexes; the report;
    # reports that wait; more time; steps; columns of the annexes, results, targets; columns and results again for the
    # remarks, with targets, terms of stocks and the periods before; these again for what was done so far.
    assert counts == [19 + GUARD] * 2
