"""The menu, signing in, and the pages around the lists."""

import pytest
from django.apps import apps
from django.contrib import admin

from config.site import MENU
from tests.factories import PASSWORD, UserFactory


def menu(client):
    groups = client.get("/").context["available_apps"]
    return {str(group["name"]): [str(entry["name"]) for entry in group["models"]] for group in groups}


def test_menu_names_every_list_once():
    named = [apps.get_model(label) for _group, labels in MENU for label in labels]

    assert len(named) == len(set(named))
    assert set(named) == set(admin.site._registry)


def test_menu_of_the_administrator_has_all_groups(administrator, sign_in):
    assert list(menu(sign_in(administrator))) == ["Kế hoạch", "Chỉ tiêu", "Báo cáo", "Danh mục", "Hệ thống"]


@pytest.mark.parametrize("person", ["editor", "officer", "leader"])
def test_menu_leaves_out_what_may_not_be_seen(person, request, sign_in):
    assert list(menu(sign_in(request.getfixturevalue(person)))) == ["Kế hoạch", "Chỉ tiêu", "Báo cáo", "Danh mục"]


def test_menu_is_in_the_order_of_the_work(editor, sign_in):
    assert menu(sign_in(editor))["Báo cáo"] == ["Kỳ báo cáo", "Báo cáo của địa bàn", "Kết quả"]


@pytest.mark.parametrize("app", ["plans", "targets", "localities", "accounts", "admin"])
def test_page_of_an_app(app, administrator, sign_in):
    assert sign_in(administrator).get(f"/{app}/").status_code == 200


def test_page_of_an_app_without_a_list_for_the_user_is_refused(editor, sign_in):
    assert sign_in(editor).get("/accounts/").status_code == 403


def test_sign_in_without_the_staff_flag(db, client):
    UserFactory(username="coso", officer=True)

    response = client.post("/tai-khoan/dang-nhap/", {"login": "coso", "password": PASSWORD, "next": "/"})

    assert (response.status_code, response.url) == (302, "/")


def test_sign_in_with_a_wrong_password_is_explained(db, client):
    UserFactory(username="coso", officer=True)

    response = client.post("/tai-khoan/dang-nhap/", {"login": "coso", "password": "khac"})

    assert response.context["form"].non_field_errors() == [
        "Tên đăng nhập hoặc mật khẩu không đúng. Lưu ý phân biệt chữ hoa, chữ thường của mật khẩu."
    ]


def test_blocked_account_cannot_sign_in(db, client):
    UserFactory(username="coso", officer=True, is_active=False)

    response = client.post("/tai-khoan/dang-nhap/", {"login": "coso", "password": PASSWORD})

    assert (response.status_code, response.url) == (302, "/tai-khoan/bi-khoa/")
    assert "đã bị khóa" in client.get(response.url).text
    assert client.get("/").status_code == 302
