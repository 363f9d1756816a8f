"""The pages: a plan goes out, a package is looked at and taken in."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core.figures import Amount
from plans.models import Activity, Plan
from reports.enums import JobState
from reports.models import Job
from targets.actions import Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Target
from targets.packages.content import content_of
from targets.packages.reading import read_package
from targets.packages.taking_in import look_at
from targets.packages.writing import write_package
from tests.entering import enter
from tests.factories import FacilityFactory, IndicatorFactory, TargetFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PLAN = "tp-lai-chau-2022"


@pytest.fixture
def plan() -> Plan:
    return Plan.objects.select_related("locality").get(code=PLAN)


@pytest.fixture
def editor(plan):
    return UserFactory(editor=True, username="can-bo", locality=plan.locality)


@pytest.fixture
def client(client, editor):
    return enter(client, editor)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def upload(client, data: bytes, name: str = "tp-lai-chau-2022.kehoach.zip"):
    """The page to which an upload leads."""
    file = SimpleUploadedFile(name, data, content_type="application/zip")
    return client.post(reverse("package-import"), {"tep": file}, follow=True)


# Out


def test_plan_page_leads_to_the_package(client, plan):
    assert reverse("package-export", args=[PLAN]) in text_of(client.get(plan.get_absolute_url()))


def test_package_is_downloaded(client, plan):
    response = client.post(reverse("package-export", args=[PLAN]), {"lich-su": "1"})

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="tp-lai-chau-2022.kehoach.zip"'
    package = read_package(response.content)
    assert (package.content, package.has_history) == (content_of(plan), True)
    event = AuditEvent.objects.get(kind="exported")
    assert (event.subject, event.details) == (PLAN, {"format": "package", "history": True})


def test_history_may_be_left_out(client):
    response = client.post(reverse("package-export", args=[PLAN]))

    assert not read_package(response.content).has_history


def test_large_plan_is_exported_by_a_job(client, plan, monkeypatch):
    monkeypatch.setattr("reports.packages.export_views.MOST_AT_ONCE", 3)

    response = client.post(reverse("package-export", args=[PLAN]), follow=True)

    job = Job.objects.get()
    assert "đã sẵn sàng." in text_of(response)
    assert job.output.name == "tp-lai-chau-2022.kehoach.zip"
    assert read_package(job.output.read()).content == content_of(plan)


def test_plan_that_could_not_be_read_again_is_not_exported(client, plan):
    Plan.objects.filter(pk=plan.pk).update(signer_name="Trần\x1bVăn A")

    response = client.post(reverse("package-export", args=[PLAN]), follow=True)

    assert "Chưa xuất được gói: plan.json, dòng 1: trường signer_name: Có ký tự không hợp lệ" in text_of(response)


# In


def test_list_of_plans_leads_to_the_import(client):
    assert reverse("package-import") in text_of(client.get(reverse("admin:plans_plan_changelist")))


def test_package_that_changes_nothing_says_so(client, plan):
    page = text_of(upload(client, write_package(plan)))

    assert "Kế hoạch tp-lai-chau-2022 ở đây đã có đủ như trong gói; không có gì thay đổi." in page
    assert "Ghi nhận" not in page
    assert plan.get_absolute_url() in page


def test_preview_writes_nothing_and_the_decision_does(client, plan):
    data = write_package(plan)
    target = Target.objects.filter(plan=plan).first()
    Target.objects.filter(pk=target.pk).update(value=4_321)
    Plan.objects.filter(pk=plan.pk).update(subject="Trích yếu cũ")

    preview = upload(client, data)

    assert "Sửa theo gói: 2 chỗ" in text_of(preview)
    assert "4.321" in text_of(preview)
    assert Target.objects.get(pk=target.pk).value == 4_321
    done = client.post(preview.request["PATH_INFO"], follow=True)
    assert "Đã nhập kế hoạch tp-lai-chau-2022 (dự thảo)." in text_of(done)
    assert Target.objects.get(pk=target.pk).value == target.value
    assert Plan.objects.get(pk=plan.pk).subject == plan.subject
    assert AuditEvent.objects.filter(kind="imported", subject=PLAN).count() == 1


def test_new_plan_is_taken_in_and_linked(client, plan):
    data = write_package(plan)
    Activity.objects.filter(plan=plan).delete()
    Plan.objects.filter(pk=plan.pk).delete()

    preview = upload(client, data)

    assert "Kế hoạch tp-lai-chau-2022 chưa có ở đây và sẽ được thêm, trạng thái: dự thảo." in text_of(preview)
    done = client.post(preview.request["PATH_INFO"], follow=True)
    assert f'href="{plan.get_absolute_url()}"' in text_of(done)
    assert client.get(plan.get_absolute_url()).status_code == 200


def test_decision_twice_is_taken_once(client, plan):
    data = write_package(plan)
    Plan.objects.filter(pk=plan.pk).update(subject="Trích yếu cũ")
    address = upload(client, data).request["PATH_INFO"]

    client.post(address)
    page = text_of(client.post(address, follow=True))

    assert "Gói này không còn chờ quyết định" in page
    assert AuditEvent.objects.filter(kind="imported", subject=PLAN).count() == 1


def test_change_after_the_preview_leads_to_another_preview(client, plan):
    data = write_package(plan)
    Plan.objects.filter(pk=plan.pk).update(subject="Trích yếu cũ")
    address = upload(client, data).request["PATH_INFO"]
    Plan.objects.filter(pk=plan.pk).update(signer_name="Người khác")

    page = text_of(client.post(address, follow=True))

    assert "Dữ liệu ở đây vừa thay đổi nên chưa ghi gì; dưới đây là kết quả đối chiếu lại." in page
    assert Plan.objects.get(pk=plan.pk).subject == "Trích yếu cũ"
    assert "Đã nhập kế hoạch" in text_of(client.post(address, follow=True))
    assert Plan.objects.get(pk=plan.pk).subject == plan.subject


def test_figure_that_somebody_changed_is_asked_for(client, plan, editor):
    data = write_package(plan)
    Plan.objects.filter(pk=plan.pk).update(subject="Trích yếu cũ")
    target = Target.objects.filter(plan=plan, facility=None).select_related("indicator").first()
    cell = Cell(target.locality_id, target.indicator_id)
    new = Amount(7, decimals=target.indicator.decimals)
    save_cells(plan=plan, edits=[Edit(cell, target.amount(), new)], by=editor, channel=Channel.GRID)

    preview = upload(client, data)

    assert "Đã có người sửa ở đây sau khi xuất gói: 1 chỉ tiêu" in text_of(preview)
    client.post(preview.request["PATH_INFO"], {"ghi-de": "1"})
    assert Target.objects.get(pk=target.pk).value == target.value


def test_bad_rows_are_listed_without_a_button(client, plan):
    data = write_package(Plan.objects.get(code="ba-ria-vung-tau-2020"))

    page = text_of(upload(client, data))

    assert "Không nhập được gói này; dữ liệu ở đây giữ nguyên." in page
    assert Job.objects.get().state == JobState.FAILED
    assert "Mã kế hoạch “ba-ria-vung-tau-2020” không dùng được ở đây." in page
    assert "Ghi nhận" not in page


def test_no_package_is_a_failed_job_that_says_why(client):
    page = text_of(upload(client, b"khong phai goi"))

    assert "Tệp không phải tệp nén zip." in page
    assert "Về trang bắt đầu" in page


def test_no_file_is_asked_for(client):
    assert "Hãy chọn tệp gói." in text_of(client.post(reverse("package-import")))
    assert "Tệp rỗng." in text_of(upload(client, b""))
    assert not Job.objects.exists()


def test_texts_of_a_package_are_escaped(client, plan):
    Plan.objects.filter(pk=plan.pk).update(subject="<script>alert(1)</script>")
    data = write_package(Plan.objects.get(pk=plan.pk))
    Plan.objects.filter(pk=plan.pk).update(subject="Trích yếu cũ")

    page = text_of(upload(client, data, name="<b>.zip"))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_preview_is_its_owner_s_alone(client, plan):
    address = upload(client, write_package(plan)).request["PATH_INFO"]
    enter(client, UserFactory(editor=True, locality=plan.locality))

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


# Questions to the database


@pytest.mark.parametrize("ask", ["content", "look"])
def test_number_of_queries_does_not_depend_on_the_number_of_figures(plan, editor, ask):
    counts = []
    for more in (3, 60):
        for _number in range(more):
            TargetFactory(plan=plan, locality=plan.locality, indicator=IndicatorFactory(), facility=FacilityFactory())
        counts.append(_queries(plan, editor, ask))

    assert counts[0] == counts[1]


def _queries(plan: Plan, editor, ask: str) -> int:
    if ask == "content":
        with CaptureQueriesContext(connection) as queries:
            content_of(plan)
        return len(queries)
    package = read_package(write_package(plan))
    Target.objects.filter(plan=plan).delete()
    ContentType.objects.get_for_model(Plan)  # asked for once in a process
    with CaptureQueriesContext(connection) as queries:
        look = look_at(package, by=editor)
    assert look.refusals == []
    return len(queries)
