"""No page of django-allauth answers in English, whatever is sent to it: allauth has no Vietnamese catalogue.

Looked for is what allauth and Django themselves could say: the source texts of their catalogues.
"""

import io
import re
from functools import cache as once
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.urls import urlpatterns
from tests.accounts.conftest import SIGN_IN
from tests.accounts.totp import code_at
from tests.entering import enter
from tests.factories import PASSWORD, TOTP_SECRET, UserFactory

CATALOGUES = [
    Path(allauth.__path__[0], "locale/de/LC_MESSAGES/django.po"),
    Path(django.__path__[0], "conf/locale/en/LC_MESSAGES/django.po"),
    Path(django.__path__[0], "contrib/auth/locale/en/LC_MESSAGES/django.po"),
]
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%\w|\{\w*\}")
WRONG = [
    {},
    {"login": "khong-co", "password": "sai"},
    {"login": "x" * 400, "password": "x" * 5000},
    {"login": "a\0b", "password": "a\0b", "code": "a\0b"},
    {"login": "ten@example.vn", "password": "sai"},
    {"code": "000000"},
    {"code": "x" * 400},
    {"oldpassword": "sai", "password1": "ngan", "password2": "khac"},
    {"oldpassword": PASSWORD, "password1": "12345678901234", "password2": "12345678901234"},
    {"oldpassword": PASSWORD, "password1": "password1234", "password2": "password1234"},
    {"oldpassword": PASSWORD, "password1": "can-bo-tinh2026", "password2": "khác hẳn đấy nhé"},
    {"next": "https://noi-khac.example/", "login": "khong-co", "password": "sai"},
]
ADDRESSES = [pattern.name for pattern in urlpatterns if pattern.name.startswith(("account_", "mfa_"))]


class Words(HTMLParser):
    """What a page says to the eye and the ear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = []

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attrs):
        self.texts += [value or "" for name, value in attrs if name in {"title", "alt", "aria-label", "placeholder"}]


@once
def foreign() -> re.Pattern:
    """Any text of the catalogues: of a single word only allauth's, as codes hold words such as "by"."""
    texts = set()
    for path in CATALOGUES:
        for message in read_po(io.BytesIO(path.read_bytes())):
            ids = [message.id] if isinstance(message.id, str) else message.id
            texts |= {text.strip() for text in ids if " " in text.strip() or "allauth" in path.parts and len(text) > 3}
    patterns = [r".{1,60}?".join(map(re.escape, PLACEHOLDER.split(text))) for text in texts]
    told = [pattern for pattern in patterns if len(re.findall("[A-Za-z]", pattern)) > 3 and "\n" not in pattern]
    return re.compile(rf"(?<!\w)({'|'.join(told)})(?!\w)")


def english(response) -> list[str]:
    words = Words()
    words.feed(response.text)
    return foreign().findall(" ".join(" ".join(words.texts).split()))


def test_search_finds_english(rf):
    class Response:
        text = "<p title='Use your password'>Mật khẩu</p> <li>Incorrect code.</li> This field is required."

    assert english(Response) == ["Use your password", "Incorrect code.", "This field is required."]


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(params=["nobody", "half way", "signed in", "just signed in", "guarded", "newcomer"])
def somebody(request, editor, administrator):
    """Somebody at each step of getting in."""
    client = Client()
    if request.param == "half way":
        client.post(SIGN_IN, {"login": administrator.username, "password": PASSWORD})
    elif request.param == "signed in":
        enter(client, editor)
    elif request.param == "just signed in":
        client.post(SIGN_IN, {"login": editor.username, "password": PASSWORD})
    elif request.param == "guarded":
        enter(client, UserFactory(editor=True, second_factor=True))
    elif request.param == "newcomer":
        newcomer = UserFactory(administrator=True, second_factor=False)
        client.post(SIGN_IN, {"login": newcomer.username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("name", ADDRESSES)
def test_wrong_input_is_answered_in_vietnamese(name, somebody):
    address = reverse(name)
    assert english(somebody.get(address, follow=True)) == []
    for fields in WRONG:
        if name == "account_logout":
            break  # would end what the rest needs
        assert english(somebody.post(address, fields, follow=True)) == [], fields


def test_going_on_until_it_is_too_much_is_answered_in_vietnamese(editor, administrator):
    """Each limit, and the messages of what went well."""
    client = Client()
    answers = [client.post(SIGN_IN, {"login": "khong-co", "password": "sai"}) for _n in range(8)]
    cache.clear()
    client.post(SIGN_IN, {"login": administrator.username, "password": PASSWORD})
    answers += [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _n in range(8)]
    cache.clear()
    answers.append(client.post(reverse("mfa_authenticate"), {"code": code_at(TOTP_SECRET)}, follow=True))
    answers.append(client.post(reverse("mfa_generate_recovery_codes"), follow=True))
    answers += [client.post(reverse("account_change_password"), {"oldpassword": "sai"}) for _n in range(12)]
    answers.append(client.get(reverse("mfa_download_recovery_codes")))
    answers.append(client.post(reverse("account_logout"), follow=True))
    enter(client, editor)
    answers += [client.post(reverse("account_reauthenticate"), {"password": "sai"}) for _n in range(12)]

    assert {answer.status_code for answer in answers} == {200, 429}
    assert [english(answer) for answer in answers] == [[]] * len(answers)
    assert any("Đã nhập sai quá nhiều lần" in answer.text for answer in answers)
