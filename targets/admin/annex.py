"""Annexes with their columns and rows, in the group "Chỉ tiêu"."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from core.admin import column, flag_column
from core.figures import Amount
from core.numbers import format_number
from plans.admin import PlanBound, PlanFilter, PlanInline, plan_column
from targets.admin.columns import facility_column
from targets.enums import ColumnRole
from targets.forms import ColumnForm
from targets.models import Annex, Column, Row


def declared_total(header: Column) -> str:
    if header.indicator is None or header.declared_total is None:
        return format_number(header.declared_total)
    return Amount(header.declared_total, decimals=header.indicator.decimals).format(suffix=header.indicator.suffix)


total = column("figure_total", gettext_lazy("số ghi ở dòng tổng"), declared_total, "declared_total")


class UnderGroups:
    """Columns stand under groups of columns only."""

    def choices(self, db_field: Any, request: HttpRequest) -> QuerySet:
        rows = super().choices(db_field, request)
        return rows.filter(role=ColumnRole.GROUP) if db_field.name == "parent" else rows


class ColumnInline(UnderGroups, PlanInline):
    model = Column
    form = ColumnForm
    fields = [
        "position",
        "key",
        "label",
        "role",
        "parent",
        "indicator",
        "facility",
        "period",
        "width",
        "declared_total",
    ]
    autocomplete_fields = ["indicator", "facility"]
    siblings = {"parent": "annex", "period": "plan__annexes"}
    shown_as = {"declared_total": total}


class RowInline(PlanInline):
    """The rows that are there. What a row is about is changed on its own page: 170 rows of pickers would be slow."""

    model = Row
    fields = ["position", "number", "label", "unit_label", "subject", "is_heading"]
    readonly_fields = ["subject"]
    max_num = 0

    @admin.display(description=gettext_lazy("địa bàn, chỉ tiêu hoặc hoạt động"))
    def subject(self, obj: Row) -> str:
        return " · ".join(str(part) for part in (obj.locality, obj.indicator, obj.activity, obj.facility) if part)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewRowInline(PlanInline):
    """Rows to be added below those that are there."""

    model = Row
    verbose_name_plural = gettext_lazy("thêm dòng vào phụ lục")
    fields = [
        "position",
        "number",
        "label",
        "unit_label",
        "locality",
        "indicator",
        "activity",
        "facility",
        "is_heading",
    ]
    autocomplete_fields = ["locality", "indicator", "activity", "facility"]
    can_delete = False
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Annex)
class AnnexAdmin(PlanBound):
    is_document = False
    list_display = [
        column("heading", gettext_lazy("phụ lục"), str, "number"),
        plan_column(),
        "axis",
        "orientation",
        flag_column("pads_small_counts", gettext_lazy("số 0 đứng trước")),
    ]
    list_filter = [("plan", PlanFilter), "axis", "orientation"]
    list_select_related = ("plan__locality",)
    search_fields = ("plan__search_key", "plan__code")
    unfolded_fields = ("title",)
    autocomplete_fields = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", "number", "title"]}),
        (gettext_lazy("Trình bày"), {"fields": [("axis", "orientation"), "pads_small_counts"]}),
        (gettext_lazy("Dòng tổng và ghi chú"), {"fields": [("total_label", "total_number"), "notes"]}),
    ]
    inlines = [ColumnInline, RowInline, NewRowInline]
    empty_text = gettext_lazy("Chưa có phụ lục nào.")

    def view_on_site(self, obj: Annex) -> str:
        return obj.get_absolute_url()


class AnnexPartAdmin(PlanBound):
    """Definitions name every locality of the annex and the totals that its paper declares."""

    is_document = False
    plan_lookup = "annex__plan"
    list_filter: list = [("annex__plan", PlanFilter)]
    search_fields: tuple[str, ...] = ("annex__plan__code", "indicator__search_key")
    annex_column = column(
        "annex_name",
        gettext_lazy("phụ lục"),
        lambda obj: f"{obj.annex.plan.code}, {obj.annex.roman}",
        "annex__plan__code",
    )


@admin.register(Column)
class ColumnAdmin(UnderGroups, AnnexPartAdmin):
    form = ColumnForm
    list_display = [
        "label",
        "role",
        column("indicator_name", gettext_lazy("chỉ tiêu"), lambda obj: obj.indicator or "", "indicator__sort_key"),
        facility_column,
        column("above", gettext_lazy("thuộc nhóm cột"), lambda obj: obj.parent or "", "parent__position"),
        total,
        AnnexPartAdmin.annex_column,
    ]
    list_filter = [("annex__plan", PlanFilter), "role"]
    list_select_related = ("annex__plan__locality", "indicator", "facility", "parent")
    unfolded_fields = ("label",)
    autocomplete_fields = ["annex", "parent", "indicator", "facility", "period"]
    fieldsets = [
        (None, {"fields": ["annex", ("position", "key"), "label", "role", "parent", "width"]}),
        (gettext_lazy("Số liệu của cột"), {"fields": ["indicator", "facility", "period", "declared_total"]}),
    ]
    shown_as = {"declared_total": total}
    empty_text = gettext_lazy("Chưa có cột nào.")


@admin.register(Row)
class RowAdmin(AnnexPartAdmin):
    list_display = [
        column("name", gettext_lazy("dòng"), lambda obj: obj.text or "—", "label"),
        "number",
        column(
            "place", gettext_lazy("địa bàn"), lambda obj: obj.locality.name if obj.locality else "", "locality__path"
        ),
        flag_column("is_heading", gettext_lazy("đề mục")),
        column("figure_position", gettext_lazy("thứ tự"), lambda obj: format_number(obj.position), "position"),
        AnnexPartAdmin.annex_column,
    ]
    list_filter = [("annex__plan", PlanFilter), "is_heading"]
    list_select_related = ("annex__plan__locality", "locality", "indicator", "activity", "facility")
    search_fields = (
        "annex__plan__code",
        "locality__search_key",
        "indicator__search_key",
        "activity__search_key",
        "facility__search_key",
    )
    unfolded_fields = ("label",)
    autocomplete_fields = ["annex", "locality", "indicator", "facility", "activity"]
    fieldsets = [
        (None, {"fields": ["annex", ("position", "number"), "label", "unit_label", "is_heading"]}),
        (gettext_lazy("Nội dung của dòng"), {"fields": ["locality", "indicator", "activity", "facility"]}),
    ]
    empty_text = gettext_lazy("Chưa có dòng nào trong các phụ lục.")
