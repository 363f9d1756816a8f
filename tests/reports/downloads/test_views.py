"""Taking files away: who may, what the log remembers, and what a large table does."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from localities.models import Locality
from reports.downloads.jobs import KIND
from reports.enums import JobState
from reports.jobs.running import run, start
from reports.models import Job
from tests.entering import enter
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

ANNEX = "/ke-hoach/lao-cai-2021/phu-luc/I"
RESULTS = "/ke-hoach/lao-cai-2021/ky/6-thang/ket-qua/phu-luc/I"
REPORT = "/ke-hoach/lao-cai-2021/ky/6-thang/bao-cao-tong-hop"
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def province() -> Locality:
    return Locality.objects.get(code="10", valid_from="2004-07-08")


def taken():
    """What the log remembers of downloads."""
    return AuditEvent.objects.filter(kind="downloaded")


@pytest.fixture
def editor(client):
    return enter(client, UserFactory(editor=True, locality=province()))


@pytest.fixture
def officer(client):
    return enter(client, UserFactory(officer=True, locality=Locality.objects.get(name="Huyện Bát Xát")))


@pytest.fixture
def large(monkeypatch):
    """As if a table of 100 figures were too large to wait for."""
    monkeypatch.setattr("reports.downloads.sizes.MOST_FIGURES", 100)


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        (ANNEX, "lao-cai-2021-phu-luc-I"),
        (RESULTS, "lao-cai-2021-ket-qua-6-thang-phu-luc-I"),
    ],
    ids=["annex", "results"],
)
def test_file_is_sent_and_remembered(editor, examples, address, name, form):
    response = editor.get(f"{address}.{form}")

    assert (response.status_code, response["Content-Type"]) == (200, TYPES[form])
    assert response["Content-Disposition"] == f'attachment; filename="{name}.{form}"'
    event = taken().get()
    assert event.path == f"{address}.{form}"
    assert event.details == {"format": form, "variant": "paper", "disposition": "attachment"}


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_report_is_sent_and_remembered(editor, examples, form):
    response = editor.get(f"{REPORT}.{form}")

    assert (response.status_code, response["Content-Type"]) == (200, TYPES[form])
    event = taken().get()
    assert event.subject == "lao-cai-2021, báo cáo 6-thang"
    assert event.details == {"format": form, "disposition": "attachment"}


def test_report_has_no_other_formats(editor, examples):
    assert editor.get(f"{REPORT}.csv").status_code == 404


@pytest.mark.parametrize("address", [f"{ANNEX}.doc", f"{ANNEX}.xlsm", f"{ANNEX}.html", f"{RESULTS}.odt"])
def test_unknown_format_is_refused_with_those_there_are(editor, examples, address):
    response = editor.get(address)

    assert response.status_code == 404
    assert "pdf, xlsx, docx, csv, json" in response.content.decode()


@pytest.mark.parametrize("query", ["?ban=khac", "?mau=1"])
def test_unknown_choice_is_refused(editor, query):
    assert editor.get(f"{ANNEX}.xlsx{query}").status_code == 404


def test_only_a_pdf_is_shown_in_the_window(editor):
    assert editor.get(f"{ANNEX}.pdf?xem")["Content-Disposition"].startswith("inline")
    assert editor.get(f"{ANNEX}.json?xem")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_head_takes_nothing_away(editor, form):
    assert editor.head(f"{ANNEX}.{form}").status_code == 200
    assert not taken().exists()


@pytest.mark.parametrize("form", TYPES)
def test_those_below_get_an_extract(officer, form):
    response = officer.get(f"{ANNEX}.{form}")

    assert response["Content-Disposition"] == f'attachment; filename="lao-cai-2021-phu-luc-I-trich-082.{form}"'
    if form == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
        assert [row[1] for row in rows[1:]] == ["Bát Xát", "Trích: chỉ gồm số liệu của Huyện Bát Xát"]


# The pages


def links_of(html: str, address: str) -> set[str]:
    return {form for form in TYPES if f'href="{address}.{form}"' in html}


def test_pages_offer_every_format(editor, examples):
    assert links_of(editor.get("/ke-hoach/lao-cai-2021/").content.decode(), ANNEX) == set(TYPES)
    assert links_of(editor.get("/ke-hoach/lao-cai-2021/ky/6-thang/ket-qua/").content.decode(), RESULTS) == set(TYPES)
    assert links_of(editor.get(f"{REPORT}/").content.decode(), REPORT) == {"pdf", "docx"}


def test_pages_of_large_tables_offer_to_prepare_a_file(editor, examples, large):
    for page, address in (("/ke-hoach/lao-cai-2021/", ANNEX), ("/ke-hoach/lao-cai-2021/ky/6-thang/ket-qua/", RESULTS)):
        html = editor.get(page).content.decode()
        assert f'href="{address}/tep/"' in html
        assert links_of(html, address) == set()


# Large tables


@pytest.mark.parametrize("form", TYPES)
def test_large_table_leads_to_where_it_is_prepared(editor, large, form):
    response = editor.get(f"{ANNEX}.{form}?ban=dien-tu")

    assert response.status_code == 302
    assert response["Location"] == f"{ANNEX}/tep/?dinh-dang={form}&ban=dien-tu"
    assert not taken().exists()
    html = editor.get(response["Location"]).content.decode()
    assert f'<option value="{form}" selected>' in html
    assert '<option value="dien-tu" selected>' in html


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        (ANNEX, "lao-cai-2021-phu-luc-I-ban-dien-tu"),
        (RESULTS, "lao-cai-2021-ket-qua-6-thang-phu-luc-I-ban-dien-tu"),
    ],
    ids=["annex", "results"],
)
def test_job_makes_the_file(editor, examples, large, address, name, form):
    response = editor.post(f"{address}/tep/", {"dinh-dang": form, "ban": "dien-tu"})

    job = Job.objects.get()
    assert response["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.reason, job.origin) == (JobState.DONE, "", f"{address}/tep/")
    file = editor.get(reverse("job-file", args=[job.pk]))
    assert (file.status_code, file["Content-Type"]) == (200, TYPES[form])
    assert file["Content-Disposition"] == f'attachment; filename="{name}.{form}"'
    assert taken().get().subject == job.subject


def test_job_refuses_what_is_no_choice(editor, large):
    response = editor.post(f"{ANNEX}/tep/", {"dinh-dang": "exe", "ban": "giay"})

    assert response.status_code == 422
    assert not Job.objects.exists()


def test_job_of_those_below_makes_an_extract(officer, large):
    officer.post(f"{ANNEX}/tep/", {"dinh-dang": "csv", "ban": "giay"})

    (file,) = Job.objects.get().files.all()
    assert file.name == "lao-cai-2021-phu-luc-I-trich-082.csv"
    assert "Sa Pa" not in bytes(file.data).decode()


def test_right_that_was_taken_meanwhile_fails_the_job(editor, large):
    """Between asking and making, its owner was moved to another province."""
    user = UserFactory(editor=True, locality=province())
    params = {"plan": "lao-cai-2021", "annex": "I", "period": "", "format": "csv", "variant": "paper"}
    job = start(KIND, by=user, subject="x", params=params, at_once=True)
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    user.locality = Locality.objects.get(code="77", valid_from="2004-07-08")
    user.save()

    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason[:32]) == (JobState.FAILED, "Không có kế hoạch “lao-cai-2021”")
