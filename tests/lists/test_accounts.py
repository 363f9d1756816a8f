"""Accounts: roles that one may give, places within reach, never oneself, never a secret."""

import json

import pytest
from allauth.usersessions.models import UserSession

from accounts.enums import AuditKind, Permission, Role
from accounts.models import AuditEvent, Invitation, User
from accounts.permissions import ROLE_PERMISSIONS
from accounts.resources import AccountResource
from core.lists.sheets import to_csv
from tests.cast import gather
from tests.entering import enter
from tests.factories import LocalityFactory, UserFactory
from tests.lists.files import faults, table

pytestmark = pytest.mark.django_db

HEADER = ["Tên đăng nhập", "Họ và tên", "Thư điện tử", "Vai trò", "Mã địa bàn", "Đang dùng"]


@pytest.fixture
def cast():
    return gather()


def row(**cells):
    new = dict(zip(HEADER, ["hoa.ly", "Lý Thị Hoa", "hoa@vidu.vn", "cán bộ tỉnh", "10", ""], strict=True))
    return [*(new | {"Mã địa bàn": LAO_CAI} | cells).values()]


LAO_CAI = "x-lc"


@pytest.fixture(autouse=True)
def lao_cai(cast):
    type(cast.province).objects.filter(pk=cast.province.pk).update(code=LAO_CAI)


def events(kind):
    return list(AuditEvent.objects.filter(kind=kind).order_by("pk").values_list("subject", "details"))


def test_new_account_opens_by_invitation_only(cast):
    preview = AccountResource(cast.administrator).store(table(HEADER, row()))

    assert faults(preview) == []
    account = User.objects.get(username="hoa.ly")
    assert not account.has_usable_password()
    assert (account.is_active, account.is_staff, account.is_superuser) == (True, False, False)
    assert account.locality == cast.province
    assert Invitation.objects.get(user=account).invited_by == cast.administrator
    assert events(AuditKind.INVITED) == [("hoa.ly", {})]
    assert events(AuditKind.RIGHTS_CHANGED) == [
        ("hoa.ly", {"role": [None, "editor"], "locality": [None, LAO_CAI], "is_active": [None, True]})
    ]
    assert events(AuditKind.ACCOUNT_CHANGED) == [("hoa.ly", {"fields": ["email", "first_name", "username"]})]


def test_change_of_rights_is_a_row_of_the_log(cast):
    AccountResource(cast.administrator).store(table(["Tên đăng nhập", "Vai trò"], ["LANH-DAO", "cán bộ tỉnh"]))

    cast.leader.refresh_from_db()
    assert (cast.leader.username, cast.leader.role) == ("lanh-dao", "editor")
    assert events(AuditKind.RIGHTS_CHANGED) == [("lanh-dao", {"role": ["leader", "editor"]})]
    assert events(AuditKind.ACCOUNT_CHANGED) == []
    assert AuditEvent.objects.get(kind=AuditKind.RIGHTS_CHANGED).happened_by == cast.administrator


def test_blocked_account_is_signed_out(cast, client):
    enter(client, cast.leader)
    UserSession.objects.create(user=cast.leader, session_key=client.session.session_key, ip="203.0.113.7")

    AccountResource(cast.administrator).store(table(["Tên đăng nhập", "Đang dùng"], ["lanh-dao", "không"]))

    cast.leader.refresh_from_db()
    assert not cast.leader.is_active
    assert not UserSession.objects.filter(user=cast.leader).exists()


@pytest.mark.parametrize(
    ("heading", "cell"), [("Vai trò", "lãnh đạo"), ("Đang dùng", "không"), ("Mã địa bàn", LAO_CAI)]
)
def test_nobody_changes_their_own_rights(cast, heading, cell):
    preview = AccountResource(cast.administrator).read(table(["Tên đăng nhập", heading], ["quan-tri", cell]))

    assert faults(preview)[0] == (2, "", "Không tự đổi vai trò, địa bàn hay trạng thái của tài khoản đang dùng.")


def test_own_name_may_be_changed(cast):
    preview = AccountResource(cast.administrator).store(table(["Tên đăng nhập", "Họ và tên"], ["quan-tri", "Lý Mai"]))

    assert preview.is_stored


def test_account_out_of_reach_is_refused_whatever_the_file_says(cast):
    provincial = UserFactory(administrator=True, locality=cast.province)
    hidden = "Mã này không có, hoặc đã dùng ở ngoài phạm vi của tài khoản."

    for cells in (["tinh-khac", ""], ["tinh-khac", "Tên khác"], ["quan-tri", ""]):
        preview = AccountResource(provincial).read(table(["Tên đăng nhập", "Họ và tên"], cells))
        assert faults(preview) == [(2, "Tên đăng nhập", hidden)]


@pytest.mark.parametrize("cell", ["x-k", ""])
def test_place_out_of_reach_is_refused(cast, cell):
    LocalityFactory(code="x-k")
    provincial = UserFactory(administrator=True, locality=cast.province)

    preview = AccountResource(provincial).read(table(HEADER, row(**{"Mã địa bàn": cell})))

    assert not preview.may_be_stored
    assert [place for place, _column, _reason in faults(preview)][:1] == [2]


def test_role_that_holds_more_is_neither_given_nor_touched(cast, monkeypatch):
    """As one who manages accounts without holding everything would find it."""
    held = ROLE_PERMISSIONS[Role.LEADER] | {Permission.MANAGE_ACCOUNTS}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.LEADER, held)
    given = AccountResource(cast.leader).read(table(HEADER, row(**{"Vai trò": "quản trị"})))
    touched = AccountResource(cast.leader).read(table(["Tên đăng nhập", "Họ và tên"], ["can-bo-tinh", "Khác"]))

    assert faults(given) == [(2, "Vai trò", "Tài khoản không được chọn “quản trị”; chỉ chọn: lãnh đạo.")]
    assert faults(touched) == [(2, "", "Tài khoản không được sửa dòng này.")]


def test_name_that_differs_in_case_alone_is_the_same_account(cast):
    file = table(["Tên đăng nhập", "Họ và tên"], ["Lanh-Dao", "Tên Mới"], ["lanh-dao", "Tên Khác"])

    assert faults(AccountResource(cast.administrator).read(file)) == [(3, "", "Dòng 2 và dòng 3 cùng là một mục.")]


def test_name_that_looks_like_another_is_refused(cast):
    preview = AccountResource(cast.administrator).read(table(HEADER, row(**{"Tên đăng nhập": "lаnh"})))  # Cyrillic а

    assert faults(preview) == [
        (2, "Tên đăng nhập", "Tên đăng nhập chỉ gồm chữ cái không dấu, chữ số và các ký tự @ . + - _")
    ]


def test_password_in_a_file_is_not_read(cast):
    preview = AccountResource(cast.administrator).store(table([*HEADER, "password", "Mật khẩu"], [*row(), "a", "b"]))

    assert preview.notes == ["Cột không dùng, không đọc: “password”, “Mật khẩu”."]
    assert not User.objects.get(username="hoa.ly").has_usable_password()


def test_export_and_preview_hold_no_secret(cast):
    resource = AccountResource(cast.administrator)
    preview = resource.read(table(HEADER, row()))

    text = to_csv(resource.export()).decode() + json.dumps([change.texts() for change in preview.changes])

    assert [column.name for column in resource.columns] == [
        "username", "first_name", "email", "role", "locality", "is_active",
    ]  # fmt: skip
    assert cast.leader.password not in text
    assert "pbkdf2" not in text
