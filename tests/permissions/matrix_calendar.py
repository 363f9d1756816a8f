"""The calendar of a plan: read by who reads the plan, set by those who edit plans, of their own subtree."""

from tests.permissions.notation import lines_of

CALENDAR = "/ke-hoach/<slug:code>/lich-bao-cao/"

CALENDAR_PAGES = lines_of(
    f"""
                                   anonymous  outsider    neighbour  officer    editor     leader     administrator
    {CALENDAR}                     login      404/405     200/405    200/405    200/405    200/405    200/405
    {CALENDAR}lap/                 login      404         403        403        200/302+   403        200/302+
    {CALENDAR}them/                login      404         403        403        200/302+   403        200/302+
    {CALENDAR}<slug:period>/sua/   login      404         403        403        200/302+   403        200/302+
    {CALENDAR}<slug:period>/xoa/   login      404         403        403        200/302+   403        200/302+
    """,
    posts={
        f"{CALENDAR}them/": "period",
        f"{CALENDAR}<slug:period>/sua/": "period",
        f"{CALENDAR}<slug:period>/xoa/": "confirmation",
    },
    queries={f"{CALENDAR}lap/": "?preset=statistics&kinds=month"},
)
