"""What the log of the system remembers, of whom, and from where."""

import pytest
from django.db import transaction
from django.test import RequestFactory

from accounts.audit import record, record_account_change, record_rights_change, record_state_change, rights_of
from accounts.enums import AuditKind, Role
from accounts.models import AuditEvent
from tests.cast import gather
from tests.factories import LocalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather()


def request_of(user, method="post", path="/ke-hoach/lao-cai-2021/", **extra):
    request = getattr(RequestFactory(), method)(path, **{"REMOTE_ADDR": "203.0.113.7", **extra})
    request.user = user
    return request


def test_event_says_who_where_from_where_and_about_what(cast):
    request = request_of(cast.officer, path="/ke-hoach/lao-cai-2021/?q=bi-mat")

    record(AuditKind.EXPORTED, request=request, subject="lao-cai-2021, phụ lục I", details={"format": "xlsx"})

    event = AuditEvent.objects.get()
    assert (event.kind, event.happened_by, event.place) == ("exported", cast.officer, cast.district)
    assert (event.address, event.path) == ("203.0.113.7", "/ke-hoach/lao-cai-2021/")
    assert (event.subject, event.details) == ("lao-cai-2021, phụ lục I", {"format": "xlsx"})
    assert str(event) == "xuất dữ liệu: can-bo-huyen"


def test_place_is_that_of_the_moment(cast):
    """Who moves leaves their history with the old province."""
    record(AuditKind.SIGNED_IN, by=cast.editor)
    cast.editor.locality = LocalityFactory()
    cast.editor.save()
    record(AuditKind.SIGNED_OUT, by=cast.editor)

    places = dict(AuditEvent.objects.values_list("kind", "place__name"))
    assert places == {"signed_in": "Tỉnh Lào Cai", "signed_out": cast.editor.locality.name}


def test_event_of_a_command_has_no_person_and_no_address():
    record(AuditKind.IMPORTED, subject="lao-cai-2021")

    event = AuditEvent.objects.get()
    assert (event.happened_by, event.place, event.address, event.path) == (None, None, None, "")
    assert event.who == "không rõ"


def test_named_person_goes_before_the_one_of_the_request(cast):
    record(AuditKind.SIGNED_IN, request=request_of(cast.leader), by=cast.officer)

    assert AuditEvent.objects.get().happened_by == cast.officer


def test_event_is_undone_with_what_it_was_about(cast):
    with transaction.atomic():
        record(AuditKind.STATE_CHANGED, request=request_of(cast.editor))
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_event_waits_while_a_page_is_read(cast):
    request = request_of(cast.editor, method="get")
    request.audit_queue = []

    record(AuditKind.DOWNLOADED, request=request)

    assert not AuditEvent.objects.exists()
    assert [event.kind for event in request.audit_queue] == ["downloaded"]


def test_texts_fit_and_hold_no_secret_of_a_path(cast):
    request = request_of(cast.editor, path="/tai-khoan/loi-moi/abcDEF123/x%00%0a" + "a" * 400)

    record(AuditKind.INVITATION_USED, request=request, subject="s" * 300)

    event = AuditEvent.objects.get()
    assert event.path.startswith("/tai-khoan/loi-moi/***/x\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}aaa")
    assert (len(event.path), len(event.subject)) == (300, 200)


@pytest.mark.parametrize(
    "value", [1.5, {"a": 1}, ["x", object()], "x" * 101], ids=["number", "tree", "object", "long text"]
)
def test_details_are_codes(value):
    with pytest.raises(TypeError, match="no code"):
        record(AuditKind.IMPORTED, details={"what": value})


def test_change_of_rights_names_what_changed(cast):
    account = cast.officer
    before = rights_of(account)
    account.role, account.locality, account.is_active = Role.EDITOR, cast.province, False

    record_rights_change(request_of(cast.administrator), account, before, rights_of(account))

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject, event.happened_by) == ("rights_changed", "can-bo-huyen", cast.administrator)
    assert event.details == {
        "role": ["officer", "editor"],
        "locality": [cast.district.code, cast.province.code],
        "is_active": [True, False],
    }


def test_rights_that_stay_leave_no_event(cast):
    record_rights_change(request_of(cast.administrator), cast.officer, rights_of(cast.officer), rights_of(cast.officer))
    record_account_change(request_of(cast.administrator), cast.officer, ["role"])

    assert not AuditEvent.objects.exists()


def test_change_of_an_account_names_the_fields_only(cast):
    record_account_change(request_of(cast.administrator), cast.officer, ["role", "first_name", "email"])

    assert AuditEvent.objects.get().details == {"fields": ["email", "first_name"]}


def test_change_of_state(cast):
    record_state_change(request_of(cast.editor), "lao-cai-2021", "draft", "submitted")

    event = AuditEvent.objects.get()
    assert (event.subject, event.details) == ("lao-cai-2021", {"state": ["draft", "submitted"]})


def test_server_log_says_it_once_it_is_stored(cast, django_capture_on_commit_callbacks, caplog):
    with caplog.at_level("INFO", logger="audit"):
        with django_capture_on_commit_callbacks() as callbacks:
            record(AuditKind.EXPORTED, request=request_of(cast.officer), subject="lao-cai-2021")
        assert caplog.records == []
        for callback in callbacks:
            callback()

    (line,) = caplog.records
    assert (line.name, line.kind, line.user_id) == ("audit", "exported", cast.officer.pk)
    assert (line.subject, line.address) == ("lao-cai-2021", "203.0.113.7")
