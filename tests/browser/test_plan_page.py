"""A plan's page as a leader uses it: read, compare, download; in both themes, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from localities.models import Locality
from tests.browser.grid import sign_in
from tests.factories import UserFactory

PAGE = "/ke-hoach/ba-ria-vung-tau-2020/"


@pytest.fixture
def leader(committed_plans, context, base_url):
    user = UserFactory(locality=Locality.objects.get(code="77", valid_from="2004-07-08"))
    sign_in(context, user, base_url)
    return user


@pytest.fixture
def officer(committed_plans, context, base_url):
    """Of a district, to whom the province's plan is shown as an extract."""
    user = UserFactory(officer=True, locality=Locality.objects.get(code="747", valid_from="2004-07-08"))
    sign_in(context, user, base_url)
    return user


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_page_is_accessible_and_fits(page, leader, axe, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(PAGE)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bà Rịa – Vũng Tàu năm 2020")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_assigned_allocated_and_open_stand_in_one_row(page, leader):
    page.goto(PAGE)

    region = page.get_by_role("region", name="Đối chiếu phân bổ")
    total = region.get_by_role("row", name=re.compile("Tổng số người được cai nghiện"))
    voluntary = region.get_by_role("row", name=re.compile("Cai nghiện tự nguyện tại cơ sở"))
    expect(total.get_by_role("cell")).to_have_text(["≥ 850", "650", "200", "chưa phân bổ", "lượt người"])
    expect(voluntary.get_by_role("cell")).to_have_text(["200", "", "200", "chưa phân bổ", "người"])


def test_annex_is_downloaded(page, leader):
    page.goto(PAGE)

    with page.expect_download() as download:
        page.locator("#phu-luc-2").get_by_role("link", name="Tải PDF").click()

    assert download.value.suggested_filename == "ba-ria-vung-tau-2020-phu-luc-II.pdf"
    with open(download.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"


def test_leader_finds_nothing_to_edit(page, leader):
    page.goto(PAGE)

    expect(page.get_by_role("link", name="Tải PDF").first).to_be_visible()
    for name in ("Sửa kế hoạch", "Nhập chỉ tiêu", "Đề xuất chỉ tiêu", "Sửa cấu trúc bảng", "Thêm phụ lục"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    expect(page.locator("main form")).to_have_count(0)


def test_extract_says_that_it_is_one(page, officer, axe):
    page.goto(PAGE)
    annex = page.locator("#phu-luc-2")

    expect(page.locator("main .callout").first).to_contain_text("Trích: chỉ gồm số liệu của Thành phố Vũng Tàu.")
    expect(annex).to_contain_text("Trích: chỉ gồm số liệu của Thành phố Vũng Tàu.")
    expect(page.get_by_role("link", name="Sửa kế hoạch")).to_have_count(0)
    axe(page)
    with page.expect_download() as download:
        annex.get_by_role("link", name="Tải PDF bản trích").click()
    assert download.value.suggested_filename == "ba-ria-vung-tau-2020-phu-luc-II-trich-747.pdf"


def test_wide_table_is_reached_and_scrolled_by_keyboard(page, leader):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(PAGE)
    table = page.get_by_role("region", name="Chỉ tiêu cai nghiện ma túy năm 2020")

    table.focus()
    before = table.evaluate("element => element.scrollLeft")
    page.keyboard.press("ArrowRight")

    expect(table).to_be_focused()
    page.wait_for_function("([element, before]) => element.scrollLeft > before", arg=[table.element_handle(), before])
