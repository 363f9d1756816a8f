"""A time in which the database refuses to write (ADR 0016)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connection, transaction

# The methods that need no token of ours, because they only read.
READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


def may_write_on_get(reason: str) -> Callable[[Any], Any]:
    """Marks a view that writes when it is read, and says why. The view itself is marked and given back, so that one
    of another package can be marked where our addresses name it."""

    def mark(view: Any) -> Any:
        view.writes_on_get = reason
        return view

    return mark


def read_only() -> AbstractContextManager[None]:
    """Within it the database refuses every statement that writes; afterwards the connection writes as before."""
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


@contextmanager
def _postgresql() -> Iterator[None]:
    with transaction.atomic():
        with connection.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            # There is nothing to commit. Inside another transaction this also gives back the right to write.
            transaction.set_rollback(True)


@contextmanager
def _sqlite() -> Iterator[None]:
    connection.ensure_connection()
    # A transaction that only reads must not begin with the lock of a writer, which is refused now.
    mode, connection.transaction_mode = connection.transaction_mode, None
    _query_only("ON")
    try:
        yield
    finally:
        connection.transaction_mode = mode
        _query_only("OFF")


def _query_only(state: str) -> None:
    """On the connection beneath Django's: it is no query of the page."""
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA query_only = {state}")
