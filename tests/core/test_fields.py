"""Derived columns: computed on every way in that Django offers, whatever was typed into them."""

import datetime

import pytest
from django.core.serializers import deserialize, serialize

from localities.models import Facility, Locality
from tests.factories import FacilityFactory, LocalityFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 7, 8)

# Folded for searching: no tones, no marks, đ as d, lower case, one kind of dash.
SEARCH_KEYS = [
    pytest.param("Huyện Đất Đỏ", "huyen dat do", id="d with stroke"),
    pytest.param("Tỉnh Bà Rịa – Vũng Tàu", "tinh ba ria-vung tau", id="dash"),
    pytest.param("Xã  Y\u00a0Tý", "xa y ty", id="blanks"),
    pytest.param("THỪA THIÊN HUẾ", "thua thien hue", id="upper case"),
]


def saved(name: str) -> Locality:
    return LocalityFactory(name=name)


def made_in_bulk(name: str) -> Locality:
    Locality.objects.bulk_create([LocalityFactory(unsaved=True, name=name)])
    return Locality.objects.get(name=name)


def loaded_raw(name: str) -> Locality:
    for row in deserialize("json", serialize("json", [LocalityFactory(unsaved=True, name=name)])):
        row.save()
    return Locality.objects.get(name=name)


WAYS = [saved, made_in_bulk, loaded_raw]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("name", "expected"), SEARCH_KEYS)
def test_search_key_is_derived(way, name, expected):
    locality = way(name)

    locality.refresh_from_db()

    assert locality.search_key == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_sort_key_orders_by_the_name_without_its_type(way):
    for name in ["Huyện Đông Hà", "Thị xã Dĩ An", "Tỉnh Ân Thi", "Phường An Phú"]:
        way(name)

    ordered = [locality.name for locality in Locality.objects.order_by("sort_key")]

    assert ordered == ["Phường An Phú", "Tỉnh Ân Thi", "Thị xã Dĩ An", "Huyện Đông Hà"]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_typed_values_are_overwritten(way):
    locality = way("Huyện Bát Xát")

    Locality.objects.filter(pk=locality.pk).update(search_key="sai", sort_key="sai", path="sai")
    locality.refresh_from_db()
    locality.save()
    locality.refresh_from_db()

    assert locality.search_key == "huyen bat xat"
    assert "sai" not in (locality.sort_key, locality.path)


def test_path_holds_code_and_first_day_of_each_level():
    province = LocalityFactory(code="10", valid_from=DAY)
    district = LocalityFactory(code="082", district=True, parent=province, valid_from=DAY)
    commune = LocalityFactory(code="02683", commune=True, parent=district, valid_from=datetime.date(2020, 1, 1))

    assert commune.path == "0001020040708" + "0008220040708" + "0268320200101"
    assert set(Locality.objects.within(district)) == {district, commune}


def test_path_takes_a_date_typed_as_text():
    locality = LocalityFactory(code="10", valid_from="2004-07-08")

    assert locality.path == "0001020040708"


def test_renaming_changes_the_keys_on_save():
    facility = FacilityFactory(name="Cơ sở số 1")

    facility.name = "Cơ sở Đức Hạnh"
    facility.save()

    assert Facility.objects.get().search_key == "co so duc hanh"


def test_key_is_cut_at_the_width_of_its_column():
    """NFKD makes one character three; the column must still hold the key on PostgreSQL."""
    locality = LocalityFactory(name="ﬃ" * 100)

    locality.refresh_from_db()

    assert locality.search_key == ("ffi" * 34)[:100]
    assert len(locality.sort_key) <= 500


def test_derived_columns_are_not_in_forms():
    derived = [Locality._meta.get_field(name) for name in ["search_key", "sort_key", "path"]]

    assert [field.editable for field in derived] == [False, False, False]
