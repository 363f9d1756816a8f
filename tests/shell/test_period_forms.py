"""The list of periods: what is closed or in use stays."""

import datetime

import pytest

from targets.models import Period
from tests.cast import gather
from tests.entering import enter
from tests.factories import PeriodFactory, PlanFactory, ResultFactory

pytestmark = pytest.mark.django_db
LIST = "/targets/period/"
TYPED = {"code": "a", "name": "Tên mới", "kind": "half", "window_from": "01/01/2021", "window_to": "30/06/2021"}


@pytest.fixture
def cast(client):
    found = gather()
    enter(client, found.editor)
    return found


@pytest.fixture
def period(cast):
    return PeriodFactory(plan=PlanFactory(locality=cast.province), code="a")


def test_closed_period_says_so_and_is_only_read(client, cast, period):
    period.closed_at = datetime.datetime(2021, 7, 20, 3, tzinfo=datetime.timezone.utc)
    period.closed_by = cast.editor
    period.save()

    assert "20/7/2021" in client.get(LIST).text
    assert "20/7/2021" in client.get(f"{LIST}{period.pk}/change/").text
    assert client.post(f"{LIST}{period.pk}/change/", {**TYPED, "plan": period.plan_id}).status_code == 403
    assert client.post(f"{LIST}{period.pk}/delete/", {"post": "yes"}).status_code == 403


def test_window_with_figures_is_not_moved(client, period):
    ResultFactory(submission__period=period)

    typed = {**TYPED, "plan": period.plan_id, "window_to": "14/06/2021"}
    response = client.post(f"{LIST}{period.pk}/change/", typed)

    assert "Kỳ đã có số liệu báo cáo nên không đổi được loại, ngày đầu, ngày cuối" in response.text
    assert Period.objects.get().window_to == datetime.date(2021, 6, 30)


@pytest.mark.parametrize("order", ["one", "chosen"])
def test_period_with_figures_is_not_deleted(client, period, order):
    ResultFactory(submission__period=period)
    chosen = {"action": "delete_selected", "_selected_action": period.pk, "post": "yes"}

    if order == "one":
        client.post(f"{LIST}{period.pk}/delete/", {"post": "yes"})
    else:
        client.post(LIST, chosen)

    assert Period.objects.count() == 1


def test_unused_period_is_deleted(client, period):
    client.post(f"{LIST}{period.pk}/delete/", {"post": "yes"})

    assert Period.objects.count() == 0
