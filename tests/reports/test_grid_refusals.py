"""Who changes the page in their browser: forged cells are told why, and a script is told why the account may not."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from accounts.permissions import ROLE_PERMISSIONS
from targets.enums import Stage
from tests.entering import enter
from tests.factories import LocalityFactory, SuccessionFactory, TargetFactory, UserFactory
from tests.reports.allocation import World, last_years
from tests.targets.sheet import Sheet
from tests.targets.world import history, stored

pytestmark = pytest.mark.django_db

SCRIPT = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
NO_ENTRY = "Tài khoản không có quyền nhập chỉ tiêu của kế hoạch này."
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."
NOT_HERE = "Ô không thuộc phụ lục này."


@pytest.fixture
def sheet(db):
    """The neighbour's figures stand in the table: 77 assigned, 78 proposed."""
    sheet = Sheet()
    for value, stage in ((77, Stage.ASSIGNED), (78, Stage.PROPOSED)):
        TargetFactory(
            plan=sheet.plan,
            locality=sheet.neighbour,
            indicator=sheet.indicators["persons"],
            value=value,
            stage=stage,
        )
    return sheet


def signed_in(user) -> Client:
    client = Client()
    enter(client, user)
    return client


def told(response) -> list[str]:
    """The list of reasons above the form."""
    (block,) = re.findall(r'role="alert">(.*?)</div>', response.content.decode(), re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", block, re.DOTALL)
    return [unescape(" ".join(re.sub(r"<[^>]+>", "", item).split())) for item in items]


def district_editor(sheet):
    return UserFactory(editor=True, locality=sheet.cast.district)


# The plain form


@pytest.mark.parametrize("who", ["officer", "district editor"])
@pytest.mark.parametrize("seen", ["", "eq:77:", "eq:78:"])
def test_plain_form_with_a_cell_of_another_district(sheet, who, seen):
    user = sheet.cast.officer if who == "officer" else district_editor(sheet)
    key, before = sheet.key("neighbour"), stored()

    response = signed_in(user).post(sheet.page, {"seen": f"{key}={seen}", key: "5", sheet.key("district"): "6"})

    assert response.status_code == 422
    assert told(response) == [f"Ô không có trong bảng này: {OUTSIDE}"]
    assert "77" not in told(response)[0]
    assert (stored(), history()) == (before, [])


@pytest.mark.parametrize("key", ["0.{column}", "999999.{column}", "{row}.999999"])
def test_plain_form_with_a_cell_that_nobody_offered(sheet, key):
    forged = key.format(row=sheet.rows["district"].pk, column=sheet.columns["persons"].pk)
    before = stored()

    response = signed_in(sheet.cast.officer).post(sheet.page, {"seen": "", forged: "5"})

    assert response.status_code == 422
    assert told(response) == [f"Ô không có trong bảng này: {NOT_HERE}"]
    assert (stored(), history()) == (before, [])


def test_reasons_of_shown_cells_still_lead_to_them(sheet):
    key = sheet.key("district")

    response = signed_in(sheet.cast.editor).post(sheet.page, {"seen": "", key: "năm", "999999.1": "5"})

    assert len(told(response)) == 2
    assert told(response)[0].startswith("Huyện Bát Xát, Chỉ tiêu, Số người: ")
    assert told(response)[1] == f"Ô không có trong bảng này: {NOT_HERE}"
    assert f'href="#o{key}"' in response.content.decode()


def test_plain_form_of_another_province(sheet):
    before = stored()

    response = signed_in(sheet.cast.outsider).post(sheet.page, {"seen": "", sheet.key("district"): "5"})

    assert response.status_code == 404
    assert stored() == before


# The script's address


@pytest.mark.parametrize("who", ["officer", "district editor"])
def test_script_with_a_cell_of_another_district(sheet, who):
    user = sheet.cast.officer if who == "officer" else district_editor(sheet)
    key, before = sheet.key("neighbour"), stored()

    response = batch(user, sheet, [[key, "eq:77:", "5"], [sheet.key("district"), "", "6"]])

    assert response.status_code == 422
    assert response.json()["refused"][key]["reason"] == OUTSIDE
    assert response.json()["now"] == {}
    assert '"77"' not in response.content.decode()
    assert (stored(), history()) == (before, [])


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("outsider", 404)])
def test_script_of_those_who_may_not(sheet, who, status):
    before = stored()

    response = batch(getattr(sheet.cast, who), sheet, [[sheet.key("district"), "", "5"]])

    assert response.status_code == status
    assert stored() == before


def batch(user, sheet, cells):
    body = json.dumps({"by": user.pk, "cells": cells})
    return signed_in(user).post(f"{sheet.page}o/", body, content_type="application/json", **SCRIPT)


# Reasons of a 403


@pytest.mark.parametrize("address", ["o/", "lich-su/?o={key}", "phan-bo/?cot={column}"])
def test_script_is_told_why_the_account_may_not(sheet, address):
    url = sheet.page + address.format(key=sheet.key("district"), column=sheet.columns["persons"].pk)
    client = signed_in(sheet.cast.leader)

    response = client.post(url, "{}", content_type="application/json", **SCRIPT) if address == "o/" else None
    response = response or client.get(url, **SCRIPT)

    sentence = "Tài khoản không được sửa chỉ tiêu của kế hoạch này, hoặc kế hoạch đã ban hành."
    assert response.status_code == 403
    assert response.json() == {"error": sentence if "phan-bo" in address else NO_ENTRY}


def test_person_is_told_why_the_account_may_not(sheet):
    response = signed_in(sheet.cast.leader).get(sheet.page)

    assert response.status_code == 403
    assert NO_ENTRY in response.content.decode()


def test_reason_of_a_403_is_escaped(sheet, monkeypatch):
    monkeypatch.setattr("reports.grid_views._", lambda text: "<script>alert(1)</script>")

    response = signed_in(sheet.cast.leader).get(sheet.page)

    assert response.status_code == 403
    assert "<script>alert(1)" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_403_without_a_reason_has_the_general_sentence_alone(sheet):
    page = signed_in(sheet.cast.editor).get("/accounts/user/").content.decode()

    assert "Tài khoản đang dùng không có quyền cho việc này." in page
    assert "callout--info" not in page


def test_plan_page_without_the_right_says_so(sheet, monkeypatch):
    monkeypatch.setitem(ROLE_PERMISSIONS, "leader", frozenset())

    response = signed_in(sheet.cast.leader).get(sheet.plan.get_absolute_url())

    assert response.status_code == 403
    assert "Tài khoản không có quyền xem kế hoạch." in response.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_grid_answers_reading_and_the_form_alone(sheet, method):
    assert getattr(signed_in(sheet.cast.editor), method)(sheet.page).status_code == 405


def test_grid_answers_a_question_for_its_head(sheet):
    assert signed_in(sheet.cast.editor).head(sheet.page).status_code == 200


# Allocation reads last year's plans, of its own locality alone


def test_no_plan_but_that_of_the_locality_is_a_source_of_allocation():
    world = World()
    foreign = last_years(world, locality=world.cast.other_province, code="tinh-khac")
    world.target(5_551, row=world.rows[0], plan=foreign)
    client = signed_in(world.cast.editor)
    demands = [
        {"base": "last-target"},
        {"base": foreign.code},
        {"base": f"last-target:{foreign.pk}"},
        {"base": "last-target", "plan": foreign.code, "source": foreign.pk},
    ]

    answers = [
        client.post(
            f"{world.url}&plan={foreign.code}", json.dumps({"total": "100", **demand}), content_type="application/json"
        )
        for demand in demands
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert not any("5.551" in answer.content.decode() for answer in answers)
    assert "5.551" not in client.get(f"{world.url}&plan={foreign.code}").content.decode()


def test_plan_of_a_predecessor_is_a_source_though_it_is_out_of_reach():
    """Its figures passed into this year's; who may edit the plan reads them, and only for that."""
    world = World()
    gone = LocalityFactory(ended=True)
    SuccessionFactory(predecessor=gone, successor=world.plan.locality)
    before = last_years(world, locality=gone)
    for row in world.rows:
        world.target(7, row=row, plan=before)
    client = signed_in(world.cast.editor)

    assert "last-target" in world.bases()
    assert client.get(before.get_absolute_url()).status_code == 404
