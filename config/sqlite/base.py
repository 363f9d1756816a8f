"""SQLite whose writers queue in the kernel, not inside SQLite.

SQLite lets a writer that finds the database taken try again from time to time, and who waits so holds the lock of their
connection. Where Python's garbage collector, in the thread that is writing, wants to close a cursor of that connection,
it waits for them as they wait for it, and with it the whole process: seen for minutes in the hour of
tests/bench/deadline.py. Such waiting is not fair either: who comes anew tries more often than who has waited long.

So a transaction first takes a lock on a file beside the database, as all threads of all processes do. Nobody waits
inside SQLite then but for a writer that is not ours; a process that dies leaves the queue.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base

ENDING = "-queue"


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turn: int | None = None  # the open file, while it is this connection's turn to write

    def _start_transaction_under_autocommit(self) -> None:
        self._await_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def _await_turn(self) -> None:
        """Who only reads (`core.readonly`) begins without a writer's lock, and a database in memory has no file."""
        if self._turn is not None or self.transaction_mode is None or self.is_in_memory_db():
            return
        turn = os.open(f"{self.settings_dict['NAME']}{ENDING}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        except BaseException:
            os.close(turn)
            raise
        self._turn = turn

    def _end_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            os.close(turn)
