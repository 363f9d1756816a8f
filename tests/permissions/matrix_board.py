"""The board of a plan, judging a report, the letter to those who are late."""

from tests.permissions.notation import lines_of

BOARD = "/ke-hoach/<slug:code>/bao-cao/"
PERIOD = "/ke-hoach/<slug:code>/ky/<slug:period>"
REVIEW = f"{PERIOD}/dia-ban/<int:locality>/duyet/"

# Those below the plan report to it and do not look at the others; the report of a district that is not theirs is not
# even there. The leader reads; a letter is drawn up by those who send it.
BOARD_PAGES = lines_of(
    f"""
                                   anonymous  outsider  neighbour  officer  editor     leader     administrator
    {BOARD}                        login      404       403        403      200/302+   200/403    200/302+
    {PERIOD}/khoa/                 login      404       403        403      200/302+   403        200/302+
    {PERIOD}/gia-han/              login      404       403        403      200/302+   403        200/302+
    {PERIOD}/don-doc.<str:form>    login      404/405   403/405    403/405  200/405    403/405    200/405
    {REVIEW}                       login      404       404        403      200/302+   200/403    200/302+
    """,
    posts={BOARD: "accept-all", f"{PERIOD}/gia-han/": "more-time", REVIEW: "accept"},
)
