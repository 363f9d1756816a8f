"""One's own jobs, and those of another."""

from tests.permissions.notation import lines_of

JOB = "/cong-viec/<int:job>/"

JOB_PAGES = lines_of(
    f"""
                         anonymous  outsider   neighbour  officer    editor     leader     administrator
    /cong-viec/          login      200/405    200/405    200/405    200/405    200/405    200/405
    {JOB}                login      404/405    404/405    404/405    404/405    404/405    404/405
    {JOB}#own            login      200/405    200/405    200/405    200/405    200/405    200/405
    {JOB}tien-do/        login      404/405    404/405    404/405    404/405    404/405    404/405
    {JOB}tien-do/#own    login      200/405    200/405    200/405    200/405    200/405    200/405
    {JOB}tep/            login      404/405    404/405    404/405    404/405    404/405    404/405
    {JOB}tep/#own        login      200/405    200/405    200/405    200/405    200/405    200/405
    {JOB}ket-thuc/       login      405/404    405/404    405/404    405/404    405/404    405/404
    {JOB}ket-thuc/#own   login      405/302+   405/302+   405/302+   405/302+   405/302+   405/302+
    """,
    posts={f"{JOB}ket-thuc/#own": "removal"},
)

# The owner of a table still needs the right to write in the plan, on every page of it.
TABLE_PAGES = lines_of(
    f"""
                              anonymous  outsider  neighbour  officer  editor     leader  administrator
    {JOB}bang/                login      404       404        404      404        404     404
    {JOB}bang/#own            login      404       403        403      200/302+   403     200/302+
    {JOB}bang/xem-truoc/      login      404       404        404      404        404     404
    {JOB}bang/xem-truoc/#own  login      404       403        403      200/302+   403     200/302+
    """,
    posts={f"{JOB}bang/#own": "answers", f"{JOB}bang/xem-truoc/#own": "preview"},
)
