"""How often a password may be tried. The counting itself is allauth's limiter, in the cache that all workers share.

Rule (attempts): a lock must stop guessing without becoming a weapon against those who work here.
- A browser that has signed in as this person before (`accounts.devices`) is counted by itself alone: whatever strangers
  do, its owner gets in.
- Any other browser is counted three times: by its address (guessing many accounts from one place), by account and
  address (guessing one account from one place), and by account (guessing one account from many places).
- A right password takes its own attempt back, and nobody else's.
- What is refused is refused before the password is looked at, alike for accounts that do not exist.
Failures of 15 minutes (an hour for the whole account) are counted.
"""

from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from accounts import devices
from accounts.addresses import client_address
from accounts.audit import record
from accounts.enums import AuditKind
from accounts.models import User

APP = "accounts"
ADDRESS, PLACE, ACCOUNT, DEVICE = "address", "account-at-address", "account", "known-device"
CODE, CODE_AT_DEVICE = "code", "code-at-known-device"
RATES = {
    ADDRESS: "30/15m/ip",
    PLACE: "5/15m/key",
    ACCOUNT: "50/1h/key",
    DEVICE: "10/15m/key",
    CODE: "5/15m/key",
    CODE_AT_DEVICE: "5/15m/key",
}
BLOCK_NOTED = 15 * 60  # seconds; a row of the log for each attempt would let a stranger fill it


@dataclass
class Attempt:
    """What one attempt counted for."""

    usages: list[ratelimit.RateLimitUsage]

    def forget(self) -> None:
        for usage in self.usages:
            usage.rollback()


def begin(request: HttpRequest, name: str) -> Attempt | None:
    """Count an attempt to sign in as `name`; None where there were too many."""
    return _count(request, _buckets(request, name))


def begin_code(request: HttpRequest, user: User) -> Attempt | None:
    """Count an attempt at the second factor of `user`; None where there were too many.

    Who knows a password and guesses at the code keeps other strangers out, and not the owner's own browser.
    """
    name = user.username.casefold()
    device = devices.known_device(request, name)
    return _count(request, [(CODE_AT_DEVICE, f"{device} {name}") if device else (CODE, name)])


def _count(request: HttpRequest, buckets: list[tuple[str, str]]) -> Attempt | None:
    attempt = Attempt([])
    for action, key in buckets:
        usage = ratelimit.consume(request, app=APP, action=action, config=RATES, key=key)
        if usage is None:
            return None
        attempt.usages.append(usage)
    return attempt


def _buckets(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    name = name.strip().casefold()
    if device := devices.known_device(request, name):
        return [(DEVICE, f"{device} {name}")]
    address = ratelimit.get_ip(request)
    return [(ADDRESS, address), (PLACE, f"{address} {name}"), (ACCOUNT, name)]


def remember_failure(request: HttpRequest, name: str) -> None:
    """The log names the account if there is one; what else was typed may be a password, and is not kept."""
    record(AuditKind.SIGN_IN_FAILED, request=request, by=account_named(name))


def remember_block(request: HttpRequest, name: str) -> None:
    """Once for an account and address, however long somebody goes on."""
    account = account_named(name)
    key = f"{APP}:block-noted:{client_address(request)}:{account and account.pk}"
    if cache.add(key, True, BLOCK_NOTED):
        record(AuditKind.SIGN_IN_BLOCKED, request=request, by=account)


def account_named(name: str) -> User | None:
    return User.objects.filter(username__iexact=name.strip()).first()
