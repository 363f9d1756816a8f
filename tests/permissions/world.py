"""The world in which the matrix is asked: two provinces, the seven people, and one row of every list."""

import datetime
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import AuditEvent, Invitation, User
from localities.models import Locality
from plans.models import Plan
from reports.free_workbooks.desk import Answers
from reports.models import Job
from targets.enums import SubmissionState
from targets.models import Submission
from targets.packages.writing import write_package
from targets.report_entry import mark_of
from targets.reporting import report_lines
from tests.cast import gather
from tests.entering import enter
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    RowFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.free_tables import saved
from tests.permissions.jobs import family_of, jobs_of
from tests.permissions.notation import Line, address_of
from tests.reports.free_workbooks.desk import book
from tests.shell.rows import ALL_LISTS, make_row

SUBJECT = "Chỉ tiêu chỉ tỉnh này biết"
PASSWORD = "Ruộng bậc thang tháng chín"


class World:
    """Built once; a test asks in it and undoes what it did."""

    def __init__(self) -> None:
        cast = gather()
        neighbour = LocalityFactory(district=True, parent=cast.province, name="Huyện Sa Pa")
        self.place = cast.district.name
        self.plan = PlanFactory(locality=cast.province, code="lao-cai-thu", subject=SUBJECT)
        annex = AnnexFactory(plan=self.plan, number=1)
        self.column = ColumnFactory(annex=annex, key="so-nguoi")
        row = RowFactory(annex=annex, locality=cast.district)
        RowFactory(annex=annex, locality=neighbour)
        self.cell = f"{row.pk}.{self.column.pk}"
        self.rows = {model._meta.label_lower: make_row(model, self.plan, cast.district) for model in ALL_LISTS}
        self.district = cast.district
        self.period = PeriodFactory(plan=self.plan, deadline=datetime.date(2021, 6, 30))
        # Opened by its author, and still blank.
        self.begun = SubmissionFactory(period__plan=self.plan, locality=cast.district)
        self.handed_in = _handed_in(self.plan, cast.district)
        self.people: dict[str, User] = {}
        self.sessions: dict[str, dict[str, str]] = {}
        self.jobs: dict[str, dict[str, Job]] = {}
        # One for all: each loads the middleware anew, and with it a list of all static files.
        self.handler = Client().handler
        self.strict_handler = Client(enforce_csrf_checks=True).handler
        people = {
            "outsider": UserFactory(administrator=True, locality=cast.other_province),
            "neighbour": UserFactory(officer=True, locality=neighbour),
            "officer": cast.officer,
            "editor": cast.editor,
            "leader": cast.leader,
            "administrator": UserFactory(administrator=True, locality=cast.province),
        }
        for who, user in people.items():
            self.let_in(who, user)
        guest = self.rows["accounts.user"]
        # Everybody let in has some; without the case "own" those of this one are asked for.
        self.jobs[""] = jobs_of(self, guest)
        self.invitation = Invitation.objects.create(user=guest, invited_by=people["administrator"])

    def let_in(self, who: str, user: User) -> None:
        """Signed in some time ago, and, for the cases named "just", with the password typed just now. Has jobs."""
        self.people[who] = user
        self.jobs[who] = jobs_of(self, user)
        self.sessions[who] = {"": _session(user), "just": _session(user, just_now=True)}

    def client(self, who: str, case: str = "") -> Client:
        client = Client()
        if who in self.people:
            kept = self.sessions[who]
            client.cookies[settings.SESSION_COOKIE_NAME] = kept.get(case, kept[""])
        return client

    def row_of(self, line: Line) -> models.Model | None:
        """The row that a line of a list is about; None for other lines."""
        return self.rows.get(".".join(line.route.split("/")[:2]))

    def address(self, line: Line, who: str) -> str:
        own = line.case == "own" and who in self.people
        row = self.people[who] if own else self.row_of(line)
        return address_of(
            line,
            {
                "object_id": str(row.pk) if row else "",
                "code": self.plan.code,
                "number": "I",
                "cell": self.cell,
                "mark": self.mark,
                "column": str(self.column.pk),
                "token": self.invitation.token if line.case == "open" else "khong-co-that",
                "app_label": line.case,
                "period": self._period_of(line).code,
                "locality": str(self.district.pk),
                "form": "docx",
                "job": str(self.jobs[who if own else ""][family_of(line)].pk),
                "name": line.case,
                "url": "khong-co-trang-nay/",
            },
        )

    @cached_property
    def table(self) -> bytes:
        """A workbook with a figure for the officer's district."""
        rows = [("STT", "Địa bàn", self.column.label), (1, self.place, 5)]
        return saved(book(*rows)).getvalue()

    @property
    def answers(self) -> Answers:
        """Where its line and its column lead; among the rows of the lists are columns of the same label."""
        row_id, column_id = self.cell.split(".")
        return Answers(rows_and_columns={"r1": f"d{row_id}", "k2": f"c{column_id}"})

    def _period_of(self, line: Line) -> models.Model:
        if line.route.endswith("/duyet/"):
            return self.handed_in.period
        return self.begun.period if "/dia-ban/" in line.route else self.period

    @property
    def mark(self) -> str:
        """Says for which lines a form was made."""
        return mark_of(report_lines(self.plan))

    def ask(self, line: Line, who: str, method: str, *, is_forged: bool = False) -> HttpResponse:
        """`is_forged`: as if a foreign page had sent it; other orders pass the check of their token in the tests."""
        sent = SENT[line.posts](self, line, who) if method == "POST" else {}
        client = self.client(who, line.case)
        client.handler = self.strict_handler if is_forged else self.handler
        return client.generic(method, self.address(line, who), **sent)

    def shows_row(self, line: Line, response: HttpResponse) -> bool | None:
        """Whether the row, or the plan, is in an answer that lists rows; None for other answers."""
        context = response.context or {}
        if "cl" in context:
            return self.row_of(line) in context["cl"].queryset
        if "plans" in context:
            return self.plan in context["plans"]
        if line.route == "autocomplete/" and response.status_code == 200:
            return str(self.plan.pk) in [row["id"] for row in response.json()["results"]]
        return None


def _handed_in(plan: Plan, district: Locality) -> Submission:
    """A report that waits to be judged, in a period of its own."""
    officer = UserFactory(officer=True, locality=district)
    return SubmissionFactory(
        period__plan=plan,
        locality=district,
        state=SubmissionState.SUBMITTED,
        first_submitted_at=datetime.datetime(2021, 7, 1, tzinfo=datetime.timezone.utc),
        first_submitted_by=officer,
    )


def _session(user: User, *, just_now: bool = False) -> str:
    client = enter(Client(), user)
    session = client.session
    if just_now:
        record_authentication(SimpleNamespace(session=session), user, "password")
        session.save()
    return session.session_key


# What is sent by POST, under the names that the matrix uses


def _form(**fields: Any) -> dict[str, Any]:
    return {"data": encode_multipart(BOUNDARY, fields), "content_type": MULTIPART_CONTENT}


def _named(data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = "bang.xlsx"
    return file


def _json(body: Any) -> dict[str, Any]:
    return {"data": json.dumps(body), "content_type": "application/json"}


def _by_script(world: World, line: Line, who: str) -> dict[str, Any]:
    by = world.people[who].pk if who in world.people else None
    return _json({"by": by, "cells": [[world.cell, "", "5"]]})


def _result_by_script(world: World, line: Line, who: str) -> dict[str, Any]:
    by = world.people[who].pk if who in world.people else None
    return _json({"by": by, "cells": [["1.1", "", "5"]]})


SENT: dict[str, Callable[[World, Line, str], dict[str, Any]]] = {
    "nothing": lambda world, line, who: _form(),
    "delete-chosen": lambda world, line, who: _form(
        action="delete_selected", _selected_action=world.row_of(line).pk, post="yes"
    ),
    "confirmation": lambda world, line, who: _form(post="yes"),
    "figure": lambda world, line, who: _form(seen="", **{world.cell: "5"}),
    "figure-by-script": _by_script,
    "result": lambda world, line, who: _form(**{"seen": f"bieu={world.mark}", "1.1": "5"}),
    "result-by-script": _result_by_script,
    "hand-in": lambda world, line, who: _form(seen="open"),
    "table": lambda world, line, who: _form(file=_named(world.table)),
    "answers": lambda world, line, who: _form(viec="xem-truoc"),
    "preview": lambda world, line, who: _form(dau=world.answers.mark, seen=f"{world.cell}=", tong=""),
    "removal": lambda world, line, who: _form(xoa=""),
    "demand": lambda world, line, who: _json({"base": "equal", "total": "10"}),
    "password": lambda world, line, who: _form(new_password1=PASSWORD, new_password2=PASSWORD),
    "step": lambda world, line, who: _form(tu="draft", den="submitted"),
    "period": lambda world, line, who: _form(name="Sau lũ", kind="ad_hoc"),
    "invite": lambda world, line, who: _form(viec="moi"),
    "accept": lambda world, line, who: _form(viec="chap-nhan", thay="submitted"),
    "accept-all": lambda world, line, who: _form(
        ky=world.handed_in.period.code, viec="tat-ca", thay=str(world.district.pk)
    ),
    "words": lambda world, line, who: _form(number="", symbol="BC-UBND", issued_on="", summary="Đã báo cáo", seen=""),
    "file": lambda world, line, who: _form(**{"dinh-dang": "csv", "ban": "giay"}),
    "workbook": lambda world, line, who: _form(tep=SimpleUploadedFile("bieu.xlsx", b"khong phai zip")),
    "package": lambda world, line, who: _form(tep=SimpleUploadedFile("ke-hoach.zip", write_package(world.plan))),
    "more-time": lambda world, line, who: _form(locality=world.district.pk, until="2021-07-20", reason="Mưa lũ"),
}

# Sessions come and go with signing in, and the log grows with each refusal.
_KEPT_BY_ALL = {model._meta.db_table for model in (Session, UserSession, AuditEvent)}
_WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables into which something is written meanwhile, as the database is told."""
    written: set[str] = set()

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if found := _WRITING.match(sql):
            written.update({found[1]} - _KEPT_BY_ALL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
