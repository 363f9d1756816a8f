"""The calendar of a plan: its periods, laying them out by a preset, and one period by hand."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.enums import PlanState
from plans.models import Plan
from reports.addresses import refuse_unknown_names
from reports.calendar_forms import LayoutForm, PeriodForm
from reports.calendars import calendar_table, level_of_reporters
from reports.views import visible_plan
from targets.calendar_actions import (
    CalendarRefused,
    Layout,
    add_period,
    change_period,
    lay_out,
    layout_of,
    remove_period,
)
from targets.calendars import drafts
from targets.coverage import seams
from targets.models import Period
from targets.period_uses import uses_of
from targets.permissions import may_see_reports, may_set_calendar


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The periods of a plan, for everybody who sees the plan; the counts of reports for its own level alone."""
    plan = visible_plan(request, code)
    refuse_unknown_names(request.GET)
    table = calendar_table(plan, with_reports=may_see_reports(request.user, plan))
    can_change = may_set_calendar(request.user, plan) and plan.state != PlanState.CLOSED
    return _page(request, "calendar", plan, _("Lịch báo cáo"), table=table, can_change=can_change)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calendar_layout(request: HttpRequest, code: str) -> HttpResponse:
    """GET: the form, and, once a preset is named in the address, what it would do. POST to the same address does it."""
    plan = _changeable_plan(request, code)
    form = LayoutForm(plan, request.GET if "preset" in request.GET else None)
    refuse_unknown_names(request.GET, form.names)
    is_chosen = form.is_bound and form.is_valid()
    if request.method == "POST" and is_chosen:
        return _laid_out(request, plan, form)
    layout = _planned(plan, form) if is_chosen else None
    seen = seams(layout.after) if layout else []
    return _page(request, "calendar_layout", plan, _("Lập lịch theo mẫu"), form=form, layout=layout, seams=seen)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def period_add(request: HttpRequest, code: str) -> HttpResponse:
    """A period by hand, such as one that is asked for by itself."""
    plan = _changeable_plan(request, code)
    refuse_unknown_names(request.GET)
    form = PeriodForm(plan, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, add_period, _("Đã thêm kỳ “%s”."))
    return _page(request, "period_form", plan, _("Thêm kỳ báo cáo"), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def period_edit(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Window, cut-off and deadline of one period; the window stays once figures were reported for it."""
    plan = _changeable_plan(request, code)
    found = _period(plan, period)
    refuse_unknown_names(request.GET)
    if found.is_closed:
        raise PermissionDenied(_("Kỳ “%s” đã khóa nên không sửa được.") % found.name)
    name, has_figures = found.name, found.pk in uses_of(plan).with_figures
    form = PeriodForm(plan, request.POST if request.method == "POST" else None, instance=found, has_figures=has_figures)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, change_period, _("Đã sửa kỳ “%s”."))
    return _page(request, "period_form", plan, _("Sửa kỳ “%s”") % name, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def period_delete(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """GET asks, POST deletes a period that nothing uses."""
    plan = _changeable_plan(request, code)
    found = _period(plan, period)
    refuse_unknown_names(request.GET)
    if request.method == "POST":
        return _removed(request, found)
    use = uses_of(plan).reasons.get(found.pk, "")
    return _page(request, "period_delete", plan, _("Xóa kỳ “%s”") % found.name, period=found, use=use)


def _page(request: HttpRequest, name: str, plan: Plan, title: str, **context: Any) -> HttpResponse:
    shell = {**admin.site.each_context(request), "menu_url": reverse("admin:plans_plan_changelist")}
    return render(request, f"reports/{name}.html", {**shell, "title": title, "plan": plan, **context})


def _changeable_plan(request: HttpRequest, code: str) -> Plan:
    """Out of the user's reach is 404, as if it were not there; in reach without the right is 403."""
    plan = visible_plan(request, code)
    if not may_set_calendar(request.user, plan):
        raise PermissionDenied(_("Tài khoản không có quyền đặt lịch báo cáo của kế hoạch này."))
    if plan.state == PlanState.CLOSED:
        raise PermissionDenied(_("Kế hoạch đã kết thúc; lịch báo cáo không đổi nữa."))
    return plan


def _period(plan: Plan, code: str) -> Period:
    found = plan.periods.filter(code=code).first()
    if found is None or found.is_baseline:
        raise Http404(_("Kế hoạch không có kỳ báo cáo “%s”.") % code[:50])
    found.plan = plan
    return found


def _planned(plan: Plan, form: LayoutForm) -> Layout:
    return layout_of(plan, drafts(plan, form.calendar(), level_of_reporters(plan)))


def _laid_out(request: HttpRequest, plan: Plan, form: LayoutForm) -> HttpResponse:
    wanted = drafts(plan, form.calendar(), level_of_reporters(plan))
    try:
        layout = lay_out(plan=plan, drafts=wanted, by=request.user)
    except CalendarRefused as refused:
        messages.error(request, str(refused))
        return redirect("calendar", plan.code)
    counts = {"made": len(layout.made), "removed": len(layout.removed), "kept": len(layout.kept)}
    messages.success(request, _("Đã lập %(made)s kỳ, bỏ %(removed)s kỳ, giữ nguyên %(kept)s kỳ.") % counts)
    return redirect("calendar", plan.code)


def _saved(request: HttpRequest, form: PeriodForm, act: Any, done: str) -> HttpResponse:
    try:
        period = act(period=form.instance, by=request.user)
    except (CalendarRefused, ValidationError) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    else:
        messages.success(request, done % period.name)
    return redirect("calendar", form.plan.code)


def _removed(request: HttpRequest, period: Period) -> HttpResponse:
    try:
        remove_period(period=period, by=request.user)
    except CalendarRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã xóa kỳ “%s”.") % period.name)
    return redirect("calendar", period.plan.code)
