"""The one door for figures: two writers at the same moment."""

import pytest

from targets.actions import CellsRefused, Edit
from tests.factories import IndicatorFactory
from tests.targets.threads import in_threads as together
from tests.targets.world import World, exactly, history, stored

pytestmark = pytest.mark.django_db


def in_threads(*tasks) -> list:
    return together(*tasks, refusals=(CellsRefused,))


@pytest.mark.parametrize("seen", [pytest.param(None, id="new cell"), pytest.param(exactly(50), id="stored cell")])
@pytest.mark.django_db(transaction=True)
def test_of_two_conflicting_writers_one_wins(shared_database, seen):
    world = World()
    if seen:
        world.save(Edit(world.cell(), None, seen))
    shared_database()
    mine, theirs = exactly(60), exactly(70)

    results = in_threads(*(lambda new=new: world.save(Edit(world.cell(), seen, new)) for new in [mine, theirs]))

    lost = [result for result in results if isinstance(result, CellsRefused)]
    winner = mine if results[1] in lost else theirs
    assert len(lost) == 1
    assert str(lost[0]) == f"Ô đã được người khác sửa thành {winner.value}."
    assert in_threads(stored) == [{world.cell(): winner}]
    assert in_threads(history)[0][-1][1] == ("eq", winner.value, None)
    assert len(in_threads(history)[0]) == (2 if seen else 1)


@pytest.mark.django_db(transaction=True)
def test_writers_of_different_cells_lose_nothing(shared_database):
    """Six batches at once on one plan, each with its own cell and none with another's."""
    world = World()
    indicators = IndicatorFactory.create_batch(6)
    shared_database()
    cells = [world.cell(indicator_id=indicator.pk) for indicator in indicators]

    in_threads(*(lambda cell=cell: world.save(Edit(cell, None, exactly(7))) for cell in cells))

    assert in_threads(stored) == [{cell: exactly(7) for cell in cells}]
    assert in_threads(history) == [[(None, ("eq", 7, None))] * 6]
