"""The pages of entering targets. They read through `reports`, and write through `targets.entry` alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.admin import moment
from core.figures import Amount, describe, pack
from core.scope import is_within, reach
from localities.models import Facility
from plans.models import Plan
from reports import grid_form
from reports.grid import Grid, Typed, load_grid
from reports.refusals import asked_by_script, told_to_script
from reports.views import visible_annex
from targets.entry import (
    MOST_ENTRIES,
    AnnexSpots,
    EntriesRefused,
    Entry,
    Spot,
    Verdict,
    changes_of,
    enter,
    packed,
    standing,
)
from targets.enums import Stage
from targets.models import Annex, TargetChange
from targets.permissions import entry_stage


@dataclass(frozen=True)
class Desk:
    """An annex on somebody's desk: which stage of its figures they enter, and whether the plan is still open."""

    annex: Annex
    stage: Stage
    is_open: bool
    within: str
    has_siblings: bool

    @property
    def plan(self) -> Plan:
        return self.annex.plan

    @cached_property
    def spots(self) -> AnnexSpots:
        return AnnexSpots(self.annex, self.stage)

    @property
    def url(self) -> str:
        return reverse("annex-grid", args=[self.plan.code, self.annex.roman])


def desk_of(request: HttpRequest, code: str, number: str) -> Desk:
    """Out of reach is 404; in reach without the right to enter figures is 403."""
    annex, is_only_one = visible_annex(request, code, number)
    stage = entry_stage(request.user, annex.plan)
    if stage is None:
        raise PermissionDenied(_("Tài khoản không có quyền nhập chỉ tiêu của kế hoạch này."))
    within = reach(request.user) if stage == Stage.PROPOSED else ""
    return Desk(annex, stage, annex.plan.is_editable, within, has_siblings=not is_only_one)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def annex_grid(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The grid. Without script its form is posted here and comes back with the reasons where it is refused."""
    desk = desk_of(request, code, number)
    if request.method != "POST":
        return _page(request, desk)
    posted = grid_form.read_form(desk.spots, request.POST)
    try:
        saved = enter(desk.spots, grid_form.changed(desk.spots, posted), by=request.user)
    except EntriesRefused as error:
        return _page(request, desk, grid_form.again(posted, error), status=422)
    count = len(saved)
    if count:
        messages.success(request, ngettext("Đã ghi %(count)s ô.", "Đã ghi %(count)s ô.", count) % {"count": count})
    else:
        messages.info(request, _("Không có ô nào thay đổi."))
    return redirect(desk.url)


@require_POST
@never_cache
@told_to_script
def grid_cells(request: HttpRequest, code: str, number: str) -> JsonResponse:
    """A batch from the script: {"by": user id, "cells": [[key, seen, text], ...]}.

    200 {"saved": {key: [packed, text]}}; 422 {"refused": {key: {...}}, "now": {key: [packed, text]}}: nothing was
    written, the cells that are not refused may be sent again; 400, 403, 409, 413 {"error": sentence}: the batch as
    such.
    """
    desk = desk_of(request, code, number)
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
    return _entered(request, desk, entries)


def _entered(request: HttpRequest, desk: Desk, entries: list[Entry]) -> JsonResponse:
    try:
        saved = enter(desk.spots, entries, by=request.user)
    except EntriesRefused as error:
        return JsonResponse(_refused(desk, error), status=422)
    return JsonResponse({"saved": _texts(desk, saved)})


def _refused(desk: Desk, error: EntriesRefused) -> dict[str, Any]:
    """Why each cell was refused. After a conflict also what its whole row holds `now`: sums rest on all of it."""
    conflicts = [key for key, verdict in error.verdicts.items() if verdict.is_conflict]
    return {
        "refused": {key: _verdict(verdict) for key, verdict in error.verdicts.items()},
        "now": _texts(desk, standing(desk.spots, conflicts)) if conflicts else {},
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "reason": verdict.reason,
        "conflict": verdict.is_conflict,
        "seen": pack(verdict.standing),
        "text": verdict.text,
        "who": verdict.who,
        "when": verdict.when,
    }


def _texts(desk: Desk, amounts: Mapping[str, Amount | None]) -> dict[str, tuple[str, str]]:
    return {key: packed(amount, desk.spots.by_key[key]) for key, amount in amounts.items()}


@require_safe
@never_cache
@told_to_script
def cell_history(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Who wrote what into one cell (`?o=12.34`); asked for by the script it is a part to show in a dialog."""
    desk = desk_of(request, code, number)
    spot = desk.spots.by_key.get(request.GET.get("o", ""))
    if spot is None or not _is_within(desk, spot.cell.locality_id):
        raise Http404(_("Ô không thuộc phụ lục này."))
    context = _history(desk, request.GET["o"])
    if asked_by_script(request):
        return render(request, "reports/includes/_cell_history.html", context)
    return render(request, "reports/cell_history.html", {**_shell(request, desk), **context})


def _history(desk: Desk, key: str) -> dict[str, Any]:
    spot = desk.spots.by_key[key]
    changes = list(changes_of(desk.spots, spot))
    newest = changes[0].new if changes else None
    return {
        "desk": desk,
        "key": key,
        "spot": spot,
        "indicator": spot.indicator,
        "place": _place_name(desk, spot.cell.locality_id),
        "facility": Facility.objects.filter(pk=spot.cell.facility_id).first(),
        "seen": f"{key}={pack(newest)}",
        "lines": [_history_line(change, spot, is_first=change is changes[0]) for change in changes],
    }


def _history_line(change: TargetChange, spot: Spot, *, is_first: bool) -> dict[str, Any]:
    old, new = (describe(amount, spot.indicator.suffix) for amount in (change.old, change.new))
    return {
        "change": change,
        "when": moment(change.changed_at),
        "old": old,
        "new": new,
        "typed": packed(change.new, spot)[1],
        "is_standing": is_first,
    }


# The page


def _page(request: HttpRequest, desk: Desk, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    grid = load_grid(desk.annex, desk.stage, desk.within, typed)
    faults = [] if typed is None else _fault_list(grid, typed)
    context = {**_shell(request, desk), "grid": grid, "faults": faults, "all": grid_form.ALL}
    return render(request, "reports/grid.html", context, status=status)


def _shell(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Nhập chỉ tiêu") if desk.stage == Stage.ASSIGNED else _("Đề xuất chỉ tiêu"),
        "menu_url": reverse("admin:plans_plan_changelist"),
        "desk": desk,
        "plan": desk.plan,
    }


def _fault_list(grid: Grid, typed: Typed) -> list[dict[str, str]]:
    """The refused cells in the order of the table, with their place in words; cells not on the page come last."""
    paths = {head.head_id: head.path for line in grid.header for head in line if head.head_id}
    rows = [*grid.rows, *([grid.whole] if grid.whole else [])]
    shown = [
        {"key": cell.key, "where": f"{row.label}, {paths[cell.heads.split()[1]]}", "reason": typed.faults[cell.key]}
        for row in rows
        for cell in row.cells
        if cell.key in typed.faults
    ]
    elsewhere = typed.faults.keys() - {fault["key"] for fault in shown}
    reasons = sorted({typed.faults[key] for key in elsewhere})
    return [*shown, *({"key": "", "where": _("Ô không có trong bảng này"), "reason": reason} for reason in reasons)]


def _place_name(desk: Desk, locality_id: int) -> str:
    names = {row.locality_id: row.text for row in desk.annex.rows.all() if row.locality_id}
    return names.get(locality_id, desk.plan.locality.name)


def _is_within(desk: Desk, locality_id: int) -> bool:
    paths = {row.locality_id: row.locality.path for row in desk.annex.rows.all() if row.locality_id}
    return is_within(paths.get(locality_id, desk.plan.locality.path), desk.within)


# What the script sends


def _entries(body: Any) -> list[Entry] | None:
    """None where the body has not the agreed shape; a missing or odd `seen` is the cell's own fault, told by cell."""
    cells = body.get("cells") if isinstance(body, dict) else None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        return None
    return [Entry(key, text, seen if isinstance(seen, str) else None) for key, seen, text in cells]


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, list) and len(cell) == 3 and isinstance(cell[0], str) and isinstance(cell[2], str)


def _error(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
