"""The accounts for trying out: one a role, with passwords that are shown once."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import User
from localities.models import Locality
from tests.factories import LocalityFactory

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"\b[a-hj-kmnp-z2-9]{4}(?:-[a-hj-kmnp-z2-9]{4}){3}\b")


@pytest.fixture
def lao_cai():
    province = LocalityFactory(code="10", name="Tỉnh Lào Cai")
    return LocalityFactory(district=True, code="080", name="Thành phố Lào Cai", parent=province)


def run():
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue()


def test_one_account_a_role_with_the_password_that_was_shown(lao_cai):
    shown = run()

    lines = [line.split() for line in shown.splitlines() if PASSWORD.search(line)]
    users = {user.username: user for user in User.objects.all()}
    assert {user.role for user in users.values()} == set(Role.values)
    assert {name for name, *_rest in lines} == set(users)
    assert all(users[name].check_password(password) for name, password, *_rest in lines)


def test_places(lao_cai):
    run()

    places = dict(User.objects.values_list("username", "locality__name"))
    assert places == {
        "quantri": None,
        "canbo": "Tỉnh Lào Cai",
        "lanhdao": "Tỉnh Lào Cai",
        "coso": "Thành phố Lào Cai",
    }


def test_second_run_changes_nothing_and_shows_no_password(lao_cai):
    run()
    before = dict(User.objects.values_list("username", "password"))

    again = run()

    assert dict(User.objects.values_list("username", "password")) == before
    assert not PASSWORD.search(again)
    assert "changepassword" in again


def test_missing_account_is_made_again_alone(lao_cai):
    run()
    User.objects.get(username="coso").delete()

    assert len(PASSWORD.findall(run())) == 1


def test_passwords_differ(lao_cai):
    assert len(set(PASSWORD.findall(run()))) == 4


def test_without_the_localities_nothing_is_made():
    with pytest.raises(CommandError, match="load_plans"):
        run()

    assert not User.objects.exists()
    assert not Locality.objects.exists()
