"""What a cell of a workbook says, as the text that a person would have typed: there is one way to read typed text.

A figure goes on to `core.typed_figures`, a name to `core.text`.
"""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core import InputError
from core.dates import format_date
from core.numbers import MOST_DIGITS, format_number
from core.text import normalise
from core.workbooks.book import Sheet, Value

_EXACT_UP_TO = 2**53  # beyond it the file no longer tells a number from the next
_SIGNIFICANT = 15  # digits that spreadsheet programs keep and show; what follows is noise of their arithmetic


class CellRefused(InputError):
    """A cell whose content is no typed text; `reason` is the whole sentence, without the cell's address."""

    @property
    def reason(self) -> str:
        return str(self)


def text_at(sheet: Sheet, row: int, column: int) -> str:
    """`plain_text` of a cell of the sheet, with its marks; "" beyond the content."""
    if not (0 <= row < len(sheet.rows) and 0 <= column < sheet.width):
        return ""
    place = row, column
    return plain_text(
        sheet.rows[row][column],
        error=sheet.errors.get(place, ""),
        is_formula=place in sheet.formulas,
        is_percent=place in sheet.percents,
    )


def plain_text(value: Value, *, error: str = "", is_formula: bool = False, is_percent: bool = False) -> str:
    """The content of a figure's cell as typed text for `read_figure`; "" for a blank cell. Raises CellRefused.

    Rule (cell-text): a number is written in the Vietnamese way, so that neither mark is taken for the other.
    - 12 and 12.0 are "12", 1600 is "1.600", 1.5 is "1,5" and never "1.5" or "15". 1.234 is "1,234", which `read_figure`
      refuses: a program set to English makes it of a typed "1.234" that meant 1234.
    - Nothing is rounded but the noise behind the 15th digit, which no program shows: 0.1 + 0.2 is "0,3". More decimals
      than the indicator has are refused by `read_figure`.
    - `is_percent`, a number shown with "%": 0.436 is "43,6%", which `read_figure` takes where the indicator is in
      percent only. Without that format it is what it says, for an indicator in percent, too: 43.6 is "43,6".
    - Text stays as typed, composed (NFC): "1.234", "1,5", "≥ 850", "x" are judged by `read_figure`.
    - Refused: true and false, dates and times, errors, numbers beyond 18 digits or 2^53, no number (NaN), and
      formulas that were saved without their result. A formula with a result counts as its result.
    """
    if error:
        raise _refused(_("Ô báo lỗi %(error)s. Hãy sửa công thức, hoặc xóa ô rồi gõ con số."), error=error)
    if value is None:
        if is_formula:
            raise _refused(
                _(
                    "Ô chứa công thức nhưng tệp không kèm kết quả tính. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu "
                    "lại rồi tải lên, hoặc thay công thức bằng con số."
                )
            )
        return ""
    if isinstance(value, str):
        return "" if not value.strip() else unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        raise _refused(_("Ô chứa giá trị đúng/sai (TRUE/FALSE), không phải con số. Hãy gõ lại con số."))
    if isinstance(value, int | float):
        return _number_text(value, is_percent)
    raise _refused(
        _("Ô chứa ngày giờ (%(shown)s), không phải con số. Hãy đổi định dạng ô thành Number rồi gõ lại con số."),
        shown=line_text(value),
    )


def line_text(value: Value) -> str:
    """The content of a cell of words as one clean line: a name, a code, a heading. A whole number has no marks, "2026"
    and "10", so that codes stay codes; a day is written "01/7/2026"."""
    if isinstance(value, str):
        return normalise(value)
    if value is None:
        return ""
    if isinstance(value, bool | time | timedelta):
        return str(value).upper()
    if isinstance(value, date):
        return format_date(value.date() if isinstance(value, datetime) else value)
    if not _is_counted(value):
        return str(value)
    return str(int(value)) if value == int(value) else format_number(_decimal(value))


def _number_text(value: int | float, is_percent: bool) -> str:
    if not _is_counted(value):
        raise _refused(
            _("Số trong ô quá lớn hoặc không phải là số (%(shown)s). Hãy kiểm tra lại."), shown=f"{value:.6g}"
        )
    number = _decimal(value)
    if len(number.as_tuple().digits) - min(number.as_tuple().exponent, 0) > 2 * MOST_DIGITS:
        raise _refused(
            _("Số trong ô có quá nhiều chữ số thập phân (%(shown)s). Hãy làm tròn rồi gõ lại."), shown=str(value)
        )
    return f"{format_number(number * 100)}%" if is_percent else format_number(number)


def _is_counted(value: int | float) -> bool:
    """Whether its digits are known, all of them; NaN compares with nothing."""
    return abs(value) < (10**MOST_DIGITS if isinstance(value, int) else _EXACT_UP_TO)


def _decimal(value: int | float) -> Decimal:
    """The number that programs show, exactly."""
    if value == int(value):
        return Decimal(int(value))
    return Decimal(f"{value:.{_SIGNIFICANT}g}")


def _refused(message: str, **params: object) -> CellRefused:
    return CellRefused(message, params)
