"""What must hold before a report can be handed in, rule by rule."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.figures import Comparator
from targets.enums import IndicatorKind, StockPart, SubmissionState
from targets.models import Submission
from targets.report_checks import faults_of
from tests.factories import ColumnFactory, IndicatorFactory
from tests.report_factories import StockTermFactory
from tests.targets.report_world import NOT_APPLICABLE, ReportWorld, estimate, exactly

pytestmark = pytest.mark.django_db

MISSING = "Chưa có số liệu. Hãy nhập số, gõ “x” nếu không áp dụng, hoặc ghi lý do ở cột ghi chú."


@pytest.fixture
def world(db):
    return ReportWorld()


def faults(world, period=None) -> list[tuple[str, str]]:
    return [(fault.where, fault.reason) for fault in faults_of(world.report(period))]


def add_line(world, key: str, label: str, **values):
    """Another line at the end of the form."""
    world.indicators[key] = IndicatorFactory(**values)
    annex = world.plan.annexes.get()
    return ColumnFactory(annex=annex, key=key, label=label, indicator=world.indicators[key])


def test_full_report_has_no_faults(world):
    world.fill()

    assert faults(world) == []


# no-silent-gap


def test_blank_cells_are_named_in_the_order_of_the_form(world):
    world.fill(compulsory=None, share=None)

    assert faults(world) == [("Cai nghiện, Bắt buộc", MISSING), ("Tỷ lệ duy trì", MISSING)]


def test_report_that_nobody_wrote_into_lacks_all(world):
    blank = Submission(period=world.first, locality=world.cast.district)

    assert [fault.where for fault in faults_of(blank)] == [
        "Cai nghiện, Bắt buộc",
        "Cai nghiện, Tự nguyện",
        "Đang quản lý",
        "Tỷ lệ duy trì",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda world: world.edit("compulsory", exactly(0)), id="zero"),
        pytest.param(lambda world: world.edit("compulsory", NOT_APPLICABLE), id="not-applicable"),
        pytest.param(lambda world: world.note("compulsory", "Cơ sở đang sửa"), id="note"),
        pytest.param(lambda world: world.edit("compulsory", estimate(5)), id="estimate"),
    ],
)
def test_answers_that_leave_no_gap(world, answer):
    world.fill(compulsory=None)
    world.save(answer(world))

    assert faults(world) == []


# stock-closes


@pytest.fixture
def balance(world):
    """The stock is made of who came (line "in") and who left (line "out")."""
    for key, part in (("in", StockPart.INFLOW), ("out", StockPart.OUTFLOW)):
        add_line(world, key, {"in": "Tiếp nhận", "out": "Ra khỏi"}[key])
        StockTermFactory(stock=world.indicators["stock"], term=world.indicators[key], part=part)
    return world


def test_stock_without_an_earlier_figure_is_not_checked(balance):
    balance.fill(stock=510, **{"in": 50, "out": 20})

    assert faults(balance) == []


def test_stock_that_does_not_close_on_the_period_before(balance):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=510, **{"in": 50, "out": 20})

    assert faults(balance, balance.second) == [
        ("Đang quản lý", "Cuối kỳ 510, nhưng đầu kỳ 500 + vào 50 − ra 20 = 530.")
    ]


def test_stock_that_closes(balance):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=530, **{"in": 50, "out": 20})

    assert faults(balance, balance.second) == []


def test_report_that_was_sent_back_is_no_opening(balance):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    Submission.objects.update(state=SubmissionState.RETURNED)
    balance.fill(balance.second, stock=510, **{"in": 50, "out": 20})

    assert faults(balance, balance.second) == []


def test_opening_term_takes_the_place_of_the_period_before(balance):
    add_line(balance, "opening", "Đầu kỳ", stock=True)
    StockTermFactory(stock=balance.indicators["stock"], term=balance.indicators["opening"], part=StockPart.OPENING)
    balance.fill(stock=1510, **{"opening": 1400, "in": 150, "out": 20})

    assert faults(balance) == [("Đang quản lý", "Cuối kỳ 1.510, nhưng đầu kỳ 1.400 + vào 150 − ra 20 = 1.530.")]


def test_estimates_are_checked_and_missing_figures_are_not(balance):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=510, out=20)
    assert "Đang quản lý" not in dict(faults(balance, balance.second))

    balance.save(balance.edit("in", estimate(50)), period=balance.second)
    assert dict(faults(balance, balance.second)) == {
        "Đang quản lý": "Cuối kỳ 510, nhưng đầu kỳ 500 + vào 50 − ra 20 = 530."
    }


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        pytest.param("in", "Cuối kỳ 510, nhưng đầu kỳ 500 + vào 0 − ra 20 = 480.", id="inflow"),
        pytest.param("out", "Cuối kỳ 510, nhưng đầu kỳ 500 + vào 50 − ra 0 = 550.", id="outflow"),
    ],
)
def test_term_that_is_not_applicable_counts_as_none(balance, what, expected):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=510, **{"in": 50, "out": 20, what: None})
    balance.save(balance.edit(what, NOT_APPLICABLE), period=balance.second)

    assert faults(balance, balance.second) == [("Đang quản lý", expected)]


def test_opening_that_is_not_applicable_counts_as_none(balance):
    add_line(balance, "opening", "Đầu kỳ", stock=True)
    StockTermFactory(stock=balance.indicators["stock"], term=balance.indicators["opening"], part=StockPart.OPENING)
    balance.fill(stock=140, **{"opening": None, "in": 150, "out": 20})
    balance.save(balance.edit("opening", NOT_APPLICABLE))

    assert faults(balance) == [("Đang quản lý", "Cuối kỳ 140, nhưng đầu kỳ 0 + vào 150 − ra 20 = 130.")]


def test_sum_may_be_a_term(balance):
    """ "Tổng số" is computed from its parts and is what came in besides."""
    StockTermFactory(stock=balance.indicators["stock"], term=balance.indicators["total"], part=StockPart.INFLOW)
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=510, compulsory=30, voluntary=10, **{"in": 50, "out": 20})

    assert faults(balance, balance.second) == [
        ("Đang quản lý", "Cuối kỳ 510, nhưng đầu kỳ 500 + vào 90 − ra 20 = 570.")
    ]


# part-within-whole


@pytest.mark.parametrize(
    ("value", "found"),
    [(30, []), (31, [("Trong đó nữ", "Phần này (31) lớn hơn “Bắt buộc” (30).")])],
    ids=["equal", "above"],
)
def test_part_is_not_above_its_whole(world, value, found):
    add_line(world, "women", "Trong đó nữ", parent=world.indicators["compulsory"])
    world.fill(compulsory=30, women=value)

    assert faults(world) == found


def test_part_of_a_sum_is_held_to_the_computed_sum(world):
    """A part that does not add to it: its parent is the sum's own part."""
    add_line(world, "women", "Trong đó nữ", parent=world.indicators["stock"])
    world.fill(stock=500, women=501)

    assert faults(world) == [("Trong đó nữ", "Phần này (501) lớn hơn “Đang quản lý” (500).")]


def test_part_in_another_unit_is_not_compared(world):
    add_line(world, "episodes", "Lượt tư vấn", parent=world.indicators["compulsory"], unit="lượt")
    world.fill(compulsory=30, episodes=90)

    assert faults(world) == []


# share-within-whole


@pytest.mark.parametrize(
    ("value", "found"),
    [(500, []), (501, [("Duy trì", "Tử số của tỷ lệ (501) lớn hơn mẫu số “Đang quản lý” (500).")])],
    ids=["equal", "above"],
)
def test_numerator_is_not_above_its_denominator(world, value, found):
    add_line(world, "kept", "Duy trì", stock=True)
    add_line(
        world,
        "kept-share",
        "Tỷ lệ",
        recomputed=True,
        kind=IndicatorKind.RATIO,
        numerator=world.indicators["kept"],
        denominator=world.indicators["stock"],
    )
    world.fill(stock=500, kept=value)
    world.save(world.edit("kept-share", exactly(1000, 1)))

    assert faults(world) == found


# ten-times


@pytest.mark.parametrize(
    ("target", "found"),
    [
        pytest.param({"value": 3}, [], id="ten-times"),
        pytest.param(
            {"value": 2},
            [
                (
                    "Cai nghiện, Bắt buộc",
                    "Số này gấp hơn 10 lần mức giao (2). Hãy kiểm tra lại; nếu đúng thì ghi lý do ở cột ghi chú.",
                )
            ],
            id="more",
        ),
        pytest.param({"value": 2, "upper": 3, "comparator": Comparator.BETWEEN}, [], id="upper-of-a-range"),
        pytest.param({"value": 2, "comparator": Comparator.DECREASE}, [], id="change"),
        pytest.param({"value": 0}, [], id="zero"),
        pytest.param({"value": None, "comparator": Comparator.NOT_APPLICABLE}, [], id="not-applicable"),
    ],
)
def test_figure_far_above_its_target(world, target, found):
    world.target("compulsory", **{"value": 1, **target})
    world.fill(compulsory=30)

    assert faults(world) == found


def test_figure_far_above_its_target_that_is_explained(world):
    world.target("compulsory", 2)
    world.fill(compulsory=30)
    world.save(world.note("compulsory", "Tiếp nhận người từ huyện khác"))

    assert faults(world) == []


# Queries


def test_checks_take_the_same_queries_at_any_size(balance):
    balance.hand_in(stock=500, **{"in": 50, "out": 20})
    balance.fill(balance.second, stock=510, **{"in": 50, "out": 20})
    counts = [_queries(balance)]

    for number in range(20):
        add_line(balance, f"more-{number}", f"Chỉ tiêu {number}")
        StockTermFactory(stock=balance.indicators["stock"], term=balance.indicators[f"more-{number}"])
    counts.append(_queries(balance))

    # Columns; figures of the report; terms of stocks; periods of the plan; earlier figures; targets.
    assert counts == [6, 6]


def _queries(world) -> int:
    report = world.report(world.second)
    with CaptureQueriesContext(connection) as queries:
        faults_of(report)
    return len(queries)
