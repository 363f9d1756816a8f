"""Plans as packages: out of the own level, and in."""

from tests.permissions.notation import lines_of

OUT = "/ke-hoach/<slug:code>/goi/"
IN = "/goi-ke-hoach/nhap/"

# Those below a plan read an extract, and an extract is no package. Who edits plans brings packages in, of their own
# places: whether a plan may come in is said by the preview. The job that is asked for is another person's.
PACKAGE_PAGES = lines_of(
    f"""
                                anonymous  outsider   neighbour  officer    editor     leader     administrator
    {OUT}                       login      404        403        403        200        200        200
    {IN}                        login      200/302+   403        403        200/302+   403        200/302+
    /cong-viec/<int:job>/goi/   login      404        403        403        404        403        404
    """,
    posts={IN: "package"},
)
