"""Where a request comes from, and what may be written down of where it goes."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

# Paths after which a secret stands: whoever knows the rest of the path may do what it offers.
SECRET_PATHS = ("/tai-khoan/loi-moi/",)
MASK = "***"
# For columns that want an address where none is known.
UNKNOWN_ADDRESS = str(ipaddress.IPv4Address(0))

_AFTER_SECRET_PATH = re.compile(rf"({'|'.join(map(re.escape, SECRET_PATHS))})[^/\s\"'?]+")


def client_address(request: HttpRequest) -> str:
    """The address of the browser; "" where there is none, or nothing that is an address.

    Behind our proxy (BEHIND_PROXY) it is what the proxy itself has added: the last entry of X-Forwarded-For. The
    entries before that are whatever the browser sent.
    """
    if not settings.BEHIND_PROXY:
        return _address(request.META.get("REMOTE_ADDR", ""))
    return _address(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2])


def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    return "" if getattr(address, "scope_id", None) else str(address)


def mask_paths(text: str) -> str:
    """`text` without the secrets that stand in paths."""
    return _AFTER_SECRET_PATH.sub(rf"\1{MASK}", text)


def shown_path(request: HttpRequest) -> str:
    """The path without query and secrets, with a mark for characters that no list shows and no database takes."""
    return printable(mask_paths(request.path))


def printable(text: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
