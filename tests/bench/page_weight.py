"""What the entry grid makes a browser load: its own modules, and all script and style of its page."""

import gzip
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from plans.models import Plan
from tests.bench.grid import grid_address
from tests.bench.measure import Line
from tests.bench.pages import signed_in

GOAL = 60  # kB on the line
OWN = "grid/"
LINKED = re.compile(r'(?:src|href)="/static/([^"?#]+\.(?:js|css))"')
IMPORTED = re.compile(r'^(?:import|export)\b[^;]*?"\./([^"]+)"', re.MULTILINE)


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    """The goal is for gzip, which every browser takes; over HTTPS it gets brotli."""
    page = signed_in().get(grid_address(next(iter(plans.values()))))
    names = _loaded(page.content.decode())
    own = [name for name in names if name.startswith(OWN)]
    yield _weight("Mô-đun bảng nhập, nguyên bản", own, (_source(name).stat().st_size for name in own))
    yield _weight("Mô-đun bảng nhập, gzip -9", own, (len(gzip.compress(_source(name).read_bytes(), 9)) for name in own))
    yield _weight("Script và kiểu của trang nhập, nguyên bản", names, (_source(name).stat().st_size for name in names))
    with _as_in_production() as stored:
        for suffix, goal in ((".gz", GOAL), (".br", None)):
            sizes = [_served(stored, name, suffix) for name in names]
            yield _weight(f"Script và kiểu của trang nhập, gửi đi {suffix}", names, sizes, goal)


def _loaded(page: str) -> list[str]:
    """Names of the files that the page links, and of the modules that they import."""
    found, waiting = [], LINKED.findall(page)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            if name.endswith(".js"):
                folder = name.rpartition("/")[0]
                waiting += [f"{folder}/{other}".lstrip("/") for other in IMPORTED.findall(_source(name).read_text())]
    return found


def _source(name: str) -> Path:
    return Path(finders.find(name))


@contextmanager
def _as_in_production() -> Iterator[Path]:
    """The folder from which a production server answers."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    with tempfile.TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(folder)


def _served(folder: Path, name: str, suffix: str) -> int:
    """Bytes of the compressed file; one that would not become smaller has none and is sent as it is."""
    stored = folder / staticfiles_storage.stored_name(name)
    compressed = stored.with_name(stored.name + suffix)
    return (compressed if compressed.exists() else stored).stat().st_size


def _weight(what: str, names: list[str], sizes: Iterable[int], goal: int | None = None) -> Line:
    weight = sum(sizes) / 1000
    shown = "" if goal is None else f"< {goal} kB"
    return Line(what, f"{len(names)} tệp", f"{weight:.1f} kB", "", "", shown, None if goal is None else weight < goal)
