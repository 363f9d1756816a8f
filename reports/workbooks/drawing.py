"""Drawing an entry workbook: what is typed is open and yellow, everything else locked; sums are live formulas.

Every text is written as a text, so that nothing in it runs; formulas are ours alone and carry their values, so that a
program that does not compute shows them too.
"""

import io
import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.rollups import GapKind
from reports.tables import HeaderCell
from reports.workbooks.formats import Formats
from reports.workbooks.table import EntryTable, Look, TableCell, TableColumn, TableLine, total
from targets.workbooks.layout import Kind, Place
from targets.workbooks.marks import KEYS_TITLE, OURS, Cell, key_rows

KEY_ROW, TITLE, SUBTITLE, HINT, HEADER = range(5)
KEY_COLUMN, FIRST = 0, 1
WIDE = 7  # columns from which the paper lies on its side
LINE_HEIGHT = 15  # points
NARROWEST, WIDEST = 6, 45  # characters
GUIDE_WIDTH = 90
A4 = 9
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MAY = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}


def workbook_of(table: EntryTable) -> bytes:
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": table.title, "subject": table.subtitle})
        _Drawing(book, table).draw()
    return file.getvalue()


class _Drawing:
    def __init__(self, book: Workbook, table: EntryTable) -> None:
        self.book, self.table = book, table
        self.formats = Formats(book)
        self.sheet = book.add_worksheet(_("Nhập liệu"))
        self.last_column = FIRST + len(table.columns) - 1
        self.first = HEADER + len(table.header)
        self.last = self.first + len(table.lines) - 1
        lines = [*table.lines, *([table.whole] if table.whole else [])]
        self.rows = {line.mark: self.first + index for index, line in enumerate(lines) if line.mark != OURS}
        self.columns = {column.mark: FIRST + index for index, column in enumerate(table.columns) if column.mark}

    def draw(self) -> None:
        self._marks()
        self._head()
        self._header()
        for row, line in enumerate(self.table.lines, start=self.first):
            self._line(row, line)
        self._bottom()
        self._rules()
        self._view()
        self._guide()
        self._keys()

    # What is not seen

    def _marks(self) -> None:
        sheet = self.sheet
        for row in range(self.first):
            sheet.write_string(row, KEY_COLUMN, OURS)
        for index, column in enumerate(self.table.columns, start=FIRST):
            sheet.write_string(KEY_ROW, index, column.mark or OURS)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.set_column(KEY_COLUMN, KEY_COLUMN, 8, None, {"hidden": True})

    def _keys(self) -> None:
        keys = self.book.add_worksheet(KEYS_TITLE)
        for row, line in enumerate(key_rows(self.table.passport, self.table.base)):
            for column, text in enumerate(line):
                keys.write_string(row, column, text)
        keys.very_hidden()

    # Above the table

    def _head(self) -> None:
        self._across(TITLE, self.table.title, self.formats.title)
        self._across(SUBTITLE, self.table.subtitle, self.formats.subtitle)
        hint = _("Chỉ nhập vào ô nền vàng; xem trang “Hướng dẫn”. Nhập xong, lưu tệp rồi tải lên để xem trước.")
        self._across(HINT, hint, self.formats.subtitle)

    def _across(self, row: int, text: str, form: Format) -> None:
        """A line as wide as the table, so that the paper is not made for a long title."""
        room = sum(_width(column) for column in self.table.columns)
        self.sheet.set_row(row, (LINE_HEIGHT + 3) * _lines(text, room))
        if self.last_column > FIRST:
            self.sheet.merge_range(row, FIRST, row, self.last_column, "", form)
        self.sheet.write_string(row, FIRST, text, form)

    def _header(self) -> None:
        for index, column in enumerate(self.table.columns, start=FIRST):
            self.sheet.set_column(index, index, _width(column))
        for level, cells in enumerate(self.table.header):
            self.sheet.set_row(HEADER + level, LINE_HEIGHT * self._height(level, cells))
            for cell in cells:
                self._header_cell(HEADER + level, cell)

    def _header_cell(self, row: int, cell: HeaderCell) -> None:
        left, right = FIRST + cell.first, FIRST + cell.first + cell.colspan - 1
        bottom = row + cell.rowspan - 1
        if (row, left) == (bottom, right):
            self.sheet.write_string(row, left, cell.label, self.formats.header)
        else:
            self.sheet.merge_range(row, left, bottom, right, "", self.formats.header)
            self.sheet.write_string(row, left, cell.label, self.formats.header)

    def _height(self, level: int, cells: Sequence[HeaderCell]) -> int:
        """Lines of text: no program makes room for merged cells by itself."""
        lines = [1]
        for cell in cells:
            columns = self.table.columns[cell.first : cell.first + cell.colspan]
            room = max(sum(_width(column) for column in columns) - 1, 1)
            lines.append(-(-_lines(cell.label, room) // cell.rowspan))
        return max(lines)

    # The table

    def _line(self, row: int, line: TableLine) -> None:
        self.sheet.write_string(row, KEY_COLUMN, line.mark)
        pairs = list(zip(line.cells, self.table.columns, strict=True))
        self.sheet.set_row(row, LINE_HEIGHT * max(self._lines(line, cell, column) for cell, column in pairs))
        for index, (cell, column) in enumerate(pairs, start=FIRST):
            self._cell(row, index, cell, (line.mark, column.mark))

    def _lines(self, line: TableLine, cell: TableCell, column: TableColumn) -> int:
        where = (line.mark, column.mark)
        text = self.table.value(where) if where in self.table.layout.places else cell.text
        return _lines(text, _width(column)) if isinstance(text, str) and cell.look != Look.SHOWN else 1

    def _cell(self, row: int, index: int, cell: TableCell, where: Cell) -> None:
        if cell.look == Look.INPUT and where in self.table.layout.places:
            if self.table.is_summed(where):
                self._sum(row, index, self.table.base.parts(where))
            else:
                self._input(row, index, where)
        elif cell.look == Look.SUMMED:
            self._sum(row, index, cell.parts)
        else:
            self.sheet.write_string(row, index, cell.text, self.formats.of(cell.look))

    def _input(self, row: int, index: int, where: Cell) -> None:
        place, value = self.table.layout.places[where], self.table.value(where)
        form = self.formats.note if place.kind == Kind.NOTE else self.formats.input(place.decimals)
        if value is None:
            self.sheet.write_blank(row, index, None, form)
        elif isinstance(value, str):
            self.sheet.write_string(row, index, value, form)
        else:
            self.sheet.write_number(row, index, value, form)

    def _sum(self, row: int, index: int, parts: Sequence[Cell]) -> None:
        places = ",".join(xl_rowcol_to_cell(self.rows[line], self.columns[mark]) for line, mark in parts)
        numbers = [number for part in parts if (number := self.table.number(part)) is not None]
        value = total(numbers)
        form = self.formats.sum(max(self.table.layout.places[part].decimals for part in parts))
        formula = f'=IF(COUNT({places})=0,"",SUM({places}))'
        self.sheet.write_formula(row, index, formula, form, "" if value is None else value)

    # Below it

    def _bottom(self) -> None:
        """What was set for all, the sum of the lines, and the named difference."""
        if self.table.whole is None:
            return
        whole = self.last + 1
        self._line(whole, self.table.whole)
        for row, label in ((whole + 1, self.table.bottom), (whole + 2, _("Chênh lệch (tự tính)"))):
            self.sheet.write_string(row, KEY_COLUMN, OURS)
            self.sheet.set_row(row, LINE_HEIGHT * 2)
            for index in range(FIRST, self.last_column + 1):
                self.sheet.write_blank(row, index, None, self.formats.sum(0))
            self.sheet.write_string(row, FIRST + self.table.name_column, label, self.formats.heading)
        for index, column in enumerate(self.table.columns, start=FIRST):
            if column.adds_up and self.table.lines:
                self._column_sum(whole + 1, index, column)

    def _column_sum(self, row: int, index: int, column: TableColumn) -> None:
        cells = [(line.mark, column.mark) for line in self.table.lines]
        numbers = [self.table.number(cell) for cell in cells if cell in self.table.layout.places]
        value = total([number for number in numbers if number is not None]) or 0
        form = self.formats.sum(max(place.decimals for place in self.table.places(column)))
        top, end = xl_rowcol_to_cell(self.first, index), xl_rowcol_to_cell(self.last, index)
        self.sheet.write_formula(row, index, f"=SUM({top}:{end})", form, value)
        set_for_all = self.table.number((self.table.whole.mark, column.mark))
        formula = _gap_formula(xl_rowcol_to_cell(row - 1, index), xl_rowcol_to_cell(row, index))
        self.sheet.write_formula(row + 1, index, formula, self.formats.gap, _gap_text(set_for_all, value))

    # What a program checks and shows

    def _rules(self) -> None:
        """Warnings that may be passed: a text such as "≥ 850" is as good as a number."""
        end = self.last + (1 if self.table.whole else 0)
        for index, column in enumerate(self.table.columns, start=FIRST):
            places = [place for place in self.table.places(column) if place.kind != Kind.NOTE]
            if places and end >= self.first:
                rule = {
                    "validate": "custom",
                    "value": _rule(xl_rowcol_to_cell(self.first, index), places),
                    "error_type": "warning",
                    "error_title": _("Kiểm tra lại số vừa nhập"),
                    "error_message": _rule_text(places),
                }
                self.sheet.data_validation(self.first, index, end, index, rule)

    def _view(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(self.first, FIRST + self.table.name_column + 1)
        sheet.protect("", _MAY)
        sheet.set_paper(A4)
        if len(self.table.columns) >= WIDE:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER, self.first - 1)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&R&P/&N")

    def _guide(self) -> None:
        guide = self.book.add_worksheet(_("Hướng dẫn"))
        guide.set_column(0, 0, GUIDE_WIDTH)
        guide.write_string(0, 0, self.table.title, self.formats.title)
        for row, sentence in enumerate(self.table.guide, start=1):
            guide.set_row(row, LINE_HEIGHT * _lines(sentence, GUIDE_WIDTH))
            guide.write_string(row, 0, f"{row}. {sentence}", self.formats.sentence)
        guide.fit_to_pages(1, 0)
        guide.protect("", _MAY)
        guide.set_paper(A4)


def _width(column: TableColumn) -> float:
    return min(max(column.width, NARROWEST if not column.mark else 9), WIDEST)


def _lines(text: str, room: float) -> int:
    """Lines that a text takes where `room` characters stand side by side, a little generously."""
    return 1 if len(text) <= room else math.ceil(len(text) * 1.1 / room)


def _rule(cell: str, places: Sequence[Place]) -> str:
    """Of a whole column: where its cells differ, what the most generous of them takes."""
    factor = 10 ** max(place.decimals for place in places)
    whole = f"ABS({cell}*{factor}-ROUND({cell}*{factor},0))<0.000001"
    most = f",{cell}<=100" if all(place.suffix for place in places) else ""
    return f"=OR(ISTEXT({cell}),AND({cell}>=0,{whole}{most}))"


def _rule_text(places: Sequence[Place]) -> str:
    if all(place.suffix for place in places):
        return _("Tỷ lệ gõ số phần trăm từ 0 đến 100, ví dụ 43,6; không áp dụng thì gõ x.")
    if any(place.decimals for place in places):
        return _("Gõ một số không âm, hoặc dạng chữ như ≥ 850; không áp dụng thì gõ x.")
    return _("Gõ một số nguyên không âm, hoặc dạng chữ như ≥ 850, 450 - 500; không áp dụng thì gõ x.")


def _gap_formula(whole: str, lines: str) -> str:
    gap, over = f"ROUND({whole}-{lines},2)", f"ROUND({lines}-{whole},2)"
    names = [GapKind.UNALLOCATED.label, GapKind.OVER.label, GapKind.MATCHED.label]
    return f'=IF(ISNUMBER({whole}),IF({gap}>0,"{names[0]} "&{gap},IF({gap}<0,"{names[1]} "&{over},"{names[2]}")),"")'


def _gap_text(whole: int | float | None, lines: int | float) -> str:
    if whole is None:
        return ""
    gap = round(whole - lines, 2)
    if not gap:
        return str(GapKind.MATCHED.label)
    return f"{GapKind.UNALLOCATED.label if gap > 0 else GapKind.OVER.label} {abs(gap):g}"
