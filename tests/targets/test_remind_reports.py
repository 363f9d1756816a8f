"""Reminders by e-mail: who, when, what, and each at most once."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.enums import PlanState
from targets.enums import PeriodKind, SubmissionState
from targets.models import Reminder
from targets.reminder_mail import letter, planned
from targets.reminders import Due, due_reminders
from tests.factories import (
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    RowFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.report_factories import ExtensionFactory
from tests.targets.reminders import DEADLINE, World, at, run, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def found(moment: str) -> list[tuple]:
    """(who, period, moment, last day) of all that is due, told or not."""
    due = due_reminders(at(moment)).due
    return [(one.recipient.username, one.period.code, one.moment.value, str(one.deadline)) for one in due]


WHEN = [
    pytest.param("2021-06-06 23:59", "", id="four-days-before"),
    pytest.param("2021-06-07 00:00", "before", id="three-days-before"),
    pytest.param("2021-06-10 23:59", "before", id="last-minute"),
    pytest.param("2021-06-11 00:00", "after", id="midnight-of-the-deadline"),
    pytest.param("2021-06-24 23:59", "after", id="two-weeks-after"),
    pytest.param("2021-06-25 00:00", "", id="older-than-two-weeks"),
]


@pytest.mark.parametrize(("moment", "expected"), WHEN)
def test_when(world, moment, expected):
    assert [one[2] for one in found(moment)] == ([expected] if expected else [])


def test_a_deadline_that_is_itself_late_moves_everything_by_a_day(world):
    world.period.deadline_is_exclusive = True
    world.period.save()

    assert found("2021-06-05 23:59") == []
    assert found("2021-06-09 23:59") == [("can-bo-huyen", "6-thang", "before", "2021-06-09")]
    assert found("2021-06-10 00:00") == [("can-bo-huyen", "6-thang", "after", "2021-06-09")]


def test_more_time_counts_and_the_newest_of_it(world):
    for until in (datetime.date(2021, 6, 30), datetime.date(2021, 6, 20)):
        ExtensionFactory(period=world.period, locality=world.cast.district, until=until)

    assert found("2021-06-12 08:00") == []
    assert found("2021-06-18 08:00") == [("can-bo-huyen", "6-thang", "before", "2021-06-20")]
    assert found("2021-06-21 08:00") == [("can-bo-huyen", "6-thang", "after", "2021-06-20")]


@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        (SubmissionState.OPEN, True),
        (SubmissionState.RETURNED, True),
        (SubmissionState.SUBMITTED, False),
        (SubmissionState.ACCEPTED, False),
        (SubmissionState.LOCKED, False),
    ],
)
def test_who_has_handed_in_is_left_alone(world, state, is_due):
    SubmissionFactory(period=world.period, locality=world.cast.district, state=state)

    assert bool(found("2021-06-09 08:00")) is is_due


def test_periods_that_nobody_is_asked_for(world):
    Reminder.objects.all().delete()
    world.period.closed_at, world.period.closed_by = at("2021-06-08 08:00"), world.cast.editor
    world.period.save()
    PeriodFactory(plan=world.plan, baseline=True, deadline=DEADLINE)
    PeriodFactory(plan=world.plan, deadline=None)
    closed = PlanFactory(locality=world.cast.province, state=PlanState.CLOSED, number="1", issued_on=DEADLINE)
    PeriodFactory(plan=closed, deadline=DEADLINE)

    assert found("2021-06-09 08:00") == []


def test_a_computed_period_is_asked_of_nobody(world):
    for first, last in ((1, 3), (4, 6)):
        window = {
            "window_from": datetime.date(2021, first, 1),
            "window_to": datetime.date(2021, last, 30 if last == 6 else 31),
        }
        PeriodFactory(plan=world.plan, code=f"quy-{last}", kind=PeriodKind.QUARTER, **window)

    assert found("2021-06-09 08:00") == []


def test_a_locality_that_is_no_more_is_not_asked(world):
    gone = LocalityFactory(district=True, parent=world.cast.province, valid_to=datetime.date(2021, 3, 1))
    RowFactory(annex=world.annex, locality=gone)
    UserFactory(officer=True, username="cu", locality=gone, email="cu@x.example")

    assert [who for who, *_rest in found("2021-06-09 08:00")] == ["can-bo-huyen"]


def test_who_is_written_to(world):
    """Those of the very locality, with the right and an address; not those above, below, or who only look."""
    more = {"email": "a@x.example"}
    UserFactory(officer=True, username="xa", locality=world.cast.commune, **more)
    UserFactory(editor=True, username="bien-tap-huyen", locality=world.cast.district, **more)
    UserFactory(username="chi-xem", locality=world.cast.district, **more)
    UserFactory(officer=True, username="bi-khoa", locality=world.cast.district, is_active=False, **more)
    UserFactory(officer=True, username="khong-thu", locality=world.cast.district, email="")
    for user in (world.cast.editor, world.cast.administrator, world.cast.leader):
        user.email = "tinh@x.example"
        user.save()

    assert [who for who, *_rest in found("2021-06-09 08:00")] == ["bien-tap-huyen", "can-bo-huyen"]


def test_a_locality_without_anybody_is_counted(world, monkeypatch):
    RowFactory(annex=world.annex, locality=LocalityFactory(district=True, parent=world.cast.province, name="Huyện X"))

    out, _err = run(monkeypatch, "2021-06-09 08:00")

    assert out == "Đã gửi 1 thư, nhắc 1 báo cáo.\n1 địa bàn không có ai để gửi thư: Huyện X.\n"


# The letter


def test_one_letter_a_person_with_all_of_their_reports(world, monkeypatch):
    PeriodFactory(
        plan=world.plan, code="quy-2", name="Quý II", kind=PeriodKind.AD_HOC, deadline=datetime.date(2021, 6, 5)
    )
    SubmissionFactory(period=world.period, locality=world.cast.district, state=SubmissionState.RETURNED)

    run(monkeypatch, "2021-06-09 08:00")

    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Nhắc nộp 2 báo cáo", ["can-bo@batxat.example"])
    lines = message.body.split("\n")
    assert lines[2] == "Các báo cáo sau của Huyện Bát Xát chưa nộp:"
    assert lines[4:6] == [
        "- Quý II (Kế hoạch thử): quá hạn 4 ngày, hạn là hết ngày 05/6/2021.",
        "- 6 tháng đầu năm 2021 (Kế hoạch thử): nộp chậm nhất hết ngày 10/6/2021. "
        "Báo cáo đã bị trả lại, cần sửa rồi nộp lại.",
    ]
    assert lines[7].startswith("Mở trang báo cáo: http://127.0.0.1:8000/")
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert message.content_subtype == "plain"


def test_what_people_typed_stands_in_no_header(world):
    world.period.name = "Kỳ\r\nBcc: ke-xau@x.example"
    world.cast.officer.first_name, world.cast.officer.last_name = "A\nBcc: b@x.example", ""

    message = letter(
        world.cast.officer, [Due(world.period, world.cast.officer, Reminder.Moment.BEFORE, DEADLINE)], DEADLINE
    )

    assert set(message.message().keys()) == {
        *("Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
    }
    assert "Kính gửi A Bcc: b@x.example," in message.body
    assert "- Kỳ Bcc: ke-xau@x.example (Kế hoạch thử)" in message.body


@pytest.mark.parametrize("address", ["a@x.example\nBcc: b@x.example", "a@x.example, b@x.example", "khong phai thu"])
def test_an_address_that_is_none_gets_nothing(world, address):
    type(world.cast.officer).objects.filter(pk=world.cast.officer.pk).update(email=address)

    call = due_reminders(at("2021-06-09 08:00"))

    assert (call.due, [place.name for place in call.unheard]) == ([], ["Huyện Bát Xát"])


# At most once


def test_every_hour_one_letter_before_and_one_after(world, monkeypatch):
    for day in range(5, 20):
        for hour in (0, 12, 23):
            run(monkeypatch, f"2021-06-{day:02} {hour:02}:30")

    assert len(mail.outbox) == 2
    assert stored() == [
        ("6-thang", "before", "2021-06-10", "2021-06-07", "2021-06-07", ""),
        ("6-thang", "after", "2021-06-10", "2021-06-11", "2021-06-11", ""),
    ]


def test_more_time_makes_another_reminder(world, monkeypatch):
    run(monkeypatch, "2021-06-09 08:00")
    ExtensionFactory(period=world.period, locality=world.cast.district, until=datetime.date(2021, 6, 12))

    run(monkeypatch, "2021-06-10 08:00")

    assert [row[2] for row in stored()] == ["2021-06-10", "2021-06-12"]
    assert len(mail.outbox) == 2


def failing(monkeypatch, error: Exception, at_opening: bool = False):
    def fail(*_args):
        raise error

    monkeypatch.setattr(EmailBackend, "open" if at_opening else "send_messages", fail)


FAILURES = [
    pytest.param(ConnectionRefusedError(111, "no server"), True, "[Errno 111] no server", id="no server"),
    pytest.param(smtplib.SMTPAuthenticationError(535, "no"), True, "(535, 'no')", id="no login"),
    pytest.param(smtplib.SMTPDataError(554, "spam"), False, "(554, 'spam')", id="refused letter"),
    pytest.param(smtplib.SMTPSenderRefused(501, "no", "x"), False, "(501, 'no', 'x')", id="refused sender"),
]


@pytest.mark.parametrize(("error", "at_opening", "text"), FAILURES)
def test_a_refused_letter_is_tried_again(world, monkeypatch, error, at_opening, text):
    with monkeypatch.context() as patch:
        failing(patch, error, at_opening)
        with pytest.raises(CommandError, match="Không gửi được 1 thư; lần chạy sau sẽ gửi lại.") as refused:
            run(patch, "2021-06-08 08:00")
    failure = f"{type(error).__name__}: {text}"
    assert refused.value.returncode == 1
    assert stored() == [("6-thang", "before", "2021-06-10", "2021-06-08", "", failure)]

    run(monkeypatch, "2021-06-09 08:00")
    run(monkeypatch, "2021-06-09 09:00")

    assert stored() == [("6-thang", "before", "2021-06-10", "2021-06-09", "2021-06-09", "")]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("x"), TimeoutError("x")], ids=["cut-off", "timeout"])
def test_a_letter_of_which_nobody_knows_is_not_sent_again(world, monkeypatch, error):
    with monkeypatch.context() as patch:
        failing(patch, error)
        _out, err = run(patch, "2021-06-08 08:00")
    assert err == "Không rõ thư đã đi hay chưa, không gửi lại: can-bo-huyen, lao-cai-thu, 6-thang, trước hạn\n"

    for moment in ("2021-06-08 09:00", "2021-06-09 08:00"):
        out, again = run(monkeypatch, moment)
        assert (out, again) == ("Đã gửi 0 thư, nhắc 0 báo cáo.\n", err)
    assert mail.outbox == []


def test_a_run_that_was_killed_in_between_does_not_send_twice(world, monkeypatch):
    class Killed(BaseException):
        pass

    with monkeypatch.context() as patch, pytest.raises(Killed):
        failing(patch, Killed())
        run(patch, "2021-06-08 08:00")

    _out, err = run(monkeypatch, "2021-06-08 09:00")

    assert "không gửi lại: can-bo-huyen" in err
    assert mail.outbox == []


def test_one_failure_does_not_keep_the_others_from_their_letters(world, monkeypatch):
    UserFactory(officer=True, username="a-truoc", locality=world.cast.district, email="a@x.example")
    real = EmailBackend.send_messages

    def refuse_the_first(backend, messages):
        if messages[0].to == ["a@x.example"]:
            raise smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no")})
        return real(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_the_first)
    with pytest.raises(CommandError):
        run(monkeypatch, "2021-06-08 08:00")

    assert [message.to for message in mail.outbox] == [["can-bo@batxat.example"]]


def test_dry_run_names_what_it_would_do_and_writes_nothing(world, monkeypatch):
    out, _err = run(monkeypatch, "2021-06-08 08:00", dry_run=True)

    assert out == (
        "can-bo-huyen <can-bo@batxat.example>: 6 tháng đầu năm 2021 của lao-cai-thu, trước hạn 10/6/2021\n"
        "Sẽ nhắc 1 báo cáo; chưa gửi gì.\n"
    )
    assert (stored(), mail.outbox) == ([], [])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"EMAIL_HOST": ""}, "Chưa đặt máy chủ thư: hãy đặt biến EMAIL_HOST"),
        ({"EMAIL_HOST": "mail.example", "PUBLIC_URL": ""}, "Chưa đặt PUBLIC_URL"),
    ],
    ids=["no server", "no address"],
)
def test_production_without_mail_says_so_and_does_nothing(world, monkeypatch, settings, given, reason):
    settings.PRODUCTION = True
    for name, value in given.items():
        setattr(settings, name, value)

    with pytest.raises(CommandError, match=reason) as refused:
        run(monkeypatch, "2021-06-08 08:00")

    assert refused.value.returncode == 1
    assert (stored(), mail.outbox) == ([], [])


def test_the_number_of_queries_does_not_grow_with_the_people(world):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert planned(at("2021-06-08 08:00"))[0]
        return len(captured)

    few = queries()
    for number in range(12):
        place = LocalityFactory(district=True, parent=world.cast.province)
        RowFactory(annex=world.annex, locality=place)
        UserFactory.create_batch(2, officer=True, locality=place, email=f"a{number}@x.example")

    # Plans; periods; extensions; reports; lines of the annexes; people; reminders.
    assert (few, queries()) == (7, 7)
    assert len(planned(at("2021-06-08 08:00"))[0]) == 25
