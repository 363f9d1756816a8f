"""Packages made wrong at random: each is refused in words or taken in whole; none leaves a trace of a failure."""

import copy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models import Plan
from targets.packages.kinds import KINDS
from targets.packages.reading import read_package
from targets.packages.refusals import PackageRefused
from targets.packages.showing import look_as_data
from targets.packages.taking_in import look_at, take_in
from tests.factories import UserFactory
from tests.targets.packages.packing import content_in, packed
from tests.targets.packages.test_round_trip import everything

pytestmark = pytest.mark.django_db

BOUNDED = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
CHEAP = settings(BOUNDED, max_examples=200)

ODD = [None, True, 0, -1, 2**31, 2**63 - 1, 2**64, "", " ", "x", "=1+1", "\x00", "\ud800", "2021-02-30", "9" * 600]
NESTED = [[], [[]], {}, [None], ["10"], ["10", "2004-07-08"], ["lao-cai-2021", 10], [["a"], ["a"]]]
PARTS = [kind.name for kind in KINDS]


def value_in(parts: dict, name: str, field: str):
    """What the field could hold: what other rows hold there, or something odd."""
    known = [row[field] for row in parts[name] if isinstance(row, dict) and field in row]
    return st.one_of(st.sampled_from(known), st.sampled_from(known), st.sampled_from(ODD + NESTED), st.integers())


@st.composite
def mutated(draw, parts: dict[str, Any]) -> dict[str, Any]:
    parts = copy.deepcopy(parts)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([name for name in PARTS if parts[name]]))
        row = draw(st.integers(0, len(parts[name]) - 1))
        what = draw(st.sampled_from(["value", "value", "value", "value", "away", "twice", "field"]))
        if what == "away":
            parts[name].pop(row)
        elif what == "twice":
            parts[name].append(copy.deepcopy(parts[name][row]))
        elif isinstance(parts[name][row], dict) and parts[name][row]:
            field = draw(st.sampled_from(sorted(parts[name][row])))
            if what == "field":
                parts[name][row].pop(field)
            else:
                parts[name][row][field] = draw(value_in(parts, name, field))
    return parts


def taken(data: bytes, by) -> bool:
    """Whether the package went in; else nothing of it is here, and the preview said so."""
    try:
        package = read_package(data)
    except PackageRefused as error:
        assert all(str(refusal) for refusal in error.refusals)
        return False
    look = look_at(package, by=by)
    look_as_data(look)
    try:
        take_in(package, by=by, seen=look.comparison.seen)
    except PackageRefused:
        assert look.refusals
        return False
    assert look.refusals == []
    assert look_at(package, by=by).changes_nothing
    return True


@pytest.fixture
def start(admin):
    return everything()


@BOUNDED
@given(data=st.data())
def test_mutated_package_into_an_empty_installation(lao_cai, admin, start, data):
    parts = data.draw(mutated(content_in(lao_cai.data)))

    with transaction.atomic():
        if not taken(packed(parts), admin):
            assert everything() == start
        transaction.set_rollback(True)


@BOUNDED
@given(data=st.data())
def test_mutated_package_over_a_draft(lao_cai, admin, data):
    parts = data.draw(mutated(content_in(lao_cai.data)))

    with transaction.atomic():
        take_in(read_package(lao_cai.data), by=admin)
        editor = UserFactory(editor=True, locality=Plan.objects.get().locality)
        before = everything()
        if not taken(packed(parts), editor):
            assert everything() == before
        transaction.set_rollback(True)


@CHEAP
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.booleans())
def test_mutated_bytes(lao_cai, place, byte, cut):
    data = lao_cai.data
    place %= len(data)
    broken = data[:place] if cut else data[:place] + bytes([byte]) + data[place + 1 :]

    try:
        package = read_package(broken)
    except PackageRefused as error:
        assert all(str(refusal) for refusal in error.refusals)
    else:
        assert package == read_package(data)
