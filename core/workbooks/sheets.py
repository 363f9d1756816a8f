"""One sheet, read in the pass that counts it: what is read is what was counted, and nothing is read twice."""

import re
from functools import lru_cache

from openpyxl.utils import column_index_from_string

from core.workbooks import bounds, reasons
from core.workbooks.book import Place, Range, Sheet, Value, cell_name
from core.workbooks.bounds import UploadRefused
from core.workbooks.scans import MAIN, TRUE, Scan, Spent
from core.workbooks.texts import RichText, unescaped
from core.workbooks.values import Setting, Values

ROOT, DATA, ROW, CELL = (f"{MAIN}{name}" for name in ("worksheet", "sheetData", "row", "c"))
VALUE, FORMULA, INLINE = (f"{MAIN}{name}" for name in ("v", "f", "is"))
COLUMN, MERGED = (f"{MAIN}{name}" for name in ("col", "mergeCell"))
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


class SheetScan(Scan):
    """A sheet. `sheet()` when it was read: how far its content reaches is counted, whatever its declaration says."""

    root, most_bytes = ROOT, bounds.MOST_PART_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "", setting: Setting | None = None) -> None:
        super().__init__(part, spent, title)
        self.read_so_far = Sheet(self.title)
        self.convert = Values(setting or Setting(), self.read_so_far).of
        self.in_data = False
        self.row = self.column = self.rows = 0
        self.row_name = ""
        self.values: list[Value] = []
        self.kind: str | None = None  # of the cell that is open; None beside cells
        self.style = ""
        self.inside = ""  # which child of a cell
        self.content: list[str] = []
        self.has_value = self.has_formula = self.has_inline = False
        self.length = 0
        self.rich = RichText()
        self.ranges: list[Range] = []

    # Elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """As of any part, but short for what comes a hundred thousand times."""
        if self.depth < 3 or not self.in_data:
            super()._start(name, attributes)
            return
        self.depth += 1
        self._spend_bulk()
        if self.depth == 5 and self.kind is not None:
            self._child(name)
        elif self.depth == 4:
            self._cell(name, attributes)
        elif self.depth > bounds.MOST_DEPTH:
            raise reasons.too_deep(self.part)
        elif name in {ROW, CELL} or self.inside in {VALUE, FORMULA}:
            raise self._damaged()
        elif self.inside == INLINE:
            self.rich.start(self.depth - 5, name)

    def _end(self, name: str) -> None:
        if self.in_data:
            if self.depth == 4:
                self._end_cell()
            elif self.depth == 5:
                self.inside = ""
            elif self.depth == 3:
                self._end_row()
            elif self.depth > 5:
                self.rich.end()
            elif self.depth == 2:
                self.spent.area += len(self.read_so_far.rows) * self.read_so_far.width
        self.depth -= 1

    def text(self, text: str) -> None:
        if self.depth < 5 or not self.in_data:
            return
        self.length += len(text)
        if self.length > bounds.LONGEST_TEXT:
            raise reasons.too_long_text(self.title, self._near())
        if self.inside == VALUE:
            self.content.append(text)
        elif self.rich.is_open:
            self.rich.pieces.append(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2:
            self.in_data = name == DATA
        if self.in_data and self.depth == 3:
            self._spend_bulk()
            self._row(name, attributes)
        else:
            self._outside_the_rows(name, attributes)

    def _outside_the_rows(self, name: str, attributes: dict[str, str]) -> None:
        if name == ROW:
            raise self._damaged()
        self._spend_element()
        self.spent.ranges += sum(map(len, attributes.values()))
        if self.spent.ranges > bounds.MOST_RANGES:
            raise reasons.too_complex(self.title)
        if name == COLUMN:
            self._columns(attributes)
        elif name == MERGED:
            self._merge(attributes.get("ref", ""))

    def _near(self) -> str:
        """The cell that was read last."""
        return cell_name(max(self.row, 1) - 1, max(self.column, 1) - 1)

    def _damaged(self) -> UploadRefused:
        return reasons.damaged_sheet(self.title, self._near())

    # Rows and cells

    def _row(self, name: str, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self.row + 1))
        if name != ROW or not (number.isascii() and number.isdigit() and len(number) <= 7) or int(number) <= self.row:
            raise self._damaged()
        self.row, self.row_name = int(number), str(int(number))
        self.column, self.values = 0, []
        self.rows += 1
        if self.rows > bounds.MOST_ROWS:
            raise reasons.too_many_rows(self.title, self._near())
        if attributes.get("hidden") in TRUE:
            self.read_so_far.hidden_rows.add(self.row - 1)

    def _end_row(self) -> None:
        """Only content counts: LibreOffice writes blank rows with a format down to the last one there can be."""
        if self.values:
            sheet = self.read_so_far
            sheet.rows += [[] for _blank in range(self.row - 1 - len(sheet.rows))]
            sheet.rows.append(self.values)
            sheet.width = max(sheet.width, len(self.values))
            self._check_area()

    def _check_area(self) -> None:
        """Blank cells take up memory as well: one figure in the last corner of a sheet makes it as large as can be."""
        if self.spent.area + len(self.read_so_far.rows) * self.read_so_far.width > bounds.MOST_AREA:
            raise reasons.too_many_cells(self.title)

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        self.spent.cells += 1
        if self.spent.cells > bounds.MOST_CELLS:
            raise reasons.too_many_cells(self.title)
        self.inside, self.length = "", 0
        self.has_value = self.has_formula = self.has_inline = False
        if name != CELL:
            self.kind = None
            return
        place = attributes.get("r")
        self.column = self.column + 1 if place is None else self._column(place)
        if self.column > bounds.MOST_CELLS_IN_A_ROW:
            raise reasons.too_many_columns(self.title, self._near())
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")

    def _column(self, place: str) -> int:
        """Cells stand in their row, from left to right: two readers must not see two of them in one place."""
        column = _column_number(place.removesuffix(self.row_name)) if place.endswith(self.row_name) else 0
        if column <= self.column:
            raise self._damaged()
        return column

    def _child(self, name: str) -> None:
        self.inside = name
        if name == VALUE and not self.has_value:
            self.has_value = True
        elif name == FORMULA and not self.has_formula:
            self.has_formula = True
        elif name == INLINE and not self.has_inline:
            self.has_inline = True
        elif name in {VALUE, FORMULA, INLINE, ROW, CELL}:
            raise self._damaged()

    def _end_cell(self) -> None:
        if self.has_value or self.has_formula or self.has_inline:
            if self.row > bounds.MOST_ROWS:
                raise reasons.too_many_rows(self.title, self._near())
            if self.column > bounds.MOST_COLUMNS:
                raise reasons.too_many_columns(self.title, self._near())
            place = self.row - 1, self.column - 1
            self.values += [None] * (place[1] - len(self.values))
            if self.has_formula:
                self.read_so_far.formulas.add(place)
            self.values.append(self._value(place))
        self.kind = None

    # Values

    def _value(self, place: Place) -> Value:
        text = "".join(self.content)
        self.content.clear()
        if self.kind == "inlineStr":
            return self.rich.taken() if self.has_inline else None
        self.rich.pieces.clear()
        if not self.has_value:
            return None
        if self.kind == "str":
            return unescaped(text)
        text = text.strip()
        return self.convert(text, self.kind, self.style, place) if text else None

    # The whole

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in TRUE:
            return
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (_WHOLE.fullmatch(first) and _WHOLE.fullmatch(last)):
            raise self._damaged()
        columns = range(max(int(first), 1) - 1, min(int(last), bounds.MOST_COLUMNS))
        self.read_so_far.hidden_columns.update(columns)

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match is None:
            raise self._damaged()
        left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
        columns = [_column_number(left) - 1, _column_number(right) - 1]
        rows = [int(top) - 1, int(bottom) - 1]
        if min(rows + columns) < 0:
            raise self._damaged()
        self.ranges.append((min(rows), min(columns), max(rows), max(columns)))

    def sheet(self, title: str, visibility: str) -> Sheet:
        sheet = self.read_so_far
        sheet.title, sheet.visibility = title, visibility
        for row in sheet.rows:
            row += [None] * (sheet.width - len(row))
        height, width = len(sheet.rows), sheet.width
        sheet.hidden_rows &= set(range(height))
        sheet.hidden_columns &= set(range(width))
        sheet.merged = self._merged(height, width)
        return sheet

    def _merged(self, height: int, width: int) -> list[Range]:
        """Ranges overlap in no workbook, so that together they are no larger than the sheet."""
        merged = [
            (top, left, min(bottom, height - 1), min(right, width - 1))
            for top, left, bottom, right in self.ranges
            if top < height and left < width
        ]
        area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged)
        if area > height * width:
            raise self._damaged()
        return merged


@lru_cache(2 * bounds.MOST_COLUMNS)
def _column_number(letters: str) -> int:
    """0 for what is no column."""
    try:
        return column_index_from_string(letters)
    except ValueError:
        return 0
