"""What each answer tells the browser: no foreign code, no frame, no device, nothing kept, nothing told to others."""

import pytest
from django.test import Client

from tests.entering import enter
from tests.factories import PlanFactory, UserFactory

PAGES = ["/", "/plans/plan/", "/tai-khoan/", "/tai-khoan/dang-nhap/", "/khong-co/", "/accounts/user/"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.fixture
def officer(db):
    return UserFactory(officer=True)


@pytest.mark.parametrize("page", PAGES)
def test_headers_of_every_kind_of_answer(page, officer, client):
    headers = enter(client, officer).get(page).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{feature}=()" in headers["Permissions-Policy"]


def test_policy_allows_nothing_unsafe(officer, client):
    policy = enter(client, officer).get("/").headers["Content-Security-Policy"]

    assert not [word for word in ("unsafe", "data:", "blob:", "http:", "https:", "*") if word in policy]


def test_pages_of_a_plan_are_not_kept_by_the_browser(officer, client):
    plan = PlanFactory(locality=officer.locality)

    answer = enter(client, officer).get(plan.get_absolute_url())

    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "https://testserver.evil.example/",
        " //evil.example",
        "\t//evil.example",
    ],
)
def test_signing_in_leads_to_no_foreign_place(address, officer, client):
    """A changed `next`: in the address, in the form, and where somebody is signed in already."""
    data = {"login": officer.username, "password": "mat-khau-thu-nghiem", "next": address}
    for answer in (
        client.post("/tai-khoan/dang-nhap/", data),
        client.get("/tai-khoan/dang-nhap/", {"next": address}),
        client.post("/tai-khoan/dang-xuat/", {"next": address}),
        client.get("/login/", {"next": address}),
    ):
        assert answer.status_code == 302
        where = answer.headers["Location"]
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "path", ["/tai-khoan/dang-nhap/", "/tai-khoan/dang-xuat/", "/plans/plan/add/", "/tai-khoan/phien/"]
)
def test_post_without_a_token_is_refused(path, officer):
    client = enter(Client(enforce_csrf_checks=True), officer)

    response = client.post(path, {"login": officer.username, "password": "x"})

    assert response.status_code == 403
    assert "Cross-Site" not in response.text
    assert client.get("/").status_code == 200


def test_post_from_a_foreign_page_is_refused(officer):
    client = enter(Client(enforce_csrf_checks=True), officer)
    client.get("/tai-khoan/phien/")
    token = client.cookies["csrftoken"].value

    answers = {
        origin: client.post(
            "/tai-khoan/phien/", {"csrfmiddlewaretoken": token, "ket_thuc": "0"}, headers={"origin": origin}
        ).status_code
        for origin in ("http://testserver", "https://evil.example", "null")
    }

    assert answers == {"http://testserver": 302, "https://evil.example": 403, "null": 403}


def test_foreign_host_is_refused(officer, client):
    assert client.get("/tai-khoan/dang-nhap/", headers={"host": "evil.example"}).status_code == 400
