"""The page on which one report is accepted, returned or opened again."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import refuse_control_characters
from localities.models import Locality
from reports.board import cell_of, periods_of
from reports.report_pages import period_named, place_numbered, refuse_who_may_not_review, refuse_who_may_not_see
from reports.review import neighbours, review_of
from reports.views import visible_plan
from targets.enums import SubmissionState
from targets.models import Period, Submission
from targets.permissions import may_review
from targets.reporting import candidates, existing
from targets.submissions import LONGEST_REASON, StepRefused, accept, send_back

ACCEPT, RETURN = "chap-nhan", "tra-lai"


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST_REASON,
        validators=[refuse_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_review(request: HttpRequest, code: str, period: str, locality: int) -> HttpResponse:
    """One report for its reviewer. POST `viec`, `thay` (the state that was seen), `reason`: one step."""
    plan = visible_plan(request, code)
    found = period_named(period, periods_of(plan))
    order = existing(candidates(plan), found)
    place = place_numbered(request, locality, order)
    refuse_who_may_not_see(request, plan)
    submission = _submission(found, place)
    form = ReturnForm(request.POST if request.POST.get("viec") == RETURN else None)
    if request.method == "POST":
        refuse_who_may_not_review(request, plan)
        if not form.is_bound or form.is_valid():
            return _stepped(request, submission, form, order)
    before, after = neighbours(submission, order)
    context = {
        "title": place.name,
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": plan,
        "period": found,
        "place": place,
        "submission": submission,
        "cell": cell_of(submission),
        "review": review_of(submission),
        "form": form,
        "before": before,
        "after": after,
        "can_review": may_review(request.user, plan),
        "can_reopen": submission.state in (SubmissionState.ACCEPTED, SubmissionState.LOCKED),
    }
    return render(request, "reports/report_review.html", context)


def _submission(period: Period, place: Locality) -> Submission:
    """The report; one that nobody has begun is shown as open and not made."""
    rows = Submission.objects.filter(period=period, locality=place).select_related("first_submitted_by")
    row = rows.first() or Submission(state=SubmissionState.OPEN)
    row.period, row.locality = period, place
    return row


def _stepped(request: HttpRequest, submission: Submission, form: ReturnForm, order: list[Locality]) -> HttpResponse:
    """Take the step; on to the next report that waits, or back to the board."""
    here = [submission.period.plan.code, submission.period.code, submission.locality_id]
    before, after = neighbours(submission, order)
    try:
        _take(request, submission, form)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("report-review", *here)
    if waiting := after or before:
        return redirect("report-review", *here[:2], waiting.pk)
    return redirect(f"{reverse('board', args=here[:1])}?ky={here[1]}")


def _take(request: HttpRequest, submission: Submission, form: ReturnForm) -> None:
    seen, step = request.POST.get("thay", ""), request.POST.get("viec", "")
    if submission.pk is None or step not in (ACCEPT, RETURN):
        raise StepRefused(_("Không có việc này với báo cáo đang xem."))
    common = {"submission": submission, "seen": seen, "by": request.user, "request": request}
    if step == ACCEPT:
        accept(**common)
        messages.success(request, _("Đã chấp nhận báo cáo của %s.") % submission.locality.name)
    else:
        send_back(**common, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã trả lại báo cáo của %s.") % submission.locality.name)
