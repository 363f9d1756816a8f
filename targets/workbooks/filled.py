"""What one cell of a filled workbook says: a text as somebody would type it into the grid, or why it says nothing."""

import datetime
import math
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from core.numbers import MOST_DIGITS, format_number
from core.workbooks import Value
from targets.workbooks.layout import Kind

# Excel keeps fifteen digits of a number; what follows is how a computer writes 0.1 + 0.2.
_DIGITS = 15
_ECHOED = 40


class CellRefused(ValueError):
    """A cell that cannot be taken for a figure or a note; the message says why and what to do."""


def text_of(value: Value, kind: Kind, *, is_percent: bool = False) -> str:
    """The text that a value stands for, "" for a blank. Raises `CellRefused`.

    Numbers come without thousands dots and with a decimal comma: 1600 is "1600", 43.6 is "43,6". One that Excel shows
    with "%" keeps it: 0.436 is "43,6%". Text is composed (NFC), as what is pasted from elsewhere is not.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value, kind)
    if isinstance(value, bool):
        raise CellRefused(_("Ô là giá trị logic (TRUE/FALSE), không phải số. Hãy gõ lại số."))
    if isinstance(value, int | float):
        return _number(value, is_percent)
    raise CellRefused(_date_fault(value, kind))


def _text(value: str, kind: Kind) -> str:
    composed = unicodedata.normalize("NFC", value)
    if kind != Kind.NOTE:
        return composed.strip()
    line = " ".join(composed.split())
    if has_control(line):
        raise CellRefused(_("Ghi chú có ký tự không hợp lệ; hãy gõ lại."))
    return line


def has_control(text: str) -> bool:
    """Whether it has a character that no database or answer takes."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _number(value: int | float, is_percent: bool) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise CellRefused(_("Ô không phải là một số. Hãy gõ lại số."))
    number = value if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    if abs(number) >= 10**MOST_DIGITS:
        raise CellRefused(_("Số %s quá lớn; hãy kiểm tra lại số chữ số.") % str(value)[:_ECHOED])
    shown = format_number(Decimal(number) * 100 if is_percent else number).replace(".", "")
    return f"{shown}%" if is_percent else shown


def _date_fault(value: object, kind: Kind) -> str:
    if kind == Kind.NOTE:
        return _("Ô ghi chú là ngày, giờ. Hãy định dạng ô là chữ (Text) rồi gõ lại.")
    if isinstance(value, datetime.date):
        shown = f"{value.day}/{value.month}/{value.year}"
        return (
            _(
                "Ô là ngày %s, không phải số: Excel đã đổi nội dung vừa gõ (ví dụ “1-6” hoặc “1.6”) thành ngày. Hãy "
                "định dạng ô là chữ (Text) rồi gõ lại."
            )
            % shown
        )
    return _("Ô là giờ, không phải số. Hãy định dạng ô là chữ (Text) rồi gõ lại.")
