"""Kinds of jobs for the tests, registered while a test needs them."""

from collections.abc import Iterator
from contextlib import contextmanager

from reports.jobs import JobKind, kinds


@contextmanager
def registered(kind: JobKind) -> Iterator[JobKind]:
    kinds.register(kind)
    try:
        yield kind
    finally:
        del kinds._KINDS[kind.name]
