"""docs/permissions.md, composed of the matrix and of the table of roles."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from accounts.enums import Permission, Role
from accounts.permissions import ROLE_PERMISSIONS
from tests.permissions.matrix import AREAS, Area
from tests.permissions.notation import CODES, PEOPLE, SENDS, Line

COMMAND = ".venv/bin/python -m tests.permissions"
PATH: Path = settings.BASE_DIR / "docs" / "permissions.md"

HEAD = f"""\
# Permissions

Every address of the application, and what it answers to whom. `{COMMAND}` writes this file from
the table in `tests/permissions/`; `tests/permissions/test_matrix.py` asks each of its cells, and an address that is
missing from the table fails the tests.

The rule: **what lies outside the subtree of one's locality is 404; what lies inside, without the right, is 403; who is
not signed in is led to the page of signing in.** Code asks for permissions and for the place, never for a role.
"""


def document() -> str:
    parts = [HEAD, _people(), _roles(), _codes(), *map(_area, AREAS)]
    return "\n".join(parts)


def _people() -> str:
    about = """\
## The seven

One province with two districts, another province; a draft plan of the province with an annex, and one row of every
list: placed in the officer's district where such a row has a place of its own.
"""
    return f"{about}\n" + _table(["who", "is"], PEOPLE.items())


def _roles() -> str:
    rows = [
        [
            f"{permission.label} (`{permission.value}`)",
            *("yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role),
        ]
        for permission in Permission
    ]
    head = ["permission", *(f"{role.label} (`{role.value}`)" for role in Role)]
    return "## Roles\n\n" + _table(head, rows)


def _codes() -> str:
    about = """\
## Answers

A cell says `GET / POST`; one code alone is for both. HEAD answers as GET. The tests also see that nothing at all is
written but where a cell has a plus sign, and that PUT, PATCH and DELETE do no more than POST.
"""
    rows = [[f"`{name}`", str(code.status), code.meaning] for name, code in CODES.items()]
    return f"{about}\n" + _table(["code", "status", "means"], rows)


def _area(area: Area) -> str:
    rows = [[_address(line), SENDS[line.posts], *(str(line.answers[who]) for who in PEOPLE)] for line in area.lines]
    table = _table(["address", "POST sends", *PEOPLE], rows)
    return f"## {area.title}\n\n{area.about}\n\n{table}"


def _address(line: Line) -> str:
    """In a table a bar would end the cell."""
    return f"`{line}{line.query}`".replace("|", r"\|")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
