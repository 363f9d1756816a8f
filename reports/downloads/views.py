"""Files of annexes, results and reports; the log remembers who took them away. Only jobs are written here."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.enums import AuditKind
from plans.permissions import extract_of
from reports.addresses import refuse_unknown_names
from reports.downloads.formats import FORMATS, REPORT_FORMATS
from reports.downloads.forms import VARIANTS, FileForm
from reports.downloads.jobs import KIND, params_of
from reports.downloads.papers import Wanted
from reports.extracts import extract_mark
from reports.jobs import start
from reports.paper import Variant
from reports.period_report_views import report_of
from reports.report_pages import reports_plan
from reports.result_views import visible_period
from reports.views import visible_annex

PAPER_NAMES, FORM_NAMES = ("ban", "xem"), ("ban", "dinh-dang")


@require_safe
def annex_file(request: HttpRequest, code: str, number: str, form: str, period: str | None = None) -> HttpResponse:
    """The annex or, with `period`, its results. `?ban=dien-tu` gives the electronic variant; `?xem` shows the PDF.

    A large one is prepared by a job: the answer leads to where it is started.
    """
    wanted = _wanted(request, code, number, period)
    _refuse_unknown(form, FORMATS)
    refuse_unknown_names(request.GET, PAPER_NAMES)
    variant = variant_of(request)
    if wanted.is_long:
        names = {"dinh-dang": form, "ban": request.GET.get("ban") or "giay"}
        return redirect(f"{_address_of('file-form', wanted)}?{urlencode(names)}")
    paper = wanted.paper(variant)
    data = FORMATS[form].write(paper)
    details = {"format": form, "variant": variant.value}
    return _answer(request, data, form, paper.file_name, wanted.subject, details)


@require_safe
def period_report_file(request: HttpRequest, code: str, period: str, form: str) -> HttpResponse:
    """The report with its tables, ready to be signed, as PDF or Word; `?xem` shows the PDF."""
    plan = reports_plan(request, code)
    found = visible_period(plan, period)
    _refuse_unknown(form, REPORT_FORMATS)
    refuse_unknown_names(request.GET, ["xem"])
    report = report_of(plan, found)
    data = REPORT_FORMATS[form](report)
    subject = _("%(plan)s, báo cáo %(period)s") % {"plan": plan.code, "period": found.code}
    return _answer(request, data, form, report.file_name, subject, {"format": form})


@require_http_methods(["GET", "HEAD", "POST"])
def file_form(request: HttpRequest, code: str, number: str, period: str | None = None) -> HttpResponse:
    """Where the file of a large annex is asked for: a job makes it, and its page gives it."""
    wanted = _wanted(request, code, number, period)
    refuse_unknown_names(request.GET, FORM_NAMES)
    form = FileForm(request.POST) if request.method == "POST" else FileForm(initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        params = params_of(wanted, form.format, form.variant)
        job = start(KIND, by=request.user, subject=wanted.subject, params=params, origin=request.path)
        return redirect(job)
    context = {
        **admin.site.each_context(request),
        "title": _("Chuẩn bị tệp"),
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": wanted.plan,
        "annex": wanted.annex,
        "period": wanted.period,
        "extract_mark": extract_mark(wanted.extract),
        "form": form,
    }
    return render(request, "reports/file_form.html", context, status=422 if form.errors else 200)


def _wanted(request: HttpRequest, code: str, number: str, period: str | None) -> Wanted:
    """What is out of the reader's reach is 404; in reach without the right is 403."""
    annex, is_only_one = visible_annex(request, code, number)
    found = None if period is None else visible_period(annex.plan, period)
    return Wanted(annex, is_only_one, extract_of(request.user, annex.plan), found)


def _address_of(name: str, wanted: Wanted) -> str:
    if wanted.period is None:
        return reverse(f"annex-{name}", args=[wanted.plan.code, wanted.annex.roman])
    return reverse(f"results-{name}", args=[wanted.plan.code, wanted.period.code, wanted.annex.roman])


def _refuse_unknown(form: str, known) -> None:
    if form not in known:
        message = _("Không có định dạng “%(form)s”. Chọn: %(known)s.")
        raise Http404(message % {"form": form[:20], "known": ", ".join(known)})


def variant_of(request: HttpRequest) -> Variant:
    wanted = request.GET.get("ban") or "giay"
    if wanted not in VARIANTS:
        raise Http404(_("Không có bản “%s”. Chọn giay hoặc dien-tu.") % wanted[:50])
    return VARIANTS[wanted]


def _answer(
    request: HttpRequest, data: bytes, form: str, file_name: str, subject: str, details: dict[str, str]
) -> HttpResponse:
    disposition = "inline" if "xem" in request.GET and form == "pdf" else "attachment"
    if request.method == "GET":  # HEAD takes nothing away
        shown = {**details, "disposition": disposition}
        record(AuditKind.DOWNLOADED, request=request, subject=subject, details=shown)
    headers = {"Content-Disposition": f'{disposition}; filename="{file_name}.{form}"'}
    return HttpResponse(data, content_type=FORMATS[form].content_type, headers=headers)
