"""Sharing a total: cases with figures worked by hand, and what must hold for every demand."""

from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from targets.allocation import Impossible, Kind, Part, allocate, share_text


def parts_of(*weights):
    return [Part(place, weight) for place, weight in enumerate(weights)]


def values(total, parts):
    return [one.value for one in allocate(total, parts)]


def reasons(total, parts, decimals=0):
    with pytest.raises(Impossible) as refused:
        allocate(total, parts, decimals=decimals)
    return refused.value.reasons


# Cases


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        pytest.param(100, [1, 1, 1], [34, 33, 33], id="equal-weights-first-row-first"),
        pytest.param(10, [3, 3, 1], [4, 4, 2], id="one-unit-left"),  # 4,29 4,29 1,43
        pytest.param(10, [5, 4, 3], [4, 3, 3], id="one-unit-left-for-the-last"),  # 4,17 3,33 2,50
        pytest.param(3, [1, 5], [0, 3], id="equal-remainders-larger-weight"),  # 0,50 2,50
        pytest.param(7, [1, 2, 4], [1, 2, 4], id="exact"),
        pytest.param(0, [1, 2], [0, 0], id="nothing"),
        pytest.param(0, [0, 0], [0, 0], id="nothing-without-weights"),
        pytest.param(5, [9], [5], id="one"),
        pytest.param(5, [0, 9, 0], [0, 5, 0], id="zero-weights"),
        pytest.param(1, [1, 3, 2], [0, 1, 0], id="one-unit-for-all"),
        pytest.param(1, [Fraction(1, 3), Fraction(2, 3)], [0, 1], id="fractions"),
        pytest.param(0, [], [], id="nobody"),
    ],
)
def test_shares(total, weights, expected):
    assert values(total, parts_of(*weights)) == expected


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        pytest.param(10, [Part("a", 1, floor=8), Part("b", 1), Part("c", 1)], [8, 1, 1], id="floor"),
        pytest.param(10, [Part("a", 1, ceiling=2), Part("b", 1), Part("c", 1)], [2, 4, 4], id="ceiling"),
        pytest.param(10, [Part("a", 5, locked=1), Part("b", 2), Part("c", 1)], [1, 6, 3], id="locked"),
        pytest.param(10, [Part("a", 0, floor=4), Part("b", 1)], [4, 6], id="zero-weight-gets-its-floor"),
        # Without the floor b would get 5 and c 5; a's floor takes 6, then b's share of 2 falls below its own floor.
        pytest.param(
            10, [Part("a", 0, floor=6), Part("b", 1, floor=3), Part("c", 1)], [6, 3, 1], id="floor-after-floor"
        ),
        pytest.param(6, [Part("a", 1, locked=2), Part("b", 1, locked=4)], [2, 4], id="all-locked"),
        pytest.param(8, [Part("a", 1, locked=2, floor=5, ceiling=1), Part("b", 1)], [2, 6], id="lock-before-bounds"),
        pytest.param(7, [Part("a", 3, ceiling=4), Part("b", 1, ceiling=3)], [4, 3], id="all-at-their-ceilings"),
        pytest.param(7, [Part("a", 3, floor=4), Part("b", 1, floor=3)], [4, 3], id="all-at-their-floors"),
    ],
)
def test_bounds(total, parts, expected):
    assert values(total, parts) == expected


# docs/calculations.md, Allocation: 850 over the persons registered.
WORKED = [
    Part("A", 714),
    Part("B", 522, locked=150),
    Part("C", 248, ceiling=80),
    Part("D", 207),
    Part("E", 20, floor=30),
]


def test_worked_table_of_the_documentation():
    given = allocate(850, WORKED)

    assert [(one.key, share_text(one.quota), one.value, one.kind) for one in given] == [
        ("A", "457,39", 457, Kind.DOWN),
        ("B", "150,00", 150, Kind.LOCKED),
        ("C", "158,87", 80, Kind.TO_CEILING),
        ("D", "132,61", 133, Kind.UP),
        ("E", "12,81", 30, Kind.TO_FLOOR),
    ]
    section = (settings.BASE_DIR / "docs" / "calculations.md").read_text(encoding="utf-8").split("## Allocation")[1]
    lines = [line.strip("| ").split(" | ") for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")]
    documented = {cells[0]: (cells[3], cells[4]) for cells in lines[1:]}
    assert documented == {
        one.key: ("–" if one.kind == Kind.LOCKED else share_text(one.quota), str(one.value)) for one in given
    }


def test_each_part_says_why():
    given = allocate(850, [*WORKED, Part("F", 0)])

    assert [one.reason for one in given] == [
        "Phần lẻ 0,39 lớn thứ 2; chỉ 1 phần lẻ lớn nhất được thêm 1.",
        "Ô khóa, giữ nguyên 150.",
        "Không vượt mức cao nhất 80.",
        "Phần lẻ 0,61 lớn thứ 1 nên được thêm 1.",
        "Không thấp hơn mức thấp nhất 30.",
        "Cơ sở phân bổ trống hoặc bằng 0 nên không được chia.",
    ]


def test_bound_says_where_it_comes_from():
    parts = [Part("a", 1, floor=35, floor_name="kết quả đã đạt"), Part("b", 9, ceiling=40, ceiling_name="sức chứa")]

    assert [one.reason for one in allocate(75, parts)] == [
        "Không thấp hơn kết quả đã đạt 35.",
        "Không vượt sức chứa 40.",
    ]


def test_tie_is_said():
    first, second = allocate(1, parts_of(1, 1))

    assert first.reason == (
        "Phần lẻ 0,50 lớn thứ 1 nên được thêm 1. Phần lẻ bằng nhau thì xét cơ sở lớn hơn, rồi đến thứ tự dòng."
    )
    assert second.is_tie


def test_remainder_is_never_shown_as_a_whole_unit():
    given = allocate(1000, parts_of(1, 999_999))

    assert [one.value for one in given] == [0, 1000]
    assert [one.reason for one in given] == [
        "Phần lẻ dưới 0,01 lớn thứ 2; chỉ 1 phần lẻ lớn nhất được thêm 1.",
        "Phần lẻ trên 0,99 lớn thứ 1 nên được thêm 1.",
    ]


def test_decimals_are_units_of_the_total():
    """10,0 in tenths over three: 33 tenths each and one tenth left."""
    given = allocate(100, parts_of(1, 1, 1), decimals=1)

    assert given[0].reason.startswith("Phần lẻ 0,033 lớn thứ 1 nên được thêm 0,1.")
    assert share_text(given[0].quota, 1) == "3,333"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(85, 3), "28,33"),
        (Fraction(1, 200), "0,01"),
        (Fraction(0), "0,00"),
        (Fraction(12345999, 1000), "12.346,00"),
    ],
)
def test_share_text_rounds_half_up_to_two_decimals(share, text):
    assert share_text(share) == text


# What cannot be done


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        pytest.param(
            100,
            [Part(1, 1, locked=70, name="Xã A"), Part(2, 1, locked=50, name="Xã B"), Part(3, 1, name="Xã C")],
            "Các ô khóa cộng lại được 120, vượt tổng cần chia 100 là 20: Xã A 70, Xã B 50.",
            id="locked-beyond-total",
        ),
        pytest.param(
            100,
            [Part(1, 1, locked=60, name="Xã A"), Part(2, 1, floor=20, name="Xã B"), Part(3, 1, floor=30, name="Xã C")],
            "Các mức thấp nhất cộng lại được 50; cùng với các ô khóa 60 thì vượt tổng cần chia 100 là 10: "
            "Xã C 30, Xã B 20.",
            id="floors-above-total",
        ),
        pytest.param(
            1600,
            [Part(1, 1, ceiling=1000, name="Xã A"), Part(2, 2, ceiling=40, name="Xã B")],
            "Các mức cao nhất, cùng với các ô khóa, chỉ cho phép 1.040, thiếu 560 so với tổng cần chia 1.600: "
            "Xã A 1.000, Xã B 40.",
            id="ceilings-below-total",
        ),
        pytest.param(
            9,
            [Part(1, 1, floor=5, ceiling=4, name="Xã A"), Part(2, 1)],
            "Xã A: mức thấp nhất 5 lớn hơn mức cao nhất 4.",
            id="floor-above-ceiling",
        ),
        pytest.param(
            9,
            [Part(1, 0), Part(2, 0, floor=2), Part(3, 5, locked=3)],
            "Cơ sở phân bổ của các địa bàn chưa khóa đều trống hoặc bằng 0, nên không chia được 4 còn lại.",
            id="no-weights",
        ),
        pytest.param(9, [Part(1, 1, locked=3)], "Mọi ô đều khóa, nên không chia được 6 còn lại.", id="all-locked"),
        pytest.param(9, [], "Không có địa bàn nào để chia 9.", id="nobody"),
        pytest.param(-1, parts_of(1), "Tổng cần chia phải là số nguyên không âm.", id="negative-total"),
        pytest.param(1.5, parts_of(1), "Tổng cần chia phải là số nguyên không âm.", id="broken-total"),
        pytest.param(True, parts_of(1), "Tổng cần chia phải là số nguyên không âm.", id="total-is-no-number"),
        pytest.param(1, [Part("a", -1)], "a: cơ sở phân bổ phải là số nguyên không âm.", id="negative-weight"),
        pytest.param(1, [Part("a", 0.5)], "a: cơ sở phân bổ phải là số nguyên không âm.", id="float-weight"),
        pytest.param(1, [Part("a", 1, floor=-1)], "a: mức thấp nhất phải là số nguyên không âm.", id="negative-floor"),
        pytest.param(1, [Part("a", 1, ceiling=1.0)], "a: mức cao nhất phải là số nguyên không âm.", id="float-ceiling"),
        pytest.param(1, [Part("a", 1, locked=-2)], "a: số của ô khóa phải là số nguyên không âm.", id="negative-lock"),
    ],
)
def test_impossible_is_explained(total, parts, expected):
    assert reasons(total, parts) == [expected]


def test_long_lists_of_names_are_cut():
    (reason,) = reasons(1, [Part(place, 1, locked=place) for place in range(1, 9)])

    assert reason.endswith(": 8 8, 7 7, 6 6, 5 5, 4 4 và 3 địa bàn khác.")


# Properties

weights = st.one_of(st.integers(0, 1000), st.fractions(0, 50, max_denominator=12))
bounds = st.integers(0, 60)
anything = st.builds(
    Part, st.just("x"), weights, st.none() | bounds, st.just(0) | bounds, st.none() | st.integers(0, 120)
)
demands = st.tuples(st.integers(0, 300), st.lists(anything, max_size=8))


def room(part):
    """(least, most) a part may hold; None for no end. A part of weight 0 stays at its floor."""
    if part.locked is not None:
        return part.locked, part.locked
    return part.floor, part.floor if part.weight == 0 else part.ceiling


def is_possible(total, parts):
    rooms = [room(part) for part in parts]
    crossed = any(part.locked is None and part.ceiling is not None and part.floor > part.ceiling for part in parts)
    enough = any(most is None for _least, most in rooms) or sum(most for _least, most in rooms) >= total
    return not crossed and enough and sum(least for least, _most in rooms) <= total


@given(demands)
def test_sum_is_exact_or_the_demand_has_no_solution(demand):
    total, parts = demand
    try:
        given = allocate(total, parts)
    except Impossible as refused:
        assert refused.reasons
        assert not is_possible(total, parts)
        return

    assert is_possible(total, parts)
    assert sum(one.value for one in given) == total
    assert all(one.reason.endswith(".") for one in given)


@given(demands)
def test_locks_and_bounds_are_kept(demand):
    total, parts = demand
    if not is_possible(total, parts):
        return

    for part, one in zip(parts, allocate(total, parts), strict=True):
        least, most = room(part)
        assert least <= one.value and (most is None or one.value <= most)


@given(demands)
def test_free_part_is_within_one_of_its_share(demand):
    total, parts = demand
    if not is_possible(total, parts):
        return

    for one in allocate(total, parts):
        if one.kind in {Kind.UP, Kind.DOWN, Kind.EXACT}:
            assert abs(one.value - one.quota) < 1
        if one.kind == Kind.TO_FLOOR:
            assert one.value == one.part.floor > one.quota
        if one.kind == Kind.TO_CEILING:
            assert one.value == one.part.ceiling < one.quota


@given(demands, st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order(demand, random):
    """Only which of several parts of the same weight gets the last unit does."""
    total, parts = demand
    if not is_possible(total, parts):
        return

    first, again = allocate(total, parts), allocate(total, parts)
    shuffled = allocate(total, random.sample(parts, len(parts)))

    assert first == again
    assert sorted((str(one.part), one.quota) for one in first) == sorted((str(one.part), one.quota) for one in shuffled)
    assert sorted((one.part.weight, one.value) for one in first) == sorted(
        (one.part.weight, one.value) for one in shuffled
    )


@given(st.integers(0, 300), st.lists(weights, min_size=1, max_size=8), st.just(0) | bounds, st.none() | bounds)
def test_larger_weight_never_gets_less(total, weights, floor, ceiling):
    parts = [Part(place, weight, floor=floor, ceiling=ceiling) for place, weight in enumerate(weights)]
    if not is_possible(total, parts):
        return

    ordered = sorted(allocate(total, parts), key=lambda one: one.part.weight)

    for lighter, heavier in zip(ordered, ordered[1:], strict=False):
        assert lighter.value <= heavier.value or lighter.part.weight == heavier.part.weight


def test_every_commune_of_the_country_at_once():
    """3.321 communes: the multiplier is found in one pass over their bounds."""
    parts = [Part(place, place % 97, floor=place % 3, ceiling=40 + place % 50) for place in range(3321)]

    assert sum(values(60_000, parts)) == 60_000
