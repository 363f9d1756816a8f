"""The calendar of a plan as an editor sets it: by a preset with a preview, then another preset for what is to come."""

import re

import pytest
from playwright.sync_api import expect

from plans.models import Plan
from tests.browser.grid import editor_of, sign_in
from tests.browser.looks import width_beyond_screen
from tests.factories import PlanFactory, ResultFactory

PAGE = "/ke-hoach/lao-cai-thu/lich-bao-cao/"


@pytest.fixture
def plan(committed_plans, context, base_url) -> Plan:
    editor = editor_of("10")
    sign_in(context, editor, base_url)
    return PlanFactory(locality=editor.locality, code="lao-cai-thu", year=2021)


def choose(page, preset: str, *kinds: str):
    """Ask for a preview of the preset, by the names that stand beside the boxes."""
    page.get_by_label(re.compile(preset)).check()
    for box in page.get_by_role("group", name="Loại kỳ").get_by_role("checkbox").all():
        box.uncheck()
    for kind in kinds:
        page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước: chưa ghi gì")).to_be_visible()


def rows(page) -> list[str]:
    lines = page.get_by_role("region", name="Các kỳ báo cáo").get_by_role("rowheader").all_inner_texts()
    return [line.strip() for line in lines]


def test_a_calendar_is_laid_out_and_changed_for_what_is_to_come(page, plan, axe):
    page.goto(PAGE)
    axe(page)
    page.get_by_role("link", name="Lập lịch theo mẫu").first.click()
    axe(page)
    choose(page, "Nghị định 09", "6 tháng")
    axe(page)
    assert plan.periods.count() == 0
    page.get_by_role("button", name="Ghi lịch này").click()
    expect(page.get_by_text("Đã lập 2 kỳ, bỏ 0 kỳ, giữ nguyên 0 kỳ.")).to_be_visible()
    assert rows(page) == ["6 tháng đầu năm 2021", "6 tháng cuối năm 2021"]

    ResultFactory(submission__period=plan.periods.get(code="6-thang-dau"))
    page.get_by_role("link", name="Lập lịch theo mẫu").click()
    choose(page, "Thông tư 05/2011", "6 tháng", "Năm")
    expect(page.get_by_text("Từ 15/6/2021 đến 30/6/2021 không thuộc kỳ 6 tháng nào.")).to_be_visible()
    page.get_by_role("button", name="Ghi lịch này").click()

    expect(page.get_by_text("Đã lập 2 kỳ, bỏ 1 kỳ, giữ nguyên 1 kỳ.")).to_be_visible()
    assert rows(page) == ["6 tháng đầu năm 2021", "6 tháng cuối năm 2021", "Năm 2021"]
    first = page.get_by_role("row", name=re.compile("6 tháng đầu năm 2021"))
    expect(first).to_contain_text("đã có số liệu báo cáo")
    expect(page.get_by_role("row", name=re.compile("6 tháng cuối"))).to_contain_text("trước 15/01/2022")
    axe(page)


def test_a_deadline_is_changed_on_a_phone(page, plan, axe):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{PAGE}them/")
    page.get_by_label("Tên kỳ").fill("Báo cáo sau lũ")
    page.get_by_label("Loại kỳ").select_option("đột xuất")
    page.get_by_label("Hạn báo cáo").fill("5/8/2021")
    axe(page)
    assert width_beyond_screen(page) == 0
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_text("Đã thêm kỳ “Báo cáo sau lũ”.")).to_be_visible()
    assert width_beyond_screen(page) == 0
    axe(page)

    page.get_by_role("link", name="Sửa Báo cáo sau lũ").click()
    page.get_by_label("Hạn báo cáo").fill("10/13/2021")
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_text("Hãy ghi ngày/tháng/năm, ví dụ 10/6/2021.")).to_be_visible()
    axe(page)
    page.get_by_label("Hạn báo cáo").fill("10/8/2021")
    page.get_by_role("button", name="Ghi").click()

    expect(page.get_by_text("Đã sửa kỳ “Báo cáo sau lũ”.")).to_be_visible()
    assert str(plan.periods.get().deadline) == "2021-08-10"


def test_own_dates_and_the_end_of_a_period(page, plan, axe):
    page.goto(f"{PAGE}lap/")
    page.get_by_label(re.compile("Theo hạn ghi trong kế hoạch")).check()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("hạn trước 10/6/2021")).to_be_visible()
    expect(page.get_by_text("hạn trước 10/12/2021")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Ghi lịch này").click()

    page.get_by_role("link", name="Xóa Năm 2021").click()
    axe(page)
    page.get_by_role("button", name="Xóa kỳ này").click()

    expect(page.get_by_text("Đã xóa kỳ “Năm 2021”.")).to_be_visible()
    assert rows(page) == ["6 tháng đầu năm 2021"]
