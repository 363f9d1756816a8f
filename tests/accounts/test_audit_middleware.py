"""What the log notices by itself: downloads after the answer, refusals, forged forms, rows outside."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client

from accounts.models import AuditEvent
from tests.cast import gather
from tests.entering import enter
from tests.factories import PASSWORD, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def plan(cast):
    return PlanFactory(locality=cast.province, code="lao-cai-2021")


def client_of(user, **options):
    client = Client(**options)
    enter(client, user)
    return client


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("kind", "path", "details"))


def test_page_within_reach_leaves_no_event(cast, plan):
    assert client_of(cast.leader).get("/ke-hoach/lao-cai-2021/").status_code == 200

    assert events() == []


def test_refused_page_is_remembered(cast, plan):
    assert client_of(cast.leader).get("/accounts/user/?q=abc").status_code == 403

    details = {"status": 403, "method": "GET", "route": "admin:accounts_user_changelist"}
    assert events() == [("access_refused", "/accounts/user/", details)]
    event = AuditEvent.objects.get()
    assert (event.happened_by, event.place, event.address) == (cast.leader, cast.province, "127.0.0.1")


def test_refused_form_is_remembered(cast, plan):
    assert client_of(cast.leader).post(f"/plans/plan/{plan.pk}/change/", {"subject": "850"}).status_code == 403

    details = {"status": 403, "method": "POST", "route": "admin:plans_plan_change"}
    assert events() == [("access_refused", f"/plans/plan/{plan.pk}/change/", details)]


def test_row_outside_is_remembered_as_not_found(cast, plan):
    assert client_of(cast.outsider).get("/ke-hoach/lao-cai-2021/").status_code == 404

    assert events() == [
        ("not_found", "/ke-hoach/lao-cai-2021/", {"status": 404, "method": "GET", "route": "plan"}),
    ]
    assert AuditEvent.objects.get().place == cast.other_province


@pytest.mark.parametrize("url", ["/khong-co/", "/favicon.ico", "/ke-hoach/"])
def test_unknown_address_is_a_typing_error(url, cast):
    assert client_of(cast.leader).get(url).status_code == 404

    assert events() == []


@pytest.mark.parametrize("url", ["/ke-hoach/lao-cai-2021/", "/khong-co/", "/accounts/user/"])
def test_somebody_unknown_leaves_no_event(url, plan):
    Client().get(url)

    assert events() == []


@pytest.fixture
def forged():
    """A browser that sends forms which did not come from our own page."""
    cache.clear()
    yield Client(enforce_csrf_checks=True)
    cache.clear()


def test_forged_form_of_somebody_unknown_is_remembered_once_an_address(forged, db):
    for address in ["203.0.113.7", "203.0.113.7", "203.0.113.8"]:
        form = {"username": "mat-khau-go-nham", "password": "x"}
        assert forged.post("/login/", form, REMOTE_ADDR=address).status_code == 403

    details = {"status": 403, "method": "POST", "route": "admin:login", "forged": True}
    assert events() == [("access_refused", "/login/", details)] * 2
    assert [event.address for event in AuditEvent.objects.order_by("pk")] == ["203.0.113.7", "203.0.113.8"]
    assert {event.happened_by for event in AuditEvent.objects.all()} == {None}


def test_forged_form_of_somebody_signed_in_is_remembered_each_time(forged, cast):
    enter(forged, cast.editor)

    for _time in range(2):
        assert forged.post("/plans/plan/add/", {}).status_code == 403

    assert [event.happened_by for event in AuditEvent.objects.all()] == [cast.editor] * 2


def test_wrong_password_is_no_refusal(db):
    UserFactory(username="coso", officer=True)

    assert Client().post("/tai-khoan/dang-nhap/", {"login": "coso", "password": f"{PASSWORD}x"}).status_code == 200
    assert [kind for kind, _path, _details in events()] == ["sign_in_failed"]


def test_log_that_cannot_be_written_costs_no_answer(cast, plan, monkeypatch, capsys):
    def broken(*_arguments, **_options):
        raise DatabaseError("full")

    monkeypatch.setattr("accounts.audit.AuditEvent.objects.bulk_create", broken)

    assert client_of(cast.leader).get("/accounts/user/").status_code == 403
    assert "The log of the system could not be written." in capsys.readouterr().out


def test_each_request_has_an_id_of_its_own(cast):
    client = client_of(cast.leader)

    ids = {client.get("/").wsgi_request.id for _time in range(3)}

    assert len(ids) == 3
    assert {len(one) for one in ids} == {32}
