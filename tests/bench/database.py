"""A database of its own that is gone afterwards; the user's is never opened."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from targets.loading import SHARED, fixture_files, load


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """A new database, migrated and with the catalogues: a file in `folder`, or a new one on the PostgreSQL server."""
    name = f"bench_{secrets.token_hex(6)}"
    is_file = connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = str(folder / f"{name}.sqlite3") if is_file else name
    users = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        load(fixture_files()[: len(SHARED)])
        yield
    finally:
        connection.creation.destroy_test_db(users, verbosity=0)


def analyze() -> None:
    """Let the database count its rows, as a live one does by itself sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
