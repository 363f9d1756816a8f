"""How this installation uses django-allauth: nobody signs up, attempts are counted our way, secrets are encrypted."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import attempts, devices
from accounts.addresses import UNKNOWN_ADDRESS, client_address
from accounts.audit import record
from accounts.enums import AuditKind
from accounts.models import User
from accounts.second_factor import is_needed

# The moments at which allauth would write an e-mail; here they are rows of the log.
NOTICES = {
    "mfa/email/totp_activated": AuditKind.SECOND_FACTOR_ON,
    "mfa/email/totp_deactivated": AuditKind.SECOND_FACTOR_OFF,
    "mfa/email/recovery_codes_generated": AuditKind.RECOVERY_CODES_MADE,
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Lưu ý phân biệt chữ hoa, chữ thường của mật khẩu."
        ),
        "too_many_login_attempts": _(
            "Đã nhập sai quá nhiều lần. Hãy chờ ít nhất 15 phút rồi thử lại, hoặc liên hệ người quản trị."
        ),
        "rate_limited": _("Đã nhập sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Mật khẩu hiện tại không đúng."),
        "incorrect_code": _("Mã không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators alone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or UNKNOWN_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt, before the password is looked at; raises when there were too many."""
        name = credentials.get("username") or ""
        self._attempt = attempts.begin(request, name)
        if self._attempt is None:
            attempts.remember_block(request, name)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user:
            self._attempt.forget()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.remember_failure(request, credentials.get("username") or "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The browser becomes one that is known to be this person's."""
        response = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user)
        record(AuditKind.SIGNED_IN, request=request, by=user)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        record(AuditKind.SIGN_IN_FAILED, request=request, by=user, details={"why": "inactive"})
        return super().respond_user_inactive(request, user)

    def logout(self, request: HttpRequest) -> None:
        record(AuditKind.SIGNED_OUT, request=request)
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """One's own password, changed: whoever else is signed in with the old one is out."""
        super().set_password(user, password)
        record(AuditKind.PASSWORD_CHANGED, request=context.request, by=user)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """No e-mail is sent; a new password is noted in `set_password`."""
        if kind := NOTICES.get(template_prefix):
            record(kind, request=context.request, by=user, subject=user.username)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked for the password again."""
        request = context.request
        signed_in = [record["at"] for record in get_authentication_records(request, request.user)]
        just_now = bool(signed_in) and time.time() - max(signed_in) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not just_now and super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("own-account")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng xác thực."),
        "cannot_delete_authenticator": _("Vai trò này phải dùng xác thực hai lớp nên không tắt được."),
        "cannot_generate_recovery_codes": _("Hãy bật xác thực hai lớp trước khi tạo mã dự phòng."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Who must have a second factor changes it for another, through an administrator, and never goes without."""
        return not is_needed(authenticator.user)

    def build_totp_svg(self, url: str) -> str:
        """Not used: the page draws the code itself (`accounts.qr`)."""
        return ""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Written with a key made of SECRET_KEY, read with those made of SECRET_KEY_FALLBACKS too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
