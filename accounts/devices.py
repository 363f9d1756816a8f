"""Browsers in which somebody has signed in before, told by a signed cookie; see `accounts.attempts` for what it is for.

The cookie gives no right: it only says by which counter the next attempts are counted.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

COOKIE = "known_device"
SALT = "accounts.devices"
DAYS = 180
MOST_PEOPLE = 8  # at one computer


def known_device(request: HttpRequest, name: str) -> str:
    """The device's own id if `name` (folded) has signed in here before, else ""."""
    device, names = _read(request)
    return device if name in names else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Write the cookie: this browser is one of `user`'s."""
    device, names = _read(request)
    name = user.username.casefold()
    kept = [name, *(other for other in names if other != name)][:MOST_PEOPLE]
    value = signing.dumps([device or secrets.token_urlsafe(12), kept], salt=SALT, compress=True)
    response.set_cookie(
        COOKIE,
        value,
        max_age=DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError):
        return "", []
    return device, names
