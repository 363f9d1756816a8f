"""Rule (plan-states): which step follows which, who takes it, and what the log says of it."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from plans.enums import PlanState
from plans.life_cycle import StepRefused, move
from plans.models import Plan
from tests.cast import gather
from tests.entering import enter
from tests.factories import PlanFactory, UserFactory

DRAFT, SUBMITTED, ISSUED, CLOSED = PlanState
ALLOWED = {(DRAFT, SUBMITTED), (SUBMITTED, DRAFT), (SUBMITTED, ISSUED), (ISSUED, CLOSED)}


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def plan(cast):
    day = datetime.date(2026, 3, 7)
    return PlanFactory(locality=cast.province, code="lao-cai-2026", number="12", issued_on=day, state=SUBMITTED)


def stored_state(plan):
    return Plan.objects.get(pk=plan.pk).state


@pytest.mark.parametrize("after", PlanState, ids=str)
@pytest.mark.parametrize("before", PlanState, ids=str)
def test_steps(before, after, plan, cast):
    Plan.objects.filter(pk=plan.pk).update(state=before)

    if (before, after) in ALLOWED:
        assert move(plan, seen=before, to=after, by=cast.editor).state == after
    else:
        with pytest.raises(StepRefused, match="không chuyển được như vậy"):
            move(plan, seen=before, to=after, by=cast.editor)

    assert stored_state(plan) == (after if (before, after) in ALLOWED else before)


def test_step_leaves_a_row_in_the_log(plan, cast, client):
    enter(client, cast.editor).post(page(plan), {"tu": "submitted", "den": "issued"})

    event = AuditEvent.objects.get(kind="state_changed")
    assert (event.subject, event.details) == ("lao-cai-2026", {"state": ["submitted", "issued"]})
    assert (event.happened_by, event.place) == (cast.editor, cast.province)


@pytest.mark.parametrize("lacks", [{"number": ""}, {"issued_on": None}, {"issued_precision": "month"}], ids=str)
def test_issued_with_number_and_day_only(lacks, plan, cast):
    Plan.objects.filter(pk=plan.pk).update(**lacks)

    with pytest.raises(StepRefused, match="chưa ghi số và ngày, tháng, năm ban hành"):
        move(plan, seen=SUBMITTED, to=ISSUED, by=cast.editor)
    assert stored_state(plan) == SUBMITTED


def test_of_two_at_once_the_second_is_told(plan, cast):
    move(plan, seen=SUBMITTED, to=DRAFT, by=cast.editor)

    with pytest.raises(StepRefused, match="vừa được người khác đổi thành “dự thảo”"):
        move(plan, seen=SUBMITTED, to=ISSUED, by=cast.editor)


def page(plan):
    return reverse("plan-state", args=[plan.code])


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 200), ("leader", 403), ("officer", 403), ("outsider", 404), ("administrator", 200)]
)
def test_who_opens_the_page_and_moves_the_plan(who, status, plan, cast, client):
    enter(client, getattr(cast, who))

    assert client.get(page(plan)).status_code == status
    response = client.post(page(plan), {"tu": "submitted", "den": "issued"})

    assert response.status_code == (302 if status == 200 else status)
    assert stored_state(plan) == (ISSUED if status == 200 else SUBMITTED)


def test_editor_of_a_district_does_not_move_the_plan_of_the_province(plan, cast, client):
    enter(client, UserFactory(editor=True, locality=cast.district))

    assert client.post(page(plan), {"tu": "submitted", "den": "issued"}).status_code == 403


def test_page_says_what_is_missing(plan, cast, client):
    Plan.objects.filter(pk=plan.pk).update(number="")
    enter(client, cast.editor)

    assert "chưa ghi số và ngày" in client.get(page(plan)).text
    response = client.post(page(plan), {"tu": "submitted", "den": "issued"}, follow=True)
    assert "chưa ghi số và ngày" in response.text
    assert stored_state(plan) == SUBMITTED


@pytest.mark.parametrize("data", [{}, {"tu": "x", "den": "issued"}, {"tu": "submitted", "den": "<b>"}], ids=str)
def test_odd_step_is_refused_in_words(data, plan, cast, client):
    response = enter(client, cast.editor).post(page(plan), data, follow=True)

    assert response.redirect_chain == [(page(plan), 302)]
    assert "Trạng thái vừa được" in response.text or "không chuyển được" in response.text
    assert stored_state(plan) == SUBMITTED


def test_plan_page_offers_the_step_to_those_who_may(plan, cast, client):
    assert page(plan) in enter(client, cast.editor).get(plan.get_absolute_url()).text
    assert page(plan) not in enter(client, cast.leader).get(plan.get_absolute_url()).text


def test_closed_plan_has_no_further_step(plan, cast, client):
    Plan.objects.filter(pk=plan.pk).update(state=CLOSED)
    enter(client, cast.editor)

    assert "không còn bước nào" in client.get(page(plan)).text
    assert page(plan) not in client.get(plan.get_absolute_url()).text
