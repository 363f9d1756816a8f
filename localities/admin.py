"""Lists of the group "Danh mục": where and who."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin import BaseAdmin, column, date_column
from core.numbers import format_number
from core.scope import is_within, reach, within, within_or_above
from localities.actions import rebuild_paths
from localities.models import Agency, Facility, Locality, Succession
from localities.resources import EDIT_LISTS, VIEW_LISTS, AgencyResource, FacilityResource, LocalityResource


class ListAdmin(BaseAdmin):
    """A catalogue. Its rows are public facts: units above the user's own are shown too, plans name them."""

    view_permission = VIEW_LISTS
    edit_permission = EDIT_LISTS

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        return rows.filter(self._known(reach(request.user))) if self.scope_fields else rows

    def _known(self, top: str) -> Q:
        return within_or_above(top, *self.scope_fields)


class ValidityFilter(admin.SimpleListFilter):
    title = _("hiệu lực")
    parameter_name = "hieu_luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("con", _("còn hiệu lực")), ("het", _("đã hết hiệu lực"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        ended = Q(valid_to__lt=timezone.localdate())
        if self.value() is None:
            return queryset
        return queryset.filter(ended if self.value() == "het" else ~ended)


@admin.register(Locality)
class LocalityAdmin(ListAdmin):
    resource = LocalityResource
    scope_fields = ("path",)
    list_display = [
        "name",
        "code",
        "level",
        column("parent_name", _("trực thuộc"), lambda obj: obj.parent.name if obj.parent else "", "parent__sort_key"),
        date_column("valid_from", _("có hiệu lực từ")),
        date_column("valid_to", _("đến hết ngày")),
    ]
    list_filter = ["level", ValidityFilter]
    list_select_related = ("parent",)
    search_fields = ("search_key", "code")
    ordering = ("path", "pk")
    autocomplete_fields = ["parent"]
    readonly_fields = ["short_name_shown"]
    fieldsets = [
        (None, {"fields": [("code", "level"), "name", "short_name_shown", "parent", "position"]}),
        (_("Thời gian hiệu lực"), {"fields": [("valid_from", "valid_to")]}),
    ]
    empty_text = _("Chưa có địa bàn nào. Nạp danh mục bằng lệnh “load_plans” hoặc thêm từng địa bàn.")

    @admin.display(description=_("tên riêng"))
    def short_name_shown(self, obj: Locality) -> str:
        return obj.short_name

    def offered(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """Work is given to places within reach only, though those above are known."""
        return self.get_queryset(request).filter(within(reach(request.user), "path"))

    def is_open(self, request: HttpRequest, obj: Locality) -> bool:
        """The user's own unit is changed by those above it."""
        top = reach(request.user)
        return is_within(obj.path, top) and obj.path != top

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if request.user.locality_id and db_field.name == "parent":
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Locality, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and {"code", "parent", "valid_from"} & set(form.changed_data):
            rebuild_paths(obj)


@admin.register(Succession)
class SuccessionAdmin(ListAdmin):
    scope_fields = ("predecessor__path", "successor__path")
    list_display = [
        column("before", _("đơn vị cũ"), lambda obj: obj.predecessor.name, "predecessor__sort_key"),
        column("after", _("đơn vị mới"), lambda obj: obj.successor.name, "successor__sort_key"),
        "kind",
        date_column("effective_on", _("từ ngày")),
        "instrument",
    ]
    list_filter = ["kind", "predecessor__level"]
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__search_key", "successor__search_key", "predecessor__code", "successor__code")
    unfolded_fields = ("instrument",)
    autocomplete_fields = ["predecessor", "successor"]
    fieldsets = [
        (_("Đơn vị"), {"fields": ["predecessor", "successor"]}),
        (_("Thay đổi"), {"fields": [("kind", "effective_on"), "instrument"]}),
    ]
    empty_text = _("Chưa ghi thay đổi đơn vị hành chính nào.")


capacity = column("figure_capacity", _("sức chứa (người)"), lambda obj: format_number(obj.capacity), "capacity")


@admin.register(Facility)
class FacilityAdmin(ListAdmin):
    resource = FacilityResource
    scope_fields = ("locality__path",)
    list_display = [
        "name",
        "kind",
        column("place", _("địa bàn"), lambda obj: obj.locality.name, "locality__sort_key"),
        column("figure_units", _("số đơn vị"), lambda obj: format_number(obj.units), "units"),
        capacity,
    ]
    list_filter = ["kind", "locality__level"]
    list_select_related = ("locality",)
    search_fields = ("search_key", "code", "locality__search_key")
    autocomplete_fields = ["locality"]
    fieldsets = [
        (None, {"fields": ["code", "name", "kind", "locality"]}),
        (_("Quy mô"), {"fields": [("units", "capacity")]}),
    ]
    shown_as = {"capacity": capacity}
    empty_text = _("Chưa có cơ sở nào.")


@admin.register(Agency)
class AgencyAdmin(ListAdmin):
    resource = AgencyResource
    scope_fields = ("locality__path",)
    list_display = [
        "name",
        "short_name",
        "kind",
        column("place", _("địa bàn"), lambda obj: obj.locality.name if obj.locality else "", "locality__sort_key"),
        date_column("valid_from", _("hoạt động từ")),
        date_column("valid_to", _("đến hết ngày")),
    ]
    list_filter = ["kind", ValidityFilter]
    list_select_related = ("locality", "superior")
    search_fields = ("search_key", "code", "locality__search_key")
    autocomplete_fields = ["locality", "superior"]
    fieldsets = [
        (None, {"fields": ["code", "name", "short_name", "kind"]}),
        (_("Vị trí"), {"fields": ["locality", "superior"]}),
        (_("Thời gian hoạt động"), {"fields": [("valid_from", "valid_to")]}),
    ]
    empty_text = _("Chưa có cơ quan nào.")

    def _known(self, top: str) -> Q:
        """National bodies have no locality and are known everywhere."""
        return super()._known(top) | Q(locality=None) if top else Q()
