"""Sessions end by themselves, can be ended from elsewhere, and are never handed to somebody else."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.browsers import browser_name
from accounts.sessions import BEGAN, SEEN, open_sessions
from tests.factories import PASSWORD

SESSIONS = "/tai-khoan/phien/"
NAME = settings.SESSION_COOKIE_NAME


@pytest.fixture
def browser(try_password):
    """`browser(officer)`: a browser of its own in which the officer signed in with the password."""

    def open_one(user, **more):
        client = Client(**more)
        assert try_password(client, user.username).status_code == 302
        assert client.get("/").status_code == 200
        return client

    return open_one


def shift(client, **seconds):
    """As if the session had begun, or was last used, so many seconds earlier."""
    session = client.session
    for key, ago in seconds.items():
        session[key] = int(time.time()) - ago
    session.save()


def is_in(client):
    return client.get("/tai-khoan/").status_code == 200


def test_idle_session_ends(officer, browser):
    client = browser(officer)
    shift(client, **{SEEN: 60 * 60 - 5})
    assert is_in(client)

    shift(client, **{SEEN: 60 * 60})
    response = client.get("/tai-khoan/", follow=True)

    assert response.redirect_chain == [("/tai-khoan/dang-nhap/?next=/tai-khoan/", 302)]
    assert "Đã lâu không thao tác nên phiên làm việc kết thúc." in response.text
    assert not UserSession.objects.exists()


def test_busy_session_ends_after_its_hours(officer, browser):
    client = browser(officer)
    shift(client, **{BEGAN: 12 * 3600 - 5})
    assert is_in(client)

    shift(client, **{BEGAN: 12 * 3600})

    assert not is_in(client)
    assert "Phiên làm việc đã quá 12 giờ." in client.get("/tai-khoan/dang-nhap/").text


def test_each_request_counts_as_being_there(officer, browser):
    client = browser(officer)
    shift(client, **{SEEN: 50 * 60})
    assert is_in(client)

    assert int(time.time()) - client.session[SEEN] < 5


def test_cookie_dies_with_the_browser_and_is_out_of_reach_of_scripts(officer, try_password, client):
    cookie = try_password(client, officer.username).cookies[NAME]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_session_planted_before_signing_in_is_not_the_one_after(officer, try_password, client):
    """Session fixation: the attacker's key is worth nothing, and what they put in is not taken over."""
    planted = client.session
    planted["favourite"] = "đã cài"
    planted.save()
    client.cookies[NAME] = planted.session_key
    thief = Client()
    thief.cookies[NAME] = planted.session_key

    try_password(client, officer.username)

    assert client.cookies[NAME].value != planted.session_key
    assert is_in(client)
    assert not is_in(thief)
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_session_of_one_is_not_kept_for_the_next(officer, editor, try_password, client):
    try_password(client, officer.username)
    first = client.cookies[NAME].value
    client.post("/tai-khoan/dang-xuat/")
    try_password(client, editor.username)

    assert client.cookies[NAME].value != first
    assert client.get("/tai-khoan/").context["user"] == editor


def test_own_sessions_are_shown_and_nobody_elses(officer, editor, browser):
    first = browser(officer, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
    browser(officer, REMOTE_ADDR="198.51.100.9")
    browser(editor, REMOTE_ADDR="203.0.113.5")

    page = first.get(SESSIONS).text

    assert "Firefox, Windows" in page
    assert "198.51.100.9" in page
    assert "203.0.113.5" not in page


def test_one_session_is_ended(officer, browser):
    here, there, third = browser(officer), browser(officer), browser(officer)
    row = UserSession.objects.get(session_key=there.session.session_key)

    here.post(SESSIONS, {"ket_thuc": row.pk})

    assert [is_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_other_sessions_are_ended(officer, browser):
    here, there, third = browser(officer), browser(officer), browser(officer)

    here.post(SESSIONS, {"ket_thuc": "noi-khac"})

    assert [is_in(client) for client in (here, there, third)] == [True, False, False]


def test_logout_everywhere(officer, browser):
    here, there = browser(officer), browser(officer)

    response = here.post(SESSIONS, {"ket_thuc": "moi-noi"})

    assert response.url == "/tai-khoan/dang-nhap/"
    assert [is_in(client) for client in (here, there)] == [False, False]
    assert open_sessions(officer) == []


@pytest.mark.parametrize("which", ["", "0", "-1", "1e9", "9" * 30, "x", "½"])
def test_what_is_no_session_ends_none(which, officer, browser):
    here, there = browser(officer), browser(officer)

    assert here.post(SESSIONS, {"ket_thuc": which}).status_code == 302
    assert [is_in(client) for client in (here, there)] == [True, True]


def test_session_of_another_is_not_ended(officer, editor, browser):
    thief, victim = browser(officer), browser(editor)
    row = UserSession.objects.get(session_key=victim.session.session_key)

    thief.post(SESSIONS, {"ket_thuc": row.pk})

    assert is_in(victim)


def test_new_password_ends_the_other_sessions(officer, browser):
    here, there = browser(officer), browser(officer)
    new = "trâu đi qua ngõ"

    response = here.post(
        "/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )

    assert "Đã đổi mật khẩu." in response.text
    assert [is_in(client) for client in (here, there)] == [True, False]


def test_blocked_person_is_out_at_once(officer, browser):
    client = browser(officer)
    officer.is_active = False
    officer.save()

    assert not is_in(client)


def test_blocking_ends_the_sessions_for_good(officer, administrator, browser, sign_in):
    client = browser(officer)
    data = {"username": officer.username, "role": "officer", "locality": officer.locality_id}
    address = f"/accounts/user/{officer.pk}/change/"

    sign_in(administrator).post(address, data)
    assert not UserSession.objects.filter(user=officer).exists()
    sign_in(administrator).post(address, {**data, "is_active": "on"})

    assert not is_in(client)


def test_logout_by_link_asks_first(officer, browser):
    client = browser(officer)

    assert "Đăng xuất bây giờ?" in client.get("/tai-khoan/dang-xuat/").text
    assert is_in(client)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/140 Mobile Safari/537", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Version/19 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/119 Safari/537", "Cốc Cốc, Windows"),
        ("<script>", "trình duyệt khác, hệ điều hành khác"),
    ],
)
def test_browser_is_named_as_its_owner_knows_it(agent, name):
    assert browser_name(agent) == name
