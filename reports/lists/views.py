"""Lists as files: the template, the upload with its preview, the export."""

from typing import Any

import tablib
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.enums import AuditKind
from core.admin import BaseAdmin
from core.lists.sheets import CSV, XLSX, to_csv, to_workbook
from core.numbers import format_number
from reports.enums import JobState
from reports.jobs import decided, own_job, start
from reports.lists.forms import UploadForm
from reports.lists.imports import KIND, MOST_SHOWN
from reports.lists.registry import changeable_list, visible_list
from reports.models import Job

SMALL = 64 * 1024  # bytes of a file that is read while its sender waits
MOST_EXPORTED = 20_000  # rows


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def list_import(request: HttpRequest, name: str) -> HttpResponse:
    """The upload. What it would do is shown before anything is written."""
    rows = changeable_list(request, name)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, takes_day=rows.resource.takes_day)
    if form.is_bound and form.is_valid():
        return redirect(_started(request, rows, form))
    title = _("Nhập từ Excel: %s") % rows.opts.verbose_name_plural
    return _page(request, "import", rows, title, form=form, columns=rows.resource(request.user).columns)


def _started(request: HttpRequest, rows: BaseAdmin, form: UploadForm) -> Job:
    file, day = form.cleaned_data["file"], form.cleaned_data.get("day")
    return start(
        KIND,
        by=request.user,
        subject=_("%(list)s: %(file)s") % {"list": _name(rows), "file": file.name},
        params={"list": rows.resource.slug, "day": day.isoformat() if day else None},
        file=file,
        origin=request.path,
        at_once=file.size <= SMALL,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def list_import_preview(request: HttpRequest, job: int) -> HttpResponse:
    """What a file would do, or has done; POST does it."""
    found = own_job(request, job, KIND)
    rows = changeable_list(request, found.params["list"])
    if request.method == "POST":
        if not decided(found, {"digest": found.outcome.get("digest")}, at_once=found.input.size <= SMALL):
            messages.warning(request, _("Lần nhập này không còn chờ ghi nhận."))
        return redirect(found)
    if found.state not in (JobState.READY, JobState.DONE) and not found.is_refused:
        return redirect(found)
    title = _("Nhập từ Excel: %s") % rows.opts.verbose_name_plural
    return _page(
        request,
        "preview",
        rows,
        title,
        job=found,
        waits=found.state == JobState.READY,
        shown=_linked(rows, found.outcome),
        most=MOST_SHOWN,
    )


def _linked(rows: BaseAdmin, outcome: dict[str, Any]) -> dict[str, Any]:
    """The outcome, each row of it with its address once it is stored."""
    page = f"admin:{rows.opts.app_label}_{rows.opts.model_name}_change"
    for change in outcome["changes"] if outcome["is_stored"] else ():
        name = rows.resource.next_page if change["is_new"] and rows.resource.next_page else page
        change["address"] = reverse(name, args=[change["id"]])
    return outcome


@require_safe
def list_template(request: HttpRequest, name: str) -> HttpResponse:
    """A workbook to fill in: the columns, what each means, the words to choose from."""
    rows = changeable_list(request, name)
    resource = rows.resource(request.user)
    if request.method == "GET":
        record(AuditKind.DOWNLOADED, request=request, subject=_name(rows), details={"list": name, "template": True})
    data = to_workbook(resource, tablib.Dataset(headers=resource.get_export_headers()))
    return _file(data, XLSX, f"mau-{name}.xlsx")


@require_safe
def list_export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The rows of the list as the shell shows them, with its filters and its search."""
    rows = visible_list(request, name)
    found = _rows_shown(request, rows)
    resource = rows.resource(request.user)
    dataset = resource.export(found)
    if request.method == "GET":
        details = {"list": name, "format": form, "rows": len(dataset)}
        record(AuditKind.EXPORTED, request=request, subject=_name(rows), details=details)
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        return _file(to_csv(dataset), CSV, file_name)
    return _file(to_workbook(resource, dataset), XLSX, file_name)


def _rows_shown(request: HttpRequest, rows: BaseAdmin) -> Any:
    try:
        shown = rows.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise Http404(_("Bộ lọc trong đường dẫn không đúng.")) from error
    if shown.result_count > MOST_EXPORTED:
        text = _("Danh sách có %(count)s dòng; mỗi lần xuất nhiều nhất %(most)s. Hãy lọc bớt rồi xuất lại.")
        raise Http404(text % {"count": format_number(shown.result_count), "most": format_number(MOST_EXPORTED)})
    return shown.queryset


def _name(rows: BaseAdmin) -> str:
    return capfirst(str(rows.opts.verbose_name_plural))


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


def _page(request: HttpRequest, page: str, rows: BaseAdmin, title: str, **context: Any) -> HttpResponse:
    list_url = reverse(f"admin:{rows.opts.app_label}_{rows.opts.model_name}_changelist")
    shell = {**admin.site.each_context(request), "title": title, "menu_url": list_url, "list_name": _name(rows)}
    return render(request, f"reports/lists/{page}.html", {**shell, "resource": rows.resource, **context})
