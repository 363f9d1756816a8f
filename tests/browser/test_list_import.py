"""A list of facilities goes out, is changed and comes back, as an administrator does it; desk and phone."""

import csv
from itertools import product

import pytest
from playwright.sync_api import expect

from localities.models import Facility
from tests.browser.grid import sign_in
from tests.browser.looks import width_beyond_screen
from tests.cast import gather
from tests.factories import FacilityFactory

LIST = "/localities/facility/"


@pytest.fixture
def cast(transactional_db):
    cast = gather()
    FacilityFactory(code="so-1", name="Cơ sở cai nghiện ma túy số 1", locality=cast.province, capacity=850)
    FacilityFactory(code="so-2", name="Nhà Nhân ái", locality=cast.district)
    return cast


@pytest.fixture
def desk(cast, page, base_url):
    sign_in(page.context, cast.administrator, base_url)
    return page


def fits(page, axe):
    for width, scheme in product([1440, 390], ["light", "dark"]):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert width_beyond_screen(page) == 0
        axe(page)
    page.set_viewport_size({"width": 1366, "height": 768})


def exported(page, path):
    """The list as CSV, taken from its menu."""
    page.goto(LIST)
    page.get_by_text("Xuất", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất CSV").click()
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def send(page, path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    page.goto(LIST)
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_label("Tệp danh sách").set_input_files(path)
    page.get_by_role("button", name="Xem trước").click()


def test_list_goes_out_and_comes_back_changed(desk, cast, axe, tmp_path):
    header, *rows = exported(desk, tmp_path / "ra.csv")
    rows[0][header.index("Sức chứa (người)")] = "1.200"
    rows.append(["080", "Cơ sở Methadone Bát Xát", "cơ sở điều trị Methadone", cast.district.code, "", ""])

    send(desk, tmp_path / "vao.csv", [header, *rows])

    expect(desk.get_by_text("Xem trước: chưa ghi gì.")).to_be_visible()
    changed = desk.get_by_role("row", name="Cơ sở cai nghiện ma túy số 1")
    expect(changed).to_contain_text("850 → 1.200")
    fits(desk, axe)
    assert Facility.objects.count() == 2
    desk.get_by_role("button", name="Ghi nhận").click()
    expect(desk.get_by_text("Đã ghi nhận tất cả các dòng dưới đây.")).to_be_visible()
    fits(desk, axe)
    assert set(Facility.objects.values_list("code", "capacity")) == {("so-1", 1200), ("so-2", None), ("080", None)}
    desk.get_by_role("link", name="Cơ sở Methadone Bát Xát").click()
    expect(desk.get_by_label("Mã", exact=False).first).to_have_value("080")


def test_wrong_rows_are_named_and_nothing_is_written(desk, axe, tmp_path):
    send(desk, tmp_path / "sai.csv", [["Mã", "Tên", "Loại"], ["moi", "Mới", "bệnh viện"], ["so-1", "", ""]])

    expect(desk.get_by_text("Chưa ghi gì, và chưa ghi được")).to_be_visible()
    expect(desk.get_by_role("row", name="Dòng 2")).to_contain_text("“bệnh viện” không có trong")
    expect(desk.get_by_role("row", name="Dòng 3").first).to_contain_text("Phải có giá trị.")
    expect(desk.get_by_role("button", name="Ghi nhận")).to_have_count(0)
    fits(desk, axe)
    assert Facility.objects.count() == 2


def test_page_of_the_upload_and_menu_of_the_list(desk, axe):
    desk.goto("/danh-sach/dia-ban/nhap/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nhập từ Excel: địa bàn")
    fits(desk, axe)

    desk.goto(LIST)
    desk.get_by_text("Xuất", exact=True).click()
    expect(desk.get_by_role("link", name="Xuất Excel (.xlsx)")).to_be_visible()
    fits(desk, axe)
