"""A plan goes out as a package and comes back in: what staff click, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from plans.models import Plan
from targets.models import Target
from tests.browser.grid import sign_in
from tests.browser.looks import ENGLISH, width_beyond_screen, words

PLAN = "/ke-hoach/lao-cai-2021/"


@pytest.fixture
def desk(editor, page, base_url):
    sign_in(page.context, editor, base_url)
    return page


def take_out(page, folder) -> str:
    """The package of the plan, as the browser saves it."""
    page.goto(PLAN)
    page.get_by_role("link", name="Xuất gói kế hoạch").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Xuất gói").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return str(path)


def bring_in(page, path: str) -> None:
    page.goto("/plans/plan/")
    page.get_by_role("link", name="Nhập gói kế hoạch").click()
    page.get_by_label("Tệp gói").set_input_files(path)
    page.get_by_role("button", name="Xem trước").click()


@pytest.mark.parametrize("width", [1366, 390])
def test_package_goes_out_and_comes_back(desk, tmp_path, axe, width):
    path = take_out(desk, tmp_path)
    assert path.endswith("lao-cai-2021.kehoach.zip")
    Plan.objects.filter(code="lao-cai-2021").update(signer_name="Người khác")
    target = Target.objects.get(plan__code="lao-cai-2021", locality__code="082", indicator__code="family")
    Target.objects.filter(pk=target.pk).update(value=99)
    desk.set_viewport_size({"width": width, "height": 800})

    bring_in(desk, path)

    expect(desk.get_by_role("heading", name="Sửa theo gói: 2 chỗ")).to_be_visible()
    axe(desk)
    assert width_beyond_screen(desk) == 0
    assert not ENGLISH.search(words(desk).replace("by plan-targets", ""))
    desk.get_by_role("button", name="Ghi nhận").click()
    expect(desk.get_by_text("Đã nhập kế hoạch lao-cai-2021 (dự thảo).")).to_be_visible()
    assert Target.objects.get(pk=target.pk).value == 30
    desk.get_by_role("link", name="Mở kế hoạch").click()
    expect(desk.get_by_text("Giàng Thị Dung")).to_be_visible()


def test_pages_are_accessible(desk, axe):
    for address in (f"{PLAN}goi/", "/goi-ke-hoach/nhap/"):
        desk.goto(address)
        axe(desk)
        assert width_beyond_screen(desk) == 0


def test_other_file_is_refused_in_words(desk, tmp_path):
    path = tmp_path / "bang.xlsx"
    path.write_bytes(b"khong phai goi")

    bring_in(desk, str(path))

    expect(desk.get_by_role("alert")).to_have_text("Tệp không phải tệp nén zip.")
