"""`read_workbook`: in goes an uploaded file, out comes plain data, or a refusal."""

import logging
import posixpath
from typing import Any
from zipfile import ZipInfo

from core.workbooks import bounds, reasons
from core.workbooks.book import Book, Sheet
from core.workbooks.bounds import UploadRefused
from core.workbooks.package import Package, is_xml
from core.workbooks.scans import BookScan, Listed, Relation, RelationsScan, Scan, Spent, TypesScan
from core.workbooks.sheets import SheetScan
from core.workbooks.styles import StylesScan
from core.workbooks.texts import TextsScan
from core.workbooks.values import Setting

logger = logging.getLogger(__name__)

SUFFIX = ".xlsx"
TYPES, RELATIONS, BOOK = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
KINDS = {TYPES: TypesScan, RELATIONS: RelationsScan, BOOK: BookScan, TEXTS: TextsScan, STYLES: StylesScan}
SHEETS = "xl/worksheets/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOLDERS = {f"{_OFFICE}/worksheet": SHEETS, f"{_OFFICE}/chartsheet": "xl/chartsheets/"}
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BOOK_TYPE = f"{_MAIN}.sheet.main+xml"
PLACES = {BOOK_TYPE: BOOK, f"{_MAIN}.sharedStrings+xml": TEXTS, f"{_MAIN}.styles+xml": STYLES}


def read_workbook(file: Any, name: str | None = None) -> Book:
    """What the workbook in `file` (an upload, anything with `read`) holds, as plain data: see `Book` and `Sheet`.

    `name` (else the file's own) is asked for its ending only and never becomes a path. Raises `UploadRefused`, and
    nothing else, for whatever the file holds.
    """
    _check_name(getattr(file, "name", "") if name is None else name)
    data = file.read(bounds.MOST_BYTES + 1)
    if len(data) > bounds.MOST_BYTES:
        raise reasons.too_large()
    try:
        return Book(Reading(Package(data)).sheets)
    except UploadRefused:
        raise
    except Exception as error:  # a broken file breaks a reader in more ways than can be named
        logger.info("Unreadable workbook: %s", type(error).__name__)
        raise reasons.damaged() from error


def _check_name(name: Any) -> None:
    suffix = posixpath.splitext(str(name or "").replace("\\", "/"))[1].lower()
    if suffix in {".xlsm", ".xltm", ".xlam"}:
        raise reasons.macros()
    if suffix != SUFFIX:
        raise reasons.wrong_type(suffix)


class Reading:
    """One pass over all parts of a package, those first that others refer to. `sheets`: what they hold, in order."""

    def __init__(self, package: Package) -> None:
        self.package, self.spent, self.setting = package, Spent(), Setting()
        self.titles: dict[str, str] = {}
        parts = {part.filename: part for part in package.parts}
        if not {TYPES, RELATIONS, BOOK} <= parts.keys():
            raise reasons.not_a_workbook()
        _check_types(self._scan(parts.pop(TYPES)).types)
        relations, book = self._scan(parts.pop(RELATIONS)).relations, self._scan(parts.pop(BOOK))
        listed = _by_part(relations, book.sheets)
        self.titles = {part: sheet.title for part, sheet in listed.items()}
        if listed.keys() - parts.keys():
            raise reasons.damaged(BOOK)
        self._set(parts, book)
        scans = {name: self._look_at(part) for name, part in parts.items()}
        self.sheets = [_sheet(scans[part], sheet) for part, sheet in listed.items() if part.startswith(SHEETS)]
        if not self.sheets:
            raise reasons.no_sheets()

    def _set(self, parts: dict[str, ZipInfo], book: BookScan) -> None:
        """What the cells refer to is read before them."""
        self.setting.epoch = book.epoch
        if TEXTS in parts:
            self.setting.texts = self._scan(parts.pop(TEXTS)).texts
        if STYLES in parts:
            self.setting.styles = self._scan(parts.pop(STYLES))

    def _look_at(self, part: ZipInfo) -> Scan | None:
        if not is_xml(part.filename):
            for _piece in self.package.pieces(part):
                pass  # counted
            return None
        scan = self._scan(part)
        if isinstance(scan, RelationsScan):
            _check_relations(scan.relations)
        return scan

    def _scan(self, part: ZipInfo) -> Any:
        name = part.filename
        scan = self._new_scan(name, self.titles.get(name, ""))
        scan.read(self.package.pieces(part))
        return scan

    def _new_scan(self, name: str, title: str) -> Scan:
        if name.endswith(".rels"):
            return RelationsScan(name, self.spent, title)
        if name.startswith(SHEETS):
            return SheetScan(name, self.spent, title, self.setting)
        return KINDS.get(name, Scan)(name, self.spent, title)


def _sheet(scan: SheetScan, listed: Listed) -> Sheet:
    return scan.sheet(listed.title, listed.visibility)


def _by_part(relations: list[Relation], sheets: list[Listed]) -> dict[str, Listed]:
    """Each sheet has a part of its own in the folder of its kind: fifty names of one part are fifty readings."""
    _check_relations(relations)
    targets = {relation.identity: relation for relation in relations}
    if len(targets) != len(relations):
        raise reasons.damaged(RELATIONS)
    listed = {_sheet_part(targets.get(sheet.identity)): sheet for sheet in sheets}
    titles = {sheet.title.casefold() for sheet in sheets}
    if not len(listed) == len(titles) == len(sheets):
        raise reasons.damaged(BOOK)
    return listed


def _sheet_part(relation: Relation | None) -> str:
    if relation is None or relation.kind not in FOLDERS:
        raise reasons.damaged(BOOK)
    target = relation.target
    part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    if not part.startswith(FOLDERS[relation.kind]) or not part.endswith(".xml"):
        raise reasons.damaged(RELATIONS)
    return part


def _check_relations(relations: list[Relation]) -> None:
    for relation in relations:
        kind = relation.kind.rsplit("/", 1)[-1]
        if (relation.is_external and kind != "hyperlink") or kind == "externalLink":
            raise reasons.foreign_link(relation.target)


def _check_types(types: list[tuple[str, str]]) -> None:
    """Other programs look these parts up by type: what they read must be what we read."""
    kinds = {kind for _part, kind in types}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
        raise reasons.macros()
    if BOOK_TYPE not in kinds:
        raise reasons.template() if any("main+xml" in kind for kind in kinds) else reasons.not_a_workbook()
    for part, kind in types:
        if kind in PLACES and part not in {f"/{PLACES[kind]}"} | ({""} if kind == BOOK_TYPE else set()):
            raise reasons.damaged(TYPES)
