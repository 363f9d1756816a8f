"""The three annex tables of the real plans, as workbooks: with every proposal accepted they equal the fixtures."""

import json

import pytest
from django.conf import settings

from core.workbooks import read_workbook
from plans.enums import PlanState
from plans.models import Plan
from reports.lookup import annexes_of
from targets.free_workbooks import proposal as p
from targets.free_workbooks.actions import take_in
from targets.free_workbooks.choices import Choices, faults_of
from targets.free_workbooks.intake import Intake, State
from targets.free_workbooks.recognition import likely_sheet, recognise
from targets.free_workbooks.shape import AnnexShape
from targets.free_workbooks.totals import check_totals, declared_totals
from targets.models import Column, Target, TargetChange
from tests.factories import UserFactory
from tests.free_tables import BA_RIA_I, BA_RIA_II, LAO_CAI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

SOURCES = [
    pytest.param("lao-cai-2021", 1, LAO_CAI, id="lao-cai-2021"),
    pytest.param("ba-ria-vung-tau-2020", 1, BA_RIA_I, id="ba-ria-vung-tau-2020-I"),
    pytest.param("ba-ria-vung-tau-2020", 2, BA_RIA_II, id="ba-ria-vung-tau-2020-II"),
]


def emptied(code: str, number: int):
    """The annex of an open plan without any figure and without declared totals, as before the table came."""
    Plan.objects.filter(code=code).update(state=PlanState.DRAFT)
    Target.objects.filter(plan__code=code).delete()
    Column.objects.filter(annex__plan__code=code).update(declared_total=None)
    plan = Plan.objects.select_related("locality", "issuing_agency").get(code=code)
    return next(annex for annex in annexes_of(plan) if annex.number == number)


def read(annex, table, answered=None):
    shape = AnnexShape(annex)
    book = read_workbook(table.file())
    found = recognise(book.sheets[likely_sheet(book, shape.names.knows)], shape.knowledge({}, {}))
    return Intake(shape, found, Choices.of(shape, found, answered))


def accepted(intake: Intake):
    """As on the page: nothing is open, the preview is written, its totals are kept."""
    assert faults_of(intake.shape, intake.found, intake.choices) == []
    assert intake.of_state(State.REFUSED) == []
    seen = {cell.key: cell.seen for cell in intake.of_state(State.CHANGED)}
    totals = {column: (None, number) for column, number in declared_totals(check_totals(intake)).items()}
    return take_in(intake, seen=seen, totals=totals, by=UserFactory(administrator=True))


def fixture(code: str) -> list[dict]:
    return json.loads((settings.FIXTURE_DIRS[0] / f"{code}.json").read_text(encoding="utf-8"))


def fixture_targets(code: str, places: set[str], indicators: set[str]) -> set[tuple]:
    """(locality, indicator, facility, comparator, value, upper) as the fixture states them."""
    rows = [row["fields"] for row in fixture(code) if row["model"] == "targets.target"]
    return {
        (
            row["locality"][0],
            row["indicator"][0],
            *(row.get("facility") or [None]),
            row.get("comparator", "eq"),
            row["value"],
            row.get("upper"),
        )
        for row in rows
        if row["locality"][0] in places and row["indicator"][0] in indicators
    }


def stored_targets(code: str) -> set[tuple]:
    names = ("locality__code", "indicator__code", "facility__code", "comparator", "value", "upper")
    return set(Target.objects.filter(plan__code=code).values_list(*names))


def fixture_declared(code: str, number: int) -> dict[str, int]:
    columns = [row["fields"] for row in fixture(code) if row["model"] == "targets.column"]
    return {
        row["key"]: row["declared_total"]
        for row in columns
        if row["annex"] == [code, number] and "declared_total" in row
    }


def stored_declared(annex) -> dict[str, int]:
    columns = Column.objects.filter(annex=annex, declared_total__isnull=False)
    return dict(columns.values_list("key", "declared_total"))


def test_lao_cai_2021_equals_the_fixture():
    annex = emptied("lao-cai-2021", 1)

    taken = accepted(read(annex, LAO_CAI))

    places = {row.locality.code for row in annex.rows.all()}
    indicators = {column.indicator.code for column in annex.columns.all() if column.indicator_id}
    assert taken.saved.changed == 100
    assert stored_targets("lao-cai-2021") == fixture_targets("lao-cai-2021", places, indicators)
    assert stored_declared(annex) == fixture_declared("lao-cai-2021", 1)


def test_lao_cai_2021_bottom_line_as_what_is_assigned():
    """The document assigns its bottom line to the province: one answer more, and those targets are there too."""
    annex = emptied("lao-cai-2021", 1)

    accepted(read(annex, LAO_CAI, {"r18": p.WHOLE_ROW}))

    assigned = {row for row in stored_targets("lao-cai-2021") if row[0] == "10"}
    assert len(assigned) == 13
    assert assigned <= fixture_targets("lao-cai-2021", {"10"}, {row[1] for row in assigned})
    assert stored_declared(annex) == fixture_declared("lao-cai-2021", 1)


def test_ba_ria_vung_tau_2020_list_equals_the_fixture():
    """Its text says "at least 850" where the table prints 850: a table does not say how a number is meant."""
    annex = emptied("ba-ria-vung-tau-2020", 1)

    taken = accepted(read(annex, BA_RIA_I))

    indicators = {row.indicator.code for row in annex.rows.all() if row.indicator_id}
    stated = fixture_targets("ba-ria-vung-tau-2020", {"77"}, indicators)
    assert ("77", "treated-total", None, "ge", 850, None) in stated
    printed = {row[:3] + ("eq", *row[4:]) for row in stated}
    assert taken.saved.changed == 8
    assert stored_targets("ba-ria-vung-tau-2020") == printed


def test_ba_ria_vung_tau_2020_localities_equal_the_fixture():
    annex = emptied("ba-ria-vung-tau-2020", 2)

    taken = accepted(read(annex, BA_RIA_II))

    places = {row.locality.code for row in annex.rows.all()}
    indicators = {column.indicator.code for column in annex.columns.all() if column.indicator_id}
    assert taken.saved.changed == 32
    assert stored_targets("ba-ria-vung-tau-2020") == fixture_targets("ba-ria-vung-tau-2020", places, indicators)
    assert stored_declared(annex) == fixture_declared("ba-ria-vung-tau-2020", 2)


@pytest.mark.parametrize(
    ("text", "place", "sureness"),
    [
        ("Huyện Sa Pa", "Thị xã Sa Pa", "likely"),  # its type until 2019
        ("TX Sa Pa", "Thị xã Sa Pa", "sure"),
        ("H. Sa pa", "Thị xã Sa Pa", "likely"),
        ("Thị xã Bắc Hà", None, "asked"),  # it never was one
        ("Xã Bản Bo", None, "unknown"),
    ],
)
def test_localities_are_those_of_the_plan_s_year(text, place, sureness):
    shape = AnnexShape(emptied("lao-cai-2021", 1))

    guess = shape.names.propose(text)

    assert guess.sureness == sureness
    assert shape.rows[p.chosen_id(guess.choice)].locality.name == place if place else p.chosen_id(guess.choice) is None


@pytest.mark.parametrize(("code", "number", "table"), SOURCES)
def test_same_table_again_changes_nothing(code, number, table):
    """Over the plan as its fixture has it, and once more over what the table itself brought."""
    Plan.objects.filter(code=code).update(state=PlanState.DRAFT)
    plan = Plan.objects.select_related("locality", "issuing_agency").get(code=code)
    annex = next(annex for annex in annexes_of(plan) if annex.number == number)
    changes = TargetChange.objects.count()

    intake = read(annex, table)

    assert intake.of_state(State.CHANGED) == []
    assert [check for check in check_totals(intake) if check.is_mismatch] == []
    assert TargetChange.objects.count() == changes
