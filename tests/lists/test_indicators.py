"""The catalogue of indicators: rules between rows are asked of the catalogue as it will be."""

import pytest

from targets.models import Indicator
from targets.resources import IndicatorResource
from tests.factories import IndicatorFactory, UserFactory
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

HEADER = ["Mã", "Tên chỉ tiêu", "Đơn vị tính", "Tính chất", "Mã chỉ tiêu cấp trên", "Bằng tổng các chỉ tiêu con"]
RATIO = [
    "Mã",
    "Tên chỉ tiêu",
    "Đơn vị tính",
    "Tính chất",
    "Tổng hợp theo địa bàn",
    "Tổng hợp theo kỳ",
    "Mã tử số",
    "Mã mẫu số",
]
FLOW = "phát sinh trong kỳ"


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def test_sum_and_its_parts_come_in_one_file_in_any_order(administrator):
    file = table(
        HEADER,
        ["nam", "Nam", "người", FLOW, "chung", "không"],
        ["chung", "Tổng số", "người", FLOW, "", "có"],
        ["nu", "Nữ", "người", FLOW, "chung", "không"],
    )

    assert faults(IndicatorResource(administrator).store(file)) == []
    assert set(Indicator.objects.get(code="chung").children.values_list("code", flat=True)) == {"nam", "nu"}


def test_ratio_with_its_parts_in_one_file(administrator):
    file = table(
        RATIO,
        ["ty-le", "Tỷ lệ", "%", "tỷ lệ", "ratio", "ratio", "tu", "mau"],
        ["tu", "Tử số", "người", FLOW, "cộng", "cộng", "", ""],
        ["mau", "Mẫu số", "người", FLOW, "cộng", "cộng", "", ""],
    )

    assert faults(IndicatorResource(administrator).store(file)) == []
    ratio = Indicator.objects.get(code="ty-le")
    assert (ratio.numerator.code, ratio.denominator.code) == ("tu", "mau")


@pytest.mark.parametrize("are_stored", [False, True])
def test_circle_is_refused_in_each_of_its_rows(administrator, are_stored):
    if are_stored:
        IndicatorFactory(code="a")
        IndicatorFactory(code="b")
    file = table(HEADER, ["a", "A", "người", FLOW, "b", "không"], ["b", "B", "người", FLOW, "a", "không"])

    preview = IndicatorResource(administrator).read(file)

    reasons = {reason for _row, _column, reason in faults(preview)}
    assert {row for row, _column, _reason in faults(preview)} == {2, 3}
    assert "Chỉ tiêu không thể thuộc chính nó hoặc con của nó." in reasons


def test_decimals_of_a_sum_are_those_of_its_parts(administrator):
    whole = IndicatorFactory(code="chung", sums_children=True)
    IndicatorFactory(code="nam", parent=whole, name="Nam")

    alone = IndicatorResource(administrator).read(table(["Mã", "Số chữ số thập phân"], ["chung", 1]))
    both = IndicatorResource(administrator).read(table(["Mã", "Số chữ số thập phân"], ["chung", 1], ["nam", 1]))

    assert faults(alone) == [
        (2, "Số chữ số thập phân", "“Nam” có 0 chữ số thập phân; chỉ tiêu tổng và thành phần phải như nhau.")
    ]
    assert faults(both) == []


def test_nobody_of_a_province_changes_the_catalogue(administrator):
    IndicatorFactory(code="chung", name="Tổng số")
    provincial = UserFactory(administrator=True, locality=UserFactory().locality)

    preview = IndicatorResource(provincial).read(table(["Mã", "Tên chỉ tiêu"], ["chung", "Khác"]))

    assert faults(preview) == [(2, "", "Tài khoản không được sửa dòng này.")]
