"""Lists of the group "Kế hoạch": the plan with its parts."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.admin import BaseAdmin, BaseInline, RelatedFilter, badge_column, column, date_column, value_at
from core.dates import format_date
from core.numbers import format_number
from core.scope import reach, within
from plans.enums import DatePrecision, PlanState
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from plans.permissions import is_own
from plans.resources import ActivityResource

STATE_TONES = {
    PlanState.DRAFT: "info",
    PlanState.SUBMITTED: "warn",
    PlanState.ISSUED: "ok",
    PlanState.CLOSED: "muted",
}


def page_link(plan: Plan) -> str:
    """A link to the plan's page, told apart from its neighbours for those who only hear it."""
    label = _("Mở trang của kế hoạch %s") % plan.code
    return format_html('<a href="{}" aria-label="{}">{}</a>', plan.get_absolute_url(), label, _("Mở"))


def issue_date(plan: Plan) -> str:
    """As far as the document states it: "19/12/2019", "12/2019", "2019"."""
    if plan.issued_on is None:
        return ""
    if plan.issued_precision == DatePrecision.DAY:
        return format_date(plan.issued_on)
    return f"{plan.issued_on:%m/%Y}" if plan.issued_precision == DatePrecision.MONTH else str(plan.issued_on.year)


class PlanFilter(RelatedFilter):
    """The plans of the rows in the list, by their code: subjects are a hundred letters long and alike."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple]:
        rows = model_admin.get_queryset(request).order_by()
        return list(Plan.objects.filter(pk__in=rows.values(self.field_path)).values_list("pk", "code"))


class PlanBound(BaseAdmin):
    """Rows of a plan, `plan_lookup` steps away: seen with the plan, changed while the plan is not issued.

    A plan of a level above binds the user's locality, so its document is seen; it is changed by its own level only.
    """

    view_permission = Permission.VIEW_PLANS
    edit_permission = Permission.EDIT_PLANS
    plan_lookup = "plan"
    stays_open = False  # reports go on after the plan is issued
    is_document = True  # read also from below; False: it says figures of the whole, and is its own level's alone

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        if not request.user.locality_id:
            return rows
        plans = Plan.objects.visible_to(request.user) if self.is_document else Plan.objects.own_to(request.user)
        return rows.filter(**{f"{self.plan_lookup}__in": plans.order_by()})

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        plan = value_at(obj, self.plan_lookup)
        return is_own(request.user, plan) and (self.stays_open or plan.is_editable)

    def offered(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """A new row is given to an annex, a period ... that is itself open."""
        return self.get_queryset(request).filter(open_plans(request, f"{self.plan_lookup}__", self.stays_open))


def open_plans(request: HttpRequest, prefix: str = "", stays_open: bool = False) -> Q:
    """The plans that the user may change, here or at the end of `prefix`."""
    own = within(reach(request.user), f"{prefix}locality__path")
    return own if stays_open else own & Q(**{f"{prefix}state__in": [PlanState.DRAFT, PlanState.SUBMITTED]})


def plan_column(lookup: str = "plan") -> Any:
    return column("plan_code", gettext_lazy("kế hoạch"), lambda obj: value_at(obj, lookup).code, f"{lookup}__code")


class PlanPartAdmin(PlanBound):
    list_select_related: tuple[str, ...] = ("plan__locality",)
    list_filter: list = [("plan", PlanFilter)]
    search_fields: tuple[str, ...] = ("plan__search_key", "plan__code")
    autocomplete_fields: list[str] = ["plan"]


class PlanInline(BaseInline):
    view_permission = Permission.VIEW_PLANS
    edit_permission = Permission.EDIT_PLANS


amount = column("figure_amount", gettext_lazy("số tiền (đồng)"), lambda obj: format_number(obj.amount), "amount")
quantity = column("figure_quantity", gettext_lazy("số lượng"), lambda obj: obj.quantity, "value")


class LegalBasisInline(PlanInline):
    model = LegalBasis
    fields = ["position", "relation", "title", "number", "issued_on", "issuer"]


class SectionInline(PlanInline):
    model = Section
    fields = ["position", "number", "title", "parent"]
    siblings = {"parent": "plan"}


class AssignmentInline(PlanInline):
    model = Assignment
    fields = ["position", "number", "agency"]
    autocomplete_fields = ["agency"]


class BudgetLineInline(PlanInline):
    model = BudgetLine
    fields = ["position", "source", "amount"]
    shown_as = {"amount": amount}


class RecipientInline(PlanInline):
    model = Recipient
    fields = ["position", "name"]


@admin.register(Plan)
class PlanAdmin(BaseAdmin):
    view_permission = Permission.VIEW_PLANS
    edit_permission = Permission.EDIT_PLANS
    scope_fields = ("locality__path",)
    list_display = [
        "code",
        "subject",
        column("number_and_symbol", gettext_lazy("số, ký hiệu"), lambda obj: obj.reference, "number"),
        column("issued", gettext_lazy("ngày ban hành"), issue_date, "issued_on"),
        column("period", gettext_lazy("năm"), lambda obj: years(obj), "year"),
        column("place_name", gettext_lazy("địa bàn"), lambda obj: obj.locality.name, "locality__sort_key"),
        badge_column("state", gettext_lazy("trạng thái"), STATE_TONES),
        column("page", gettext_lazy("trang"), page_link),
    ]
    list_filter = ["state", "year", "kind", ("locality", RelatedFilter)]
    list_select_related = ("locality", "issuing_agency")
    search_fields = ("search_key", "code", "number", "locality__search_key", "issuing_agency__search_key")
    autocomplete_fields = ["locality", "issuing_agency", "implements"]
    # States follow the life cycle of the document (plans.life_cycle), not a choice in a form.
    readonly_fields = ["state"]
    fieldsets = [
        (None, {"fields": ["code", "subject", "kind", ("year", "last_year"), "locality", "state"]}),
        (
            gettext_lazy("Số, ngày, cơ quan ban hành"),
            {"fields": ["issuing_agency", ("number", "symbol"), "place", ("issued_on", "issued_precision")]},
        ),
        (gettext_lazy("Kế hoạch cấp trên"), {"fields": ["implements", "implements_reference"]}),
        (gettext_lazy("Người ký"), {"fields": ["signer_title", "signer_name"]}),
        (gettext_lazy("Nguồn"), {"fields": ["source_note"]}),
    ]
    inlines = [LegalBasisInline, SectionInline, AssignmentInline, BudgetLineInline, RecipientInline]
    empty_text = gettext_lazy("Chưa có kế hoạch nào. Cán bộ tỉnh thêm kế hoạch đầu tiên bằng nút “Thêm kế hoạch”.")

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        return rows.visible_to(request.user)

    def is_open(self, request: HttpRequest, obj: Plan) -> bool:
        return obj.is_editable and super().is_open(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Plan | None = None) -> list:
        """Notes on the source speak of figures of the whole: they are no part of the document."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or is_own(request.user, obj):
            return fieldsets
        return [(title, options) for title, options in fieldsets if "source_note" not in options["fields"]]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What a page does not show is not asked about in its address either."""
        return not lookup.startswith("source_note") and super().lookup_allowed(lookup, value, request)

    def offered(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """A part goes into a plan that is open; a plan may carry out any plan that the user sees."""
        rows = self.get_queryset(request)
        if db_field.name != "plan":
            return rows
        stays_open = self.admin_site.get_model_admin(db_field.model).stays_open
        return rows.filter(open_plans(request, stays_open=stays_open))

    def view_on_site(self, obj: Plan) -> str:
        return obj.get_absolute_url()


def years(plan: Plan) -> str:
    return f"{plan.year}-{plan.last_year}" if plan.last_year else str(plan.year)


@admin.register(Activity)
class ActivityAdmin(PlanPartAdmin):
    resource = ActivityResource
    list_display = [
        "title",
        quantity,
        "theme",
        column("lead", gettext_lazy("chủ trì"), lambda obj: lead_name(obj), "lead_agency__sort_key"),
        "schedule",
        plan_column(),
    ]
    list_filter = [("plan", PlanFilter), "theme"]
    list_select_related = ("plan__locality", "lead_agency", "section")
    search_fields = ("search_key", "lead_agency__search_key", "plan__code")
    autocomplete_fields = ["plan", "section", "lead_agency", "partners"]
    fieldsets = [
        (None, {"fields": ["plan", "section", "position", "title", "theme"]}),
        (gettext_lazy("Số lượng"), {"fields": ["comparator", ("value", "upper", "unit")]}),
        (gettext_lazy("Tổ chức"), {"fields": ["lead_agency", "partners", "schedule", "place"]}),
    ]
    shown_as = {"value": quantity, "comparator": None, "upper": None, "unit": None}
    empty_text = gettext_lazy("Chưa có hoạt động nào.")


def lead_name(activity: Activity) -> str:
    agency = activity.lead_agency
    return (agency.short_name or agency.name) if agency else ""


@admin.register(Section)
class SectionAdmin(PlanPartAdmin):
    list_display = [
        column("heading", gettext_lazy("đề mục"), str, "title"),
        column("above", gettext_lazy("thuộc mục"), lambda obj: str(obj.parent or ""), "parent__position"),
        column("figure_position", gettext_lazy("thứ tự"), lambda obj: format_number(obj.position), "position"),
        plan_column(),
    ]
    list_select_related = ("plan__locality", "parent")
    search_fields = ("number", "plan__code")
    unfolded_fields = ("title",)
    autocomplete_fields = ["plan", "parent"]
    fieldsets = [(None, {"fields": ["plan", "parent", ("position", "number"), "title"]})]
    empty_text = gettext_lazy("Chưa có đề mục nào.")


@admin.register(LegalBasis)
class LegalBasisAdmin(PlanPartAdmin):
    list_display = [
        "title",
        "number",
        date_column("issued_on", gettext_lazy("ngày")),
        "issuer",
        "relation",
        plan_column(),
    ]
    list_filter = [("plan", PlanFilter), "relation"]
    search_fields = ("plan__code",)
    unfolded_fields = ("title", "number", "issuer")
    fieldsets = [
        (None, {"fields": ["plan", ("position", "relation"), "title"]}),
        (gettext_lazy("Số, ngày, cơ quan ban hành"), {"fields": [("number", "issued_on"), "issuer"]}),
    ]
    empty_text = gettext_lazy("Chưa có căn cứ nào.")


@admin.register(Assignment)
class AssignmentAdmin(PlanPartAdmin):
    list_display = [
        column("body", gettext_lazy("cơ quan"), lambda obj: obj.agency.name, "agency__sort_key"),
        "number",
        column("figure_position", gettext_lazy("thứ tự"), lambda obj: format_number(obj.position), "position"),
        plan_column(),
    ]
    list_filter = [("plan", PlanFilter), "agency__kind"]
    list_select_related = ("plan__locality", "agency")
    search_fields = ("agency__search_key", "plan__code")
    autocomplete_fields = ["plan", "agency"]
    fieldsets = [(None, {"fields": ["plan", ("position", "number"), "agency"]})]
    empty_text = gettext_lazy("Chưa phân công cơ quan nào.")


@admin.register(BudgetLine)
class BudgetLineAdmin(PlanPartAdmin):
    list_display = [
        "source",
        amount,
        plan_column(),
    ]
    search_fields = ("plan__code",)
    unfolded_fields = ("source",)
    fieldsets = [(None, {"fields": ["plan", "position", "source", "amount"]})]
    shown_as = {"amount": amount}
    empty_text = gettext_lazy("Chưa có nguồn kinh phí nào.")


@admin.register(Recipient)
class RecipientAdmin(PlanPartAdmin):
    list_display = [
        "name",
        column("figure_position", gettext_lazy("thứ tự"), lambda obj: format_number(obj.position), "position"),
        plan_column(),
    ]
    search_fields = ("plan__code",)
    unfolded_fields = ("name",)
    fieldsets = [(None, {"fields": ["plan", "position", "name"]})]
    empty_text = gettext_lazy("Chưa có nơi nhận nào.")
