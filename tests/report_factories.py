"""One valid row of what a report leaves behind; see `tests.factories`."""

import datetime
import uuid

import factory

from reports.enums import FileRole, JobState
from reports.models import Job, JobFile
from targets.enums import Channel, ResultState, StockPart, SubmissionState
from targets.models import Extension, Narrative, Reminder, ResultChange, StockTerm, SubmissionStep
from targets.workbooks.comparing import Comparison
from tests.factories import IndicatorFactory, ModelFactory, PeriodFactory, SubmissionFactory, UserFactory


class SubmissionStepFactory(ModelFactory):
    class Meta:
        model = SubmissionStep

    submission = factory.SubFactory(SubmissionFactory)
    before = SubmissionState.OPEN
    after = SubmissionState.SUBMITTED
    taken_at = datetime.datetime(2021, 7, 1, 8, tzinfo=datetime.timezone.utc)
    taken_by = factory.SubFactory(UserFactory)


class ExtensionFactory(ModelFactory):
    class Meta:
        model = Extension

    period = factory.SubFactory(PeriodFactory)
    locality = factory.SelfAttribute("period.plan.locality")
    until = datetime.date(2021, 7, 20)
    reason = "Mưa lũ chia cắt"
    granted_at = datetime.datetime(2021, 7, 1, 8, tzinfo=datetime.timezone.utc)
    granted_by = factory.SubFactory(UserFactory)


class ReminderFactory(ModelFactory):
    class Meta:
        model = Reminder

    period = factory.SubFactory(PeriodFactory)
    recipient = factory.SubFactory(UserFactory)
    moment = Reminder.Moment.BEFORE
    deadline = datetime.date(2021, 7, 10)
    tried_on = datetime.date(2021, 7, 7)


class NarrativeFactory(ModelFactory):
    class Meta:
        model = Narrative

    period = factory.SubFactory(PeriodFactory)
    summary = "Kết quả sáu tháng đầu năm."


class StockTermFactory(ModelFactory):
    class Meta:
        model = StockTerm

    stock = factory.SubFactory(IndicatorFactory, stock=True)
    term = factory.SubFactory(IndicatorFactory)
    part = StockPart.INFLOW


class ResultChangeFactory(ModelFactory):
    class Meta:
        model = ResultChange

    submission = factory.SubFactory(SubmissionFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    new_state = ResultState.REPORTED
    new_value = 50
    changed_at = datetime.datetime(2021, 7, 1, 8, tzinfo=datetime.timezone.utc)
    channel = Channel.GRID
    batch = factory.LazyFunction(uuid.uuid4)


class JobFactory(ModelFactory):
    class Meta:
        model = Job

    kind = "plan-package"
    subject = "Gói kế hoạch lao-cai-2021"
    state = JobState.DONE
    created_by = factory.SubFactory(UserFactory)


class PreviewFactory(JobFactory):
    """A filled workbook in which nothing is different; it waits for a decision."""

    kind = "entry-workbook"
    subject = "lao-cai-thu, phụ lục I: bieu-nhap.xlsx"
    state = JobState.READY
    outcome = factory.LazyFunction(lambda: {**vars(Comparison()), "writers": {}, "other_shape": False})


class JobFileFactory(ModelFactory):
    class Meta:
        model = JobFile

    job = factory.SubFactory(JobFactory)
    role = FileRole.OUTPUT
    name = "lao-cai-2021.csv"
    content_type = "text/csv"
    data = b"Lao Cai"
