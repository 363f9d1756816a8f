"""Typed cells of an annex: which cells there are, and what is written into them."""

import pytest

from core.figures import Amount, Comparator
from reports.lookup import annexes_of
from targets.entry import AnnexSpots, changes_of, key_of, packed, seen_texts
from targets.enums import Channel, ColumnRole, Stage
from targets.models import TargetChange
from tests.factories import (
    ActivityFactory,
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    PeriodFactory,
    RowFactory,
)
from tests.targets.sheet import Sheet
from tests.targets.world import history, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(db):
    return Sheet()


# Which cells there are


def test_spots_are_the_figure_cells_of_the_rows_and_of_the_whole(sheet):
    spots = sheet.spots().by_key

    assert set(spots) == {
        sheet.key(row, column) for row in ("district", "neighbour", "whole") for column in ("persons", "share")
    }
    cell = spots[sheet.key("neighbour", "share")].cell
    assert (cell.locality_id, cell.indicator_id) == (sheet.neighbour.pk, sheet.indicators["share"].pk)
    assert (cell.facility_id, cell.stage) == (None, Stage.ASSIGNED)
    assert spots[sheet.key("whole")].cell.locality_id == sheet.cast.province.pk


def test_key_is_row_and_column(sheet):
    assert key_of(12, 34) == "12.34"
    assert sheet.key("whole").startswith("0.")


def test_proposals_have_no_line_of_the_whole(sheet):
    spots = sheet.spots(Stage.PROPOSED).by_key

    assert set(spots) == {
        sheet.key(row, column) for row in ("district", "neighbour") for column in ("persons", "share")
    }
    assert {spot.cell.stage for spot in spots.values()} == {Stage.PROPOSED}


def test_column_of_results_is_no_spot(sheet):
    column = ColumnFactory(
        annex=sheet.annex, indicator=sheet.indicators["persons"], period=PeriodFactory(plan=sheet.plan)
    )

    assert key_of(sheet.rows["district"].pk, column.pk) not in sheet.spots().by_key


@pytest.mark.parametrize("role", [role for role in ColumnRole if role != ColumnRole.FIGURE])
def test_column_without_figures_is_no_spot(sheet, role):
    column = ColumnFactory(annex=sheet.annex, indicator=None, role=role)

    assert key_of(sheet.rows["district"].pk, column.pk) not in sheet.spots().by_key


def test_second_column_of_the_same_figure_is_no_spot(sheet):
    column = ColumnFactory(annex=sheet.annex, indicator=sheet.indicators["persons"])

    spots = sheet.spots().by_key

    assert [key for key in spots if key.endswith(f".{column.pk}")] == []
    assert sheet.key("district") in spots


def test_column_of_a_facility_is_a_figure_of_its_own(sheet):
    facility = FacilityFactory()
    column = ColumnFactory(annex=sheet.annex, indicator=sheet.indicators["persons"], facility=facility)

    spot = sheet.spots().by_key[key_of(sheet.rows["district"].pk, column.pk)]

    assert (spot.cell.indicator_id, spot.cell.facility_id) == (sheet.indicators["persons"].pk, facility.pk)


def test_heading_row_has_no_spots(sheet):
    heading = RowFactory(annex=sheet.annex, heading=True)

    assert not [key for key in sheet.spots().by_key if key.startswith(f"{heading.pk}.")]


def test_list_has_a_spot_for_each_line_of_an_indicator(sheet):
    annex = AnnexFactory(plan=sheet.plan, number=2, list=True)
    first, second = (ColumnFactory(annex=annex, indicator=None) for _ in range(2))
    facility = FacilityFactory()
    line = RowFactory(annex=annex, of_indicator=True, facility=facility, indicator=sheet.indicators["persons"])
    RowFactory(annex=annex, of_indicator=True, facility=facility, indicator=sheet.indicators["persons"])  # once more
    RowFactory(annex=annex, heading=True)
    RowFactory(annex=annex, locality=None, activity=ActivityFactory(plan=sheet.plan))

    spots = AnnexSpots(annexes_of(sheet.plan)[1], Stage.ASSIGNED).by_key

    assert list(spots) == [key_of(line.pk, first.pk)]
    cell = spots[key_of(line.pk, first.pk)].cell
    assert (cell.locality_id, cell.facility_id) == (sheet.cast.province.pk, facility.pk)
    assert cell.indicator_id == sheet.indicators["persons"].pk
    assert second.pk > first.pk


# What is taken


@pytest.mark.parametrize(
    ("column", "text", "amount", "shown"),
    [
        pytest.param("persons", "1.600", Amount(1600), "1.600", id="thousands"),
        pytest.param("persons", " 05 ", Amount(5), "5", id="padded"),
        pytest.param("persons", "0", Amount(0), "0", id="zero"),
        pytest.param("persons", "≥ 850", Amount(850, None, Comparator.AT_LEAST), "≥ 850", id="minimum"),
        pytest.param("persons", "450-500", Amount(450, 500, Comparator.BETWEEN), "450 - 500", id="range"),
        pytest.param("persons", "x", Amount(None, None, Comparator.NOT_APPLICABLE), "x", id="not applicable"),
        pytest.param("share", "43,6", Amount(436, decimals=1), "43,6%", id="share"),
        pytest.param("share", "65-70%", Amount(650, 700, Comparator.BETWEEN, 1), "65 - 70%", id="range of shares"),
        pytest.param("share", "100%", Amount(1000, decimals=1), "100%", id="the whole"),
    ],
)
def test_entered_figure_is_stored_and_told(sheet, column, text, amount, shown):
    key = sheet.key("district", column)

    saved = sheet.enter(sheet.entry("district", text, column=column))

    assert saved == {key: amount}
    assert list(stored().values()) == [amount]
    assert packed(saved[key], sheet.spots().by_key[key])[1] == shown
    assert TargetChange.objects.get().channel == Channel.GRID


def test_blank_takes_the_figure_away_and_is_not_zero(sheet):
    sheet.enter(sheet.entry("district", "0"))

    saved = sheet.enter(sheet.entry("district", "  ", seen="eq:0:"))

    assert saved == {sheet.key("district"): None}
    assert stored() == {}
    assert history() == [(None, ("eq", 0, None)), (("eq", 0, None), None)]


def test_entries_of_rows_and_of_the_whole_go_together(sheet):
    sheet.enter(sheet.entry("district", "30"), sheet.entry("neighbour", "20"), sheet.entry("whole", "50"))

    assert {cell.locality_id: amount.value for cell, amount in stored().items()} == {
        sheet.cast.district.pk: 30,
        sheet.neighbour.pk: 20,
        sheet.cast.province.pk: 50,
    }


def test_no_entries_change_nothing(sheet):
    assert sheet.enter() == {}
    assert history() == []


def test_same_batch_twice_changes_nothing_twice(sheet):
    sheet.enter(sheet.entry("neighbour", "9"))
    batch = [sheet.entry("district", "30"), sheet.entry("neighbour", "", seen="eq:9:")]
    first = sheet.enter(*batch)
    after_first = stored(), history()

    second = sheet.enter(*batch)

    assert second == first
    assert (stored(), history()) == after_first
    assert len(history()) == 3


def test_officer_enters_proposals(sheet):
    sheet.enter(sheet.entry("district", "30"), by=sheet.cast.officer, stage=Stage.PROPOSED)

    assert [(cell.stage, amount.value) for cell, amount in stored().items()] == [("proposed", 30)]


# What a page carries along


def test_seen_texts_are_as_the_page_shows_them(sheet):
    seen = {
        sheet.key("district"): "ge:850:",
        sheet.key("district", "share"): "between:650:700",
        sheet.key("neighbour"): "na::",
        sheet.key("neighbour", "share"): "broken",
        "9.9": "eq:1:",
    }

    assert seen_texts(sheet.spots(), seen) == {
        sheet.key("district"): "≥ 850",
        sheet.key("district", "share"): "65 - 70%",
        sheet.key("neighbour"): "x",
    }


def test_history_of_a_cell_is_of_that_cell_alone_and_newest_first(sheet):
    sheet.enter(sheet.entry("district", "60"), sheet.entry("neighbour", "1"))
    sheet.enter(sheet.entry("district", "70", seen="eq:60:"))
    sheet.enter(sheet.entry("district", "99"), by=sheet.cast.officer, stage=Stage.PROPOSED)
    spots = sheet.spots()

    changes = list(changes_of(spots, spots.by_key[sheet.key("district")]))

    assert [(change.old, change.new) for change in changes] == [(Amount(60), Amount(70)), (None, Amount(60))]
