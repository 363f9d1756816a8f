"""Taking packages in, and the figures that the tests change in them."""

import pytest

from accounts.models import User
from targets.models import Target
from targets.packages.reading import read_package
from targets.packages.refusals import PackageRefused
from targets.packages.taking_in import Look, look_at, take_in


def take(data: bytes, by: User | None, **options) -> None:
    take_in(read_package(data), by=by, **options)


def look(data: bytes, by: User | None, **options) -> Look:
    return look_at(read_package(data), by=by, **options)


def refusals_of(data: bytes, by: User | None) -> list[str]:
    """Why it is refused, by the preview as by the writing; nothing is written."""
    with pytest.raises(PackageRefused) as refused:
        take(data, by)
    said = [str(refusal) for refusal in refused.value.refusals]
    assert [str(refusal) for refusal in look(data, by).refusals] == said
    return said


def target(parts: dict, place: str = "082", indicator: str = "family") -> dict:
    """The row of one assigned figure: 30 persons in families of Bát Xát."""
    rows = [row for row in parts["targets"] if row["locality"][0] == place and row["indicator"] == [indicator]]
    return next(row for row in rows if row["stage"] == "assigned" and row["facility"] is None)


def of_target(place: str = "082", indicator: str = "family") -> Target:
    return Target.objects.get(locality__code=place, indicator__code=indicator, facility=None, stage="assigned")


def set_value(value: int, **where):
    return lambda parts: target(parts, **where).update(value=value)
