"""How lists and pages write a reported figure."""

import pytest

from targets.admin.report import result_figure
from tests.factories import IndicatorFactory, ResultFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "shown"),
    [
        pytest.param({"value": 12000}, "12.000", id="plain"),
        pytest.param({"value": 12000, "is_minimum": True}, "> 12.000", id="more-than"),
        pytest.param({"value": 7, "is_estimate": True}, "ước 7", id="estimate"),
        pytest.param({"value": None, "state": "not_reported"}, "chưa báo cáo", id="not-reported"),
    ],
)
def test_result_is_written_once(values, shown):
    assert result_figure(ResultFactory(indicator=IndicatorFactory(), **values)) == shown
