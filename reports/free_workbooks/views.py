"""The pages of a table from Excel: upload, telling its lines and columns what they are, the preview, the outcome."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.workbooks import MOST_BYTES
from reports.addresses import refuse_unknown_names
from reports.enums import JobState
from reports.free_workbooks.desk import MAPPING, PREVIEW, FreeDesk, annex_of, refuse_closed
from reports.free_workbooks.job import KIND, seen_amounts
from reports.free_workbooks.mapping import MappingPage, answers_from, region_shown
from reports.free_workbooks.preview import Preview, seen_from, totals_from
from reports.jobs import decided, own_job, start
from reports.models import Job
from reports.views import visible_annex
from targets.free_workbooks.figures import Dash
from targets.models import Annex

AT_ONCE_BYTES = 256 * 1024
AT_ONCE_CELLS = 4_000


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
        allow_empty_file=True,
        help_text=gettext_lazy("Bảng tổng hợp như đang dùng: tiêu đề nhiều tầng, dòng tổng, ghi chú đều được."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn %s MB.") % (MOST_BYTES // 1024 // 1024))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def free_workbook_upload(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Take a file for an annex of an open plan; its table is then read by a job."""
    annex, is_only_one = visible_annex(request, code, number)
    refuse_closed(request.user, annex.plan)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        return redirect(_started(request, annex, form.cleaned_data["file"]))
    context = {**_shell(_("Nhập từ bảng có sẵn"), request, annex), "form": form, "has_siblings": not is_only_one}
    return render(request, "reports/free_workbooks/upload.html", context, status=422 if form.errors else 200)


def _started(request: HttpRequest, annex: Annex, file: Any) -> Job:
    subject = _("Bảng “%(file)s” vào %(plan)s, phụ lục %(number)s") % {
        "file": file.name,
        "plan": annex.plan.code,
        "number": annex.roman,
    }
    return start(
        KIND,
        by=request.user,
        subject=subject,
        params={"plan": annex.plan.code, "annex": annex.pk},
        file=file,
        origin=reverse("free-workbook-upload", args=[annex.plan.code, annex.roman]),
        at_once=file.size <= AT_ONCE_BYTES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def free_workbook(request: HttpRequest, job: int) -> HttpResponse:
    """Where the table stands: its lines and columns with a proposal for each, or what came of it."""
    found = own_job(request, job, KIND)
    refuse_unknown_names(request.GET, ["ghep"])
    if found.state == JobState.DONE:
        return _done(request, found)
    if found.state != JobState.READY:
        return redirect("job", found.pk)
    desk = _desk(request, found)
    if request.method == "POST":
        return _answered(request, desk)
    if desk.answers.stage == PREVIEW and "ghep" not in request.GET and not desk.faults:
        return redirect("free-workbook-preview", found.pk)
    return render(request, "reports/free_workbooks/mapping.html", _mapping(request, desk))


def _answered(request: HttpRequest, desk: FreeDesk) -> HttpResponse:
    desk = desk.with_answers(**answers_from(desk, request.POST))
    goes_on = request.POST.get("viec") == "xem-truoc" and not desk.faults
    answers = desk.with_answers(stage=PREVIEW if goes_on else MAPPING).answers
    decided(desk.job, {"answers": answers.as_data()}, at_once=True)
    if request.POST.get("viec") == "xem-truoc" and desk.faults:
        messages.error(request, _("Còn chỗ phải chọn trước khi xem trước."))
    page = "free-workbook-preview" if goes_on else "free-workbook"
    return redirect(page, desk.job.pk)


def _mapping(request: HttpRequest, desk: FreeDesk) -> dict[str, Any]:
    page = MappingPage(desk) if desk.found else None
    foreign = (
        [_("Hầu hết các dòng không nhận ra: có lẽ tệp không phải của phụ lục này.")] if page and page.is_foreign else []
    )
    return {
        **_shell(_("Ghép bảng với phụ lục"), request, desk.annex),
        "desk": desk,
        "job": desk.job,
        "sheets": list(enumerate(desk.book.sheets)),
        "region": region_shown(desk),
        "columns": page.columns() if page else [],
        "lines": page.lines() if page else [],
        "faults": desk.faults,
        "doubts": [*foreign, *desk.doubts],
        "dashes": Dash.choices,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def free_workbook_preview(request: HttpRequest, job: int) -> HttpResponse:
    """What would be written. POST: write it, all or nothing, against what this page showed."""
    found = own_job(request, job, KIND)
    refuse_unknown_names(request.GET)
    if found.state != JobState.READY:
        return redirect("job", found.pk)
    desk = _desk(request, found)
    if desk.faults:
        return redirect("free-workbook", found.pk)
    preview = Preview(desk)
    if request.method != "POST":
        return _preview(request, desk, preview)
    if reason := _unready(request, desk, preview):
        return _preview(request, desk, preview, reason, status=422)
    try:
        decision = _decision(request, desk)
    except ValueError:
        return _preview(request, desk, preview, _("Dữ liệu gửi lên không đúng cấu trúc. Hãy xem lại."), status=422)
    decided(found, decision, at_once=len(desk.intake.cells) <= AT_ONCE_CELLS)
    return redirect(found)


def _desk(request: HttpRequest, job: Job) -> FreeDesk:
    annex = annex_of(job, request.user)
    refuse_closed(request.user, annex.plan)
    return FreeDesk(job, annex)


def _decision(request: HttpRequest, desk: FreeDesk) -> dict[str, Any]:
    """What the preview's form says. Raises ValueError for what that form never sends."""
    seen = seen_from(request.POST.get("seen", ""))
    seen_amounts(desk, seen)
    keeps = "giu-tong" in request.POST
    return {"seen": seen, "totals": totals_from(request.POST.get("tong", "")) if keeps else None}


def _unready(request: HttpRequest, desk: FreeDesk, preview: Preview) -> str:
    """Why what is posted cannot be written yet."""
    if request.POST.get("dau") != desk.answers.mark:
        return _("Cách ghép đã đổi sau khi trang này hiện ra. Hãy xem lại các thay đổi rồi ghi.")
    if preview.counts["refused"] and "bo-o-loi" not in request.POST:
        return _("Có ô không nhận được. Sửa tệp rồi tải lại, hoặc đánh dấu đồng ý bỏ các ô đó.")
    return ""


def _preview(request: HttpRequest, desk: FreeDesk, preview: Preview, reason: str = "", status: int = 200):
    context = {
        **_shell(_("Xem trước khi ghi"), request, desk.annex),
        "desk": desk,
        "job": desk.job,
        "preview": preview,
        "reason": reason,
    }
    return render(request, "reports/free_workbooks/preview.html", context, status=status)


def _done(request: HttpRequest, job: Job) -> HttpResponse:
    annex = annex_of(job, request.user)
    count = job.outcome["changed"]
    said = ngettext("Đã ghi %(count)s ô.", "Đã ghi %(count)s ô.", count) % {"count": count}
    context = {**_shell(_("Đã nhập bảng"), request, annex), "job": job, "said": said}
    return render(request, "reports/free_workbooks/done.html", context)


def _shell(title: str, request: HttpRequest, annex: Annex) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "menu_url": reverse("admin:plans_plan_changelist"),
        "annex": annex,
        "plan": annex.plan,
        "grid_url": reverse("annex-grid", args=[annex.plan.code, annex.roman]),
    }
