"""Getting in, and out, as people do it: with the page, the keyboard and the phone's codes."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.accounts.totp import code_at
from tests.browser.account_pages import PAGES, PASSWORD_CHANGE, SIGN_IN, Visit, fresh
from tests.browser.looks import said_of
from tests.entering import enter
from tests.factories import PASSWORD

HOME = "Kế hoạch đang theo dõi"
SESSIONS = "/tai-khoan/phien/"


@pytest.fixture
def elsewhere(visit, new_context):
    """`elsewhere()`: another browser, which knows nothing of the first."""

    def open_one():
        return Visit(new_context().new_page(), visit.people, visit.url)

    return open_one


def next_code(secret: str) -> str:
    """The code after the present one, which the phone's clock may show already: a code is taken once."""
    return code_at(secret, time.time() + 30)


def expect_home(visit) -> None:
    expect(visit.page.get_by_role("heading", name=HOME)).to_be_visible()


def test_administrator_sets_up_a_second_factor_and_uses_it(visit, elsewhere, client):
    page = visit.page
    name = visit.people.newcomer.username
    visit.goto("/").send(login=name, password=PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("phải bật xác thực hai lớp")
    assert page.get_by_role("img", name="Mã QR của khóa").bounding_box()["width"] > 150
    page.get_by_text("Không quét được?").click()
    secret = page.locator(".secret").inner_text()
    visit.send(code=code_at(secret))

    codes = page.locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về").click()
    with open(download.value.path(), encoding="utf-8") as file:
        text = file.read()
    page.get_by_role("link", name="Đã cất xong").click()
    page.get_by_role("link", name="Trang chính").first.click()

    expect_home(visit)
    assert len(set(codes)) == 10
    assert download.value.suggested_filename == "ma-du-phong.txt"
    assert text.splitlines()[-10:] == codes
    assert text.startswith(f"Mã dự phòng của tài khoản {name}")

    for code in (next_code(secret), codes[0]):
        other = elsewhere()
        other.goto("/").send(login=name, password=PASSWORD)
        other.send(code=code)
        expect_home(other)


def test_invited_person_sets_a_password_once(visit, elsewhere, client):
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.as_(enter(client, visit.people.administrator)).goto(reverse("admin:accounts_user_add"))
    page.get_by_label("Tên đăng nhập").fill("nguoi-moi")
    page.get_by_label("Họ và tên").fill("Giàng A Páo")
    page.get_by_label("Vai trò").select_option(label="cán bộ cơ sở")
    page.get_by_role("combobox", name="Địa bàn").click()
    page.locator(".select2-results__option[aria-selected]").first.click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Sao chép").click()
    expect(page.get_by_text("Đã chép")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.get_by_label("Liên kết", exact=True).input_value()

    person = elsewhere()
    person.goto(link).send(new_password1="matkhau2026", new_password2="matkhau2026")
    weak = person.page.get_by_label("Mật khẩu mới", exact=True)
    assert "Mật khẩu quá ngắn, cần ít nhất 12 ký tự." in said_of(weak)
    expect(weak).to_be_focused()
    person.send(new_password1="tre già măng mọc 48", new_password2="tre già măng mọc 48")
    expect(person.page.get_by_role("status")).to_contain_text("Đã đặt mật khẩu.")
    person.send(login="nguoi-moi", password="tre già măng mọc 48")

    expect_home(person)
    elsewhere_again = elsewhere()
    elsewhere_again.goto(link)
    expect(elsewhere_again.page.get_by_role("heading", name="Liên kết không dùng được")).to_be_visible()


def test_link_is_selected_where_the_browser_copies_nothing(visit):
    page = visit.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    PAGES["access"](visit)

    page.get_by_role("button", name="Sao chép").click()

    expect(page.get_by_text("hãy bấm Ctrl+C")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == page.get_by_label("Liên kết", exact=True).input_value()


def test_session_is_ended_from_another_browser(visit, elsewhere):
    officer = visit.people.officer
    visit.as_(fresh(officer)).goto("/tai-khoan/")
    other = elsewhere()
    other.as_(fresh(officer)).goto(SESSIONS)

    other.page.get_by_role("button", name="Kết thúc phiên ở 127.0.0.1").click()
    expect(other.page.get_by_role("status")).to_contain_text("Đã kết thúc 1 phiên.")
    visit.page.get_by_role("link", name="Xem và kết thúc").click()
    assert visit.page.url.endswith(f"{SIGN_IN}?next={SESSIONS}")
    visit.send(login=officer.username, password=PASSWORD)
    assert visit.page.url.endswith(SESSIONS)

    other.page.get_by_role("button", name="Đăng xuất khỏi mọi nơi").click()
    expect(other.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    visit.page.reload()
    expect(visit.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_everything_is_done_by_keyboard(visit):
    page, officer = visit.page, visit.people.officer
    visit.goto("/")
    keys = page.keyboard
    keys.type(officer.username)
    keys.press("Tab")
    keys.type("sai")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    expect(page.get_by_label("Mật khẩu")).to_be_focused()
    assert page.title().split() == ["Lỗi:", "Đăng", "nhập"]
    keys.type(PASSWORD)
    keys.press("Tab")
    keys.press("Space")
    expect(page.get_by_role("button", name="Ẩn mật khẩu")).to_be_focused()
    assert page.get_by_label("Mật khẩu").get_attribute("type") == "text"
    with page.expect_request(re.compile(SIGN_IN)) as request:
        keys.press("Tab")
        keys.press("Enter")
    assert request.value.method == "POST"
    expect_home(visit)


@pytest.mark.parametrize("path", [SIGN_IN, PASSWORD_CHANGE, "/tai-khoan/", SESSIONS])
def test_focus_is_seen_wherever_it_goes(visit, path):
    page = visit.page
    if path != SIGN_IN:
        visit.as_(fresh(visit.people.officer))
    visit.goto(path)
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _n in range(60):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "(e => [e.outerHTML.slice(0, 90), getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if name.startswith("<body") or name in seen[:1]:
            break
        assert outline != "none" or 'name="theme"' in name, name
        seen.append(name)

    assert len(seen) > 4
