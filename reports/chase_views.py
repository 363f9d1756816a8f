"""The letter to those who are late, as PDF and as a Word file."""

import datetime
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.enums import AuditKind
from core.dates import format_date
from plans.enums import PlanState
from reports import pdf_tables
from reports.addresses import refuse_unknown_names
from reports.board import board_of
from reports.chase import ChaseLetter, chase_letter
from reports.chase_docx import CONTENT_TYPE, docx_of
from reports.pdf import html_to_pdf
from reports.report_pages import period_named, refuse_who_may_not_review, reports_plan
from targets.models import Period

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORMS = {"pdf": "application/pdf", "docx": CONTENT_TYPE}


@require_safe
def letter_file(request: HttpRequest, code: str, period: str, form: str) -> HttpResponse:
    """The letter. `?han=2021-07-20` is the day before which the reports are asked for, `?xem` shows the PDF."""
    plan = reports_plan(request, code)
    refuse_who_may_not_review(request, plan)
    if form not in FORMS:
        raise Http404(_("Công văn chỉ có dạng pdf hoặc docx."))
    refuse_unknown_names(request.GET, ["han", "xem"])
    board = board_of(plan)
    found = period_named(period, [head.period for head in board.heads])
    _refuse_what_takes_no_reports(found)
    today = timezone.localdate()
    letter = chase_letter(board, found, today=today, answer_by=_answer_day(request, today))
    if letter is None:
        raise Http404(_("Không có địa bàn nào quá hạn báo cáo kỳ “%s” nên không có công văn đôn đốc.") % found.name)
    disposition = "inline" if "xem" in request.GET and form == "pdf" else "attachment"
    if request.method == "GET":  # HEAD takes nothing away
        _record_download(request, letter, form, disposition)
    headers = {"Content-Disposition": f'{disposition}; filename="{letter.file_name}.{form}"'}
    return HttpResponse(_written(letter, form), content_type=FORMS[form], headers=headers)


def _refuse_what_takes_no_reports(period: Period) -> None:
    """Nobody is asked for a report that could not be handed in any more."""
    if period.is_closed or period.plan.state == PlanState.CLOSED:
        raise Http404(_("Kỳ “%s” không nhận báo cáo nữa nên không có công văn đôn đốc.") % period.name)


def _written(letter: ChaseLetter, form: str) -> bytes:
    if form == "docx":
        return docx_of(letter)
    return pdf_tables.link_headers(html_to_pdf(letter.html()))


def _record_download(request: HttpRequest, letter: ChaseLetter, form: str, disposition: str) -> None:
    subject = _("%(plan)s, công văn đôn đốc %(period)s") % {"plan": letter.plan.code, "period": letter.period.code}
    details = {"format": form, "overdue": len(letter.overdue), "disposition": disposition}
    record(AuditKind.DOWNLOADED, request=request, subject=subject, details=details)


def _answer_day(request: HttpRequest, today: datetime.date) -> datetime.date | None:
    """The day that was asked for; None where none was. One that is none, or has come, is refused with the reason."""
    text = request.GET.get("han", "")
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Http404(_("“%s” không phải một ngày. Hãy ghi như 2021-07-20.") % text[:50])
    if day <= today:
        raise Http404(_("Hạn gửi lại phải sau ngày %s.") % format_date(today))
    return day
