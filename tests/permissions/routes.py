"""Every address that the application knows, as Django's resolver has them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def routes(urlconf: Any = None) -> list[str]:
    """The whole route of each address, with those of included modules and of the admin site."""
    return list(_routes(get_resolver(urlconf), ""))


def _routes(resolver: URLResolver, above: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = f"{above}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route
