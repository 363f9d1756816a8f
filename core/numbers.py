"""Numbers as Vietnamese documents write them: thousands dot, decimal comma, amounts in words."""

import operator
import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from core import InputError
from core.text import without_invisible

MOST_DIGITS = 18  # what a 64-bit integer holds whatever its digits
MOST_DECIMALS = 2
CURRENCY = "đồng"
_PADDED_BELOW = 10
_ECHOED = 40  # characters of the typed text that a message repeats


class InvalidNumber(InputError):
    """Typed text that cannot be taken for one number; the message says why and what to type."""


class NotANumber(InvalidNumber):
    """Empty, or with characters that no number has."""


class AmbiguousNumber(InvalidNumber):
    """Two readings are possible, as in "1,234" or "1.5"."""


class NumberTooLong(InvalidNumber):
    """More than 18 digits, or more than two decimals."""


# Writing


def format_number(value: int | Decimal | None, *, pad: bool = False, decimals: int | None = None) -> str:
    """A number with thousands dots and a decimal comma: 1600 is "1.600", Decimal("43.60") is "43,6"; None is "".

    Zeros at the end of the decimals are dropped. `decimals` rounds half up to at most so many. `pad` writes the
    counts 1 to 9 with two digits, "05", as plans do in running text; 0 stays "0". Floats are refused (TypeError):
    they hold no exact 43.6.
    """
    if value is None:
        return ""
    exact = _exact(value, decimals)
    if pad and 0 < exact < _PADDED_BELOW and exact == exact.to_integral_value():
        return f"{int(exact):02d}"
    whole, _point, part = f"{exact:,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if part else "")


def format_percent(value: int | Decimal | None, *, pad: bool = False, decimals: int | None = None) -> str:
    """A percentage, "43,6%", without a space; `value` is in percent, not a fraction. Options as in format_number."""
    return "" if value is None else f"{format_number(value, pad=pad, decimals=decimals)}%"


def format_money(value: int | Decimal | None) -> str:
    """An amount in đồng, "3.823.340.000 đồng"; None is ""."""
    return "" if value is None else f"{format_number(value)} {CURRENCY}"


def _exact(value: int | Decimal, decimals: int | None) -> Decimal:
    """The value as a Decimal, rounded half up if asked; never minus zero."""
    if not isinstance(value, int | Decimal):
        raise TypeError(f"A figure is an int or a Decimal, not {type(value).__name__}: {value!r}")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{exact} is not a figure")
    if decimals is not None and -exact.as_tuple().exponent > decimals:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return exact if exact else exact.copy_abs()


def percent_half_up(numerator: int, denominator: int) -> Decimal:
    """100 × numerator / denominator, rounded half up to one decimal: 7 of 16 is Decimal("43.8").

    In integers, so rounded once; a negative share is rounded away from zero. Raises InvalidNumber unless the
    denominator is positive. Source: domain.md, section 7.
    """
    if denominator <= 0:
        raise InvalidNumber(
            _("Không tính được tỷ lệ %(numerator)s/%(denominator)s: mẫu số phải lớn hơn 0."),
            {"numerator": numerator, "denominator": denominator},
        )
    tenths = (2000 * abs(numerator) + denominator) // (2 * denominator)
    return Decimal(tenths if numerator >= 0 else -tenths).scaleb(-1)


def plain(value: int | Decimal | None) -> int | float | None:
    """The number as JSON, CSV and workbooks hold it: 1600, 43.6."""
    return float(value) if isinstance(value, Decimal) else value


# Reading

# Some foreign locales group with these; they never stand between two numbers, as a common space may.
_GROUPING_BLANKS = "\u00a0\u202f\u2009"
_NUMBER = re.compile(
    rf"(?P<whole>\d+|[1-9]\d{{0,2}}(?P<mark>[.{_GROUPING_BLANKS}])\d{{3}}(?:(?P=mark)\d{{3}})*)"
    rf"(?:,(?P<part>\d{{1,{MOST_DECIMALS}}}))?",
    re.ASCII,
)
_SIGN = re.compile(r"[+\-−](?=\d)", re.ASCII)
_FOREIGN = re.compile(r"[^0-9.,+\-−\s]")
_SWAPPED = str.maketrans(".,", ",.")

# Why a text is refused, the first pattern that fits. `swapped` is the text with dot and comma exchanged, `joined` its
# digits alone.
_REFUSALS: tuple[tuple[str, type[InvalidNumber], str], ...] = (
    (
        r"[1-9]\d{0,2},\d{3}",
        AmbiguousNumber,
        _(
            "Không rõ dấu phẩy trong “%(typed)s” ngăn hàng nghìn hay là dấu thập phân. Hãy nhập “%(swapped)s” nếu là "
            "hàng nghìn; nếu là số thập phân, chỉ nhập một hoặc hai chữ số sau dấu phẩy, ví dụ “43,6”."
        ),
    ),
    (
        r"[1-9]\d{0,2}(,\d{3})+(\.\d{1,2})?",
        AmbiguousNumber,
        _(
            "“%(typed)s” dùng dấu phẩy để ngăn hàng nghìn. Ở đây dấu chấm ngăn hàng nghìn, dấu phẩy là dấu thập phân: "
            "hãy nhập “%(swapped)s”."
        ),
    ),
    (
        r"\d+\.\d{1,2}",
        AmbiguousNumber,
        _(
            "Dấu chấm trong “%(typed)s” không ngăn đúng hàng nghìn (từng nhóm ba chữ số). Hãy nhập “%(swapped)s” nếu "
            "là số thập phân, “%(joined)s” nếu là số nguyên."
        ),
    ),
    (
        r"\d+(\.\d{3})*,\d{3,}",
        NumberTooLong,
        _("“%(typed)s” có quá nhiều chữ số thập phân. Hãy làm tròn, còn nhiều nhất hai chữ số sau dấu phẩy."),
    ),
    (
        r"[\d.,]+(\s+[\d.,]+)+",
        AmbiguousNumber,
        _(
            "“%(typed)s” có khoảng trắng ở giữa, không rõ là một số hay nhiều số. Hãy nhập một số viết liền, hàng "
            "nghìn ngăn bằng dấu chấm, ví dụ “1.600”."
        ),
    ),
    (
        r"\d[\d.,]*[.,][\d.,]*\d",
        AmbiguousNumber,
        _(
            "Dấu chấm hoặc dấu phẩy trong “%(typed)s” không đúng chỗ. Hàng nghìn ngăn bằng dấu chấm theo từng nhóm ba "
            "chữ số, ví dụ “1.234.567”; số thập phân dùng dấu phẩy, ví dụ “43,6”."
        ),
    ),
)


def parse_number(text: str) -> Decimal:
    """The number that a person typed or pasted, Decimal("1600") for "1.600"; raises InvalidNumber rather than guess.

    - Dots before groups of three digits are thousands: "1.600", "1.234.567". So are non-breaking and thin spaces.
    - A comma before one or two digits is the decimal mark: "43,6".
    - "05" is 5; blanks around the number and invisible characters do not count; a sign may stand before it.
    - "1,234" and "1.5" have two readings: AmbiguousNumber. So have "0.600" and "1 600" with a common space.
    - Letters, "%", full-width digits, nothing at all: NotANumber.
    - More than 18 digits or two decimals: NumberTooLong.

    Source: domain.md, section 7.
    """
    typed = without_invisible(text).strip()
    sign = _SIGN.match(typed)
    unsigned = typed[1:] if sign else typed
    match = _NUMBER.fullmatch(unsigned)
    if match is None:
        raise _refusal(typed, unsigned)
    digits, part = re.sub(r"\D", "", match["whole"]), match["part"] or ""
    if len(digits) + len(part) > MOST_DIGITS:
        raise NumberTooLong(
            _("“%(typed)s” có hơn %(most)s chữ số. Hãy kiểm tra lại số vừa nhập."),
            {"typed": typed[:_ECHOED], "most": MOST_DIGITS},
        )
    number = Decimal(f"{digits}.{part or 0}") if part else Decimal(digits)
    return -number if sign and sign[0] != "+" and number else number


def _refusal(typed: str, unsigned: str) -> InvalidNumber:
    """The error that says what is wrong with a text that is no number, and what to type instead."""
    params = {
        "typed": typed[:_ECHOED],
        "swapped": typed.translate(_SWAPPED)[:_ECHOED],
        "joined": re.sub(r"[^0-9−-]", "", typed)[:_ECHOED],
    }
    if not typed:
        return NotANumber(_("Chưa nhập số nào. Hãy nhập một số, ví dụ “1.600”."), params)
    if foreign := _FOREIGN.search(typed):
        return NotANumber(
            _("“%(typed)s” không phải là số vì có ký tự “%(character)s”. Chỉ nhập chữ số từ 0 đến 9, ví dụ “1.600”."),
            {**params, "character": foreign[0]},
        )
    for pattern, error, message in _REFUSALS:
        if re.fullmatch(pattern, unsigned[:_ECHOED]):
            return error(message, params)
    return NotANumber(_("Không đọc được số “%(typed)s”. Hãy nhập, ví dụ, “1.600” hoặc “43,6”."), params)


# In words

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {0: "", 1: "mốt", 4: "tư", 5: "lăm"}  # hai mươi mốt, hai mươi tư, hai mươi lăm
_AFTER_TEN = {0: "", 5: "lăm"}  # mười một, mười bốn, but mười lăm
_BILLION = 10**9


def amount_in_words(amount: int, *, thousand: str = "nghìn", odd: str = "linh", unit: str = CURRENCY) -> str:
    """A whole amount read aloud, its first letter a capital: 1000005 is "Một triệu không trăm linh năm đồng".

    Groups of three digits are read with nghìn, triệu, tỷ; above a billion the tỷ are counted in turn ("một nghìn tỷ",
    "một tỷ tỷ"). A group of zeros is skipped; a group below another is read with its own zeros ("không trăm linh
    năm"). The 1, 4, 5 of units are mốt, tư, lăm after mươi, 5 is lăm after mười; 104 is "một trăm linh bốn". A
    negative amount begins with "Âm". Southern usage: thousand="ngàn", odd="lẻ". An empty `unit` leaves it out.

    Raises TypeError for what is not an integer. Source: domain.md, section 7.
    """
    amount = operator.index(amount)
    words = ["âm"] if amount < 0 else []
    words += _read(abs(amount), thousand=thousand, odd=odd) or [_DIGITS[0]]
    phrase = " ".join(filter(None, [*words, unit]))
    return phrase[0].upper() + phrase[1:]


def _read(number: int, *, thousand: str, odd: str) -> list[str]:
    """The words of a number; none for 0."""
    billions, rest = divmod(number, _BILLION)
    words = [*_read(billions, thousand=thousand, odd=odd), "tỷ"] if billions else []
    for size, name in ((10**6, "triệu"), (10**3, thousand), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words += [*_read_group(group, odd=odd, below=bool(words)), name]
    return list(filter(None, words))


def _read_group(group: int, *, odd: str, below: bool) -> list[str]:
    """The words of 1 to 999; `below` another group its hundreds are always read."""
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or below else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi", _AFTER_TENS.get(units, _DIGITS[units])]
    elif tens:
        words += ["mười", _AFTER_TEN.get(units, _DIGITS[units])]
    elif units:
        words += [odd if words else "", _DIGITS[units]]
    return words
