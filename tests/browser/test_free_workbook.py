"""A table as an office keeps it in Excel, taken into the annex of Lào Cai 2021: upload, correct, preview, write."""

import os
import re

import pytest
from playwright.sync_api import expect

from targets.models import Column, Target
from tests.browser.grid import sign_in
from tests.browser.looks import width_beyond_screen
from tests.free_tables import LAO_CAI, saved

CODE = "lao-cai-2021"
GRID = f"/ke-hoach/{CODE}/phu-luc/I/nhap/"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def clerk(editor, page, base_url):
    """Staff of Lào Cai before an annex without figures."""
    Target.objects.filter(plan__code=CODE).delete()
    Column.objects.filter(annex__plan__code=CODE).update(declared_total=None)
    sign_in(page.context, editor, base_url)
    page.goto(GRID)
    return page


def upload(page, book):
    page.get_by_role("link", name="Nhập từ bảng có sẵn").click()
    page.get_by_label("Tệp Excel (.xlsx)").set_input_files(
        {"name": "Biểu chỉ tiêu 2021.xlsx", "mimeType": WORKBOOK, "buffer": saved(book).getvalue()}
    )
    page.get_by_role("button", name="Đọc bảng").click()
    expect(page.get_by_role("heading", name="Ghép bảng với phụ lục")).to_be_visible()


def look(page, name: str):
    """Within a narrow screen as within a wide one; kept to be looked at where somebody asks for it."""
    folder = os.environ.get("LOOKS")
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert width_beyond_screen(page) <= 0
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_table_is_corrected_previewed_and_written(clerk, axe):
    page = clerk
    upload(page, LAO_CAI.workbook(B12="Khương Mường", E9="1,234", F19=36))
    axe(page)
    look(page, "mapping")

    line = page.get_by_role("combobox", name=re.compile("Khương Mường"))
    expect(line).to_have_value("")
    page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(page.get_by_text("Còn chỗ phải chọn trước khi xem trước.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Dòng 12 “Khương Mường”")).click()
    line.select_option("Huyện Mường Khương")
    page.get_by_role("button", name="Xem trước thay đổi").click()

    expect(page.get_by_role("heading", name="Xem trước khi ghi")).to_be_visible()
    axe(page)
    look(page, "preview")
    expect(page.get_by_role("region", name="Bảng các ô không nhận")).to_contain_text("Không rõ dấu phẩy trong “1,234”")
    expect(page.get_by_role("row", name=re.compile("^F19 "))).to_contain_text("không khớp")
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("alert")).to_contain_text("Có ô không nhận được")
    assert not Target.objects.filter(plan__code=CODE).exists()

    page.get_by_label("Bỏ các ô này, ghi các ô còn lại").check()
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Đã ghi 99 ô.")).to_be_visible()
    axe(page)
    look(page, "done")
    assert Target.objects.filter(plan__code=CODE).count() == 99
    assert Column.objects.get(annex__plan__code=CODE, key="voluntary-cs1").declared_total == 36
