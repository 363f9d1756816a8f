"""What every page of the shell shows: the product's name and the menu of tasks."""

from django import template
from django.conf import settings
from django.contrib import admin

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context) -> dict:
    """`{% shell as shell %}`: {"product", "menu": groups of lists that the user may open, "csrf_cookie": its name}.

    The list that the page belongs to is marked current: the one whose address begins the page's own, or
    `menu_url`, where the context has it (a plan's page belongs to the list of plans).
    """
    request = context["request"]
    groups = context.get("available_apps")  # put there by every page of the admin itself
    if groups is None:
        groups = admin.site.get_app_list(request) if admin.site.has_permission(request) else []
    path = context.get("menu_url") or request.path
    menu = [_group(group, path) for group in groups]
    return {"product": admin.site.site_title, "menu": menu, "csrf_cookie": settings.CSRF_COOKIE_NAME}


def _group(group: dict, path: str) -> dict:
    entries = [
        {"name": model["name"], "url": model["admin_url"], "is_current": path.startswith(model["admin_url"])}
        for model in group["models"]
        if model.get("admin_url")
    ]
    return {"name": group["name"], "entries": entries}
