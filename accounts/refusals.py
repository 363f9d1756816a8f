"""The answer to a form that did not come from our own page."""

from django.http import HttpRequest, HttpResponse
from django.views import csrf


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer; the mark is for the log."""
    request.is_forged = True
    return csrf.csrf_failure(request, reason=reason)
