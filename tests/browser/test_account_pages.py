"""The pages of signing in and of one's own account: accessible, Vietnamese, within the screen, in light and in dark."""

import pytest

from tests.browser.account_pages import PAGES
from tests.browser.looks import ENGLISH, said_of, width_beyond_screen, words

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 360, "height": 740}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_vietnamese_and_fits(visit, axe, name):
    page = visit.page

    PAGES[name](visit)

    for size, scheme in [(DESK, "light"), (PHONE, "dark")]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        axe(page)
    page.set_viewport_size(NARROWEST)
    assert width_beyond_screen(page) == 0
    assert not ENGLISH.findall(words(page))


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("wrong code", ["Mã không đúng hoặc đã hết hạn"]),
        ("wrong again", ["Mật khẩu không đúng."]),
        ("refused password", ["Mật khẩu hiện tại không đúng.", "Mật khẩu quá ngắn"]),
        ("refused invitation", ["Mật khẩu quá ngắn", "Hai lần nhập mật khẩu không giống nhau."]),
    ],
)
def test_refused_fields_say_so_and_why(visit, name, reasons):
    PAGES[name](visit)

    refused = visit.page.locator("main [aria-invalid=true]").all()

    assert len(refused) == len(reasons)
    for field, reason in zip(refused, reasons, strict=True):
        assert reason in said_of(field)
        assert reason in "".join(visit.page.get_by_role("alert").all_inner_texts())
