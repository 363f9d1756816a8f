"""A list that LibreOffice opened and saved again comes back as it went out."""

import datetime

import pytest

from core.lists.sheets import to_workbook
from localities.models import Agency, Facility, Locality
from localities.resources import AgencyResource, FacilityResource, LocalityResource
from tests.factories import AgencyFactory, FacilityFactory, LocalityFactory, UserFactory
from tests.lists.files import csv_file, faults, read
from tests.office import resave

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(administrator=True)


@pytest.fixture
def rows():
    province = LocalityFactory(code="10", name="Tỉnh Lào Cai", ended=True)
    district = LocalityFactory(district=True, parent=province, code="080", name="=Thành phố", position=3)
    FacilityFactory(code="so-1", name="-5 °C", locality=district, capacity=1200)
    FacilityFactory(code="007", name="Nhà Nhân ái;=1", locality=province)
    AgencyFactory(code="cong-an", locality=province, valid_from=datetime.date(2025, 3, 1))


@pytest.mark.parametrize(
    ("resource", "model"), [(LocalityResource, Locality), (FacilityResource, Facility), (AgencyResource, Agency)]
)
def test_workbook_saved_again_says_the_same(user, rows, tmp_path, resource, model):
    out, again = resource(user), resource(user)
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(to_workbook(out, out.export()))

    saved = resave(path, tmp=tmp_path)
    preview = again.read(read(again, saved.read_bytes(), saved.name))

    assert faults(preview) == []
    assert (preview.total, preview.changes) == (model.objects.count(), [])


def test_csv_opened_and_saved_as_a_workbook_loses_the_zeros_and_is_refused(user, rows, tmp_path):
    """What a spreadsheet program makes of codes in a CSV file that somebody opens by a double click."""
    path = tmp_path / "danh-sach.csv"
    path.write_bytes(csv_file(["code", "name"], ["007", "Nha Nhan ai"]))
    resource = FacilityResource(user)

    saved = resave(path, tmp=tmp_path)
    ((row, column, reason),) = faults(resource.read(read(resource, saved.read_bytes(), saved.name)))

    assert (row, column) == (2, "Mã")
    assert reason.startswith("Ô là số 7; mã phải là văn bản để giữ số 0 đứng đầu.")
