"""One uploaded table on its owner's desk: the file, the annex it is meant for, and what was answered so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from core.workbooks import Book, Sheet, read_workbook
from plans.models import Plan
from plans.permissions import may_edit
from reports.lookup import NotFound, annexes_of, plan_by_code
from reports.models import Job
from targets.free_workbooks.choices import Choices, Fault, faults_of
from targets.free_workbooks.doubts import doubts_of
from targets.free_workbooks.figures import Dash
from targets.free_workbooks.intake import Intake, Options
from targets.free_workbooks.layout import Corrections
from targets.free_workbooks.memory import recall
from targets.free_workbooks.recognition import Recognition, likely_sheet, recognise
from targets.free_workbooks.shape import AnnexShape
from targets.free_workbooks.totals import TotalCheck, check_totals
from targets.models import Annex

MAPPING, PREVIEW = "mapping", "preview"


@dataclass(frozen=True)
class Answers:
    """What the owner said about a table, as the job keeps it. `rows_and_columns`: {"r6": "d12", "k2": "c5"}.

    `region`: rows and columns from 0 where the owner corrected the place of the table. `stage`: the page they are on.
    `refused`: why the last attempt to write was refused.
    """

    sheet: int = 0
    region: Mapping[str, int] = field(default_factory=dict)
    rows_and_columns: Mapping[str, str] = field(default_factory=dict)
    dash: str = Dash.ASKED
    clears_blanks: bool = False
    stage: str = MAPPING
    refused: tuple[str, ...] = ()

    @classmethod
    def of(cls, job: Job) -> "Answers":
        kept = job.outcome
        return cls(**{**kept, "refused": tuple(kept.get("refused", ()))})

    def as_data(self) -> dict[str, Any]:
        plain = {"region": dict(self.region), "rows_and_columns": dict(self.rows_and_columns)}
        return {**vars(self), **plain, "refused": list(self.refused)}

    @property
    def mark(self) -> str:
        """Says for which answers a preview was made."""
        kept = {name: value for name, value in self.as_data().items() if name not in {"stage", "refused"}}
        return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


class FreeDesk:
    """Everything that the pages show of one table; each part is worked out when it is asked for."""

    def __init__(self, job: Job, annex: Annex, answers: Answers | None = None) -> None:
        self.job, self.annex = job, annex
        self.answers = answers or Answers.of(job)
        self.shape = AnnexShape(annex)

    def with_answers(self, **changed: Any) -> "FreeDesk":
        """The same table with other answers; the file is not read again."""
        desk = FreeDesk(self.job, self.annex, replace(self.answers, **changed))
        desk.__dict__["book"] = self.book
        return desk

    @cached_property
    def book(self) -> Book:
        """Raises `UploadRefused`."""
        return read_workbook(self.job.input)

    @property
    def sheet(self) -> Sheet:
        return self.book.sheets[min(self.answers.sheet, len(self.book.sheets) - 1)]

    def likely_sheet(self) -> int:
        return likely_sheet(self.book, self.shape.names.knows)

    @cached_property
    def found(self) -> Recognition | None:
        knowledge = self.shape.knowledge(*recall(self.shape))
        return recognise(self.sheet, knowledge, Corrections(**self.answers.region))

    @cached_property
    def choices(self) -> Choices:
        return Choices.of(self.shape, self.found, self.answers.rows_and_columns)

    @cached_property
    def faults(self) -> list[Fault]:
        if self.found is None:
            return [Fault("", _("Không tìm thấy bảng có tên và số liệu trong trang tính này."))]
        return faults_of(self.shape, self.found, self.choices)

    @cached_property
    def doubts(self) -> list[str]:
        return doubts_of(self.shape, self.found) if self.found else []

    @cached_property
    def intake(self) -> Intake:
        options = Options(self.answers.dash, self.answers.clears_blanks)
        return Intake(self.shape, self.found, self.choices, options)

    @cached_property
    def totals(self) -> list[TotalCheck]:
        return check_totals(self.intake)


def annex_of(job: Job, user: User) -> Annex:
    """The annex that a job's table is for, read as `user` may; 404 where it is gone or out of reach."""
    try:
        plan = plan_by_code(job.params["plan"], Plan.objects.visible_to(user))
    except NotFound as error:
        raise Http404(str(error)) from error
    annex = next((annex for annex in annexes_of(plan) if annex.pk == job.params["annex"]), None)
    if annex is None:
        raise Http404(_("Phụ lục của tệp này không còn trong kế hoạch."))
    return annex


def refuse_closed(user: User, plan: Plan) -> None:
    """In reach without the right to write what the plan assigns, or a plan that is issued: 403."""
    if not may_edit(user, plan):
        raise PermissionDenied(_("Tài khoản không được sửa chỉ tiêu của kế hoạch này, hoặc kế hoạch đã ban hành."))
