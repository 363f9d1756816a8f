"""Whom to remind of which report: who is asked for it, until when, and whether they were told already."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import ROLE_PERMISSIONS, may
from localities.models import Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.chains import reported
from targets.deadlines import last_day, shifted
from targets.enums import SubmissionState
from targets.models import Extension, Period, Reminder, Submission
from targets.reporting import candidates, existing

BEFORE = datetime.timedelta(days=3)
# Older ones are history: a first run over old plans reminds nobody.
AFTER = datetime.timedelta(days=14)
WAITING = (SubmissionState.OPEN, SubmissionState.RETURNED)


@dataclass(frozen=True)
class Due:
    """A report that one person is to be reminded of; `deadline` is the last day on which it is in time."""

    period: Period
    recipient: User
    moment: Reminder.Moment
    deadline: datetime.date
    is_returned: bool = False

    @property
    def key(self) -> tuple:
        return self.period.pk, self.recipient.pk, self.moment.value, self.deadline


@dataclass(frozen=True)
class Missing:
    """A report that waits, before it is known who writes it."""

    period: Period
    locality: Locality
    moment: Reminder.Moment
    deadline: datetime.date
    is_returned: bool


@dataclass(frozen=True)
class Call:
    """What a run finds. `unheard`: localities whose report waits and for which nobody can be written to."""

    due: list[Due] = field(default_factory=list)
    unheard: list[Locality] = field(default_factory=list)


def moment_of(deadline: datetime.date | None, today: datetime.date) -> Reminder.Moment | None:
    """Rule (reminder-moments): before, from three days ahead of the last day to that day; after, from the day after it
    for two weeks. The days are those of Vietnam."""
    if deadline is None or not shifted(deadline, -BEFORE) <= today <= shifted(deadline, AFTER):
        return None
    return Reminder.Moment.BEFORE if today <= deadline else Reminder.Moment.AFTER


def due_reminders(now: datetime.datetime) -> Call:
    """Everybody to be reminded, whether they were told already or not, by person.

    Rule (whom-to-remind): for a period that is reported, not closed and of a plan that is not closed, the people whose
    own locality is the one that reports, who may report and have an address, while the report was not handed in.
    A constant number of queries for each plan, at any number of people.
    """
    today = timezone.localdate(now)
    missing = [one for plan in _open_plans() for one in _missing(plan, today)]
    people = _people({one.locality.pk for one in missing})
    due = [_due(one, person) for one in missing for person in people.get(one.locality.pk, [])]
    unheard = {one.locality.pk: one.locality for one in missing if one.locality.pk not in people}
    return Call(sorted(due, key=_order), list(unheard.values()))


def known_reminders(due: Iterable[Due]) -> dict[tuple, Reminder]:
    """The reminders that stand for these, by `Due.key`; one query."""
    due = list(due)
    rows = Reminder.objects.filter(period__in={one.period.pk for one in due})
    wanted = {one.key for one in due}
    known = {(row.period_id, row.recipient_id, row.moment, row.deadline): row for row in rows}
    return {key: row for key, row in known.items() if key in wanted}


def _open_plans() -> list[Plan]:
    """Plans that are not closed and have a period which may be called for."""
    waiting = Period.objects.filter(closed_at=None, deadline__isnull=False)
    plans = Plan.objects.filter(~Q(state=PlanState.CLOSED), pk__in=waiting.values("plan"))
    return list(plans.select_related("locality").order_by("code"))


def _missing(plan: Plan, today: datetime.date) -> list[Missing]:
    periods = list(plan.periods.all())
    for period in periods:
        period.plan = plan
    asked = [period for period in reported(periods) if not period.is_closed and period.deadline]
    until = _extensions(asked)
    asked = [period for period in asked if _may_be_called(period, until.get(period.pk, {}), today)]
    if not asked:
        return []
    states, places = _states(asked), candidates(plan)
    return [
        one
        for period in asked
        for place in existing(places, period)
        if (one := _waiting(period, place, until.get(period.pk, {}).get(place.pk), states, today))
    ]


def _waiting(
    period: Period, place: Locality, until: datetime.date | None, states: dict[tuple, str], today: datetime.date
) -> Missing | None:
    state = states.get((period.pk, place.pk), SubmissionState.OPEN)
    deadline = last_day(period, until)
    moment = moment_of(deadline, today)
    if moment is None or state not in WAITING:
        return None
    return Missing(period, place, moment, deadline, is_returned=state == SubmissionState.RETURNED)


def _may_be_called(period: Period, until: dict[int, datetime.date], today: datetime.date) -> bool:
    days = [last_day(period), *until.values()]
    return any(moment_of(day, today) for day in days)


def _extensions(periods: Sequence[Period]) -> dict[int, dict[int, datetime.date]]:
    """{period id: {locality id: the newest day of more time}}."""
    found: dict[int, dict[int, datetime.date]] = {}
    for row in Extension.objects.filter(period__in=periods).order_by("pk"):
        found.setdefault(row.period_id, {})[row.locality_id] = row.until
    return found


def _states(periods: Sequence[Period]) -> dict[tuple[int, int], str]:
    rows = Submission.objects.filter(period__in=periods).order_by()
    return {(period, place): state for period, place, state in rows.values_list("period", "locality", "state")}


def _people(places: set[int]) -> dict[int, list[User]]:
    """{locality id: those who report for it and can be written to}."""
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if Permission.REPORT_RESULTS in rights]
    users = User.objects.filter(is_active=True, role__in=roles, locality__in=places).exclude(email="")
    found: dict[int, list[User]] = {}
    for user in users.select_related("locality").order_by("username"):
        if may(user, Permission.REPORT_RESULTS) and _is_address(user.email):
            found.setdefault(user.locality_id, []).append(user)
    return found


def _is_address(text: str) -> bool:
    """An address and nothing else: what holds a line break could add headers to a letter."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _due(missing: Missing, person: User) -> Due:
    return Due(missing.period, person, missing.moment, missing.deadline, missing.is_returned)


def _order(due: Due) -> tuple:
    return due.recipient.username, due.moment != Reminder.Moment.AFTER, due.deadline, due.period.code
