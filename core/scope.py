"""Who reaches which places: the one place that implements it. Pages, lists, forms, commands and rights all ask here.

A place is the path of a locality. Every level takes the same room in a path, so whatever starts with a path lies in its
subtree; "" is the whole installation.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

# "00080" + "20040708": a code and the day from which it holds.
PATH_STEP = 13


def reach(user: Any) -> str:
    """The path below which a user works; "" is the whole installation."""
    return user.locality.path if user.locality_id else ""


def is_within(place: str, top: str) -> bool:
    """Whether `place` is `top` itself or lies below it."""
    return place.startswith(top)


def within(top: str, *lookups: str) -> Q:
    """Rows with a place in the subtree of `top`: one of the `lookups`, which lead to a path, lies in it."""
    return _any(Q(**{f"{lookup}__startswith": top}) for lookup in lookups) if top else Q()


def within_or_above(top: str, *lookups: str) -> Q:
    """As `within`, and rows of the levels above `top`, which its people may know of."""
    above = [top[:end] for end in range(PATH_STEP, len(top), PATH_STEP)]
    return within(top, *lookups) | _any(Q(**{f"{lookup}__in": above}) for lookup in lookups) if top else Q()


def one_level_below(place: str) -> int:
    """The length of the paths of the units directly below `place`."""
    return len(place) + PATH_STEP


def _any(conditions: Iterator[Q]) -> Q:
    return reduce(or_, conditions)
