"""One sheet of the workbook of an annex: the head of the paper, a table, and what stands below it."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from core.numbers import format_number
from core.text import for_xml
from reports.downloads.printout import Page, Part
from reports.downloads.shown import Shown, shown_in
from reports.downloads.text_sizes import height_of, least_widths
from reports.downloads.xlsx_styles import KINDS, Styles
from reports.tables import HeaderCell, Table, TableCell, TableRow
from targets.enums import ColumnRole

A4 = 9
INCH = 25.4
MARGINS = {"left": 32 / INCH, "right": 17 / INCH, "top": 22 / INCH, "bottom": 22 / INCH}
HEADER = '&C&"Times New Roman,Regular"&13&P'
# Pixels between the margins of a page.
PORTRAIT, LANDSCAPE = round(161 / INCH * 96), round(248 / INCH * 96)
WIDE, NARROW = 10.5, 12  # points, as in print.css
RULE = (0.3, 0.7)  # from where to where of the width the line below the head runs
LONGEST_TEXT = 32_767  # what a cell takes


class SheetWriter:
    """Writes from top to bottom; `row` is the next free row, from 0."""

    def __init__(self, sheet: Worksheet, styles: Styles, page: Page, part: Part | None, *, is_last: bool) -> None:
        self.sheet, self.styles, self.page, self.part, self.is_last = sheet, styles, page, part, is_last
        self.table = part.table if part else None
        self.size = WIDE if self.table and self.table.is_wide else NARROW
        self.widths = _widths(self.table, self.size, LANDSCAPE if page.is_landscape else PORTRAIT)
        self.row = 0

    def write(self) -> None:
        for column, width in enumerate(self.widths):
            self.sheet.set_column_pixels(column, column, width)
        self._head()
        if self.table:
            self._header(self.table)
            self._rows(self.table)
        if self.is_last:
            self._foot()
        self._set_up_print()

    def _head(self) -> None:
        page = self.page
        for kind, text in (("number", page.number), ("title", page.title), ("mark", page.mark)):
            if text:
                self._line(kind, text)
        self._line("attached", page.attached)
        self._rule()
        if self.part and self.part.heading:
            self._line("part", self.part.heading)

    def _line(self, kind: str, text: str) -> None:
        """A text across the whole table."""
        look = KINDS[kind]
        height = height_of(text, sum(self.widths), look["font_size"], is_bold=look.get("bold", False))
        self.sheet.set_row(self.row, height)
        self._across(self.row, 0, self.row, len(self.widths) - 1, text, self.styles.plain(kind))
        self.row += 1

    def _rule(self) -> None:
        """The line below the head, where the columns let it stand in the middle."""
        self.sheet.set_row(self.row, 6)
        for column in _middle(self.widths):
            self.sheet.write_blank(self.row, column, None, self.styles.plain("rule"))
        self.sheet.set_row(self.row + 1, 9)
        self.row += 2

    def _header(self, table: Table) -> None:
        look, top = self.styles.header(self.size), self.row
        for level, cells in enumerate(table.header):
            for cell in cells:
                first, last = top + level, top + level + cell.rowspan - 1
                self._across(first, cell.first, last, cell.first + cell.colspan - 1, cell.label, look)
        for level, height in enumerate(self._header_heights(table.header)):
            self.sheet.set_row(top + level, height)
        self.row += len(table.header)
        self.sheet.freeze_panes(self.row, _first_figure(table))
        if table.header:
            self.sheet.repeat_rows(top, self.row - 1)

    def _header_heights(self, header: Sequence[Sequence[HeaderCell]]) -> list[float]:
        """Each level as high as its own labels need; what a label over several needs more, the last of them gets."""
        heights = [0.0] * len(header)
        placed = [(level, cell) for level, cells in enumerate(header) for cell in cells]
        for level, cell in sorted(placed, key=lambda pair: pair[1].rowspan):
            width = sum(self.widths[cell.first : cell.first + cell.colspan])
            levels = range(level, level + cell.rowspan)
            lacking = height_of(cell.label, width, self.size, is_bold=True) - sum(heights[each] for each in levels)
            heights[levels[-1]] += max(0, lacking)
        return heights

    def _rows(self, table: Table) -> None:
        first = self.row
        for row in table.rows:
            self._plain_row(row)
        if table.total:
            self._total(table, table.total, first)
        self.sheet.ignore_errors({"number_stored_as_text": _span(first, 0, self.row, len(self.widths) - 1)})

    def _plain_row(self, row: TableRow) -> None:
        self._fit_height(row, is_bold=row.is_heading)
        for column, cell in enumerate(row.cells):
            self._cell(column, cell, shown_in(cell), is_bold=row.is_heading)
            if cell.remark:
                self._remark(column, cell.remark)
        self.row += 1

    def _fit_height(self, row: TableRow, *, is_bold: bool) -> None:
        """LibreOffice does not fit it by itself to texts that wrap."""
        texts = [(cell.text, width) for cell, width in zip(row.cells, self.widths, strict=True) if _wraps(cell)]
        heights = [height_of(text, width, self.size, is_bold=is_bold) for text, width in texts]
        self.sheet.set_row(self.row, max(heights, default=0) or height_of("", 1, self.size))

    def _total(self, table: Table, total: TableRow, first: int) -> None:
        self._fit_height(total, is_bold=True)
        for column, (cell, leaf) in enumerate(zip(total.cells, table.leaves, strict=True)):
            shown = shown_in(cell)
            parts = [found.number for row in table.rows if (found := shown_in(row.cells[column]))]
            added = _sum(parts) if leaf.is_summed and parts else None
            if shown and added == shown.number:
                look = self.styles.of_number(shown, cell.role, self.size, True)
                formula = f"=SUM({_span(first, column, self.row - 1, column)})"
                self.sheet.write_formula(self.row, column, formula, look, shown.number)
            else:
                self._cell(column, cell, shown, is_bold=True)
            if remark := cell.remark or _why_no_sum(cell, leaf.is_summed, shown, added):
                self._remark(column, remark)
        self.row += 1

    def _cell(self, column: int, cell: TableCell, shown: Shown | None, *, is_bold: bool) -> None:
        if shown:
            look = self.styles.of_number(shown, cell.role, self.size, is_bold)
            self.sheet.write_number(self.row, column, shown.number, look)
        elif cell.text:
            look = self.styles.of_text(cell.text, cell.role, self.size, is_bold)
            self.sheet.write_string(self.row, column, _fitting(cell.text), look)
        else:
            self.sheet.write_blank(self.row, column, None, self.styles.cell(cell.role, self.size, is_bold))

    def _remark(self, column: int, text: str) -> None:
        options = {"width": 260, "height": 28 + 18 * (len(text) // 36 + 1), "font_name": "Times New Roman"}
        self.sheet.write_comment(self.row, column, for_xml(text), {**options, "font_size": 11})

    def _foot(self) -> None:
        for note in self.page.notes:
            self._line("note", note)
        self.sheet.write_string(self.row, len(self.widths) - 1, "./.", self.styles.plain("end"))
        self.row += 1

    def _set_up_print(self) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if self.page.is_landscape:
            sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.set_header(HEADER, {"margin": 10 / INCH})
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, max(self.row - 1, 0), len(self.widths) - 1)

    def _across(self, top: int, left: int, bottom: int, right: int, text: str, look) -> None:
        text = _fitting(text)
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", look)
        if text:
            self.sheet.write_string(top, left, text, look)
        else:
            self.sheet.write_blank(top, left, None, look)


def _widths(table: Table | None, size: float, whole: int) -> list[int]:
    """Of each column in pixels: its share of the page, or more where its longest figure needs it."""
    if table is None:
        return [whole]
    least = least_widths(table, size)
    return [round(max(whole * leaf.width / 100, need)) for leaf, need in zip(table.leaves, least, strict=True)]


def _middle(widths: Sequence[int]) -> list[int]:
    """The columns about the middle; none where they lie to one side."""
    whole, ends = sum(widths), list(accumulate(widths))
    found = [place for place, end in enumerate(ends) if RULE[0] <= (end - widths[place] / 2) / whole <= RULE[1]]
    if not found:
        return []
    left, right = ends[found[0]] - widths[found[0]], whole - ends[found[-1]]
    return found if abs(left - right) < whole / 10 else []


def _wraps(cell: TableCell) -> bool:
    return bool(cell.text) and cell.role != ColumnRole.FIGURE


def _first_figure(table: Table) -> int:
    """What stands to the left of it stays in sight: the columns up to the name."""
    return next((place + 1 for place, leaf in enumerate(table.leaves) if leaf.role == ColumnRole.NAME), 0)


def _why_no_sum(cell: TableCell, is_summed: bool, shown: Shown | None, added: int | float | None) -> str:
    """Why the bottom line of this column holds no live sum, where somebody could expect one."""
    if cell.role != ColumnRole.FIGURE or not cell.text:
        return ""
    if not is_summed:
        return _("Không cộng từ các dòng.")
    if added is None or (shown and shown.number == added):
        return ""
    return _("Không phải tổng của cột: cộng các dòng được %s.") % format_number(Decimal(str(added)))


def _sum(parts: Sequence[int | float]) -> int | float:
    """Decimals have at most two places, so that what floats add beyond them is no part of the sum."""
    added = round(sum(parts), 2)
    return int(added) if added == int(added) else added


def _fitting(text: str) -> str:
    return for_xml(text)[:LONGEST_TEXT]


def _span(top: int, left: int, bottom: int, right: int) -> str:
    return f"{xl_rowcol_to_cell(top, left)}:{xl_rowcol_to_cell(bottom, right)}"
