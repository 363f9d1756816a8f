"""Results of a period, and the report that is written on it."""

from tests.permissions.notation import lines_of

PERIOD = "/ke-hoach/<slug:code>/ky/<slug:period>/"

# Results are figures: those below the plan see the ones of their own subtree (ADR 17). The report speaks of the whole:
# it is read at the plan's own level, and written by those who judge reports.
RESULT_PAGES = lines_of(
    f"""
                                             anonymous  outsider   neighbour  officer    editor   leader   administrator
    {PERIOD}ket-qua/                         login      404/405    200/405    200/405    200/405    200/405    200/405
    {PERIOD}ket-qua/phu-luc/<str:number>.pdf login      404/405    200/405    200/405    200/405    200/405    200/405
    {PERIOD}ket-qua/phu-luc/<str:number>.<str:form> login 404/405 200/405 200/405    200/405    200/405    200/405
    {PERIOD}ket-qua/phu-luc/<str:number>/tep/ login     404        200/302+   200/302+   200/302+   200/302+   200/302+
    {PERIOD}bao-cao-tong-hop/                login      404        403        403        200/302+   200/403    200/302+
    {PERIOD}bao-cao-tong-hop.pdf             login      404/405    403/405    403/405    200/405    200/405    200/405
    {PERIOD}bao-cao-tong-hop.<str:form>      login      404/405    403/405    403/405    200/405    200/405    200/405
    """,
    posts={f"{PERIOD}bao-cao-tong-hop/": "words", f"{PERIOD}ket-qua/phu-luc/<str:number>/tep/": "file"},
)
