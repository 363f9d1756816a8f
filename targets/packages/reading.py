"""A file as a package: whole, of this format and version, each row of the form of its part. No database is asked."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.archives import ArchiveRefused, read_archive
from core.strict_json import JsonRefused, read_json
from targets.packages import FORMAT, VERSION
from targets.packages.bounds import BOUNDS
from targets.packages.content import Content
from targets.packages.history import FILES
from targets.packages.kinds import KINDS
from targets.packages.refusals import PackageRefused, Refusal
from targets.packages.rows import refusals_of
from targets.packages.writing import MANIFEST, digest

_MANIFEST = {
    "format": str,
    "version": int,
    "about": str,
    "software": str,
    "exported_at": str,
    "plan": str,
    "subject": str,
    "parts": list,
}
_PART = {"file": str, "rows": int, "bytes": int, "sha256": str}


@dataclass(frozen=True)
class Package:
    """A package that was read: nothing in it was compared with what is here yet."""

    code: str
    subject: str
    exported_at: datetime.datetime
    software: str
    content: Content
    has_history: bool


def read_package(data: bytes) -> Package:
    """The package in the bytes of a file. Raises `PackageRefused`, and nothing else, for whatever they hold."""
    try:
        files = read_archive(data, known={MANIFEST, *(kind.file for kind in KINDS), *FILES}, bounds=BOUNDS)
    except ArchiveRefused as error:
        raise PackageRefused([Refusal(reason=error.reason)]) from error
    manifest = _manifest(files)
    _refuse_other_parts(manifest["parts"], files)
    content = {kind.name: _rows(kind.file, files[kind.file], manifest["parts"]) for kind in KINDS}
    refusals = refusals_of(content, manifest["plan"])
    if refusals:
        raise PackageRefused(refusals)
    return Package(
        manifest["plan"],
        manifest["subject"],
        parse_datetime(manifest["exported_at"]),
        manifest["software"],
        content,
        has_history=any(name in FILES for name in files),
    )


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in files:
        raise _not_ours()
    found = _json(MANIFEST, files[MANIFEST])
    if not isinstance(found, dict) or found.get("format") != FORMAT or type(found.get("version")) is not int:
        raise _not_ours()
    if found["version"] > VERSION:
        known = {"theirs": found["version"], "ours": VERSION}
        reason = _("Gói theo định dạng phiên bản %(theirs)s; phần mềm ở đây chỉ đọc được đến phiên bản %(ours)s.")
        raise PackageRefused([Refusal(MANIFEST, None, f"{reason % known} {_('Hãy nâng cấp phần mềm rồi nhập lại.')}")])
    if found["version"] < 1 or not _has_form(found, _MANIFEST):
        raise PackageRefused([Refusal(MANIFEST, None, _("thiếu hoặc thừa thông tin về gói."))])
    if not all(isinstance(part, dict) and _has_form(part, _PART) for part in found["parts"]):
        raise PackageRefused([Refusal(MANIFEST, None, _("danh sách các phần không đúng định dạng."))])
    _refuse_odd_moment(found["exported_at"])
    return found


def _not_ours() -> PackageRefused:
    return PackageRefused([Refusal(reason=_("Tệp không phải gói kế hoạch; hãy chọn tệp đã xuất từ trang kế hoạch."))])


def _has_form(found: dict[str, Any], form: dict[str, type]) -> bool:
    return found.keys() == form.keys() and all(type(found[name]) is kind for name, kind in form.items())


def _refuse_odd_moment(text: str) -> None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise PackageRefused([Refusal(MANIFEST, None, _("lúc xuất gói không đọc được."))])


def _refuse_other_parts(parts: Sequence[dict[str, Any]], files: Mapping[str, bytes]) -> None:
    """Every part of the format is there, as its list says: of that size, with that check sum."""
    listed = [part["file"] for part in parts]
    if sorted([*listed, MANIFEST]) != sorted(files) or not {kind.file for kind in KINDS} <= set(listed):
        raise PackageRefused([Refusal(MANIFEST, None, _("các phần trong tệp không khớp danh sách của gói."))])
    for part in parts:
        content = files[part["file"]]
        if len(content) != part["bytes"] or digest(content) != part["sha256"]:
            reason = _("nội dung không khớp mã kiểm tra: gói bị hỏng hoặc đã bị sửa. Hãy xuất lại từ nơi lập kế hoạch.")
            raise PackageRefused([Refusal(part["file"], None, reason)])


def _rows(file: str, content: bytes, parts: Sequence[dict[str, Any]]) -> list:
    rows = _json(file, content)
    declared = next(part["rows"] for part in parts if part["file"] == file)
    if not isinstance(rows, list) or len(rows) != declared:
        raise PackageRefused([Refusal(file, None, _("không phải danh sách %s dòng như gói ghi.") % declared)])
    return rows


def _json(file: str, content: bytes) -> Any:
    try:
        return read_json(content)
    except JsonRefused as error:
        raise PackageRefused([Refusal(file, None, error.reason)]) from error
