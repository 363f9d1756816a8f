"""The page on which the report on a period is written."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.admin import moment
from plans.models import Plan
from reports.addresses import refuse_unknown_names
from reports.lookup import annexes_of
from reports.period_report import PeriodReport
from reports.period_report_form import PeriodReportForm
from reports.references import ASPECTS, PLACE_CODE, PLACES, References
from reports.report_pages import reports_plan
from reports.result_views import visible_period
from reports.results import roll_up_results
from targets.models import Narrative, Period
from targets.narratives import NarrativeRefused, save_narrative, stamp
from targets.permissions import may_review


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def period_report(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The words of the report, what they can refer to, and how it will read."""
    plan = reports_plan(request, code)
    found = visible_period(plan, period)
    refuse_unknown_names(request.GET)
    report = report_of(plan, found)
    form = _form(request, report)
    if request.method == "POST":
        if not may_review(request.user, plan):
            raise PermissionDenied(_("Tài khoản không có quyền soạn báo cáo của kế hoạch này."))
        if form.is_valid() and _saved(request, found, form):
            return redirect("period-report", plan.code, found.code)
    return _page(request, report, form)


def report_of(plan: Plan, period: Period) -> PeriodReport:
    rollups = roll_up_results(plan, period, annexes_of(plan))
    narrative = Narrative.objects.filter(period=period).select_related("edited_by").first()
    return PeriodReport(plan, period, tuple(rollups), narrative)


def _form(request: HttpRequest, report: PeriodReport) -> PeriodReportForm:
    narrative = report.narrative or Narrative(period=report.period)
    initial = {"summary": report.summary, "seen": stamp(report.narrative)}
    data = request.POST if request.method == "POST" else None
    return PeriodReportForm(data, instance=narrative, initial=initial, references=report.references)


def _saved(request: HttpRequest, period: Period, form: PeriodReportForm) -> bool:
    """A refusal keeps what was typed."""
    fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        save_narrative(period=period, seen=form.cleaned_data["seen"], by=request.user, **fields)
    except NarrativeRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Đã ghi báo cáo."))
    return True


def _page(request: HttpRequest, report: PeriodReport, form: PeriodReportForm) -> HttpResponse:
    edited = report.narrative if report.narrative and report.narrative.edited_at else None
    context = {
        **admin.site.each_context(request),
        "title": _("Báo cáo tổng hợp %s") % report.period.name,
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": report.plan,
        "period": report.period,
        "report": report,
        "form": form,
        "can_edit": may_review(request.user, report.plan),
        "edited_by": edited.edited_by if edited else None,
        "edited": moment(edited.edited_at) if edited else "",
        "quotes": _quotes(report.references),
    }
    return render(request, "reports/period_report.html", context, status=422 if form.errors else 200)


def _quotes(references: References) -> list[dict]:
    """What text can refer to, each with what it reads now."""
    counts = [_quote(PLACE_CODE, aspect, label, references) for aspect, label in PLACES.items()]
    figures = [
        {**_quote(quote.code, aspect, label, references), "figure": " – ".join(quote.column.path)}
        for quote in references.quotes.values()
        for aspect, label in ASPECTS.items()
    ]
    return [*counts, *figures]


def _quote(code: str, aspect: str, label: str, references: References) -> dict:
    reference = f"[{code}:{aspect}]"
    return {"reference": reference, "figure": "", "label": label, "now": references.resolve(reference)}
