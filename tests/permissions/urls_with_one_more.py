"""The addresses of the application and one that the matrix does not have."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def forgotten(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(code)


urlpatterns = [
    path("bao-cao/", include([path("<slug:code>/tai/", forgotten)])),
    path("", include("config.urls")),
]
