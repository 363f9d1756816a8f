"""How the matrix is written: one line an address, one cell a person, `GET/POST` or one code for both."""

import re
from dataclasses import dataclass

# Each with who they are in the world of the tests.
PEOPLE = {
    "anonymous": "not signed in",
    "outsider": "administrator of another province: holds every permission, and only the place keeps them out",
    "neighbour": "local officer (cán bộ cơ sở) of another district of the same province",
    "officer": "local officer (cán bộ cơ sở) of the district in which the row lies",
    "editor": "provincial editor (cán bộ tỉnh) of the province",
    "leader": "leader (lãnh đạo) of the province",
    "administrator": "administrator (quản trị) of the province, signed in with a second factor",
}
METHODS = ("GET", "POST")
SIGN_IN = "/tai-khoan/dang-nhap/"


@dataclass(frozen=True)
class Code:
    """An answer: its status, what it means, where it leads, whether it writes, whether the row is in it."""

    status: int
    meaning: str
    to: str = ""  # pattern of the address it leads to; {address} is what was asked for, {quoted} the same in a query
    writes: bool = False
    lacks_row: bool = False


CODES = {
    "200": Code(
        200, "the page; a list holds the row. After POST: a form that comes back with its errors, or a preview"
    ),
    "empty": Code(200, "the page, but the row of the province is not in it", lacks_row=True),
    "200+": Code(200, "done: something was written", writes=True),
    "302+": Code(302, "done: something was written, and on to another page", to="/.*", writes=True),
    "login": Code(302, "to the page of signing in, which leads back", to=rf"{SIGN_IN}\?next={{quoted}}"),
    "out": Code(302, "to the page of signing in", to=rf"{SIGN_IN}(\?next=/)?"),
    "again": Code(
        302, "to where one's own password or code is asked for again", to=r"/tai-khoan/(hai-lop/)?xac-nhan/.*"
    ),
    "home": Code(302, "to the home page", to="/"),
    "own": Code(302, "to one's own account", to="/tai-khoan/"),
    "off": Code(302, "to where one's own second factor is switched off", to="/tai-khoan/hai-lop/tat/"),
    "stay": Code(302, "to the same page; nothing was chosen that is there, and nothing done", to="{address}"),
    "change": Code(
        302, "to the same address with `change/`, whether there is such a row or not", to="{address}change/"
    ),
    "changes": Code(302, "to the list of changes of that figure", to=r"/targets/targetchange/\?.*"),
    "403": Code(403, "refused: within reach, without the right"),
    "404": Code(404, "not there: out of reach"),
    "405": Code(405, "this address does not take that method"),
    "422": Code(422, "refused with the reason for each cell"),
}


# What is sent by POST; `tests.permissions.world.SENT` makes it.
SENDS = {
    "nothing": "an empty form",
    "delete-chosen": "the order to delete the row of the world, confirmed",
    "confirmation": "the confirmation that the row is to be deleted",
    "file": "the order to prepare a file",
    "figure": "the figure 5 for the cell of the officer's district",
    "figure-by-script": "the figure 5 for the cell of the officer's district, as JSON",
    "table": "a workbook with a figure for the officer's district",
    "answers": "the answers to a table, as they are proposed",
    "preview": "the preview of a table, as it was shown",
    "removal": "that it be taken off the list",
    "demand": "10 to be shared equally, as JSON",
    "password": "a new password, twice",
    "result": "the figure 5 for the first line of the report",
    "result-by-script": "the figure 5 for the first line of the report, as JSON",
    "hand-in": "the order to hand in the report, which has blank cells",
    "step": "the step from draft to submitted",
    "period": "a period that is asked for by itself",
    "invite": "the order to make a new link",
    "accept": "the acceptance of the report of the officer's district",
    "accept-all": "the acceptance of that report as one of many",
    "words": "the words of a report",
    "workbook": "a file that is no workbook, for which a job says so",
    "more-time": "more time for the officer's district",
    "package": "the plan as a package",
}


@dataclass(frozen=True)
class Answer:
    get: str
    post: str

    @classmethod
    def read(cls, cell: str) -> "Answer":
        get, _, post = cell.partition("/")
        for code in (get, post or get):
            if code not in CODES:
                raise ValueError(f"{cell}: no such answer")
        return cls(get, post or get)

    def __str__(self) -> str:
        return self.get if self.get == self.post else f"{self.get} / {self.post}"

    def to(self, method: str) -> Code:
        return CODES[self.get if method == "GET" else self.post]


@dataclass(frozen=True)
class Line:
    """An address as Django's resolver writes it, in one `case` where it has several, and what each person is told."""

    route: str
    answers: dict[str, Answer]
    case: str = ""
    posts: str = "nothing"  # what is sent by POST: a key of SENDS
    query: str = ""

    def __str__(self) -> str:
        return f"/{self.route}" + (f"#{self.case}" if self.case else "")


def answers_by_name(text: str) -> dict[str, dict[str, Answer]]:
    """{first word of a line: its answers}; the first line names the people, so that columns can be read."""
    head, *lines = (line.split() for line in text.strip().splitlines() if line.strip())
    if head != list(PEOPLE):
        raise ValueError(f"the columns are {list(PEOPLE)}, not {head}")
    found: dict[str, dict[str, Answer]] = {}
    for name, *cells in lines:
        if name in found:
            raise ValueError(f"{name} stands twice")
        found[name] = dict(zip(PEOPLE, map(Answer.read, cells), strict=True))
    return found


def lines_of(text: str, *, posts: dict[str, str] | None = None, queries: dict[str, str] | None = None) -> list[Line]:
    """A table whose lines begin with "/<route>" or "/<route>#<case>"; the others say by name what belongs to a line."""
    table = answers_by_name(text)
    posts, queries = posts or {}, queries or {}
    if unknown := (posts.keys() | queries.keys()) - table.keys():
        raise ValueError(f"not in the table: {sorted(unknown)}")
    return [
        Line(*_parts(name, answers), posts=posts.get(name, "nothing"), query=queries.get(name, ""))
        for name, answers in table.items()
    ]


def _parts(name: str, answers: dict[str, Answer]) -> tuple[str, dict[str, Answer], str]:
    route, _, case = name.removeprefix("/").partition("#")
    return route, answers, case


# What stands for a value in a route: "<path:object_id>", "(?P<app_label>plans|targets)".
_VALUE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def address_of(line: Line, values: dict[str, str]) -> str:
    path = _VALUE.sub(lambda found: values[found[1] or found[2]], line.route.strip("^").replace("$", ""))
    return f"/{path}{line.query.format(**values)}"
