"""Entry workbooks: of the cells of a plan's annex, and of the report of the officer's district."""

from tests.permissions.notation import lines_of

ANNEX = "/ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/"
REPORT = "/ke-hoach/<slug:code>/ky/<slug:period>/dia-ban/<int:locality>/"

# As the grid and the report themselves: who enters figures there takes them away and brings them back.
WORKBOOK_PAGES = lines_of(
    f"""
                             anonymous  outsider  neighbour  officer    editor     leader   administrator
    {ANNEX}bieu-nhap.xlsx    login      404/405   200/405    200/405    200/405    403/405  200/405
    {ANNEX}tu-tep/           login      404       200/302+   200/302+   200/302+   403      200/302+
    {REPORT}bieu-nhap.xlsx   login      404/405   404/405    200/405    200/405    403/405  200/405
    {REPORT}tu-tep/          login      404       404        200/302+   200/302+   403      200/302+
    /tep-nhap/<int:job>/     login      404       404        404        404        404      404
    /tep-nhap/<int:job>/#own  login     404       200/302+   200/302+   200/302+   403      200/302+
    """,
    posts={f"{ANNEX}tu-tep/": "workbook", f"{REPORT}tu-tep/": "workbook"},
)
