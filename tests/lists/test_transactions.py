"""A preview takes no lock; what is written is written whole, also against others who write at the same time."""

import pytest
from django.db import IntegrityError, connection

from core.lists import storing
from localities.models import Facility
from localities.resources import FacilityResource
from tests.factories import FacilityFactory, LocalityFactory, UserFactory
from tests.lists.files import table
from tests.targets.threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ["Mã", "Tên", "Loại", "Mã địa bàn"]


@pytest.fixture
def user():
    LocalityFactory(code="10")
    return UserFactory(administrator=True)


def test_preview_needs_no_transaction(user):
    FacilityFactory(code="cu", name="Cũ")
    assert not connection.in_atomic_block

    preview = FacilityResource(user).read(table(["Mã", "Tên"], ["cu", "Mới"]))

    assert len(preview.changed) == 1
    assert Facility.objects.get().name == "Cũ"


def test_what_fails_half_way_leaves_nothing(user, monkeypatch):
    FacilityFactory(code="cu", name="Cũ")
    monkeypatch.setattr(storing, "_log", lambda resource: Facility.objects.create(code="cu"))
    file = table(HEADER, ["moi", "Mới", "methadone", "10"], ["cu", "Khác", "methadone", "10"])

    with pytest.raises(IntegrityError):
        FacilityResource(user).store(file)

    assert list(Facility.objects.values_list("code", "name")) == [("cu", "Cũ")]


def test_two_who_add_the_same_row_at_once(user, shared_database):
    """One of them finds it there: as the same row, or by the database."""
    file = table(HEADER, ["moi", "Mới", "methadone", "10"])
    shared_database()

    results = in_threads(*[lambda: FacilityResource(user).store(file).is_stored] * 2, refusals=(IntegrityError,))

    assert sum(result is True for result in results) == 1
    assert in_threads(Facility.objects.count, refusals=()) == [1]
