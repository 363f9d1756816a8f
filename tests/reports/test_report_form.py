"""The form of a report: what it shows, and how it is posted without script."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from core.figures import Comparator
from targets.models import Period, Submission
from targets.submissions import send_back
from tests.factories import ColumnFactory, FacilityFactory, LocalityFactory, PeriodFactory
from tests.report_factories import ExtensionFactory
from tests.reports.report_page import ReportPage
from tests.targets.report_world import ReportWorld, estimate, exactly

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return ReportWorld()


@pytest.fixture
def page(world):
    return ReportPage(world)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# What it shows


def test_line_shows_target_result_so_far_and_progress(world):
    world.target("compulsory", 100)
    world.target("voluntary", 20, comparator=Comparator.AT_LEAST)
    world.target("share", 700, comparator=Comparator.AT_LEAST)
    world.hand_in(compulsory=30, voluntary=10, stock=500, share=600)
    world.fill(world.second, compulsory=25, voluntary=15, stock=510, share=650)

    lines = ReportPage(world, period=world.second).lines()

    assert [list(line.values()) for line in lines.values()] == [
        ["≥ 120", "40", "40", "80", "40", "66,7%"],  # the sum: 100 and at least 20, of which 30 + 10 and 25 + 15
        ["100", "30", "25", "55", "45", "55%"],
        ["≥ 20", "10", "15", "25", "0", "125%"],
        ["", "500", "510", "510", "", ""],
        ["≥ 70%", "", "65%", "65%", "5 điểm", "92,9%"],
    ]


def test_sum_so_far_adds_each_part_by_its_own_rule(world):
    """Patients carried over are a stock: they are not added to those of the period before (rule composite)."""
    world.sums_the_stock()
    world.hand_in(compulsory=30, voluntary=10, stock=500, share=600)
    world.fill(world.second, compulsory=25, voluntary=15, stock=510, share=650)

    total = ReportPage(world, period=world.second).lines()[1]

    assert (total["so_far"], total["current"], total["cumulative"]) == ("540", "550", "590")


def test_result_so_far_rests_on_reports_that_count(world):
    world.fill(compulsory=30)

    lines = ReportPage(world, period=world.second).lines()

    assert lines[2]["so_far"] == ""


def test_more_than_the_target_says_by_how_much(world, page):
    world.target("compulsory", 20)
    world.save(world.edit("compulsory", estimate(30)))

    assert list(page.lines()[2].values()) == ["20", "", "ước 30", "ước 30", "vượt 10", "150%"]


def test_lines_are_grouped_by_their_upper_labels(page):
    rows = page.get().context["form"].rows

    assert [(row.heading if row.is_first else "", row.line.label) for row in rows] == [
        ("Cai nghiện", "Tổng số"),
        ("", "Bắt buộc"),
        ("", "Tự nguyện"),
        ("Chỉ tiêu chung", "Đang quản lý"),
        ("", "Tỷ lệ duy trì"),
    ]


def test_sum_has_no_input(page):
    form = page.form()

    assert list(form) == ["seen", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2"]


def test_figure_by_facility_adds_to_the_figure_without(world, page):
    annex = world.plan.annexes.get()
    for number in (1, 2):
        facility = FacilityFactory(locality=world.cast.province, name=f"Cơ sở số {number}")
        ColumnFactory(annex=annex, label=f"CS{number}", indicator=world.indicators["compulsory"], facility=facility)

    model = page.get().context["model"]

    nodes = {line["row"]: line["node"] for line in model["lines"]}
    children = {row: model["nodes"][node]["children"] for row, node in nodes.items()}
    assert children[2] == [nodes[6], nodes[7]]
    assert children[1] == [nodes[2], nodes[3]]
    assert "2.1" not in model["cells"]


def test_header_says_window_deadline_and_estimates(world, page):
    Period.objects.filter(pk=world.first.pk).update(deadline=datetime.date(2021, 6, 10), deadline_is_exclusive=True)

    html = page.html()

    assert "từ 01/01/2021 đến 30/6/2021" in html
    assert "trước 10/6/2021" in html
    assert "Hạn nộp trước khi hết kỳ: số chưa chốt ghi “ước …”, ví dụ “ước 351”." in html


def test_header_says_more_time(world, page):
    where = {"period": world.first, "locality": world.cast.district, "granted_by": world.cast.editor}
    ExtensionFactory(**where, until=datetime.date(2021, 7, 20))

    assert "gia hạn đến hết 20/7/2021" in page.html()


def test_returned_report_says_why_and_who(world, page):
    send_back(submission=world.hand_in(), seen="submitted", by=world.cast.editor, reason="Số bắt buộc chưa khớp")

    html = page.html()

    assert "Số bắt buộc chưa khớp" in html
    assert "can-bo-tinh, lúc " in html
    assert "readonly" not in html


def test_report_that_was_handed_in_is_read_only(world, page):
    world.hand_in()

    html = page.html()

    assert "Báo cáo đã nộp; muốn sửa phải được trả lại." in html
    assert html.count("readonly") == 8
    assert "data-read-only" in html
    assert "Nộp báo cáo…" not in html


def test_computed_period_is_not_typed(world, page):
    PeriodFactory(
        plan=world.plan,
        code="ca-nam",
        kind="year",
        name="Cả năm",
        window_from=datetime.date(2021, 1, 1),
        window_to=datetime.date(2021, 12, 30),
    )
    url = page.url.replace("/dau/", "/ca-nam/")

    response = page.get(url)

    assert (
        "Kỳ “Cả năm” được tổng hợp từ các kỳ ngắn hơn (6 tháng đầu năm 2021, 6 tháng cuối năm 2021), không nhập riêng."
        in response.content.decode()
    )


# Who comes here


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("colleague", 200), ("stranger", 404), ("leader", 403), ("outsider", 404), ("editor", 200)],
)
def test_who_opens_a_report(world, who, status):
    user = getattr(world, who, None) or getattr(world.cast, who)

    assert ReportPage(world, user).get().status_code == status


@pytest.mark.parametrize("part", ["period", "locality", "commune", "baseline"])
def test_report_that_is_not_there(world, page, part):
    PeriodFactory(plan=world.plan, code="goc", baseline=True)
    other = LocalityFactory(district=True, parent=world.cast.province).pk
    district = world.cast.district.pk
    urls = {
        "period": page.url.replace("/dau/", "/khong-co/"),
        "locality": page.url.replace(f"/{district}/", f"/{other}/"),
        "commune": page.url.replace(f"/{district}/", f"/{world.cast.commune.pk}/"),
        "baseline": page.url.replace("/dau/", "/goc/"),
    }

    assert page.get(urls[part]).status_code == 404


# Posted without script


def test_form_is_written_whole(world, page):
    response = page.post(k2_1="ước 30", k3_1="x", k4_2="Chờ số của công an")

    assert (response.status_code, response.url) == (302, page.url)
    assert said(response) == ["Đã ghi 3 ô."]
    assert world.stored() == {
        "compulsory": ("reported", 30, True, ""),
        "voluntary": ("not_applicable", None, False, ""),
        "stock": ("not_reported", None, False, "Chờ số của công an"),
    }


def test_form_posted_unchanged_writes_nothing(world, page):
    world.fill()
    world.save(world.note("stock", "Ghi chú = có dấu, và % nữa"))
    before = world.changes()

    response = page.post()

    assert said(response) == ["Không có ô nào thay đổi."]
    assert world.changes() == before


def test_refused_form_writes_nothing_and_keeps_what_was_typed(world, page):
    response = page.post(k2_1="ba mươi", k3_1="10", k5_1="101%")

    html = response.content.decode()
    assert response.status_code == 422
    assert world.stored() == {}
    assert [(fault["key"], fault["where"]) for fault in response.context["faults"]] == [
        ("2.1", "Cai nghiện, Bắt buộc"),
        ("5.1", "Tỷ lệ duy trì"),
    ]
    assert 'value="ba mươi"' in html
    assert 'value="10"' in html
    assert 'aria-describedby="f2.1"' in html


def test_figure_in_conflict_says_who_and_when_and_is_written_by_a_second_click(world, page):
    form = page.form()
    world.save(world.edit("compulsory", exactly(35)), by=world.colleague)

    refused = page.post(form, k2_1="30")

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Ô đã được người khác sửa thành “35”. Người ghi: dong-nghiep, lúc " in html
    assert world.stored()["compulsory"][1] == 35
    seen = refused.context["form"].seen
    assert page.post({**form, "seen": seen}, k2_1="30").status_code == 302
    assert world.stored()["compulsory"][1] == 30


def test_cell_that_is_not_of_the_form_is_refused(world, page):
    response = page.post(k1_1="5", k99_1="5")

    assert response.status_code == 422
    assert [fault["reason"] for fault in response.context["faults"]] == ["Ô không thuộc biểu báo cáo này."]
    assert world.stored() == {}


def test_form_of_other_lines_is_refused(world, page):
    """A key counts lines: after a column was put before them it would mean another figure."""
    form = page.form()
    ColumnFactory(annex=world.plan.annexes.get(), position=0, label="Chỉ tiêu mới")

    response = page.post(form, k2_1="30")

    assert said(response) == ["Biểu báo cáo của kế hoạch vừa thay đổi; chưa ghi ô nào. Hãy tải lại trang."]
    assert world.stored() == {}


def test_form_posted_after_the_report_was_handed_in_is_refused(world, page):
    form = page.form()
    world.hand_in()
    before = world.changes()

    response = page.post(form, k2_1="99")

    assert said(response) == ["Báo cáo đã nộp; muốn sửa phải được trả lại."]
    assert world.changes() == before


# Carry-forward


def test_stock_of_the_period_before_is_offered_and_taken_over(world):
    world.hand_in(stock=500)
    page = ReportPage(world, period=world.second)
    assert "Chuyển số kỳ trước (1 ô)" in page.html()

    response = page.post(nhan="tat-ca")

    assert said(response) == ["Đã ghi 1 ô."]
    assert page.world.stored()["stock"] == ("carried", 500, False, "")
    (figure,) = [row.figure for row in page.get().context["form"].rows if row.number == 4]
    assert (figure.text, figure.is_carried, figure.offer) == ("500", True, "")


def test_carrying_all_leaves_typed_cells_alone(world):
    world.hand_in(stock=500)
    page = ReportPage(world, period=world.second)

    page.post(nhan="tat-ca", k4_1="510")

    assert world.stored()["stock"] == ("reported", 510, False, "")


def test_share_and_flow_are_not_carried(world):
    world.hand_in()
    offers = [
        row.figure.offer for row in ReportPage(world, period=world.second).get().context["form"].rows if row.figure
    ]

    assert offers == ["", "", "500", ""]


# Handing in


def test_confirmation_counts_and_hands_in(world, page):
    world.fill()

    confirmation = page.get(page.submit_url)
    assert [count["number"] for count in confirmation.context["counts"]] == [4, 0, 0, 0, 0, 0]
    assert 'name="seen" value="open"' in confirmation.content.decode()
    assert Submission.objects.get().state == "open"

    response = page.client.post(page.submit_url, {"seen": "open"})
    assert (response.status_code, response.url) == (302, page.url)
    assert said(response) == ["Đã nộp báo cáo của Huyện Bát Xát, 6 tháng đầu năm 2021."]
    assert Submission.objects.get().state == "submitted"


def test_confirmation_of_an_untouched_report_writes_nothing(world, page):
    response = page.get(page.submit_url)

    assert response.status_code == 200
    assert not Submission.objects.exists()


def test_report_with_faults_is_not_handed_in_and_names_the_cells(world, page):
    world.fill(compulsory=None, share=None)

    response = page.client.post(page.submit_url, {"seen": "open"})

    html = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="{page.url}#o2.1">Cai nghiện, Bắt buộc</a>' in html
    assert f'<a href="{page.url}#o5.1">Tỷ lệ duy trì</a>' in html
    assert world.report().state == "open"


def test_report_handed_in_twice_says_so(world, page):
    world.hand_in()

    response = page.client.post(page.submit_url, {"seen": "open"})

    assert said(response) == ["Báo cáo vừa được người khác chuyển sang “đã nộp”. Hãy xem lại."]


def test_form_is_saved_before_it_is_handed_in(world, page):
    response = page.post(k2_1="30", nop="1")

    assert response.url == page.submit_url
    assert world.stored()["compulsory"][1] == 30


def test_late_report_is_told_so(world, page):
    world.fill()

    html = page.get(page.submit_url).content.decode()

    assert timezone.localdate() > datetime.date(2021, 7, 10)
    assert "Đã quá hạn (nộp chậm nhất 10/7/2021); báo cáo sẽ được ghi là nộp trễ." in html


def test_report_that_is_handed_in_again_is_not_told_late(world, page):
    send_back(submission=world.hand_in(), seen="submitted", by=world.cast.editor, reason="Chưa khớp")

    assert "nộp trễ" not in page.get(page.submit_url).content.decode()
