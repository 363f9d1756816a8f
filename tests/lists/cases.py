"""Each of the six lists with a row to add, a change to a stored row, and what is wrong with a bad one."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import User
from accounts.resources import AccountResource
from core.lists.resource import ListResource
from localities.models import Agency, Facility, Locality
from localities.resources import AgencyResource, FacilityResource, LocalityResource
from plans.models import Activity
from plans.resources import ActivityResource
from targets.models import Indicator
from targets.resources import IndicatorResource
from tests import factories


@dataclass(frozen=True)
class Case:
    """`header` and `new`: a file with one row that is not there. `stored` makes a row, `key` finds it in a file.

    `renamed`: the heading and the attribute of its name. `bad`: (heading, cell, words of the reason) for a new row.
    """

    resource: type[ListResource]
    header: Sequence[str]
    new: Sequence[Any]
    expected: dict[str, Any]
    stored: Callable[["Place"], models.Model]
    key: Callable[[models.Model], dict[str, Any]]
    renamed: tuple[str, str]
    bad: tuple[str, Any, str]

    def __str__(self) -> str:
        return self.resource.slug

    @property
    def model(self) -> type[models.Model]:
        return self.resource._meta.model

    def as_new(self, **cells: Any) -> list[Any]:
        """The new row with other cells, by heading."""
        return [cells.get(heading, cell) for heading, cell in zip(self.header, self.new, strict=True)]


@dataclass(frozen=True)
class Place:
    """Two provinces; the codes of the first stand in the files."""

    province: Locality
    other: Locality


def place() -> Place:
    province = factories.LocalityFactory(code="10", name="Tỉnh Lào Cai")
    factories.PlanFactory(locality=province, code="lao-cai-thu", issuing_agency__code="ubnd-lao-cai")
    other = factories.LocalityFactory(code="12", name="Tỉnh Lai Châu")
    factories.PlanFactory(locality=other, code="lai-chau-thu", issuing_agency__code="ubnd-lai-chau")
    return Place(province, other)


def _activity(place: Place) -> Activity:
    agency = factories.AgencyFactory(locality=place.province)
    activity = factories.ActivityFactory(plan=place.province.plan_set.get(), position=7, lead_agency=agency)
    activity.partners.set([factories.AgencyFactory(locality=place.province), agency])
    return activity


CASES = [
    Case(
        LocalityResource,
        ["Mã", "Tên đầy đủ", "Cấp", "Có hiệu lực từ", "Đến hết ngày", "Mã đơn vị trực thuộc", "Thứ tự"],
        ["080", "Thành phố Lào Cai", "huyện", "08/7/2004", datetime.date(2025, 6, 30), "10", 3],
        {
            "code": "080",
            "level": "district",
            "valid_from": datetime.date(2004, 7, 8),
            "valid_to": datetime.date(2025, 6, 30),
            "position": 3,
            "search_key": "thanh pho lao cai",
            "path": "0001020040708" + "0008020040708",
        },
        lambda place: factories.LocalityFactory(district=True, parent=place.province, code="083"),
        lambda row: {"Mã": row.code, "Có hiệu lực từ": row.valid_from},
        ("Tên đầy đủ", "name"),
        ("Mã", "80", "Mã cấp tỉnh có 2 chữ số, cấp huyện 3, cấp xã 5."),
    ),
    Case(
        FacilityResource,
        ["Mã", "Tên", "Loại", "Mã địa bàn", "Số đơn vị", "Sức chứa (người)"],
        ["so-1", "Cơ sở cai nghiện số 1", "cơ sở cai nghiện ma túy", "10", "", "1.200"],
        {"code": "so-1", "kind": "rehabilitation", "units": 1, "capacity": 1200, "search_key": "co so cai nghien so 1"},
        lambda place: factories.FacilityFactory(locality=place.province, name="Cơ sở\nhai  dòng"),
        lambda row: {"Mã": row.code},
        ("Tên", "name"),
        ("Số đơn vị", 0, "Giá trị phải từ 1 trở lên."),
    ),
    Case(
        AgencyResource,
        ["Mã", "Tên", "Loại", "Mã địa bàn", "Mã cơ quan chủ quản", "Hoạt động từ", "Đến hết ngày"],
        ["cong-an", "Công an tỉnh", "công an", "10", "ubnd-lao-cai", "01/3/2025", ""],
        {"code": "cong-an", "kind": "police", "valid_from": datetime.date(2025, 3, 1), "short_name": ""},
        lambda place: factories.AgencyFactory(locality=place.province, valid_from=datetime.date(2020, 1, 1)),
        lambda row: {"Mã": row.code},
        ("Tên", "name"),
        ("Đến hết ngày", "28/02/2025", "Ngày thôi hoạt động không được trước ngày bắt đầu."),
    ),
    Case(
        IndicatorResource,
        ["Mã", "Tên chỉ tiêu", "Đơn vị tính", "Tính chất", "Tổng hợp theo kỳ", "Bằng tổng các chỉ tiêu con"],
        ["so-moi", "Số người cai nghiện mới", "người", "phát sinh trong kỳ", "cộng", "có"],
        {"code": "so-moi", "kind": "flow", "over_periods": "sum", "sums_children": True, "decimals": 0},
        lambda place: factories.IndicatorFactory(name="Chỉ tiêu đã có"),
        lambda row: {"Mã": row.code},
        ("Tên chỉ tiêu", "name"),
        ("Tính chất", "tỷ lệ", "Tỷ lệ không được cộng; chọn “tính lại” hoặc “không tổng hợp”."),
    ),
    Case(
        ActivityResource,
        ["Mã kế hoạch", "Thứ tự", "Nội dung", "Cách hiểu", "Số lượng", "Đơn vị tính", "Mã cơ quan phối hợp"],
        ["lao-cai-thu", 3, "Mở lớp tập huấn", "ít nhất", 5, "lớp", "ubnd-lao-cai"],
        {"position": 3, "comparator": "ge", "value": 5, "theme": "common", "search_key": "mo lop tap huan"},
        _activity,
        lambda row: {"Mã kế hoạch": row.plan.code, "Thứ tự": row.position},
        ("Nội dung", "title"),
        ("Số lượng", -5, "Giá trị không được âm; mức giảm thì chọn cách hiểu “giảm”."),
    ),
    Case(
        AccountResource,
        ["Tên đăng nhập", "Họ và tên", "Thư điện tử", "Vai trò", "Mã địa bàn", "Đang dùng"],
        ["hoa.ly", "Lý Thị Hoa", "hoa@VIDU.vn", "cán bộ tỉnh", "10", "có"],
        {"username": "hoa.ly", "email": "hoa@vidu.vn", "role": "editor", "is_active": True},
        lambda place: factories.UserFactory(locality=place.province, first_name="Mai"),
        lambda row: {"Tên đăng nhập": row.username},
        ("Họ và tên", "first_name"),
        ("Mã địa bàn", "", "Phải chọn địa bàn; chỉ quản trị hệ thống mới để trống."),
    ),
]
MODELS = {Locality, Facility, Agency, Indicator, Activity, User}
