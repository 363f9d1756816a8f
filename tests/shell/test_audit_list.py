"""The list "Nhật ký hệ thống": who sees which events, and that nobody changes them."""

import pytest

from accounts.models import AuditEvent
from tests.factories import AuditEventFactory, UserFactory
from tests.shell.rows import page_url

LIST = "/accounts/auditevent/"


def listed(client, **query):
    return set(client.get(LIST, query).context["cl"].queryset.values_list("subject", flat=True))


@pytest.fixture
def provincial_administrator(province):
    return UserFactory(administrator=True, locality=province)


def test_events_are_seen_by_the_place_of_that_moment(
    province, district, other_province, provincial_administrator, administrator, sign_in
):
    moved = UserFactory(editor=True, locality=other_province)
    AuditEventFactory(place=district, happened_by=moved, subject="trước khi chuyển")
    AuditEventFactory(place=other_province, happened_by=moved, subject="sau khi chuyển")
    AuditEventFactory(place=None, happened_by=None, subject="không rõ người")

    assert listed(sign_in(provincial_administrator)) == {"trước khi chuyển"}
    assert listed(sign_in(administrator)) == {"trước khi chuyển", "sau khi chuyển", "không rõ người"}


def test_event_without_a_place_is_not_found_from_below(provincial_administrator, administrator, sign_in):
    event = AuditEventFactory(place=None, happened_by=None)

    assert sign_in(provincial_administrator).get(page_url(event)).status_code == 404
    assert sign_in(administrator).get(page_url(event)).status_code == 200


def test_event_is_shown_in_words(district, administrator, sign_in):
    event = AuditEventFactory(place=district, details={"status": 403, "role": ["leader", "editor"]}, kind="not_found")

    page = sign_in(administrator).get(page_url(event)).content.decode()

    shown = ["role: leader, editor; status: 403", "mở dòng không có hoặc ngoài phạm vi", "203.0.113.7", "Huyện Bát Xát"]
    assert [text in page for text in shown] == [True] * 4
    assert 'name="_save"' not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"kind__exact": "not_found"}, {"hai"}, id="kind"),
        pytest.param({"q": "203.0.113.9"}, {"hai"}, id="address"),
        pytest.param({"q": "phu-luc/I.pdf"}, {"một"}, id="path"),
        pytest.param({"q": "nguoi-tim"}, {"hai"}, id="person"),
        pytest.param({}, {"một", "hai"}, id="all"),
    ],
)
def test_filters_and_search(query, found, district, administrator, sign_in):
    person = UserFactory(username="nguoi-tim", locality=district)
    AuditEventFactory(place=district, subject="một")
    AuditEventFactory(
        place=district, subject="hai", kind="not_found", address="203.0.113.9", path="/x/", happened_by=person
    )

    assert listed(sign_in(administrator), **query) == found


def test_filter_by_person_offers_those_within_reach(district, other_province, provincial_administrator, sign_in):
    AuditEventFactory(place=district, happened_by__username="nguoi-trong")
    AuditEventFactory(place=other_province, happened_by__username="nguoi-ngoai")

    page = sign_in(provincial_administrator).get(LIST).content.decode()

    assert "nguoi-trong" in page
    assert "nguoi-ngoai" not in page


def test_newest_comes_first(district, administrator, sign_in):
    events = [AuditEventFactory(place=district) for _time in range(3)]

    assert list(sign_in(administrator).get(LIST).context["cl"].queryset) == events[::-1]


def test_several_cannot_be_deleted_at_once(district, administrator, sign_in):
    event = AuditEventFactory(place=district)
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}

    sign_in(administrator).post(LIST, data)

    assert AuditEvent.objects.filter(pk=event.pk).exists()


def test_account_that_stands_in_the_log_is_not_deleted_and_says_why(district, administrator, sign_in):
    account = UserFactory(locality=district)
    AuditEventFactory(place=district, happened_by=account)
    client = sign_in(administrator)

    page = client.get(page_url(account, "delete")).content.decode()
    client.post(page_url(account, "delete"), {"post": "yes"})

    assert "Nhật ký hệ thống: 1" in page
    assert type(account).objects.filter(pk=account.pk).exists()
