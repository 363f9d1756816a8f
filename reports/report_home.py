"""What a local officer has to report: the reports of their own place, the most urgent first."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.numbers import format_number
from core.scope import is_within, reach
from localities.models import Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.chains import reported
from targets.deadlines import Standing, due_from, last_day, standing
from targets.enums import SubmissionState
from targets.models import Extension, Period, Submission, SubmissionStep
from targets.reporting import candidates_of, exists_on, why_closed

# Whoever looks after more places than these watches a board, and does not type their reports.
MOST_PLACES = 3
_URGENCY = [Standing.RETURNED, Standing.OVERDUE, Standing.DUE, Standing.NOT_YET_DUE]
_TO_DO = {Standing.RETURNED, Standing.OVERDUE, Standing.DUE}
_BADGES = {
    Standing.RETURNED: "badge--bad",
    Standing.OVERDUE: "badge--bad",
    Standing.DUE: "badge--warn",
    Standing.SUBMITTED: "badge--info",
    Standing.LATE: "badge--warn",
    Standing.ACCEPTED: "badge--ok",
}


@dataclass(frozen=True)
class Task:
    """One report of one place. `why`: why it takes no figures now; `returned`: the step that sent it back."""

    plan: Plan
    period: Period
    locality: Locality
    standing: Standing
    last_day: datetime.date | None
    days: int | None
    submission: Submission | None = None
    returned: SubmissionStep | None = None
    extension: Extension | None = None
    why: str = ""

    @property
    def url(self) -> str:
        return reverse("report", args=[self.plan.code, self.period.code, self.locality.pk])

    @property
    def badge(self) -> str:
        return _BADGES.get(self.standing, "")

    @property
    def due_words(self) -> str:
        """ "còn 3 ngày", "quá hạn 2 ngày"; "" for what has no deadline."""
        # A report that is sent back is not late by that, if it came in time.
        if self.days is None or (self.submission and self.submission.first_submitted_at):
            return ""
        if self.days == 0:
            return _("hôm nay là ngày cuối")
        words = _("còn %s ngày") if self.days > 0 else _("quá hạn %s ngày")
        return words % format_number(abs(self.days))

    @property
    def due_from(self) -> datetime.date:
        return due_from(self.period)

    @property
    def action(self) -> str:
        if self.why:
            return _("Xem báo cáo")
        if self.standing == Standing.RETURNED:
            return _("Sửa và nộp lại")
        return _("Nhập tiếp báo cáo") if self.submission else _("Nhập báo cáo")

    @property
    def is_to_do(self) -> bool:
        return self.standing in _TO_DO and not self.why


@dataclass(frozen=True)
class Home:
    """`tasks` in the order of urgency; `boards`: plans with more reports in reach than one person types."""

    tasks: list[Task]
    boards: list[Plan]

    @property
    def to_do(self) -> list[Task]:
        return [task for task in self.tasks if task.is_to_do]

    @property
    def coming(self) -> list[Task]:
        return [task for task in self.tasks if task.standing == Standing.NOT_YET_DUE]

    @property
    def done(self) -> list[Task]:
        """What was handed in, and what can be no more."""
        return [task for task in self.tasks if not task.is_to_do and task.standing != Standing.NOT_YET_DUE]

    @property
    def summary(self) -> str:
        count = len(self.to_do)
        if not count:
            return _("Không có báo cáo nào đang chờ.")
        return ngettext("Có %(count)s báo cáo cần làm.", "Có %(count)s báo cáo cần làm.", count) % {"count": count}


def home_of(user: User, now: datetime.datetime | None = None) -> Home | None:
    """What `user` has to report; None for who reports for no place of their own. A constant number of queries.

    Rule (own-reports): on plans that are not closed, the reports of the user's own locality where it is one of those
    that report, else of the few places below it that do. On a plan that is not issued yet only those of periods for
    which somebody set a window or a deadline.
    """
    if not user.locality_id or not may(user, Permission.REPORT_RESULTS):
        return None
    plans = list(Plan.objects.visible_to(user).exclude(state=PlanState.CLOSED).select_related("locality"))
    places = {plan.pk: _own_places(user, found) for plan, found in _reporters(plans)}
    own = [plan for plan in plans if 0 < len(places[plan.pk]) <= MOST_PLACES]
    boards = [plan for plan in plans if len(places[plan.pk]) > MOST_PLACES]
    return Home(_tasks(own, places, now or timezone.now()), boards)


def _reporters(plans: Sequence[Plan]) -> Iterable[tuple[Plan, list[Locality]]]:
    found = candidates_of(plans) if plans else {}
    return [(plan, found[plan.pk]) for plan in plans]


def _own_places(user: User, reporters: Iterable[Locality]) -> list[Locality]:
    within = [place for place in reporters if is_within(place.path, reach(user))]
    return [place for place in within if place.pk == user.locality_id] or within


def _tasks(plans: Sequence[Plan], places: dict[int, list[Locality]], now: datetime.datetime) -> list[Task]:
    if not plans:
        return []
    found = _Found(plans, {place.pk for plan in plans for place in places[plan.pk]})
    tasks = [
        found.task(plan, period, place, now)
        for plan in plans
        for period in found.periods(plan)
        for place in places[plan.pk]
        if exists_on(place, period.ends_on)
    ]
    return sorted(tasks, key=_order)


def _order(task: Task) -> tuple:
    """Returned, overdue, due, not yet due, done; of each the earliest deadline first, of the done ones the latest."""
    rank = _URGENCY.index(task.standing) if task.standing in _URGENCY and not _is_shut(task) else len(_URGENCY)
    day = (task.last_day or task.period.ends_on).toordinal()
    return rank, day if rank < len(_URGENCY) else -day, task.plan.code, task.locality.path


def _is_shut(task: Task) -> bool:
    return bool(task.why) and task.standing != Standing.NOT_YET_DUE


class _Found:
    """Periods, reports, extensions and returns of some plans and places, each in one query."""

    def __init__(self, plans: Sequence[Plan], places: set[int]) -> None:
        by_id = {plan.pk: plan for plan in plans}
        self._periods: dict[int, list[Period]] = {plan.pk: [] for plan in plans}
        for period in Period.objects.filter(plan__in=plans):
            period.plan = by_id[period.plan_id]
            self._periods[period.plan_id].append(period)
        own = {"period__plan__in": plans, "locality__in": places}
        self.submissions = {(row.period_id, row.locality_id): row for row in Submission.objects.filter(**own)}
        # The newest counts.
        rows = Extension.objects.filter(**own).order_by("pk")
        self.extensions = {(row.period_id, row.locality_id): row for row in rows}
        self.returns = self._returns()

    def _returns(self) -> dict[int, SubmissionStep]:
        """{id of a report that was sent back: the step that did}."""
        back = [row.pk for row in self.submissions.values() if row.state == SubmissionState.RETURNED]
        steps = SubmissionStep.objects.filter(submission__in=back, after=SubmissionState.RETURNED)
        return {step.submission_id: step for step in steps.select_related("taken_by").order_by("pk")}

    def periods(self, plan: Plan) -> list[Period]:
        found = reported(self._periods[plan.pk])
        is_set = plan.state == PlanState.ISSUED
        return [period for period in found if is_set or period.deadline or period.window_to]

    def task(self, plan: Plan, period: Period, place: Locality, now: datetime.datetime) -> Task:
        submission = self.submissions.get((period.pk, place.pk))
        extension = self.extensions.get((period.pk, place.pk))
        until = extension.until if extension else None
        state = submission.state if submission else SubmissionState.OPEN
        stands = standing(
            period,
            state=state,
            first_submitted_at=submission.first_submitted_at if submission else None,
            until=until,
            now=now,
        )
        day, today = last_day(period, until), timezone.localdate(now)
        is_waiting = stands in _TO_DO or stands == Standing.NOT_YET_DUE
        return Task(
            plan=plan,
            period=period,
            locality=place,
            standing=stands,
            last_day=day,
            days=(day - today).days if day and is_waiting else None,
            submission=submission,
            returned=self.returns.get(submission.pk) if submission else None,
            extension=extension,
            why=why_closed(period, place, state=state, today=today),
        )
