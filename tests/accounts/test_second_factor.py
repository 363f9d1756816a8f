"""The second factor: who needs one gets nowhere without; codes are right, once, and few tries are given."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from tests.accounts.totp import code_at
from tests.entering import enter
from tests.factories import PASSWORD, TOTP_SECRET, UserFactory

ON = "/tai-khoan/hai-lop/bat/"
CODE = "/tai-khoan/hai-lop/ma/"
RECOVERY = "/tai-khoan/hai-lop/ma-du-phong/"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def newcomer(db):
    """An administrator who has no second factor yet."""
    return UserFactory(administrator=True, username="moi", second_factor=False)


def where_next(client, path="/"):
    return client.get(path).headers.get("Location")


@pytest.mark.parametrize("path", ["/", "/accounts/user/", "/plans/plan/add/", "/tai-khoan/", "/tai-khoan/phien/"])
def test_administrator_without_a_second_factor_is_led_to_it(path, newcomer, client, try_password):
    try_password(client, "moi")

    assert where_next(client, path) == ON
    assert client.post(path, {}).headers["Location"] == ON


def test_others_need_none_unless_the_installation_says_so(editor, leader, client):
    assert enter(client, editor).get("/").status_code == 200
    with override_settings(SECOND_FACTOR_ROLES=["editor"]):
        assert where_next(client) == ON
        assert enter(client, leader).get("/").status_code == 200


def test_setting_it_up_at_the_first_sign_in(newcomer, client, try_password):
    try_password(client, "moi")
    form = client.get(ON).context["form"]

    response = client.post(ON, {"code": code_at(form.secret)}, follow=True)

    assert response.redirect_chain == [(RECOVERY, 302)]
    assert len(response.context["unused_codes"]) == 10
    assert client.get("/").status_code == 200


def test_key_is_drawn_without_a_data_address(newcomer, client, try_password):
    try_password(client, "moi")

    page = client.get(ON)

    assert "data:" not in page.text
    assert '<path d="M4 4h1v1h-1z' in page.text
    assert page.context["form"].secret in page.text


def test_wrong_first_code_turns_nothing_on(newcomer, client, try_password):
    try_password(client, "moi")
    client.get(ON)

    response = client.post(ON, {"code": "000000"})

    assert "Mã không đúng hoặc đã hết hạn." in response.text
    assert not Authenticator.objects.exists()


def test_secret_is_not_readable_in_the_database(administrator):
    stored = Authenticator.objects.get(user=administrator).data["secret"]

    assert TOTP_SECRET not in stored
    assert decrypt(stored) == TOTP_SECRET


def test_secret_is_read_after_the_key_was_changed(administrator, settings):
    stored = Authenticator.objects.get(user=administrator).data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 60

    assert decrypt(stored) == TOTP_SECRET


def test_password_alone_does_not_let_in(administrator, client, try_password):
    response = try_password(client, administrator.username)

    assert response.url == CODE
    assert where_next(client).startswith("/tai-khoan/dang-nhap/")


def test_password_and_code_let_in(administrator, client, try_password):
    try_password(client, administrator.username)

    response = client.post(CODE, {"code": code_at(TOTP_SECRET)})

    assert response.url == "/"
    assert client.get("/accounts/user/").status_code == 200


def test_code_is_taken_once(administrator, client, try_password):
    code = code_at(TOTP_SECRET)
    try_password(client, administrator.username)
    client.post(CODE, {"code": code})
    thief = Client()
    try_password(thief, administrator.username)

    assert "Mã không đúng" in thief.post(CODE, {"code": code}).text


@pytest.mark.parametrize("code", ["", "0", "000000", "abcdef", "９９９９９９", "1" * 400, "<script>"])
def test_wrong_code_is_refused(code, administrator, client, try_password):
    try_password(client, administrator.username)

    assert client.post(CODE, {"code": code}).status_code == 200
    assert where_next(client).startswith("/tai-khoan/dang-nhap/")


def test_five_wrong_codes_lock_the_second_step(administrator, client, try_password):
    try_password(client, administrator.username)
    for _n in range(5):
        client.post(CODE, {"code": "000000"})

    assert "quá nhiều lần" in client.post(CODE, {"code": code_at(TOTP_SECRET)}).text


def test_stranger_with_the_password_keeps_the_owner_out_of_no_known_browser(administrator, client, try_password):
    own = Client()
    try_password(own, administrator.username)
    own.post(CODE, {"code": code_at(TOTP_SECRET, time.time() - 30)})
    own.post("/tai-khoan/dang-xuat/")
    try_password(client, administrator.username)
    for _n in range(6):
        client.post(CODE, {"code": "000000"})

    try_password(own, administrator.username)

    assert own.post(CODE, {"code": code_at(TOTP_SECRET)}).headers.get("Location") == "/"


def test_code_page_is_nothing_without_the_password(db, client):
    assert where_next(client, CODE) == "/tai-khoan/dang-nhap/"
    assert client.post(CODE, {"code": code_at(TOTP_SECRET)}).headers["Location"] == "/tai-khoan/dang-nhap/"


def test_recovery_code_lets_in_once(newcomer, client, try_password):
    try_password(client, "moi")
    form = client.get(ON).context["form"]
    code = client.post(ON, {"code": code_at(form.secret)}, follow=True).context["unused_codes"][0]

    for expected in ["/", None]:
        other = Client()
        try_password(other, "moi")
        assert other.post(CODE, {"code": code}).headers.get("Location") == expected


def test_who_needs_it_does_not_turn_it_off(administrator, client, try_password):
    try_password(client, administrator.username)
    client.post(CODE, {"code": code_at(TOTP_SECRET)})

    response = client.post(reverse("mfa_deactivate_totp"), {})

    assert "không tắt được" in response.text
    assert Authenticator.objects.filter(user=administrator).exists()


def test_turning_it_off_is_offered_to_those_who_may(administrator, try_password):
    off = reverse("mfa_deactivate_totp")
    UserFactory(editor=True, username="than-trong", second_factor=True)
    for name, offered in [(administrator.username, False), ("than-trong", True)]:
        browser = Client()
        cache.clear()
        try_password(browser, name)
        browser.post(CODE, {"code": code_at(TOTP_SECRET)})
        assert (off in browser.get(reverse("mfa_index")).text) is offered


def test_who_needs_none_turns_it_off(client, try_password, officer):
    try_password(client, officer.username)
    form = client.get(ON).context["form"]
    client.post(ON, {"code": code_at(form.secret)})

    client.post(reverse("mfa_deactivate_totp"), {})

    assert not Authenticator.objects.filter(user=officer).exists()


@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"])
def test_stale_session_is_asked_for_the_password_again(name, administrator, client):
    enter(client, administrator)  # without a record of a password just typed

    assert client.get(reverse(name)).status_code in {302, 404}
    response = client.post(reverse(name), {})
    assert response.status_code in {302, 404, 405}
    if response.status_code == 302:
        assert response.url.startswith("/tai-khoan/xac-nhan/")


def test_password_again_is_checked(officer, client):
    enter(client, officer)
    address = f"/tai-khoan/xac-nhan/?next={ON}"

    assert "Mật khẩu không đúng." in client.post(address, {"password": "sai"}).text
    assert client.post(address, {"password": PASSWORD}).headers["Location"] == ON
