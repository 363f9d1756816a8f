"""When sessions end: after a while without a request, and at the latest some hours after signing in.

Rule (sessions): both limits are kept on the server, in the session itself; the cookie's own age is of no account.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts.addresses import UNKNOWN_ADDRESS, client_address
from accounts.audit import record
from accounts.enums import AuditKind
from accounts.models import User

BEGAN, SEEN = "began", "seen"  # seconds since 1970
STEP = 60  # seconds; the session is written anew once a minute at most, not with every request


class SignInRequired(LoginRequiredMiddleware):
    """One page of signing in for all, whichever the admin site would name."""

    def get_login_url(self, view_func: Callable) -> str:
        return resolve_url(settings.LOGIN_URL)


class SessionLimits:
    """Signs out whose session is over, keeps the time of the last request, and pages out of the browser's store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep(request, int(time.time()))
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _keep(request: HttpRequest, now: int) -> None:
    session = request.session
    began, seen = session.setdefault(BEGAN, now), session.get(SEEN, 0)
    if now - began >= settings.SESSION_HOURS * 3600:
        _end(request, _("Phiên làm việc đã quá %s giờ. Hãy đăng nhập lại.") % settings.SESSION_HOURS)
    elif seen and now - seen >= settings.SESSION_IDLE_MINUTES * 60:
        _end(request, _("Đã lâu không thao tác nên phiên làm việc kết thúc. Hãy đăng nhập lại."))
    elif now - seen >= STEP:
        session[SEEN] = now
        own = UserSession.objects.filter(session_key=session.session_key)
        own.update(last_seen_at=timezone.now(), ip=client_address(request) or UNKNOWN_ADDRESS)


def _end(request: HttpRequest, why: str) -> None:
    record(AuditKind.SIGNED_OUT, request=request, details={"why": "expired"})
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    messages.info(request, why)


def open_sessions(user: User) -> list[UserSession]:
    """The sessions in which `user` is signed in now, the latest first.

    What outlived its limits without another request is not there, whatever the table still holds.
    """
    now = timezone.now()
    began = now - timedelta(hours=settings.SESSION_HOURS)
    seen = now - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    rows = UserSession.objects.filter(user=user, created_at__gt=began, last_seen_at__gt=seen)
    alive = set(
        Session.objects.filter(session_key__in=rows.values("session_key")).values_list("session_key", flat=True)
    )
    return [row for row in rows.order_by("-last_seen_at", "-pk") if row.session_key in alive]


def end_sessions(user: User, *, but: str | None = None, only: int | None = None) -> int:
    """End the sessions of `user`, all or `only` the one with this id, sparing the one with the key `but`."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    rows = rows.filter(pk=only) if only is not None else rows
    ended = list(rows)
    for row in ended:
        row.end()
    return len(ended)
