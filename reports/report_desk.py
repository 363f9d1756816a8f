"""The report of one locality for one period on somebody's desk: who may be there, and whether it takes figures."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.scope import is_within, reach
from localities.models import Locality
from plans.models import Plan
from reports.views import visible_plan
from targets.deadlines import last_day
from targets.earlier import Earlier, earlier_of
from targets.enums import SubmissionState
from targets.models import Extension, Period, Submission, SubmissionStep
from targets.permissions import may_report
from targets.report_entry import Sheet
from targets.reporting import candidates, report_lines, why_closed
from targets.results import CellContent, contents


@dataclass(frozen=True)
class ReportDesk:
    """`periods`: all of the plan. `why`: why the report takes no figures now, "" where it does."""

    period: Period
    locality: Locality
    submission: Submission | None
    periods: list[Period]
    why: str

    @property
    def plan(self) -> Plan:
        return self.period.plan

    @property
    def state(self) -> str:
        return self.submission.state if self.submission else SubmissionState.OPEN

    @property
    def state_name(self) -> str:
        return str(SubmissionState(self.state).label)

    @property
    def is_open(self) -> bool:
        return not self.why

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.period, self.locality, report_lines(self.plan))

    @cached_property
    def stored(self) -> Mapping[tuple, CellContent]:
        return contents(self.submission) if self.submission else {}

    @cached_property
    def earlier(self) -> Earlier:
        return earlier_of(self.period, self.locality, self.periods)

    @cached_property
    def extension(self) -> Extension | None:
        """The one that counts: the newest."""
        rows = Extension.objects.filter(period=self.period, locality=self.locality).select_related("granted_by")
        return rows.order_by("-pk").first()

    @cached_property
    def last_day(self) -> datetime.date | None:
        return last_day(self.period, self.extension.until if self.extension else None)

    @cached_property
    def steps(self) -> list[SubmissionStep]:
        """What was done with the report, the newest first."""
        if self.submission is None:
            return []
        return list(self.submission.steps.select_related("taken_by").order_by("-pk"))

    @property
    def returned(self) -> SubmissionStep | None:
        """The step that sent it back, where it is its author's turn again."""
        is_back = self.state == SubmissionState.RETURNED
        return next((step for step in self.steps if step.after == SubmissionState.RETURNED), None) if is_back else None

    @property
    def url(self) -> str:
        return reverse("report", args=self._where)

    @property
    def cells_url(self) -> str:
        return reverse("report-cells", args=self._where)

    @property
    def submit_url(self) -> str:
        return reverse("report-submit", args=self._where)

    @property
    def _where(self) -> list:
        return [self.plan.code, self.period.code, self.locality.pk]


def desk_of(request: HttpRequest, code: str, period: str, locality: int) -> ReportDesk:
    """Out of reach, and no report of the plan, is 404; in reach without the right to report is 403."""
    plan = visible_plan(request, code)
    periods = list(plan.periods.select_related("plan"))
    found = next((each for each in periods if each.code == period and not each.is_baseline), None)
    places = {place.pk: place for place in candidates(plan)}
    place = places.get(locality)
    if found is None or place is None or not is_within(place.path, reach(request.user)):
        raise Http404(_("Không có báo cáo này."))
    if not may_report(request.user, plan, place):
        raise PermissionDenied(_("Tài khoản không có quyền báo cáo kết quả của %s.") % place.name)
    found.plan = plan
    submission = Submission.objects.filter(period=found, locality=place).first()
    if submission:
        submission.period, submission.locality = found, place
    state = submission.state if submission else SubmissionState.OPEN
    why = why_closed(found, place, state=state, reporters=list(places.values()), periods=periods)
    return ReportDesk(found, place, submission, periods, why)
