"""Archives of text files: a zip that comes from somewhere, opened within bounds, and one written the same each time.

An uploaded workbook has its own door (`core.workbooks`), which knows what a workbook may hold.
"""

import io
import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

KILO, MEGA = 1024, 1024 * 1024
PIECE = 256 * KILO
LIST_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's list
LOCAL_HEAD = b"PK\x03\x04"
PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}(/[a-z0-9][a-z0-9-]{0,60})?\.[a-z]{1,8}", re.ASCII)
# Zips remember moments; the same content has to be the same bytes.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)


class ArchiveRefused(ValueError):
    """A file that is not unpacked. `reason`: in Vietnamese what is wrong and what to do."""

    def __init__(self, reason: object) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


@dataclass(frozen=True)
class Bounds:
    """What an archive may hold at most. Bytes; `ratio` is unpacked to packed, asked of files from a megabyte on."""

    size: int
    files: int
    file_size: int
    unpacked: int
    ratio: int = 200


def read_archive(data: bytes, *, known: Collection[str], bounds: Bounds) -> dict[str, bytes]:
    """{name: content} of all files of a zip. Each name is one of `known`.

    Rule (bounded-archive): sizes are counted while it is unpacked, whatever its list says; nothing is written to a
    disk. Raises `ArchiveRefused`, and nothing else, for whatever the bytes hold.
    """
    _refuse_shape(data, bounds)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_names([info.orig_filename for info in infos], known)
            return _unpacked(archive, infos, bounds)
    except ArchiveRefused:
        raise
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise ArchiveRefused(_("Tệp bị hỏng hoặc bị cắt cụt; hãy lấy lại tệp từ nơi đã xuất.")) from error


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in the order given; the same files are the same bytes."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in files.items():
            if not PLAIN_NAME.fullmatch(name):
                raise ValueError(f"Not a plain name: {name}")
            info = ZipInfo(name, NO_MOMENT)
            info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, content)
    return target.getvalue()


def _refuse_shape(data: bytes, bounds: Bounds) -> None:
    if len(data) > bounds.size:
        raise ArchiveRefused(_("Tệp lớn quá %s MB.") % (bounds.size // MEGA))
    if not data.startswith(LOCAL_HEAD):
        raise ArchiveRefused(_("Tệp không phải tệp nén zip."))
    # Before zipfile makes an object of each: the list itself can be megabytes long.
    if data.count(LIST_ENTRY) > bounds.files:
        raise ArchiveRefused(_("Tệp nén có quá %s tệp bên trong.") % bounds.files)


def _refuse_names(names: list[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known or names.count(name) > 1:
            shown = "".join(c if c.isprintable() else "?" for c in name[:60])
            raise ArchiveRefused(_("Tệp nén có phần “%s” không thuộc định dạng hoặc bị lặp lại.") % shown)


def _unpacked(archive: ZipFile, infos: list[ZipInfo], bounds: Bounds) -> dict[str, bytes]:
    found, left = {}, bounds.unpacked
    for info in infos:
        if info.flag_bits & 1:
            raise ArchiveRefused(_("Tệp nén có mật khẩu; hãy dùng tệp như đã xuất."))
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ArchiveRefused(_("Phần “%s” nén theo cách không dùng được.") % info.filename)
        found[info.filename] = content = _content(archive, info, min(bounds.file_size, left), bounds.ratio)
        left -= len(content)
    return found


def _content(archive: ZipFile, info: ZipInfo, most: int, ratio: int) -> bytes:
    pieces, size = [], 0
    with archive.open(info) as file:
        while piece := file.read(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most or (size > MEGA and size > ratio * max(info.compress_size, 1)):
                raise ArchiveRefused(_("Phần “%s” giải nén ra quá lớn.") % info.filename)
    return b"".join(pieces)
