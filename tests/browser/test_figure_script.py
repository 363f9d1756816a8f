"""The script that reads figures in the grid, in Chromium, held to the verdicts and sums of the server."""

import json
import random
from pathlib import Path

import pytest

from core.figures import Amount, Comparator, add, pack
from core.numbers import AmbiguousNumber, InvalidNumber, parse_number
from core.typed_figures import read_figure, read_result
from reports.rollups import gap_between

CASES = json.loads((Path(__file__).parents[1] / "core" / "typed_figures.json").read_text(encoding="utf-8"))
MODULE = "const figure = await import('/static/grid/figure.js');"
READ = "const read = figure.readFigure(item.text, item); return read === undefined ? null : figure.pack(read);"
READ_RESULT = READ.replace("readFigure", "readResult")
RESULTS = json.loads((Path(__file__).parents[1] / "core" / "typed_results.json").read_text(encoding="utf-8"))
ROUNDS = 400
BOUNDED = [Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN]
STATED = [Comparator.EXACTLY, Comparator.BETWEEN, *BOUNDED]


@pytest.fixture
def script(page, db):
    """`script(body, items)`: what the function body makes of each `item`, with the module as `figure`."""
    page.goto("/tai-khoan/dang-nhap/")

    def run(body, items):
        return page.evaluate(f"async (items) => {{ {MODULE} return items.map((item) => {{ {body} }}); }}", items)

    return run


def drawn(chance: random.Random, comparators: list[Comparator]) -> Amount | None:
    """An amount as it may be stored; small, so that sums meet, but sometimes too large for a floating-point number."""
    comparator = chance.choice(comparators)
    if comparator == Comparator.NOT_APPLICABLE:
        return Amount(None, comparator=comparator)
    most = chance.choice([5, 120, 99_999, 10**18 - 2])
    value = chance.randint(0, most)
    changes = {Comparator.DECREASE, Comparator.INCREASE}
    has_upper = comparator == Comparator.BETWEEN or comparator in changes and chance.random() < 0.5
    return Amount(value, chance.randint(value + 1, most + 1) if has_upper else None, comparator)


def test_script_reads_what_the_server_reads(script):
    verdicts = script(READ, CASES)

    wrong = [(case, got) for case, got in zip(CASES, verdicts, strict=True) if got != case["amount"]]
    assert wrong == []


def test_script_reads_the_results_that_the_server_reads(script):
    verdicts = script(READ_RESULT, RESULTS)

    assert [(case, got) for case, got in zip(RESULTS, verdicts, strict=True) if got != case["amount"]] == []


def test_script_reads_any_text_as_the_server_does(script):
    """Texts put together at random from what figures are made of."""
    chance = random.Random(2024)  # noqa: S311 - the same texts every time
    pieces = [
        *"0123456789",
        *".,%-–+≥≤<>=xX \u00a0\u202f\u00ad\u200b\t\x1f",
        "1.600",
        "43,6",
        "1.5",
        " - ",
        "từ ",
        "đến",
    ]
    pieces += [
        "giảm ",
        "TĂNG ",
        "ít nhất ",
        "tren ",
        "không quá",
        " trở lên",
        "trở xuống",
        "bằng",
        "không áp dụng",
        "ước ",
        "UOC DAT ",
        "~",
        "100",
    ]
    items = [
        {
            "text": "".join(chance.choices(pieces, k=chance.randint(1, 6))),
            "decimals": chance.randint(0, 2),
            "suffix": chance.choice(["", "%"]),
        }
        for _ in range(10 * ROUNDS)
    ]

    for read, reading in ((read_figure, READ), (read_result, READ_RESULT)):
        verdicts = script(reading, items)

        expected = [verdict(item, read) for item in items]
        assert [row for row in zip(items, verdicts, expected, strict=True) if row[1] != row[2]] == []
        assert sum(each is not None for each in expected) > ROUNDS


def verdict(item: dict, read) -> str | None:
    try:
        return pack(read(**item))
    except InvalidNumber:
        return None


def test_script_writes_as_the_server_does(script):
    chance = random.Random(2020)  # noqa: S311 - the same figures every time
    amounts = [drawn(chance, list(Comparator)) for _ in range(ROUNDS)]
    formats = [(chance.randint(0, 2), chance.choice(["", "%"])) for _ in amounts]
    items = [
        {"packed": pack(amount), "decimals": decimals, "suffix": suffix}
        for amount, (decimals, suffix) in zip(amounts, formats, strict=True)
    ]

    written = script("return figure.writeFigure(figure.unpack(item.packed), item);", items)

    assert written == [
        Amount(amount.value, amount.upper, amount.comparator, decimals).format(suffix=suffix)
        for amount, (decimals, suffix) in zip(amounts, formats, strict=True)
    ]


def test_script_packs_as_the_server_does(script):
    packed = ["", "na::", "eq:70:", "between:450:500", "eq:999999999999999999:"]
    body = "const amount = figure.unpack(item); return [figure.pack(amount), figure.same(amount, figure.unpack(item))];"

    assert script(body, packed) == [[each, True] for each in packed]
    assert script("return figure.same(figure.unpack(item), figure.unpack('eq:7:'))", packed) == [False] * len(packed)
    assert script("return figure.writeFigure(null, { decimals: 0, suffix: '%' })", [0]) == [""]


def test_script_adds_as_the_server_does(script):
    """Rule figure-sum."""
    chance = random.Random(1975)  # noqa: S311 - the same figures every time
    kinds = [
        [Comparator.EXACTLY],
        STATED,
        [Comparator.EXACTLY, Comparator.AT_LEAST, Comparator.MORE_THAN],
        [Comparator.EXACTLY, Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.NOT_APPLICABLE],
        list(Comparator),
    ]
    sums = [[drawn(chance, chance.choice(kinds)) for _ in range(chance.randint(0, 4))] for _ in range(ROUNDS)]
    sums += [[drawn(chance, kind), None, drawn(chance, kind)] for kind in kinds for _ in range(ROUNDS // 5)]

    added = script("return figure.pack(figure.add(item.map(figure.unpack)));", [[*map(pack, each)] for each in sums])

    assert added == [pack(add(each)) for each in sums]
    assert len({each.split(":")[0] for each in added}) == len({*STATED, Comparator.ESTIMATE, None})


def test_script_finds_gaps_as_the_server_does(script):
    """Rule gap. The total is a sum, so never a change."""
    chance = random.Random(77)  # noqa: S311 - the same figures every time
    stated = [Comparator.DECREASE, *STATED]
    pairs = [(drawn(chance, stated), drawn(chance, STATED)) for _ in range(2 * ROUNDS)]
    body = """
        const [declared, total] = item.map(figure.unpack);
        const { kind, value } = figure.gapBetween(declared, total);
        return [kind, String(value)];
    """

    found = script(body, [[pack(declared), pack(total)] for declared, total in pairs])

    gaps = [gap_between(declared, total) for declared, total in pairs]
    assert found == [[gap.kind.value, str(gap.value)] for gap in gaps]
    assert {kind for kind, _value in found} == {"matched", "within", "unallocated", "over"}


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        pytest.param("1,234", "1.234", id="thousands"),
        pytest.param("1,234,567", "1.234.567", id="millions"),
        pytest.param("1.5", "1,5", id="decimal-point"),
        pytest.param("12.50", "12,5", id="zero-at-the-end"),
        pytest.param("1,234.5", "1.234,5", id="both-marks"),
        pytest.param("0.600", "0,6", id="below-one"),
        pytest.param("1234.567", "1234,567", id="three-decimals"),
        pytest.param("≥ 1,234", "≥ 1.234", id="sign"),
        pytest.param("65.5 - 70.5%", "65,5 - 70,5%", id="range"),
        pytest.param("giảm 1.5 - 2%", "giảm 1,5 - 2%", id="change"),
    ],
)
def test_text_with_two_readings_is_rewritten(script, text, ours):
    assert script("return [figure.hasTwoReadings(item), figure.fromDecimalPoint(item)];", [text]) == [[True, ours]]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        pytest.param("850", "850", id="no-mark"),
        pytest.param("43,6", "43,6", id="decimal-comma"),
        pytest.param("1.234.567", "1.234.567", id="two-dots"),
        pytest.param("1.234,5", "1.234,5", id="both-marks"),
        pytest.param("0,125", "0,125", id="three-decimals"),
        pytest.param("1 600", "1 600", id="blank"),
        pytest.param("450-500", "450-500", id="range"),
        pytest.param("không áp dụng", "không áp dụng", id="words"),
        pytest.param("", "", id="empty"),
        # Ours by its marks; what it is in an English sheet, only the sheet can say.
        pytest.param("1.600", "1,6", id="grouped-in-threes"),
    ],
)
def test_text_with_one_reading(script, text, ours):
    assert script("return [figure.hasTwoReadings(item), figure.fromDecimalPoint(item)];", [text]) == [[False, ours]]


def test_two_readings_are_what_the_server_calls_ambiguous(script):
    chance = random.Random(1234)  # noqa: S311 - the same texts every time
    weights = [4] * 10 + [8, 8]
    texts = ["".join(chance.choices("0123456789.,", weights, k=chance.randint(1, 8))) for _ in range(ROUNDS)]
    numerals = [text for text in texts if text[0].isdigit() and text[-1].isdigit()]

    has_two = script("return figure.hasTwoReadings(item);", numerals)

    twofold = [text for text, has in zip(numerals, has_two, strict=True) if has]
    assert [text for text in twofold if not is_ambiguous(text)] == []
    assert len(twofold) > ROUNDS // 20


def is_ambiguous(text: str) -> bool:
    try:
        parse_number(text)
    except InvalidNumber as error:
        return isinstance(error, AmbiguousNumber)
    return False
