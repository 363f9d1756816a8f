"""When a report is due and when it is late, in the time of Vietnam."""

import datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy

from targets.enums import SubmissionState
from targets.models import Period

ONE_DAY = datetime.timedelta(days=1)
# A report can be called for this long before it is due, also where its window has not ended yet.
NOTICE = datetime.timedelta(days=7)


class Standing(TextChoices):
    """Where the report of one locality for one period stands, as its province sees it."""

    NOT_YET_DUE = "not_yet_due", gettext_lazy("chưa đến kỳ")
    DUE = "due", gettext_lazy("đến hạn")
    OVERDUE = "overdue", gettext_lazy("quá hạn")
    SUBMITTED = "submitted", gettext_lazy("đã nộp")
    LATE = "late", gettext_lazy("nộp trễ")
    RETURNED = "returned", gettext_lazy("trả lại")
    ACCEPTED = "accepted", gettext_lazy("đã chấp nhận")


def last_day(period: Period, until: datetime.date | None = None) -> datetime.date | None:
    """The last day on which a report is in time; None where the period has no deadline.

    Rule (last-day): the day of the deadline, the day before it where the plan says "trước ngày", or the end of more
    time (`until`), whichever is later: a deadline that the plan moves past it counts for everybody.
    """
    if period.deadline is None:
        return until
    own = shifted(period.deadline, -ONE_DAY) if period.deadline_is_exclusive else period.deadline
    return own if until is None else max(own, until)


def late_from(period: Period, until: datetime.date | None = None) -> datetime.datetime | None:
    """The first moment that is late: midnight in Vietnam after the last day; None where nothing comes after it."""
    day = last_day(period, until)
    return None if day in (None, datetime.date.max) else midnight(day + ONE_DAY)


def shifted(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    """The day that lies `by` from another; at the ends of the calendar the first or last day that there is."""
    try:
        return day + by
    except OverflowError:
        return datetime.date.max if by > datetime.timedelta() else datetime.date.min


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins, with its time zone (Asia/Ho_Chi_Minh)."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def is_late(moment: datetime.datetime, period: Period, until: datetime.date | None = None) -> bool:
    limit = late_from(period, until)
    return limit is not None and moment >= limit


def due_from(period: Period) -> datetime.date:
    """The day from which a report is called for: after its window, or a week before a deadline that comes earlier."""
    after = shifted(period.ends_on, ONE_DAY)
    return after if period.deadline is None else min(after, shifted(period.deadline, -NOTICE))


def standing(
    period: Period,
    *,
    state: str = SubmissionState.OPEN,
    first_submitted_at: datetime.datetime | None = None,
    until: datetime.date | None = None,
    now: datetime.datetime,
) -> Standing:
    """Rule (standing): a report that was not handed in is not yet due, due or overdue; one that was is submitted, late
    by the first time it was handed in, returned or accepted. An accepted one stays accepted, late or not."""
    if state in (SubmissionState.ACCEPTED, SubmissionState.LOCKED):
        return Standing.ACCEPTED
    if state == SubmissionState.RETURNED:
        return Standing.RETURNED
    if state == SubmissionState.SUBMITTED:
        late = first_submitted_at is not None and is_late(first_submitted_at, period, until)
        return Standing.LATE if late else Standing.SUBMITTED
    if is_late(now, period, until):
        return Standing.OVERDUE
    return Standing.DUE if timezone.localdate(now) >= due_from(period) else Standing.NOT_YET_DUE
