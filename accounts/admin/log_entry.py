"""What was done through the forms, as Django itself keeps it."""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.admin import BaseAdmin, RelatedFilter, column, cut, moment

ACTIONS = {ADDITION: gettext_lazy("thêm"), CHANGE: gettext_lazy("sửa"), DELETION: gettext_lazy("xóa")}


@admin.register(LogEntry)
class LogEntryAdmin(BaseAdmin):
    """What was done through the forms; nobody edits it."""

    view_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("user__locality__path",)
    list_display = [
        column("moment", gettext_lazy("lúc"), lambda obj: moment(obj.action_time), "action_time"),
        column("who", gettext_lazy("tài khoản"), lambda obj: str(obj.user), "user__username"),
        column("action", gettext_lazy("việc"), lambda obj: ACTIONS[obj.action_flag], "action_flag"),
        column("list", gettext_lazy("danh sách"), lambda obj: list_name(obj), "content_type"),
        column("row", gettext_lazy("dòng dữ liệu"), lambda obj: obj.object_repr, "object_repr"),
        column("message", gettext_lazy("chi tiết"), lambda obj: obj.get_change_message()),
    ]
    list_filter = ["action_flag", "action_time", ("user", RelatedFilter)]
    list_select_related = ("user", "content_type")
    search_fields = ("user__username", "object_repr")
    search_help_text = gettext_lazy("Tìm theo tên đăng nhập hoặc tên dòng dữ liệu, gõ đủ dấu.")
    ordering = ("-action_time", "-pk")
    fields = readonly_fields = list_display
    empty_text = gettext_lazy("Chưa có thao tác nào được ghi.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Django's own search, in the database: the log grows without end and has no folded column."""
        return ModelAdmin.get_search_results(self, request, queryset, cut(search_term))


def list_name(entry: LogEntry) -> str:
    model = entry.content_type.model_class() if entry.content_type else None
    return capfirst(model._meta.verbose_name) if model else ""
