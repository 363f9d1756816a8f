"""Who may open and change what in the shell: every list × every role."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from accounts.enums import Permission, Role
from accounts.models import AuditEvent, User
from targets.models import Annex, Column, Row, TargetChange
from tests.factories import PlanFactory, ResultFactory, SubmissionFactory
from tests.shell.rows import (
    ALL_LISTS,
    CATALOGUES,
    PLAN_LISTS,
    REPORT_LISTS,
    TARGET_LISTS,
    list_url,
    make_row,
    page_url,
)

ADMINISTRATOR, EDITOR, OFFICER, LEADER = Role.ADMINISTRATOR, Role.EDITOR, Role.OFFICER, Role.LEADER
SEES = {"list": 200, "add": 403, "change": 200, "save": 403, "delete": 403, "history": 200}
WRITES = {"list": 200, "add": 200, "change": 200, "save": 200, "delete": 200, "history": 200}
NOTHING = dict.fromkeys(SEES, 403)
# The officer works below the plan's locality: its definitions are not theirs to see.
ABOVE = {"list": 200, "add": 403, "change": 404, "save": 404, "delete": 404, "history": 404}

# An empty form is posted to "save": 200 is the form again, with its errors.
MATRIX = {
    **dict.fromkeys(
        [*PLAN_LISTS, *TARGET_LISTS, *REPORT_LISTS],
        {ADMINISTRATOR: WRITES, EDITOR: WRITES, OFFICER: SEES, LEADER: SEES},
    ),
    **dict.fromkeys(CATALOGUES, {ADMINISTRATOR: WRITES, EDITOR: SEES, OFFICER: SEES, LEADER: SEES}),
    **dict.fromkeys([Annex, Column, Row], {ADMINISTRATOR: WRITES, EDITOR: WRITES, OFFICER: ABOVE, LEADER: SEES}),
    TargetChange: dict.fromkeys(Role, SEES),
    User: {ADMINISTRATOR: WRITES, EDITOR: NOTHING, OFFICER: NOTHING, LEADER: NOTHING},
    AuditEvent: {ADMINISTRATOR: SEES, EDITOR: NOTHING, OFFICER: NOTHING, LEADER: NOTHING},
    LogEntry: {ADMINISTRATOR: SEES, EDITOR: NOTHING, OFFICER: NOTHING, LEADER: NOTHING},
}


def statuses(client, row):
    base = list_url(type(row))
    return {
        "list": client.get(base).status_code,
        "add": client.get(f"{base}add/").status_code,
        "change": client.get(page_url(row)).status_code,
        "save": client.post(page_url(row), {"plan": "x", "name": ""}).status_code,
        "delete": client.get(page_url(row, "delete")).status_code,
        "history": client.get(page_url(row, "history"), follow=True).status_code,
    }


def test_matrix_names_every_list():
    assert set(admin.site._registry) == set(MATRIX) == set(ALL_LISTS)


def test_every_list_asks_for_permissions_that_exist():
    asked = {
        permission
        for model_admin in admin.site._registry.values()
        for permission in (model_admin.view_permission, model_admin.edit_permission)
    }
    assert asked - {""} <= set(Permission)
    assert all(model_admin.view_permission for model_admin in admin.site._registry.values())


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("model", MATRIX, ids=lambda model: model.__name__)
def test_rights(model, role, cast, plan, district, sign_in):
    row = make_row(model, plan, district)

    assert statuses(sign_in(getattr(cast, role)), row) == MATRIX[model][role]


@pytest.mark.parametrize("model", [*PLAN_LISTS, *TARGET_LISTS], ids=lambda model: model.__name__)
def test_issued_plan_is_read_only(model, province, district, editor, sign_in):
    row = make_row(model, PlanFactory(locality=province, issued=True), district)

    assert statuses(sign_in(editor), row) == {**SEES, "add": 200}


@pytest.mark.parametrize("model", REPORT_LISTS, ids=lambda model: model.__name__)
def test_reports_go_on_after_the_plan_is_issued(model, province, district, editor, sign_in):
    row = make_row(model, PlanFactory(locality=province, issued=True), district)

    assert statuses(sign_in(editor), row) == WRITES


@pytest.mark.parametrize("role", [ADMINISTRATOR, EDITOR], ids=str)
def test_what_a_locality_reports_is_read_only(role, cast, plan, district, sign_in):
    """It is written by those who report and judged on the page of the report."""
    report = SubmissionFactory(period__plan=plan, locality=district)
    client = sign_in(getattr(cast, role))

    assert statuses(client, report) == statuses(client, ResultFactory(submission=report)) == {**SEES, "add": 200}


@pytest.mark.parametrize("model", ALL_LISTS, ids=lambda model: model.__name__)
def test_anonymous_is_sent_to_the_login_page(model, db, client):
    response = client.get(list_url(model))

    assert (response.status_code, response.url) == (302, f"/tai-khoan/dang-nhap/?next={list_url(model)}")


def test_superuser_flag_gives_no_right(leader, sign_in):
    leader.is_superuser = leader.is_staff = True
    leader.save()

    assert sign_in(leader).get("/accounts/user/").status_code == 403


def test_blocked_account_is_out(editor, sign_in):
    client = sign_in(editor)
    editor.is_active = False
    editor.save()

    assert client.get("/plans/plan/").status_code == 302
