"""Accounts, and how their people get in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.actions import invite, remove_second_factor, sign_out_everywhere
from accounts.audit import RIGHTS, record_account_change, record_rights_change, rights_of
from accounts.enums import Permission
from accounts.forms import NAME, AccountForm
from accounts.models import Invitation, User
from accounts.permissions import may_manage, roles_granted_by
from accounts.resources import AccountResource
from accounts.sessions import end_sessions, open_sessions
from core.admin import BaseAdmin, column, flag_column, moment

# Rights come from roles (accounts.permissions): Django's groups would be a second, unused system. What allauth keeps of
# a person is seen on the page of their access, not in lists of its own.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class AccountAdmin(BaseAdmin):
    """Accounts within reach. Nobody sees or sets the password of another: a link lets its owner do it."""

    resource = AccountResource
    view_permission = Permission.MANAGE_ACCOUNTS
    edit_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("locality__path",)
    form = AccountForm
    change_form_template = "admin/accounts/user/change_form.html"
    list_display = [
        "username",
        column("full_name", NAME, lambda obj: obj.get_full_name(), "first_name"),
        "role",
        column(
            "place",
            gettext_lazy("địa bàn"),
            lambda obj: obj.locality.name if obj.locality else "",
            "locality__sort_key",
        ),
        flag_column("is_active", gettext_lazy("đang dùng")),
        column("last_seen", gettext_lazy("đăng nhập gần nhất"), lambda obj: moment(obj.last_login), "last_login"),
    ]
    list_filter = ["role", "is_active"]
    list_select_related = ("locality",)
    search_fields = ("username", "email", "locality__search_key")
    unfolded_fields = ("first_name", "last_name", "username")
    autocomplete_fields = ["locality"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username"]}),
        (gettext_lazy("Người dùng"), {"fields": ["first_name", "email"]}),
        (gettext_lazy("Quyền hạn"), {"fields": ["role", "locality", "is_active"]}),
        (gettext_lazy("Thời điểm"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username"]}),
        (gettext_lazy("Người dùng"), {"fields": ["first_name", "email"]}),
        (gettext_lazy("Quyền hạn"), {"fields": ["role", "locality"]}),
    ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The address of a list is no way to guess at a hash, letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody shuts themselves out, nor widens their own reach."""
        return [*self.readonly_fields, *(RIGHTS if obj == request.user else ())]

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in roles_granted_by(request.user)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def is_open(self, request: HttpRequest, obj: User) -> bool:
        """Who holds more than the user is not theirs to change, though within reach."""
        return super().is_open(request, obj) and may_manage(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        """A new account opens by invitation only; a change of rights is a row of the log."""
        if not change:
            obj.set_unusable_password()
        before = rights_of(User.objects.select_related("locality").get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        if not change:
            invite(obj, request=request)
        if not obj.is_active:
            end_sessions(obj)  # or they would be open again when the account is
        record_rights_change(request, obj, before, rights_of(obj))
        record_account_change(request, obj, form.changed_data)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """The link is what the administrator needs next."""
        if "_popup" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("Đã thêm tài khoản %s. Hãy gửi liên kết dưới đây cho người dùng.") % obj.username)
        return redirect("admin:accounts_user_access", obj.pk)

    # How somebody gets in

    def get_urls(self) -> list:
        access = self.admin_site.admin_view(self.access_view)
        return [path("<path:object_id>/access/", access, name="accounts_user_access"), *super().get_urls()]

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), never_cache])
    def access_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The link, the second factor and the sessions of one account; POST `viec` changes one of them."""
        account = self.get_object(request, object_id)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account == request.user:
            return redirect("own-account")  # which asks for the password again
        if request.method == "POST":
            return self._change_access(request, account)
        invitation = Invitation.objects.open().filter(user=account).first()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": account,
            "title": _("Đăng nhập của tài khoản %s") % account.username,
            "invitation": invitation,
            "invitation_url": invitation and request.build_absolute_uri(reverse("invitation", args=[invitation.token])),
            "second_factor_on": second_factor.is_on(account),
            "second_factor_needed": second_factor.is_needed(account),
            "session_count": len(open_sessions(account)),
        }
        return TemplateResponse(request, "admin/accounts/user/access.html", context)

    def _change_access(self, request: HttpRequest, account: User) -> HttpResponse:
        does = {
            "moi": (invite, _("Đã cấp liên kết mới; liên kết cũ không còn dùng được.")),
            "go-hai-lop": (remove_second_factor, _("Đã gỡ xác thực hai lớp và kết thúc mọi phiên của tài khoản này.")),
            "dang-xuat": (sign_out_everywhere, _("Đã kết thúc mọi phiên của tài khoản này.")),
        }
        if step := does.get(request.POST.get("viec", "")):
            step[0](account, request=request)
            messages.success(request, step[1])
        return redirect("admin:accounts_user_access", account.pk)
