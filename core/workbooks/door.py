"""`open_workbook`: in goes an uploaded file, out comes a workbook that is safe to read, or a refusal."""

import io
import logging
import posixpath
import warnings
from typing import Any
from zipfile import ZipInfo

from openpyxl import Workbook, load_workbook

from core.workbooks import bounds, reasons
from core.workbooks.bounds import UploadRefused
from core.workbooks.package import Package, is_xml
from core.workbooks.scans import BookScan, Relation, RelationsScan, Scan, SheetScan, Spent, TextsScan, TypesScan

logger = logging.getLogger(__name__)

SUFFIX = ".xlsx"
TYPES, RELATIONS, BOOK = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
TEXTS = "xl/sharedStrings.xml"
KINDS = {TYPES: TypesScan, RELATIONS: RelationsScan, BOOK: BookScan, TEXTS: TextsScan}
# openpyxl reads what these two refer to wherever it lies; where they must lie, we have looked.
SHEETS = "xl/worksheets/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOLDERS = {f"{_OFFICE}/worksheet": SHEETS, f"{_OFFICE}/chartsheet": "xl/chartsheets/"}
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEXTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def open_workbook(file: Any, name: str | None = None, *, with_formulas: bool = False) -> Workbook:
    """The workbook in `file` (an upload, anything with `read`), read-only and read through once already.

    Cells hold what they showed when the file was saved; `with_formulas` gives their formulas instead. A sheet's
    `max_row` and `max_column` are counted, not declared. `name` is asked for its ending only and never becomes a
    path. Raises `UploadRefused`, and nothing else, for whatever the file holds.
    """
    _check_name(getattr(file, "name", "") if name is None else name)
    data = file.read(bounds.MOST_BYTES + 1)
    if len(data) > bounds.MOST_BYTES:
        raise reasons.too_large()
    try:
        return _read(data, with_formulas)
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


def _read(data: bytes, with_formulas: bool) -> Workbook:
    sheets = Inspection(Package(data)).sheets
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of things in the file that openpyxl leaves out
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=not with_formulas, keep_links=False)
        for sheet in book.worksheets:
            _set_size(sheet, sheets[sheet._worksheet_path])
            for _row in sheet.iter_rows(values_only=True):
                pass  # a cell that cannot be read is found here and not by the page that reads it
    return book


def _set_size(sheet: Any, scan: SheetScan) -> None:
    """A sheet may declare a million rows and hold three, or three and hold thousands."""
    sheet._min_row = sheet._min_column = 1
    sheet._max_row, sheet._max_column = max(scan.last_row, 1), max(scan.last_column, 1)


class Inspection:
    """One pass over all parts of a package. `sheets`: the scan of each sheet, by its part."""

    def __init__(self, package: Package) -> None:
        self.package, self.spent = package, Spent()
        self.sheets: dict[str, SheetScan] = {}
        self.titles: dict[str, str] = {}
        parts = {part.filename: part for part in package.parts}
        if not {TYPES, RELATIONS, BOOK} <= parts.keys():
            raise reasons.not_a_workbook()
        _check_types(self._scan(parts.pop(TYPES)).types)
        self._name_sheets(self._scan(parts.pop(RELATIONS)).relations, self._scan(parts.pop(BOOK)).sheets)
        for part in parts.values():
            self._look_at(part)
        if self.titles.keys() - parts.keys():
            raise reasons.damaged(BOOK)

    def _scan(self, part: ZipInfo) -> Any:
        scan = self._kind(part.filename)(part.filename, self.spent, self.titles.get(part.filename, ""))
        scan.read(self.package.pieces(part))
        return scan

    def _kind(self, name: str) -> type[Scan]:
        if name.endswith(".rels"):
            return RelationsScan
        return SheetScan if name.startswith(SHEETS) else KINDS.get(name, Scan)

    def _look_at(self, part: ZipInfo) -> None:
        if not is_xml(part.filename):
            for _piece in self.package.pieces(part):
                pass  # counted
            return
        scan = self._scan(part)
        if isinstance(scan, SheetScan):
            self.sheets[part.filename] = scan
        if isinstance(scan, RelationsScan):
            _check_relations(scan.relations)

    def _name_sheets(self, relations: list[Relation], sheets: list[tuple[str, str]]) -> None:
        """Each sheet has a part of its own in the folder of its kind: fifty names of one part are fifty readings."""
        _check_relations(relations)
        targets = {relation.identity: relation for relation in relations}
        if len(targets) != len(relations):
            raise reasons.damaged(RELATIONS)
        for identity, title in sheets:
            part = _sheet_part(targets.get(identity))
            if part in self.titles:
                raise reasons.damaged(BOOK)
            self.titles[part] = title


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
    """openpyxl looks the workbook and its texts up by type: both must be the parts that we look at."""
    kinds = {kind for _part, kind in types}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
        raise reasons.macros()
    if BOOK_TYPE not in kinds:
        raise reasons.template() if any("main+xml" in kind for kind in kinds) else reasons.not_a_workbook()
    for part, kind in types:
        expected = {BOOK_TYPE: {"", f"/{BOOK}"}, TEXTS_TYPE: {f"/{TEXTS}"}}.get(kind, {part})
        if part not in expected:
            raise reasons.damaged(TYPES)
