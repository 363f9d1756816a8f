"""The cast of the shell's tests, and ways to sign in as a person would."""

import pytest

from tests.factories import PASSWORD
from tests.shell.conftest import (
    administrator,
    cast,
    district,
    editor,
    leader,
    officer,
    other_province,
    outsider,
    province,
    sign_in,
)

__all__ = [
    "administrator", "cast", "district", "editor", "leader", "officer", "other_province", "outsider", "province",
    "sign_in",
]  # fmt: skip

SIGN_IN = "/tai-khoan/dang-nhap/"


@pytest.fixture
def try_password(settings):
    """`try_password(client, "canbo", "sai")`: the page of signing in, filled in."""

    def attempt(client, name, password=PASSWORD, **more):
        return client.post(SIGN_IN, {"login": name, "password": password}, **more)

    return attempt
