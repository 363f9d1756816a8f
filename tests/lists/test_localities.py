"""The list of administrative units: dates, codes that pass from one unit to another, official layouts."""

import datetime

import pytest

from localities.models import Locality
from localities.resources import LocalityResource
from tests.factories import UserFactory
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

HEADER = ["Mã", "Tên đầy đủ", "Cấp", "Mã đơn vị trực thuộc", "Có hiệu lực từ", "Đến hết ngày"]


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def test_units_are_added_with_their_parents_in_any_order(administrator):
    file = table(
        HEADER,
        ["02671", "Xã Cốc San", "xã", "15", "01/7/2025", ""],
        ["15", "Tỉnh Lào Cai", "tỉnh", "", "01/7/2025", ""],
    )

    preview = LocalityResource(administrator).store(file)

    assert faults(preview) == []
    commune = Locality.objects.get(code="02671")
    assert commune.parent == Locality.objects.get(code="15")
    assert commune.path == "0001520250701" + "0267120250701"
    assert commune.search_key == "xa coc san"
    assert commune.valid_from == datetime.date(2025, 7, 1)
