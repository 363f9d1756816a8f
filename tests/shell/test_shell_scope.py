"""What lies outside a user's locality does not exist for them; plans and units above it are seen, not changed."""

import pytest

from accounts.models import User
from localities.models import Agency, Facility, Locality
from plans.models import Plan
from targets.models import Indicator
from tests.factories import (
    AgencyFactory,
    AnnexFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    TargetFactory,
    UserFactory,
)
from tests.shell.rows import ALL_LISTS, list_url, make_row, page_url

PLACED = [model for model in ALL_LISTS if model is not Indicator]


@pytest.fixture
def provincial_administrator(province):
    return UserFactory(administrator=True, locality=province)


def found(client, source, term=""):
    """Names that an autocomplete offers; `source` is "app.model.field"."""
    app, model, field = source.split(".")
    query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    return [row["text"] for row in client.get("/autocomplete/", query).json()["results"]]


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("model", PLACED, ids=lambda model: model.__name__)
def test_row_outside_is_not_found(model, page, plan, district, other_province, sign_in):
    row = make_row(model, plan, district)
    somebody = UserFactory(administrator=True, locality=other_province)

    assert sign_in(somebody).get(page_url(row, page)).status_code == 404


@pytest.mark.parametrize("model", PLACED, ids=lambda model: model.__name__)
def test_list_leaves_out_what_is_outside(model, plan, district, other_province, sign_in):
    row = make_row(model, plan, district)
    somebody = UserFactory(administrator=True, locality=other_province)

    response = sign_in(somebody).get(list_url(model))

    assert row not in response.context["cl"].queryset


@pytest.mark.parametrize("method", ["get", "post"])
def test_access_of_an_account_outside_is_not_found(method, provincial_administrator, outsider, sign_in):
    client = sign_in(provincial_administrator)

    assert getattr(client, method)(f"/accounts/user/{outsider.pk}/access/", {"viec": "moi"}).status_code == 404


def test_plan_above_is_seen_by_the_officer(plan, officer, sign_in):
    client = sign_in(officer)

    assert client.get(page_url(plan)).status_code == 200
    assert list(client.get("/").context["plans"]) == [plan]


def test_plan_above_is_not_changed_from_below(plan, district, sign_in):
    editor_of_the_city = UserFactory(editor=True, locality=district)

    assert sign_in(editor_of_the_city).post(page_url(plan), {}).status_code == 403


def test_officer_sees_figures_of_their_own_place_only(plan, province, district, officer, sign_in):
    own = TargetFactory(plan=plan, locality=district)
    neighbour = TargetFactory(plan=plan, locality=LocalityFactory(district=True, parent=province))
    total = TargetFactory(plan=plan, locality=province)
    client = sign_in(officer)

    assert list(client.get("/targets/target/").context["cl"].queryset) == [own]
    assert client.get(page_url(neighbour)).status_code == 404
    assert client.get(page_url(total)).status_code == 404


@pytest.mark.parametrize(("model", "factory"), [(Facility, FacilityFactory), (Agency, AgencyFactory)])
def test_catalogue_above_is_seen_not_changed(model, factory, province, district, sign_in):
    row = factory(locality=province)
    client = sign_in(UserFactory(administrator=True, locality=district))

    assert client.get(page_url(row)).status_code == 200
    assert client.post(page_url(row), {}).status_code == 403


def test_national_agency_is_seen_everywhere_and_changed_by_the_centre(administrator, provincial_administrator, sign_in):
    ministry = AgencyFactory(locality=None)

    assert sign_in(provincial_administrator).get(page_url(ministry)).status_code == 200
    assert sign_in(provincial_administrator).post(page_url(ministry), {}).status_code == 403
    assert sign_in(administrator).post(page_url(ministry), {}).status_code == 200


def test_own_unit_is_changed_from_above_only(province, district, provincial_administrator, sign_in):
    client = sign_in(provincial_administrator)

    assert client.post(page_url(province), {}).status_code == 403
    assert client.post(page_url(district), {}).status_code == 200


def test_localities_to_choose_from_are_those_within_reach(province, district, other_province, editor, sign_in):
    assert found(sign_in(editor), "targets.target.locality") == [
        "Tỉnh Lào Cai",
        "Huyện Bát Xát",
        "Xã Y Tý",
    ]


def test_plans_to_choose_from_are_open_ones_within_reach(province, other_province, editor, sign_in):
    draft = PlanFactory(locality=province, code="du-thao")
    PlanFactory(locality=province, issued=True)
    PlanFactory(locality=other_province)
    client = sign_in(editor)

    assert found(client, "targets.target.plan") == [str(draft)]
    assert found(client, "plans.activity.plan") == [str(draft)]
    assert len(found(client, "targets.period.plan")) == 2
    assert len(found(client, "plans.plan.implements")) == 2


@pytest.mark.parametrize("case", ["issued", "outside"])
def test_row_cannot_be_put_into_a_plan_that_is_closed_or_outside(case, province, other_province, editor, sign_in):
    plan = PlanFactory(locality=province, issued=True) if case == "issued" else PlanFactory(locality=other_province)

    response = sign_in(editor).post("/plans/recipient/add/", {"plan": plan.pk, "position": "1", "name": "Sở Y tế"})

    assert "plan" in response.context["adminform"].form.errors
    assert not plan.recipient_set.exists()


def test_column_cannot_be_put_into_an_annex_of_an_issued_plan(province, editor, sign_in):
    annex = AnnexFactory(plan=PlanFactory(locality=province, issued=True))
    data = {"annex": annex.pk, "position": "1", "key": "stt", "label": "Số thứ tự", "role": "index", "width": "5"}

    assert sign_in(editor).post("/targets/column/add/", data).status_code == 200
    assert not annex.columns.exists()


def test_provincial_administrator_cannot_make_an_account_without_a_place(provincial_administrator, sign_in):
    response = sign_in(provincial_administrator).post(
        "/accounts/user/add/", {"username": "moi", "role": "administrator"}
    )

    assert response.status_code == 200
    assert not User.objects.filter(username="moi").exists()


def test_provincial_administrator_cannot_add_a_province(provincial_administrator, sign_in):
    data = {"code": "99", "level": "province", "name": "Tỉnh Mới", "position": "1", "valid_from": "01/07/2025"}

    assert sign_in(provincial_administrator).post("/localities/locality/add/", data).status_code == 200
    assert not Locality.objects.filter(code="99").exists()


def test_catalogue_without_a_place_is_shared(outsider, sign_in):
    indicator = IndicatorFactory()

    assert sign_in(outsider).get(page_url(indicator)).status_code == 200


def test_home_page_shows_plans_within_reach(plan, editor, outsider, sign_in):
    assert list(sign_in(editor).get("/").context["plans"]) == [plan]
    assert list(sign_in(outsider).get("/").context["plans"]) == []
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("plans.activity_partners.agency", id="no list of its own"),
        pytest.param("accounts.user.groups", id="not in the shell"),
        pytest.param("admin.logentry.user", id="accounts, for an editor"),
    ],
)
def test_autocomplete_is_no_way_around_the_lists(source, editor, sign_in):
    app, model, field = source.split(".")
    query = {"app_label": app, "model_name": model, "field_name": field, "term": ""}

    assert sign_in(editor).get("/autocomplete/", query).status_code == 403


@pytest.mark.parametrize("page", ["change", "delete"])
def test_catalogue_of_all_provinces_is_changed_by_the_centre(page, provincial_administrator, administrator, sign_in):
    indicator = IndicatorFactory()

    assert sign_in(provincial_administrator).post(page_url(indicator, page), {"post": "yes"}).status_code == 403
    assert sign_in(provincial_administrator).get("/targets/indicator/add/").status_code == 403
    assert sign_in(administrator).get(page_url(indicator, page)).status_code == 200
