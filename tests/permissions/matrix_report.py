"""The pages of a local officer: their home, and the report of the officer's district for one period."""

from tests.permissions.notation import lines_of

REPORT = "/ke-hoach/<slug:code>/ky/<slug:period>/dia-ban/<int:locality>/"

# Nobody reports for a neighbour, and a leader for nobody. The report that is handed in still has blank cells.
REPORT_PAGES = lines_of(
    f"""
                       anonymous  outsider  neighbour  officer    editor     leader   administrator
    /bao-cao/          login      200/405   200/405    200/405    200/405    403/405  200/405
    {REPORT}           login      404       404        200/302+   200/302+   403      200/302+
    {REPORT}o/         login      405/404   405/404    405/200+   405/200+   405/403  405/200+
    {REPORT}nop/       login      404       404        200/422    200/422    403      200/422
    {REPORT}lich-su/   login      404/405   404/405    200/405    200/405    403/405  200/405
    """,
    posts={REPORT: "result", f"{REPORT}o/": "result-by-script", f"{REPORT}nop/": "hand-in"},
    queries={f"{REPORT}o/": "?bieu={mark}", f"{REPORT}lich-su/": "?o=1.1"},
)
