"""Counting readers of a workbook's XML parts. What they build is bounded by what they count."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from core.workbooks import bounds, reasons
from core.workbooks.bounds import UploadRefused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "  # before the names of elements
BOOK, BOOK_SETTINGS = f"{MAIN}workbook", f"{MAIN}workbookPr"
VISIBILITIES = ("visible", "hidden", "veryHidden")
TRUE = {"1", "true"}
RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
RELATION_ATTRIBUTES = {"Id", "Type", "Target", "TargetMode"}


def local(name: str) -> str:
    """Without its namespace, for lists in which a name of another one may stand for the same to other programs."""
    return name.rsplit(" ", 1)[-1]


@dataclass
class Spent:
    """What all parts together have used up."""

    cells: int = 0
    bulk: int = 0
    elements: int = 0
    ranges: int = 0
    area: int = 0


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
            raise self._damaged() from error

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

    def _damaged(self) -> UploadRefused:
        return reasons.damaged(self.part)

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


class Listed(NamedTuple):
    """A sheet in the list of the book; `identity` is that of its relation."""

    identity: str
    title: str
    visibility: str


class BookScan(Scan):
    """The list of sheets, and the day that dates are counted from."""

    root, most_bytes = BOOK, bounds.MOST_LIST_BYTES

    def __init__(self, part: str, spent: Spent, title: str = "") -> None:
        super().__init__(part, spent, title)
        self.sheets: list[Listed] = []
        self.epoch = WINDOWS_EPOCH

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local(name) == "sheet":
            self._sheet(attributes.get("name", ""), attributes)
        elif name == BOOK_SETTINGS and attributes.get("date1904") in TRUE:
            self.epoch = MAC_EPOCH

    def _sheet(self, title: str, attributes: dict[str, str]) -> None:
        visibility = attributes.get("state", VISIBILITIES[0])
        if visibility not in VISIBILITIES or not title.strip() or len(title) > bounds.LONGEST_TITLE:
            raise reasons.damaged(self.part)
        self.sheets.append(Listed(attributes.get(RELATION_ID, ""), title, visibility))
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
