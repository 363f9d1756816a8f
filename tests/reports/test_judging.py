"""Results against targets, held to the worked table of docs/calculations.md."""

import pytest

from core.figures import Amount, Comparator
from core.numbers import format_percent
from core.typed_figures import read_figure
from reports.judging import Verdict, judge
from tests.worked_tables import worked_table

CASES = worked_table("judged-by-meaning")


def amount(text: str) -> Amount | None:
    return read_figure(text, decimals=0)


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['mục tiêu']}/{row['kết quả']}/{row['cùng kỳ']}")
def test_judgement(row):
    judgement = judge(amount(row["mục tiêu"]), amount(row["kết quả"]), amount(row["cùng kỳ"]))

    percent = "" if judgement.percent is None else format_percent(judgement.percent)
    remaining = "" if judgement.remaining is None else judgement.remaining.format()
    assert (percent, remaining, judgement.verdict.label) == (row["đạt"], row["còn lại"], row["đánh giá"])


def test_nothing_is_judged_without_a_target():
    assert judge(None, Amount(5)) is None
    assert judge(Amount(None, comparator=Comparator.NOT_APPLICABLE), Amount(5)) is None


def test_indicator_that_is_itself_a_change_needs_no_year_before():
    target = Amount(10, comparator=Comparator.DECREASE, decimals=1)

    judgement = judge(target, Amount(12, decimals=1), is_change=True)

    assert (judgement.verdict, judgement.percent) == (Verdict.REACHED, 120)


def test_estimate_is_judged_as_the_number_it_states():
    assert judge(Amount(100), Amount(100, comparator=Comparator.ESTIMATE)).verdict == Verdict.REACHED
