"""The catalogue of indicators, in the group "Danh mục"."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.admin import BaseAdmin, BaseInline, column, flag_column
from core.scope import reach
from targets.models import Indicator, StockTerm
from targets.resources import IndicatorResource


class StockTermInline(BaseInline):
    model = StockTerm
    fk_name = "stock"
    view_permission = Permission.VIEW_LISTS
    edit_permission = Permission.EDIT_LISTS
    fields = ["part", "term"]
    autocomplete_fields = ["term"]


@admin.register(Indicator)
class IndicatorAdmin(BaseAdmin):
    resource = IndicatorResource
    view_permission = Permission.VIEW_LISTS
    edit_permission = Permission.EDIT_LISTS
    list_display = [
        "name",
        "code",
        "unit",
        "kind",
        "treatment_form",
        "theme",
        column("above", gettext_lazy("thuộc chỉ tiêu"), lambda obj: obj.parent.name if obj.parent else ""),
        flag_column("sums_children", gettext_lazy("tổng các chỉ tiêu con")),
    ]
    list_filter = ["kind", "treatment_form", "theme", "over_places", "over_periods"]
    list_select_related = ("parent",)
    search_fields = ("search_key", "code")
    unfolded_fields = ("unit",)
    autocomplete_fields = ["parent", "numerator", "denominator"]
    fieldsets = [
        (None, {"fields": ["code", "name", ("unit", "decimals"), "position"]}),
        (gettext_lazy("Phân loại"), {"fields": [("theme", "treatment_form", "kind")]}),
        (
            gettext_lazy("Cách tổng hợp"),
            {"fields": [("over_places", "over_periods"), "parent", "sums_children", "is_change"]},
        ),
        (gettext_lazy("Tỷ lệ tính lại từ"), {"fields": [("numerator", "denominator")]}),
    ]
    inlines = [StockTermInline]
    empty_text = gettext_lazy("Danh mục chỉ tiêu còn trống.")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One catalogue for all provinces: what one would change, the figures of all others would be called."""
        return not reach(request.user) and super().has_change_permission(request, obj)
