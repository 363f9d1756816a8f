"""The log of who did what: the one place that writes it (ADR 0016)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts.addresses import client_address, mask_paths, printable, shown_path
from accounts.enums import AuditKind
from accounts.models import AuditEvent, User
from core.readonly import READING

LOG = logging.getLogger("audit")
LONGEST_CODE = 100


def record(
    kind: AuditKind,
    *,
    request: HttpRequest | None = None,
    by: User | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Remember that `by` (by default whoever is signed in) did something.

    `subject` says in a few words what it was about ("lao-cai-2021, phụ lục I"); `details` hold codes: short texts,
    numbers, yes or no, and lists of them. Never a cell's value, a secret, or a name typed by somebody unknown, which
    may be a password in the wrong field.

    Written at once, in the caller's transaction and undone with it. While a page is read (GET, HEAD) nothing may be
    written: then the event waits until `accounts.middleware.AuditMiddleware` writes it after the answer.
    Raises TypeError for details that are no codes.
    """
    recorded = event(kind, request=request, by=by, subject=subject, details=details)
    queue = getattr(request, "audit_queue", None)
    if queue is not None and request.method in READING:
        queue.append(recorded)
    else:
        write([recorded])


def write(events: Sequence[AuditEvent]) -> None:
    """Store the events, and say so in the server's log once they are there for good."""
    with transaction.atomic():
        AuditEvent.objects.bulk_create(events)
        for event in events:
            transaction.on_commit(partial(_say, event), robust=True)


def event(
    kind: AuditKind,
    *,
    request: HttpRequest | None = None,
    by: User | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """As `record`, but not written yet: many go to `write` together."""
    details, by = dict(details or {}), by or _signed_in(request)
    _refuse_what_is_no_code(details)
    return AuditEvent(
        kind=kind,
        happened_by=by,
        place_id=by.locality_id if by else None,
        address=client_address(request) or None if request else None,
        subject=_fitting(mask_paths(subject), "subject"),
        path=_fitting(shown_path(request), "path") if request else "",
        details=details,
    )


def _signed_in(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _fitting(text: str, field: str) -> str:
    return printable(text)[: AuditEvent._meta.get_field(field).max_length]


def _refuse_what_is_no_code(details: Mapping[str, Any]) -> None:
    for name, value in details.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if not all(_is_code(part) for part in parts):
            raise TypeError(f"The detail “{name}” of a log event is no code.")


def _is_code(value: Any) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and len(value) <= LONGEST_CODE)


def _say(event: AuditEvent) -> None:
    facts = {
        "kind": str(event.kind),
        "user_id": event.happened_by_id,
        "place_id": event.place_id,
        "address": event.address or "",
        "subject": event.subject,
        "path": event.path,
        "details": event.details,
    }
    LOG.info(facts["kind"], extra=facts)


# Accounts and their rights

RIGHTS = ("role", "locality", "is_active")


def rights_of(account: User) -> dict[str, Any]:
    """What decides what an account may do, as codes; taken before and after a change."""
    place = account.locality.code if account.locality_id else None
    return {"role": str(account.role), "locality": place, "is_active": account.is_active}


def changed_rights(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list]:
    """{right: [before, after]} of those that differ; see `rights_of`."""
    return {name: [before.get(name), after.get(name)] for name in RIGHTS if before.get(name) != after.get(name)}


def record_rights_change(
    request: HttpRequest | None, account: User, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """One event with each right that differs, as [old, new]; none where nothing differs. See `rights_of`."""
    if changed := changed_rights(before, after):
        record(AuditKind.RIGHTS_CHANGED, request=request, subject=account.username, details=changed)


def record_account_change(request: HttpRequest | None, account: User, fields: Iterable[str]) -> None:
    """An account was added or changed otherwise; the log names the fields, not what stands in them."""
    names = sorted(set(fields) - set(RIGHTS))
    if names:
        record(AuditKind.ACCOUNT_CHANGED, request=request, subject=account.username, details={"fields": names})


def record_state_change(request: HttpRequest | None, subject: str, before: str, after: str) -> None:
    """Something that has a state (a plan, a report) passed from one to the next."""
    record(AuditKind.STATE_CHANGED, request=request, subject=subject, details={"state": [str(before), str(after)]})
