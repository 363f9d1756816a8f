"""Periods, reports and their figures, in the group "Báo cáo"."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from accounts.permissions import may
from core.admin import BaseAdmin, badge_column, column, date_column
from core.dates import format_date
from core.figures import scaled
from core.numbers import format_number, format_percent
from plans.admin import PlanAdmin, PlanBound, PlanFilter, PlanInline, plan_column
from plans.enums import PlanState
from targets.admin.columns import facility_column, indicator_column, place_column, unit_column
from targets.enums import COUNTED_STATES, PeriodKind, SubmissionState
from targets.forms import PERCENT_DECIMALS, ResultForm
from targets.models import Period, Result, Submission
from targets.period_uses import uses_of
from targets.permissions import may_see_reports

SUBMISSION_TONES = {
    SubmissionState.OPEN: "muted",
    SubmissionState.SUBMITTED: "warn",
    SubmissionState.RETURNED: "bad",
    SubmissionState.ACCEPTED: "ok",
    SubmissionState.LOCKED: "muted",
}


def result_figure(result: Result) -> str:
    """The figure with its marks, or in words why there is none."""
    if result.value is None:
        return result.get_state_display()
    return result.figure


def declared_plan(result: Result) -> str:
    return format_number(scaled(result.declared_plan, result.indicator.decimals))


def declared_percent(result: Result) -> str:
    return format_percent(scaled(result.declared_percent, PERCENT_DECIMALS))


def review_link(request: HttpRequest, submission: Submission) -> str:
    """A link to the page on which the report is judged, for who may see it; none where there is nothing to judge."""
    period = submission.period
    if period.is_baseline or not may_see_reports(request.user, period.plan):
        return ""
    url = reverse("report-review", args=[period.plan.code, period.code, submission.locality_id])
    label = _("Xem báo cáo của %(place)s, %(period)s") % {"place": submission.locality.name, "period": period.name}
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Xem"))


def closed_on(period: Period) -> str:
    """The day on which the period was closed; "" while it takes reports."""
    return format_date(timezone.localdate(period.closed_at)) if period.closed_at else ""


closed = column("date_closed", gettext_lazy("khóa ngày"), closed_on, "closed_at")
reported = column("figure_value", gettext_lazy("giá trị"), result_figure, "value")
plan_beside = column("figure_declared_plan", gettext_lazy("kế hoạch ghi kèm"), declared_plan, "declared_plan")
percent_beside = column("figure_declared_percent", gettext_lazy("đạt"), declared_percent, "declared_percent")
RESULT_SHOWN_AS = {
    "value": reported,
    "state": None,
    "is_minimum": None,
    "is_estimate": None,
    "declared_plan": plan_beside,
    "declared_percent": percent_beside,
}


def calendar_link(period: Period) -> str:
    """Where the periods that localities report are written; nothing beside one that the plan states."""
    if period.plan_id is None:
        return _("Kỳ mà địa bàn báo cáo được thêm và sửa ở trang “Lịch báo cáo” của kế hoạch.")
    if period.is_baseline:
        return ""
    url = reverse("calendar", args=[period.plan.code])
    return format_html('<a href="{}">{}</a>', url, _("Sửa kỳ này ở trang “Lịch báo cáo”"))


def goes_with_plan(request: HttpRequest) -> bool:
    """Whether it is a plan that is deleted, with all that it holds."""
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith("plans_plan_")


calendar_page = column("calendar_page", gettext_lazy("lịch báo cáo"), calendar_link)


@admin.register(Period)
class PeriodAdmin(PlanBound):
    """Periods of a plan, to be read.

    Rule (stated-periods): those of earlier years stand in the document, so they are written here, until the plan is
    closed; what localities report passes `targets.calendar_actions` and nothing else.
    """

    stays_open = True
    list_display = [
        "name",
        plan_column(),
        "kind",
        date_column("window_from", gettext_lazy("số liệu từ ngày")),
        date_column("window_to", gettext_lazy("đến ngày")),
        date_column("cut_off", gettext_lazy("ngày chốt")),
        date_column("deadline", gettext_lazy("hạn báo cáo")),
        closed,
    ]
    list_filter = [("plan", PlanFilter), "kind"]
    readonly_fields = [closed, calendar_page]
    list_select_related = ("plan__locality",)
    search_fields = ("code", "plan__search_key", "plan__code")
    unfolded_fields = ("name",)
    autocomplete_fields = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", "code", "name", "kind", calendar_page]}),
        (gettext_lazy("Thời gian"), {"fields": [("window_from", "window_to"), "cut_off"]}),
        (gettext_lazy("Hạn nộp"), {"fields": ["deadline", "deadline_is_exclusive", closed]}),
    ]
    empty_text = gettext_lazy("Chưa có kỳ báo cáo nào.")

    def offered(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """A report is added here to a period that the plan states; where localities report, they begin it."""
        periods = super().offered(db_field, request)
        return periods.filter(kind=PeriodKind.BASELINE) if db_field.model is Submission else periods

    def choices(self, db_field: Any, request: HttpRequest) -> QuerySet:
        rows = super().choices(db_field, request)
        return rows.exclude(state=PlanState.CLOSED) if db_field.name == "plan" else rows

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["choices"] = [(PeriodKind.BASELINE.value, PeriodKind.BASELINE.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def is_open(self, request: HttpRequest, obj: Period) -> bool:
        is_kept = obj.is_closed or obj.plan.state == PlanState.CLOSED
        return obj.is_baseline and not is_kept and super().is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Period | None = None) -> bool:
        """What people reported does not go with its period, nor with its plan; see `targets.period_uses`."""
        if obj is None or obj.is_baseline or not goes_with_plan(request):
            return super().has_delete_permission(request, obj)
        is_allowed = super().has_delete_permission(request) and PlanBound.is_open(self, request, obj)
        return is_allowed and obj.pk not in uses_of(obj.plan).reasons


class PeriodInline(PlanInline):
    """Only shown: a stated period has its own form, the others are changed on the calendar."""

    model = Period
    can_delete = False
    fields = ["code", "kind", "name", "window_from", "window_to", "deadline"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# The plan's form shows its periods as well; the app of plans, which stands below this one, cannot name them.
PlanAdmin.inlines = [*PlanAdmin.inlines, PeriodInline]


class ResultInline(PlanInline):
    model = Result
    form = ResultForm
    fields = ["indicator", "facility", "state", "value", "is_minimum", "is_estimate", "note"]
    shown_as = RESULT_SHOWN_AS
    autocomplete_fields = ["indicator", "facility"]


class ReportAdmin(PlanBound):
    """Reports of the user's own subtree, to be read.

    Rule (stated-results): figures of earlier periods stand in the document, so they are written here, also after the
    plan is issued, until they are locked; what localities report passes `targets.results` and nothing else.
    """

    stays_open = True

    # Leads from a row to its report; "" for the report itself.
    report_lookup = ""

    def visible(self, rows: QuerySet, request: HttpRequest) -> QuerySet:
        """Rule (drafts): a report that was not handed in is read by those who may report for its place alone."""
        found = BaseAdmin.visible(self, rows, request)
        if may(request.user, Permission.REPORT_RESULTS):
            return found
        stated = Q(**{f"{self.report_lookup}period__kind": PeriodKind.BASELINE})
        return found.filter(stated | Q(**{f"{self.report_lookup}state__in": COUNTED_STATES}))

    def is_open(self, request: HttpRequest, obj: Any) -> bool:
        submission = obj.submission if isinstance(obj, Result) else obj
        is_stated = submission.period.is_baseline and submission.state != SubmissionState.LOCKED
        return is_stated and BaseAdmin.is_open(self, request, obj)


@admin.register(Submission)
class SubmissionAdmin(ReportAdmin):
    plan_lookup = "period__plan"
    scope_fields = ("locality__path",)
    list_display = [
        place_column,
        column("period_name", gettext_lazy("kỳ báo cáo"), lambda obj: obj.period.name, "period__deadline"),
        column("plan_code", gettext_lazy("kế hoạch"), lambda obj: obj.period.plan.code, "period__plan__code"),
        column("date_deadline", gettext_lazy("hạn báo cáo"), lambda obj: obj.period.due_phrase, "period__deadline"),
        badge_column("state", gettext_lazy("trạng thái"), SUBMISSION_TONES),
    ]
    list_filter = [("period__plan", PlanFilter), "state", "period__kind"]
    list_select_related = ("locality", "period__plan__locality")
    search_fields = ("locality__search_key", "period__code", "period__plan__code")
    unfolded_fields = ("period__name",)
    autocomplete_fields = ["period", "locality"]
    # States follow the way of a report, not a choice in a form.
    readonly_fields = ["state"]
    fieldsets = [(None, {"fields": ["period", "locality", "state"]})]
    inlines = [ResultInline]
    empty_text = gettext_lazy("Chưa có báo cáo nào.")

    def get_list_display(self, request: HttpRequest) -> list:
        page = column("page", gettext_lazy("trang"), lambda obj: review_link(request, obj))
        return [*super().get_list_display(request), page]

    def offered(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """A result goes into a report that the plan states and that is not locked."""
        rows = super().offered(db_field, request).filter(period__kind=PeriodKind.BASELINE)
        return rows.exclude(state=SubmissionState.LOCKED)


@admin.register(Result)
class ResultAdmin(ReportAdmin):
    form = ResultForm
    plan_lookup = "submission__period__plan"
    report_lookup = "submission__"
    scope_fields = ("submission__locality__path",)
    list_display = [
        indicator_column,
        column(
            "place", gettext_lazy("địa bàn"), lambda obj: obj.submission.locality.name, "submission__locality__path"
        ),
        facility_column,
        reported,
        unit_column,
        plan_beside,
        percent_beside,
        column("period_name", gettext_lazy("kỳ báo cáo"), lambda obj: obj.submission.period.name),
        column("plan_code", gettext_lazy("kế hoạch"), lambda obj: obj.submission.period.plan.code),
    ]
    list_filter = [("submission__period__plan", PlanFilter), "state", "is_estimate", "indicator__treatment_form"]
    list_select_related = ("indicator", "facility", "submission__locality", "submission__period__plan__locality")
    search_fields = (
        "indicator__search_key",
        "indicator__code",
        "facility__search_key",
        "submission__locality__search_key",
        "submission__period__plan__code",
    )
    autocomplete_fields = ["submission", "indicator", "facility"]
    fieldsets = [
        (gettext_lazy("Ô số liệu"), {"fields": ["submission", "indicator", "facility"]}),
        (gettext_lazy("Kết quả"), {"fields": ["state", "value", ("is_minimum", "is_estimate"), "note"]}),
        (gettext_lazy("Văn bản ghi kèm"), {"fields": [("declared_plan", "declared_percent")]}),
    ]
    shown_as = RESULT_SHOWN_AS
    empty_text = gettext_lazy("Chưa có kết quả nào.")
