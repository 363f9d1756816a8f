"""Who needs a second factor, and that nobody who needs one works without it."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may

# What somebody reaches who must set up a second factor first.
OPEN = {"mfa_activate_totp", "account_reauthenticate", "account_logout", "account_login"}


def is_needed(user: User) -> bool:
    """Whether `user` must sign in with a second factor:

    - those who manage accounts always must;
    - others where the installation asks it of their role (setting SECOND_FACTOR_ROLES).
    """
    return may(user, Permission.MANAGE_ACCOUNTS) or user.role in settings.SECOND_FACTOR_ROLES


def is_on(user: User) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


class SecondFactorRequired:
    """Leads those who need a second factor, and have none yet, to where it is set up; nothing else is open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or request.resolver_match.view_name in OPEN:
            return None
        if not is_needed(user) or is_on(user):
            return None
        messages.warning(request, _("Tài khoản này phải bật xác thực hai lớp trước khi làm việc."))
        return redirect("mfa_activate_totp")
