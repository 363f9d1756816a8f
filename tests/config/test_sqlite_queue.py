"""Writers of SQLite stand in one queue, on a file beside the database."""

import fcntl
from contextlib import closing

import pytest
from django.db import connection
from django.db.utils import OperationalError

from config.sqlite.base import ENDING, DatabaseWrapper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a queue of SQLite"),
]


@pytest.fixture
def database(tmp_path):
    """A connection to a database in a file."""
    settings = {**connection.settings_dict, "NAME": str(tmp_path / "db.sqlite3")}
    with closing(DatabaseWrapper(settings, "default")) as own:
        own.inc_thread_sharing()
        yield own


def is_free(database) -> bool:
    with open(database.settings_dict["NAME"] + ENDING, "a") as queue:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def begin(database) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_turn_lasts_as_long_as_the_transaction(database, end):
    begin(database)
    during = is_free(database)

    getattr(database, end)()

    assert (during, is_free(database)) == (False, True)


def test_turn_ends_where_the_transaction_cannot_begin(database):
    begin(database)
    with pytest.raises(OperationalError):
        database._start_transaction_under_autocommit()
    database.rollback()

    assert is_free(database)


def test_who_only_reads_waits_for_nobody(database):
    database.ensure_connection()
    database.transaction_mode = None

    begin(database)

    assert is_free(database)
    database.rollback()
