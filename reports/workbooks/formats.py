"""How the cells of an entry workbook look: few formats, shared by all of them."""

from functools import cache, cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.workbooks.table import Look

_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BORDER = {"border": 1, "border_color": "#808080"}
YELLOW, GREY, PALE = "#FFF9DB", "#EFEFEF", "#F7F7F7"


def number_format(decimals: int) -> str:
    """A share is a plain number too: a cell shown with "%" would turn 43,6 into 0,436."""
    return "#,##0" if decimals == 0 else f"#,##0.{'0' * decimals}"


class Formats:
    """Of one workbook; each is made where it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.input = cache(self._input)
        self.sum = cache(self._sum)
        self.of = cache(self._of)

    def _make(self, **values: Any) -> Format:
        return self._book.add_format({**_FONT, **values})

    def _input(self, decimals: int) -> Format:
        look = {"bg_color": YELLOW, "align": "right", "valign": "vcenter", "locked": False}
        return self._make(**_BORDER, **look, num_format=number_format(decimals))

    def _sum(self, decimals: int) -> Format:
        look = {"bg_color": GREY, "align": "right", "valign": "vcenter", "italic": True}
        return self._make(**_BORDER, **look, num_format=number_format(decimals))

    def _of(self, look: Look) -> Format:
        shown = {"align": "right", "bg_color": PALE} if look == Look.SHOWN else {"text_wrap": True}
        return self._make(**_BORDER, **shown, valign="vcenter", bold=look == Look.HEADING, quote_prefix=True)

    @cached_property
    def note(self) -> Format:
        """A text whatever is typed, or "1/2" would become a day."""
        look = {"bg_color": YELLOW, "text_wrap": True, "valign": "vcenter", "locked": False}
        return self._make(**_BORDER, **look, num_format="@", quote_prefix=True)

    @cached_property
    def title(self) -> Format:
        return self._make(bold=True, font_size=14, text_wrap=True, valign="vcenter")

    @cached_property
    def subtitle(self) -> Format:
        return self._make(font_color="#555555", text_wrap=True, valign="vcenter")

    @cached_property
    def header(self) -> Format:
        look = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#E3ECF7"}
        return self._make(**_BORDER, **look)

    @cached_property
    def heading(self) -> Format:
        return self._make(**_BORDER, bold=True, bg_color=GREY, valign="vcenter")

    @cached_property
    def gap(self) -> Format:
        return self._make(**_BORDER, bg_color=GREY, align="right", valign="vcenter", text_wrap=True, italic=True)

    @cached_property
    def sentence(self) -> Format:
        return self._make(text_wrap=True, valign="top")
