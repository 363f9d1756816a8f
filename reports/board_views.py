"""The board of reports, accepting many at once, closing a period, giving more time."""

import datetime

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import DayField, refuse_control_characters
from localities.models import Locality
from plans.models import Plan
from reports.board import board_of, periods_of
from reports.board_filter import BoardFilter
from reports.chase import default_answer_day, overdue_in
from reports.report_pages import period_named, refuse_who_may_not_review, reports_plan
from targets.deadlines import Standing
from targets.models import Extension, Period
from targets.permissions import may_review
from targets.reporting import candidates, existing
from targets.submissions import Outcome, StepRefused, accept_all, close_period, grant_extension, why_no_extension
from targets.years import why_far, years_around

LONGEST_ID = 18  # digits; more is no number that the database has
CHOSEN, EVERY = "da-chon", "tat-ca"
OFFICE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(OFFICE_METHODS)
@never_cache
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Localities × periods. POST `ky`, `viec`: accept reports of one period, as chosen or all that were seen."""
    plan = reports_plan(request, code)
    if request.method == "POST":
        refuse_who_may_not_review(request, plan)
        return _accepted(request, plan)
    whole = board_of(plan)
    form = BoardFilter(request.GET, board=whole)
    shown, chosen = form.filtered(), form.chosen
    column = whole.column(chosen.period) if chosen else []
    context = {
        **_shell(plan, _("Theo dõi báo cáo")),
        "filter": form,
        "board": shown,
        "whole": whole,
        "chosen": chosen,
        "waiting": [cell for cell in column if cell.is_waiting],
        "overdue": overdue_in(column, today=timezone.localdate()),
        "standings": Standing,
        "can_review": may_review(request.user, plan),
        "answer_by": default_answer_day(timezone.localdate()),
    }
    return render(request, "reports/board.html", context)


def _accepted(request: HttpRequest, plan: Plan) -> HttpResponse:
    period = period_named(request.POST.get("ky", ""), periods_of(plan))
    name = "thay" if request.POST.get("viec") == EVERY else "dia-ban"
    wanted = [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) <= LONGEST_ID]
    outcomes = accept_all(period=period, localities=wanted, by=request.user, request=request)
    _tell(request, outcomes)
    return redirect(f"{reverse('board', args=[plan.code])}?ky={period.code}")


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    """How many were accepted; each that was not, by name and with the reason."""
    accepted = [one for one in outcomes if not one.reason]
    if not outcomes:
        messages.warning(request, _("Chưa chọn báo cáo nào đã nộp."))
    if accepted:
        messages.success(request, _("Đã chấp nhận %s báo cáo.") % len(accepted))
    for one in outcomes:
        if one.reason:
            messages.error(request, f"{one.locality.name}: {one.reason}")


@require_http_methods(OFFICE_METHODS)
@never_cache
def period_close(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """What closing a period means, and where it stands. POST: close it."""
    plan = reports_plan(request, code)
    refuse_who_may_not_review(request, plan)
    found = period_named(period, periods_of(plan))
    if request.method == "POST":
        return _closed(request, found)
    whole = board_of(plan)
    head = next(head for head in whole.heads if head.period.pk == found.pk)
    return render(request, "reports/period_close.html", {**_shell(plan, _("Khóa kỳ")), "head": head})


def _closed(request: HttpRequest, period: Period) -> HttpResponse:
    try:
        close_period(period=period, by=request.user, request=request)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("period-close", period.plan.code, period.code)
    messages.success(request, _("Đã khóa kỳ “%s”.") % period.name)
    return redirect(f"{reverse('board', args=[period.plan.code])}?ky={period.code}")


class ExtensionForm(forms.Form):
    """More time for one locality: until the end of which day, and why."""

    locality = forms.ModelChoiceField(Locality.objects.none(), label=gettext_lazy("Địa bàn"))
    until = DayField(label=gettext_lazy("Gia hạn đến hết ngày"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=Extension._meta.get_field("reason").max_length,
        validators=[refuse_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, plan: Plan, places: QuerySet[Locality], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["locality"].queryset = places

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if far := why_far(until, years_around(self.plan)):
            raise forms.ValidationError(far)
        return until


@require_http_methods(OFFICE_METHODS)
@never_cache
def period_extend(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The form that gives one locality more time, `?dia-ban=` with a locality chosen; what was given before.

    Where nobody is given more time any more, the page says why in the place of the form.
    """
    plan = reports_plan(request, code)
    refuse_who_may_not_review(request, plan)
    found = period_named(period, periods_of(plan))
    places = existing(candidates(plan), found)
    choices = Locality.objects.filter(pk__in=[place.pk for place in places])
    chosen = {"locality": request.GET.get("dia-ban")}
    form = ExtensionForm(request.POST or None, plan=plan, places=choices, initial=chosen)
    refused = why_no_extension(found)
    if request.method == "POST" and not refused and form.is_valid() and _granted(request, found, form):
        return redirect(f"{reverse('board', args=[plan.code])}?ky={found.code}")
    given = Extension.objects.filter(period=found).select_related("locality", "granted_by").order_by("-pk")
    context = {"period": found, "form": form, "extensions": given, "refused": refused}
    return render(request, "reports/period_extend.html", {**_shell(plan, _("Gia hạn báo cáo")), **context})


def _granted(request: HttpRequest, period: Period, form: ExtensionForm) -> bool:
    try:
        given = grant_extension(period=period, by=request.user, **form.cleaned_data)
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Đã gia hạn cho %s.") % given.locality.name)
    return True


def _shell(plan: Plan, title: str) -> dict:
    return {"title": title, "plan": plan, "menu_url": reverse("admin:plans_plan_changelist")}
