"""What a plan says of itself, and the rules that its parts keep."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from plans.enums import DatePrecision, PlanState
from plans.models import Plan
from tests.cast import gather
from tests.factories import ActivityFactory, PlanFactory, SectionFactory

BLANK = "\xa0" * 5


@pytest.mark.parametrize(
    ("issued_on", "precision", "phrase"),
    [
        pytest.param(datetime.date(2019, 12, 19), "day", "ngày 19 tháng 12 năm 2019", id="day"),
        pytest.param(datetime.date(2022, 3, 7), "day", "ngày 07 tháng 3 năm 2022", id="padded-day"),
        pytest.param(datetime.date(2021, 2, 1), "month", f"ngày {BLANK} tháng 02 năm 2021", id="month"),
        pytest.param(datetime.date(2021, 1, 1), "year", f"ngày {BLANK} tháng {BLANK} năm 2021", id="year"),
        pytest.param(None, "day", f"ngày {BLANK} tháng {BLANK} năm {BLANK}", id="unknown"),
    ],
)
def test_issue_date_keeps_blank_what_is_not_known(issued_on, precision, phrase):
    plan = Plan(year=2021, issued_on=issued_on, issued_precision=DatePrecision(precision))

    assert plan.issue_date_phrase == phrase


@pytest.mark.parametrize(("number", "reference"), [("160", "160/KH-BCĐ"), ("5", "05/KH-BCĐ"), ("", "…/KH-BCĐ")])
def test_reference(number, reference):
    assert Plan(number=number, symbol="KH-BCĐ").reference == reference


@pytest.mark.parametrize(
    ("state", "editable"), [("draft", True), ("submitted", True), ("issued", False), ("closed", False)]
)
def test_figures_of_an_issued_plan_stand(state, editable):
    assert Plan(state=PlanState(state)).is_editable is editable


def test_localities_are_read_as_of_the_issue_date():
    assert Plan(year=2020, issued_on=datetime.date(2019, 12, 19)).as_of == datetime.date(2019, 12, 19)
    assert Plan(year=2011).as_of == datetime.date(2011, 1, 1)


@pytest.mark.django_db
def test_a_user_sees_the_plans_of_the_subtree_and_of_the_levels_above():
    cast = gather()
    above, own = PlanFactory(locality=cast.province), PlanFactory(locality=cast.district)
    below, other = PlanFactory(locality=cast.commune), PlanFactory(locality=cast.other_province)

    seen = {
        name: set(Plan.objects.visible_to(user))
        for name, user in {"editor": cast.editor, "officer": cast.officer, "administrator": cast.administrator}.items()
    }

    assert seen["editor"] == {above, own, below}
    assert seen["officer"] == {above, own, below}
    assert seen["administrator"] == {above, own, below, other}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "field"),
    [
        pytest.param(lambda: SectionFactory(parent=SectionFactory()), "parent", id="section"),
        pytest.param(lambda: ActivityFactory(section=SectionFactory()), "section", id="activity"),
    ],
)
def test_parts_hang_on_parts_of_the_same_plan(make, field):
    with pytest.raises(ValidationError) as caught:
        make().full_clean()

    assert caught.value.message_dict[field] == ["Đề mục này thuộc kế hoạch khác."]
