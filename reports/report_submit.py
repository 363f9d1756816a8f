"""Handing in a report: what it holds, what stands in the way, and the step itself."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reports.report_desk import ReportDesk, desk_of
from reports.report_form import places_of
from targets.deadlines import is_late
from targets.enums import ResultState, SubmissionState
from targets.models import Submission
from targets.report_checks import Fault, faults_of
from targets.submissions import StepRefused, submit


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_submit(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    """What is going to be handed in, to be confirmed; POST with the state that was seen does it."""
    desk = desk_of(request, code, period, locality)
    if request.method != "POST":
        if desk.why:
            messages.info(request, desk.why)
            return redirect(desk.url)
        return _page(request, desk, faults_of(_report(desk)))
    try:
        submit(
            period=desk.period,
            locality=desk.locality,
            seen=request.POST.get("seen", ""),
            by=request.user,
            request=request,
        )
    except StepRefused as error:
        if error.faults:
            return _page(request, desk, error.faults, status=422)
        messages.error(request, str(error))
        return redirect(desk.url)
    messages.success(request, _("Đã nộp báo cáo của %(place)s, %(period)s.") % _names(desk))
    return redirect(desk.url)


def _report(desk: ReportDesk) -> Submission:
    """One that nobody wrote into yet is not stored: looking at it must not make it."""
    return desk.submission or Submission(period=desk.period, locality=desk.locality)


def _names(desk: ReportDesk) -> dict[str, str]:
    return {"place": desk.locality.name, "period": desk.period.name}


def _page(request: HttpRequest, desk: ReportDesk, faults: list[Fault], status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Nộp báo cáo"),
        "menu_url": reverse("admin:targets_submission_changelist"),
        "desk": desk,
        "plan": desk.plan,
        "faults": grouped(desk, faults),
        "counts": _counts(desk),
        "is_late": _will_be_late(desk),
        "is_again": desk.state == SubmissionState.RETURNED,
    }
    return render(request, "reports/report_submit.html", context, status=status)


def _will_be_late(desk: ReportDesk) -> bool:
    """Rule (late-by-first): lateness goes by the first time, so a report that is handed in again makes none."""
    if desk.submission and desk.submission.first_submitted_at:
        return False
    return is_late(timezone.now(), desk.period, desk.extension.until if desk.extension else None)


def grouped(desk: ReportDesk, faults: list[Fault]) -> list[dict[str, Any]]:
    """Each reason once, with the cells that it is about, by key; a sum has no key."""
    keys = {spot.line.key: key for key, spot in desk.sheet.spots.items() if not spot.is_note}
    where = places_of(desk.sheet.lines)
    found: dict[str, list[dict[str, str]]] = {}
    for fault in faults:
        cell = {"key": keys.get(fault.key, ""), "where": where[fault.key]}
        found.setdefault(fault.reason, []).append(cell)
    return [{"reason": reason, "cells": cells} for reason, cells in found.items()]


def _counts(desk: ReportDesk) -> list[dict[str, Any]]:
    """How many cells hold what, for a last look."""
    typed = [desk.stored.get(line.key) for line in desk.sheet.lines if not line.is_sum]
    kept = [content for content in typed if content is not None]
    states = Counter(content.state for content in kept)
    figures = states[ResultState.REPORTED] + states[ResultState.CARRIED]
    return [
        {"label": _("Ô có số liệu"), "number": figures},
        {"label": _("Trong đó số ước"), "number": sum(1 for content in kept if content.is_estimate)},
        {"label": _("Trong đó chuyển từ kỳ trước"), "number": states[ResultState.CARRIED]},
        {"label": _("Không áp dụng"), "number": states[ResultState.NOT_APPLICABLE]},
        {"label": _("Chỉ có ghi chú"), "number": states[ResultState.NOT_REPORTED]},
        {"label": _("Còn trống"), "number": len(typed) - len(kept)},
    ]
