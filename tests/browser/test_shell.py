"""The shell in a browser: what people see, on a phone and at a desk, in light and in dark."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.looks import ENGLISH, width_beyond_screen, words
from tests.cast import gather
from tests.entering import enter
from tests.factories import PASSWORD, AnnexFactory, ColumnFactory, LocalityFactory, PlanFactory, TargetFactory

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}

PAGES = {
    "home": lambda plan: reverse("admin:index"),
    "plans": lambda plan: reverse("admin:plans_plan_changelist"),
    "localities": lambda plan: reverse("admin:localities_locality_changelist"),
    "targets": lambda plan: reverse("admin:targets_target_changelist"),
    "nothing found": lambda plan: reverse("admin:targets_target_changelist") + "?q=zzzz",
    "plan": lambda plan: reverse("admin:plans_plan_change", args=[plan.pk]),
    "new plan": lambda plan: reverse("admin:plans_plan_add"),
    "annex": lambda plan: reverse("admin:targets_annex_change", args=[plan.annexes.get().pk]),
    "new target": lambda plan: reverse("admin:targets_target_add"),
    "new account": lambda plan: reverse("admin:accounts_user_add"),
    "history": lambda plan: reverse("admin:plans_plan_history", args=[plan.pk]),
    "deletion": lambda plan: reverse("admin:plans_plan_delete", args=[plan.pk]),
    "own password": lambda plan: reverse("account_change_password"),
    "not found": lambda plan: "/khong-co/",
}


@pytest.fixture
def cast(live_server):
    return gather()


@pytest.fixture
def plan(cast):
    plan = PlanFactory(locality=cast.province, code="tinh-2026")
    ColumnFactory(annex=AnnexFactory(plan=plan))
    TargetFactory(plan=plan, locality=cast.district)
    return plan


@pytest.fixture
def signed_in(page, cast, base_url):
    """The page of the administrator."""
    client = Client()
    enter(client, cast.administrator)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
    return page


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_vietnamese_and_fits(signed_in, plan, axe, name):
    for size, scheme in [(DESK, "light"), (PHONE, "dark")]:
        signed_in.set_viewport_size(size)
        signed_in.emulate_media(color_scheme=scheme)

        signed_in.goto(PAGES[name](plan), wait_until="networkidle")

        axe(signed_in)
        assert width_beyond_screen(signed_in) == 0
        assert not ENGLISH.findall(words(signed_in))


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_signing_in_and_out(page, cast, axe, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(cast.editor.username)
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("alert").wait_for()
    axe(page)

    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("heading", name="Kế hoạch đang theo dõi").wait_for()

    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("status").get_by_text("Đã đăng xuất.").wait_for()
    axe(page)


def test_sign_in_form_stands_in_the_middle_of_its_half(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/tai-khoan/dang-nhap/")

    box = page.locator(".bare__card").bounding_box()

    assert abs(box["y"] + box["height"] / 2 - 450) < 2
    assert box["x"] > 720


def test_menu_marks_the_current_list(signed_in, plan):
    signed_in.goto(PAGES["plan"](plan))

    current = signed_in.locator("#menu [aria-current]")

    assert current.inner_text() == "Kế hoạch"


def test_menu_folds_away_on_a_phone(signed_in, axe):
    signed_in.set_viewport_size(PHONE)
    signed_in.goto("/")
    menu, button = signed_in.locator("#menu"), signed_in.get_by_role("button", name="Danh mục chức năng")
    assert not menu.is_visible()

    button.click()

    assert menu.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    axe(signed_in)


def test_menu_is_there_without_script(browser, cast, base_url):
    client = Client()
    enter(client, cast.administrator)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, base_url=base_url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
    page = context.new_page()

    page.goto("/")

    assert page.locator("#menu").is_visible()
    context.close()


def test_theme_chosen_by_hand_is_kept(signed_in):
    signed_in.goto("/")
    signed_in.locator(".account > summary").click()

    signed_in.get_by_text("Tối", exact=True).click()
    signed_in.reload()

    assert signed_in.evaluate("document.documentElement.dataset.theme") == "dark"
    assert signed_in.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_filter_opens_and_escape_closes_it(signed_in, plan, axe):
    signed_in.goto(PAGES["localities"](plan))
    filters = signed_in.locator(".filter").first
    filters.locator("summary").click()
    assert filters.locator("a").first.is_visible()
    axe(signed_in)

    signed_in.keyboard.press("Escape")

    assert not filters.locator("a").first.is_visible()


def test_header_of_a_long_list_stays_in_sight(signed_in, plan, cast):
    LocalityFactory.create_batch(45, commune=True, parent=cast.district)
    signed_in.set_viewport_size(DESK)
    signed_in.goto(PAGES["localities"](plan))
    before = signed_in.locator("#result_list thead").bounding_box()

    signed_in.locator("#result_list tbody tr").last.scroll_into_view_if_needed()

    assert signed_in.locator("#result_list thead").bounding_box()["y"] == before["y"]


def test_autocomplete_and_calendar_have_names(signed_in, plan, axe):
    signed_in.goto(PAGES["new plan"](plan))
    place = signed_in.get_by_role("combobox", name="Địa bàn")
    place.click()
    signed_in.get_by_role("searchbox", name="Địa bàn").wait_for()
    signed_in.locator(".select2-results__option[aria-selected]").first.wait_for()
    axe(signed_in)
    signed_in.keyboard.press("Escape")

    signed_in.locator(".date-icon").first.click()

    signed_in.get_by_role("dialog", name="Chọn ngày").wait_for()
    axe(signed_in)


def test_refused_form_says_where(signed_in, plan, axe):
    signed_in.goto(PAGES["new plan"](plan))

    signed_in.get_by_role("button", name="Lưu", exact=True).click()

    signed_in.get_by_role("alert").wait_for()
    assert signed_in.locator(".field-subject .errorlist").inner_text() == "Chưa nhập mục này."
    axe(signed_in)
