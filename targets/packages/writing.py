"""A plan as one file. Reads, writes nothing; the same plan gives the same bytes but for the moment of export."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.archives import write_archive
from core.release import NAME, RELEASE
from core.strict_json import write_json
from plans.models import Plan
from targets.packages import ENDING, FORMAT, VERSION
from targets.packages.bounds import BOUNDS, MOST_ROWS
from targets.packages.content import Content, PlainRow, content_of
from targets.packages.history import FOLDER, history_of
from targets.packages.kinds import KINDS
from targets.packages.rows import refusals_of

MANIFEST = "manifest.json"


class ExportRefused(Exception):
    """Why a plan does not become a package, in a sentence."""


def file_name(plan: Plan) -> str:
    return f"{plan.code}{ENDING}"


def write_package(plan: Plan, *, with_history: bool = True, at: datetime.datetime | None = None) -> bytes:
    """The plan with its lists, figures and reports, and the history of all that as an archive, as a zip.

    `at`: the moment that the package names, now by default. What is written can be read again: raises `ExportRefused`
    where the plan is larger than an import takes, or holds what one refuses.
    """
    content = content_of(plan)
    _refuse_unreadable(content, plan)
    files = parts_of(content, history_of(plan) if with_history else {})
    _refuse_large(files)
    manifest = _manifest(plan, files, at or timezone.now())
    data = write_archive({MANIFEST: manifest, **{name: content for name, (content, _rows) in files.items()}})
    if len(data) > BOUNDS.size:
        raise ExportRefused(_too_large())
    return data


def parts_of(content: Content, history: Mapping[str, Sequence[PlainRow]]) -> dict[str, tuple[bytes, int]]:
    """{file: (its bytes, its number of rows)} in the order of the format."""
    found = {kind.file: (_lines(content[kind.name]), len(content[kind.name])) for kind in KINDS}
    past = {f"{FOLDER}/{name}.json": (_lines(rows), len(rows)) for name, rows in history.items()}
    return found | past


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _lines(rows: Sequence[PlainRow]) -> bytes:
    """A list of rows, one a line, so that two packages can be compared with what compares texts."""
    return b"[\n" + b",\n".join(write_json(row) for row in rows) + b"\n]\n" if rows else b"[]\n"


def _manifest(plan: Plan, files: Mapping[str, tuple[bytes, int]], at: datetime.datetime) -> bytes:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "about": _(
            "Gói của một kế hoạch với mọi dữ liệu đi kèm; nhập bằng trang “Nhập gói kế hoạch” hoặc lệnh import_plan."
        ),
        "software": f"{NAME} {RELEASE}",
        "exported_at": at.astimezone(datetime.timezone.utc).isoformat(timespec="seconds"),
        "plan": plan.code,
        "subject": plan.subject,
        "parts": [
            {"file": name, "rows": rows, "bytes": len(content), "sha256": digest(content)}
            for name, (content, rows) in files.items()
        ],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _refuse_unreadable(content: Content, plan: Plan) -> None:
    """What an import would refuse: a text that no form takes, or rows that somebody changed while they were read."""
    if refusals := refusals_of(content, plan.code):
        raise ExportRefused(_("Chưa xuất được gói: %s Hãy sửa chỗ này, hoặc xuất lại sau ít phút.") % refusals[0])


def _refuse_large(files: Mapping[str, tuple[bytes, int]]) -> None:
    sizes = [len(content) for content, _rows in files.values()]
    most = max(rows for name, (_content, rows) in files.items() if not name.startswith(FOLDER))
    if most > MOST_ROWS or max(sizes) > BOUNDS.file_size or sum(sizes) > BOUNDS.unpacked:
        raise ExportRefused(_too_large())


def _too_large() -> str:
    return _("Kế hoạch có quá nhiều dữ liệu cho một gói; hãy xuất không kèm lịch sử.")
