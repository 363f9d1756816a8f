"""The list of periods: those that the plan states are written here, the others on the calendar alone."""

import datetime

import pytest

from plans.enums import PlanState
from targets.models import Period
from tests.cast import gather
from tests.entering import enter
from tests.factories import PeriodFactory, PlanFactory, ResultFactory

pytestmark = pytest.mark.django_db
LIST = "/targets/period/"
CALENDAR = "/ke-hoach/lao-cai-thu/lich-bao-cao/"
TYPED = {"code": "a", "name": "Tên mới", "kind": "baseline", "window_from": "01/01/2021", "window_to": "30/06/2021"}


@pytest.fixture
def cast(client):
    found = gather()
    enter(client, found.editor)
    return found


@pytest.fixture
def plan(cast):
    return PlanFactory(locality=cast.province, code="lao-cai-thu")


@pytest.fixture
def stated(plan):
    return PeriodFactory(plan=plan, code="a", baseline=True)


@pytest.fixture
def reporting(plan):
    return PeriodFactory(plan=plan, code="b", name="Đầu năm")


def test_stated_period_is_added_changed_and_deleted(client, plan, stated):
    added = {**TYPED, "plan": plan.pk, "code": "nam-2019"}

    assert client.post(f"{LIST}add/", added).status_code == 302
    assert client.post(f"{LIST}{stated.pk}/change/", {**TYPED, "plan": plan.pk}).status_code == 302
    assert set(Period.objects.values_list("code", "name")) == {("a", "Tên mới"), ("nam-2019", "Tên mới")}
    assert client.post(f"{LIST}{stated.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Period.objects.get().code == "nam-2019"


@pytest.mark.parametrize("kind", ["month", "quarter", "half", "year", "ad_hoc"])
def test_reporting_period_is_neither_added_nor_made_of_a_stated_one(client, plan, stated, kind):
    typed = {**TYPED, "plan": plan.pk, "kind": kind}

    for address in ("add", f"{stated.pk}/change"):
        response = client.post(f"{LIST}{address}/", {**typed, "code": "c"})
        assert response.status_code == 200
        assert "kind" in response.context["adminform"].form.errors
    assert Period.objects.get().kind == "baseline"


def test_reporting_period_is_only_read_and_leads_to_the_calendar(client, plan, reporting):
    page = client.get(f"{LIST}{reporting.pk}/change/")

    assert f'href="{CALENDAR}"' in page.text
    assert 'name="window_from"' not in page.text
    assert client.post(f"{LIST}{reporting.pk}/change/", {**TYPED, "plan": plan.pk}).status_code == 403
    assert Period.objects.get().name == "Đầu năm"


def test_form_says_where_reporting_periods_are_added(client, plan):
    assert (
        "Kỳ mà địa bàn báo cáo được thêm và sửa ở trang “Lịch báo cáo” của kế hoạch." in client.get(f"{LIST}add/").text
    )


@pytest.mark.parametrize("order", ["one", "chosen"])
@pytest.mark.parametrize("used", [True, False], ids=["figures", "unused"])
def test_reporting_period_is_not_deleted(client, reporting, order, used):
    if used:
        ResultFactory(submission__period=reporting)
    chosen = {"action": "delete_selected", "_selected_action": reporting.pk, "post": "yes"}

    if order == "one":
        assert client.post(f"{LIST}{reporting.pk}/delete/", {"post": "yes"}).status_code == 403
    else:
        client.post(LIST, chosen)

    assert Period.objects.count() == 1


def test_stated_period_of_a_closed_plan_stays(client, plan, stated):
    plan.state = PlanState.CLOSED
    plan.save()
    typed = {**TYPED, "plan": plan.pk}

    assert client.post(f"{LIST}{stated.pk}/change/", typed).status_code == 403
    assert client.post(f"{LIST}{stated.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": stated.pk, "post": "yes"})
    response = client.post(f"{LIST}add/", {**typed, "code": "c"})
    assert "plan" in response.context["adminform"].form.errors
    assert Period.objects.get().name == "Năm 2020"


def test_stated_period_is_not_moved_to_a_closed_plan(client, cast, stated):
    closed = PlanFactory(locality=cast.province, closed=True)

    response = client.post(f"{LIST}{stated.pk}/change/", {**TYPED, "plan": closed.pk})

    assert "plan" in response.context["adminform"].form.errors


def test_closed_period_says_so(client, cast, reporting):
    reporting.closed_at = datetime.datetime(2021, 7, 20, 3, tzinfo=datetime.timezone.utc)
    reporting.closed_by = cast.editor
    reporting.save()

    assert "20/7/2021" in client.get(LIST).text
    assert "20/7/2021" in client.get(f"{LIST}{reporting.pk}/change/").text


def test_form_of_the_plan_only_shows_its_periods(client, plan, stated, reporting):
    page = client.get(f"/plans/plan/{plan.pk}/change/").text

    assert "Đầu năm" in page
    assert 'name="periods-0-window_from"' not in page
    assert 'name="periods-__prefix__-window_from"' not in page


def test_unused_periods_go_with_their_plan_and_used_ones_keep_it(client, plan, reporting):
    result = ResultFactory(submission__period=reporting)
    client.post(f"/plans/plan/{plan.pk}/delete/", {"post": "yes"})
    assert Period.objects.count() == 1

    result.submission.delete()
    client.post(f"/plans/plan/{plan.pk}/delete/", {"post": "yes"})
    assert Period.objects.count() == 0
