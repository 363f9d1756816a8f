"""An administrator manages the accounts of their own province, and gives nothing that they do not hold."""

import pytest

from accounts.enums import Permission, Role
from accounts.models import User
from accounts.permissions import ROLE_PERMISSIONS, may_manage, permissions_of, roles_granted_by
from targets.enums import Channel
from tests.factories import TargetChangeFactory, UserFactory
from tests.shell.rows import page_url


@pytest.fixture
def provincial(province):
    return UserFactory(administrator=True, username="quan-tri-tinh", locality=province)


@pytest.fixture
def registrar(db, monkeypatch):
    """Somebody who manages accounts, and otherwise only looks."""
    rights = {Permission.MANAGE_ACCOUNTS, Permission.VIEW_PLANS, Permission.VIEW_LISTS}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.OFFICER, frozenset(rights))
    return UserFactory(officer=True)


def change(client, account, **values):
    data = {"username": account.username, "role": account.role, "is_active": "on", **values}
    data.setdefault("locality", account.locality_id or "")
    return client.post(page_url(account), data)


def test_roles_that_may_be_given(administrator, editor, registrar):
    assert roles_granted_by(administrator) == [Role.ADMINISTRATOR, Role.EDITOR, Role.OFFICER, Role.LEADER]
    assert roles_granted_by(registrar) == [Role.OFFICER, Role.LEADER]
    assert may_manage(registrar, UserFactory())
    assert not may_manage(registrar, editor)
    assert not may_manage(editor, UserFactory())


def test_blocked_person_holds_nothing(province):
    assert permissions_of(UserFactory(editor=True, is_active=False)) == frozenset()


def test_role_beyond_ones_own_is_not_given(registrar, sign_in):
    client = sign_in(registrar)
    place = registrar.locality_id

    for role in ("administrator", "editor"):
        client.post("/accounts/user/add/", {"username": "moi", "role": role, "locality": place})
        assert not User.objects.filter(username="moi").exists()
    client.post("/accounts/user/add/", {"username": "moi", "role": "leader", "locality": place})
    assert User.objects.get(username="moi").role == "leader"


def test_account_that_holds_more_is_not_changed(registrar, sign_in):
    colleague = UserFactory(editor=True, locality=registrar.locality)
    client = sign_in(registrar)

    assert change(client, colleague, role="leader").status_code == 403
    assert client.post(f"/accounts/user/{colleague.pk}/access/", {"viec": "moi"}).status_code == 403
    assert client.post(page_url(colleague, "delete"), {"post": "yes"}).status_code == 403


def test_account_without_a_place_is_beyond_a_province(provincial, administrator, sign_in):
    assert change(sign_in(provincial), administrator, first_name="x").status_code == 404


def test_account_of_the_province_is_not_moved_out_of_it(provincial, officer, other_province, sign_in):
    response = change(sign_in(provincial), officer, locality=other_province.pk)

    assert response.status_code == 200
    assert "locality" in response.context["adminform"].form.errors


def test_place_is_not_taken_away(provincial, officer, sign_in):
    for role in ("officer", "administrator"):
        assert change(sign_in(provincial), officer, role=role, locality="").status_code == 200
    officer.refresh_from_db()
    assert officer.locality_id is not None


@pytest.mark.parametrize(
    "field",
    ["password", "is_superuser", "is_staff", "groups", "user_permissions", "last_login", "date_joined", "id", "pk"],
)
def test_fields_beyond_the_form_are_not_taken(field, provincial, officer, sign_in):
    """Mass assignment: whatever else is sent along is not heard."""
    before = User.objects.filter(pk=officer.pk).values().get()

    change(sign_in(provincial), officer, **{field: "1"})

    after = User.objects.filter(pk=officer.pk).values().get()
    assert {**after, "is_active": True} == before


def test_own_role_and_place_are_not_taken_from_the_form(provincial, other_province, sign_in):
    change(sign_in(provincial), provincial, role="editor", locality=other_province.pk, is_active="")

    before = (provincial.role, provincial.locality_id)
    provincial.refresh_from_db()
    assert (provincial.role, provincial.locality_id, provincial.is_active) == (*before, True)


def test_person_who_moves_keeps_what_they_did(administrator, officer, other_province, sign_in):
    row = TargetChangeFactory(changed_by=officer, channel=Channel.values[0])

    change(sign_in(administrator), officer, locality=other_province.pk)

    officer.refresh_from_db()
    row.refresh_from_db()
    assert (officer.locality, row.changed_by) == (other_province, officer)
