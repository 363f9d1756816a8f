"""Packages for tests: of the real plans, and made wrong in one place."""

import copy
import datetime
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from core.archives import write_archive
from targets.packages.writing import digest

MOMENT = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.timezone.utc)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def content_in(data: bytes) -> dict[str, Any]:
    """{part without its ending: rows}, the manifest too."""
    return {name.removesuffix(".json"): json.loads(content) for name, content in unpacked(data).items()}


def packed(parts: dict[str, Any]) -> bytes:
    """The parts as a package whose manifest fits them: rows as JSON, or bytes as they are."""
    files = {f"{name}.json": _bytes(rows) for name, rows in parts.items() if name != "manifest"}
    listed = [
        {
            "file": name,
            "rows": _count(parts[name.removesuffix(".json")]),
            "bytes": len(content),
            "sha256": digest(content),
        }
        for name, content in files.items()
    ]
    manifest = {**parts["manifest"], "parts": listed}
    return write_archive({"manifest.json": _bytes(manifest), **files})


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The package after `change` was done to its parts, with check sums that fit."""
    parts = copy.deepcopy(content_in(data))
    change(parts)
    return packed(parts)


def _bytes(rows: Any) -> bytes:
    return rows if isinstance(rows, bytes) else json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _count(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else 0
