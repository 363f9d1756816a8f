"""Rules of the definition of tables and of the catalogue that the database cannot say."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import IndicatorFactory, PlanFactory, RowFactory

pytestmark = pytest.mark.django_db


def test_plan_s_own_locality_is_no_row_of_its_table():
    """It would count in the sum of the rows and be the whole at once."""
    plan = PlanFactory()
    row = RowFactory(annex__plan=plan, locality=plan.locality, unsaved=True)

    with pytest.raises(ValidationError) as refused:
        row.clean()

    assert refused.value.message_dict == {
        "locality": ["Địa bàn của kế hoạch đã có dòng tổng; không thêm thành một dòng."]
    }


@pytest.mark.parametrize("changed", ["part", "whole"])
def test_sum_and_parts_have_the_same_decimals(changed):
    whole = IndicatorFactory(name="Tổng", sums_children=True)
    part = IndicatorFactory(name="Phần", parent=whole)
    indicator = {"part": part, "whole": whole}[changed]
    indicator.decimals = 1

    with pytest.raises(ValidationError) as refused:
        indicator.clean()

    other = {"part": "Tổng", "whole": "Phần"}[changed]
    message = f"“{other}” có 0 chữ số thập phân; chỉ tiêu tổng và thành phần phải như nhau."
    assert refused.value.message_dict == {"decimals": [message]}
