"""Pages of the round trip: the workbook to fill, the upload, the preview with its decision."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.enums import AuditKind
from core.workbooks import MOST_BYTES
from reports.enums import JobState
from reports.jobs import decided, own_job, start
from reports.models import Job
from reports.workbooks.drawing import workbook_of
from reports.workbooks.entries import Entries, entries_of, table_of
from reports.workbooks.importing import KIND, MINE, THEIRS
from reports.workbooks.preview import ALL, EACH, MOST_SHOWN, SKIP, Preview, decision_of
from targets.workbooks.passports import ANNEX, REPORT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE_BELOW = 300 * 1024  # bytes; a workbook of 170 × 20 has 60 kB and is read in a third of a second
AT_ONCE_CELLS = 5_000  # are written within a second or two
FILE = "tep"  # name of the field


@require_safe
@never_cache
def annex_workbook(request: HttpRequest, code: str, number: str) -> HttpResponse:
    return _download(request, {"kind": ANNEX, "code": code, "number": number})


@require_safe
@never_cache
def report_workbook(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    return _download(request, {"kind": REPORT, "code": code, "period": period, "locality": locality})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def annex_upload(request: HttpRequest, code: str, number: str) -> HttpResponse:
    return _upload(request, {"kind": ANNEX, "code": code, "number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_upload(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    return _upload(request, {"kind": REPORT, "code": code, "period": period, "locality": locality})


def _download(request: HttpRequest, params: dict[str, Any]) -> HttpResponse:
    """What takes no figures has no workbook to enter them."""
    entries = entries_of(request, params)
    if entries.why_closed:
        raise Http404(entries.why_closed)
    table = table_of(entries)
    data = workbook_of(table)
    if request.method == "GET":  # HEAD takes nothing away
        details = {"format": "xlsx", "form": "entry", "cells": len(table.layout.places)}
        record(AuditKind.DOWNLOADED, request=request, subject=entries.subject, details=details)
    headers = {"Content-Disposition": f'attachment; filename="{table.file_name}"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


def _upload(request: HttpRequest, params: dict[str, Any]) -> HttpResponse:
    """The page that takes a filled workbook. What is wrong with the file is told by the job, whose page leads back."""
    entries = entries_of(request, params)
    if request.method != "POST":
        return _upload_page(request, entries)
    file = request.FILES.get(FILE)
    if fault := entries.why_closed or _file_fault(file):
        return _upload_page(request, entries, fault)
    job = start(
        KIND,
        by=request.user,
        subject=_("%(subject)s: %(file)s") % {"subject": entries.subject, "file": file.name},
        params=entries.params,
        file=file,
        origin=entries.upload_url,
        at_once=file.size < AT_ONCE_BELOW,
    )
    return redirect(job)


def _file_fault(file: Any) -> str:
    if file is None:
        return _("Chưa chọn tệp nào.")
    if file.size > MOST_BYTES:
        return _("Tệp lớn hơn %s MB nên không nhận.") % (MOST_BYTES // 1024 // 1024)
    return ""


def _upload_page(request: HttpRequest, entries: Entries, fault: str = "") -> HttpResponse:
    context = {**_shell(request, entries), "title": _("Tải biểu đã điền lên"), "fault": fault, "field": FILE}
    return render(request, "reports/workbooks/upload.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def workbook_preview(request: HttpRequest, job: int) -> HttpResponse:
    """What a filled workbook would change. POST: the decision; it is written whole, or comes back with the reason."""
    found = own_job(request, job, KIND)
    if found.state not in (JobState.READY, JobState.DONE):
        return redirect("job", found.pk)
    entries = entries_of(request, found.params)
    if request.method != "POST":
        return _preview_page(request, found, Preview(entries, found.outcome))
    preview = Preview(entries, found.outcome, decision_of(request.POST))
    if found.state == JobState.READY and (entries.why_closed or preview.faults):
        return _preview_page(request, found, preview, status=422)
    if not decided(found, preview.decided, at_once=len(found.outcome["changed"]) < AT_ONCE_CELLS):
        messages.info(request, _("Việc này đã được quyết định trước đó; không ghi thêm lần nữa."))
    return redirect(found)


def _preview_page(request: HttpRequest, job: Job, preview: Preview, status: int = 200) -> HttpResponse:
    is_done = job.state == JobState.DONE
    context = {
        **_shell(request, preview.entries),
        "title": _("Đã ghi số liệu từ tệp") if is_done else _("Xem trước số liệu từ tệp"),
        "job": job,
        "preview": preview,
        "is_done": is_done,
        "most": MOST_SHOWN,
        "shown": f":{MOST_SHOWN}",
        "names": {"all": ALL, "skip": SKIP},
        "ways": [
            (EACH, _("Chọn từng ô")),
            (MINE, _("Tất cả lấy số trong tệp")),
            (THEIRS, _("Tất cả giữ số trên hệ thống")),
        ],
    }
    return render(request, "reports/workbooks/preview.html", context, status=status)


def _shell(request: HttpRequest, entries: Entries) -> dict[str, Any]:
    is_annex = entries.params["kind"] == ANNEX
    lists = "admin:plans_plan_changelist" if is_annex else "admin:targets_submission_changelist"
    return {
        **admin.site.each_context(request),
        "menu_url": reverse(lists),
        "entries": entries,
        "plan": entries.desk.plan,
        "is_annex": is_annex,
    }
