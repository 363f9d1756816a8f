"""How far a result is on the way to its target; the script is held to the same cases: tests/browser."""

import json
from pathlib import Path

import pytest

from core.figures import pack, unpack
from reports.progress import ADDED, ITSELF, UNKNOWN, cumulative, progress, way_of
from targets.enums import RollUp
from tests.factories import IndicatorFactory

CASES = json.loads((Path(__file__).parent / "progress.json").read_text(encoding="utf-8"))


def percent_text(value) -> str | None:
    """With its one decimal always, so that a case says how it was rounded."""
    return None if value is None else f"{value:.1f}%".replace(".", ",")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['done']} of {case['target']}")
def test_progress(case):
    found = progress(unpack(case["target"]), unpack(case["done"]))

    assert [found.remaining, percent_text(found.percent)] == [case["remaining"], case["percent"]]


@pytest.mark.parametrize(
    ("way", "so_far", "current", "done"),
    [
        pytest.param(ADDED, "eq:40:", "eq:30:", "eq:70:", id="flow"),
        pytest.param(ADDED, "eq:40:", "", "eq:40:", id="flow-not-typed-yet"),
        pytest.param(ADDED, "eq:40:", "na::", "eq:40:", id="flow-not-applicable"),
        pytest.param(ADDED, "eq:40:", "est:30:", "est:70:", id="flow-with-an-estimate"),
        pytest.param(ADDED, "", "", "", id="nothing"),
        pytest.param(ITSELF, "eq:500:", "eq:510:", "eq:510:", id="stock"),
        pytest.param(ITSELF, "eq:500:", "", "eq:500:", id="stock-not-typed-yet"),
        pytest.param(ITSELF, "", "", "", id="stock-never-typed"),
        pytest.param(ITSELF, "eq:500:", "na::", "", id="stock-not-applicable"),
        pytest.param(UNKNOWN, "", "eq:5:", "", id="not-rolled-up"),
    ],
)
def test_cumulative(way, so_far, current, done):
    assert pack(cumulative(way, unpack(so_far), unpack(current))) == done


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "way"),
    [
        pytest.param({}, ADDED, id="flow"),
        pytest.param({"stock": True}, ITSELF, id="stock"),
        pytest.param({"ratio": True}, ITSELF, id="ratio"),
        pytest.param({"over_periods": RollUp.NONE}, UNKNOWN, id="persons-that-may-repeat"),
    ],
)
def test_way_of_an_indicator(values, way):
    assert way_of(IndicatorFactory(**values)) == way
