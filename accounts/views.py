"""The pages of one's own account, and the one that an invitation leads to."""

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import second_factor
from accounts.actions import accept
from accounts.audit import record
from accounts.browsers import browser_name
from accounts.enums import AuditKind
from accounts.forms import InvitedPasswordForm
from accounts.models import Invitation
from accounts.sessions import end_sessions, open_sessions
from core.admin import moment

CODES_FILE = "ma-du-phong.txt"
EVERYWHERE, OTHERS = "moi-noi", "noi-khac"


@require_safe
@never_cache
def own_account(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Tài khoản của tôi"),
        "second_factor_on": second_factor.is_on(request.user),
        "second_factor_needed": second_factor.is_needed(request.user),
        "session_count": len(open_sessions(request.user)),
        "permissions": [permission.label for permission in request.user.permissions],
    }
    return render(request, "accounts/own_account.html", context)


class SecondFactorPage(IndexView):
    """Whether it is on; turning it off is offered to those alone who may."""

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(second_factor_needed=second_factor.is_needed(self.request.user), **kwargs)


class RecoveryCodesFile(DownloadRecoveryCodesView):
    """The codes as a file to print or put away, with a name and a text that say in Vietnamese what they are."""

    content_type = "text/plain; charset=utf-8"

    def render_to_response(self, context: dict, **response_kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **response_kwargs)
        response["Content-Disposition"] = f'attachment; filename="{CODES_FILE}"'
        return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in. POST `ket_thuc`: the id of one session, all others, or every one with this."""
    if request.method == "POST":
        return _end(request, request.POST.get("ket_thuc", ""))
    sessions = [_session_line(session, request) for session in open_sessions(request.user)]
    context = {
        "title": _("Phiên đăng nhập"),
        "sessions": sessions,
        "has_others": any(not session["is_this"] for session in sessions),
        "everywhere": EVERYWHERE,
        "others": OTHERS,
    }
    return render(request, "accounts/own_sessions.html", context)


def _session_line(session: UserSession, request: HttpRequest) -> dict:
    return {
        "pk": session.pk,
        "browser": browser_name(session.user_agent),
        "ip": session.ip,
        "began": moment(session.created_at),
        "seen": moment(session.last_seen_at),
        "is_this": session.session_key == request.session.session_key,
    }


@transaction.atomic
def _end(request: HttpRequest, which: str) -> HttpResponse:
    own = request.session.session_key
    if which == EVERYWHERE:
        count = end_sessions(request.user)
    elif which == OTHERS:
        count = end_sessions(request.user, but=own)
    else:
        count = end_sessions(request.user, but=own, only=int(which)) if _is_id(which) else 0
    record(AuditKind.SESSIONS_ENDED, request=request, details={"count": count})
    if which == EVERYWHERE:
        request.session.flush()
        return redirect("account_login")
    done = ngettext("Đã kết thúc %s phiên.", "Đã kết thúc %s phiên.", count) % count
    messages.success(request, done if count else _("Phiên này đã kết thúc từ trước."))
    return redirect("own-sessions")


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where somebody sets the password of their account, once."""
    found = Invitation.objects.by_token(token)
    if found is None:
        return _void(request)
    form = InvitedPasswordForm(found.user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/invitation.html", {"form": form, "invitation": found})
    if not accept(found, form.cleaned_data["new_password1"], request=request):
        return _void(request)
    messages.success(request, _("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
    return redirect("account_login")


def _void(request: HttpRequest) -> HttpResponse:
    """A link that is forged, used, replaced or too old; which of these is nobody's business."""
    return render(request, "accounts/invitation_void.html", status=404)
