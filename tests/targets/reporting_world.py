"""What the tests of reviewing share: a plan with two districts, a period that is over, and reports in it."""

import datetime

from django.utils import timezone

from accounts.models import User
from localities.models import Locality
from targets.models import Period, Submission, SubmissionStep
from tests.cast import gather
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    ResultFactory,
    RowFactory,
    SubmissionFactory,
)

DEADLINE = datetime.date(2021, 7, 10)


class ReviewWorld:
    """A plan of the province for its districts Bát Xát and Sa Pa; one figure is reported, for the half-year."""

    def __init__(self) -> None:
        self.cast = gather()
        self.district = self.cast.district
        self.neighbour = LocalityFactory(district=True, parent=self.cast.province, name="Huyện Sa Pa")
        self.plan = PlanFactory(locality=self.cast.province, code="lao-cai-thu", issued=True, number="5")
        self.annex = AnnexFactory(plan=self.plan)
        self.indicator = IndicatorFactory(name="Cai nghiện bắt buộc")
        ColumnFactory(annex=self.annex, indicator=self.indicator, label="Bắt buộc")
        self.period = PeriodFactory(plan=self.plan, code="6-thang", deadline=DEADLINE)
        for place in (self.district, self.neighbour):
            RowFactory(annex=self.annex, locality=place)

    @property
    def editor(self) -> User:
        return self.cast.editor

    def report(
        self,
        state: str = "submitted",
        *,
        place: Locality | None = None,
        period: Period | None = None,
        handed_in: datetime.date = DEADLINE,
        value: int | None = 40,
    ) -> Submission:
        """A report in a state, handed in by the officer at noon of a day unless it is open."""
        moment = timezone.make_aware(datetime.datetime.combine(handed_in, datetime.time(12)))
        handed = {} if state == "open" else {"first_submitted_at": moment, "first_submitted_by": self.cast.officer}
        report = SubmissionFactory(period=period or self.period, locality=place or self.district, state=state, **handed)
        if value is not None:
            ResultFactory(submission=report, indicator=self.indicator, value=value)
        return report


def steps(report: Submission) -> list[tuple]:
    """(before, after, reason, who) of each step, oldest first."""
    rows = SubmissionStep.objects.filter(submission=report).order_by("pk")
    return [(row.before, row.after, row.reason, row.taken_by.username) for row in rows]


def state_of(report: Submission) -> str:
    return Submission.objects.get(pk=report.pk).state
