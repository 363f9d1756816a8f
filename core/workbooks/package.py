"""An xlsx as a zip: what lies in it, unpacked piece by piece and counted, as headers lie."""

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.workbooks import bounds, reasons

ZIP, EMPTY_ZIP, OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = b"PK\x01\x02"  # begins each entry of a zip's list
ENCRYPTED_BOOK = "EncryptedPackage".encode("utf-16-le")
OLD, OTHER_FORMATS = "Excel cũ (.xls)", {"mimetype": "OpenDocument (.ods)", "xl/workbook.bin": "Excel nhị phân (.xlsb)"}
PIECE = 256 * bounds.KILO

XML = {".xml", ".rels", ".vml", ".svg"}
PICTURES = {".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".emf", ".wmf", ".wdp", ".tif", ".tiff", ".webp"}
SETTINGS = re.compile(r"xl/(printerSettings/[^/]+|customProperty\d*)\.bin", re.IGNORECASE)
EMBEDDED = re.compile(r"xl/(embeddings|activex)/", re.IGNORECASE)
MACROS = re.compile(r"vba\w*\.bin|xl/(macrosheets|dialogsheets)/", re.IGNORECASE)
LINKS = re.compile(r"xl/externallinks/", re.IGNORECASE)
UNSAFE_NAME = re.compile(r"^/|^$|\\|:|[\x00-\x1f]|(^|/)\.{1,2}(/|$)|//")


def suffix_of(name: str) -> str:
    """ ".rels" of "_rels/.rels" as well, which is a hidden file without a suffix to others."""
    return f".{name.rpartition('.')[2].lower()}"


def is_xml(name: str) -> bool:
    return suffix_of(name) in XML


class Package:
    """The parts of a workbook that came as bytes. Raises `UploadRefused` for a list of parts that no workbook has."""

    def __init__(self, data: bytes) -> None:
        _require_zip(data)
        self._archive = ZipFile(io.BytesIO(data))
        self._unpacked = 0
        self.parts = [part for part in self._archive.infolist() if not part.is_dir()]
        _check_names([part.orig_filename for part in self._archive.infolist()])
        for part in self.parts:
            _check_part(part)

    def pieces(self, part: ZipInfo) -> Iterator[bytes]:
        """The unpacked part, in pieces; stops as soon as it, or all together, grow beyond their bounds."""
        size = 0
        with self._archive.open(part) as file:
            while piece := file.read(PIECE):
                if not size:
                    _refuse_nested(part, piece)
                size += len(piece)
                self._unpacked += len(piece)
                self._check_size(part, size)
                yield piece

    def _check_size(self, part: ZipInfo, size: int) -> None:
        is_packed_hard = size > bounds.RATIO_COUNTS_FROM and size > bounds.MOST_RATIO * max(part.compress_size, 1)
        if is_packed_hard or size > bounds.MOST_PART_BYTES or self._unpacked > bounds.MOST_UNPACKED_BYTES:
            raise reasons.unpacks_too_large(part.filename)


def _require_zip(data: bytes) -> None:
    if not data:
        raise reasons.empty()
    if data.startswith(OLE):
        raise reasons.locked() if ENCRYPTED_BOOK in data else reasons.other_format(OLD)
    if not data.startswith((ZIP, EMPTY_ZIP)):
        raise reasons.not_a_workbook()
    # Before zipfile makes an object of each: the list itself can be megabytes long.
    if data.count(ENTRY) > bounds.MOST_PARTS:
        raise reasons.too_many_parts()


def _check_names(names: list[str]) -> None:
    """Names are compared as Windows does: openpyxl and Excel would each choose another of two."""
    for name in names:
        if UNSAFE_NAME.search(name.removesuffix("/")):
            raise reasons.odd_part(name)
    lowered = [name.lower() for name in names]
    for name in lowered:
        if lowered.count(name) > 1:
            raise reasons.odd_part(name)


def _check_part(part: ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 1:
        raise reasons.locked()
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise reasons.odd_part(name)
    if name in OTHER_FORMATS:
        raise reasons.other_format(OTHER_FORMATS[name])
    if MACROS.search(name):
        raise reasons.macros()
    if LINKS.search(name):
        raise reasons.foreign_link(name)
    if EMBEDDED.search(name):
        raise reasons.embedded(name)
    if not (is_xml(name) or suffix_of(name) in PICTURES or SETTINGS.fullmatch(name)):
        raise reasons.odd_part(name)


def _refuse_nested(part: ZipInfo, head: bytes) -> None:
    if head.startswith((ZIP, OLE)):
        raise reasons.embedded(part.filename)
