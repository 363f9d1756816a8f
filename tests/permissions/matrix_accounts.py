"""Signing in, one's own account, invitations, and how an administrator lets somebody in."""

from tests.permissions.notation import lines_of

OWN = "/tai-khoan/"
TWO = "/tai-khoan/hai-lop/"

# Of one's own account alone: no address names whose, so that nobody is out of reach. The administrators have a second
# factor, the others have none; nobody has recovery codes yet, and who has none finds none (404).
# "just" is somebody who has typed their password within the last quarter of an hour.
OWN_ACCOUNT = lines_of(
    f"""
                            anonymous  outsider    neighbour  officer    editor     leader     administrator
    {OWN}                   login      200/405     200/405    200/405    200/405    200/405    200/405
    {OWN}phien/             login      200/stay    200/stay   200/stay   200/stay   200/stay   200/stay
    {OWN}dang-nhap/         200        home        home       home       home       home       home
    {OWN}dang-xuat/         out        200/out     200/out    200/out    200/out    200/out    200/out
    {OWN}bi-khoa/           200/405    200/405     200/405    200/405    200/405    200/405    200/405
    {OWN}xac-nhan/          login      200         200        200        200        200        200
    {OWN}mat-khau/          login      200         200        200        200        200        200
    {TWO}                   login      200/405     200/405    200/405    200/405    200/405    200/405
    {TWO}ma/                out        home        home       home       home       home       home
    {TWO}xac-nhan/          login      200         again      again      again      again      200
    {TWO}bat/               login      again       again      again      again      again      again
    {TWO}bat/#just          login      off         200        200        200        200        off
    {TWO}tat/               login      again       404        404        404        404        again
    {TWO}tat/#just          login      200         404        404        404        404        200
    {TWO}ma-du-phong/       login      404/405     404/405    404/405    404/405    404/405    404/405
    {TWO}ma-du-phong/tao/   login      again       again      again      again      again      again
    {TWO}ma-du-phong/tao/#just  login  200/302+    200        200        200        200        200/302+
    {TWO}ma-du-phong/tai/   login      404/405     404/405    404/405    404/405    404/405    404/405
    """
)

# Whoever holds an open link sets the password of the account that it was made for; the link itself is the secret.
INVITATION = "/tai-khoan/loi-moi/<str:token>/"
# The account of the row; then one's own, which is changed on one's own pages.
ACCESS = "/accounts/user/<path:object_id>/access/"

ADMISSION = lines_of(
    f"""
                         anonymous  outsider    neighbour  officer    editor     leader     administrator
    {INVITATION}#open    200/302+   200/302+    200/302+   200/302+   200/302+   200/302+   200/302+
    {INVITATION}#void    404        404         404        404        404        404        404
    {ACCESS}             login      404         404        403        403        403        200/302+
    {ACCESS}#own         login      own         403        403        403        403        own
    """,
    posts={
        f"{INVITATION}#open": "password",
        f"{INVITATION}#void": "password",
        ACCESS: "invite",
        f"{ACCESS}#own": "invite",
    },
)
