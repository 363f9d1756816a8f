"""Script in every text field, and every page that shows it: it is shown as typed and is never anything else."""

import json
import re

import pytest
from django.test import Client

from targets.reporting import report_lines
from tests.cast import gather
from tests.entering import enter
from tests.factories import (
    ActivityFactory,
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    PeriodFactory,
    PlanFactory,
    ResultFactory,
    RowFactory,
    SubmissionFactory,
    TargetChangeFactory,
    TargetFactory,
)
from tests.report_factories import (
    ExtensionFactory,
    JobFileFactory,
    NarrativeFactory,
    ResultChangeFactory,
    SubmissionStepFactory,
)
from tests.security.pages import Audit
from tests.security.texts import numbered, poison_all, typed_fields
from tests.shell.rows import ALL_LISTS, list_url, make_row, page_url

pytestmark = pytest.mark.django_db

ATTACKS = {
    "element": ("'\"></script><script>alert(1)</script>", "</script><script>", "</script"),
    "attribute": ("'\"><img src=x onerror=alert(1)>", "\" onload=alert(1) x='", "'\"><img>"),
    "template": ("{{7*7}}{% now 'Y' %}${7*7}", "{{7*7}}"),
}
each_attack = pytest.mark.parametrize("attack", ATTACKS)


class World:
    """A row of every list and a plan with annexes, all poisoned with one attack."""

    def __init__(self) -> None:
        self.cast = gather()
        self.plan = PlanFactory(code="ke-hoach", locality=self.cast.province)
        self.table = AnnexFactory(plan=self.plan, number=1, notes="x", total_number="A")
        self._columns(self.table)
        group = ColumnFactory(annex=self.table, group=True, position=7)
        facility = FacilityFactory(locality=self.cast.district)
        self.column = ColumnFactory(annex=self.table, parent=group, position=8, facility=facility)
        self.row = RowFactory(annex=self.table, locality=self.cast.district)
        RowFactory(annex=self.table, heading=True)
        self._figures(facility)
        listed = AnnexFactory(plan=self.plan, number=2, list=True)
        self._columns(listed, indicator=None)
        RowFactory(annex=listed, locality=None, indicator=IndicatorFactory())
        RowFactory(annex=listed, locality=None, activity=ActivityFactory(plan=self.plan))
        self.written = self._written(facility)
        self.rows = [make_row(model, self.plan, self.cast.district) for model in ALL_LISTS]
        self.judged = self._judged()
        self.jobs = [
            JobFileFactory(job__created_by=self.cast.administrator, job__state=state, job__reason="x").job
            for state in ("running", "failed", "done")
        ]

    def _columns(self, annex, **figure) -> None:
        for position, role in enumerate(("index", "name", "unit"), start=1):
            ColumnFactory(annex=annex, role=role, indicator=None, position=position)
        ColumnFactory(annex=annex, position=4, **figure)

    def _figures(self, facility) -> None:
        cell = {"plan": self.plan, "indicator": self.column.indicator, "facility": facility}
        TargetFactory(**cell, value=100)
        TargetFactory(**cell, locality=self.cast.district, value=60)
        TargetChangeFactory(**cell, locality=self.cast.district, changed_by=self.cast.editor)

    def _judged(self):
        """A report that came back and came again, with more time given for it."""
        report = SubmissionFactory(period__plan=self.plan, locality=self.cast.district, state="submitted")
        by = self.cast.editor
        SubmissionStepFactory(submission=report, after="returned", reason="x", taken_by=by)
        ExtensionFactory(period=report.period, locality=self.cast.district, granted_by=by)
        NarrativeFactory(period=report.period, number="1", summary="x")
        return report

    @property
    def period_pages(self) -> str:
        return f"/ke-hoach/ke-hoach/ky/{self.judged.period.code}/"

    def _written(self, facility) -> str:
        """The address of a report that was sent back, with a note on its first cell and the history of that note."""
        where = {"period": PeriodFactory(plan=self.plan, code="ky-bao-cao"), "locality": self.cast.district}
        submission = SubmissionFactory(**where, state="returned")
        SubmissionStepFactory(submission=submission, before="submitted", after="returned", reason="x")
        cell = {"submission": submission, "indicator": self.column.indicator, "facility": facility}
        ResultFactory(**cell, note="x")
        ResultChangeFactory(**cell, old_note="x", new_note="y")
        return f"/ke-hoach/ke-hoach/ky/ky-bao-cao/dia-ban/{self.cast.district.pk}/"

    @property
    def note(self) -> str:
        """The key of the note of that cell."""
        keys = [line.key for line in report_lines(self.plan)]
        return f"{keys.index((self.column.indicator_id, self.column.facility_id)) + 1}.2"

    @property
    def cell(self) -> str:
        return f"{self.row.pk}.{self.column.pk}"


@pytest.fixture
def world(attack):
    found = World()
    found.texts = {str(field): numbered(field, *ATTACKS[attack]) for field in typed_fields()}
    poison_all(lambda field: found.texts[str(field)])
    found.texts["localities.Locality.code"] = "x<"
    for row in found.rows:
        row.refresh_from_db()
    return found


def client_of(user) -> Client:
    client = Client(raise_request_exception=True)
    enter(client, user)
    return client


def audited(response) -> Audit:
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "text/html; charset=utf-8"
    found = Audit(response.content.decode())
    assert found.faults == [], response.request["PATH_INFO"]
    return found


def addresses(world) -> list[str]:
    """Each page that shows rows."""
    lists = [list_url(model) for model in ALL_LISTS]
    rows = [page_url(row, page) for row in world.rows for page in ("change", "delete", "history")]
    annexes = [f"/ke-hoach/ke-hoach/phu-luc/{number}/nhap/" for number in ("I", "II")]
    history = f"{annexes[0]}lich-su/?o={world.cell}"
    plan = "/ke-hoach/ke-hoach/"
    jobs = ["/cong-viec/", *(f"/cong-viec/{job.pk}/" for job in world.jobs)]
    shell = ["/", "/plans/", "/targets/", *lists, *rows, *jobs]
    return [*shell, plan, *annexes, history, *reports(world), *_calendar(world)]


def reports(world) -> list[str]:
    """The board, the pages of a period, those of a report for who judges it and for who writes it."""
    review = f"dia-ban/{world.cast.district.pk}/duyet/"
    pages = ("khoa/", "gia-han/", review, "ket-qua/", "bao-cao-tong-hop/")
    written = [world.written, f"{world.written}nop/", f"{world.written}lich-su/?o={world.note}"]
    return ["/ke-hoach/ke-hoach/bao-cao/", *(f"{world.period_pages}{page}" for page in pages), *written]


def _calendar(world) -> list[str]:
    """The periods of the plan, a preview of others, and the forms of one."""
    page = "/ke-hoach/ke-hoach/lich-bao-cao/"
    code = world.plan.periods.first().code
    return [page, f"{page}lap/?preset=decree_09&kinds=half", f"{page}{code}/sua/", f"{page}{code}/xoa/"]


@each_attack
def test_every_page_shows_text_as_text(world, attack):
    client, editor = client_of(world.cast.administrator), client_of(world.cast.editor)
    said = []
    for url in addresses(world):
        response = client.get(url)
        if response.status_code == 200:
            said.append(audited(response).text)
    allocation = f"/ke-hoach/ke-hoach/phu-luc/I/nhap/phan-bo/?cot={world.column.pk}"
    said += [audited(editor.get(url)).text for url in ("/ke-hoach/ke-hoach/phu-luc/I/nhap/", allocation)]

    assert len(said) > 60
    everything = "\n".join(said)
    assert {name for name, text in world.texts.items() if text not in everything} == set()


@each_attack
def test_forms_that_are_refused_show_what_was_typed_as_text(world, attack):
    client = client_of(world.cast.administrator)
    typed = ATTACKS[attack][0]
    shown = 0
    for row in world.rows:
        form = client.get(page_url(row))
        if form.status_code != 200 or "adminform" not in form.context:
            continue
        names = form.context["adminform"].form.fields
        response = client.post(page_url(row), dict.fromkeys(names, typed))
        if response.status_code == 200:
            shown += typed in audited(response).text
    assert shown > 10


@each_attack
def test_questions_in_the_address_are_text(world, attack):
    client = client_of(world.cast.administrator)
    typed = ATTACKS[attack][0]

    for model in ALL_LISTS:
        assert typed in audited(client.get(list_url(model), {"q": typed})).text
    for name in ("o", "p", "id", "all", typed):
        audited(client.get("/plans/plan/", {name: typed}, follow=True))


@each_attack
def test_message_after_a_save_is_text(world, attack):
    client = client_of(world.cast.administrator)
    recipient = next(row for row in world.rows if row._meta.model_name == "recipient")
    typed = f"Nơi nhận {ATTACKS[attack][0]}"

    data = {"plan": recipient.plan_id, "position": recipient.position, "name": typed}
    response = client.post(page_url(recipient), data, follow=True)

    assert response.redirect_chain != []
    assert [typed in str(message) or "&" in str(message) for message in response.context["messages"]] == [True]
    assert typed in audited(response).text


@each_attack
@pytest.mark.parametrize(
    "path",
    ["/ke-hoach/{}/", "/{}/", "/plans/plan/{}/change/", "/ke-hoach/ke-hoach/phu-luc/{}.pdf", "/autocomplete/?term={}"],
)
def test_error_pages_repeat_nothing_as_markup(world, attack, path):
    client = client_of(world.cast.leader)

    response = client.get(path.format(ATTACKS[attack][0].replace("/", "%2F").replace("%2F", "")))

    if response.status_code != 302:
        assert response.status_code in {403, 404}
        audited(response)


@each_attack
def test_refusals_of_the_grid_are_json_or_text(world, attack):
    editor = client_of(world.cast.editor)
    typed = ATTACKS[attack][0]
    url = "/ke-hoach/ke-hoach/phu-luc/I/nhap/"
    body = {"by": world.cast.editor.pk, "cells": [[world.cell, "", typed], [typed, "", "1"]]}

    answer = editor.post(f"{url}o/", json.dumps(body), content_type="application/json")
    preview = editor.post(
        f"{url}phan-bo/?cot={world.column.pk}",
        json.dumps({"base": typed, "total": typed}),
        content_type="application/json",
    )

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert typed in json.dumps(answer.json(), ensure_ascii=False) or typed in answer.json()["refused"]
    audited(preview)
    audited(editor.get(f"{url}lich-su/", {"o": world.cell}, headers={"X-Requested-With": "XMLHttpRequest"}))


@each_attack
def test_form_of_the_grid_without_script_shows_refused_text_as_text(world, attack):
    editor = client_of(world.cast.editor)
    url = "/ke-hoach/ke-hoach/phu-luc/I/nhap/"
    names = re.findall(r'<input[^>]* name="([^"]+)"', editor.get(url).content.decode())

    response = editor.post(url, dict.fromkeys(names, ATTACKS[attack][0]))

    assert response.status_code in {200, 422}
    audited(response)


@each_attack
def test_words_of_a_report_that_are_refused_come_back_as_text(world, attack):
    typed = ATTACKS[attack][0]

    page = client_of(world.cast.editor).post(
        f"{world.period_pages}bao-cao-tong-hop/", {"symbol": typed, "number": typed, "summary": f"{typed} [a:b]"}
    )

    assert page.status_code == 422
    assert typed in audited(page).text


@each_attack
def test_forms_about_reports_show_refused_text_as_text(world, attack):
    editor, typed = client_of(world.cast.editor), ATTACKS[attack][0]
    board, extend, review = (reports(world)[index] for index in (0, 2, 3))

    for response in (
        editor.get(board, {"ten": typed}),
        editor.post(extend, {"reason": typed, "until": typed}),
        editor.post(review, {"viec": "tra-lai", "thay": "submitted", "reason": typed * 20}),
    ):
        assert response.status_code == 200
        assert typed in audited(response).text


@each_attack
def test_autocomplete_is_json(world, attack):
    client = client_of(world.cast.administrator)
    question = {"app_label": "plans", "model_name": "plan", "field_name": "locality", "term": ""}

    response = client.get("/autocomplete/", question)

    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert world.texts["localities.Locality.name"] in {row["text"] for row in response.json()["results"]}


@each_attack
def test_names_of_downloads_are_ours(world, attack):
    client = client_of(world.cast.administrator)

    plain = client.get("/ke-hoach/ke-hoach/phu-luc/I.pdf")
    electronic = client.get("/ke-hoach/ke-hoach/phu-luc/2.pdf", {"ban": "dien-tu"})

    assert plain["Content-Disposition"] == 'attachment; filename="ke-hoach-phu-luc-I.pdf"'
    assert electronic["Content-Disposition"] == 'attachment; filename="ke-hoach-phu-luc-II-ban-dien-tu.pdf"'
    assert (plain["Content-Type"], plain["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<script src=//x></script>",
        '<p onclick="x">',
        "<img src=x>",
        "<img>",
        "<svg>",
        "<svg onload=x class=a>",
        '<a href=" java\nscript:x">',
        "<b>",
        "<!-- x -->",
        '<p style="x">',
        '<script type="application/json">{"a": "<"}</script>',
    ],
)
def test_audit_finds(markup):
    """Else the tests above could not fail."""
    assert Audit(f'<!DOCTYPE html><html lang="vi"><p>{markup}</p>').faults != []
