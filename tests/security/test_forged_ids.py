"""Ids that the page never offered: rows of another province or district are not found, not changed and not named."""

import pytest
from django.contrib.contenttypes.models import ContentType

from localities.models import Facility, Succession
from plans.models import Plan, Recipient
from targets.models import Annex, Column, Indicator, Period, Result, Row, Submission, Target, TargetChange
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    RecipientFactory,
    RowFactory,
    SuccessionFactory,
    TargetFactory,
    UserFactory,
)
from tests.shell.rows import ALL_LISTS, PLAN_LISTS, list_url, make_row, page_url

PLACED = [model for model in ALL_LISTS if model is not Indicator]
OF_THE_OWN_SUBTREE = [Target, TargetChange, Submission, Result, Annex, Column, Row]
named = {"ids": lambda model: model.__name__}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("model", PLACED, **named)
def test_row_of_another_province_is_not_there(model, page, method, foreign_plan, foreign_district, attacker, sign_in):
    row = make_row(model, foreign_plan, foreign_district)

    response = getattr(sign_in(attacker), method)(page_url(row, page), {"post": "yes"})

    assert response.status_code == 404
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("model", OF_THE_OWN_SUBTREE, **named)
def test_row_of_another_district_is_not_there(model, page, plan, neighbour, cast, sign_in):
    row = make_row(model, plan, neighbour)
    everything = UserFactory(administrator=True, locality=cast.district)

    for somebody in (cast.officer, everything):
        client = sign_in(somebody)
        assert client.get(page_url(row, page)).status_code == 404
        assert client.post(page_url(row, page), {"post": "yes"}).status_code == 404
        assert row not in client.get(list_url(model)).context["cl"].queryset


@pytest.mark.parametrize("model", [*PLAN_LISTS, Period], **named)
def test_document_of_the_level_above_is_read_and_not_changed(model, plan, cast, sign_in):
    row = make_row(model, plan, cast.district)
    client = sign_in(UserFactory(administrator=True, locality=cast.district))

    assert client.get(page_url(row)).status_code == 200
    assert client.get(page_url(row, "history")).status_code == 200
    assert client.post(page_url(row), {}).status_code == 403
    assert client.post(page_url(row, "delete"), {"post": "yes"}).status_code == 403


def test_note_on_the_source_is_not_shown_below_nor_asked_about(plan, cast, sign_in):
    plan.source_note = "Tổng toàn tỉnh 1.600 người."
    plan.save()

    below, own = sign_in(cast.officer), sign_in(cast.leader)

    assert "1.600 người" not in below.get(page_url(plan)).content.decode()
    assert "1.600 người" in own.get(page_url(plan)).content.decode()
    assert below.get(f"{list_url(Plan)}?source_note__contains=1.600").status_code == 400


# Many at once


@pytest.mark.parametrize("model", [model for model in PLACED if model not in {TargetChange}], **named)
def test_action_on_foreign_rows_does_nothing(model, foreign_plan, foreign_district, attacker, sign_in):
    row = make_row(model, foreign_plan, foreign_district)
    data = {"action": "delete_selected", "_selected_action": [row.pk], "select_across": "1", "post": "yes"}

    response = sign_in(attacker).post(list_url(model), data, follow=True)

    assert str(row) not in response.content.decode() or model in {Row, Column}
    assert type(row).objects.filter(pk=row.pk).exists()


def test_action_on_own_and_foreign_rows_takes_the_own_alone(plan, foreign_plan, attacker, sign_in):
    own, foreign = RecipientFactory(plan=plan), RecipientFactory(plan=foreign_plan)
    data = {"action": "delete_selected", "_selected_action": [own.pk, foreign.pk], "post": "yes"}

    sign_in(attacker).post(list_url(Recipient), data)

    assert list(Recipient.objects.all()) == [foreign]


def test_delete_page_names_nothing_out_of_reach(plan, cast, foreign_plan, attacker, sign_in):
    """A facility of the province is used by a plan of its own and by one of another province."""
    facility = FacilityFactory(locality=cast.province)
    TargetFactory(plan=plan, locality=cast.district, facility=facility)
    TargetFactory(plan=foreign_plan, facility=facility)
    TargetFactory(plan=foreign_plan, facility=facility)

    page = sign_in(attacker).get(page_url(facility, "delete")).content.decode()

    assert "Chỉ tiêu giao: 1" in page
    assert "Dữ liệu khác ngoài phạm vi của tài khoản" in page
    assert foreign_plan.code not in page
    assert "Chỉ tiêu giao: 3" not in page


def test_row_held_out_of_reach_alone_is_not_deleted(cast, foreign_plan, attacker, sign_in):
    facility = FacilityFactory(locality=cast.province)
    TargetFactory(plan=foreign_plan, facility=facility)

    page = sign_in(attacker).post(page_url(facility, "delete"), {"post": "yes"}).content.decode()

    assert "Dữ liệu khác ngoài phạm vi của tài khoản" in page
    assert "Chỉ tiêu giao:" not in page
    assert Facility.objects.filter(pk=facility.pk).exists()


# Tables inside forms


def inline(row, **fields) -> dict:
    """What the plan's form would send with one recipient that is there already."""
    prefixes = ["legalbasis_set", "section_set", "assignment_set", "budgetline_set", "recipient_set", "periods"]
    forms = {f"{prefix}-{name}_FORMS": 0 for prefix in prefixes for name in ("TOTAL", "INITIAL")}
    sent = {"id": row.pk, "position": row.position, "name": "Kẻ lạ", **fields}
    mine = {f"recipient_set-0-{name}": value for name, value in sent.items()}
    return {**forms, "recipient_set-TOTAL_FORMS": 1, "recipient_set-INITIAL_FORMS": 1, **mine}


def form_of(plan) -> dict:
    names = ("code", "subject", "kind", "year", "symbol", "number", "issued_precision")
    return {name: getattr(plan, name) for name in names} | {
        "locality": plan.locality_id,
        "issuing_agency": plan.issuing_agency_id,
    }


def test_row_of_a_foreign_plan_in_a_table_of_the_own_form(plan, foreign_plan, attacker, sign_in):
    foreign = RecipientFactory(plan=foreign_plan, name="Bộ Công an")
    RecipientFactory(plan=plan)

    client = sign_in(attacker)

    # A row that is deleted is not validated: nothing is done, and the form is saved.
    for fields, status in (({}, 200), ({"plan": foreign_plan.pk}, 200), ({"DELETE": "on"}, 302)):
        data = {**form_of(plan), **inline(foreign, **{"plan": plan.pk, **fields})}
        assert client.post(page_url(plan), data).status_code == status
        foreign.refresh_from_db()
        assert (foreign.name, foreign.plan) == ("Bộ Công an", foreign_plan)


def test_foreign_row_is_refused_as_one_that_does_not_exist(plan, foreign_plan, attacker, sign_in):
    foreign = RecipientFactory(plan=foreign_plan)
    client = sign_in(attacker)

    errors = []
    for pk in (foreign.pk, 987_654):
        data = {**form_of(plan), **inline(foreign, id=pk, plan=plan.pk)}
        (_bases, _headings, _bodies, _money, recipients, _periods) = client.post(page_url(plan), data).context[
            "inline_admin_formsets"
        ]
        errors.append(recipients.formset.errors)

    assert errors[0] == errors[1] != [{}]


def test_own_row_is_not_moved_to_a_foreign_plan(plan, foreign_plan, attacker, sign_in):
    own = RecipientFactory(plan=plan, name="Bộ Công an")

    response = sign_in(attacker).post(page_url(plan), {**form_of(plan), **inline(own, plan=foreign_plan.pk)})

    own.refresh_from_db()
    assert response.status_code == 200
    assert (own.name, own.plan) == ("Bộ Công an", plan)


@pytest.mark.parametrize("field", ["plan", "locality", "facility"])
def test_target_is_not_added_with_a_foreign_part(field, plan, foreign_plan, foreign_district, cast, attacker, sign_in):
    foreign = {
        "plan": foreign_plan,
        "locality": foreign_district,
        "facility": FacilityFactory(locality=foreign_district),
    }
    data = {"plan": plan.pk, "locality": cast.district.pk, "indicator": IndicatorFactory().pk, "stage": "assigned"}
    data |= {"comparator": "eq", "value": "5", field: foreign[field].pk}

    response = sign_in(attacker).post(f"{list_url(Target)}add/", data)

    assert list(response.context["adminform"].form.errors) == [field]
    assert not Target.objects.exists()


# The plan's own addresses

ADDRESSES = {
    "page": "",
    "pdf": "phu-luc/I.pdf",
    "grid": "phu-luc/I/nhap/",
    "cells": "phu-luc/I/nhap/o/",
    "history": "phu-luc/I/nhap/lich-su/?o={key}",
    "allocation": "phu-luc/I/nhap/phan-bo/?cot={column}",
}
POSTED = {"grid", "cells", "allocation"}


@pytest.fixture
def table(foreign_plan, foreign_district):
    """A cell of the foreign plan's annex."""
    return cell_in(foreign_plan, foreign_district)


def cell_in(plan, place):
    annex = AnnexFactory(plan=plan, number=1)
    column = ColumnFactory(annex=annex, key="so-nguoi")
    row = RowFactory(annex=annex, locality=place)
    return {"key": f"{row.pk}.{column.pk}", "column": column.pk}


@pytest.mark.parametrize("who", ["attacker", "editor", "officer", "leader"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_address_of_a_foreign_plan_is_not_there(address, who, table, foreign_plan, cast, attacker, sign_in):
    client = sign_in(attacker if who == "attacker" else getattr(cast, who))
    url = foreign_plan.get_absolute_url() + ADDRESSES[address].format(**table)

    statuses = {client.get(url).status_code} if address != "cells" else set()
    if address in POSTED:
        statuses.add(client.post(url, "{}", content_type="application/json").status_code)

    assert statuses == {404}


@pytest.mark.parametrize(
    ("address", "number"),
    [(address, number) for address in ["pdf", "grid", "history", "allocation"] for number in ("II", "99", "x")],
)
def test_annex_that_only_a_foreign_plan_has(address, number, plan, cast, table, foreign_plan, sign_in):
    own = cell_in(plan, cast.district)
    AnnexFactory(plan=foreign_plan, number=2)
    url = plan.get_absolute_url() + ADDRESSES[address].format(**own).replace("/I", f"/{number}")

    assert sign_in(cast.editor).get(url).status_code == 404


def test_foreign_cell_in_the_own_grid(plan, cast, table, sign_in):
    cell_in(plan, cast.district)
    client, grid = sign_in(cast.editor), f"{plan.get_absolute_url()}phu-luc/I/nhap/"
    batch = {"by": cast.editor.pk, "cells": [[table["key"], "", "5"]]}

    answer = client.post(f"{grid}o/", batch, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["refused"][table["key"]]["reason"] == "Ô không thuộc phụ lục này."
    assert client.post(grid, {"seen": "", table["key"]: "5"}).status_code == 422
    assert client.get(f"{grid}lich-su/?o={table['key']}").status_code == 404
    assert client.get(f"{grid}phan-bo/?cot={table['column']}").status_code == 404
    assert not Target.objects.exists()


def test_foreign_column_beside_the_own_row(plan, cast, table, sign_in):
    own = cell_in(plan, cast.district)
    mixed = f"{own['key'].split('.')[0]}.{table['column']}"
    grid = f"{plan.get_absolute_url()}phu-luc/I/nhap/"

    answer = sign_in(cast.editor).post(
        f"{grid}o/", {"by": cast.editor.pk, "cells": [[mixed, "", "5"]]}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert not Target.objects.exists()


def test_codes_of_foreign_plans_are_not_offered(plan, foreign_plan, cast, sign_in, settings):
    settings.DEBUG = False

    page = sign_in(cast.editor).get("/ke-hoach/lai-chau-thu-2/").content.decode()

    assert "lai-chau-thu." not in page
    assert "lao-cai-thu" in page


def test_leader_of_the_province_reads_all_of_it_and_no_other(plan, foreign_plan, cast, sign_in):
    below = PlanFactory(locality=cast.commune)
    client = sign_in(cast.leader)

    assert set(client.get(list_url(Plan)).context["cl"].queryset) == {plan, below}
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.get(foreign_plan.get_absolute_url()).status_code == 404


def test_no_address_leads_to_the_page_of_any_row(foreign_plan, attacker, sign_in):
    """Django's own, by number, would tell the code of the plan."""
    kind = ContentType.objects.get_for_model(Plan).pk

    response = sign_in(attacker).get(f"/r/{kind}/{foreign_plan.pk}/")

    assert response.status_code == 404
    assert foreign_plan.code not in response.text


@pytest.mark.parametrize("outside", ["predecessor", "successor"])
def test_row_between_two_provinces_is_seen_from_both_and_changed_from_above(outside, cast, attacker, sign_in):
    row = SuccessionFactory(**{"predecessor": cast.district, "successor": cast.district.parent, outside: _elsewhere()})
    client = sign_in(attacker)

    assert client.get(page_url(row)).status_code == 200
    assert client.post(page_url(row), {}).status_code == 403
    assert client.post(page_url(row, "delete"), {"post": "yes"}).status_code == 403
    orders = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    client.post(list_url(Succession), orders)
    assert Succession.objects.filter(pk=row.pk).exists()
    assert sign_in(cast.administrator).get(page_url(row, "delete")).status_code == 200


def _elsewhere():
    return LocalityFactory(name="Tỉnh Yên Bái")


HUGE = "9" * 30


@pytest.mark.parametrize(
    ("address", "field"),
    [("/targets/target/add/", "plan"), ("/plans/activity/add/", "partners"), ("/accounts/user/add/", "locality")],
)
def test_number_beyond_the_database_chooses_nothing(address, field, attacker, sign_in):
    client = sign_in(attacker)

    assert client.get(f"{address}?{field}={HUGE}").status_code == 200
    response = client.post(address, {field: HUGE})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


@pytest.mark.parametrize("address", ["/targets/target/", "/plans/plan/", "/accounts/user/", "/accounts/auditevent/"])
def test_endless_search_is_cut(address, attacker, sign_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert sign_in(attacker).get(address, {"q": "a " * 1500}).status_code == 200
