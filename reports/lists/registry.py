"""Which lists go in and out as files, and for whom."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from core.admin import BaseAdmin
from core.lists.resource import ListResource


def list_admins() -> dict[str, BaseAdmin]:
    """{name in addresses: list of the shell}"""
    admins = [found for found in admin.site._registry.values() if getattr(found, "resource", None)]
    return {found.resource.slug: found for found in admins}


def resource_of(name: str) -> type[ListResource] | None:
    found = list_admins().get(name)
    return found.resource if found else None


def visible_list(request: HttpRequest, name: str) -> BaseAdmin:
    """The list, for those who may see it in the shell."""
    found = list_admins().get(name)
    if found is None:
        raise Http404(_("Không có danh sách này."))
    if not found.has_view_permission(request):
        raise PermissionDenied(_("Tài khoản không có quyền xem danh sách này."))
    return found


def changeable_list(request: HttpRequest, name: str) -> BaseAdmin:
    """The list, for those who may add and change rows; which rows is asked row by row."""
    found = visible_list(request, name)
    if not found.has_change_permission(request):
        raise PermissionDenied(_("Tài khoản không có quyền sửa danh sách này."))
    return found
