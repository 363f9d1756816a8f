"""The model that the grid's script computes with says all that the roll-up knows: Screen.of(grid) == annex_rollup."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.figures import Comparator
from plans.models import Plan
from reports.figures import Measure, load_figures
from reports.grid import load_grid
from reports.lookup import annexes_of
from reports.rollups import annex_rollup, row_paths
from targets.enums import Axis, IndicatorKind, Stage
from targets.models import Annex, Target
from tests.cast import gather
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    RowFactory,
)
from tests.reports.grid_model import Screen, bare

pytestmark = pytest.mark.django_db

REAL_ANNEXES = [
    ("lao-cai-2021", 1),
    ("ba-ria-vung-tau-2020", 1),
    ("ba-ria-vung-tau-2020", 2),
]


def agree(annex: Annex, stage: Stage = Stage.ASSIGNED) -> int:
    """Compare every figure of the screen with the roll-up; how many there were."""
    figures = load_figures(annex.plan, row_paths([annex]), stage)
    screen = Screen.of(load_grid(annex, stage))
    compared = _compare_list if annex.axis == Axis.LIST else _compare_table
    return compared(annex, figures, screen)


def _compare_list(annex, figures, screen) -> int:
    rows = {str(row.pk): row for row in annex.rows.all()}
    for row_id, node in screen.model["cells"].items():
        measure = Measure(rows[row_id].indicator_id, rows[row_id].facility_id)
        assert bare(screen.values[0][node]) == bare(figures.at(annex.plan.locality.path, measure)), rows[row_id]
    return len(screen.model["cells"])


def _compare_table(annex, figures, screen) -> int:
    rollup = annex_rollup(figures, annex)
    rows = {row.locality_id: row.pk for row in annex.rows.all()}
    ids = {column.key: str(column.pk) for column in annex.columns.all()}
    for place, column in enumerate(rollup.columns):
        column_id = ids[column.key]
        if column_id not in screen.model["cells"]:
            continue  # results, and the second cell of a figure: shown as the server worked them out
        node = screen.model["cells"][column_id]
        for line in rollup.lines:
            shown = screen.values[rows[line.locality.pk]][node]
            assert bare(shown) == bare(line.values[place]), (line.locality.name, column.key)
        if screen.model["sumsUp"]:
            assert bare(screen.total(column_id)) == bare(rollup.total[place]), column.key
            assert bare(screen.declared(column_id)) == bare(rollup.declared[place]), column.key
            assert _named(screen.gap(column_id)) == _named(rollup.gap[place]), column.key
    return len(screen.model["cells"]) * (len(rollup.lines) + 3)


def _named(gap) -> tuple | None:
    return None if gap is None else (gap.kind, gap.value)


@pytest.mark.usefixtures("five_plans")
@pytest.mark.parametrize(("code", "number"), REAL_ANNEXES)
def test_script_agrees_with_the_roll_up_of_a_real_plan(code, number):
    annexes = annexes_of(Plan.objects.select_related("locality").get(code=code))

    assert agree(annexes[number - 1]) > 5


@pytest.mark.usefixtures("five_plans")
def test_real_annexes_are_all_of_them():
    assert sorted(Annex.objects.values_list("plan__code", "number")) == sorted(REAL_ANNEXES)


@pytest.mark.usefixtures("five_plans")
@pytest.mark.parametrize(("code", "number"), REAL_ANNEXES)
def test_script_agrees_when_a_figure_of_the_whole_is_taken_away(code, number):
    """One by one each figure that the plan assigns for the whole: sums take its place, or nothing does."""
    annex = annexes_of(Plan.objects.select_related("locality").get(code=code))[number - 1]

    for target in Target.objects.filter(plan__code=code, locality=annex.plan.locality):
        with transaction.atomic():
            Target.objects.filter(pk=target.pk).delete()
            agree(annex)
            transaction.set_rollback(True)


# Made-up plans


class Country:
    """A province with three districts of two communes each, a tree of indicators, a share, two facilities."""

    def __init__(self):
        self.province = gather().province
        self.districts = [LocalityFactory(district=True, parent=self.province) for _ in range(3)]
        self.communes = [LocalityFactory(commune=True, parent=each) for each in self.districts for _ in range(2)]
        self.places = [self.province, *self.districts, *self.communes]
        top = IndicatorFactory(sums_children=True, kind=IndicatorKind.COMPOSITE)
        middle = IndicatorFactory(parent=top, sums_children=True)
        leaves = [IndicatorFactory(parent=parent) for parent in (top, middle, middle)]
        # A child that is no part of a sum, and figures that do not add over places.
        aside = IndicatorFactory(parent=leaves[0])
        self.indicators = [top, middle, *leaves, aside, IndicatorFactory(ratio=True)]
        self.facilities = [None, FacilityFactory(), FacilityFactory()]


COUNTRY = {"districts": 3, "communes": 6, "indicators": 7, "facilities": 3}
measures = st.tuples(st.integers(0, COUNTRY["indicators"] - 1), st.integers(0, COUNTRY["facilities"] - 1))
small = st.integers(0, 40)
amounts = st.one_of(
    st.tuples(st.just("eq"), small, st.none()),
    st.tuples(st.sampled_from(["ge", "gt", "le", "lt", "decrease"]), small, st.none()),
    st.tuples(st.sampled_from(["between", "increase"]), small, st.integers(41, 60)),
    st.just((Comparator.NOT_APPLICABLE.value, None, None)),
)
figures_of_plan = st.dictionaries(
    st.tuples(st.integers(0, COUNTRY["districts"] + COUNTRY["communes"]), measures), amounts, max_size=25
)
columns_of_annex = st.lists(st.tuples(measures, st.none() | small), min_size=1, max_size=6)


def draw_up(country: Country, rows, columns, figures, stage: Stage) -> Annex:
    plan = PlanFactory(locality=country.province)
    annex = AnnexFactory(plan=plan)
    ColumnFactory(annex=annex, name_column=True)
    for (indicator, facility), printed in columns:
        ColumnFactory(
            annex=annex,
            indicator=country.indicators[indicator],
            facility=country.facilities[facility],
            declared_total=printed,
        )
    for row in rows:
        RowFactory(annex=annex, locality=country.places[row])
    Target.objects.bulk_create(
        Target(
            plan=plan,
            locality=country.places[place],
            indicator=country.indicators[indicator],
            facility=country.facilities[facility],
            comparator=comparator,
            value=value,
            upper=upper,
            stage=stage,
        )
        for (place, (indicator, facility)), (comparator, value, upper) in figures.items()
    )
    return annexes_of(plan)[0]


@pytest.fixture
def country(db):
    return Country()


PLANS = {
    "figures": figures_of_plan,
    "columns": columns_of_annex,
    "stage": st.sampled_from([Stage.ASSIGNED, Stage.ASSIGNED, Stage.PROPOSED]),
}
once_a_country = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@once_a_country
@given(rows=st.lists(st.integers(1, 3), unique=True, max_size=3), **PLANS)
def test_script_agrees_with_the_roll_up_of_districts(country, rows, columns, figures, stage):
    """Rows are districts; figures stand on the province, on them and on communes below them."""
    with transaction.atomic():
        agree(draw_up(country, rows, columns, figures, stage), stage)
        transaction.set_rollback(True)


@once_a_country
@given(rows=st.lists(st.integers(1, 9), unique=True, max_size=6), **PLANS)
def test_script_agrees_with_the_roll_up_of_rows_at_two_depths(country, rows, columns, figures, stage):
    """A table that lists districts and communes together."""
    with transaction.atomic():
        agree(draw_up(country, rows, columns, figures, stage), stage)
        transaction.set_rollback(True)


@once_a_country
@given(rows=st.lists(measures, unique=True, min_size=1, max_size=6), figures=figures_of_plan)
def test_script_agrees_with_a_list(country, rows, figures):
    """A list: its lines name indicators, its figures are those of the plan's own locality."""
    with transaction.atomic():
        annex = draw_up(country, [], [], figures, Stage.ASSIGNED)
        Annex.objects.filter(pk=annex.pk).update(axis=Axis.LIST)
        ColumnFactory(annex=annex, indicator=None)
        for indicator, facility in rows:
            RowFactory(
                annex=annex,
                locality=None,
                indicator=country.indicators[indicator],
                facility=country.facilities[facility],
            )
        agree(annexes_of(annex.plan)[0])
        transaction.set_rollback(True)


def test_line_of_a_facility_without_figures_is_shown(country):
    """A list that is entered from empty: one of its lines names a facility."""
    annex = AnnexFactory(list=True, plan__locality=country.province)
    ColumnFactory(annex=annex, indicator=None)
    RowFactory(annex=annex, of_indicator=True, facility=country.facilities[1])

    (row,) = load_grid(annexes_of(annex.plan)[0], Stage.ASSIGNED).rows

    assert [cell.text for cell in row.cells] == [""]
