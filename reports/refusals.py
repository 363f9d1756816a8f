"""Telling a script why the account may not: a page would be taken for the sign-in, and its sentence be lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _


def asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def told_to_script(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose 403 is {"error": sentence} where a script asks; anybody else gets the page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as error:
            if not asked_by_script(request):
                raise
            sentence = str(error) or _("Tài khoản không có quyền cho việc này.")
            return JsonResponse({"error": sentence}, status=403)

    return answered
