"""A local officer reports, in a browser: typing, estimates, notes, undo, a colleague, handing in, a phone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.figures import Comparator
from tests.browser.grid import sign_in
from tests.browser.report import ReportForm
from tests.targets.report_world import COMPULSORY, SHARE, STOCK, TOTAL, VOLUNTARY, ReportWorld, exactly

PHONE = {"width": 390, "height": 844}
CASES = json.loads((Path(__file__).parents[1] / "reports" / "progress.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(transactional_db):
    return ReportWorld()


@pytest.fixture
def form(world, page, base_url):
    sign_in(page.context, world.officer, base_url)
    world.target("compulsory", 100)
    world.target("voluntary", 20, comparator=Comparator.AT_LEAST)
    return ReportForm(page, world).open()


@pytest.fixture
def phone(world, new_context, base_url):
    context = new_context(has_touch=True)
    sign_in(context, world.officer, base_url)
    page = context.new_page()
    page.set_viewport_size(PHONE)
    return page


def test_script_judges_progress_as_the_server_does(page, base_url, transactional_db):
    """tests/reports/progress.json holds both sides to one verdict."""
    page.goto("/tai-khoan/dang-nhap/")
    script = """async (cases) => {
      const { unpack, writeFigure } = await import('/static/grid/figure.js');
      const { progress } = await import('/static/grid/progress.js');
      return cases.map(({ target, done }) => {
        const { remaining, tenths } = progress(unpack(target), unpack(done));
        const percent = tenths === null ? null : `${tenths / 10n},${tenths % 10n}%`;
        return [remaining === null ? null : Number(remaining), percent];
      });
    }"""

    assert page.evaluate(script, CASES) == [[case["remaining"], case["percent"]] for case in CASES]


def test_sums_and_progress_follow_each_keystroke(form, world):
    form.type(COMPULSORY, "3", key="")
    form.expect_beside(COMPULSORY, cumulative="3", remaining="97", percent="3%")

    form.page.keyboard.type("0")
    form.expect_beside(COMPULSORY, cumulative="30", remaining="70", percent="30%")
    form.expect_beside(TOTAL, sum="30")
    form.page.keyboard.press("Enter")
    form.type(VOLUNTARY, "25")

    form.expect_beside(VOLUNTARY, cumulative="25", remaining="0", percent="125%")
    form.expect_beside(TOTAL, sum="55", cumulative="55", remaining="65", percent="45,8%")
    form.expect_saved()
    assert world.stored()["compulsory"] == ("reported", 30, False, "")
    assert world.stored()["voluntary"] == ("reported", 25, False, "")


def test_result_so_far_is_added_and_a_stock_is_not(world, page, base_url):
    world.target("compulsory", 100)
    world.target("stock", 600)
    world.hand_in(compulsory=30, stock=500)
    sign_in(page.context, world.officer, base_url)
    form = ReportForm(page, world, world.second).open()

    form.type(COMPULSORY, "25").type(STOCK, "510")

    form.expect_beside(COMPULSORY, cumulative="55", remaining="45", percent="55%")
    form.expect_beside(STOCK, cumulative="510", remaining="90", percent="85%")


def test_sum_so_far_adds_each_part_by_its_own_rule(world, page, base_url):
    world.sums_the_stock()
    world.hand_in(compulsory=30, voluntary=10, stock=500, share=600)
    sign_in(page.context, world.officer, base_url)
    form = ReportForm(page, world, world.second).open()

    form.type(COMPULSORY, "25").type(VOLUNTARY, "15").type(STOCK, "510")

    form.expect_beside(TOTAL, sum="550", cumulative="590")
    form.expect_saved()


def test_estimate_is_typed_or_marked_by_the_tool(form, world):
    form.type(COMPULSORY, "~30").type(VOLUNTARY, "10")
    form.expect_saved()
    expect(form.figure(COMPULSORY)).to_have_value("ước 30")

    form.figure(VOLUNTARY).click()
    form.tool("Ước").click()
    form.expect_saved()
    expect(form.figure(VOLUNTARY)).to_have_value("ước 10")
    form.expect_beside(TOTAL, sum="ước 40")

    form.tool("Ước").click()
    form.expect_saved()

    expect(form.figure(VOLUNTARY)).to_have_value("10")
    assert world.stored()["compulsory"] == ("reported", 30, True, "")
    assert world.stored()["voluntary"] == ("reported", 10, False, "")


def test_not_applicable_and_note(form, world):
    form.figure(COMPULSORY).click()
    form.tool("Không áp dụng").click()
    form.write(STOCK, "Chờ số của công an, khoảng 1.5 ngày")
    form.expect_saved()

    assert world.stored() == {
        "compulsory": ("not_applicable", None, False, ""),
        "stock": ("not_reported", None, False, "Chờ số của công an, khoảng 1.5 ngày"),
    }


def test_undo_and_redo(form, world):
    form.type(COMPULSORY, "30").write(COMPULSORY, "Đã đối chiếu")
    form.expect_saved()

    form.tool("Hoàn tác").click()
    form.tool("Hoàn tác").click()
    form.expect_saved()
    assert world.stored() == {}
    form.expect_beside(TOTAL, sum="")

    form.tool("Làm lại").click()
    form.expect_saved()
    assert world.stored() == {"compulsory": ("reported", 30, False, "")}


def test_text_that_is_no_result_is_refused_with_the_reason(form, world):
    form.type(COMPULSORY, "≥ 30").type(VOLUNTARY, "10")

    form.expect_refused(COMPULSORY, "Kết quả phải là một con số, không phải “≥ 30”.")
    assert world.stored() == {"voluntary": ("reported", 10, False, "")}


def test_history_of_a_cell(form):
    form.type(COMPULSORY, "30")
    form.expect_saved()
    form.type(COMPULSORY, "31")
    form.expect_saved()

    form.figure(COMPULSORY).click()
    form.tool("Lịch sử ô").click()
    expect(form.dialog).to_contain_text("can-bo-huyen")
    form.dialog.get_by_role("button", name="Lấy lại 30").click()
    form.expect_saved()

    expect(form.figure(COMPULSORY)).to_have_value("30")


def test_stocks_are_carried_forward(world, page, base_url):
    world.hand_in(stock=500)
    sign_in(page.context, world.officer, base_url)
    form = ReportForm(page, world, world.second).open()

    page.get_by_role("button", name="Chuyển số kỳ trước (1 ô)").click()
    form.expect_saved()

    expect(form.figure(STOCK)).to_have_value("500")
    expect(page.get_by_text("chuyển từ kỳ trước", exact=True).locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("button", name="Chuyển số kỳ trước")).to_be_hidden()
    assert world.stored()["stock"] == ("carried", 500, False, "")

    form.type(STOCK, "510")
    form.expect_saved()
    expect(page.get_by_text("chuyển từ kỳ trước", exact=True).locator("visible=true")).to_have_count(0)
    assert world.stored()["stock"] == ("reported", 510, False, "")


# Two officers


def test_conflict_between_two_browsers(form, world, new_context, base_url):
    context = new_context()
    sign_in(context, world.colleague, base_url)
    other = ReportForm(context.new_page(), world).open()
    form.type(COMPULSORY, "30")
    form.expect_saved()

    other.type(COMPULSORY, "35").write(VOLUNTARY, "Chờ số")
    expect(other.problems).to_contain_text("1 ô đã được người khác sửa trong lúc này; chưa ghi đè ô nào.")
    assert world.stored()["compulsory"][1] == 30
    other.problems.get_by_role("button", name="Xem và chọn").click()
    expect(other.dialog).to_contain_text(re.compile(r"can-bo-huyen ghi lúc \d\d:\d\d"))
    other.dialog.get_by_role("button", name="Giữ số của tôi: 35").click()
    other.expect_saved()

    assert world.stored()["compulsory"][1] == 35
    assert world.stored()["voluntary"] == ("not_reported", None, False, "Chờ số")


def test_figure_for_a_report_that_a_colleague_handed_in_is_told(form, world):
    world.fill()
    form.page.goto(form.url)
    world.submit(by=world.colleague)

    form.type(COMPULSORY, "99")

    expect(form.problems).to_contain_text("Báo cáo đã nộp; muốn sửa phải được trả lại.")
    assert world.stored()["compulsory"][1] == 30


# Handing in


def test_report_is_refused_with_links_then_handed_in_and_frozen(form, world, axe):
    page = form.page
    form.type(COMPULSORY, "30").type(VOLUNTARY, "10").type(STOCK, "500", key="")

    page.get_by_role("button", name="Nộp báo cáo…").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa nộp được: còn ô thiếu hoặc không khớp.")
    assert world.stored()["stock"] == ("reported", 500, False, "")
    axe(page)
    page.get_by_role("link", name="Tỷ lệ duy trì").click()
    expect(form.figure(SHARE)).to_be_focused()
    form.type(SHARE, "43,6", key="")

    page.get_by_role("button", name="Nộp báo cáo…").click()
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()

    expect(page.get_by_text("Đã nộp báo cáo của Huyện Bát Xát, 6 tháng đầu năm 2021.")).to_be_visible()
    expect(page.get_by_text("Báo cáo đã nộp; muốn sửa phải được trả lại.")).to_be_visible()
    expect(form.figure(SHARE)).to_have_attribute("readonly", "")
    assert world.report().state == "submitted"
    axe(page)


def test_cell_that_cannot_be_saved_keeps_one_on_the_page(form):
    form.type(COMPULSORY, "ba mươi", key="")

    form.page.get_by_role("button", name="Nộp báo cáo…").click()

    form.expect_refused(COMPULSORY, "“ba mươi”")
    expect(form.page).to_have_url(re.compile("/dia-ban/"))
    expect(form.page.get_by_role("button", name="Nộp báo cáo…")).to_be_visible()
    form.page.keyboard.press("Control+z")


def test_report_without_script(world, new_context, base_url):
    context = new_context(java_script_enabled=False)
    sign_in(context, world.officer, base_url)
    page = context.new_page()
    form = ReportForm(page, world)
    page.goto(form.url)

    form.figure(COMPULSORY).fill("ước 30")
    form.note(STOCK).fill("Chờ số")
    page.get_by_role("button", name="Nộp báo cáo…").click()

    expect(page.get_by_role("alert")).to_contain_text("Chưa nộp được")
    assert world.stored() == {
        "compulsory": ("reported", 30, True, ""),
        "stock": ("not_reported", None, False, "Chờ số"),
    }


# On a phone


def test_phone_shows_blocks_without_sideways_scrolling(world, phone, axe):
    world.target("compulsory", 100)
    form = ReportForm(phone, world).open()

    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    inside = "nodes => nodes.every(n => n.getBoundingClientRect().left >= 0 && n.getBoundingClientRect().right <= 390)"
    assert phone.locator("#grid input:visible, #grid button:visible").evaluate_all(inside)
    heights = phone.locator("#grid input:visible, #grid button:visible").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    axe(phone)

    form.figure(COMPULSORY).tap()
    phone.keyboard.type("30")
    form.note(COMPULSORY).tap()
    phone.keyboard.type("Đã đối chiếu")
    form.figure(VOLUNTARY).tap()
    form.expect_saved()

    form.expect_beside(COMPULSORY, cumulative="30", remaining="70", percent="30%")
    assert world.stored() == {"compulsory": ("reported", 30, False, "Đã đối chiếu")}


def test_phone_changes_words_where_one_presses(world, phone):
    world.save(world.note("compulsory", "Cơ sở đang sửa"))
    form = ReportForm(phone, world).open()

    form.note(COMPULSORY).tap()
    form.note(COMPULSORY).tap()
    phone.keyboard.press("End")
    phone.keyboard.type(" chữa")
    form.figure(VOLUNTARY).tap()
    form.expect_saved()

    assert world.stored()["compulsory"][3] == "Cơ sở đang sửa chữa"


def test_home_on_a_phone_leads_to_the_form(world, phone, axe):
    world.save(world.edit("compulsory", exactly(30)))
    phone.goto("/")
    axe(phone)

    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("link", name=re.compile("^Nhập tiếp báo cáo")).click()

    expect(ReportForm(phone, world).figure(COMPULSORY)).to_have_value("30")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_form_and_home_are_accessible(world, new_context, base_url, axe, scheme):
    world.hand_in()
    context = new_context(color_scheme=scheme)
    sign_in(context, world.officer, base_url)
    page = context.new_page()
    for url in (ReportForm(page, world, world.second).url, "/bao-cao/"):
        page.goto(url)
        axe(page)
