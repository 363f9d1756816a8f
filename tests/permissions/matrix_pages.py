"""Pages of a plan, and what belongs to the shell as a whole."""

from tests.permissions.notation import lines_of

PLAN = "/ke-hoach/<slug:code>/"
ANNEX = "/ke-hoach/<slug:code>/phu-luc/<str:number>"

# The plan is read by those below it as well, its figures cut to their own subtree (ADR 17). The grid: editors enter
# what is assigned; local officers propose, for their own locality; the cell that is posted is the officer's district.
PLAN_PAGES = lines_of(
    f"""
                         anonymous  outsider    neighbour  officer    editor     leader     administrator
    {PLAN}               login      404/405     200/405    200/405    200/405    200/405    200/405
    {PLAN}trang-thai/    login      404         403        403        200/302+   403        200/302+
    {ANNEX}.pdf          login      404/405     200/405    200/405    200/405    200/405    200/405
    {ANNEX}.<str:form>   login      404/405     200/405    200/405    200/405    200/405    200/405
    {ANNEX}/tep/         login      404         200/302+   200/302+   200/302+   200/302+   200/302+
    {ANNEX}/nhap/        login      404         200/422    200/302+   200/302+   403        200/302+
    {ANNEX}/nhap/o/      login      405/404     405/422    405/200+   405/200+   405/403    405/200+
    {ANNEX}/nhap/lich-su/  login    404/405     404/405    200/405    200/405    403/405    200/405
    {ANNEX}/nhap/phan-bo/  login    404         403        403        200        403        200
    {ANNEX}/nhap/bang/   login      404         403        403        200/302+   403        200/302+
    """,
    posts={
        f"{PLAN}trang-thai/": "step",
        f"{ANNEX}/tep/": "file",
        f"{ANNEX}/nhap/": "figure",
        f"{ANNEX}/nhap/o/": "figure-by-script",
        f"{ANNEX}/nhap/phan-bo/": "demand",
        f"{ANNEX}/nhap/bang/": "table",
    },
    queries={f"{ANNEX}/nhap/lich-su/": "?o={cell}", f"{ANNEX}/nhap/phan-bo/": "?cot={column}"},
)

APP = "/^(?P<app_label>localities|accounts|admin|plans|targets)/$"
ANYTHING = "/(?P<url>.*)$"

# Choices are offered to who may fill in the form that asks: here the one of a heading, which asks for its plan.
SHELL_PAGES = lines_of(
    f"""
                         anonymous  outsider    neighbour  officer    editor     leader     administrator
    /                    login      empty       200        200        200        200        200
    /login/              out        out         out        out        out        out        out
    /autocomplete/       login      empty/405   403/405    403/405    200/405    403/405    200/405
    /jsi18n/             login      200/405     200/405    200/405    200/405    200/405    200/405
    {APP}#plans          login      200         200        200        200        200        200
    {APP}#targets        login      200         200        200        200        200        200
    {APP}#localities     login      200         200        200        200        200        200
    {APP}#accounts       login      200         403        403        403        403        200
    {APP}#admin          login      200         403        403        403        403        200
    {ANYTHING}           login      404         404        404        404        404        404
    """,
    queries={"/autocomplete/": "?app_label=plans&model_name=section&field_name=plan&term="},
)
