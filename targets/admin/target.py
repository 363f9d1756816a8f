"""Targets and the history of their figures, in the group "Chỉ tiêu"."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.admin import BaseAdmin, column, moment
from core.figures import Amount, describe
from plans.admin import PlanBound, PlanFilter, plan_column
from targets.actions import CellsRefused, Edit, save_cells
from targets.admin.columns import facility_column, indicator_column, place_column, unit_column
from targets.cells import Cell
from targets.enums import Channel
from targets.forms import CELL_FIELDS, TargetForm
from targets.models import Target, TargetChange


@admin.register(Target)
class TargetAdmin(PlanBound):
    """Figures pass `targets.actions.save_cells`, also from this form."""

    form = TargetForm
    scope_fields = ("locality__path",)
    list_display = [
        indicator_column,
        place_column,
        facility_column,
        column("figure_amount", gettext_lazy("chỉ tiêu giao"), lambda obj: obj.figure, "value"),
        unit_column,
        "stage",
        plan_column(),
        "note",
    ]
    list_filter = [("plan", PlanFilter), "stage", "comparator", "locality__level", "indicator__treatment_form"]
    list_select_related = ("plan__locality", "locality", "indicator", "facility")
    search_fields = (
        "indicator__search_key",
        "indicator__code",
        "locality__search_key",
        "facility__search_key",
        "plan__code",
    )
    autocomplete_fields = ["plan", "locality", "indicator", "facility"]
    fieldsets = [
        (gettext_lazy("Ô số liệu"), {"fields": CELL_FIELDS}),
        (gettext_lazy("Giá trị"), {"fields": ["comparator", ("value", "upper"), "note", "seen"]}),
    ]
    shown_as = {
        "value": column("figure_amount", gettext_lazy("chỉ tiêu giao"), lambda obj: in_words(obj)),
        "comparator": None,
        "upper": None,
        "seen": None,
    }
    empty_text = gettext_lazy("Chưa có chỉ tiêu nào.")

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        """Figures of the user's own subtree only, also in a plan of the level above."""
        return BaseAdmin.visible(self, rows, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Target | None = None) -> list:
        """A figure stays in its cell; another cell is another row."""
        return [*super().get_readonly_fields(request, obj), *(CELL_FIELDS if obj else ())]

    def get_form(self, request: HttpRequest, obj: Target | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.refused = getattr(request, "refused", ())
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A refusal comes after the form was found valid: it is shown once more, with the reason."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except CellsRefused as error:
            request.refused = reasons(error)
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Target, form: TargetForm, change: bool) -> None:
        edit = form.edit()
        save_cells(plan=obj.plan, edits=[edit], by=request.user, channel=Channel.FORM)
        obj.pk = Target.objects.get(**{name: getattr(obj, name) for name in CELL_FIELDS}).pk

    def delete_model(self, request: HttpRequest, obj: Target) -> None:
        withdraw([obj], request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        withdraw(queryset, request)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._or_reason(request, lambda: super(TargetAdmin, self).delete_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._or_reason(request, lambda: super(TargetAdmin, self).changelist_view(request, *args, **kwargs))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> Any:
        """The history of a figure is that of its cell, also from before the row was last deleted."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        cell = {"plan": row.plan_id, "locality": row.locality_id, "indicator": row.indicator_id, "stage": row.stage}
        facility = {"facility": row.facility_id} if row.facility_id else {"facility__isnull": 1}
        return redirect(f"{reverse('admin:targets_targetchange_changelist')}?{urlencode({**cell, **facility})}")

    def _or_reason(self, request: HttpRequest, view: Callable[[], Any]) -> Any:
        try:
            return view()
        except CellsRefused as error:
            for reason in reasons(error):
                messages.error(request, reason)
            return HttpResponseRedirect(request.get_full_path())


def in_words(target: Target) -> str:
    return describe(target.amount(), target.indicator.suffix)


def reasons(error: CellsRefused) -> tuple[str, ...]:
    """Each reason once."""
    return tuple(dict.fromkeys(refusal.reason for refusal in error.refusals))


@transaction.atomic
def withdraw(targets: Any, request: HttpRequest) -> None:
    """Take targets away through the one door, plan by plan; all or none."""
    edits: dict = {}
    for row in targets:
        cell = Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage)
        edits.setdefault(row.plan, []).append(Edit(cell, row.amount(), None))
    for plan, batch in edits.items():
        save_cells(plan=plan, edits=batch, by=request.user, channel=Channel.FORM)


def side(change: TargetChange, amount: Amount | None) -> str:
    """The figure before or after a change: "chưa giao" where there was none."""
    return describe(amount, change.indicator.suffix)


before = column("figure_old", gettext_lazy("trước"), lambda obj: side(obj, obj.old), "old_value")
after = column("figure_new", gettext_lazy("sau"), lambda obj: side(obj, obj.new), "new_value")


@admin.register(TargetChange)
class TargetChangeAdmin(BaseAdmin):
    """The history of figures: append-only, so nobody edits it."""

    view_permission = Permission.VIEW_PLANS
    scope_fields = ("locality__path",)
    list_display = [
        column("moment", gettext_lazy("lúc"), lambda obj: moment(obj.changed_at), "changed_at"),
        indicator_column,
        place_column,
        facility_column,
        before,
        after,
        column("who", gettext_lazy("người sửa"), lambda obj: obj.writer, "changed_by__username"),
        "channel",
        plan_column(),
    ]
    list_filter = [("plan", PlanFilter), "channel", "stage", "changed_at"]
    list_select_related = ("plan", "locality", "indicator", "facility", "changed_by")
    search_fields = ("indicator__search_key", "locality__search_key", "facility__search_key", "changed_by__username")
    fieldsets = [
        (gettext_lazy("Ô số liệu"), {"fields": CELL_FIELDS}),
        (gettext_lazy("Thay đổi"), {"fields": [(before, after)]}),
        (gettext_lazy("Ai, khi nào"), {"fields": ["changed_at", "changed_by", "channel", "batch"]}),
    ]
    readonly_fields = [before, after]
    empty_text = gettext_lazy("Chưa có chỉ tiêu nào được ghi hoặc sửa.")
