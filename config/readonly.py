"""GET never writes: the database itself refuses it (ADR 0016)."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.readonly import READING, read_only


class ReadOnlyGet:
    """Stands last of all middleware: what the others write (session, log) is written outside of the guard.

    The guard begins when the view is known and ends with the answer, so that the view, its template and the page of
    an error are inside. A view marked by `may_write_on_get` is not guarded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as request.guard:
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        # A session that has become invalid is deleted when its user is asked for: LoginRequiredMiddleware has done so.
        if request.method in READING and not hasattr(view, "writes_on_get"):
            request.guard.enter_context(read_only())
