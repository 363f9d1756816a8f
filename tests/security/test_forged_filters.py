"""Filters, searches and choices: an address that the page never offered gives no row of others and no hint of one."""

import pytest
from django.contrib import admin

from localities.models import Agency, Facility, Locality, Succession
from plans.models import Activity, Plan, Section
from targets.models import Annex, Column, Period, Result, Row, Submission, Target, TargetChange
from tests.factories import (
    AgencyFactory,
    AnnexFactory,
    FacilityFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    SectionFactory,
    SubmissionFactory,
    TargetFactory,
    UserFactory,
)
from tests.shell.rows import list_url, make_row, page_url

PLAN_OF = {
    **dict.fromkeys((Section, Activity, Target, TargetChange, Annex, Period), "plan"),
    **dict.fromkeys([Column, Row], "annex__plan"),
    Submission: "period__plan",
    Result: "submission__period__plan",
}
named = {"ids": lambda model: model.__name__}


def rows(response) -> list:
    """The rows of a list; none where Django refuses the question or sends back to the unfiltered page."""
    if response.status_code == 400 or (response.status_code == 302 and response.url.endswith("?e=1")):
        return []
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def choices(client, model, title) -> list[str]:
    """What a filter of the list offers, beside "all"."""
    cl = client.get(list_url(model)).context["cl"]
    (spec,) = [spec for spec in cl.filter_specs if str(spec.title) == title] or [None]
    return [] if spec is None else [str(choice["display"]) for choice in spec.choices(cl)][1:]


@pytest.mark.parametrize("model", PLAN_OF, **named)
def test_foreign_plan_in_a_filter_gives_nothing(model, plan, foreign_plan, foreign_district, cast, attacker, sign_in):
    make_row(model, foreign_plan, foreign_district)
    own = make_row(model, plan, cast.district)
    client, lookup = sign_in(attacker), PLAN_OF[model]

    assert rows(client.get(f"{list_url(model)}?{lookup}__id__exact={plan.pk}")) == [own]
    assert rows(client.get(f"{list_url(model)}?{lookup}__id__exact={foreign_plan.pk}")) == []
    assert rows(client.get(f"{list_url(model)}?{lookup}__id__exact={foreign_plan.pk}&e=1")) == []


SECRETS = [
    (Target, "locality__path__startswith=0"),
    (Target, "plan__source_note__contains=a"),
    (Target, "plan__locality__path__startswith=0"),
    (Target, "facility__locality__code=10"),
    (TargetChange, "changed_by__password__startswith=md5"),
    (TargetChange, "changed_by__email__contains=@"),
    (Plan, "locality__path__startswith=0"),
    (Plan, "implements__source_note__contains=a"),
    (Plan, "source_note__contains=a"),
    (Plan, "source_note__isnull=0"),
    (Plan, "annexes__columns__declared_total__gt=0"),
    (Plan, "target=1"),
    (Plan, "target__id__exact=1"),
    (Plan, "targetchange=1"),
    (Plan, "annexes=1"),
    (Plan, "implemented_by=1"),
    (Locality, "user__password__startswith=md5"),
    (Locality, "user=1"),
    (Locality, "user__id__exact=1"),
    (Facility, "target=1"),
    (Agency, "plans_issued=1"),
    (Agency, "plans_issued__source_note__contains=a"),
]


@pytest.mark.parametrize(("model", "question"), SECRETS, ids=lambda value: getattr(value, "__name__", value))
def test_question_about_what_a_list_does_not_show_is_refused(model, question, plan, cast, sign_in):
    make_row(model, plan, cast.district)

    for somebody in (cast.editor, cast.officer):
        assert sign_in(somebody).get(f"{list_url(model)}?{question}").status_code == 400


@pytest.mark.parametrize("question", ["user__password__startswith=md5", "user__email__contains=@"])
def test_log_tells_no_password(question, attacker, sign_in):
    assert sign_in(attacker).get(f"/admin/logentry/?{question}").status_code == 400


@pytest.mark.parametrize("question", ["password__startswith=md5", "password=x", "logentry=1", "targetchange=1"])
def test_list_of_accounts_tells_no_password(question, attacker, sign_in):
    assert sign_in(attacker).get(f"/accounts/user/?{question}").status_code == 400


def test_no_list_refuses_its_own_filters(plan, cast, administrator_of_all, sign_in):
    client = sign_in(administrator_of_all)
    for model, model_admin in admin.site._registry.items():
        cl = client.get(list_url(model)).context["cl"]
        for spec in cl.filter_specs:
            for choice in spec.choices(cl):
                response = client.get(list_url(model) + choice["query_string"])
                assert response.status_code == 200, (model_admin, choice)


@pytest.fixture
def administrator_of_all(cast, plan, foreign_plan):
    for number in (1, 2):
        annex = AnnexFactory(plan=PlanFactory(locality=cast.province, year=2021 + number))
        for model in PLAN_OF:
            make_row(model, annex.plan, cast.district)
    return cast.administrator


# What a filter offers


def test_filter_offers_only_plans_of_the_rows(plan, foreign_plan, cast, sign_in):
    """An officer sees figures of two plans; neither the plan without any of theirs nor a foreign one is offered."""
    second, bare = PlanFactory(locality=cast.province, code="hai"), PlanFactory(locality=cast.province, code="khong")
    for one in (plan, second):
        TargetFactory(plan=one, locality=cast.district)
    TargetFactory(plan=bare, locality=cast.province)
    TargetFactory(plan=foreign_plan)

    assert choices(sign_in(cast.officer), Target, "kế hoạch") == ["hai", "lao-cai-thu"]
    assert choices(sign_in(cast.administrator), Target, "kế hoạch") == ["hai", "khong", "lai-chau-thu", "lao-cai-thu"]


def test_filter_of_definitions_offers_own_plans_only(plan, foreign_plan, cast, sign_in):
    mine = [PlanFactory(locality=cast.district, code=code) for code in ("mot", "hai")]
    for one in (plan, foreign_plan, *mine):
        AnnexFactory(plan=one)

    assert choices(sign_in(cast.officer), Annex, "kế hoạch") == ["hai", "mot"]


def test_filter_of_places_offers_those_of_the_rows(plan, foreign_plan, cast, sign_in):
    PlanFactory(locality=cast.district)

    assert choices(sign_in(cast.editor), Plan, "địa bàn") == ["Tỉnh Lào Cai", "Huyện Bát Xát"]


def test_filter_of_years_offers_those_of_the_rows(plan, cast, sign_in):
    PlanFactory(locality=cast.province, year=2022)
    PlanFactory(locality=cast.other_province, year=2035)

    assert choices(sign_in(cast.editor), Plan, "năm") == ["2021", "2022"]


def test_filter_of_the_log_offers_people_of_the_own_place(plan, cast, attacker, foreign_district, sign_in):
    from django.contrib.admin.models import LogEntry

    for place in (cast.district, cast.province, foreign_district):
        make_row(LogEntry, plan, place)

    offered = choices(sign_in(attacker), LogEntry, "người dùng")

    assert len(offered) == 2


# What an autocomplete offers


def answer(client, source, **more):
    app, model, field = source.split(".")
    return client.get(
        "/autocomplete/", {"app_label": app, "model_name": model, "field_name": field, "term": "", **more}
    )


def offered(client, source, **more) -> list[str]:
    return [row["text"] for row in answer(client, source, **more).json()["results"]]


def test_autocomplete_finds_nothing_out_of_reach(plan, foreign_plan, foreign_district, cast, attacker, sign_in):
    FacilityFactory(locality=foreign_district, name="Cơ sở Mường Tè")
    AgencyFactory(locality=foreign_district, name="Công an Mường Tè")
    SectionFactory(plan=foreign_plan, title="Mường Tè")
    AnnexFactory(plan=foreign_plan)
    PeriodFactory(plan=foreign_plan, baseline=True)
    SubmissionFactory(period__plan=foreign_plan, period__baseline=True)
    client = sign_in(attacker)
    sources = {
        "targets.target.locality": [],
        "targets.target.facility": [],
        "plans.activity.lead_agency": [],
        "plans.activity.partners": [],
        "plans.activity.section": [],
        "accounts.user.locality": [],
        "localities.succession.predecessor": [],
        "targets.column.annex": [],
        "targets.column.period": [],
        "targets.submission.period": [],
        "targets.result.submission": [],
    }

    assert {source: offered(client, source, term="") for source in sources if "locality" not in source} == {
        **{source: found for source, found in sources.items() if "locality" not in source},
        "plans.activity.lead_agency": [str(plan.issuing_agency)],
        "plans.activity.partners": [str(plan.issuing_agency)],
        "localities.succession.predecessor": ["Tỉnh Lào Cai", "Huyện Bát Xát", "Xã Y Tý"],
    }
    assert offered(client, "targets.target.locality", term="Mường Tè") == []
    assert offered(client, "accounts.user.locality", term="Lai Châu") == []
    assert offered(client, "plans.plan.implements", term="tỉnh khác") == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("accounts.user.password", id="no relation"),
        pytest.param("accounts.user.logentry", id="what points at an account"),
        pytest.param("plans.plan.annexes", id="what points at a plan"),
        pytest.param("localities.locality.user", id="accounts of a place"),
        pytest.param("targets.targetchange.plan", id="a list that nobody writes"),
        pytest.param("targets.targetchange.changed_by", id="accounts, by the history"),
        pytest.param("sessions.session.x", id="not in the shell"),
        pytest.param("nowhere.nothing.x", id="no such app"),
        pytest.param("auth.permission.content_type", id="no list of it"),
    ],
)
def test_autocomplete_of_a_forged_field_is_refused(source, plan, attacker, sign_in):
    assert answer(sign_in(attacker), source).status_code == 403


def test_autocomplete_is_for_those_who_fill_in_the_form(plan, cast, sign_in):
    for somebody in (cast.officer, cast.leader):
        assert answer(sign_in(somebody), "targets.target.locality").status_code == 403


@pytest.mark.parametrize("term", ["\x00", "%", "_", "'", "\\", "x" * 5000])
def test_odd_terms_of_a_search_find_nothing_and_break_nothing(term, foreign_district, plan, cast, sign_in):
    client = sign_in(cast.editor)

    assert "Huyện Mường Tè" not in offered(client, "targets.target.locality", term=term)
    assert client.get(list_url(Plan), {"q": term}).status_code == 200


# Ways around


@pytest.mark.parametrize("name", ["password", "username", "locality", "nothing"])
def test_rows_are_not_named_by_another_field(name, plan, attacker, cast, sign_in):
    client = sign_in(attacker)

    assert client.get(f"{list_url(Plan)}?_popup=1&_to_field={name}").status_code == 400
    assert client.get(f"{page_url(cast.editor)}?_to_field={name}").status_code == 400


def test_search_finds_nothing_out_of_reach(foreign_plan, foreign_district, plan, cast, sign_in):
    TargetFactory(plan=foreign_plan, locality=foreign_district)
    LocalityFactory(district=True, parent=cast.province, name="Huyện Mường Khương")
    client = sign_in(cast.editor)

    assert rows(client.get(f"{list_url(Target)}?q=lai-chau")) == []
    assert rows(client.get(f"{list_url(Plan)}?q=lai-chau")) == []
    assert [str(row) for row in rows(client.get(f"{list_url(Locality)}?q=muong"))] == ["Huyện Mường Khương"]


def test_succession_is_known_to_both_sides_alone(cast, foreign_district, sign_in):
    row = make_row(Succession, None, foreign_district)

    assert row not in rows(sign_in(cast.editor).get(list_url(Succession)))
    mine = UserFactory(editor=True, locality=foreign_district)
    assert rows(sign_in(mine).get(list_url(Succession))) == [row]
