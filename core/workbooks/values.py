"""What the text of a cell's value means: a number, a date, a shared text, an error."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel, from_ISO8601

from core.workbooks import bounds, reasons
from core.workbooks.book import Place, Sheet, Value, cell_name
from core.workbooks.bounds import UploadRefused
from core.workbooks.styles import StylesScan

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_BOOLEANS = {"0": False, "1": True, "false": False, "true": True}
_OUT_OF_DATES = "#VALUE!"


@dataclass
class Setting:
    """What cells refer to: the shared texts, the styles, and the day that dates are counted from."""

    texts: list[str] = field(default_factory=list)
    styles: StylesScan = field(default_factory=StylesScan)
    epoch: datetime = WINDOWS_EPOCH


class Values:
    """Converts what stands in the cells of a sheet, and marks there what is an error or a share."""

    def __init__(self, setting: Setting, sheet: Sheet) -> None:
        self.setting, self.sheet = setting, sheet

    def of(self, text: str, kind: str, style: str, place: Place) -> Value:
        """`kind`, `style`: the attributes `t`, `s` of the cell. Raises UploadRefused for what no reader could tell."""
        if kind == "n":
            return self._number(text, style, place)
        if kind == "s" and _WHOLE.fullmatch(text) and 0 <= int(text) < len(self.setting.texts):
            return self.setting.texts[int(text)]
        if kind == "b" and text in _BOOLEANS:
            return _BOOLEANS[text]
        if kind == "e":
            return self._error(text, place)
        if kind == "d":
            return self._iso_date(text, place)
        raise self._unreadable(place)

    def _number(self, text: str, style: str, place: Place) -> Value:
        if len(text) > bounds.LONGEST_NUMBER:
            raise self._unreadable(place)
        if _WHOLE.fullmatch(text):
            number = int(text)
        elif _NUMBER.fullmatch(text):
            number = float(text)
        elif _NO_NUMBER.fullmatch(text):
            return self._error(text, place)
        else:
            raise self._unreadable(place)
        if number in (float("inf"), float("-inf")):
            return self._error(text, place)
        return self._styled(number, style, place)

    def _styled(self, number: int | float, style: str, place: Place) -> Value:
        styles = self.setting.styles
        if style in styles.percents:
            self.sheet.percents.add(place)
        elif style in styles.dates:
            return self._date(number, place, is_duration=style in styles.durations)
        return number

    def _date(self, number: int | float, place: Place, *, is_duration: bool) -> Value:
        try:
            return from_excel(number, self.setting.epoch, timedelta=is_duration)
        except (OverflowError, ValueError):
            return self._error(_OUT_OF_DATES, place)

    def _iso_date(self, text: str, place: Place) -> Value:
        try:
            return from_ISO8601(text)
        except (OverflowError, TypeError, ValueError) as error:
            raise self._unreadable(place) from error

    def _error(self, sign: str, place: Place) -> str:
        self.sheet.errors[place] = sign[: bounds.LONGEST_ERROR]
        return self.sheet.errors[place]

    def _unreadable(self, place: Place) -> UploadRefused:
        return reasons.unreadable_cell(self.sheet.title, cell_name(*place))
