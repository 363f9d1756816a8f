"""A figure as a person types or pastes it into one cell: a number, a bound, a range, a change, "not applicable"."""

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.figures import NOT_APPLICABLE_MARK, Amount, Comparator, is_beyond_whole
from core.numbers import MOST_DIGITS, InvalidNumber, NumberTooLong, format_number, parse_number
from core.text import fold, without_invisible

LONGEST = 100  # characters of one cell; a figure needs far fewer
_ECHOED = 40  # characters of the typed text that a message repeats
_PERCENT = "%"

# Word processors write a hyphen that does not break, or breaks only at the end of a line, as one of these. The soft
# hyphen is else dropped as invisible, and 450-500 would become 450500.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－\u00ad", "-"))
_BLANK_CONTROLS = "\t\n\r"

_BEFORE = {
    "": Comparator.EXACTLY,
    "=": Comparator.EXACTLY,
    "bang": Comparator.EXACTLY,
    "≥": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
    "=>": Comparator.AT_LEAST,
    "it nhat": Comparator.AT_LEAST,
    "toi thieu": Comparator.AT_LEAST,
    ">": Comparator.MORE_THAN,
    "tren": Comparator.MORE_THAN,
    "hon": Comparator.MORE_THAN,
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "=<": Comparator.AT_MOST,
    "nhieu nhat": Comparator.AT_MOST,
    "toi da": Comparator.AT_MOST,
    "khong qua": Comparator.AT_MOST,
    "<": Comparator.LESS_THAN,
    "duoi": Comparator.LESS_THAN,
    "giam": Comparator.DECREASE,
    "tang": Comparator.INCREASE,
}
_AFTER = {"tro len": Comparator.AT_LEAST, "tro xuong": Comparator.AT_MOST}
# "tăng từ 450 đến 500" is not among them: it may state the change or the two levels.
_BEFORE_RANGE = {
    "": Comparator.BETWEEN,
    "tu": Comparator.BETWEEN,
    "giam": Comparator.DECREASE,
    "tang": Comparator.INCREASE,
}
_BETWEEN = {"-", "den"}
_FROM = {"", "tu"}
_NOT_APPLICABLE = "khong ap dung"

# Only what was achieved can be an estimate; a target is set.
_ESTIMATE = re.compile(r"(~|ước(\s+đạt)?(?!\w)|uoc(\s+dat)?(?!\w))\s*", re.IGNORECASE)
_RESULTS = {Comparator.EXACTLY, Comparator.NOT_APPLICABLE}

# What stands around one number or two. That they are numbers, and that the words mean something, is judged afterwards.
_NUMERAL = r"[0-9][0-9.,\s]*"
_FIGURE = re.compile(
    rf"(?P<before>[^0-9%]*?)(?P<low>[+-]?{_NUMERAL})%?"
    rf"(?:(?P<between>[^0-9%]+)(?P<high>{_NUMERAL})%?)?"
    r"(?P<after>[^0-9%]*)"
)


# Tables write it for both.
_DASH_ALONE = _("Dấu “%(typed)s” có thể là để trống hoặc là 0. Không giao chỉ tiêu thì để trống ô; bằng 0 thì gõ 0.")


class InvalidFigure(InvalidNumber):
    """Typed text that cannot be taken for one figure of this indicator; the message says why and what to type."""


class NegativeFigure(InvalidFigure):
    """A number below zero."""


class BeyondWhole(InvalidFigure):
    """A share of more than 100%."""


class UnreadableFigure(InvalidFigure):
    """Text that is no figure at all."""


def read_figure(text: str, *, decimals: int, suffix: str = "") -> Amount | None:
    """The figure that a person typed, in units of 10^-`decimals`; None for a blank cell, which is not 0.

    Rule (typed-figure): what `Amount.format` prints is read back as the same figure; so is what plans write in words.
    - "1.600", "43,6", "= 05": exactly, as `parse_number` reads it. "x", "không áp dụng": not applicable.
    - "≥ 850", "ít nhất 850", "850 trở lên": at least; likewise more than, at most, less than.
    - "450 - 500", "từ 450 đến 500": a range. "giảm 10", "tăng 10 - 20%": a change.
    - Words count in any case, with or without tones. "%" may stand only where `suffix` is "%", where it adds nothing.
    - Only an increase may be above 100%. Nothing is rounded, and of two possible readings none is chosen.

    Raises InvalidNumber, of which InvalidFigure is a kind. Source: domain.md, section 7.
    """
    typed = _cleaned(text)
    if not typed:
        return None
    if typed == "-":
        message = _(
            "Dấu “%(typed)s” có thể là để trống hoặc là 0. Không giao chỉ tiêu thì để trống ô; bằng 0 thì gõ 0."
        )
        raise _refusal(message, typed)
    if typed.casefold() == NOT_APPLICABLE_MARK or fold(typed) == _NOT_APPLICABLE:
        return Amount(None, comparator=Comparator.NOT_APPLICABLE, decimals=decimals)
    comparator, *numbers = _taken_apart(typed)
    if _PERCENT in typed and suffix != _PERCENT:
        raise _refusal(_("Chỉ tiêu này không tính bằng phần trăm. Hãy bỏ dấu “%%” trong “%(typed)s”."), typed)
    amount = _amount(comparator, [_units(number, decimals) for number in numbers], decimals, typed)
    _check_share(amount, suffix, typed)
    return amount


def read_result(text: str, *, decimals: int, suffix: str = "") -> Amount | None:
    """The result that a person typed: as `read_figure`, but one number, perhaps an estimate; None for a blank cell.

    Rule (typed-result): "351" and "43,6%" are exact; "ước 351", "ước đạt 351" and "~351" are estimates; "x" is not
    applicable. A bound, a range or a change says what was wished for, not what was done: no message suggests one.
    Raises InvalidNumber.
    """
    typed = unicodedata.normalize("NFC", _cleaned(text))
    if typed == "-":
        raise _refusal(_("Dấu “%(typed)s” có thể là để trống hoặc là 0. Không có phát sinh thì gõ 0."), typed)
    mark = _ESTIMATE.match(typed)
    amount = _read_result(typed[mark.end() :] if mark else typed, decimals, suffix)
    if amount is None and mark is None:
        return None
    if amount is None or amount.comparator not in ({Comparator.EXACTLY} if mark else _RESULTS):
        raise _no_result(typed)
    return replace(amount, comparator=Comparator.ESTIMATE) if mark else amount


def _read_result(typed: str, decimals: int, suffix: str) -> Amount | None:
    try:
        return read_figure(typed, decimals=decimals, suffix=suffix)
    except NegativeFigure as error:
        raise NegativeFigure(_("Kết quả không được âm."), {}) from error
    except BeyondWhole as error:
        raise BeyondWhole(_("Kết quả không được quá 100%%."), {}) from error
    except UnreadableFigure as error:
        raise _no_result(typed) from error


def _no_result(typed: str) -> InvalidFigure:
    return _refusal(
        _(
            "Kết quả phải là một con số, không phải “%(typed)s”. Hãy gõ, ví dụ, “351” hoặc “ước 351”; không áp dụng "
            "thì gõ “x”."
        ),
        typed,
    )


def in_units(number: Decimal | int, decimals: int) -> int:
    """`number` in units of 10^-`decimals`: 43,6 with one decimal is 436. Raises InvalidFigure rather than round."""
    units = Decimal(number).scaleb(decimals)
    if units == units.to_integral_value():
        return int(units)
    params = {"typed": format_number(number), "decimals": decimals}
    if decimals == 0:
        raise InvalidFigure(_("“%(typed)s” có phần thập phân; ở đây chỉ nhập số nguyên."), params)
    raise InvalidFigure(_("“%(typed)s” có quá %(decimals)s chữ số thập phân."), params)


def _cleaned(text: str) -> str:
    """The text with one kind of dash, without invisible characters and blanks around."""
    if len(text) > LONGEST:
        raise InvalidFigure(
            _("Nội dung vừa nhập dài quá %(most)s ký tự. Mỗi ô chỉ gõ một con số, ví dụ “1.600”."), {"most": LONGEST}
        )
    # A lone half of a surrogate pair cannot even be sent back in a message.
    if any(c not in _BLANK_CONTROLS and unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise InvalidFigure(
            _("Nội dung vừa nhập có ký tự điều khiển, không đọc được. Hãy xóa ô rồi gõ lại, ví dụ “1.600”."), {}
        )
    return without_invisible(text.translate(_DASHES)).strip()


def _taken_apart(typed: str) -> tuple[str, ...]:
    """The comparator and the texts of one number, or of the two of a range."""
    match = _FIGURE.fullmatch(typed)
    if match is None:
        raise _unreadable(typed)
    before, between, after = (_key(match[name] or "") for name in ("before", "between", "after"))
    if before == "-":
        raise _negative()
    if match["high"] is None:
        comparator = _BEFORE.get(before) if not after else _AFTER.get(after) if before in _FROM else None
        numbers = (match["low"],)
    else:
        comparator = None if after or between not in _BETWEEN else _of_range(before, typed)
        numbers = (match["low"], match["high"])
    if comparator is None:
        raise _unreadable(typed)
    return comparator, *numbers


def _key(words: str) -> str:
    """Words as a search key; signs as they are: folding would take the stroke out of "≠"."""
    joined = "".join(words.split())
    return fold(words) if any(c.isalpha() for c in joined) else joined


def _of_range(before: str, typed: str) -> Comparator | None:
    if before in _BEFORE and before not in _BEFORE_RANGE:
        raise _refusal(
            _(
                "“%(typed)s” vừa là một khoảng vừa có dấu hoặc từ so sánh. Hãy gõ một khoảng, ví dụ “450 - 500”, hoặc "
                "một mức, ví dụ “≥ 450”."
            ),
            typed,
        )
    return _BEFORE_RANGE.get(before)


def _units(text: str, decimals: int) -> int:
    number = parse_number(text)
    if number < 0:
        raise _negative()
    units = in_units(number, decimals)
    if units >= 10**MOST_DIGITS:
        raise NumberTooLong(
            _("“%(typed)s” có hơn %(most)s chữ số. Hãy kiểm tra lại số vừa nhập."),
            {"typed": text.strip()[:_ECHOED], "most": MOST_DIGITS},
        )
    return units


def _amount(comparator: str, numbers: list[int], decimals: int, typed: str) -> Amount:
    value, upper = (*numbers, None)[:2]
    if upper is not None and upper <= value:
        raise _refusal(
            _("Trong “%(typed)s”, số sau phải lớn hơn số trước. Hãy gõ số nhỏ trước, ví dụ “450 - 500”."), typed
        )
    return Amount(value, upper, comparator, decimals)


def _check_share(amount: Amount, suffix: str, typed: str) -> None:
    if suffix == _PERCENT and is_beyond_whole(amount):
        raise BeyondWhole(
            _("“%(typed)s” vượt quá 100%%. Hãy kiểm tra lại; nếu là mức tăng thì gõ, ví dụ, “tăng 150%%”."),
            {"typed": typed[:_ECHOED]},
        )


def _unreadable(typed: str) -> InvalidFigure:
    return UnreadableFigure(
        _(
            "Không đọc được “%(typed)s”. Hãy gõ một con số, ví dụ “1.600”, “≥ 850”, “450 - 500” hoặc “giảm 10”; nếu "
            "không áp dụng thì gõ “x”."
        ),
        {"typed": typed[:_ECHOED]},
    )


def _negative() -> InvalidFigure:
    return NegativeFigure(_("Giá trị không được âm; mức giảm thì gõ “giảm 10”."), {})


def _refusal(message: str, typed: str) -> InvalidFigure:
    return InvalidFigure(message, {"typed": typed[:_ECHOED]})
