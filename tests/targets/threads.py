"""Tasks that run at the same moment, each with a connection of its own."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections


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


def in_threads(*tasks, refusals: tuple[type[Exception], ...]) -> list:
    """The results of tasks that start together, each with its own connection; a refusal is a result too."""
    barrier = Barrier(len(tasks))

    def run(task):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return task()
        except refusals as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(run, task) for task in tasks]]
