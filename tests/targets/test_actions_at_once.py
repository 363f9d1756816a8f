"""The one door for figures: two writers at the same moment."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from targets.actions import CellsRefused, Edit
from tests.factories import IndicatorFactory
from tests.targets.world import World, exactly, history, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that threads reach by connections of their own, as in real use.

    PostgreSQL's test database is one. SQLite's lives in memory, where lock waiting does not work, so the threads
    of a test get a copy of it in a file: `in_threads` looks at what they look at.
    """

    def share():
        if connection.vendor == "sqlite":
            path = str(tmp_path / "shared.sqlite3")
            target = sqlite3.connect(path)
            connection.connection.backup(target)
            # As an installed database is since its first day; two connections that switch it at once would collide.
            target.execute("PRAGMA journal_mode=WAL")
            target.close()
            patch.setitem(connections.settings["default"], "NAME", path)

    with pytest.MonkeyPatch.context() as patch:
        yield share


def in_threads(*tasks) -> list:
    """The results of tasks that start together, each with its own connection; a refusal is a result too."""
    barrier = Barrier(len(tasks))

    def run(task):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return task()
        except CellsRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(run, task) for task in tasks]]


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
