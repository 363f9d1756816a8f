"""What the tests of the allocation helper share: a small world, and short ways to ask and to look."""

import json
import re

from django.urls import reverse

from plans.models import Plan
from reports.allocation import load_sheet
from reports.lookup import annexes_of
from targets.enums import SubmissionState
from tests.cast import gather
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    LocalityFactory,
    PlanFactory,
    ResultFactory,
    RowFactory,
    SubmissionFactory,
    TargetFactory,
)


class World:
    """A draft plan for 2021 of the cast's province: rows A, B, C; a column that is assigned 100 and one beside it."""

    def __init__(self, size=3, cast=None, **plan):
        self.cast = cast or gather()
        self.plan = PlanFactory(**{"locality": self.cast.province, **plan})
        self.annex = AnnexFactory(plan=self.plan)
        group = ColumnFactory(annex=self.annex, group=True, label="Cai nghiện", position=1)
        self.column = ColumnFactory(annex=self.annex, parent=group, label="Bắt buộc", position=2)
        self.other = ColumnFactory(annex=self.annex, label="Tự nguyện", position=3)
        self.rows = [self.row(f"Huyện {chr(65 + place)}") for place in range(size)]
        self.target(100)

    def row(self, name):
        return RowFactory(
            annex=self.annex, locality=LocalityFactory(district=True, parent=self.plan.locality, name=name)
        )

    def target(self, value, row=None, column=None, plan=None, **more):
        column = column or self.column
        where = row.locality if row else (plan or self.plan).locality
        return TargetFactory(
            plan=plan or self.plan,
            locality=where,
            indicator=column.indicator,
            facility=column.facility,
            value=value,
            **more,
        )

    def result(self, value, row, period, indicator=None):
        submission = SubmissionFactory(period=period, locality=row.locality, state=SubmissionState.ACCEPTED)
        return ResultFactory(submission=submission, indicator=indicator or self.column.indicator, value=value)

    @property
    def url(self):
        return self.url_of(self.column.pk)

    def url_of(self, column):
        return reverse("grid-allocation", args=[self.plan.code, "I"]) + f"?cot={column}"

    def sheet(self):
        (annex,) = annexes_of(Plan.objects.select_related("locality").get(pk=self.plan.pk))
        return load_sheet(annex, str(self.column.pk))

    def bases(self):
        return {base.key: base for base in self.sheet().bases}

    def by_row(self, *texts):
        return {str(row.pk): text for row, text in zip(self.rows, texts, strict=True)}


def ask(client, world, **demand):
    demand = {"base": "equal", "total": "100", **demand}
    return client.post(world.url, json.dumps(demand), content_type="application/json")


def given(response):
    """[(text for the cell, reason)] of each row of a preview; the text is "" in a row that is kept."""
    assert response.status_code == 200, response.content.decode()
    rows = re.findall(r'<tr data-row="\d+"(?: data-value="([^"]*)")?>(.*?)</tr>', response.content.decode(), re.DOTALL)
    return [(value, re.findall(r"<td class=\"allocation__reason\">(.*?)</td>", row)[-1]) for value, row in rows]


def reasons(response, status=422):
    assert response.status_code == status
    page = response.content.decode()
    assert "callout callout--error" in page
    return [reason.replace("&#x27;", "'") for reason in re.findall(r"<li>(.*?)</li>", page)]


def last_years(world, locality=None, **more):
    return PlanFactory(locality=locality or world.plan.locality, year=2020, **more)
