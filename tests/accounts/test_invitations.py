"""A link by which somebody sets their own password: once, for a while, for one account."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accept
from accounts.models import Invitation
from tests.factories import UserFactory

NEW = "trâu đi qua ngõ vắng"


@pytest.fixture
def link(administrator, officer):
    """What the administrator would send to the officer."""
    invitation = Invitation.objects.create(user=officer, invited_by=administrator)
    return reverse("invitation", args=[invitation.token])


def use(client, link, password=NEW):
    return client.post(link, {"new_password1": password, "new_password2": password})


def test_link_sets_the_password(link, officer, client, try_password):
    assert "can-bo-huyen" in client.get(link).text

    response = use(client, link)

    assert response.url == "/tai-khoan/dang-nhap/"
    assert try_password(client, officer.username, NEW).url == "/"


def test_link_works_once(link, officer, client):
    use(client, link)

    assert client.get(link).status_code == 404
    assert use(Client(), link, "một mật khẩu khác hẳn").status_code == 404
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_of_two_at_once_one_wins(link, officer, rf):
    found = Invitation.objects.get()
    twin = Invitation.objects.get()
    request = rf.post(link)
    request.user = officer

    assert accept(found, NEW, request=request)
    assert not accept(twin, "một mật khẩu khác hẳn", request=request)
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_looking_at_the_link_uses_nothing_up(link, client):
    for _n in range(3):
        assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200


def test_link_ends_after_its_days(link, client):
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=7))

    assert client.get(link).status_code == 404
    assert use(client, link).status_code == 404


def test_new_link_voids_the_one_before(link, officer, administrator, sign_in, client):
    sign_in(administrator).post(f"/accounts/user/{officer.pk}/access/", {"viec": "moi"})

    assert client.get(link).status_code == 404
    assert Invitation.objects.count() == 1


def test_link_of_a_blocked_account_is_void(link, officer, client):
    officer.is_active = False
    officer.save()

    assert use(client, link).status_code == 404


@pytest.mark.parametrize("case", ["letters", "foreign key", "another account", "cut", "other salt"])
def test_forged_link_is_void(case, link, editor, client):
    token = link.rstrip("/").rpartition("/")[2]
    invitation = Invitation.objects.get()
    own, nonce = invitation.user_id, invitation.nonce
    forged = {
        "letters": "abc",
        "foreign key": signing.Signer(key="khac", salt="accounts.invitation").sign_object([own, nonce]),
        "another account": signing.Signer(salt="accounts.invitation").sign_object([editor.pk, nonce]),
        "cut": token[:-1],
        "other salt": signing.Signer(salt="khac").sign_object([own, nonce]),
    }[case]

    assert use(client, reverse("invitation", args=[forged])).status_code == 404


@pytest.mark.parametrize("password", ["123456", "matkhau", "password123456", "can-bo-huyen", "Bát Xát 2026!", "1" * 20])
def test_weak_password_is_refused_and_the_link_stays(password, link, officer, client):
    response = use(client, link, password)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert client.get(link).status_code == 200


def test_other_sessions_end_with_the_old_password(link, officer, sign_in, client):
    old = sign_in(officer)
    use(client, link)

    assert old.get("/").status_code == 302


def test_access_page_shows_the_link_to_the_administrator(link, officer, administrator, sign_in):
    page = sign_in(administrator).get(f"/accounts/user/{officer.pk}/access/")

    assert f"http://testserver{link}" in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_access_page_is_for_administrators(link, officer, editor, leader, sign_in):
    for somebody in (editor, leader, officer):
        assert sign_in(somebody).get(f"/accounts/user/{officer.pk}/access/").status_code == 403
        assert sign_in(somebody).post(f"/accounts/user/{officer.pk}/access/", {"viec": "moi"}).status_code == 403


def test_lost_phone(administrator, sign_in, try_password):
    somebody = UserFactory(administrator=True, username="mat-may")

    sign_in(administrator).post(f"/accounts/user/{somebody.pk}/access/", {"viec": "go-hai-lop"})

    client = Client()
    assert try_password(client, "mat-may").url == "/"
    assert client.get("/").url == "/tai-khoan/hai-lop/bat/"


def test_sessions_of_another_are_ended(administrator, officer, sign_in, try_password):
    client = Client()
    try_password(client, officer.username)

    sign_in(administrator).post(f"/accounts/user/{officer.pk}/access/", {"viec": "dang-xuat"})

    assert client.get("/").status_code == 302


def test_own_access_is_changed_on_ones_own_page(administrator, sign_in):
    response = sign_in(administrator).post(f"/accounts/user/{administrator.pk}/access/", {"viec": "go-hai-lop"})

    assert response.url == "/tai-khoan/"
    assert administrator.authenticator_set.exists()
