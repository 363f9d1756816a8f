"""Forms of signing in and of accounts."""

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts import attempts
from accounts.audit import record
from accounts.enums import AuditKind
from accounts.models import User
from accounts.qr import Qr, qr_of

# One field, as Vietnamese names are written; first and last name would be put together the wrong way round.
NAME = _("họ và tên")


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login=_("tên đăng nhập"), password=_("mật khẩu"))
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        # After a refusal it is mostly the password that is typed again.
        self.fields["password" if self.is_bound else "login"].widget.attrs["autofocus"] = True


class OwnPasswordForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self, oldpassword=_("mật khẩu hiện tại"), password1=_("mật khẩu mới"), password2=_("nhập lại mật khẩu mới")
        )
        self.fields["oldpassword"].widget.attrs["autofocus"] = True


class OwnPasswordAgainForm(PasswordAgainForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password=_("mật khẩu"))
        self.fields["password"].widget.attrs["autofocus"] = True


class _CodeForm(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, code=_("mã xác thực"))
        self.fields["code"].widget.attrs.update(autofocus=True, inputmode="numeric", maxlength=20)


class _CountedCodeForm(_CodeForm):
    def clean_code(self) -> str:
        attempt = attempts.begin_code(context.request, self.user)
        if attempt is None:
            raise account_adapter().validation_error("rate_limited")
        code = super().clean_code()
        attempt.forget()
        return code


class CodeForm(_CountedCodeForm, AuthenticateForm):
    def _emit_authentication_failed(self, authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        record(AuditKind.SIGN_IN_FAILED, request=context.request, by=self.user, details={"why": "code"})


class CodeAgainForm(_CountedCodeForm, ReauthenticateForm):
    pass


class FirstCodeForm(_CountedCodeForm, ActivateTOTPForm):
    @property
    def qr(self) -> Qr:
        return qr_of(get_adapter().build_totp_url(self.user, self.secret))


class InvitedPasswordForm(SetPasswordForm):
    """The password that somebody sets by a link."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, new_password1=_("mật khẩu mới"), new_password2=_("nhập lại mật khẩu mới"))
        self.fields["new_password1"].widget.attrs["autofocus"] = True
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user: User, password_field_name: str) -> None:
        """What is wrong with the password stands where it is first typed, also where the second one differs."""
        super().validate_password_for_user(user, "new_password1")


def _plain(form: forms.Form, **labels) -> None:
    """Our own labels; what a field is for stands above it, not inside."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class AccountForm(forms.ModelForm):
    """An account as its administrator sees it: never a password."""

    class Meta:
        model = User
        fields = ["username", "first_name", "email", "role", "locality", "is_active"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "first_name" in self.fields:
            self.fields["first_name"].label = NAME
