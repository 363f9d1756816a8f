"""The board as people use it: reading, accepting many at once, closing a period, giving more time."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from targets.models import Extension, Period
from tests.entering import enter
from tests.factories import PeriodFactory, SubmissionFactory
from tests.report_factories import ExtensionFactory
from tests.targets.reporting_world import ReviewWorld, state_of

pytestmark = pytest.mark.django_db

BOARD = "/ke-hoach/lao-cai-thu/bao-cao/"
PERIOD = "/ke-hoach/lao-cai-thu/ky/6-thang/"


@pytest.fixture
def world():
    return ReviewWorld()


@pytest.fixture
def july(monkeypatch):
    """The fifteenth of July 2021, five days after the deadline."""
    now = datetime.datetime(2021, 7, 15, 5, tzinfo=datetime.timezone.utc)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def editor(client, world):
    return enter(client, world.editor)


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Reading


def test_board_says_where_each_report_stands(editor, world, july):
    world.report("accepted", handed_in=datetime.date(2021, 7, 12))

    page = " ".join(editor.get(BOARD).text.split())

    assert "1/2 địa bàn đã nộp" in page
    assert f'href="{PERIOD}dia-ban/{world.district.pk}/duyet/">đã chấp nhận</a>' in page
    assert '<span class="board__note">nộp trễ 2 ngày</span>' in page
    assert f'href="{PERIOD}dia-ban/{world.neighbour.pk}/duyet/">quá hạn</a>' in page
    assert '<span class="board__note">5 ngày</span>' in page
    assert '<progress class="done" value="1" max="2"' in page


def test_due_date_that_is_itself_late_is_written_so(editor, world):
    Period.objects.update(deadline_is_exclusive=True)

    assert "Hạn nộp: trước 10/7/2021." in editor.get(BOARD).text


def test_closed_period_says_by_whom(editor, world):
    Period.objects.update(closed_at=timezone.now(), closed_by=world.editor)

    page = editor.get(BOARD).text

    assert "người khóa: can-bo-tinh" in page
    assert "/khoa/" not in page


def test_more_time_is_listed_with_who_and_why(editor, world):
    ExtensionFactory(period=world.period, locality=world.district, granted_by=world.editor)

    page = editor.get(BOARD).text

    assert "gia hạn đến hết 20/7/2021" in page
    assert "Mưa lũ chia cắt" in page
    assert "can-bo-tinh, 01/7/2021" in page


def test_leader_reads_and_finds_no_orders(client, world, july):
    world.report()

    page = enter(client, world.cast.leader).get(BOARD).text

    assert "1/2 địa bàn đã nộp" in page
    assert [
        word for word in ('<input type="checkbox"', "/khoa/", "/gia-han/", "don-doc", "Chấp nhận") if word in page
    ] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("?ky=6-thang", 200), ("?ky=quy-9", 404), ("?trang_thai=lost", 404), ("?la=1", 404), ("?ten=x", 200)],
)
def test_filter_of_the_address(query, status, editor):
    assert editor.get(f"{BOARD}{query}").status_code == status


def test_nothing_found_says_so_and_leads_back(editor):
    page = editor.get(f"{BOARD}?ten=Khong+co").text

    assert "Không có địa bàn nào khớp với bộ lọc." in page


def test_plan_without_periods_says_so(editor, world):
    Period.objects.all().delete()

    assert "Kế hoạch chưa có kỳ báo cáo nào." in editor.get(BOARD).text


# Accepting many


def test_chosen_reports_are_accepted(editor, world):
    chosen, other = world.report(), world.report(place=world.neighbour)

    response = editor.post(BOARD, {"ky": "6-thang", "viec": "da-chon", "dia-ban": [world.district.pk]})

    assert (response.status_code, response.url) == (302, f"{BOARD}?ky=6-thang")
    assert told(response) == ["Đã chấp nhận 1 báo cáo."]
    assert (state_of(chosen), state_of(other)) == ("accepted", "submitted")


def test_all_that_were_seen_are_accepted_and_who_could_not_be_is_named(editor, world):
    seen, returned = world.report(), world.report("returned", place=world.neighbour)

    places = [world.district.pk, world.neighbour.pk]
    response = editor.post(BOARD, {"ky": "6-thang", "viec": "tat-ca", "thay": places})

    assert told(response) == [
        "Đã chấp nhận 1 báo cáo.",
        "Huyện Sa Pa: Báo cáo vừa được người khác chuyển sang “trả lại”. Hãy xem lại.",
    ]
    assert (state_of(seen), state_of(returned)) == ("accepted", "returned")


def test_page_carries_the_reports_that_it_shows(editor, world):
    """So that one handed in meanwhile is not accepted unseen."""
    world.report()

    page = editor.get(BOARD).text

    assert f'<input type="hidden" name="thay" value="{world.district.pk}">' in page
    assert f'name="thay" value="{world.neighbour.pk}"' not in page
    assert "Chấp nhận tất cả báo cáo đã nộp (1)" in page


@pytest.mark.parametrize("typed", [[], ["x"], ["9" * 30], ["-1"], ["0"]])
def test_nothing_chosen_is_said(typed, editor, world):
    world.report()

    response = editor.post(BOARD, {"ky": "6-thang", "viec": "da-chon", "dia-ban": typed})

    assert told(response) == ["Chưa chọn báo cáo nào đã nộp."]


def test_report_of_another_plan_is_not_reached(editor, world):
    other = SubmissionFactory(state="submitted", locality=world.district)

    editor.post(BOARD, {"ky": "6-thang", "viec": "da-chon", "dia-ban": [world.district.pk]})

    assert state_of(other) == "submitted"
    assert editor.post(BOARD, {"ky": other.period.code, "viec": "da-chon"}).status_code == 404


# Closing


def test_period_is_closed_after_the_question(editor, world):
    world.report("accepted")
    asked = editor.get(f"{PERIOD}khoa/").text

    response = editor.post(f"{PERIOD}khoa/")

    assert "Còn 1 địa bàn chưa có báo cáo; khóa kỳ thì địa bàn đó không nộp được nữa." in asked
    assert (response.url, told(response)) == (f"{BOARD}?ky=6-thang", ["Đã khóa kỳ “6 tháng đầu năm 2021”."])
    assert Period.objects.get(code="6-thang").closed_by == world.editor


def test_period_with_a_report_that_waits_is_not_closed(editor, world):
    world.report()

    response = editor.post(f"{PERIOD}khoa/")

    assert (response.url, told(response)) == (f"{PERIOD}khoa/", ["Còn báo cáo chưa xử lý xong: Huyện Bát Xát."])


@pytest.mark.parametrize("page", ["khoa/", "gia-han/", "don-doc.pdf"])
def test_period_that_is_not_reported_on_has_no_such_pages(page, editor, world):
    PeriodFactory(plan=world.plan, baseline=True, code="nam-2020")

    assert editor.get(f"/ke-hoach/lao-cai-thu/ky/nam-2020/{page}").status_code == 404
    assert editor.get(f"/ke-hoach/lao-cai-thu/ky/khong-co/{page}").status_code == 404


# More time


def test_more_time_is_given(editor, world):
    form = {"locality": world.district.pk, "until": "2021-07-20", "reason": "Mưa lũ"}

    response = editor.post(f"{PERIOD}gia-han/", form)

    assert (response.url, told(response)) == (f"{BOARD}?ky=6-thang", ["Đã gia hạn cho Huyện Bát Xát."])
    given = Extension.objects.get()
    assert (given.until, given.reason, given.granted_by) == (datetime.date(2021, 7, 20), "Mưa lũ", world.editor)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"until": "2021-07-01"}, "Ngày gia hạn không được trước hạn của kỳ.", id="less time"),
        pytest.param({"until": "31/12/9999"}, "Ngày phải trong các năm từ 2020 đến 2022.", id="far day"),
        pytest.param({"until": "31/6/2021"}, "Hãy ghi ngày/tháng/năm, ví dụ 10/6/2021.", id="no day"),
        pytest.param({"reason": ""}, "Chưa nhập mục này.", id="no reason"),
        pytest.param({"reason": "Mưa\x08lũ"}, "Có ký tự không hợp lệ; hãy gõ lại.", id="control character"),
        pytest.param({"locality": "0"}, "Hãy chọn", id="no locality"),
        pytest.param({"locality": "9" * 30}, "Hãy chọn", id="beyond the database"),
    ],
)
def test_more_time_that_is_refused_keeps_what_was_typed(changed, said, editor, world):
    form = {"locality": world.district.pk, "until": "2021-07-20", "reason": "Mưa lũ", **changed}

    response = editor.post(f"{PERIOD}gia-han/", form)

    assert response.status_code == 200
    assert said in response.text
    assert form["reason"] in response.text
    assert not Extension.objects.exists()


def test_locality_of_the_address_is_chosen(editor, world):
    page = editor.get(f"{PERIOD}gia-han/?dia-ban={world.neighbour.pk}").text

    assert f'<option value="{world.neighbour.pk}" selected>Huyện Sa Pa</option>' in page
    assert editor.get(f"{PERIOD}gia-han/?dia-ban=x").status_code == 200


@pytest.mark.parametrize(
    ("closed", "why"),
    [
        pytest.param("period", "Kỳ đã khóa hoặc không có hạn nộp nên không gia hạn được.", id="period"),
        pytest.param("plan", "Kế hoạch đã kết thúc nên không gia hạn được.", id="plan"),
    ],
)
def test_where_no_more_time_is_given_the_page_says_why_and_has_no_form(closed, why, editor, world):
    if closed == "plan":
        world.plan.state = "closed"
        world.plan.save()
    else:
        Period.objects.update(closed_at=timezone.now(), closed_by=world.editor)
    form = {"locality": world.district.pk, "until": "2021-07-20", "reason": "Mưa lũ"}

    for response in (editor.get(f"{PERIOD}gia-han/"), editor.post(f"{PERIOD}gia-han/", form)):
        assert response.status_code == 200
        assert why in response.text
        assert 'name="until"' not in response.text
    assert "/gia-han/" not in editor.get(f"{BOARD}?ky=6-thang").text
    assert not Extension.objects.exists()
