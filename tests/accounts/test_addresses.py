"""Where a request comes from, and which parts of paths are secret."""

import re

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, include, path, re_path

from accounts.addresses import SECRET_PATHS, client_address, mask_paths, shown_path

# As allauth, Django and we call what opens a door to whoever knows it.
SECRET_ARGUMENTS = {"token", "key", "secret", "uidb36", "uidb64"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 2001:DB8::1 ", "2001:db8::1"),
        ("", ""),
        ("203.0.113.700", ""),
        ("unix:", ""),
        ("203.0.113.7:8000", ""),
        ("fe80::1%eth0", ""),
        ("<script>", ""),
    ],
)
def test_address_of_the_connection(text, address):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=text)) == address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, sai", ""),
        ("", ""),
    ],
)
def test_address_behind_our_proxy_is_the_one_it_added(forwarded, address, settings):
    settings.BEHIND_PROXY = True
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == address


def test_header_of_a_proxy_counts_only_behind_one():
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert client_address(request) == "203.0.113.7"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/tai-khoan/loi-moi/abc-DEF_1/", "/tai-khoan/loi-moi/***/"),
        ("/tai-khoan/loi-moi/abc", "/tai-khoan/loi-moi/***"),
        ("/tai-khoan/loi-moi/", "/tai-khoan/loi-moi/"),
        ("/ke-hoach/lao-cai-2021/", "/ke-hoach/lao-cai-2021/"),
    ],
)
def test_secret_part_of_a_path_is_masked(path, shown):
    assert mask_paths(path) == shown
    assert shown_path(RequestFactory().get(f"{path}?q=1")) == shown


def secret_routes(patterns, before=""):
    """Addresses up to their first argument, where one of the arguments is secret."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from secret_routes(pattern.url_patterns, route)
        elif set(re.findall(r"<(?:\w+:)?(\w+)>", route)) & SECRET_ARGUMENTS:
            yield "/" + re.split(r"<|\(\?P", route)[0].replace("^", "")


def test_every_secret_address_is_masked():
    assert [route for route in secret_routes(get_resolver().url_patterns) if not route.startswith(SECRET_PATHS)] == []


def test_secret_addresses_are_found():
    """The test before this one must not pass because it finds nothing."""
    patterns = [
        path("tai-khoan/", include([path("la/<str:token>/", print), path("ten/<str:name>/", print)])),
        re_path(r"^khoa/(?P<uidb36>\w+)-(?P<key>.+)/$", print),
    ]

    assert list(secret_routes(patterns)) == ["/tai-khoan/la/", "/khoa/"]
