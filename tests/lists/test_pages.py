"""The pages: upload, preview, writing what was shown, the template, the export."""

import datetime
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from openpyxl import load_workbook

from accounts.enums import AuditKind
from accounts.models import AuditEvent, User
from core.lists import storing
from localities.models import Facility, Locality
from reports.enums import JobState
from reports.jobs import start
from reports.lists import views
from reports.models import Job
from tests.cast import gather
from tests.entering import enter
from tests.factories import FacilityFactory, LocalityFactory, PlanFactory, UserFactory
from tests.lists.files import csv_file, workbook

pytestmark = pytest.mark.django_db

FACILITIES = "/danh-sach/co-so/"
HEADER = ["Mã", "Tên", "Loại", "Mã địa bàn"]


@pytest.fixture
def cast():
    return gather()


@pytest.fixture
def desk(cast, client):
    return enter(client, cast.administrator)


def send(desk, data, name="co-so.csv", address=f"{FACILITIES}nhap/", **fields):
    response = desk.post(address, {"file": SimpleUploadedFile(name, data), **fields})
    assert response.status_code == 302, response.text
    return Job.objects.latest("pk")


def page_of(desk, job):
    response = desk.get(job.get_absolute_url(), follow=True)
    assert response.status_code == 200
    return " ".join(response.text.split())


def decide(desk, job):
    response = desk.post(f"/cong-viec/{job.pk}/danh-sach/")
    assert response.status_code == 302
    job.refresh_from_db()
    return response


@pytest.fixture
def two(cast):
    """A file that changes one row and adds another."""
    FacilityFactory(code="cu", name="Tên cũ", locality=cast.province)
    kind, code = "cơ sở cai nghiện ma túy", cast.province.code
    return csv_file(HEADER, ["cu", "Tên mới", kind, code], ["moi", "Cơ sở mới", kind, code], ["", "", "", ""])


def test_preview_shows_what_would_be_and_writes_nothing(desk, two):
    job = send(desk, two)

    page = page_of(desk, job)
    assert job.state == JobState.READY
    assert "<del>Tên cũ</del> → <ins>Tên mới</ins>" in page
    assert "Cơ sở mới" in page
    assert "Ghi nhận" in page
    assert list(Facility.objects.values_list("name", flat=True)) == ["Tên cũ"]


def test_decision_writes_all_and_says_so(desk, two, cast):
    job = send(desk, two)

    decide(desk, job)

    assert job.state == JobState.DONE
    assert set(Facility.objects.values_list("name", flat=True)) == {"Tên mới", "Cơ sở mới"}
    page = page_of(desk, job)
    assert "Đã ghi nhận tất cả các dòng dưới đây." in page
    assert f'href="/localities/facility/{Facility.objects.get(code="moi").pk}/change/"' in page
    event = AuditEvent.objects.get(kind=AuditKind.IMPORTED)
    assert (event.subject, event.happened_by) == ("Cơ sở", cast.administrator)
    assert event.details == {"list": "co-so", "new": 1, "changed": 1, "job": job.pk}


def test_file_with_faults_has_failed_and_its_page_says_where(desk):
    """In the list of jobs, "xong" would read as if it were written."""
    job = send(desk, csv_file(HEADER, ["cu", "Tên", "không có loại này", ""]))

    assert (job.state, job.reason) == (JobState.FAILED, "Tệp có 2 chỗ sai; chưa ghi gì.")
    assert "“không có loại này” không có trong" in page_of(desk, job)
    assert "không thành công" in desk.get("/cong-viec/").text


def test_second_decision_does_nothing(desk, two):
    job = send(desk, two)
    decide(desk, job)
    Facility.objects.update(name="Sửa sau")

    decide(desk, job)

    assert set(Facility.objects.values_list("name", flat=True)) == {"Sửa sau"}


def test_what_changed_meanwhile_is_shown_again(desk, two):
    job = send(desk, two)
    Facility.objects.filter(code="cu").update(name="Người khác vừa sửa")

    decide(desk, job)

    assert job.state == JobState.READY
    assert list(Facility.objects.values_list("name", flat=True)) == ["Người khác vừa sửa"]
    page = page_of(desk, job)
    assert "Dữ liệu đã được người khác sửa từ lúc xem trước, nên chưa ghi gì." in page
    assert "<del>Người khác vừa sửa</del> → <ins>Tên mới</ins>" in page
    decide(desk, job)
    assert Facility.objects.count() == 2


def test_fault_that_came_up_meanwhile_keeps_all_out(desk, two, cast):
    job = send(desk, two)
    Locality.objects.filter(pk=cast.province.pk).update(code="x-doi")

    decide(desk, job)

    assert job.state == JobState.FAILED
    assert Facility.objects.count() == 1
    assert "hoặc ở ngoài phạm vi của tài khoản." in page_of(desk, job)


def test_rights_are_asked_again_before_writing(desk, two, cast):
    job = send(desk, two)
    User.objects.filter(pk=cast.administrator.pk).update(role="leader", locality=cast.province)

    assert desk.post(f"/cong-viec/{job.pk}/danh-sach/").status_code == 403
    assert Facility.objects.count() == 1


def test_database_has_the_last_word(desk, two, monkeypatch):
    job = send(desk, two)

    def refused(rows):
        raise IntegrityError("facility_code_key")

    monkeypatch.setattr(storing, "_create", refused)
    decide(desk, job)

    assert (job.state, job.reason) == (
        JobState.FAILED,
        "Có người vừa sửa chính các dòng này; chưa ghi gì. Hãy nhập lại tệp.",
    )
    assert list(Facility.objects.values_list("name", flat=True)) == ["Tên cũ"]


def test_faults_are_shown_by_row_and_column(desk, cast):
    job = send(desk, csv_file(HEADER, ["moi", "Tên", "bệnh viện", cast.province.code]))

    page = page_of(desk, job)

    assert "Dòng 2" in page
    assert "“bệnh viện” không có trong: cơ sở cai nghiện ma túy;" in page
    assert "Chưa ghi gì, và chưa ghi được" in page
    assert ">Ghi nhận<" not in page


def test_file_that_says_nothing_new_has_no_button(desk, cast):
    FacilityFactory(code="cu", name="Tên cũ", locality=cast.province)

    page = page_of(desk, send(desk, csv_file(["Mã", "Tên"], ["cu", "Tên cũ"])))

    assert "Mọi dòng trong tệp đều như đang có; không có gì để ghi." in page
    assert ">Ghi nhận<" not in page


def test_file_that_cannot_be_read_says_why(desk):
    job = send(desk, b"\xff\xfe", "a.csv")

    assert job.state == JobState.FAILED
    assert "Tệp CSV không ở dạng UTF-8." in page_of(desk, job)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Hãy chọn tệp."),
        (("a.csv", b""), "Tệp này rỗng."),
        (("a.xls", b"x"), "Chỉ nhận tệp .xlsx hoặc .csv."),
        (("a.csv", b"x" * (5 * 1024 * 1024 + 1)), "Tệp lớn hơn 5 MB."),
    ],
)
def test_upload_that_is_none_comes_back(desk, file, words):
    fields = {"file": SimpleUploadedFile(*file)} if file else {}

    response = desk.post(f"{FACILITIES}nhap/", fields)

    assert response.status_code == 200
    assert words in response.text
    assert not Job.objects.exists()


def test_preview_is_bounded(desk, cast):
    rows = [[f"c-{number}", f"Cơ sở {number}", "methadone", cast.province.code] for number in range(250)]

    page = page_of(desk, send(desk, csv_file(HEADER, *rows)))

    assert page.count("badge--ok") == 200
    assert "Chỉ hiện 200 trong 250 dòng" in page


@pytest.mark.parametrize(("most", "at_once"), [(10, False), (100_000, True)])
def test_large_file_is_left_to_the_worker(desk, cast, monkeypatch, most, at_once):
    asked = []
    monkeypatch.setattr(views, "SMALL", most)
    monkeypatch.setattr(views, "start", lambda kind, **how: asked.append(how["at_once"]) or start(kind, **how))

    send(desk, csv_file(HEADER, ["moi", "Tên", "methadone", cast.province.code]))

    assert asked == [at_once]


def test_day_of_an_official_list_is_taken(desk):
    data = csv_file(["code", "full_name"], ["15", "Tỉnh Lào Cai"])

    job = send(desk, data, address="/danh-sach/dia-ban/nhap/", day="01/7/2025")
    decide(desk, job)

    assert Locality.objects.get(code="15").valid_from == datetime.date(2025, 7, 1)


def test_new_accounts_lead_to_their_links(desk, cast):
    data = csv_file(["Tên đăng nhập", "Vai trò", "Mã địa bàn"], ["hoa.ly", "lãnh đạo", cast.province.code])

    job = send(desk, data, address="/danh-sach/tai-khoan/nhap/")
    decide(desk, job)

    account = User.objects.get(username="hoa.ly")
    assert f'href="/accounts/user/{account.pk}/access/"' in page_of(desk, job)
    assert "password" not in json.dumps(job.outcome)


# Files


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return [line.split(",")[0] for line in text.splitlines()[1:]]


@pytest.fixture
def some(cast):
    FacilityFactory(code="a", name="Nhà Nhân ái", locality=cast.province, kind="shelter")
    FacilityFactory(code="b", name="Cơ sở số 1", locality=cast.district)
    FacilityFactory(code="c", name="Cơ sở số 2", locality=cast.other_province)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["b", "c", "a"]),
        ("?q=nhan+ai", ["a"]),
        ("?kind__exact=shelter", ["a"]),
        ("?o=-1", ["a", "c", "b"]),
        ("?p=1", ["b", "c", "a"]),
    ],
)
def test_export_is_the_list_as_it_is_shown(desk, some, query, codes):
    response = desk.get(f"{FACILITIES}xuat.csv{query}")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rows_of(response) == codes


def test_export_holds_what_is_within_reach(client, cast, some):
    enter(client, cast.editor)

    assert rows_of(client.get(f"{FACILITIES}xuat.csv")) == ["b", "a"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_is_a_row_of_the_log(desk, some, form):
    desk.head(f"{FACILITIES}xuat.{form}")
    desk.get(f"{FACILITIES}xuat.{form}")

    (event,) = AuditEvent.objects.filter(kind=AuditKind.EXPORTED)
    assert (event.subject, event.details) == ("Cơ sở", {"list": "co-so", "format": form, "rows": 3})


def test_template_is_a_row_of_the_log(desk):
    desk.get(f"{FACILITIES}mau.xlsx")

    assert AuditEvent.objects.get(kind=AuditKind.DOWNLOADED).details == {"list": "co-so", "template": True}


@pytest.mark.parametrize("query", ["?kind__exact=x&e=1", "?p=khong", "?locality__path=x", "?o=9999"])
def test_foreign_filters_never_break(desk, some, query):
    assert desk.get(f"{FACILITIES}xuat.csv{query}").status_code in {200, 302, 400, 404}


def test_long_list_is_not_exported_at_once(desk, some, monkeypatch):
    monkeypatch.setattr(views, "MOST_EXPORTED", 2)

    response = desk.get(f"{FACILITIES}xuat.csv")

    assert response.status_code == 404
    assert "Danh sách có 3 dòng; mỗi lần xuất nhiều nhất 2." in response.text


def test_filled_template_comes_in(desk, cast):
    book = load_workbook(io.BytesIO(desk.get(f"{FACILITIES}mau.xlsx").content))
    sheet = book.worksheets[0]
    assert [sheet.title for sheet in book] == ["Cơ sở", "Hướng dẫn", "Giá trị"]
    sheet.append(["080", "Cơ sở", "cơ sở điều trị Methadone", cast.province.code])
    file = io.BytesIO()
    book.save(file)

    job = send(desk, file.getvalue(), "mau.xlsx")
    decide(desk, job)

    assert Facility.objects.get(code="080").kind == "methadone"


@pytest.mark.parametrize("name", ["dia-ban", "co-so", "co-quan", "chi-tieu", "hoat-dong", "tai-khoan"])
def test_pages_of_every_list(desk, cast, name):
    PlanFactory(locality=cast.province)

    page = desk.get(f"/danh-sach/{name}/nhap/")
    assert page.status_code == 200
    job = send(desk, desk.get(f"/danh-sach/{name}/xuat.xlsx").content, "a.xlsx", f"/danh-sach/{name}/nhap/")
    text = page_of(desk, job)
    assert ("Mọi dòng trong tệp đều như đang có" in text) or ("Tệp không có dòng" in text)


def test_buttons_are_for_those_who_may(client, cast, some):
    buttons = {}
    for who in ("administrator", "editor"):
        enter(client, getattr(cast, who))
        text = client.get("/localities/facility/?q=nhan").text
        buttons[who] = (f"{FACILITIES}nhap/" in text, f"{FACILITIES}xuat.xlsx?q=nhan" in text)

    assert buttons == {"administrator": (True, True), "editor": (False, True)}


def test_unknown_list_is_not_there(desk):
    for address in ("nhap/", "mau.xlsx", "xuat.xlsx", "xuat.csv"):
        assert desk.get(f"/danh-sach/khong-co/{address}").status_code == 404


def test_another_person_s_import_is_not_there(desk, two, client):
    job = send(desk, two)
    enter(client, UserFactory(administrator=True, locality=LocalityFactory()))

    assert client.get(f"/cong-viec/{job.pk}/danh-sach/").status_code == 404
    assert client.post(f"/cong-viec/{job.pk}/danh-sach/").status_code == 404


def test_workbook_of_other_rows_is_refused_by_name(desk):
    job = send(desk, workbook(["Họ", "Tên gọi"], ["a", "b"]), "a.xlsx")

    assert "Thiếu cột: “Mã”." in page_of(desk, job)
