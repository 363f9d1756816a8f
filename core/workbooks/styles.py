"""Which formats of cells show a number as a date, a duration or a share: only the format tells them from a number."""

import re

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from core.workbooks.scans import Scan, Spent, local

_FORMATS, _STYLES = "numFmts", "cellXfs"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class StylesScan(Scan):
    """The styles of the book. `dates`, `durations` among them, `percents`: numbers of styles, as cells name them."""

    def __init__(self, part: str = "", spent: Spent | None = None, title: str = "") -> None:
        super().__init__(part, spent or Spent(), title)
        self.dates: set[str] = set()
        self.durations: set[str] = set()
        self.percents: set[str] = set()
        self._section = ""
        self._codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self._styles: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if self.depth == 2:
            self._section = local(name)
        elif self.depth == 3 and self._section == _FORMATS and local(name) == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif self.depth == 3 and self._section == _STYLES and local(name) == "xf":
            self._styles.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if self.depth == 1:
            for number, code in enumerate(self._styles):
                self._sort(str(number), self._codes.get(code, ""))

    def _sort(self, style: str, code: str) -> None:
        if is_date_format(code):
            self.dates.add(style)
            if is_timedelta_format(code):
                self.durations.add(style)
        elif "%" in _QUOTED.sub("", code.split(";")[0]):
            self.percents.add(style)
