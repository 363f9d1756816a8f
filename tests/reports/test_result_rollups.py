"""Results over places and periods, held to the worked tables of docs/calculations.md."""

import datetime

import pytest

from core.figures import Amount
from localities.models import Locality
from targets.enums import IndicatorKind, RollUp, SubmissionState
from tests.factories import FacilityFactory, IndicatorFactory, SuccessionFactory, TargetFactory
from tests.reports.reported import Reported, texts
from tests.worked_tables import worked_table

pytestmark = pytest.mark.django_db

WHOLE = "toàn tỉnh"


def expected(rows: list[dict]) -> dict[str, tuple[str, str]]:
    return {row["nơi"]: (row["trong kỳ"], row["lũy kế"]) for row in rows}


def places(rows: list[dict]) -> list[str]:
    return [row["nơi"] for row in rows if row["nơi"] != WHOLE]


def reported_table(rule: str, *, indicator, parts: dict[str, object] | None = None) -> Reported:
    """A world in which the table of that rule was reported; `parts`: what each of its first columns counts."""
    rows = worked_table(rule)
    world = Reported(*places(rows))
    world.column(indicator)
    for row in rows:
        for name, part in (parts or {"6 tháng đầu": indicator, "6 tháng cuối": indicator}).items():
            period = world.first if "đầu" in name else world.second
            if row["nơi"] != WHOLE:
                world.report(row["nơi"], period, part, row[name])
    return world


@pytest.mark.parametrize(
    ("rule", "traits"),
    [
        pytest.param("over-periods", {}, id="flow"),
        pytest.param("stock-last", {"stock": True}, id="stock"),
        pytest.param("persons", {"over_places": RollUp.NONE, "over_periods": RollUp.NONE}, id="persons"),
    ],
)
def test_rule_gives_its_worked_table(rule, traits):
    world = reported_table(rule, indicator=IndicatorFactory(**traits))

    assert texts(world.rollup()) == expected(worked_table(rule))


def test_ratio_is_made_anew_from_its_parts():
    rate = IndicatorFactory(recomputed=True)
    parts = {
        "tử, 6 tháng đầu": rate.numerator,
        "mẫu, 6 tháng đầu": rate.denominator,
        "tử, 6 tháng cuối": rate.numerator,
        "mẫu, 6 tháng cuối": rate.denominator,
    }

    world = reported_table("results-over-places", indicator=rate, parts=parts)

    assert texts(world.rollup()) == expected(worked_table("results-over-places"))


def test_composite_is_the_sum_of_its_parts_each_by_its_own_rule():
    patients = IndicatorFactory(kind=IndicatorKind.COMPOSITE, over_periods=RollUp.LAST, sums_children=True)
    carried = IndicatorFactory(stock=True, parent=patients)
    new = IndicatorFactory(parent=patients)
    parts = {
        "chuyển sang, 6 tháng đầu": carried,
        "mới, 6 tháng đầu": new,
        "chuyển sang, 6 tháng cuối": carried,
        "mới, 6 tháng cuối": new,
    }

    world = reported_table("composite", indicator=patients, parts=parts)

    assert texts(world.rollup()) == expected(worked_table("composite"))


def test_stated_figure_of_which_one_part_is_told_stays_as_stated():
    communes = IndicatorFactory(sums_children=True)
    new = IndicatorFactory(parent=communes)
    world = Reported("A")
    world.column(communes)
    world.report("A", world.second, communes, "120")
    world.report("A", world.second, new, "7")

    assert texts(world.rollup())["A"] == ("120", "120")


def test_figures_by_facility_add_up():
    indicator = IndicatorFactory()
    world = Reported("A", "B")
    world.column(indicator)
    for place, facility, text in (("A", "so-1", "30"), ("A", "so-2", "ước 5"), ("B", "so-3", "12")):
        world.report(place, world.second, indicator, text, facility=FacilityFactory(code=facility))

    assert texts(world.rollup()) == {"A": ("ước 35", "ước 35"), "B": ("12", "12"), WHOLE: ("ước 47", "ước 47")}


# Periods


def test_first_period_is_cumulative_by_itself():
    world = reported_table("over-periods", indicator=IndicatorFactory())

    assert texts(world.rollup(world.first)) == {
        "A": ("120", "120"),
        "B": ("80", "80"),
        "C": ("0", "0"),
        "D": ("10", "10"),
        WHOLE: ("210", "210"),
    }


@pytest.mark.parametrize(
    ("traits", "figures"),
    [
        pytest.param({}, ("270", "270"), id="flow-adds"),
        pytest.param({"stock": True}, ("150", "150"), id="stock-is-the-last"),
    ],
)
def test_year_is_computed_from_its_halves(traits, figures):
    indicator = IndicatorFactory(**traits)
    world = Reported("A")
    world.column(indicator)
    year = world.year()
    world.report("A", world.first, indicator, "120")
    world.report("A", world.second, indicator, "150")

    rollup = world.rollup(year)

    assert texts(rollup) == {"A": figures, WHOLE: figures}
    assert [place.name for place in rollup.coverage.missing] == []


# What counts


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        pytest.param(SubmissionState.OPEN, False, id="open"),
        pytest.param(SubmissionState.RETURNED, False, id="returned"),
        pytest.param(SubmissionState.SUBMITTED, True, id="submitted"),
        pytest.param(SubmissionState.ACCEPTED, True, id="accepted"),
        pytest.param(SubmissionState.LOCKED, True, id="locked"),
    ],
)
def test_only_reports_that_were_handed_in_count(state, counts):
    indicator = IndicatorFactory()
    world = Reported("A", "B")
    world.column(indicator)
    world.report("A", world.second, indicator, "5", state=state)

    rollup = world.rollup()

    assert texts(rollup)["A"] == (("5", "5") if counts else ("", ""))
    assert rollup.coverage.reported == (1 if counts else 0)
    assert rollup.coverage.waiting == (1 if state == SubmissionState.SUBMITTED else 0)


def test_total_says_from_how_many_places_it_comes():
    world = reported_table("over-periods", indicator=IndicatorFactory())

    rollup = world.rollup()

    assert (rollup.coverage.reported, len(rollup.coverage.expected)) == (3, 4)
    assert [place.name for place in rollup.coverage.missing] == ["C"]
    assert rollup.total[0].silent == 1  # D handed in without the figure


def test_cumulative_total_names_who_missed_an_earlier_period():
    indicator = IndicatorFactory()
    world = Reported("A", "B")
    world.column(indicator)
    world.report("A", world.first, indicator, "1")
    for place in "AB":
        world.report(place, world.second, indicator, "2")

    coverage = world.rollup().coverage

    assert [place.name for place in coverage.missing_before] == ["B"]
    assert not coverage.is_complete


def test_missing_part_marks_every_sum_above_it():
    total = IndicatorFactory(sums_children=True)
    parts = [IndicatorFactory(parent=total) for _ in range(2)]
    world = Reported("A", "B")
    world.column(total)
    for place, texts_of in (("A", ["10", "trống"]), ("B", ["1", "2"])):
        for part, text in zip(parts, texts_of, strict=True):
            world.report(place, world.first, part, text)
            world.report(place, world.second, part, "5")

    rollup = world.rollup()

    assert [line.cells[0].silent for line in rollup.lines] == [1, 0]
    assert rollup.total[0].silent == 1


def test_stock_that_is_given_later_is_not_missing():
    indicator = IndicatorFactory(stock=True)
    world = Reported("A")
    world.column(indicator)
    world.report("A", world.first, indicator, "trống")
    world.report("A", world.second, indicator, "7")

    assert world.rollup().total[0].silent == 0


def test_place_is_asked_for_the_periods_at_whose_end_it_exists():
    world = Reported("A", "B", "C")
    indicator = IndicatorFactory()
    world.column(indicator)
    Locality.objects.filter(name="B").update(valid_to=datetime.date(2021, 6, 30))
    Locality.objects.filter(name="C").update(valid_from=datetime.date(2021, 7, 1))
    world.report("A", world.first, indicator, "1")
    world.report("A", world.second, indicator, "1")
    world.report("C", world.second, indicator, "1")

    coverage = world.rollup().coverage

    assert [place.name for place in coverage.expected] == ["A", "C"]
    assert (coverage.missing, [place.name for place in coverage.missing_before]) == ((), ["B"])
    assert (coverage.complete, len(coverage.everybody)) == (2, 3)


def test_not_applicable_adds_nothing_and_is_no_gap():
    indicator = IndicatorFactory()
    world = Reported("A", "B")
    world.column(indicator)
    world.report("A", world.second, indicator, "x")
    world.report("B", world.second, indicator, "4")

    rollup = world.rollup()

    assert texts(rollup) == {"A": ("", ""), "B": ("4", "4"), WHOLE: ("4", "4")}
    assert rollup.total[0].silent == 0


# Against targets and the year before


def test_cumulative_result_is_judged_against_the_target_of_its_level():
    indicator = IndicatorFactory()
    world = reported_table("over-periods", indicator=indicator)
    TargetFactory(plan=world.plan, locality=world.places["A"], indicator=indicator, value=300)
    TargetFactory(plan=world.plan, locality=world.province, indicator=indicator, value=500, comparator="ge")

    rollup = world.rollup()

    cells = {line.locality.name: line.cells[0] for line in rollup.lines}
    assert (cells["A"].judgement.percent, cells["A"].judgement.remaining) == (90, Amount(30))
    assert cells["B"].judgement is None
    assert (rollup.total[0].judgement.percent, rollup.total[0].judgement.remaining) == (91, Amount(45))


def test_same_period_of_the_year_before_stands_beside():
    indicator = IndicatorFactory()
    before = Reported("A", "B", year=2020)
    before.column(indicator)
    now = Reported("A", "B", year=2021, province=before.province)
    now.column(indicator)
    for place, text in (("A", "40"), ("B", "2")):
        before.report(place, before.first, indicator, text)
        before.report(place, before.second, indicator, "1")

    rollup = now.rollup()

    assert [line.cells[0].last_year for line in rollup.lines] == [Amount(41), Amount(3)]
    assert rollup.total[0].last_year == Amount(44)


def test_merged_place_is_compared_with_the_sum_of_its_predecessors():
    indicator = IndicatorFactory()
    before = Reported("A", "B", year=2020)
    before.column(indicator)
    now = Reported("AB", year=2021, province=before.province)
    now.column(indicator)
    for place, text in (("A", "40"), ("B", "2")):
        SuccessionFactory(predecessor=before.places[place], successor=now.places["AB"])
        before.report(place, before.second, indicator, text)

    (line,) = now.rollup().lines

    assert line.cells[0].last_year == Amount(42)


def test_merged_place_of_which_a_part_is_unknown_is_not_compared():
    indicator = IndicatorFactory()
    before = Reported("A", "B", year=2020)
    before.column(indicator)
    now = Reported("AB", year=2021, province=before.province)
    now.column(indicator)
    for place in "AB":
        SuccessionFactory(predecessor=before.places[place], successor=now.places["AB"])
    before.report("A", before.second, indicator, "40")

    (line,) = now.rollup().lines

    assert line.cells[0].last_year is None


def test_reduction_is_judged_by_the_year_before():
    indicator = IndicatorFactory(stock=True)
    before = Reported("A", year=2020)
    before.column(indicator)
    now = Reported("A", year=2021, province=before.province)
    now.column(indicator)
    before.report("A", before.second, indicator, "100")
    now.report("A", now.second, indicator, "85")
    TargetFactory(plan=now.plan, locality=now.places["A"], indicator=indicator, value=10, comparator="decrease")

    (line,) = now.rollup().lines

    assert (line.cells[0].judgement.verdict, line.cells[0].judgement.percent) == ("reached", 150)


# Extracts


def test_extract_has_its_own_places_and_no_whole():
    world = reported_table("over-periods", indicator=IndicatorFactory())

    rollup = world.rollup(top=world.places["A"].path)

    assert [line.locality.name for line in rollup.lines] == ["A"]
    assert rollup.total is None
    assert [place.name for place in rollup.coverage.expected] == ["A"]
