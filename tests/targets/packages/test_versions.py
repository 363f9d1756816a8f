"""A package of version 1, as it was written on SQLite: it stays readable, and any database gives it back."""

from pathlib import Path

import pytest

from plans.models import Plan
from targets.packages.content import content_of
from targets.packages.history import history_of
from targets.packages.reading import read_package
from targets.packages.taking_in import look_at, take_in
from targets.packages.writing import parts_of
from tests.targets.packages.packing import unpacked

pytestmark = pytest.mark.django_db

FIRST = Path(__file__).parent / "version-1.kehoach.zip"


def test_first_version_comes_in_and_goes_out_as_it_was(admin):
    package = read_package(FIRST.read_bytes())

    take_in(package, by=admin)

    kept = {name: content for name, content in unpacked(FIRST.read_bytes()).items() if name != "manifest.json"}
    parts = parts_of(content_of(Plan.objects.get()), {})
    assert {name: content for name, (content, _rows) in parts.items()} == {
        name: content for name, content in kept.items() if not name.startswith("history/")
    }
    assert look_at(package, by=admin).changes_nothing


def test_history_has_the_same_parts_as_in_the_first_version(admin):
    take_in(read_package(FIRST.read_bytes()), by=admin)

    parts = parts_of({**content_of(Plan.objects.get())}, history_of(Plan.objects.get()))
    assert sorted([*parts, "manifest.json"]) == sorted(unpacked(FIRST.read_bytes()))
