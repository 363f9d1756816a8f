"""Every page about getting in, as somebody meets it: `PAGES[name](visit)` brings the browser of a `Visit` there."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.actions import invite
from accounts.models import User
from tests.accounts.totp import code_at
from tests.entering import enter
from tests.factories import PASSWORD, TOTP_SECRET, AuditEventFactory, LocalityFactory, UserFactory

SIGN_IN = "/tai-khoan/dang-nhap/"
AGAIN = "/tai-khoan/xac-nhan/?next=/tai-khoan/hai-lop/bat/"
AGAIN_BY_CODE = "/tai-khoan/hai-lop/xac-nhan/?next=/tai-khoan/hai-lop/ma-du-phong/"
PASSWORD_CHANGE = "/tai-khoan/mat-khau/"
# As long as names come.
LONG_NAME = "Nguyễn Hoàng Phương Thảo Nguyên Thị Kim Ngân Trần Lê Bảo Châu"
LONG_PLACE = "Thành phố Hồ Chí Minh và vùng phụ cận mở rộng"


@dataclass(frozen=True)
class People:
    administrator: User
    newcomer: User  # an administrator who has no second factor yet
    officer: User  # needs none
    guarded: User  # has one of free will


def gather_people() -> People:
    cache.clear()  # attempts and codes of the test before
    place = LocalityFactory(name=LONG_PLACE)
    AuditEventFactory(place=place)
    return People(
        administrator=UserFactory(administrator=True, username="quan-tri", first_name="Trần Thị Bình"),
        newcomer=UserFactory(administrator=True, username="quan-tri-moi", second_factor=False),
        officer=UserFactory(officer=True, username="can-bo-theo-doi-chi-tieu", first_name=LONG_NAME, locality=place),
        guarded=UserFactory(editor=True, username="than-trong", locality=place, second_factor=True),
    )


@dataclass(frozen=True)
class Visit:
    page: object
    people: People
    url: str

    def as_(self, client: Client) -> "Visit":
        """The browser goes on as `client`, with its cookies and no others."""
        context = self.page.context
        context.clear_cookies()
        cookies = [{"name": name, "value": cookie.value, "url": self.url} for name, cookie in client.cookies.items()]
        if cookies:
            context.add_cookies(cookies)
        return self

    def goto(self, path: str) -> "Visit":
        self.page.goto(path)
        return self

    def send(self, **fields: str) -> None:
        """Fill in the fields by name and send the form with Enter in the last of them."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)
        with self.page.expect_navigation():
            self.page.locator(f"[name={name}]").press("Enter")


def half_way(user: User) -> Client:
    """The password is typed, no more."""
    client = Client()
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    return client


def fresh(user: User) -> Client:
    """Signed in a moment ago, so that no page asks for the password again."""
    client = half_way(user)
    if Authenticator.objects.filter(user=user).exists():
        cache.clear()  # the code of this half minute may have been used
        client.post(reverse("mfa_authenticate"), {"code": code_at(TOTP_SECRET)})
    return client


def link_for(user: User, by: User) -> str:
    request = RequestFactory().post("/")
    request.user = by
    return reverse("invitation", args=[invite(user, request=request).token])


def access_page(user: User) -> str:
    return reverse("admin:accounts_user_access", args=[user.pk])


def _wrong_password(visit: Visit) -> None:
    visit.as_(Client()).goto(SIGN_IN).send(login="can-bo", password="sai")


def _code(visit: Visit) -> Visit:
    return visit.as_(half_way(visit.people.administrator)).goto(reverse("mfa_authenticate"))


def _again(visit: Visit) -> Visit:
    return visit.as_(enter(Client(), visit.people.officer)).goto(AGAIN)


def _own(name: str, person: str = "officer"):
    return lambda visit: visit.as_(fresh(getattr(visit.people, person))).goto(reverse(name))


def _sessions(visit: Visit) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0"})
    other.post(SIGN_IN, {"login": visit.people.officer.username, "password": PASSWORD})
    _own("own-sessions")(visit)


def _refused_password(visit: Visit) -> None:
    _own("account_change_password")(visit).send(oldpassword="sai", password1="matkhau123", password2="khac")


def _refused_first_code(visit: Visit) -> None:
    _own("mfa_activate_totp")(visit).send(code="000000")


def _recovery_codes(visit: Visit) -> None:
    client = fresh(visit.people.officer)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    visit.as_(client).goto(reverse("mfa_view_recovery_codes"))


def _invitation(visit: Visit) -> Visit:
    return visit.as_(Client()).goto(link_for(visit.people.officer, by=visit.people.administrator))


def _access(visit: Visit) -> None:
    link_for(visit.people.officer, by=visit.people.administrator)
    visit.as_(enter(Client(), visit.people.administrator)).goto(access_page(visit.people.officer))


def _too_often(visit: Visit) -> None:
    client = fresh(visit.people.officer)
    for _n in range(5):
        client.post(PASSWORD_CHANGE, {"oldpassword": "sai"})
    visit.as_(client).goto(PASSWORD_CHANGE).send(oldpassword="sai", password1="x", password2="x")


def _list(name: str):
    return lambda visit: visit.as_(enter(Client(), visit.people.administrator)).goto(reverse(name))


PAGES = {
    "sign in": lambda visit: visit.as_(Client()).goto(SIGN_IN),
    "wrong password": _wrong_password,
    "code": _code,
    "wrong code": lambda visit: _code(visit).send(code="000000"),
    "again": _again,
    "wrong again": lambda visit: _again(visit).send(password="sai"),
    "again by code": lambda visit: visit.as_(enter(Client(), visit.people.guarded)).goto(AGAIN_BY_CODE),
    "own account": _own("own-account"),
    "sessions": _sessions,
    "password": _own("account_change_password"),
    "refused password": _refused_password,
    "second factor off": _own("mfa_index"),
    "turning on": _own("mfa_activate_totp"),
    "refused first code": _refused_first_code,
    "second factor on": _own("mfa_index", "guarded"),
    "turning off": _own("mfa_deactivate_totp", "guarded"),
    "may not turn off": _own("mfa_deactivate_totp", "administrator"),
    "recovery codes": _recovery_codes,
    "new recovery codes": _own("mfa_generate_recovery_codes", "guarded"),
    "invitation": _invitation,
    "refused invitation": lambda visit: _invitation(visit).send(new_password1="matkhau123", new_password2="khac"),
    "void invitation": lambda visit: visit.as_(Client()).goto("/tai-khoan/loi-moi/khong-co/"),
    "blocked": lambda visit: visit.as_(Client()).goto(reverse("account_inactive")),
    "signing out": _own("account_logout"),
    "access": _access,
    "no link": lambda visit: _list("own-account")(visit).goto(access_page(visit.people.guarded)),
    "accounts": _list("admin:accounts_user_changelist"),
    "log": _list("admin:accounts_auditevent_changelist"),
    "refused": lambda visit: _own("own-account")(visit).goto(reverse("admin:plans_plan_add")),
    "too often": _too_often,
}
