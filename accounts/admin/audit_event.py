"""The list "Nhật ký hệ thống": who did what, from where. Nobody writes in it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditKind, Permission
from accounts.models import AuditEvent
from core.admin import BaseAdmin, RelatedFilter, badge_column, column, cut, moment

TONES = {
    **dict.fromkeys(AuditKind.values, "muted"),
    AuditKind.SIGN_IN_FAILED: "warn",
    AuditKind.SIGN_IN_BLOCKED: "bad",
    AuditKind.ACCESS_REFUSED: "bad",
    AuditKind.NOT_FOUND: "warn",
    AuditKind.RIGHTS_CHANGED: "warn",
    AuditKind.SECOND_FACTOR_OFF: "warn",
}


@admin.register(AuditEvent)
class AuditEventAdmin(BaseAdmin):
    """Seen by the place where the person worked at that moment; what has no place only for the whole installation."""

    view_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("place__path",)
    list_display = [
        column("moment", _("lúc"), lambda obj: moment(obj.happened_at), "happened_at"),
        column("who", _("tài khoản"), lambda obj: obj.who, "happened_by__username"),
        badge_column("kind", _("việc"), TONES),
        column("subject", _("đối tượng"), lambda obj: obj.subject, "subject"),
        column("place", _("địa bàn khi đó"), lambda obj: obj.place.name if obj.place else "", "place__sort_key"),
        column("address", _("địa chỉ IP"), lambda obj: obj.address, "address"),
        column("path", _("đường dẫn"), lambda obj: obj.path, "path"),
    ]
    list_filter = ["kind", "happened_at", ("happened_by", RelatedFilter)]
    list_select_related = ("happened_by", "place")
    search_fields = ("happened_by__username", "subject", "path", "address")
    search_help_text = _("Tìm theo tên đăng nhập, đối tượng, đường dẫn hoặc địa chỉ IP, gõ đủ dấu.")
    ordering = ("-happened_at", "-pk")
    fields = readonly_fields = [*list_display, column("details", _("chi tiết"), lambda obj: in_words(obj.details))]
    empty_text = _("Chưa có sự kiện nào được ghi.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Django's own search, in the database: the log grows without end and has no folded column."""
        return ModelAdmin.get_search_results(self, request, queryset, cut(search_term))


def in_words(details: dict[str, Any]) -> str:
    """Codes, one after the other: "role: leader, editor; status: 403". Databases keep no order of them."""
    return "; ".join(f"{name}: {_joined(value)}" for name, value in sorted(details.items()))


def _joined(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
