"""Who may do what to which row of a file: as in the forms of the shell."""

from types import SimpleNamespace

import pytest
from django.contrib import admin

from localities.models import Agency, Facility, Locality
from localities.resources import AgencyResource, FacilityResource, LocalityResource
from plans.models import Plan
from reports.lists.registry import list_admins
from tests.cast import gather
from tests.factories import (
    ActivityFactory,
    AgencyFactory,
    FacilityFactory,
    IndicatorFactory,
    PlanFactory,
    UserFactory,
)
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

HIDDEN = "Mã này không có, hoặc đã dùng ở ngoài phạm vi của tài khoản."
OUTSIDE = "Địa bàn ở ngoài phạm vi của tài khoản."
CLOSED = "Tài khoản không được sửa dòng này."


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def provincial(cast):
    return UserFactory(administrator=True, locality=cast.province)


def somebody_everywhere(cast):
    """Rows of all six lists at the top, in the province, below it, beside it."""
    for place in (cast.province, cast.district, cast.commune, cast.other_province):
        FacilityFactory(locality=place)
        ActivityFactory(plan=PlanFactory(locality=place))
        ActivityFactory(plan=PlanFactory(locality=place, issued=True))
        for trait in ("administrator", "editor", "officer"):
            UserFactory(**{trait: True}, locality=place)
    AgencyFactory(locality=None)
    IndicatorFactory()


@pytest.mark.parametrize("slug", list_admins())
def test_rights_are_those_of_the_shell(cast, slug):
    """Which rows somebody sees and may change, row by row, as the list of the shell answers."""
    somebody_everywhere(cast)
    rows = list_admins()[slug]
    people = [cast.administrator, cast.editor, cast.officer, cast.leader, cast.outsider]
    people += [UserFactory(administrator=True, locality=place) for place in (cast.province, cast.district)]

    for person in people:
        request, resource = SimpleNamespace(user=person), rows.resource(person)
        assert resource.view_permission == rows.view_permission
        assert set(resource.visible()) == set(rows.get_queryset(request))
        for row in resource.visible().select_related(*resource.relations):
            may = person.may(resource.edit_permission) and resource.is_open(row)
            assert may == rows.has_change_permission(request, row), (person, row)


@pytest.mark.parametrize("slug", list_admins())
def test_choices_are_those_of_the_forms(cast, slug):
    somebody_everywhere(cast)
    rows = list_admins()[slug]
    for person in (cast.administrator, UserFactory(administrator=True, locality=cast.district), cast.editor):
        request, resource = SimpleNamespace(user=person), rows.resource(person)
        for column in resource.references:
            if column.name in ("plan", "section"):  # what is not open is said of the row
                continue
            assert set(resource.offered(column.name)) == set(rows.choices(column.field, request)), column.name


@pytest.mark.parametrize(
    ("resource", "factory", "kind"),
    [(FacilityResource, FacilityFactory, "methadone"), (AgencyResource, AgencyFactory, "police")],
)
def test_row_of_another_province_is_as_one_that_is_not_to_be_had(cast, provincial, resource, factory, kind):
    factory(locality=cast.other_province, code="kin", name="Tên kín")

    for name in ("Tên kín", "Tên khác"):
        preview = resource(provincial).read(
            table(["Mã", "Tên", "Loại", "Mã địa bàn"], ["kin", name, kind, cast.province.code])
        )
        assert faults(preview) == [(2, "Mã", HIDDEN)]


@pytest.mark.parametrize("resource", [FacilityResource, AgencyResource])
def test_row_is_not_put_elsewhere(cast, provincial, resource):
    hidden = f"Không có “{cast.other_province.code}”, hoặc ở ngoài phạm vi của tài khoản."
    kind = "methadone" if resource is FacilityResource else "police"

    preview = resource(provincial).read(
        table(["Mã", "Tên", "Loại", "Mã địa bàn"], ["moi", "Tên", kind, cast.other_province.code])
    )

    assert faults(preview)[0] == (2, "Mã địa bàn", hidden)


def test_agency_of_the_whole_country_is_not_made_in_a_province(provincial):
    preview = AgencyResource(provincial).read(table(["Mã", "Tên", "Loại"], ["bo-y-te", "Bộ Y tế", "y tế"]))

    assert faults(preview) == [(2, "", OUTSIDE)]


def test_row_above_is_seen_and_not_changed(cast):
    row = FacilityFactory(locality=cast.province, code="tinh", name="Của tỉnh")
    administrator = UserFactory(administrator=True, locality=cast.district)

    same = FacilityResource(administrator).read(table(["Mã", "Tên"], ["tinh", "Của tỉnh"]))
    other = FacilityResource(administrator).read(table(["Mã", "Tên"], ["tinh", "Của huyện"]))

    assert (faults(same), same.unchanged) == ([], 1)
    assert faults(other) == [(2, "", CLOSED)]
    row.refresh_from_db()


HEADER = ["Mã", "Tên đầy đủ", "Cấp", "Mã đơn vị trực thuộc", "Có hiệu lực từ"]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["00001", "Xã Một", "xã", "{district}", "01/7/2004"], []),
        (["081", "Huyện Một", "huyện", "{province}", "01/7/2004"], []),
        (["16", "Tỉnh Một", "tỉnh", "", "01/7/2004"], [(2, "", OUTSIDE)]),
        (
            ["00001", "Xã Một", "xã", "{other}", "01/7/2004"],
            [(2, "Mã đơn vị trực thuộc", "Không có “{other}”, hoặc ở ngoài phạm vi của tài khoản.")],
        ),
        (["{province}", "Tên khác", "tỉnh", "", "08/7/2004"], [(2, "", CLOSED)]),
        (["{other}", "Tên khác", "tỉnh", "", "08/7/2004"], [(2, "Mã", HIDDEN)]),
        (["{district}", "Tên khác", "huyện", "{province}", "08/7/2004"], []),
    ],
)
def test_units_are_made_and_changed_below_one_s_own(cast, provincial, cells, fault):
    codes = {"province": cast.province.code, "district": cast.district.code, "other": cast.other_province.code}

    preview = LocalityResource(provincial).read(table(HEADER, [cell.format(**codes) for cell in cells]))

    assert faults(preview) == [(row, column, reason.format(**codes)) for row, column, reason in fault]


def test_unit_below_a_new_unit_of_one_s_own(cast, provincial):
    preview = LocalityResource(provincial).store(
        table(
            HEADER,
            ["00001", "Xã Một", "xã", "081", "01/7/2024"],
            ["081", "Huyện Một", "huyện", cast.province.code, "01/7/2024"],
        )
    )

    assert faults(preview) == []
    assert Locality.objects.within(cast.province).filter(code__in=["00001", "081"]).count() == 2


def test_unit_is_not_taken_out_of_the_reach(cast, provincial):
    preview = LocalityResource(provincial).read(
        table(["Mã", "Mã đơn vị trực thuộc"], [cast.district.code, cast.other_province.code])
    )

    assert not preview.may_be_stored


def test_every_list_of_the_issue_has_its_file():
    assert {type(rows).__name__ for rows in list_admins().values()} == {
        "LocalityAdmin", "FacilityAdmin", "AgencyAdmin", "IndicatorAdmin", "ActivityAdmin", "AccountAdmin",
    }  # fmt: skip
    assert admin.site.get_model_admin(Plan).resource is None
    assert Facility is FacilityResource._meta.model
    assert Agency is AgencyResource._meta.model
