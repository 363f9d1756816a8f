"""The small world of the tests of reminders: a plan of the province, a period due on 10 June 2021, one who reports."""

import datetime
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from targets.models import Reminder
from tests.cast import gather
from tests.factories import AnnexFactory, PeriodFactory, PlanFactory, RowFactory

DEADLINE = datetime.date(2021, 6, 10)


def at(text: str) -> datetime.datetime:
    """A moment of Vietnam: "2021-06-10 23:59"."""
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


class World:
    def __init__(self):
        self.cast = gather()
        self.cast.officer.email = "can-bo@batxat.example"
        self.cast.officer.save()
        self.plan = PlanFactory(locality=self.cast.province, code="lao-cai-thu", subject="Kế hoạch thử", year=2021)
        self.annex = AnnexFactory(plan=self.plan, number=1)
        RowFactory(annex=self.annex, locality=self.cast.district)
        self.period = PeriodFactory(plan=self.plan, code="6-thang", deadline=DEADLINE)


def run(monkeypatch, moment: str, **options) -> tuple[str, str]:
    """What the command says at a moment of Vietnam, to both outputs."""
    monkeypatch.setattr("targets.management.commands.remind_reports.timezone.now", lambda: at(moment))
    out, err = StringIO(), StringIO()
    call_command("remind_reports", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def stored() -> list[tuple]:
    """(period, moment, deadline, tried, sent, failure) of each reminder."""
    rows = Reminder.objects.order_by("pk")
    return [
        (row.period.code, row.moment, str(row.deadline), str(row.tried_on), str(row.sent_on or ""), row.failure)
        for row in rows
    ]
