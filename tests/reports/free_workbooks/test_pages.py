"""The way of a table through its pages: upload, mapping, preview, written."""

import pytest

from plans.enums import PlanState
from plans.models import Plan
from reports.enums import JobState
from targets.enums import Channel
from targets.models import Column, Target, TargetChange, WorkbookMapping
from tests.entering import enter
from tests.factories import UserFactory
from tests.free_tables import LAO_CAI, saved
from tests.reports.free_workbooks.desk import Visitor, selected, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

CODE = "lao-cai-2021"


@pytest.fixture
def visitor(client):
    """An administrator at the annex of Lào Cai, of which nothing is entered yet."""
    Target.objects.filter(plan__code=CODE).delete()
    Column.objects.filter(annex__plan__code=CODE).update(declared_total=None)
    enter(client, UserFactory(administrator=True, username="nguoi-nhap"))
    return Visitor(client, CODE)


def test_table_goes_through_its_pages(visitor):
    job = visitor.upload(LAO_CAI.file())
    assert job.state == JobState.READY
    assert not Target.objects.filter(plan__code=CODE).exists()

    mapping = text_of(visitor.mapping(job))
    assert "Mọi dòng và cột đã có đề xuất" in mapping
    assert "Viết tắt của Huyện Mường Khương." in mapping

    preview = text_of(visitor.answer(job))
    assert "100 ô thay đổi" in preview
    assert not Target.objects.filter(plan__code=CODE).exists()

    done = text_of(visitor.write(job, **{"giu-tong": "on"}))
    assert "Đã ghi 100 ô." in done
    assert "Đã giữ 13 số ở dòng tổng." in done
    assert Target.objects.filter(plan__code=CODE).count() == 100
    assert {change.channel for change in TargetChange.objects.filter(plan__code=CODE, batch=_batch())} == {
        Channel.WORKBOOK
    }


def _batch():
    return TargetChange.objects.filter(plan__code=CODE).latest("pk").batch


def test_written_once(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)
    page = visitor.preview(job)
    visitor.write(job, page)
    changes = TargetChange.objects.count()

    again = visitor.write(job, page)

    assert "Đã ghi 100 ô." in text_of(again)
    assert TargetChange.objects.count() == changes


def test_totals_are_left_alone_unless_wanted(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)

    visitor.write(job)

    assert not Column.objects.filter(annex__plan__code=CODE, declared_total__isnull=False).exists()


def test_answers_are_kept_while_away(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job, "kiem-tra", r8="bo")

    page = text_of(visitor.mapping(job))
    job.refresh_from_db()

    assert job.state == JobState.READY
    assert "1 Sa Pa" in page and "đã chọn" in page
    assert job.outcome["rows_and_columns"] == {"r8": "bo"}


def test_mapping_is_remembered(visitor):
    job = visitor.upload(LAO_CAI.file(B12="Khương Mường"))
    (row,) = [row for row in _annex_rows() if row.locality.name == "Huyện Mường Khương"]
    visitor.answer(job, r11=f"d{row.pk}")
    visitor.write(job)

    again = visitor.upload(LAO_CAI.file(B12="Khương Mường"))

    page = text_of(visitor.mapping(again))
    assert WorkbookMapping.objects.filter(source="khuong muong", meaning="dia-ban:083").exists()
    assert "Đã nhớ" in page or "đã nhớ" in page
    assert "không nhận ra" not in page


def _annex_rows():
    return Plan.objects.get(code=CODE).annexes.get(number=1).rows.select_related("locality")


def test_conflict_writes_nothing_and_shows_anew(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)
    page = visitor.preview(job)
    row = _annex_rows().first()
    column = Column.objects.get(annex__plan__code=CODE, key="family")
    target = Target.objects.create(plan=row.annex.plan, locality=row.locality, indicator=column.indicator, value=7)

    answer = visitor.write(job, page)

    assert "Lần ghi trước bị từ chối, chưa ghi ô nào" in text_of(answer)
    assert "K9: Ô đã được người khác sửa thành 7." in text_of(answer)
    assert list(Target.objects.filter(plan__code=CODE)) == [target]
    assert "Đã ghi 100 ô." in text_of(visitor.write(job))


def test_preview_of_other_answers_is_not_written(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)
    page = visitor.preview(job)
    visitor.answer(job, r8="bo")

    answer = visitor.write(job, page)

    assert answer.status_code == 422
    assert "Cách ghép đã đổi" in text_of(answer)
    assert not Target.objects.filter(plan__code=CODE).exists()


def test_issued_meanwhile_writes_nothing(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)
    page = visitor.preview(job)
    Plan.objects.filter(code=CODE).update(state=PlanState.ISSUED)

    answer = visitor.write(job, page, **{"giu-tong": "on"})

    assert answer.status_code == 403
    assert not Target.objects.filter(plan__code=CODE).exists()


def test_refused_cells_hold_everything_back(visitor):
    job = visitor.upload(LAO_CAI.file(C9="khoảng 70", D9=True))
    page = visitor.answer(job)
    assert "C9" in text_of(page) and "D9" in text_of(page)

    held = visitor.write(job)
    assert held.status_code == 422
    assert not Target.objects.filter(plan__code=CODE).exists()

    assert "Đã ghi 98 ô." in text_of(visitor.write(job, **{"bo-o-loi": "on"}))


# The mapping page


def test_another_sheet_is_chosen(visitor):
    book = LAO_CAI.workbook()
    book.create_sheet("Phụ", 0).append(["Không có gì"])
    job = visitor.upload(saved(book))
    assert job.outcome["sheet"] == 1

    page = text_of(visitor.answer(job, "kiem-tra", sheet="0"))

    assert "Không tìm thấy bảng có tên và số liệu trong trang tính này." in page
    back = text_of(visitor.answer(job, "kiem-tra", sheet="1"))
    assert "Mọi dòng và cột đã có đề xuất" in back


def test_place_of_the_table_is_corrected(visitor):
    job = visitor.upload(LAO_CAI.file())

    page = visitor.answer(job, "kiem-tra", header_top="5", first="10", last="12", name="B")
    job.refresh_from_db()

    assert job.outcome["region"] == {"first": 9, "last": 11}
    assert "Bắc Hà" in text_of(page)
    assert sorted(name for name in selected(page.content.decode()) if name.startswith("r")) == ["r10", "r11", "r9"]


def test_dash_is_read_as_told(visitor):
    job = visitor.upload(LAO_CAI.file(C9="-"))
    assert "1 ô không nhận" in text_of(visitor.answer(job))

    told = text_of(visitor.answer(job, dash="0"))

    assert "ô không nhận" not in told
    assert "100 ô thay đổi" in told


def test_every_locality_is_offered_in_a_short_annex(visitor):
    job = visitor.upload(LAO_CAI.file())

    page = visitor.mapping(job).content.decode()

    assert page.count(">Huyện Bát Xát</option>") == 10


def test_another_s_table_is_not_there(visitor, client):
    job = visitor.upload(LAO_CAI.file())
    enter(client, UserFactory(administrator=True, username="nguoi-khac"))

    assert visitor.mapping(job).status_code == 404
    assert visitor.preview(job).status_code == 404


def test_outcome_stays_when_the_plan_is_issued(visitor):
    job = visitor.upload(LAO_CAI.file())
    visitor.answer(job)
    visitor.write(job)
    Plan.objects.filter(code=CODE).update(state=PlanState.ISSUED)

    assert "Đã ghi 100 ô." in text_of(visitor.mapping(job))


def test_grid_leads_to_the_upload_while_the_plan_is_open(visitor):
    grid = f"/ke-hoach/{CODE}/phu-luc/I/nhap/"
    assert visitor.upload_url in visitor.client.get(grid).content.decode()

    Plan.objects.filter(code=CODE).update(state=PlanState.ISSUED)

    assert visitor.upload_url not in visitor.client.get(grid).content.decode()
    assert visitor.client.get(visitor.upload_url).status_code == 403
