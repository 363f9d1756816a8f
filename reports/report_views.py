"""The pages of a local officer's report. They read through `reports`, and write through `targets` alone."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.admin import moment
from reports import report_plain
from reports.refusals import asked_by_script, told_to_script
from reports.report_desk import ReportDesk, desk_of
from reports.report_form import MARK, ReportForm, Typed, places_of
from targets.enums import ResultState
from targets.models import ResultChange
from targets.report_entry import MOST_ENTRIES, EntriesRefused, Entry, Spot, Verdict, mark_of, new_of, old_of
from targets.results import CellContent


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    """The form. Without script it is posted here and comes back with the reasons where it is refused."""
    desk = desk_of(request, code, period, locality)
    if request.method != "POST":
        return _page(request, desk)
    posted = report_plain.read_form(desk.sheet, request.POST, desk.earlier)
    if refusal := desk.why or (_other_form() if posted.mark != mark_of(desk.sheet.lines) else ""):
        messages.error(request, refusal)
        return redirect(desk.url)
    try:
        saved = desk.sheet.enter(report_plain.changed(desk.sheet, posted), by=request.user)
    except EntriesRefused as error:
        return _page(request, desk, report_plain.again(posted, error), status=422)
    _tell_saved(request, len(saved))
    return redirect(desk.submit_url if "nop" in request.POST else desk.url)


def _tell_saved(request: HttpRequest, count: int) -> None:
    if count:
        messages.success(request, ngettext("Đã ghi %(count)s ô.", "Đã ghi %(count)s ô.", count) % {"count": count})
    elif "nop" not in request.POST:
        messages.info(request, _("Không có ô nào thay đổi."))


def _other_form() -> str:
    return _("Biểu báo cáo của kế hoạch vừa thay đổi; chưa ghi ô nào. Hãy tải lại trang.")


@require_POST
@never_cache
@told_to_script
def report_cells(request: HttpRequest, code: str, period: str, locality: int) -> JsonResponse:
    """A batch from the script: {"by": user id, "cells": [[key, seen, text], ...]}, as `grid_cells` takes it.

    A fourth `true` in a cell: the figure was taken over from an earlier period. `?bieu=`: the mark of the form.
    """
    desk = desk_of(request, code, period, locality)
    try:
        body = json.loads(request.body)
    except RequestDataTooBig:
        return _error(_("Lần ghi quá lớn; hãy ghi từng phần."), 413)
    except (ValueError, RecursionError):
        return _error(_("Dữ liệu gửi lên không đọc được. Hãy tải lại trang."), 400)
    entries = _entries(body)
    if entries is None:
        return _error(_("Dữ liệu gửi lên không đúng cấu trúc. Hãy tải lại trang."), 400)
    if len(entries) > MOST_ENTRIES:
        return _error(_("Mỗi lần ghi nhiều nhất %s ô.") % MOST_ENTRIES, 413)
    if body.get("by") != request.user.pk:
        return _error(_("Trình duyệt đang đăng nhập bằng tài khoản khác. Hãy tải lại trang trước khi ghi."), 409)
    if refusal := desk.why or (_other_form() if request.GET.get(MARK) != mark_of(desk.sheet.lines) else ""):
        return _error(refusal, 409)
    return _entered(request, desk, entries)


def _entered(request: HttpRequest, desk: ReportDesk, entries: list[Entry]) -> JsonResponse:
    try:
        return JsonResponse({"saved": desk.sheet.enter(entries, by=request.user)})
    except EntriesRefused as error:
        conflicts = [key for key, verdict in error.verdicts.items() if verdict.is_conflict]
        refused = {key: _verdict(verdict) for key, verdict in error.verdicts.items()}
        now = desk.sheet.standing(conflicts) if conflicts else {}
        return JsonResponse({"refused": refused, "now": now}, status=422)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "reason": verdict.reason,
        "conflict": verdict.is_conflict,
        "seen": verdict.seen,
        "text": verdict.text,
        "who": verdict.who,
        "when": verdict.when,
    }


@require_safe
@never_cache
@told_to_script
def report_history(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    """Who wrote what into one cell (`?o=3.1`); asked for by the script it is a part to show in a dialog."""
    desk = desk_of(request, code, period, locality)
    spot = desk.sheet.spots.get(request.GET.get("o", ""))
    if spot is None:
        raise Http404(_("Ô không thuộc biểu báo cáo này."))
    context = _history(desk, request.GET["o"], spot)
    if asked_by_script(request):
        return render(request, "reports/includes/_cell_history.html", context)
    return render(request, "reports/cell_history.html", {**_shell(request, desk), **context})


def _history(desk: ReportDesk, key: str, spot: Spot) -> dict[str, Any]:
    changes = desk.sheet.changes_of(spot)
    return {
        "desk": desk,
        "key": key,
        "spot": spot,
        "place": ", ".join(spot.line.path),
        "indicator": spot.line.indicator,
        "facility": spot.line.facility,
        "seen": ReportForm(desk.sheet, desk.stored, desk.earlier).seen,
        "lines": [_history_line(change, spot, is_first=change is changes[0]) for change in changes],
    }


def _history_line(change: ResultChange, spot: Spot, *, is_first: bool) -> dict[str, Any]:
    return {
        "change": change,
        "when": moment(change.changed_at),
        "old": _described(old_of(change), spot),
        "new": _described(new_of(change), spot),
        "typed": spot.shown(new_of(change))[1],
        "is_standing": is_first,
    }


def _described(content: CellContent, spot: Spot) -> str:
    text = spot.shown(content)[1]
    if content.state == ResultState.CARRIED and not spot.is_note:
        return _("%s (chuyển từ kỳ trước)") % text
    return text or _("để trống")


# The page


def _page(request: HttpRequest, desk: ReportDesk, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    form = ReportForm(desk.sheet, desk.stored, desk.earlier, typed)
    faults = [] if typed is None else _fault_list(desk, typed)
    context = {**_shell(request, desk), "form": form, "model": form.model(), "faults": faults, "all": report_plain.ALL}
    context["cells_url"] = f"{desk.cells_url}?{MARK}={form.mark}"
    return render(request, "reports/report.html", context, status=status)


def _shell(request: HttpRequest, desk: ReportDesk) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Báo cáo kết quả"),
        "menu_url": reverse("admin:targets_submission_changelist"),
        "desk": desk,
        "plan": desk.plan,
    }


def _fault_list(desk: ReportDesk, typed: Typed) -> list[dict[str, str]]:
    """The refused cells in the order of the form, with their place in words; what is no cell of it comes last."""
    where = places_of(desk.sheet.lines)
    shown = [
        {"key": key, "where": where[spot.line.key], "reason": typed.faults[key]}
        for key, spot in desk.sheet.spots.items()
        if key in typed.faults
    ]
    reasons = sorted({reason for key, reason in typed.faults.items() if key not in desk.sheet.spots})
    return [*shown, *({"key": "", "where": _("Ô không có trong bảng này"), "reason": reason} for reason in reasons)]


# What the script sends


def _entries(body: Any) -> list[Entry] | None:
    """None where the body has not the agreed shape; a missing or odd `seen` is the cell's own fault, told by cell."""
    cells = body.get("cells") if isinstance(body, dict) else None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        return None
    return [
        Entry(key, text, seen if isinstance(seen, str) else None, is_carried=bool(carried))
        for key, seen, text, *carried in cells
    ]


def _is_cell(cell: Any) -> bool:
    """[key, seen, text], perhaps with a `true` at its end."""
    if not isinstance(cell, list) or len(cell) not in (3, 4) or cell[3:] not in ([], [True]):
        return False
    return isinstance(cell[0], str) and isinstance(cell[2], str)


def _error(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
