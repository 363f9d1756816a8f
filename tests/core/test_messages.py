"""What the person who typed reads: each refusal is one whole sentence in Vietnamese, with what was typed."""

import os
import pickle
from datetime import datetime, timezone

import pytest
from django.conf import settings

from core import InputError
from core.dates import date_phrase
from core.numbers import parse_number, percent_half_up
from core.roman import from_roman, parse_ordinal, to_roman
from core.templatetags.figures import vndate


@pytest.fixture(autouse=True, scope="module")
def _settings():
    """Plain settings where the suite runs without Django's plugin."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(USE_I18N=False, TIME_ZONE="Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("refused", "arguments", "expected"),
    [
        pytest.param(
            parse_number,
            ["1,234"],
            "Không rõ dấu phẩy trong “1,234” ngăn hàng nghìn hay là dấu thập phân. Hãy nhập “1.234” nếu là hàng nghìn; "
            "nếu là số thập phân, chỉ nhập một hoặc hai chữ số sau dấu phẩy, ví dụ “43,6”.",
            id="comma",
        ),
        pytest.param(
            parse_number,
            ["1.5"],
            "Dấu chấm trong “1.5” không ngăn đúng hàng nghìn (từng nhóm ba chữ số). Hãy nhập “1,5” nếu là số thập "
            "phân, “15” nếu là số nguyên.",
            id="dot",
        ),
        pytest.param(
            parse_number,
            ["43,6%"],
            "“43,6%” không phải là số vì có ký tự “%”. Chỉ nhập chữ số từ 0 đến 9, ví dụ “1.600”.",
            id="percent-sign",
        ),
        pytest.param(
            parse_number,
            ["9" * 19],
            "“9999999999999999999” có hơn 18 chữ số. Hãy kiểm tra lại số vừa nhập.",
            id="too-long",
        ),
        pytest.param(parse_number, [" "], "Chưa nhập số nào. Hãy nhập một số, ví dụ “1.600”.", id="empty"),
        pytest.param(
            percent_half_up, [3, 0], "Không tính được tỷ lệ 3/0: mẫu số phải lớn hơn 0.", id="denominator-zero"
        ),
        pytest.param(
            to_roman,
            [4000],
            "Số 4000 không viết được bằng chữ số La Mã. Hãy nhập số từ 1 đến 3999.",
            id="no-numeral",
        ),
        pytest.param(
            from_roman, ["IIII"], "“IIII” không phải số La Mã viết đúng. Hãy nhập, ví dụ, I, II, III, IV.", id="roman"
        ),
        pytest.param(
            parse_ordinal,
            ["0"],
            "Số thứ tự “0” không hợp lệ. Hãy nhập số từ 1 đến 3999, hoặc số La Mã (I, II, III).",
            id="ordinal",
        ),
        pytest.param(
            date_phrase,
            [31, 4, 2022],
            "Không có ngày 31/4/2022. Hãy kiểm tra lại ngày, tháng, năm.",
            id="date",
        ),
    ],
)
def test_message(refused, arguments, expected):
    with pytest.raises(InputError) as refusal:
        refused(*arguments)

    assert str(refusal.value) == expected


@pytest.mark.parametrize(
    "text", ["1,234,567", "0.600", "0,125", "1 600", "1.60.5", ",5", "１２", "-"], ids=lambda text: text
)
def test_message_repeats_what_was_typed(text):
    with pytest.raises(InputError) as refusal:
        parse_number(text)

    assert f"“{text}”" in str(refusal.value)


def test_message_survives_pickling():
    """The parallel test runner and background jobs hand errors from one process to another."""
    with pytest.raises(InputError) as refusal:
        parse_number("1,234")

    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)  # noqa: S301 - our own bytes


def test_vndate_shows_a_moment_by_its_local_date():
    evening_in_utc = datetime(2026, 1, 31, 18, 30, tzinfo=timezone.utc)

    assert vndate(evening_in_utc) == "01/02/2026"
