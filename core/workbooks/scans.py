"""Counting readers of a workbook's XML parts. They build nothing, so that what they refuse has cost nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from core.workbooks import bounds, reasons

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
SHEET, DATA, ROW = (f"{_NAMESPACE}{name}" for name in ("worksheet", "sheetData", "row"))
BOOK = f"{_NAMESPACE}workbook"
TEXTS, TEXT = (f"{_NAMESPACE}{name}" for name in ("sst", "si"))
CONTENT = {f"{_NAMESPACE}{name}" for name in ("v", "f", "is")}
RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
RELATION_ATTRIBUTES = {"Id", "Type", "Target", "TargetMode"}
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def local(name: str) -> str:
    """Without its namespace: where openpyxl does not ask for one, neither may we."""
    return name.rsplit(" ", 1)[-1]


@dataclass
class Spent:
    """What all parts together have used up."""

    cells: int = 0
    bulk: int = 0
    elements: int = 0
    ranges: int = 0


class Relation(NamedTuple):
    identity: str
    kind: str
    target: str
    is_external: bool


class Scan:
    """Any XML part: no DOCTYPE, no encoding but UTF-8, bounded depth and number of elements.

    `title`: the part as people know it.
    """

    root = ""  # the name that the outermost element must have; "" for any
    most_bytes = bounds.MOST_OTHER_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        self.part, self.spent, self.title = part, spent, title or part
        self.depth = 0

    def read(self, pieces: Iterable[bytes]) -> None:
        parser, given = self._parser(), 0
        try:
            for piece in pieces:
                parser.Parse(piece, False)
                given += len(piece)
                # The second: one tag, and no end of it yet.
                if given > self.most_bytes or given - parser.CurrentByteIndex > len(piece) + bounds.LONGEST_TAG:
                    raise reasons.too_complex(self.part)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise reasons.damaged(self.part) from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `self.depth` counts it already."""
        self._spend_element()

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass

    def _parser(self):
        # The encoding is given and not taken from the part: two readers must not see two texts.
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.XmlDeclHandler = self._check_declaration
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CommentHandler = self._check_length
        parser.ProcessingInstructionHandler = lambda target, data: self._check_length(target + data)
        if type(self).text is not Scan.text:
            parser.CharacterDataHandler = self.text
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > bounds.MOST_DEPTH:
            raise reasons.too_deep(self.part)
        if self.depth == 1 and self.root not in ("", name):
            raise reasons.template() if local(name) == local(self.root) else reasons.damaged(self.part)
        if attributes:
            self._check_length("".join(attributes) + "".join(attributes.values()))
        self.start(name, attributes)

    def _end(self, name: str) -> None:
        self.end(name)
        self.depth -= 1

    def _refuse_doctype(self, *declaration: object) -> None:
        raise reasons.declares_entities(self.part)

    def _check_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii", "ascii"}:
            raise reasons.damaged(self.part)

    def _check_length(self, text: str) -> None:
        if len(text) > bounds.LONGEST_TAG:
            raise reasons.too_complex(self.part)

    def _spend_element(self) -> None:
        self.spent.elements += 1
        if self.spent.elements > bounds.MOST_ELEMENTS:
            raise reasons.too_complex(self.part)

    def _spend_bulk(self) -> None:
        self.spent.bulk += 1
        if self.spent.bulk > bounds.MOST_BULK:
            raise reasons.too_complex(self.title)


class SheetScan(Scan):
    """A sheet. `last_row`, `last_column`: how far its content reaches, whatever its own declaration says."""

    root, most_bytes = SHEET, bounds.MOST_PART_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.in_data = False
        self.length = 0
        self.rows = self.row = self.column = self.cells_in_row = self.last_row = self.last_column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2:
            self.in_data = name == DATA
        if not self.in_data or self.depth == 2:
            self._outside_the_rows(name, attributes)
            return
        self._spend_bulk()
        if self.depth == 3:
            self._row(name, attributes)
        elif self.depth == 4:
            self._cell(attributes)
        elif name == ROW:
            raise reasons.damaged(self.part)
        elif self.depth == 5 and name in CONTENT:
            self._content()

    def _outside_the_rows(self, name: str, attributes: dict[str, str]) -> None:
        if name == ROW:  # openpyxl takes a row wherever it stands
            raise reasons.damaged(self.part)
        self._spend_element()
        self.spent.ranges += sum(map(len, attributes.values()))
        if self.spent.ranges > bounds.MOST_RANGES:
            raise reasons.too_complex(self.title)

    def text(self, text: str) -> None:
        self.length += len(text) if self.depth > 4 else 0
        if self.length > bounds.LONGEST_TEXT:
            raise reasons.too_long_text(self.title)

    def _row(self, name: str, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self.row + 1))
        if name != ROW or not (number.isascii() and number.isdigit() and len(number) <= 7):
            raise reasons.damaged(self.part)
        self.row, self.column, self.cells_in_row = int(number), 0, 0
        self.rows += 1
        if self.rows > bounds.MOST_ROWS:
            raise reasons.too_many_rows(self.title)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = self._column(attributes["r"]) if "r" in attributes else self.column + 1
        self.length = 0
        self.cells_in_row += 1
        if self.cells_in_row > bounds.MOST_CELLS_IN_A_ROW:
            raise reasons.too_many_columns(self.title)
        self.spent.cells += 1
        if self.spent.cells > bounds.MOST_CELLS:
            raise reasons.too_many_cells(self.title)

    def _column(self, place: str) -> int:
        match = PLACE.fullmatch(place)
        if match is None:
            raise reasons.damaged(self.part)
        number = 0
        for letter in match[1]:
            number = number * 26 + ord(letter) - ord("A") + 1
        return number

    def _content(self) -> None:
        """Only content counts: LibreOffice writes blank rows with a format down to the last one there can be."""
        if self.row > bounds.MOST_ROWS:
            raise reasons.too_many_rows(self.title)
        if self.column > bounds.MOST_COLUMNS:
            raise reasons.too_many_columns(self.title)
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)


class TextsScan(Scan):
    """The texts that cells share."""

    root, most_bytes = TEXTS, bounds.MOST_PART_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.count = self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._spend_bulk()
        if name == TEXT:
            self.count, self.length = self.count + 1, 0
        if self.count > bounds.MOST_TEXTS:
            raise reasons.too_many_texts()

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > bounds.LONGEST_TEXT:
            raise reasons.too_long_text(self.title)


class BookScan(Scan):
    """The list of sheets: `sheets` has (relation id, name) of each."""

    root, most_bytes = BOOK, bounds.MOST_LIST_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local(name) == "sheet":
            self.sheets.append((attributes.get(RELATION_ID, ""), attributes.get("name", "")))
        if len(self.sheets) > bounds.MOST_SHEETS:
            raise reasons.too_many_sheets()


class TypesScan(Scan):
    """What each part is declared to be: `types` has (part name, content type)."""

    most_bytes = bounds.MOST_LIST_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.types: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local(name) in {"Override", "Default"}:
            self.types.append((attributes.get("PartName", ""), attributes.get("ContentType", "")))


class RelationsScan(Scan):
    """What a part refers to."""

    most_bytes = bounds.MOST_LIST_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.relations: list[Relation] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local(name) == "Relationship":
            if attributes.keys() - RELATION_ATTRIBUTES:
                raise reasons.damaged(self.part)
            kind = attributes.get("Type", "")
            is_external = attributes.get("TargetMode", "Internal") != "Internal"
            self.relations.append(Relation(attributes.get("Id", ""), kind, attributes.get("Target", ""), is_external))
