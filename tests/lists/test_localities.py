"""The list of administrative units: dates, codes that pass from one unit to another, official layouts."""

import datetime

import pytest

from core.lists.sheets import to_csv
from localities.models import Facility, Locality
from localities.resources import FacilityResource, LocalityResource
from tests.factories import FacilityFactory, LocalityFactory, UserFactory
from tests.lists.files import csv_file, faults, read, table

pytestmark = pytest.mark.django_db

HEADER = ["Mã", "Tên đầy đủ", "Cấp", "Mã đơn vị trực thuộc", "Có hiệu lực từ", "Đến hết ngày"]
START, MERGER = datetime.date(2004, 7, 8), datetime.date(2025, 7, 1)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def stored(user, file, **options):
    preview = LocalityResource(user, **options).store(file)
    assert faults(preview) == []
    return preview


def assert_paths_are_sound():
    derive = Locality._meta.get_field("path").derive
    assert [unit for unit in Locality.objects.select_related("parent") if unit.path != derive(unit)] == []


def test_units_are_added_with_their_parents_in_any_order(administrator):
    stored(
        administrator,
        table(
            HEADER,
            ["02671", "Xã Cốc San", "xã", "080", "01/7/2025", ""],
            ["080", "Huyện Bát Xát", "huyện", "15", "01/7/2025", ""],
            ["15", "Tỉnh Lào Cai", "tỉnh", "", "01/7/2025", ""],
        ),
    )

    commune = Locality.objects.get(code="02671")
    assert commune.path == "0001520250701" + "0008020250701" + "0267120250701"
    assert commune.search_key == "xa coc san"
    assert commune.valid_from == MERGER


def test_move_takes_what_lies_below_along(administrator):
    old, new = LocalityFactory(code="10"), LocalityFactory(code="12")
    district = LocalityFactory(district=True, parent=old, code="080")
    commune = LocalityFactory(commune=True, parent=district)

    stored(administrator, table(["Mã", "Mã đơn vị trực thuộc"], ["080", "12"]))

    assert_paths_are_sound()
    assert set(Locality.objects.within(new)) == {new, district, commune}


def test_unit_that_moves_and_gets_a_new_child_in_one_file(administrator):
    LocalityFactory(code="10")
    LocalityFactory(code="12")
    LocalityFactory(district=True, parent=Locality.objects.get(code="10"), code="080")

    stored(
        administrator,
        table(
            HEADER,
            ["00001", "Xã Mới", "xã", "080", "08/7/2004", ""],
            ["080", "Huyện Bát Xát", "huyện", "12", "08/7/2004", ""],
        ),
    )

    assert_paths_are_sound()
    assert Locality.objects.get(code="00001").parent.parent.code == "12"


@pytest.mark.parametrize("is_reversed", [False, True])
def test_code_passes_from_one_unit_to_the_next_in_one_file(administrator, is_reversed):
    LocalityFactory(code="15", name="Tỉnh Yên Bái")
    rows = [
        ["15", "Tỉnh Yên Bái", "tỉnh", "", "08/7/2004", "30/6/2025"],
        ["15", "Tỉnh Lào Cai", "tỉnh", "", "01/7/2025", ""],
        ["02671", "Xã Cốc San", "xã", "15", "01/7/2025", ""],
    ]

    stored(administrator, table(HEADER, *(reversed(rows) if is_reversed else rows)))

    assert list(Locality.objects.filter(code="15").order_by("valid_from").values_list("name", "valid_to")) == [
        ("Tỉnh Yên Bái", datetime.date(2025, 6, 30)),
        ("Tỉnh Lào Cai", None),
    ]
    assert Locality.objects.get(code="02671").parent.name == "Tỉnh Lào Cai"


def test_code_that_is_still_in_use_is_refused(administrator):
    LocalityFactory(code="15", name="Tỉnh Yên Bái")

    preview = LocalityResource(administrator).read(table(HEADER, ["15", "Tỉnh Lào Cai", "tỉnh", "", "01/7/2025", ""]))

    assert faults(preview) == [(2, "Mã", "Mã đang được dùng cho Tỉnh Yên Bái trong cùng thời gian.")]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["15", "Tỉnh Lào Cai", "tỉnh", "", "", ""], ("Có hiệu lực từ", "Đơn vị mới phải có ngày bắt đầu hiệu lực.")),
        (["", "Tỉnh Lào Cai", "tỉnh", "", "01/7/2025", ""], ("Mã", "Phải có giá trị để biết dòng nào.")),
        (["15", "", "tỉnh", "", "01/7/2025", ""], ("Tên đầy đủ", "Phải có giá trị.")),
        (["15", "Tỉnh A", "quận", "", "01/7/2025", ""], ("Cấp", "“quận” không có trong: tỉnh; huyện; xã.")),
        (
            ["15", "Tỉnh A", "tỉnh", "", "01/7/2025", "30/6/2025"],
            ("", "Ngày hết hiệu lực không được trước ngày có hiệu lực."),
        ),
        (
            ["02671", "Xã A", "xã", "99", "01/7/2025", ""],
            ("Mã đơn vị trực thuộc", "Không có “99”, hoặc ở ngoài phạm vi của tài khoản."),
        ),
        (
            ["15", "Tỉnh A", "tỉnh", "", "32/7/2025", ""],
            ("Có hiệu lực từ", "“32/7/2025” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 01/7/2025."),
        ),
        (["1-5", "Tỉnh A", "tỉnh", "", "01/7/2025", ""], ("Mã", "Mã gồm 2, 3 hoặc 5 chữ số.")),
        (
            ["15", "T" * 101, "tỉnh", "", "01/7/2025", ""],
            ("Tên đầy đủ", "Giá trị này chỉ có tối đa 100 kí tự (hiện có 101)"),
        ),
    ],
)
def test_bad_row_is_named_with_its_column(administrator, row, fault):
    assert faults(LocalityResource(administrator).read(table(HEADER, row)))[:1] == [(2, *fault)]


def test_missing_column_for_new_rows_is_said_once(administrator):
    file = table(["Mã", "Có hiệu lực từ"], ["15", "01/7/2025"], ["16", "01/7/2025"])

    assert faults(LocalityResource(administrator).read(file)) == [
        (0, "", "Có dòng mới mà tệp thiếu cột: “Tên đầy đủ”.")
    ]


# Official lists


def test_official_list_of_provinces_has_no_dates_and_no_levels(administrator):
    """`code,full_name` and counts that say nothing for us; the day is typed on the page."""
    LocalityFactory(code="15", name="Tỉnh Yên Bái", valid_to=datetime.date(2025, 6, 30))
    LocalityFactory(code="12", name="Tỉnh Lai Châu")
    resource = LocalityResource(administrator, day=MERGER)
    header = ["code", "full_name", "phuong", "xa", "dac_khu", "total"]
    data = csv_file(header, ["12", "Tỉnh Lai Châu", 2, 36, 0, 38], ["15", "Tỉnh Lào Cai", 10, 89, 0, 99])

    preview = resource.store(read(resource, data, "provinces.csv"))

    assert faults(preview) == []
    assert preview.notes == ["Cột không dùng, không đọc: “phuong”, “xa”, “dac_khu”, “total”."]
    assert (len(preview.new), len(preview.changed), preview.unchanged) == (1, 0, 1)
    assert Locality.objects.get(code="15", valid_from=MERGER).level == "province"


def test_official_list_of_communes_names_the_province(administrator):
    LocalityFactory(code="12", name="Tỉnh Lai Châu")
    resource = LocalityResource(administrator, day=MERGER)
    rows = [["12", "03388", "Phường Đoàn Kết"], ["12", "03390", "Xã Bình Lư"], ["12", "03394", "Xã Sin Suối Hồ"]]
    file = read(resource, csv_file(["province_code", "code", "full_name"], *rows), "communes.csv")

    assert faults(resource.store(file)) == []
    communes = Locality.objects.filter(parent__code="12").order_by("code")
    assert list(communes.values_list("code", "name", "level", "valid_from")) == [
        ("03388", "Phường Đoàn Kết", "commune", MERGER),
        ("03390", "Xã Bình Lư", "commune", MERGER),
        ("03394", "Xã Sin Suối Hồ", "commune", MERGER),
    ]
    assert LocalityResource(administrator).read(file).changes == []


def test_official_list_as_of_a_day_finds_the_units_of_that_day(administrator):
    province = LocalityFactory(code="10", name="Tỉnh Lào Cai", ended=True)
    LocalityFactory(district=True, code="080", parent=province, name="Thành phố Lào Cai", ended=True)
    resource = LocalityResource(administrator)
    header = ["as_of", "province_code", "district_code", "full_name"]
    rows = [["2021-11-01", "10", "080", "Thành phố Lào Cai"], ["2021-11-01", "10", "082", "Huyện Bát Xát"]]

    preview = resource.store(read(resource, csv_file(header, *rows), "districts.csv"))

    assert faults(preview) == []
    assert (len(preview.new), preview.unchanged) == (1, 1)
    assert Locality.objects.get(code="082").valid_from == datetime.date(2021, 11, 1)


def test_official_list_of_several_days_may_repeat_a_unit_as_it_was(administrator):
    LocalityFactory(district=True, code="080", parent=LocalityFactory(code="10"), name="Thành phố Lào Cai")
    header = ["as_of", "province_code", "district_code", "full_name"]
    rows = [["2021-11-01", "10", "082", "Huyện Bát Xát"], ["2023-11-01", "10", "082", "Huyện Bát Xát"]]
    renamed = ["2023-11-01", "10", "082", "Thị xã Bát Xát"]
    LocalityFactory(district=True, code="082", parent=Locality.objects.get(code="10"), name="Huyện cũ")

    same = LocalityResource(administrator).read(table(header, *rows))
    other = LocalityResource(administrator).read(table(header, rows[0], renamed))

    assert (faults(same), len(same.changes)) == ([], 1)
    assert faults(other) == [(3, "", "Dòng 2 và dòng 3 cùng là một mục.")]


def test_code_that_lost_its_zero_is_refused(administrator):
    """Excel saves 080 as 80, which would be the code of a province."""
    province = LocalityFactory(code="10")
    LocalityFactory(district=True, code="080", parent=province)

    preview = LocalityResource(administrator, day=START).read(
        table(["province_code", "code", "full_name"], ["10", "80", "Thành phố Lào Cai"])
    )

    assert [(row, reason) for row, _column, reason in faults(preview)] == [
        (2, "Đơn vị trực thuộc phải ở cấp cao hơn."),
        (2, "Tỉnh, thành phố trực thuộc Trung ương không có cấp trên; huyện và xã phải chọn đơn vị trực thuộc."),
    ]


# Places of other lists


@pytest.fixture
def passed_on():
    """Code 15 was Yên Bái and is Lào Cai."""
    old = LocalityFactory(code="15", name="Tỉnh Yên Bái", ended=True)
    new = LocalityFactory(code="15", name="Tỉnh Lào Cai", valid_from=MERGER)
    return old, new


@pytest.mark.parametrize(
    ("cell", "place"), [("15", 1), ("15 từ 01/7/2025", 1), ("15 từ 08/7/2004", 0), ("15 từ 2004-07-08", 0)]
)
def test_code_alone_is_the_unit_that_has_it_now(administrator, passed_on, cell, place):
    file = table(["Mã", "Tên", "Loại", "Mã địa bàn"], ["so-1", "Cơ sở", "rehabilitation", cell])

    assert faults(FacilityResource(administrator).store(file)) == []
    assert Facility.objects.get().locality == passed_on[place]


def test_exported_place_says_its_day_where_the_code_has_passed_on(administrator, passed_on):
    FacilityFactory(locality=passed_on[0], code="cu", name="Cũ")
    FacilityFactory(locality=LocalityFactory(code="12"), code="moi", name="Mới")

    text = to_csv(FacilityResource(administrator).export()).decode("utf-8-sig")

    assert "cu,Cũ,cơ sở cai nghiện ma túy,15 từ 08/7/2004," in text
    assert "moi,Mới,cơ sở cai nghiện ma túy,12," in text
