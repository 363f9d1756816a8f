"""Sending reminders, each at most once: the row that says so is there for good before the letter goes out."""

import datetime
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import format_date
from targets.models import Reminder
from targets.reminders import Due, due_reminders, known_reminders

# With these the server has said no: nothing went out, so it may be tried again. After any other break nobody knows.
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
LONGEST_FAILURE = Reminder._meta.get_field("failure").max_length


@dataclass
class Run:
    """What a run did: letters sent, reports in them, letters that failed (with why), reminders of which nobody knows
    whether they went out, localities without anybody to write to."""

    letters: int = 0
    reports: int = 0
    failures: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)


class NotSent(Exception):
    """The letter surely did not go out; why, in one line."""


class Unknown(Exception):
    """The connection broke while the letter was on its way."""


def why_not_set_up() -> str:
    """Why no e-mail can go out here, in a sentence; "" where it can."""
    if not settings.PRODUCTION:
        return ""
    if not settings.EMAIL_HOST:
        return _("Chưa đặt máy chủ thư: hãy đặt biến EMAIL_HOST (xem README, mục Production). Không gửi thư nào.")
    if not settings.PUBLIC_URL.startswith(("http://", "https://")):
        return _("Chưa đặt PUBLIC_URL, địa chỉ trang trong thư (ví dụ https://chitieu.example.gov.vn).")
    return ""


def remind(now: datetime.datetime) -> Run:
    """Write to everybody who is due: one letter a person, with all of their reports.

    Rule (reminded-once): a reminder is written and committed before its letter goes out, so of two runs at once one
    sends. A letter that the server refused is tried again by the next run. One of which nobody knows whether it went
    out (the run was cut off) is never sent again, and is named.
    """
    call = due_reminders(now)
    run = Run(unheard=[place.name for place in call.unheard])
    mailbox = get_connection()
    try:
        for person, due in groupby(call.due, key=lambda one: one.recipient):
            _remind_one(person, list(due), run, mailbox, timezone.localdate(now))
    finally:
        mailbox.close()
    return run


def planned(now: datetime.datetime) -> tuple[list[Due], Run]:
    """What `remind` would send now. Writes nothing; the number of queries does not grow with the people."""
    call = due_reminders(now)
    known = known_reminders(call.due)
    run = Run(unheard=[place.name for place in call.unheard])
    run.uncertain = [_named(one) for one in call.due if _is_uncertain(known.get(one.key))]
    return [one for one in call.due if _is_open(known.get(one.key))], run


def letter(person: User, due: Iterable[Due], today: datetime.date) -> EmailMessage:
    """Plain text, without figures. Only our own words stand in its headers."""
    due = list(due)
    subject = _("Nhắc nộp %s báo cáo") % len(due)
    lines = [
        _("Kính gửi %s,") % _one_line(str(person)),
        "",
        _("Các báo cáo sau của %s chưa nộp:") % _one_line(person.locality.name),
        "",
        *(_line(one, today) for one in due),
        "",
        _("Mở trang báo cáo: %s") % _address(),
        "",
        _("Thư do hệ thống tự gửi, không cần trả lời. Đã nộp rồi thì xin bỏ qua thư này."),
    ]
    return EmailMessage(subject, "\n".join(lines), to=[person.email], headers={"Auto-Submitted": "auto-generated"})


def _remind_one(person: User, due: list[Due], run: Run, mailbox: BaseEmailBackend, today: datetime.date) -> None:
    known = known_reminders(due)
    run.uncertain += [_named(one) for one in due if _is_uncertain(known.get(one.key))]
    claimed = [(one, row) for one in due if (row := _claimed(one, known.get(one.key), today))]
    if not claimed:
        return
    rows = Reminder.objects.filter(pk__in=[row.pk for _one, row in claimed])
    try:
        _send(letter(person, [one for one, _row in claimed], today), mailbox)
    except NotSent as error:
        rows.update(failure=str(error))
        run.failures.append(f"{person.username}: {error}")
    except Unknown:
        run.uncertain += [_named(one) for one, _row in claimed]
    else:
        rows.update(sent_on=today)
        run.letters += 1
        run.reports += len(claimed)


def _claimed(due: Due, known: Reminder | None, today: datetime.date) -> Reminder | None:
    """The reminder, if it is ours to send now: nobody wrote it before, or it failed and nobody else took it up."""
    if known is None:
        return _new(due, today)
    if not _is_open(known):
        return None
    failed = Reminder.objects.filter(pk=known.pk, sent_on=None).exclude(failure="")
    return known if failed.update(failure="", tried_on=today) else None


def _new(due: Due, today: datetime.date) -> Reminder | None:
    names = {"period": due.period, "recipient": due.recipient, "moment": due.moment, "deadline": due.deadline}
    try:
        with transaction.atomic(durable=True):
            return Reminder.objects.create(**names, tried_on=today)
    except IntegrityError:
        return None  # another run has it


def _is_open(row: Reminder | None) -> bool:
    return row is None or (row.sent_on is None and row.failure != "")


def _is_uncertain(row: Reminder | None) -> bool:
    return row is not None and row.sent_on is None and not row.failure


def _send(message: EmailMessage, mailbox: BaseEmailBackend) -> None:
    """Raises `NotSent` where the server was not reached or said no, `Unknown` where it broke off."""
    try:
        mailbox.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_reason(error)) from error
    try:
        mailbox.send_messages([message])
    except REFUSED as error:
        raise NotSent(_reason(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        mailbox.close()
        raise Unknown from error


def _reason(error: Exception) -> str:
    return _one_line(f"{type(error).__name__}: {error}")[:LONGEST_FAILURE]


def _line(due: Due, today: datetime.date) -> str:
    what = {"period": _one_line(due.period.name), "plan": _one_line(due.period.plan.subject)}
    days = {"day": format_date(due.deadline), "late": (today - due.deadline).days}
    if due.moment == Reminder.Moment.AFTER:
        text = _("- %(period)s (%(plan)s): quá hạn %(late)s ngày, hạn là hết ngày %(day)s.") % {**what, **days}
    else:
        text = _("- %(period)s (%(plan)s): nộp chậm nhất hết ngày %(day)s.") % {**what, **days}
    return f"{text} {_('Báo cáo đã bị trả lại, cần sửa rồi nộp lại.')}" if due.is_returned else text


def _address() -> str:
    """Where reports are written, else the home page."""
    try:
        path = reverse("report-home")
    except NoReverseMatch:
        path = reverse("admin:index")
    return f"{settings.PUBLIC_URL}{path}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _named(due: Due) -> str:
    return f"{due.recipient.username}, {due.period.plan.code}, {due.period.code}, {due.moment.label}"
