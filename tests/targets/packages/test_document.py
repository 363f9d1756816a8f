"""docs/plan-package.md names every part and every field; what it says of the bounds is so."""

import re

import pytest
from django.conf import settings

from core.archives import MEGA
from core.release import NAME, RELEASE
from targets.packages import ENDING, FORMAT, VERSION
from targets.packages.bounds import BOUNDS, MOST_LEVELS, MOST_LIST_ROWS, MOST_ROWS
from targets.packages.history import FILES
from targets.packages.kinds import KINDS

TEXT = (settings.BASE_DIR / "docs" / "plan-package.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_part_and_its_fields_are_described(kind):
    [line] = re.findall(rf"^\| `{kind.name}`[^`|]*\|.*$", TEXT, re.MULTILINE)

    _name, key, rest = line.split("|")[1:-1]
    assert re.findall(r"`([a-z_]+)`", re.sub(r"\([^)]*\)", "", key)) == list(kind.key)
    described = re.findall(r"`([a-z_]+)`", re.sub(r"\([^)]*\)|: .*", "", rest))
    assert described == [*kind.rest, *kind.extra]


def test_history_is_described():
    assert [name for name in FILES if f"`{name}`" not in TEXT] == []


def test_format_and_bounds_are_described():
    assert f"Format `{FORMAT}`, version {VERSION}." in TEXT
    assert f"`{ENDING}`" in TEXT
    sizes = [BOUNDS.size // MEGA, BOUNDS.unpacked // MEGA, BOUNDS.file_size // MEGA, BOUNDS.ratio]
    assert "{} MB packed, {} MB unpacked, {} MB a part, {} times its packed size".format(*sizes) in TEXT
    assert f"{MOST_ROWS:,} rows a part, {MOST_LIST_ROWS:,} a list; {MOST_LEVELS} levels" in TEXT


def test_release_is_that_of_the_project():
    project = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")

    assert f'name = "{NAME}"\nversion = "{RELEASE}"' in project
