"""The allocation helper of the grid: who may, its form, its bases and bounds. Expected figures are worked by hand."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from targets.enums import PeriodKind, RollUp
from targets.models import Target
from tests.cast import gather
from tests.entering import enter
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    SuccessionFactory,
    TargetFactory,
)
from tests.guard import GUARD
from tests.reports.allocation import World, ask, last_years

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def editor(client, world):
    enter(client, world.cast.editor)
    return client


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("leader", 403), ("officer", 403), ("editor", 200), ("administrator", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_allocate(client, world, who, status, method):
    enter(client, getattr(world.cast, who))

    response = ask(client, world) if method == "post" else client.get(world.url)

    assert response.status_code == status


def test_signed_out_is_led_to_the_sign_in(client, world):
    assert client.get(world.url).status_code == 302


def test_issued_plan_is_refused(client):
    world = World(issued=True)
    enter(client, world.cast.editor)

    assert client.get(world.url).status_code == 403
    assert ask(client, world).status_code == 403


@pytest.mark.parametrize("column", ["", "0", "x", "-1", "٣", "9" * 40, "1 OR 1=1", "%00"])
def test_unknown_column_is_not_found(editor, world, column):
    assert editor.get(world.url_of(column)).status_code == 404


def test_column_that_holds_no_targets_is_not_found(editor, world):
    period = PeriodFactory(plan=world.plan)
    columns = [
        ColumnFactory(annex=world.annex, period=period),
        ColumnFactory(annex=world.annex, indicator=IndicatorFactory(ratio=True)),
        ColumnFactory(annex=world.annex, group=True),
        ColumnFactory(),
    ]

    assert {editor.get(world.url_of(column.pk)).status_code for column in columns} == {404}


def test_list_and_unknown_annex_are_not_found(editor, world):
    AnnexFactory(plan=world.plan, number=2, list=True)

    assert editor.get(world.url.replace("/I/", "/II/")).status_code == 404
    assert editor.get(world.url.replace("/I/", "/IX/")).status_code == 404


def test_other_methods_are_refused(editor, world):
    assert editor.put(world.url).status_code == 405


# The form


def test_form_shows_path_total_and_rows(editor, world):
    world.target(40, world.rows[1])

    page = editor.get(world.url).content.decode()

    assert "<html" not in page
    assert "Cai nghiện › Bắt buộc" in page
    assert 'value="100"' in page
    assert "Kế hoạch giao 100 (người)." in page
    assert [place.current_text for place in world.sheet().places] == ["", "40", ""]
    for name in ("Huyện A", "Huyện B", "Huyện C"):
        for label in ("Khóa ô của", "Mức thấp nhất của", "Mức cao nhất của", "Tỷ trọng của"):
            assert f'aria-label="{label} {name}"' in page


@pytest.mark.parametrize(
    ("figure", "offered", "sentence"),
    [
        ({"value": 1600}, "1.600", "Kế hoạch giao 1.600 (người)."),
        ({"value": 850, "at_least": True}, "850", "Kế hoạch giao “≥ 850”; ở đây chia theo số 850."),
        ({"value": 65, "between": True}, "65", "Kế hoạch giao “65 - 70”; ở đây chia theo số 65."),
        ({"value": 10, "decrease": True}, "", "Kế hoạch chưa giao một con số cho cả cột này"),
        ({"value": None, "not_applicable": True}, "", "Kế hoạch chưa giao một con số cho cả cột này"),
    ],
)
def test_total_is_the_assigned_number(editor, world, figure, offered, sentence):
    Target.objects.filter(plan=world.plan).delete()
    world.target(**figure)

    page = editor.get(world.url).content.decode()

    assert world.sheet().total_text == offered
    assert sentence in page


def test_without_figures_there_are_equal_and_typed_shares_only(editor, world):
    assert list(world.bases()) == ["equal", "typed"]
    assert "Chưa có số liệu nào để làm cơ sở" in editor.get(world.url).content.decode()


def test_columns_with_figures_are_bases(editor, world):
    period = PeriodFactory(plan=world.plan, baseline=True)
    results = ColumnFactory(annex=world.annex, label="Kết quả", period=period)
    rate = ColumnFactory(annex=world.annex, indicator=IndicatorFactory(ratio=True))
    world.target(7, world.rows[0], world.other)
    world.target(7, world.rows[0], rate)
    world.result(5, world.rows[1], period, results.indicator)

    assert list(world.bases()) == [f"column-{world.other.pk}", f"column-{results.pk}", "equal", "typed"]
    assert f'data-column="{results.pk}"' in editor.get(world.url).content.decode()


def test_last_years_figures_are_bases(world):
    before = last_years(world)
    half = PeriodFactory(plan=before)
    year = PeriodFactory(plan=before, kind=PeriodKind.YEAR)
    baseline = PeriodFactory(plan=before, baseline=True)
    world.target(30, world.rows[0], plan=before)
    world.target(20, world.rows[2], plan=before)
    world.result(9, world.rows[0], half)
    world.result(21, world.rows[0], year)
    world.result(99, world.rows[1], baseline)

    bases = world.bases()

    assert list(bases["last-target"].values.values()) == [30, 0, 20]
    assert list(bases["last-result"].values.values()) == [21, 0, 0]  # the year holds the half year already


def test_plans_of_other_years_places_and_periods_are_no_base(world):
    others = [
        last_years(world, locality=world.cast.other_province),
        PlanFactory(locality=world.plan.locality, year=2019),
        last_years(world, several_years=True),
    ]
    for plan in others:
        world.target(30, world.rows[0], plan=plan)

    assert "last-target" not in world.bases()


def test_merged_localities_bring_the_figures_of_their_predecessors(world):
    """Province and row A took over from another province and two of its districts; B was there before."""
    SuccessionFactory(predecessor=world.cast.other_province, successor=world.plan.locality)
    olds = [LocalityFactory(district=True, parent=world.cast.other_province) for _ in range(2)]
    for old in olds:
        SuccessionFactory(predecessor=old, successor=world.rows[0].locality)
    theirs, ours = last_years(world, world.cast.other_province), last_years(world)
    for old, value in zip(olds, (4, 5), strict=True):
        TargetFactory(plan=theirs, locality=old, indicator=world.column.indicator, value=value)
    world.target(6, world.rows[1], plan=ours)

    assert list(world.bases()["last-target"].values.values()) == [9, 6, 0]


def test_registered_persons_are_a_base(world):
    registered = IndicatorFactory(code="registered-persons", stock=True)
    period = PeriodFactory(plan=world.plan, baseline=True, name="Tháng 10/2020")
    for row, value in zip(world.rows, (714, 248, 207), strict=True):
        world.result(value, row, period, registered)
    TargetFactory(plan=last_years(world), locality=world.rows[0].locality, indicator=registered, value=700)

    bases = world.bases()

    assert bases["registered"].label == "Người nghiện có hồ sơ quản lý (Tháng 10/2020)"
    assert list(bases["registered"].values.values()) == [714, 248, 207]
    assert list(bases["last-registered"].values.values()) == [700, 0, 0]


@pytest.mark.parametrize(
    ("over_periods", "kinds", "expected"),
    [
        pytest.param(RollUp.SUM, [PeriodKind.QUARTER, PeriodKind.QUARTER], 12, id="flow-adds"),
        pytest.param(RollUp.SUM, [PeriodKind.QUARTER, PeriodKind.HALF], 7, id="overlapping-periods-do-not"),
        pytest.param(RollUp.LAST, [PeriodKind.QUARTER, PeriodKind.QUARTER], 5, id="stock-is-the-last"),
        pytest.param(RollUp.SUM, [PeriodKind.BASELINE, PeriodKind.QUARTER], 5, id="baseline-is-not-this-year"),
    ],
)
def test_floor_is_what_is_achieved(editor, world, over_periods, kinds, expected):
    world.column.indicator.over_periods = over_periods
    world.column.indicator.save()
    ends = ["2021-03-31", "2021-06-30"]
    for kind, end, value in zip(kinds, ends, (7, 5), strict=True):
        world.result(value, world.rows[1], PeriodFactory(plan=world.plan, kind=kind, window_to=end))

    assert [place.achieved for place in world.sheet().places] == [0, expected, 0]
    assert f'value="{expected}"' in editor.get(world.url).content.decode()


def test_ceiling_is_the_capacity_of_the_facility(editor, world):
    world.column.facility = FacilityFactory(capacity=1250, name="Cơ sở số 1")
    world.column.save()

    page = editor.get(world.url).content.decode()

    assert "Cơ sở số 1 có sức chứa 1.250 người." in page
    assert page.count('value="1.250"') == 3


# Queries and words


def test_queries_do_not_grow_with_the_rows(client):
    cast = gather()
    enter(client, cast.administrator)

    counts = {size: _queries(client, World(size, cast, locality=LocalityFactory())) for size in (3, 60)}

    # Session; user; their second factor; plan; annexes, columns, rows; indicators, targets, results, facilities;
    # successions; plans of last
    # year; periods; figures of last year (4); the facility of the column.
    assert counts == {3: (19 + GUARD, 19), 60: (19 + GUARD, 19)}


def _queries(client, world):
    world.column.facility = FacilityFactory(capacity=1000)
    world.column.save()
    before = last_years(world)
    for row in world.rows:
        world.target(5, row)
        world.target(4, row, plan=before)
        SuccessionFactory(successor=row.locality)
    return _counted(lambda: client.get(world.url)), _counted(lambda: ask(client, world, base="last-target"))


def _counted(request):
    with CaptureQueriesContext(connection) as queries:
        assert request().status_code == 200
    return len(queries)


def test_words_stand_in_the_page():
    page = render_to_string("reports/includes/_allocation_words.html")

    assert re.findall(r'<data value="([^"]+)">[^<]+</data>', page) == [
        "allocation-title",
        "allocation-step",
        "allocation-working",
        "allocation-ready",
        "allocation-offline",
        "allocation-signed-out",
        "allocation-gone",
    ]
