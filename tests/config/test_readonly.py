"""GET never writes: the database itself refuses it, on both databases, and writes again afterwards."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import path

from core.readonly import may_write_on_get
from localities.models import Locality
from tests.factories import PASSWORD, LocalityFactory, UserFactory

REFUSAL = {"postgresql": "read-only transaction", "sqlite": "readonly database"}


def write():
    LocalityFactory(code="x9", name="Tỉnh Mới")


def written():
    return Locality.objects.filter(code="x9").exists()


@login_not_required
def writing(request):
    write()
    return HttpResponse("đã ghi")


@login_not_required
def writing_late(request):
    """Written by the template, after the view has returned."""

    class Row:
        def __str__(self):
            write()
            return "đã ghi"

    return TemplateResponse(request, engines["django"].from_string("{{ row }}"), {"row": Row()})


@login_not_required
def writing_and_catching(request):
    with pytest.raises(DatabaseError, match=REFUSAL[connection.vendor]):
        write()
    return HttpResponse("bỏ qua")


@login_not_required
def reading_in_a_transaction(request):
    with transaction.atomic():
        return HttpResponse(str(Locality.objects.count()))


@may_write_on_get("một ví dụ")
@login_not_required
def allowed(request):
    return writing(request)


@login_not_required
def failing(request, error):
    Locality.objects.count()
    raise {"404": Http404, "403": PermissionDenied, "500": RuntimeError}[error]


urlpatterns = [
    path("ghi/", writing),
    path("ghi-muon/", writing_late),
    path("bo-qua/", writing_and_catching),
    path("doc/", reading_in_a_transaction),
    path("duoc-ghi/", allowed),
    path("loi/<str:error>/", failing),
]

pytestmark = pytest.mark.urls(__name__)
# As in use. A statement that fails in the transaction around a test would break that transaction.
committing = pytest.mark.django_db(transaction=True)
# Also inside a transaction, where the guard on PostgreSQL is a savepoint.
both = pytest.mark.parametrize(
    "visitor",
    [pytest.param(None, id="inside", marks=pytest.mark.django_db), pytest.param(None, id="outside", marks=committing)],
    indirect=True,
)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@committing
@pytest.mark.parametrize("method", ["get", "head", "options", "trace"])  # those that need no token
@pytest.mark.parametrize("url", ["/ghi/", "/ghi-muon/"])
def test_view_that_writes_is_refused(url, method, visitor):
    assert getattr(visitor, method)(url).status_code == 500
    assert not written()


@both
def test_the_database_says_why(visitor):
    visitor.raise_request_exception = True

    with pytest.raises(DatabaseError, match=REFUSAL[connection.vendor]):
        visitor.get("/ghi/")


@both
def test_post_writes(visitor):
    assert visitor.post("/ghi/").status_code == 200
    assert written()


@both
def test_marked_view_writes(visitor):
    assert visitor.get("/duoc-ghi/").status_code == 200
    assert written()


@committing
@pytest.mark.parametrize(("url", "status"), [("/ghi/", 500), ("/ghi-muon/", 500), ("/bo-qua/", 200)])
def test_connection_writes_again_after_a_refusal(url, status, visitor):
    assert visitor.get(url).status_code == status

    write()
    with transaction.atomic():
        LocalityFactory()

    assert Locality.objects.count() == 2


@both
@pytest.mark.parametrize(
    ("url", "status"), [("/doc/", 200), ("/loi/404/", 404), ("/loi/403/", 403), ("/loi/500/", 500)]
)
def test_connection_writes_again_afterwards(url, status, visitor):
    assert visitor.get(url).status_code == status

    write()
    with transaction.atomic():
        LocalityFactory()

    assert Locality.objects.count() == 2


@both
def test_reading_in_a_transaction_is_no_writing(visitor):
    """On SQLite transactions begin with the lock of a writer, which a reader must not ask for."""
    mode = getattr(connection, "transaction_mode", None)

    assert visitor.get("/doc/").content == b"0"
    assert getattr(connection, "transaction_mode", None) == mode


@both
def test_what_was_written_before_the_request_stays(visitor):
    write()

    assert visitor.get("/doc/").content == b"1"

    assert written()


@pytest.mark.urls("config.urls")
@both
def test_session_that_became_invalid_leads_to_the_login_page(visitor):
    """Its row is deleted when the user is asked for, on whatever page that is."""
    user = UserFactory()
    visitor.login(username=user.username, password=PASSWORD)
    user.set_password("mat-khau-khac-han")
    user.save()

    assert visitor.get("/tai-khoan/dang-nhap/").status_code == 200
    assert visitor.get("/").status_code == 302
