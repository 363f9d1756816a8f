"""What the log of the system notices by itself, and the line of each request in the server's log."""

import logging
import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from accounts.addresses import client_address, shown_path
from accounts.audit import record, write
from accounts.enums import AuditKind
from core import request_id

LOG = logging.getLogger("request")
FORGED_ONCE_IN = 600  # seconds


class AuditMiddleware:
    """Stands after the authentication and outside of `config.readonly.ReadOnlyGet`.

    Writes after the answer what was recorded while a page was read, and refusals. The answer is never lost to the log:
    what cannot be written goes to the server's log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        request.id = request_id.begin()
        request.audit_queue = []
        response = self.get_response(request)
        _finish(request, response)
        _say(request, response, round((time.perf_counter() - start) * 1000))
        return response


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    events, request.audit_queue = request.audit_queue, None
    try:
        if events:
            write(events)
        if kind := _refusal(request, response):
            record(kind, request=request, details=_what_was_refused(request, response))
    except Exception:
        LOG.exception("The log of the system could not be written.")


def _refusal(request: HttpRequest, response: HttpResponse) -> AuditKind | None:
    """What a refusal is for the log:

    - 403 of somebody signed in: refused;
    - a forged form of somebody unknown: refused, once in ten minutes for each address;
    - 404 of somebody signed in, for an address that leads to a view: not found. Other addresses are typing errors.
    """
    if response.status_code not in {403, 404}:
        return None
    if not request.user.is_authenticated:
        return AuditKind.ACCESS_REFUSED if _is_first_forgery(request) else None
    if response.status_code == 403:
        return AuditKind.ACCESS_REFUSED
    return AuditKind.NOT_FOUND if _route(request) else None


def _is_first_forgery(request: HttpRequest) -> bool:
    forged = getattr(request, "is_forged", False)
    return forged and cache.add(f"forged-form-{client_address(request)}", True, FORGED_ONCE_IN)


def _what_was_refused(request: HttpRequest, response: HttpResponse) -> dict[str, str | int | bool]:
    facts = {"status": response.status_code, "method": _method(request), "route": _route(request)}
    return {**facts, "forged": True} if getattr(request, "is_forged", False) else facts


def _method(request: HttpRequest) -> str:
    """Anything may be sent as a method; what is long is none."""
    return request.method[:10]


def _route(request: HttpRequest) -> str:
    """The name of the address; the shell's view for all other addresses has none."""
    match = request.resolver_match
    return match.view_name if match and match.url_name else ""


def _say(request: HttpRequest, response: HttpResponse, duration: int) -> None:
    # Only somebody already known: asking for the user would read the session of every public page.
    user = getattr(request, "_cached_user", None)
    facts = {
        "method": _method(request),
        "path": shown_path(request),
        "route": _route(request),
        "status": response.status_code,
        "ms": duration,
        "user_id": user.pk if user else None,
        "address": client_address(request),
    }
    LOG.info("%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)
