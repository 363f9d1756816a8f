"""Rule (attempts): guessing stops soon, and nobody can use that to keep others out."""

import time

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.adapter import AccountAdapter
from accounts.enums import AuditKind
from accounts.models import AuditEvent, User
from tests.factories import PASSWORD, UserFactory

BLOCKED = "Đã nhập sai quá nhiều lần."
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def checked(monkeypatch):
    """The passwords that were really compared."""
    seen = []
    original = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: seen.append(raw) or original(self, raw))
    return seen


def errors(response):
    return " ".join(response.context["form"].non_field_errors()) if response.context else ""


def guess(try_password, client, name, times, address="203.0.113.7"):
    return [errors(try_password(client, name, f"sai {n}", REMOTE_ADDR=address)) for n in range(times)]


def test_five_failures_lock_the_account_for_that_address(officer, client, try_password, checked):
    answers = guess(try_password, client, officer.username, 6)

    assert [WRONG in answer for answer in answers] == [True] * 5 + [False]
    assert BLOCKED in answers[5]
    assert len(checked) == 5


def test_right_password_does_not_help_while_locked(officer, client, try_password):
    guess(try_password, client, officer.username, 5)

    assert BLOCKED in errors(try_password(client, officer.username, REMOTE_ADDR="203.0.113.7"))


def test_lock_is_for_the_address_that_guessed(officer, client, try_password):
    guess(try_password, client, officer.username, 20)

    response = try_password(Client(), officer.username, REMOTE_ADDR="198.51.100.1")

    assert (response.status_code, response.url) == (302, "/")


def test_one_address_cannot_go_through_many_accounts(officer, client, try_password, checked):
    people = [UserFactory(officer=True) for _n in range(12)]

    answers = [answer for person in people for answer in guess(try_password, client, person.username, 4)]

    assert sum(WRONG in answer for answer in answers) == 30
    assert len(checked) == 30


def test_many_addresses_cannot_go_through_one_account(officer, client, try_password, checked):
    for n in range(30):
        guess(try_password, client, officer.username, 4, address=f"203.0.113.{n}")

    assert len(checked) == 50


def test_owner_gets_in_from_a_known_browser_while_strangers_guess(officer, client, try_password):
    own = Client()
    try_password(own, officer.username, REMOTE_ADDR="198.51.100.1")
    own.post("/tai-khoan/dang-xuat/")
    for n in range(30):
        guess(try_password, client, officer.username, 4, address=f"203.0.113.{n}")
    guess(try_password, client, officer.username, 40, address="198.51.100.1")  # from the same office as well

    assert BLOCKED in errors(try_password(Client(), officer.username, REMOTE_ADDR="192.0.2.9"))
    assert try_password(own, officer.username, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_known_browser_is_counted_too(officer, try_password):
    own = Client()
    try_password(own, officer.username)
    own.post("/tai-khoan/dang-xuat/")

    answers = guess(try_password, own, officer.username, 11)

    assert [WRONG in answer for answer in answers] == [True] * 10 + [False]


def test_known_browser_is_no_key_to_the_account_of_another(officer, editor, try_password, checked):
    own = Client()
    try_password(own, officer.username)
    own.post("/tai-khoan/dang-xuat/")
    del checked[:]

    guess(try_password, own, editor.username, 9)

    assert len(checked) == 5


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIixbImNhbi1iby1odXllbiJdXQ:1:AAAA", "\x00"])
def test_forged_cookie_makes_no_known_browser(cookie, officer, client, try_password, checked):
    client.cookies["known_device"] = cookie

    guess(try_password, client, officer.username, 9)

    assert len(checked) == 5


def test_unknown_account_is_locked_like_a_known_one(db, client, try_password):
    answers = guess(try_password, client, "khong-co", 6)

    assert [WRONG in answer for answer in answers] == [True] * 5 + [False]


def test_right_passwords_are_not_counted(officer, try_password):
    for _n in range(12):
        assert try_password(Client(), officer.username).status_code == 302


def test_right_password_does_not_clear_the_failures_of_its_address(officer, editor, client, try_password):
    """Who has an account of their own cannot use it to guess on."""
    for _n in range(20):
        guess(try_password, client, editor.username, 4)
        try_password(Client(), officer.username, REMOTE_ADDR="203.0.113.7")

    assert BLOCKED in guess(try_password, client, editor.username, 1)[0]


def test_case_and_blanks_make_no_second_account(officer, client, try_password, checked):
    for name in [officer.username, officer.username.upper(), f" {officer.username} ", officer.username.title()]:
        guess(try_password, client, name, 2)

    assert len(checked) == 5


def test_lock_ends_after_a_quarter_of_an_hour(officer, client, try_password, monkeypatch):
    now = time.time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now)
    guess(try_password, client, officer.username, 6)
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 15 * 60 + 1)

    assert try_password(client, officer.username, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_ten_thousand_tries_look_at_few_passwords(officer, try_password, checked, rf):
    """From 40 addresses at once, past the page, whose drawing would take most of the time: straight at what it asks."""
    adapter = AccountAdapter()
    refused = 0
    for n in range(10_000):
        request = rf.post("/tai-khoan/dang-nhap/", REMOTE_ADDR=f"203.0.113.{n % 40}")
        try:
            assert adapter.authenticate(request, username=officer.username, password=f"đoán {n}") is None
        except ValidationError:
            refused += 1

    assert (len(checked), refused) == (50, 9_950)
    assert AuditEvent.objects.filter(kind=AuditKind.SIGN_IN_FAILED).count() == 50
    assert AuditEvent.objects.filter(kind=AuditKind.SIGN_IN_BLOCKED).count() == 40
    assert BLOCKED in errors(try_password(Client(), officer.username, PASSWORD, REMOTE_ADDR="192.0.2.1"))
