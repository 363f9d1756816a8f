"""Activities of plans: those of the own level, until the plan is issued."""

import pytest

from plans.models import Activity
from plans.resources import ActivityResource
from tests.cast import gather
from tests.factories import ActivityFactory, AgencyFactory, PlanFactory, SectionFactory
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

HEADER = ["Mã kế hoạch", "Thứ tự", "Nội dung"]


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def plan(cast):
    return PlanFactory(locality=cast.province, code="lao-cai-thu")


def test_partners_are_set_anew(cast, plan):
    police = AgencyFactory(locality=cast.province, code="cong-an")
    health = AgencyFactory(locality=None, code="y-te")
    activity = ActivityFactory(plan=plan, position=1)
    activity.partners.set([police])
    file = table(["Mã kế hoạch", "Thứ tự", "Mã cơ quan phối hợp"], ["lao-cai-thu", 1, "y-te; cong-an"])

    preview = ActivityResource(cast.editor).store(file)

    assert faults(preview) == []
    assert preview.changed[0].texts() == [["Mã cơ quan phối hợp", "cong-an", "cong-an; y-te"]]
    assert set(activity.partners.all()) == {police, health}
    assert ActivityResource(cast.editor).read(file).changes == []


def test_partners_are_emptied_by_an_empty_cell(cast, plan):
    activity = ActivityFactory(plan=plan, position=1)
    activity.partners.set([AgencyFactory(locality=cast.province)])

    ActivityResource(cast.editor).store(table(["Mã kế hoạch", "Thứ tự", "Mã cơ quan phối hợp"], ["lao-cai-thu", 1, ""]))

    assert list(activity.partners.all()) == []


def test_heading_is_one_of_the_same_plan(cast, plan):
    section = SectionFactory(plan=plan, position=2)
    SectionFactory(plan=PlanFactory(locality=cast.province), position=3)
    header = [*HEADER, "Thứ tự đề mục"]

    right = ActivityResource(cast.editor).store(table(header, ["lao-cai-thu", 1, "Tập huấn", 2]))
    wrong = ActivityResource(cast.editor).read(table(header, ["lao-cai-thu", 1, "Tập huấn", 3]))

    assert faults(right) == []
    assert Activity.objects.get().section == section
    assert faults(wrong) == [(2, "Thứ tự đề mục", "Kế hoạch không có đề mục thứ 3.")]


ISSUED = "Kế hoạch này không sửa được bằng tài khoản này."


@pytest.mark.parametrize(
    ("who", "code", "fault"),
    [
        ("editor", "lao-cai-thu", []),
        ("administrator", "lao-cai-thu", []),
        ("editor", "da-ban-hanh", [(2, "", ISSUED)]),
        ("officer", "lao-cai-thu", [(2, "", ISSUED)]),
        ("leader", "lao-cai-thu", [(2, "", ISSUED)]),
        (
            "editor",
            "lai-chau-thu",
            [(2, "Mã kế hoạch", "Không có “lai-chau-thu”, hoặc ở ngoài phạm vi của tài khoản.")],
        ),
        (
            "outsider",
            "lao-cai-thu",
            [(2, "Mã kế hoạch", "Không có “lao-cai-thu”, hoặc ở ngoài phạm vi của tài khoản.")],
        ),
    ],
)
def test_activity_goes_into_an_open_plan_of_one_s_own(cast, plan, who, code, fault):
    PlanFactory(locality=cast.province, code="da-ban-hanh", issued=True)
    PlanFactory(locality=cast.other_province, code="lai-chau-thu")

    preview = ActivityResource(getattr(cast, who)).store(table(HEADER, [code, 1, "Tập huấn"]))

    assert faults(preview) == fault
    assert Activity.objects.count() == (0 if fault else 1)


def test_activity_of_an_issued_plan_is_read_and_not_changed(cast):
    activity = ActivityFactory(plan=PlanFactory(locality=cast.province, code="cu", issued=True), position=1, title="Cũ")

    same = ActivityResource(cast.editor).read(table(HEADER, ["cu", 1, "Cũ"]))
    other = ActivityResource(cast.editor).read(table(HEADER, ["cu", 1, "Mới"]))

    assert (faults(same), same.unchanged) == ([], 1)
    assert faults(other) == [(2, "", "Tài khoản không được sửa dòng này.")]
    activity.refresh_from_db()


def test_activity_of_a_plan_out_of_reach_is_as_one_that_is_not_there(cast):
    ActivityFactory(plan=PlanFactory(locality=cast.other_province, code="kin"), position=1, title="Cũ")

    there = ActivityResource(cast.editor).read(table(HEADER, ["kin", 1, "Cũ"]))
    not_there = ActivityResource(cast.editor).read(table(HEADER, ["kin", 2, "Cũ"]))

    assert faults(there) == faults(not_there) != []
