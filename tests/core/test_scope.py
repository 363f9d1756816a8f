"""What lies within somebody's reach, said on paths alone."""

from types import SimpleNamespace

import pytest
from django.db.models import Q

from core.scope import is_within, one_level_below, reach, within, within_or_above

PROVINCE = "0001020040708"
DISTRICT = "00010200407080008220040708"
COMMUNE = "000102004070800082200407080268320200101"
NEIGHBOUR = "0001120040708"


def test_reach_is_the_path_of_the_own_locality():
    clerk = SimpleNamespace(locality_id=7, locality=SimpleNamespace(path=DISTRICT))

    assert reach(clerk) == "00010200407080008220040708"
    assert reach(SimpleNamespace(locality_id=None, locality=None)) == ""


@pytest.mark.parametrize(
    ("place", "top", "expected"),
    [
        pytest.param(DISTRICT, PROVINCE, True, id="below"),
        pytest.param(DISTRICT, DISTRICT, True, id="itself"),
        pytest.param(PROVINCE, DISTRICT, False, id="above"),
        pytest.param(NEIGHBOUR, PROVINCE, False, id="beside"),
        pytest.param(NEIGHBOUR, "", True, id="the whole installation"),
        pytest.param("", DISTRICT, False, id="no place"),
    ],
)
def test_is_within(place, top, expected):
    assert is_within(place, top) is expected


def test_within_asks_each_lookup():
    assert within(DISTRICT, "a__path", "b__path") == Q(a__path__startswith=DISTRICT) | Q(b__path__startswith=DISTRICT)
    assert within("", "a__path") == Q()


def test_levels_above_are_named_one_by_one():
    assert within_or_above(COMMUNE, "path") == Q(path__startswith=COMMUNE) | Q(path__in=[PROVINCE, DISTRICT])
    assert within_or_above("", "path") == Q()


def test_one_level_below():
    assert one_level_below(PROVINCE) == 26
