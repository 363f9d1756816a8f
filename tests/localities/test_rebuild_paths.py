"""Paths below a unit follow when its code, parent or first day changes."""

import pytest

from localities.actions import rebuild_paths
from localities.models import Locality
from tests.cast import gather
from tests.factories import LocalityFactory

pytestmark = pytest.mark.django_db


def assert_sound():
    derive = Locality._meta.get_field("path").derive
    assert [unit for unit in Locality.objects.select_related("parent") if unit.path != derive(unit)] == []


def test_new_code_moves_the_whole_subtree():
    cast = gather()
    cast.province.code = "10"
    cast.province.save()

    assert rebuild_paths(cast.province) == 2
    assert_sound()


def test_new_parent_moves_the_subtree():
    cast = gather()
    cast.district.parent = cast.other_province
    cast.district.save()

    assert rebuild_paths(cast.district) == 1
    assert_sound()
    assert cast.commune in Locality.objects.within(cast.other_province)


def test_nothing_moves_when_nothing_changed():
    assert rebuild_paths(gather().province) == 0


@pytest.mark.parametrize("districts", [2, 12])
def test_queries_do_not_grow_with_the_units(districts, django_assert_num_queries):
    province = LocalityFactory(code="10")
    for _number in range(districts):
        LocalityFactory(commune=True, parent=LocalityFactory(district=True, parent=province))
    province.code = "15"
    province.save()

    # savepoint, districts read, written; communes read, written; nothing below; end of the savepoint
    with django_assert_num_queries(7):
        rebuild_paths(province)
