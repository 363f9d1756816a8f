"""Lists of the group "Hệ thống": accounts, and who did what in the forms."""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.forms import NAME, AccountChangeForm, AccountCreationForm
from accounts.models import User
from core.admin import BaseAdmin, column, flag_column, moment

# Rights come from roles (accounts.permissions); Django's groups would be a second, unused system.
admin.site.unregister(Group)

ACTIONS = {ADDITION: _("thêm"), CHANGE: _("sửa"), DELETION: _("xóa")}


@admin.register(User)
class AccountAdmin(BaseAdmin, UserAdmin):
    view_permission = Permission.MANAGE_ACCOUNTS
    edit_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("locality__path",)
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = [
        "username",
        column("full_name", NAME, lambda obj: obj.get_full_name(), "first_name"),
        "role",
        column("place", _("địa bàn"), lambda obj: obj.locality.name if obj.locality else "", "locality__sort_key"),
        flag_column("is_active", _("đang dùng")),
        column("last_seen", _("đăng nhập gần nhất"), lambda obj: moment(obj.last_login), "last_login"),
    ]
    list_filter = ["role", "is_active"]
    list_select_related = ("locality",)
    search_fields = ("username", "email", "locality__search_key")
    unfolded_fields = ("first_name", "last_name", "username")
    filter_horizontal = ()
    autocomplete_fields = ["locality"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Người dùng"), {"fields": ["first_name", "email"]}),
        (_("Quyền hạn"), {"fields": ["role", "locality", "is_active"]}),
        (_("Thời điểm"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Người dùng"), {"fields": ["first_name", "email"]}),
        (_("Quyền hạn"), {"fields": ["role", "locality"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody shuts themselves out, nor widens their own reach."""
        own = ["role", "locality", "is_active"] if obj == request.user else []
        return [*self.readonly_fields, *own]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user


@admin.register(LogEntry)
class LogEntryAdmin(BaseAdmin):
    """What was done through the forms; nobody edits it."""

    view_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("user__locality__path",)
    list_display = [
        column("moment", _("lúc"), lambda obj: moment(obj.action_time), "action_time"),
        column("who", _("tài khoản"), lambda obj: str(obj.user), "user__username"),
        column("action", _("việc"), lambda obj: ACTIONS[obj.action_flag], "action_flag"),
        column("list", _("danh sách"), lambda obj: list_name(obj), "content_type"),
        column("row", _("dòng dữ liệu"), lambda obj: obj.object_repr, "object_repr"),
        column("message", _("chi tiết"), lambda obj: obj.get_change_message()),
    ]
    list_filter = ["action_flag", "action_time", ("user", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ("user", "content_type")
    search_fields = ("user__username", "object_repr")
    search_help_text = _("Tìm theo tên đăng nhập hoặc tên dòng dữ liệu, gõ đủ dấu.")
    ordering = ("-action_time", "-pk")
    fields = readonly_fields = list_display
    empty_text = _("Chưa có thao tác nào được ghi.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Django's own search, in the database: the log grows without end and has no folded column."""
        return ModelAdmin.get_search_results(self, request, queryset, search_term)


def list_name(entry: LogEntry) -> str:
    model = entry.content_type.model_class() if entry.content_type else None
    return capfirst(model._meta.verbose_name) if model else ""


from accounts import audit_admin  # noqa: E402, F401 - autodiscovery reads this module alone
