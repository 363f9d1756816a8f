"""Roman numerals. Two or more annexes are numbered with them (Decree 30/2020/NĐ-CP, annex I)."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from core import InputError

LARGEST = 3999
_LONGEST = 15  # MMMDCCCLXXXVIII
_NUMERALS = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


class NotAnOrdinal(InputError):
    """Not a Roman numeral, or a number that has none."""


def to_roman(number: int) -> str:
    """The Roman numeral of a number from 1 to 3999; raises NotAnOrdinal for any other."""
    if not 1 <= number <= LARGEST:
        raise NotAnOrdinal(
            _("Số %(number)s không viết được bằng chữ số La Mã. Hãy nhập số từ 1 đến %(largest)s."),
            {"number": number, "largest": LARGEST},
        )
    numeral = ""
    for value, letters in _NUMERALS:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def from_roman(text: str) -> int:
    """The number of a Roman numeral in either case; raises NotAnOrdinal unless it is written as to_roman writes it.

    The numeral characters of Unicode ("Ⅳ") are read as letters. "IIII" and "IC" are refused, not guessed.
    """
    numeral = unicodedata.normalize("NFKC", text).strip().upper()
    number = _value(numeral[: _LONGEST + 1])
    if not 1 <= number <= LARGEST or to_roman(number) != numeral:
        raise NotAnOrdinal(
            _("“%(text)s” không phải số La Mã viết đúng. Hãy nhập, ví dụ, I, II, III, IV."), {"text": text[:40]}
        )
    return number


def parse_ordinal(text: str) -> int:
    """The number of an annex as people type it: "I", "ii", "1", "01"; raises NotAnOrdinal for anything else."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit()):
        return from_roman(typed)
    digits = typed.lstrip("0")
    number = int(digits) if 0 < len(digits) <= len(str(LARGEST)) else 0
    if not 1 <= number <= LARGEST:
        raise NotAnOrdinal(
            _("Số thứ tự “%(text)s” không hợp lệ. Hãy nhập số từ 1 đến %(largest)s, hoặc số La Mã (I, II, III)."),
            {"text": typed[:40], "largest": LARGEST},
        )
    return number


def _value(numeral: str) -> int:
    """The value of the letters read from the left, greedily; 0 if something is left that is no numeral."""
    number = 0
    for value, letters in _NUMERALS:
        while numeral.startswith(letters):
            number, numeral = number + value, numeral[len(letters) :]
    return 0 if numeral else number
