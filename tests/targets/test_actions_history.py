"""The one door for figures: what is remembered, at what cost, after any sequence of batches."""

import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.figures import Amount, Comparator
from targets.actions import CellsRefused, Edit
from targets.cells import Cell
from targets.enums import Channel, Stage
from targets.models import Target, TargetChange
from tests.factories import FacilityFactory, LocalityFactory
from tests.targets.world import exactly, stored

pytestmark = pytest.mark.django_db

# History


def test_history_tells_what_when_who_and_how(world):
    facility = FacilityFactory()
    cell = world.cell(facility_id=facility.pk, stage=Stage.PROPOSED)
    world.save(Edit(cell, None, Amount(65, 70, Comparator.BETWEEN)))
    before = timezone.now()

    saved = world.save(
        Edit(cell, Amount(65, 70, Comparator.BETWEEN), Amount(None, comparator=Comparator.NOT_APPLICABLE)),
        by=world.cast.administrator,
        channel=Channel.WORKBOOK,
    )

    change = TargetChange.objects.latest("pk")
    assert (change.plan, change.locality, change.indicator) == (world.plan, world.cast.district, world.indicator)
    assert (change.facility, change.stage) == (facility, Stage.PROPOSED)
    assert (change.old_comparator, change.old_value, change.old_upper) == ("between", 65, 70)
    assert (change.new_comparator, change.new_value, change.new_upper) == ("na", None, None)
    assert (change.changed_by, change.channel) == (world.cast.administrator, "workbook")
    assert change.batch == saved.batch
    assert before <= change.changed_at <= timezone.now()


def test_history_names_only_cells_that_changed_and_one_batch(world):
    cells = [world.cell(), world.cell(stage=Stage.PROPOSED), world.cell(locality_id=world.cast.province.pk)]
    world.save(*(Edit(cell, None, exactly(1)) for cell in cells))

    saved = world.save(
        Edit(cells[0], exactly(1), exactly(2)), Edit(cells[1], exactly(1), exactly(1)), Edit(cells[2], exactly(1), None)
    )

    changes = TargetChange.objects.filter(batch=saved.batch).order_by("pk")
    assert saved.changed == 2
    assert isinstance(saved.batch, uuid.UUID)
    assert [(change.locality_id, change.new_value) for change in changes] == [
        (world.cast.district.pk, 2),
        (world.cast.province.pk, None),
    ]
    assert len({change.changed_at for change in changes}) == 1


# Speed

# At both sizes:
#   1  SAVEPOINT (BEGIN outside a test)
#   2  the plan with its locality, locked
#   3  localities within the plan and the writer's reach
#   4  figures stored in these cells
#   5  indicators: do they exist, with which decimals
#   6  facilities: do they exist
#   7  DELETE of emptied cells
#   8  upsert of figures
#   9  history
#  10  RELEASE SAVEPOINT (COMMIT outside a test)
# SQLite takes at most 999 values in a statement, as Django counts them: 111 figures, 99 changes of history. So
# 190 upserts are two statements and 200 changes are three.
QUERIES = {("postgresql", 10): 10, ("postgresql", 200): 10, ("sqlite", 10): 10, ("sqlite", 200): 13}


@pytest.mark.parametrize("size", [10, 200])
def test_query_count(world, django_assert_num_queries, size):
    facility = FacilityFactory()
    localities = LocalityFactory.create_batch(size, district=True, parent=world.cast.province)
    cells = [world.cell(locality_id=locality.pk, facility_id=facility.pk) for locality in localities]
    world.save(*(Edit(cell, None, exactly(1)) for cell in cells))
    emptied = size // 20 or 1
    edits = [Edit(cell, exactly(1), None if at < emptied else exactly(2)) for at, cell in enumerate(cells)]
    editor = type(world.cast.editor).objects.select_related("locality").get(pk=world.cast.editor.pk)

    with django_assert_num_queries(QUERIES[connection.vendor, size]):
        world.save(*edits, by=editor)

    assert Target.objects.count() == size - emptied


# Any sequence of batches

FIGURES = st.sampled_from(
    [
        None,
        exactly(0),
        exactly(1),
        exactly(2),
        Amount(1, None, Comparator.AT_LEAST),
        Amount(1, 2, Comparator.BETWEEN),
        Amount(None, comparator=Comparator.NOT_APPLICABLE),
    ]
)
PLACES = st.tuples(
    st.sampled_from(["province", "district"]), st.sampled_from([False, True]), st.sampled_from(list(Stage))
)
# What the author saw is what stands there ("now"), or some figure that may be out of date.
BATCHES = st.lists(
    st.lists(st.tuples(PLACES, st.one_of(st.just("now"), FIGURES), FIGURES), max_size=4), min_size=1, max_size=8
)


@given(batches=BATCHES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stored_is_what_was_last_accepted_and_history_chains(world, batches):
    facility = FacilityFactory()
    model: dict[Cell, Amount | None] = {}
    with transaction.atomic():
        for batch in batches:
            edits = []
            for (place, has_facility, stage), seen, new in batch:
                locality = getattr(world.cast, place)
                cell = world.cell(
                    locality_id=locality.pk, facility_id=facility.pk if has_facility else None, stage=stage
                )
                edits.append(Edit(cell, model.get(cell) if seen == "now" else seen, new))
            fits = len({edit.cell for edit in edits}) == len(edits)
            fits = fits and all(model.get(edit.cell) in (edit.expected, edit.new) for edit in edits)
            changed = [edit for edit in edits if model.get(edit.cell) != edit.new]
            try:
                saved = world.save(*edits)
            except CellsRefused:
                assert not fits
            else:
                assert fits
                assert saved.changed == len(changed)
                model |= {edit.cell: edit.new for edit in edits}

        assert stored() == {cell: figure for cell, figure in model.items() if figure is not None}
        assert_history_chains(model)
        transaction.set_rollback(True)


def assert_history_chains(model: dict[Cell, Amount | None]) -> None:
    """Each change starts where the one before on its cell ended, and the last one ends at what is stored."""
    ends: dict[Cell, Amount | None] = {}
    for change in TargetChange.objects.order_by("pk"):
        cell = Cell(change.locality_id, change.indicator_id, change.facility_id, change.stage)
        old, new = side(change, "old"), side(change, "new")
        assert old == ends.get(cell)
        assert old != new
        ends[cell] = new
    assert {cell: end for cell, end in ends.items() if end} == {cell: end for cell, end in model.items() if end}


def side(change: TargetChange, prefix: str) -> Amount | None:
    comparator, value, upper = (getattr(change, f"{prefix}_{name}") for name in ["comparator", "value", "upper"])
    return Amount(value, upper, comparator) if comparator else None
