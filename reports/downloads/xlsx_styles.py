"""The formats of a workbook: few, each made once, because every one of them is a part of every cell that bears it."""

from functools import cache

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from core.spreadsheets import harmless
from reports.downloads.shown import Shown
from targets.enums import ColumnRole

FONT = "Times New Roman"
ABOVE = {"align": "center", "valign": "vcenter", "text_wrap": True}
KINDS = {
    "number": {**ABOVE, "bold": True, "font_size": 14},
    "title": {**ABOVE, "bold": True, "font_size": 14},
    "mark": {**ABOVE, "bold": True, "font_size": 13},
    "attached": {**ABOVE, "italic": True, "font_size": 13},
    "rule": {"bottom": 1},
    "part": {"bold": True, "font_size": 13, "valign": "vcenter", "text_wrap": True},
    "note": {"font_size": 12, "valign": "top", "text_wrap": True},
    "end": {"font_size": 13, "align": "right"},
}
ALIGNED = {ColumnRole.NAME: "left", ColumnRole.NOTE: "left", ColumnRole.FIGURE: "right"}


class Styles:
    """Of one workbook. `size`: of the letters in the cells of a table, in points."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.plain = cache(self._plain)
        self.header = cache(self._header)
        self.cell = cache(self._cell)

    def _plain(self, kind: str) -> Format:
        return self._book.add_format({"font_name": FONT, **KINDS[kind]})

    def _header(self, size: float) -> Format:
        return self._book.add_format(
            {"font_name": FONT, "font_size": size, **ABOVE, "bold": True, "border": 1, "bg_color": "#F2F2F2"}
        )

    def _cell(self, role: str, size: float, is_bold: bool, number_format: str = "", is_quoted: bool = False) -> Format:
        wraps = role != ColumnRole.FIGURE
        return self._book.add_format(
            {
                "font_name": FONT,
                "font_size": size,
                "bold": is_bold,
                "border": 1,
                "align": ALIGNED.get(ColumnRole(role), "center"),
                "valign": "vcenter",
                "text_wrap": wraps,
                **({"num_format": number_format} if number_format else {}),
                **({"quote_prefix": True} if is_quoted else {}),
            }
        )

    def of_text(self, text: str, role: str, size: float, is_bold: bool) -> Format:
        """A text that a program could take for a formula stays text also when somebody edits its cell. Other cells
        are not set to text: a number that somebody types over "≥ 850" is a number."""
        return self.cell(role, size, is_bold, "", harmless(text) != text)

    def of_number(self, shown: Shown, role: str, size: float, is_bold: bool) -> Format:
        return self.cell(role, size, is_bold, shown.number_format)
