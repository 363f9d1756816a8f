"""Taking an annex away: the menu of files by keyboard, on a phone and without script; a large table by a job."""

import pytest
from playwright.sync_api import expect

from localities.models import Locality
from tests.browser.grid import sign_in
from tests.factories import UserFactory

PAGE = "/ke-hoach/ba-ria-vung-tau-2020/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def leader(committed_plans, context, base_url):
    user = UserFactory(locality=Locality.objects.get(code="77", valid_from="2004-07-08"))
    sign_in(context, user, base_url)
    return user


def saved(page, act) -> str:
    with page.expect_download() as download:
        act()
    return download.value.suggested_filename


def test_menu_is_used_by_keyboard_on_a_phone(page, leader, axe):
    page.set_viewport_size(PHONE)
    page.goto(PAGE)
    menu = page.locator("#phu-luc-2 .downloads")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    panel = menu.get_by_role("list")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["y"] + box["height"] <= PHONE["height"]
    assert panel.get_by_role("link").all_inner_texts() == [
        "PDF bản giấy",
        "PDF bản điện tử",
        "Excel (.xlsx)",
        "Word (.docx)",
        "CSV",
        "JSON",
    ]
    axe(page)

    for _ in range(3):
        page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Excel (.xlsx)")).to_be_focused()
    assert saved(page, lambda: page.keyboard.press("Enter")) == "ba-ria-vung-tau-2020-phu-luc-II.xlsx"

    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("PDF bản điện tử", "ba-ria-vung-tau-2020-phu-luc-II-ban-dien-tu.pdf"),
        ("Word (.docx)", "ba-ria-vung-tau-2020-phu-luc-II.docx"),
        ("CSV", "ba-ria-vung-tau-2020-phu-luc-II.csv"),
        ("JSON", "ba-ria-vung-tau-2020-phu-luc-II.json"),
    ],
)
def test_menu_works_without_script(leader, context, browser, base_url, name, file):
    plain = browser.new_context(
        java_script_enabled=False, base_url=base_url, storage_state=context.storage_state(), accept_downloads=True
    )
    page = plain.new_page()
    page.goto(PAGE)
    menu = page.locator("#phu-luc-2 .downloads")

    menu.locator("summary").click()

    assert saved(page, menu.get_by_role("link", name=name).click) == file
    plain.close()


def test_large_table_is_prepared_by_a_job(page, leader, axe, monkeypatch):
    monkeypatch.setattr("reports.downloads.sizes.MOST_FIGURES", 39)
    page.goto(PAGE)
    expect(page.locator("#phu-luc-1 .downloads")).to_be_visible()

    page.locator("#phu-luc-2").get_by_role("link", name="Chuẩn bị tệp…").click()
    axe(page)
    page.get_by_label("Định dạng").select_option("xlsx")
    page.get_by_role("button", name="Chuẩn bị tệp").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("ba-ria-vung-tau-2020, phụ lục II")
    name = saved(page, page.get_by_role("link", name="Tải tệp về").click)
    assert name == "ba-ria-vung-tau-2020-phu-luc-II.xlsx"
