"""The id of the request at work, which joins the lines of the log that belong together."""

import uuid
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="")


def begin() -> str:
    """A new id for the request that begins. It stands until the next one: the last lines come after the answer."""
    current.set(uuid.uuid4().hex)
    return current.get()
