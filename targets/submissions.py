"""The way of a report: open, submitted, accepted or returned, locked. Every step is taken here, with who and when."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record_state_change
from accounts.models import User
from core.dates import format_date
from localities.models import Locality
from plans.enums import PlanState
from targets.chains import tiles
from targets.enums import SubmissionState
from targets.models import Extension, Period, Submission, SubmissionStep
from targets.permissions import may_report, may_review
from targets.report_checks import Fault, faults_of
from targets.reporting import candidates, existing, why_closed
from targets.results import locked_submission, periods_of
from targets.years import why_far, years_around

OPEN, SUBMITTED, RETURNED, ACCEPTED, LOCKED = (
    SubmissionState.OPEN,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.ACCEPTED,
    SubmissionState.LOCKED,
)
LONGEST_REASON = SubmissionStep._meta.get_field("reason").max_length


class StepRefused(Exception):
    """Why a report stays as it is, in a sentence; `faults` name the cells that stand in the way of handing it in."""

    def __init__(self, reason: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = list(faults)
        super().__init__(reason)


@dataclass(frozen=True)
class Outcome:
    """What became of one report in a step over many: `reason` is "" where it was taken."""

    locality: Locality
    reason: str = ""


@transaction.atomic
def submit(
    *,
    period: Period,
    locality: Locality,
    seen: str,
    by: User,
    request: HttpRequest | None = None,
    at: datetime.datetime | None = None,
) -> Submission:
    """Hand in the report of a locality, as somebody saw it (`seen`: its state); from then on it is frozen.

    Rule (submit-once): an open or returned report is handed in once; who comes second is told so. Every cell holds a
    figure, is not applicable or is explained, and what must agree agrees. `at`: the moment of a step that was taken
    elsewhere and is only recorded here, now by default. Raises `StepRefused`.
    """
    if not may_report(by, period.plan, locality):
        raise StepRefused(_("Tài khoản không có quyền báo cáo kết quả của %s.") % locality.name)
    submission = locked_submission(period, locality)
    _refuse_other(submission, seen)
    if reason := why_closed(
        submission.period,
        locality,
        state=submission.state,
        reporters=candidates(submission.period.plan),
        periods=periods_of(submission.period),
    ):
        raise StepRefused(reason)
    if faults := faults_of(submission):
        raise StepRefused(_("Chưa nộp được: còn ô thiếu hoặc không khớp."), faults)
    return _take(submission, SUBMITTED, by=by, request=request, at=at)


@transaction.atomic
def accept(
    *,
    submission: Submission,
    seen: str,
    by: User,
    request: HttpRequest | None = None,
    at: datetime.datetime | None = None,
) -> Submission:
    """Accept a report that was handed in; `at` as in `submit`. Raises `StepRefused`."""
    return _reviewed(submission, seen, by, ACCEPTED, from_states=[SUBMITTED], request=request, at=at)


@transaction.atomic
def send_back(
    *,
    submission: Submission,
    seen: str,
    by: User,
    reason: str,
    request: HttpRequest | None = None,
    at: datetime.datetime | None = None,
) -> Submission:
    """Return a report to its author, with the reason; of an accepted or locked one this opens it again.

    Rule (reopening): also after its period was closed; the step stays as a trace. `at` as in `submit`. Raises
    `StepRefused`.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise StepRefused(_("Hãy ghi lý do, không quá %s ký tự.") % LONGEST_REASON)
    states = [SUBMITTED, ACCEPTED, LOCKED]
    return _reviewed(submission, seen, by, RETURNED, from_states=states, reason=reason, request=request, at=at)


def accept_all(
    *, period: Period, localities: Iterable[int], by: User, request: HttpRequest | None = None
) -> list[Outcome]:
    """Accept the reports of some localities (ids); each on its own, so that one that may not be is named and the others
    are accepted. In the order of the localities' paths."""
    rows = Submission.objects.filter(period=period, locality__in=list(localities)).select_related("locality")
    return [
        Outcome(row.locality, _refusal(lambda row=row: accept(submission=row, seen=SUBMITTED, by=by, request=request)))
        for row in rows.order_by("locality__path")
    ]


@transaction.atomic
def close_period(*, period: Period, by: User, request: HttpRequest | None = None) -> Period:
    """Close a period: accepted reports are locked, and no other takes figures any more.

    Refused while a report still waits for acceptance or for its author. Raises `StepRefused`.
    """
    stored = Period.objects.select_for_update(of=("self",)).select_related("plan__locality").get(pk=period.pk)
    if not may_review(by, stored.plan):
        raise StepRefused(_no_right())
    if stored.is_closed or stored.is_baseline:
        raise StepRefused(_("Kỳ này đã khóa.") if stored.is_closed else _("Kỳ này không phải kỳ báo cáo."))
    rows = list(Submission.objects.select_for_update(of=("self",)).filter(period=stored).select_related("locality"))
    waiting = [row.locality.name for row in rows if row.state in (SUBMITTED, RETURNED)]
    if waiting:
        raise StepRefused(_("Còn báo cáo chưa xử lý xong: %s.") % ", ".join(waiting[:10]))
    stored.closed_at, stored.closed_by = timezone.now(), by
    stored.save(update_fields=["closed_at", "closed_by"])
    for row in rows:
        if row.state == ACCEPTED:
            row.period = stored
            _take(row, LOCKED, by=by, request=request)
    return stored


@transaction.atomic
def grant_extension(
    *,
    period: Period,
    locality: Locality,
    until: datetime.date,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Extension:
    """Give a locality more time, to the end of the day `until`, and say why.

    Rule (extension): never less time than the plan gives or than was given before, nor beyond the year after its last
    one. The period is locked, so that two do not give different times at once. Raises `StepRefused`.
    """
    reason = reason.strip()
    period = Period.objects.select_for_update(of=("self",)).select_related("plan__locality").get(pk=period.pk)
    if not may_review(by, period.plan):
        raise StepRefused(_no_right())
    if not reason or len(reason) > Extension._meta.get_field("reason").max_length:
        raise StepRefused(_("Hãy ghi lý do gia hạn, không quá 300 ký tự."))
    if closed := why_no_extension(period):
        raise StepRefused(closed)
    if until < period.deadline:
        raise StepRefused(_("Ngày gia hạn không được trước hạn của kỳ."))
    if shorter := _why_shorter(period, locality, until):
        raise StepRefused(shorter)
    if far := why_far(until, years_around(period.plan)):
        raise StepRefused(far)
    if locality.pk not in {place.pk for place in existing(candidates(period.plan), period)}:
        raise StepRefused(_("%s không nằm trong danh sách báo cáo của kế hoạch.") % locality.name)
    return Extension.objects.create(
        period=period, locality=locality, until=until, reason=reason, granted_at=at or timezone.now(), granted_by=by
    )


def why_no_extension(period: Period) -> str:
    """Why nobody is given more time for a period any more; "" where a locality may be. One query."""
    if period.plan.state == PlanState.CLOSED:
        return _("Kế hoạch đã kết thúc nên không gia hạn được.")
    if period.is_closed or period.deadline is None:
        return _("Kỳ đã khóa hoặc không có hạn nộp nên không gia hạn được.")
    if tiles(period, periods_of(period)):
        return _("Kỳ này cộng từ các kỳ ngắn hơn, không ai báo cáo, nên không gia hạn được.")
    return ""


def _why_shorter(period: Period, locality: Locality, until: datetime.date) -> str:
    given = Extension.objects.filter(period=period, locality=locality).order_by("-pk").first()
    if given is None or until >= given.until:
        return ""
    names = {"place": locality.name, "day": format_date(given.until)}
    return _("%(place)s đã được gia hạn đến hết %(day)s; không rút ngắn được.") % names


def _reviewed(
    submission: Submission,
    seen: str,
    by: User,
    to: str,
    *,
    from_states: Sequence[str],
    reason: str = "",
    request: HttpRequest | None = None,
    at: datetime.datetime | None = None,
) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("period__plan__locality", "locality")
    stored = rows.get(pk=submission.pk)
    if not may_review(by, stored.period.plan) or stored.period.is_baseline:
        raise StepRefused(_no_right())
    _refuse_other(stored, seen)
    if stored.period.plan.state == PlanState.CLOSED:
        raise StepRefused(_("Kế hoạch đã kết thúc; báo cáo giữ nguyên như đã có."))
    if stored.state not in from_states:
        raise StepRefused(_("Báo cáo đang ở trạng thái “%s” nên không làm được việc này.") % stored.get_state_display())
    taken = _take(stored, to, by=by, reason=reason, request=request, at=at)
    # Opened again after its period was closed: accepted, it is locked as the others were.
    return _take(taken, LOCKED, by=by, request=request, at=at) if to == ACCEPTED and taken.period.is_closed else taken


def _refuse_other(submission: Submission, seen: str) -> None:
    """Compare-and-set on the state: a second click, or a second person, changes nothing."""
    if submission.state != seen:
        state = submission.get_state_display()
        raise StepRefused(_("Báo cáo vừa được người khác chuyển sang “%s”. Hãy xem lại.") % state)


def _take(
    submission: Submission,
    to: str,
    *,
    by: User,
    reason: str = "",
    request: HttpRequest | None = None,
    at: datetime.datetime | None = None,
) -> Submission:
    before, now = submission.state, at or timezone.now()
    submission.state = to
    if to == SUBMITTED and submission.first_submitted_at is None:
        submission.first_submitted_at, submission.first_submitted_by = now, by
    submission.save(update_fields=["state", "first_submitted_at", "first_submitted_by"])
    SubmissionStep.objects.create(
        submission=submission, before=before, after=to, reason=reason, taken_at=now, taken_by=by
    )
    subject = f"{submission.period.plan.code}, {submission.period.code}, {submission.locality.code}"
    record_state_change(request, subject, before, to)
    return submission


def _refusal(step: Callable[[], object]) -> str:
    try:
        step()
    except StepRefused as error:
        return str(error)
    return ""


def _no_right() -> str:
    return _("Tài khoản không có quyền xử lý báo cáo của kế hoạch này.")
