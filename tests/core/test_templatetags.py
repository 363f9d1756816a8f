from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Engine

ENGINE = Engine(libraries={"figures": "core.templatetags.figures"})


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        pytest.param("value|number", 1600, "1.600", id="number"),
        pytest.param("value|number", 0, "0", id="number-zero"),
        pytest.param("value|number", None, "", id="number-none"),
        pytest.param("value|number", "", "", id="number-empty"),
        pytest.param("value|number:1", Decimal("43.65"), "43,7", id="number-decimals"),
        pytest.param("value|padded", 5, "05", id="padded"),
        pytest.param("value|padded", None, "", id="padded-none"),
        pytest.param("value|percent", Decimal("43.6"), "43,6%", id="percent"),
        pytest.param("value|percent:0", Decimal("43.6"), "44%", id="percent-decimals"),
        pytest.param("value|percent", None, "", id="percent-none"),
        pytest.param("value|money", 3823340000, "3.823.340.000 đồng", id="money"),
        pytest.param("value|money", None, "", id="money-none"),
        pytest.param("value|vndate", date(2022, 3, 7), "07/3/2022", id="date"),
        pytest.param("value|vndate:'long'", date(2022, 3, 7), "ngày 07 tháng 3 năm 2022", id="date-long"),
        pytest.param("value|vndate", None, "", id="date-none"),
        pytest.param("value|vndate", "", "", id="date-empty"),
        pytest.param("value|roman", 4, "IV", id="roman"),
        pytest.param("value|roman", None, "", id="roman-none"),
    ],
)
def test_filter(expression, value, expected):
    template = ENGINE.from_string(f"{{% load figures %}}{{{{ {expression} }}}}")

    assert template.render(Context({"value": value})) == expected
