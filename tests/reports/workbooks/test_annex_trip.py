"""The round trip of an annex: what an officer does to the file, what the preview says, what is written."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.comments import Comment

from accounts.enums import AuditKind
from accounts.models import AuditEvent
from plans.enums import PlanState
from reports.enums import JobState
from reports.jobs import decided
from targets.entry import enter as enter_cells
from targets.enums import Channel, Stage
from targets.models import Row, TargetChange
from tests.factories import ColumnFactory, IndicatorFactory, RowFactory, TargetFactory, UserFactory
from tests.reports.workbooks.trip import PERSONS, SHARE, WHOLE, Traveller, mark
from tests.targets.world import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(sheet):
    return mark(sheet.cast.district)


@pytest.fixture
def neighbour(sheet):
    return mark(sheet.neighbour)


def store(sheet, place, value: int, column: str = "persons", stage: Stage = Stage.ASSIGNED):
    return TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators[column], value=value, stage=stage)


def write(sheet, text: str, seen: str, row: str = "district") -> None:
    """A colleague's hand on the grid."""
    colleague = UserFactory(
        editor=True, username=f"dong-nghiep-{text}", last_name="Trần Nam", locality=sheet.cast.province
    )
    enter_cells(sheet.spots(), [sheet.entry(row, text, seen)], by=colleague)


def figures(sheet) -> dict[tuple, tuple]:
    """{(locality name, code of the indicator): (comparator, value, upper)} of what stands."""
    names = {place.pk: place.name for place in (sheet.cast.province, sheet.cast.district, sheet.neighbour)}
    codes = {indicator.pk: indicator.code for indicator in sheet.indicators.values()}
    return {
        (names[cell.locality_id], codes[cell.indicator_id]): (amount.comparator, amount.value, amount.upper)
        for cell, amount in stored().items()
    }


def test_what_is_typed_is_written(sheet, editor, district, neighbour):
    filled = editor.fill().put(district, PERSONS, 70).put(neighbour, PERSONS, "≥ 850").put(district, SHARE, 43.6)
    filled.put(WHOLE, PERSONS, 1000)

    job = editor.upload(filled.save())
    page = editor.preview(job)
    response = editor.decide(job)

    assert "4 ô thay đổi" in page
    assert "Huyện Bát Xát, Số người" in page
    assert response.status_code == 302
    assert figures(sheet) == {
        ("Huyện Bát Xát", "so-nguoi"): ("eq", 70, None),
        ("Huyện Sa Pa", "so-nguoi"): ("ge", 850, None),
        ("Huyện Bát Xát", "ty-le"): ("eq", 436, None),
        ("Tỉnh Lào Cai", "so-nguoi"): ("eq", 1000, None),
    }
    assert {change.channel for change in TargetChange.objects.all()} == {Channel.WORKBOOK}
    assert len({change.batch for change in TargetChange.objects.all()}) == 1
    assert "Đã ghi 4 ô từ tệp." in editor.preview(job)


def test_history_says_that_it_was_a_file(sheet, editor, district):
    editor.decide(editor.upload(editor.fill().put(district, PERSONS, 70).save()))

    response = editor.client.get(f"{sheet.page}lich-su/", {"o": sheet.key("district")})

    assert "tệp Excel" in response.content.decode()


def test_nothing_is_written_before_the_decision(editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())

    assert job.state == JobState.READY
    assert stored() == {}
    assert TargetChange.objects.count() == 0


def test_untouched_workbook_changes_nothing(sheet, editor):
    store(sheet, sheet.cast.district, 70)

    job = editor.upload(editor.fill().save())

    assert "không có gì để ghi" in editor.preview(job)
    assert "Ghi nhận</button>" not in editor.preview(job)
    assert (job.outcome["unchanged"], job.outcome["changed"]) == (6, [])


def test_emptied_cells_are_counted_apart(sheet, editor, district):
    store(sheet, sheet.cast.district, 70)
    store(sheet, sheet.neighbour, 0)
    filled = editor.fill().put(district, PERSONS, None).put(mark(sheet.neighbour), PERSONS, 5)

    job = editor.upload(filled.save())
    page = editor.preview(job)
    editor.decide(job)

    assert "1 ô bị xóa trống" in page
    assert "1 ô thay đổi" in page
    assert figures(sheet) == {("Huyện Sa Pa", "so-nguoi"): ("eq", 5, None)}


# Conflicts


@pytest.fixture
def conflict(sheet, editor, district, neighbour):
    """The job of a file that says 80 where a colleague has meanwhile written 75 instead of 70; and 5 beside it."""
    store(sheet, sheet.cast.district, 70)
    filled = editor.fill().put(district, PERSONS, 80).put(neighbour, PERSONS, 5)
    write(sheet, "75", "eq:70:")
    return editor.upload(filled.save())


def test_conflict_shows_three_values_and_who(editor, conflict):
    page = editor.preview(conflict)

    assert "1 ô người khác đã sửa sau khi tải biểu" in page
    assert "Trần Nam" in page
    assert "Huyện Bát Xát, Số người: giữ 75 trên hệ thống" in page
    assert "Huyện Bát Xát, Số người: lấy 80 trong tệp" in page


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"{name}": "mine"}, 80),
        ({"{name}": "theirs"}, 75),
        ({"xung-dot": "mine"}, 80),
        ({"xung-dot": "theirs"}, 75),
        ({"xung-dot": "mine", "{name}": "theirs"}, 80),
    ],
)
def test_conflict_is_decided(sheet, editor, conflict, fields, value):
    name = f"o{sheet.key('district')}"

    response = editor.decide(conflict, **{key.format(name=name): choice for key, choice in fields.items()})

    assert response.status_code == 302
    assert figures(sheet) == {
        ("Huyện Bát Xát", "so-nguoi"): ("eq", value, None),
        ("Huyện Sa Pa", "so-nguoi"): ("eq", 5, None),
    }


@pytest.mark.parametrize("fields", [{}, {"xung-dot": "each"}, {"xung-dot": "ba"}, {"o1.1": "mine"}])
def test_conflict_without_a_choice_writes_nothing(sheet, editor, conflict, fields):
    response = editor.decide(conflict, **fields)

    assert response.status_code == 422
    assert "D7: chưa chọn giữ số nào." in response.content.decode()
    assert figures(sheet) == {("Huyện Bát Xát", "so-nguoi"): ("eq", 75, None)}


def test_change_between_preview_and_decision_is_a_fresh_preview(sheet, editor, conflict):
    """Rule (fresh-preview)."""
    write(sheet, "6", "", row="neighbour")

    response = editor.decide(conflict, **{"xung-dot": "mine"})

    conflict.refresh_from_db()
    page = editor.preview(conflict)
    assert response.status_code == 302
    assert conflict.state == JobState.READY
    assert "1 ô vừa được người khác sửa trong lúc xem trước" in page
    assert "2 ô người khác đã sửa sau khi tải biểu" in page
    assert figures(sheet) == {
        ("Huyện Bát Xát", "so-nguoi"): ("eq", 75, None),
        ("Huyện Sa Pa", "so-nguoi"): ("eq", 6, None),
    }
    # What was chosen stays chosen; what is new waits.
    assert conflict.outcome["choices"] == {sheet.key("district"): "mine"}
    assert editor.decide(conflict, **{f"o{sheet.key('neighbour')}": "mine"}).status_code == 422

    editor.decide(conflict, **{f"o{sheet.key('neighbour')}": "mine", f"o{sheet.key('district')}": "mine"})
    assert figures(sheet)[("Huyện Sa Pa", "so-nguoi")] == ("eq", 5, None)
    assert figures(sheet)[("Huyện Bát Xát", "so-nguoi")] == ("eq", 80, None)


def test_same_change_on_both_sides_is_none(sheet, editor, district):
    store(sheet, sheet.cast.district, 70)
    filled = editor.fill().put(district, PERSONS, 75)
    write(sheet, "75", "eq:70:")

    job = editor.upload(filled.save())

    assert (job.outcome["same"], job.outcome["changed"], job.outcome["conflicts"]) == (1, [], [])


def test_decision_counts_once(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    editor.decide(job)
    write(sheet, "71", "eq:70:")

    response = editor.decide(job)

    assert response.status_code == 302
    assert figures(sheet) == {("Huyện Bát Xát", "so-nguoi"): ("eq", 71, None)}


# Refused cells


def test_refused_cell_holds_everything_up(sheet, editor, district, neighbour):
    job = editor.upload(editor.fill().put(district, PERSONS, "bảy").put(neighbour, PERSONS, 5).save())

    response = editor.decide(job)

    assert response.status_code == 422
    assert "Nhập liệu!D7" in editor.preview(job)
    assert "Không đọc được “bảy”" in editor.preview(job)
    assert stored() == {}


def test_refused_cell_is_passed_over_where_that_is_said(sheet, editor, district, neighbour):
    store(sheet, sheet.cast.district, 70)
    job = editor.upload(editor.fill().put(district, PERSONS, "bảy").put(neighbour, PERSONS, 5).save())

    editor.decide(job, **{"bo-qua": "on"})

    assert figures(sheet) == {
        ("Huyện Bát Xát", "so-nguoi"): ("eq", 70, None),
        ("Huyện Sa Pa", "so-nguoi"): ("eq", 5, None),
    }
    assert "Bỏ qua 1 ô bị từ chối." in editor.preview(job)


# What programs make of what was typed


@pytest.mark.parametrize(
    ("value", "form", "packed"),
    [(0.436, "0.0%", "eq:436:"), (43.6, "#,##0.0", "eq:436:"), ("43,6", "@", "eq:436:"), ("=40+3.6", "General", None)],
)
def test_share_in_a_real_file(editor, district, value, form, packed):
    filled = editor.fill().put(district, SHARE, value)
    filled.cell(district, SHARE).number_format = form
    filled.cell(district, SHARE).comment = Comment("Số ước, kiểm tra lại", "cán bộ")

    job = editor.upload(filled.save())

    assert [wish[4] for wish in job.outcome["changed"]] == ([packed] if packed else [])
    # A formula that was saved without its value is no blank.
    assert len(job.outcome["refused"]) == (packed is None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime.date(2021, 6, 1), "Ô chứa ngày giờ (01/6/2021)"),
        (True, "giá trị đúng/sai"),
        ("#REF!", "Ô báo lỗi #REF!"),
        (1e308, "quá lớn"),
        ("1,600", "Không rõ dấu phẩy"),
    ],
)
def test_bad_value_in_a_real_file(editor, district, value, words):
    job = editor.upload(editor.fill().put(district, PERSONS, value).save())

    assert words in editor.preview(job)
    assert job.outcome["refused"][0][0] == "Nhập liệu!D7"


# Workbooks of something else, and plans that moved on


def test_workbook_of_another_plan(sheet, editor):
    data = editor.download()
    sheet.plan.code, sheet.plan.year = "lao-cai-sau", 2022
    sheet.plan.save()
    other = Traveller(sheet.cast.editor, "/ke-hoach/lao-cai-sau/phu-luc/I/nhap/")

    job = other.upload(data)

    assert job.state == JobState.FAILED
    assert job.reason.startswith("Tệp là biểu của kế hoạch “lao-cai-thu” năm 2021, không phải “lao-cai-sau” năm 2022.")


def test_workbook_of_proposals_is_not_that_of_what_is_assigned(sheet, editor):
    officer = Traveller(sheet.cast.officer, sheet.page)

    job = editor.upload(officer.download())

    assert (job.state, job.reason) == (
        JobState.FAILED,
        "Tệp là biểu đề xuất của địa bàn; trang này nhập số giao. Chưa đọc số liệu nào.",
    )


def test_officer_proposes_for_the_own_rows(sheet, district, neighbour):
    officer = Traveller(sheet.cast.officer, sheet.page)
    filled = officer.fill()

    officer.decide(officer.upload(filled.put(district, PERSONS, 12).save()))

    assert set(filled.rows) == {district}
    assert [(cell.stage, amount.value) for cell, amount in stored().items()] == [("proposed", 12)]


def test_row_that_an_officer_adds_by_hand_is_not_taken(sheet, district, neighbour):
    officer = Traveller(sheet.cast.officer, sheet.page)
    filled = officer.fill()
    filled.sheet.cell(filled.rows[district], 1).value = neighbour
    filled.put(neighbour, PERSONS, 12)

    job = officer.upload(filled.save())

    assert job.state == JobState.FAILED
    assert job.reason == "Tệp không còn dòng nào hoặc cột nào của biểu này. Hãy tải biểu nhập mới."


@pytest.mark.parametrize("state", [PlanState.ISSUED, PlanState.CLOSED])
def test_plan_that_was_issued_meanwhile_takes_no_file(sheet, editor, district, state):
    data = editor.fill().put(district, PERSONS, 70).save()
    _issue(sheet, state)

    page = editor.client.get(f"{sheet.page}tu-tep/")
    response = editor.client.post(f"{sheet.page}tu-tep/", {"tep": SimpleUploadedFile("a.xlsx", data)})

    assert "Kế hoạch đã ban hành" in page.content.decode()
    assert response.status_code == 422
    assert editor.client.get(f"{sheet.page}bieu-nhap.xlsx").status_code == 404


def test_plan_that_is_issued_before_the_decision_takes_nothing(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    _issue(sheet, PlanState.ISSUED)

    response = editor.decide(job)

    assert response.status_code == 422
    assert "Kế hoạch đã ban hành" in response.content.decode()
    assert stored() == {}


def test_plan_that_is_issued_while_the_decision_waits_for_the_worker(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    _issue(sheet, PlanState.ISSUED)

    decided(job, {"choices": {}}, at_once=True)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.reason.startswith("Kế hoạch đã ban hành")
    assert stored() == {}


def test_right_that_is_lost_while_the_decision_waits_for_the_worker(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    sheet.cast.editor.role = "leader"
    sheet.cast.editor.save()

    decided(job, {"choices": {}}, at_once=True)

    job.refresh_from_db()
    assert (job.state, job.reason) == (
        JobState.FAILED,
        "Tài khoản không có quyền nhập chỉ tiêu của kế hoạch này.",
    )
    assert stored() == {}


def test_annex_that_changed_meanwhile_is_said(sheet, editor, district):
    filled = editor.fill().put(district, PERSONS, 70)
    Row.objects.filter(locality=sheet.neighbour).delete()
    RowFactory(annex=sheet.annex, number="3", locality=sheet.cast.commune)
    ColumnFactory(annex=sheet.annex, key="moi", label="Cột mới", indicator=IndicatorFactory(code="moi"))

    job = editor.upload(filled.save())
    page = editor.preview(job)
    editor.decide(job)

    assert "đã thêm, bớt hoặc đổi dòng, cột sau khi tệp này được tải về" in page
    assert (job.outcome["missing_rows"], job.outcome["missing_columns"]) == (["Xã Y Tý"], ["Cột mới"])
    assert figures(sheet) == {("Huyện Bát Xát", "so-nguoi"): ("eq", 70, None)}


def test_right_that_is_taken_away_before_the_decision(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    sheet.cast.editor.locality = sheet.cast.other_province
    sheet.cast.editor.save()

    assert editor.decide(job).status_code == 404
    assert stored() == {}


def test_preview_is_its_owner_s_alone(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    other = Traveller(sheet.cast.administrator, sheet.page)

    assert other.client.get(f"/cong-viec/{job.pk}/bieu-nhap/").status_code == 404
    assert other.decide(job).status_code == 404


# The log


def test_log_tells_of_download_and_import(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())
    editor.decide(job)

    events = AuditEvent.objects.filter(kind__in=[AuditKind.DOWNLOADED, AuditKind.IMPORTED]).order_by("pk")
    assert [(event.kind, event.subject, event.details) for event in events] == [
        ("downloaded", "lao-cai-thu, phụ lục I", {"format": "xlsx", "form": "entry", "cells": 6}),
        ("imported", "lao-cai-thu, phụ lục I", {"job": job.pk, "written": 1, "conflicts": 0, "refused": 0}),
    ]


def _issue(sheet, state) -> None:
    type(sheet.plan).objects.filter(pk=sheet.plan.pk).update(
        state=state, number="5", issued_on="2021-02-01", signer_name="Nguyễn Văn Thử"
    )
