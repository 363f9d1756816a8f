from datetime import date

import pytest

from core.dates import BLANK, ImpossibleDate, date_phrase, format_date, format_date_long, format_place_and_date


@pytest.mark.parametrize(
    ("value", "short", "long"),
    [
        pytest.param(None, "", "", id="blank"),
        pytest.param(date(2022, 3, 7), "07/3/2022", "ngày 07 tháng 3 năm 2022", id="day-padded-month-not"),
        pytest.param(date(2021, 2, 5), "05/02/2021", "ngày 05 tháng 02 năm 2021", id="both-padded"),
        pytest.param(date(2026, 1, 31), "31/01/2026", "ngày 31 tháng 01 năm 2026", id="month-padded"),
        pytest.param(date(2019, 12, 19), "19/12/2019", "ngày 19 tháng 12 năm 2019", id="neither"),
        pytest.param(date(2022, 4, 10), "10/4/2022", "ngày 10 tháng 4 năm 2022", id="tenth"),
        pytest.param(date(2024, 10, 9), "09/10/2024", "ngày 09 tháng 10 năm 2024", id="october"),
    ],
)
def test_format_date(value, short, long):
    assert format_date(value) == short
    assert format_date_long(value) == long


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param((7, 3, 2022), "ngày 07 tháng 3 năm 2022", id="all-known"),
        pytest.param((None, 2, 2021), f"ngày {BLANK} tháng 02 năm 2021", id="day-unknown"),
        pytest.param((None, 4, 2022), f"ngày {BLANK} tháng 4 năm 2022", id="seed-001"),
        pytest.param((None, None, 2021), f"ngày {BLANK} tháng {BLANK} năm 2021", id="only-the-year"),
        pytest.param((None, None, None), f"ngày {BLANK} tháng {BLANK} năm {BLANK}", id="nothing-known"),
        pytest.param((29, 2, None), f"ngày 29 tháng 02 năm {BLANK}", id="leap-day-of-some-year"),
        pytest.param((31, None, 2021), f"ngày 31 tháng {BLANK} năm 2021", id="day-of-some-month"),
    ],
)
def test_date_phrase(parts, expected):
    assert date_phrase(*parts) == expected


@pytest.mark.parametrize(
    "parts",
    [(31, 4, 2022), (29, 2, 2021), (32, None, None), (0, 1, 2021), (None, 13, 2021), (None, None, 0), (30, 2, None)],
    ids=str,
)
def test_date_phrase_impossible_is_refused(parts):
    with pytest.raises(ImpossibleDate):
        date_phrase(*parts)


def test_impossible_date_says_which():
    with pytest.raises(ImpossibleDate) as refusal:
        date_phrase(30, 2, None)

    assert refusal.value.params == {"date": "30/2/…"}


def test_format_place_and_date():
    assert format_place_and_date("Lào Cai", 7, 3, 2022) == "Lào Cai, ngày 07 tháng 3 năm 2022"
    assert format_place_and_date("Lào Cai", None, 2, 2021) == f"Lào Cai, ngày {BLANK} tháng 02 năm 2021"


def test_blank_does_not_break_or_collapse():
    assert set(BLANK) == {"\u00a0"}
    assert len(BLANK) >= 3
