"""The board of reports as the province's staff use it: find, accept many, return one, close, chase; desk and phone."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from targets.models import Period
from tests.browser.grid import sign_in
from tests.browser.looks import width_beyond_screen
from tests.factories import LocalityFactory, PeriodFactory, RowFactory, TargetFactory
from tests.report_factories import ExtensionFactory
from tests.targets.reporting_world import ReviewWorld, state_of, steps

BOARD = "/ke-hoach/lao-cai-thu/bao-cao/"
ONE_PERIOD = f"{BOARD}?ky=6-thang"


@pytest.fixture
def world(transactional_db):
    """Two reports wait, one was accepted, one is missing; there is a second period."""
    world = ReviewWorld()
    world.places = [world.district, world.neighbour]
    for name in ("Huyện Bảo Thắng", "Thị xã Nghĩa Lộ"):
        place = LocalityFactory(district=True, parent=world.cast.province, name=name)
        RowFactory(annex=world.annex, locality=place)
        world.places.append(place)
    states = ("submitted", "submitted", "accepted")
    world.reports = [world.report(state, place=place) for state, place in zip(states, world.places, strict=False)]
    TargetFactory(plan=world.plan, locality=world.district, indicator=world.indicator, value=50)
    window = {"window_from": "2021-07-01", "window_to": "2021-12-31", "deadline": "2022-01-10"}
    PeriodFactory(plan=world.plan, code="6-thang-cuoi", name="6 tháng cuối năm 2021", **window)
    ExtensionFactory(period=world.period, locality=world.places[3], granted_by=world.editor)
    return world


@pytest.fixture
def editor(world, context, base_url):
    sign_in(context, world.editor, base_url)
    return world.editor


def row(page, name: str):
    return page.get_by_role("row", name=re.compile(name))


@pytest.mark.parametrize("address", [BOARD, ONE_PERIOD, "khoa/", "gia-han/", "duyet"])
def test_pages_are_accessible_and_fit(page, world, editor, axe, address):
    address = f"dia-ban/{world.district.pk}/duyet/" if address == "duyet" else address

    page.goto(address if address.startswith("/") else f"/ke-hoach/lao-cai-thu/ky/6-thang/{address}")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for width, scheme in product([1440, 390], ["light", "dark"]):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert width_beyond_screen(page) == 0
        axe(page)


def test_board_is_filtered(page, editor):
    page.goto(BOARD)
    expect(page.locator("tbody tr")).to_have_count(5)  # with the list of extensions

    page.get_by_role("searchbox", name="Địa bàn").fill("sa pa")
    page.get_by_label("Kỳ báo cáo").select_option("6 tháng đầu năm 2021")
    page.get_by_role("button", name="Lọc").click()

    board = page.get_by_role("region", name="Bảng theo dõi báo cáo")
    expect(board.locator("tbody tr")).to_have_count(1)
    expect(row(board, "Huyện Sa Pa")).to_contain_text("đã nộp", ignore_case=True)
    page.get_by_role("link", name="Bỏ lọc").click()
    expect(board.locator("tbody tr")).to_have_count(4)


def test_period_is_chosen_by_its_head(page, editor):
    page.goto(BOARD)

    page.get_by_role("link", name="6 tháng đầu năm 2021").click()

    expect(page.get_by_role("heading", name="6 tháng đầu năm 2021")).to_be_visible()
    expect(page.get_by_text("3/4 địa bàn đã nộp").first).to_be_visible()


def test_chosen_reports_are_accepted_together(page, world, editor):
    page.goto(ONE_PERIOD)

    page.get_by_role("checkbox", name="Chọn báo cáo của Huyện Sa Pa").check()
    page.get_by_role("button", name="Chấp nhận báo cáo đã chọn").click()

    expect(page.get_by_role("status")).to_contain_text("Đã chấp nhận 1 báo cáo.")
    assert [state_of(report) for report in world.reports] == ["submitted", "accepted", "accepted"]


def test_all_reports_are_accepted_together(page, world, editor):
    page.goto(ONE_PERIOD)

    page.get_by_role("button", name="Chấp nhận tất cả báo cáo đã nộp (2)").click()

    expect(page.get_by_role("status")).to_contain_text("Đã chấp nhận 2 báo cáo.")
    assert {state_of(report) for report in world.reports} == {"accepted"}


def test_reviewer_goes_from_one_report_to_the_next(page, world, editor):
    page.goto(ONE_PERIOD)
    row(page, "Huyện Bát Xát").get_by_role("link", name="đã nộp").click()
    expect(row(page, "Bắt buộc").get_by_role("cell")).to_have_text(["50", "40", "40", "80%", ""])

    page.get_by_role("button", name="Trả lại").click()  # the reason is required, and the browser says so
    expect(page.get_by_label("Lý do")).to_be_focused()
    page.get_by_label("Lý do").fill("Thiếu số liệu Methadone")
    page.get_by_role("button", name="Trả lại").click()

    expect(page.get_by_role("status")).to_contain_text("Đã trả lại báo cáo của Huyện Bát Xát.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Huyện Sa Pa")
    page.get_by_role("button", name="Chấp nhận").click()
    expect(page.get_by_role("status")).to_contain_text("Đã chấp nhận báo cáo của Huyện Sa Pa.")
    expect(page).to_have_url(re.compile(r"/bao-cao/\?ky=6-thang$"))
    assert steps(world.reports[0]) == [("submitted", "returned", "Thiếu số liệu Methadone", "can-bo-tinh")]
    assert state_of(world.reports[1]) == "accepted"


def test_period_is_closed_after_the_question(page, world, editor):
    page.goto(ONE_PERIOD)
    page.get_by_role("button", name="Chấp nhận tất cả báo cáo đã nộp (2)").click()

    page.get_by_role("link", name="Khóa kỳ").click()
    expect(page.locator("main")).to_contain_text("Còn 1 địa bàn chưa có báo cáo")
    page.get_by_role("button", name="Khóa kỳ").click()

    expect(page.get_by_role("status")).to_contain_text("Đã khóa kỳ “6 tháng đầu năm 2021”.")
    expect(page.locator("main")).to_contain_text("người khóa: can-bo-tinh")
    assert Period.objects.get(code="6-thang").is_closed


def test_more_time_is_given(page, world, editor):
    page.goto(ONE_PERIOD)

    page.get_by_role("link", name="Gia hạn").click()
    page.get_by_label("Địa bàn").select_option("Thị xã Nghĩa Lộ")
    page.get_by_label("Gia hạn đến hết ngày").fill("20/7/2022")
    page.get_by_label("Lý do").fill("Bão số 3")
    page.get_by_role("button", name="Gia hạn").click()

    expect(page.get_by_role("status")).to_contain_text("Đã gia hạn cho Thị xã Nghĩa Lộ.")
    board = page.get_by_role("region", name="Bảng theo dõi báo cáo")
    expect(row(board, "Thị xã Nghĩa Lộ")).to_contain_text("gia hạn đến hết 20/7/2022")


@pytest.mark.parametrize(("button", "ending", "mark"), [("(PDF)", "pdf", b"%PDF-"), ("Bản Word", "docx", b"PK")])
def test_letter_is_downloaded(page, editor, button, ending, mark):
    page.goto(ONE_PERIOD)

    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()

    assert download.value.suggested_filename == f"lao-cai-thu-don-doc-6-thang.{ending}"
    with open(download.value.path(), "rb") as file:
        assert file.read(len(mark)) == mark


def test_leader_reads_the_board(page, world, context, base_url):
    sign_in(context, world.cast.leader, base_url)

    page.goto(ONE_PERIOD)

    expect(page.get_by_text("3/4 địa bàn đã nộp").first).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.locator("main").get_by_role("button")).to_have_text(["Lọc"])
    for name in ("Khóa kỳ", "Gia hạn"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_head_and_first_column_stay_in_sight(page, world, editor):
    """Seventy localities, two periods, a narrow screen: scrolled to the end, one still sees what a cell is about."""
    for number in range(66):
        RowFactory(annex=world.annex, locality=LocalityFactory(district=True, name=f"Huyện Số {number}"))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(BOARD)

    board = page.get_by_role("region", name="Bảng theo dõi báo cáo")
    board.evaluate("element => element.scrollIntoView({block: 'center'})")
    board.evaluate("element => element.scrollTo(element.scrollWidth, element.scrollHeight)")

    expect(board.get_by_role("columnheader", name=re.compile("6 tháng cuối"))).to_be_in_viewport()
    expect(board.get_by_role("rowheader", name="Huyện Số 65")).to_be_in_viewport()
