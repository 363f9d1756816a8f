"""Whoever takes an annex away stands in the log of the system."""

import pytest

from accounts.models import AuditEvent
from localities.models import Locality
from tests.entering import enter
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PDF = "/ke-hoach/ba-ria-vung-tau-2020/phu-luc/II.pdf"


@pytest.fixture
def leader(client):
    user = UserFactory(locality=Locality.objects.get(code="77", valid_from="2004-07-08"))
    enter(client, user)
    return user


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("", {"format": "pdf", "variant": "paper", "disposition": "attachment"}),
        ("?ban=dien-tu&xem", {"format": "pdf", "variant": "electronic", "disposition": "inline"}),
    ],
)
def test_download_is_remembered(query, details, client, leader):
    assert client.get(f"{PDF}{query}").status_code == 200

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject) == ("downloaded", "ba-ria-vung-tau-2020, phụ lục II")
    assert (event.details, event.path) == (details, PDF)
    assert (event.happened_by, event.place) == (leader, leader.locality)


def test_download_that_fails_is_no_download(client, leader, monkeypatch):
    monkeypatch.setattr("reports.paper.AnnexPaper.fingerprint", lambda paper: 1 / 0)
    client.raise_request_exception = False

    assert client.get(PDF).status_code == 500
    assert not AuditEvent.objects.exists()


def test_head_takes_nothing_away(client, leader):
    assert client.head(PDF).status_code == 200
    assert not AuditEvent.objects.exists()


def test_download_by_number_in_figures_is_the_same_annex(client, leader):
    client.get("/ke-hoach/ba-ria-vung-tau-2020/phu-luc/2.pdf")

    assert AuditEvent.objects.get().subject == "ba-ria-vung-tau-2020, phụ lục II"
