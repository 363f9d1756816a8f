"""Lists that go in and out as files."""

from tests.permissions.notation import lines_of

LIST = "/danh-sach/<slug:name>/"

# The right to the list, as in the shell; of the rows, those within reach. An upload that is empty comes back.
LIST_FILES = lines_of(
    f"""
                                        anonymous  outsider   neighbour  officer    editor     leader     administrator
    {LIST}nhap/#dia-ban                 login      200        403        403        403        403        200
    {LIST}nhap/#co-so                   login      200        403        403        403        403        200
    {LIST}nhap/#co-quan                 login      200        403        403        403        403        200
    {LIST}nhap/#chi-tieu                login      403        403        403        403        403        403
    {LIST}nhap/#hoat-dong               login      200        403        403        200        403        200
    {LIST}nhap/#tai-khoan               login      200        403        403        403        403        200
    {LIST}mau.xlsx#hoat-dong            login      200/405    403/405    403/405    200/405    403/405    200/405
    {LIST}xuat.xlsx#dia-ban             login      200/405    200/405    200/405    200/405    200/405    200/405
    {LIST}xuat.xlsx#co-so               login      200/405    200/405    200/405    200/405    200/405    200/405
    {LIST}xuat.xlsx#co-quan             login      200/405    200/405    200/405    200/405    200/405    200/405
    {LIST}xuat.xlsx#chi-tieu            login      200/405    200/405    200/405    200/405    200/405    200/405
    {LIST}xuat.xlsx#hoat-dong           login      200/405    200/405    200/405    200/405    200/405    200/405
    {LIST}xuat.xlsx#tai-khoan           login      200/405    403/405    403/405    403/405    403/405    200/405
    {LIST}xuat.csv#tai-khoan            login      200/405    403/405    403/405    403/405    403/405    200/405
    /cong-viec/<int:job>/danh-sach/     login      404        404        404        404        404        404
    /cong-viec/<int:job>/danh-sach/#own login      200/302+   403        403        403        403        200/302+
    """
)
