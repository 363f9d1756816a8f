"""What the log says of people who come, fail, leave, and change how they come."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Invitation
from tests.accounts.totp import code_at
from tests.factories import PASSWORD, TOTP_SECRET

NEW = "trâu đi qua ngõ vắng"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


def events(*names):
    return list(AuditEvent.objects.order_by("pk").values_list("kind", "happened_by__username", *names))


def test_coming_and_leaving(officer, client, try_password):
    try_password(client, officer.username, REMOTE_ADDR="198.51.100.4")
    client.post("/tai-khoan/dang-xuat/")

    assert events() == [("signed_in", "can-bo-huyen"), ("signed_out", "can-bo-huyen")]
    first = AuditEvent.objects.earliest("pk")
    assert (first.place, str(first.address)) == (officer.locality, "198.51.100.4")


def test_failures_name_the_account_and_never_what_was_typed(officer, client, try_password):
    try_password(client, officer.username, "sai-mat-khau")
    try_password(client, "mat-khau-go-nham-o", "x")

    assert events() == [("sign_in_failed", "can-bo-huyen"), ("sign_in_failed", None)]
    stored = str(list(AuditEvent.objects.values()))
    assert "sai-mat-khau" not in stored
    assert "mat-khau-go-nham-o" not in stored


def test_lock_is_noted_once(officer, client, try_password):
    for n in range(9):
        try_password(client, officer.username, f"sai {n}")

    assert events() == [("sign_in_failed", "can-bo-huyen")] * 5 + [("sign_in_blocked", "can-bo-huyen")]


def test_blocked_account_with_the_right_password(officer, client, try_password):
    officer.is_active = False
    officer.save()
    try_password(client, officer.username)

    assert events("details") == [("sign_in_failed", "can-bo-huyen", {"why": "inactive"})]


def test_second_factor(officer, client, try_password, django_capture_on_commit_callbacks):
    try_password(client, officer.username)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_at(form.secret)})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"), {})
    client.post(reverse("mfa_deactivate_totp"), {})

    assert [kind for kind, _who in events()] == [
        "signed_in",
        "second_factor_on",
        "recovery_codes_made",
        "second_factor_off",
    ]


def test_wrong_code(administrator, client, try_password):
    try_password(client, administrator.username)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_at(TOTP_SECRET)})

    assert events("details") == [
        ("sign_in_failed", "quan-tri", {"why": "code"}),
        ("signed_in", "quan-tri", {}),
    ]


def test_password_and_sessions(officer, client, try_password):
    try_password(Client(), officer.username)
    try_password(client, officer.username)
    client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    client.post("/tai-khoan/phien/", {"ket_thuc": "moi-noi"})

    assert [kind for kind, _who in events()][2:] == ["password_changed", "sessions_ended"]


def test_invitation(administrator, officer, sign_in, client):
    sign_in(administrator).post(f"/accounts/user/{officer.pk}/access/", {"viec": "moi"})
    token = Invitation.objects.get().token
    client.post(reverse("invitation", args=[token]), {"new_password1": NEW, "new_password2": NEW})

    assert events("subject", "path") == [
        ("invited", "quan-tri", "can-bo-huyen", f"/accounts/user/{officer.pk}/access/"),
        ("invitation_used", "can-bo-huyen", "can-bo-huyen", "/tai-khoan/loi-moi/***/"),
    ]


def test_rights(administrator, officer, province, sign_in):
    data = {"username": officer.username, "role": "leader", "locality": province.pk, "first_name": "Hoa"}
    before = officer.locality.code

    sign_in(administrator).post(f"/accounts/user/{officer.pk}/change/", data)

    changed = {"role": ["officer", "leader"], "locality": [before, province.code], "is_active": [True, False]}
    assert events("subject", "details") == [
        ("rights_changed", "quan-tri", "can-bo-huyen", changed),
        ("account_changed", "quan-tri", "can-bo-huyen", {"fields": ["first_name"]}),
    ]
