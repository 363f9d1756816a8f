"""Figures as people type or paste them into a cell."""

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures import STATED, Amount, Comparator, pack
from core.numbers import AmbiguousNumber, InvalidNumber
from core.typed_figures import InvalidFigure, in_units, read_figure, read_result

# The script of the grid is held to the same cases: tests/browser/test_figure_script.py.
CASES = json.loads((Path(__file__).parent / "typed_figures.json").read_text(encoding="utf-8"))
RESULTS = json.loads((Path(__file__).parent / "typed_results.json").read_text(encoding="utf-8"))
RANGED = {Comparator.DECREASE, Comparator.INCREASE}


def verdict(case: dict, read=read_figure) -> str | None:
    """The packed figure; None where the text is refused."""
    try:
        return pack(read(case["text"], decimals=case["decimals"], suffix=case["suffix"]))
    except InvalidNumber as error:
        assert str(error)
        return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"])[1:30] + case["suffix"])
def test_typed_figure(case):
    assert verdict(case) == case["amount"]


@pytest.mark.parametrize("case", RESULTS, ids=lambda case: ascii(case["text"])[1:30] + case["suffix"])
def test_typed_result(case):
    assert verdict(case, read_result) == case["amount"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("-", "Dấu “-” có thể là để trống hoặc là 0. Không có phát sinh thì gõ 0.", id="dash"),
        pytest.param(
            "≥ 85",
            "Kết quả phải là một con số, không phải “≥ 85”. Hãy gõ, ví dụ, “351” hoặc “ước 351”; không áp dụng thì "
            "gõ “x”.",
            id="bound",
        ),
        pytest.param(
            "12 người",
            "Kết quả phải là một con số, không phải “12 người”. Hãy gõ, ví dụ, “351” hoặc “ước 351”; không áp dụng thì "
            "gõ “x”.",
            id="letters",
        ),
        pytest.param("-5", "Kết quả không được âm.", id="negative"),
        pytest.param("ước - 5", "Kết quả không được âm.", id="estimate-below-zero"),
        pytest.param("101", "Kết quả không được quá 100%.", id="above-a-hundred"),
        pytest.param("ước 101%", "Kết quả không được quá 100%.", id="estimate-above-a-hundred"),
    ],
)
def test_result_that_is_refused_says_why(text, message):
    with pytest.raises(InvalidNumber) as refused:
        read_result(text, decimals=0, suffix="%")

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("x", Amount(None, comparator=Comparator.NOT_APPLICABLE, decimals=1), id="not-applicable"),
        pytest.param("43,6%", Amount(436, decimals=1), id="exactly"),
        pytest.param("giảm 10 - 20%", Amount(100, 200, Comparator.DECREASE, 1), id="change"),
    ],
)
def test_typed_figure_has_the_decimals_of_its_indicator(text, expected):
    assert read_figure(text, decimals=1, suffix="%") == expected


REFUSALS = [
    pytest.param(
        "12 người",
        "",
        "Không đọc được “12 người”. Hãy gõ một con số, ví dụ “1.600”, “≥ 850”, “450 - 500” hoặc “giảm 10”; nếu "
        "không áp dụng thì gõ “x”.",
        id="letters",
    ),
    pytest.param("-5", "", "Giá trị không được âm; mức giảm thì gõ “giảm 10”.", id="negative"),
    pytest.param("- 5", "", "Giá trị không được âm; mức giảm thì gõ “giảm 10”.", id="dash-apart"),
    pytest.param("43,6", "", "“43,6” có phần thập phân; ở đây chỉ nhập số nguyên.", id="decimals"),
    pytest.param(
        "65 - 70%",
        "",
        "Chỉ tiêu này không tính bằng phần trăm. Hãy bỏ dấu “%” trong “65 - 70%”.",
        id="percent-sign-elsewhere",
    ),
    pytest.param(
        "101",
        "%",
        "“101” vượt quá 100%. Hãy kiểm tra lại; nếu là mức tăng thì gõ, ví dụ, “tăng 150%”.",
        id="above-a-hundred",
    ),
    pytest.param(
        "500-450",
        "",
        "Trong “500-450”, số sau phải lớn hơn số trước. Hãy gõ số nhỏ trước, ví dụ “450 - 500”.",
        id="range-in-disorder",
    ),
    pytest.param(
        "≥ 450-500",
        "",
        "“≥ 450-500” vừa là một khoảng vừa có dấu hoặc từ so sánh. Hãy gõ một khoảng, ví dụ “450 - 500”, hoặc một "
        "mức, ví dụ “≥ 450”.",
        id="range-with-sign",
    ),
    pytest.param("9" * 19, "", f"“{'9' * 19}” có hơn 18 chữ số. Hãy kiểm tra lại số vừa nhập.", id="too-many-digits"),
    pytest.param(
        "5\x00",
        "",
        "Nội dung vừa nhập có ký tự điều khiển, không đọc được. Hãy xóa ô rồi gõ lại, ví dụ “1.600”.",
        id="control-character",
    ),
    pytest.param(
        "5" * 101,
        "",
        "Nội dung vừa nhập dài quá 100 ký tự. Mỗi ô chỉ gõ một con số, ví dụ “1.600”.",
        id="too-long",
    ),
]


@pytest.mark.parametrize(("text", "suffix", "message"), REFUSALS)
def test_refusal_says_what_to_type(text, suffix, message):
    with pytest.raises(InvalidNumber) as refusal:
        read_figure(text, decimals=0, suffix=suffix)

    assert str(refusal.value) == message


def test_too_many_decimals_are_not_rounded():
    with pytest.raises(InvalidFigure) as refusal:
        read_figure("43,65", decimals=1, suffix="%")

    assert str(refusal.value) == "“43,65” có quá 1 chữ số thập phân."


def test_units_have_the_digits_of_the_stored_number():
    """Eighteen nines fit, but not in hundredths."""
    with pytest.raises(InvalidNumber, match="hơn 18 chữ số"):
        read_figure("9" * 18, decimals=2)


@pytest.mark.parametrize(("text", "suggestion"), [("≥ 1,234", "1.234"), ("1.5 - 2", "1,5")])
def test_two_readings_are_refused_as_in_a_number(text, suggestion):
    with pytest.raises(AmbiguousNumber) as refusal:
        read_figure(text, decimals=1)

    assert refusal.value.params["swapped"] == suggestion


@pytest.mark.parametrize(
    "text", ["9" * 100, "a" * 100, "5 " * 50, "1 - 2" + "0" * 95, "≥ " + "4" * 45 + "-" + "5" * 45, "4,5" * 33]
)
def test_message_repeats_little(text):
    with pytest.raises(InvalidNumber) as refusal:
        read_figure(text, decimals=0)

    assert text[:41] not in str(refusal.value)
    assert all(len(str(value)) <= 40 for value in refusal.value.params.values())


@pytest.mark.parametrize("text", ["9", " ", "\u200b", "1.", "- ", "đến "])
def test_long_text_takes_no_time(text):
    started = time.perf_counter()
    with pytest.raises(InvalidFigure, match="100 ký tự"):
        read_figure(text * 1_000_000, decimals=0)

    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize("text", ["1." * 50, "9 " * 50, "-" * 100, " " * 99 + "a", "5-" * 50, "5%" * 50])
def test_longest_text_takes_little_time(text):
    started = time.perf_counter()
    assert verdict({"text": text, "decimals": 0, "suffix": "%"}) is None

    assert time.perf_counter() - started < 0.1


def test_units_of_a_number():
    assert in_units(Decimal("43.6"), 2) == 4360


@st.composite
def printed(draw):
    """An amount as it may be stored, and the suffix of its indicator."""
    comparator = draw(st.sampled_from(STATED))
    decimals, suffix = draw(st.integers(0, 2)), draw(st.sampled_from(["", "%"]))
    if comparator == Comparator.NOT_APPLICABLE:
        return Amount(None, comparator=comparator, decimals=decimals), suffix
    is_share = suffix == "%" and comparator != Comparator.INCREASE
    most = 100 * 10**decimals if is_share else 10**18 - 1
    value = draw(st.integers(0, most - 1))
    has_upper = comparator == Comparator.BETWEEN or comparator in RANGED and draw(st.booleans())
    upper = draw(st.integers(value + 1, most)) if has_upper else None
    return Amount(value, upper, comparator, decimals), suffix


@settings(deadline=None)
@given(printed(), st.booleans())
def test_what_is_printed_is_read_back(written, pad):
    amount, suffix = written
    text = amount.format(suffix=suffix, pad=pad)

    assert read_figure(text, decimals=amount.decimals, suffix=suffix) == amount


@settings(deadline=None)
@given(
    st.text(st.sampled_from("0159.,%-–+≥<>=xgiảmtừđến \u00a0\u00ad\x00"), max_size=14) | st.text(max_size=10),
    st.integers(0, 2),
    st.sampled_from(["", "%"]),
)
def test_any_text_is_read_or_refused(text, decimals, suffix):
    try:
        amount = read_figure(text, decimals=decimals, suffix=suffix)
    except InvalidNumber as error:
        assert str(error)
        return
    assert amount is None or read_figure(amount.format(suffix=suffix), decimals=decimals, suffix=suffix) == amount


@pytest.mark.parametrize("text", ["-", " – ", "—"])
def test_dash_alone_may_mean_blank_or_zero(text):
    """Tables write it for both."""
    with pytest.raises(InvalidNumber) as refused:
        read_figure(text, decimals=0)

    message = "Dấu “-” có thể là để trống hoặc là 0. Không giao chỉ tiêu thì để trống ô; bằng 0 thì gõ 0."
    assert str(refused.value) == message
