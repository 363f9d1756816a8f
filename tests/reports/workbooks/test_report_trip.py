"""The round trip of a locality's report: figures, estimates, notes, and what it is not, handing in."""

import pytest

from core.figures import Amount
from reports.enums import JobState
from reports.workbooks.report_entries import ReportEntries
from targets.enums import Channel, SubmissionState
from targets.models import Period, ResultChange
from targets.report_entry import EntriesRefused, Verdict
from targets.workbooks.marks import FIGURE_COLUMN, NOTE_COLUMN
from tests.reports.workbooks.trip import Traveller, report_page
from tests.targets.report_world import exactly

pytestmark = pytest.mark.django_db

COMPULSORY, VOLUNTARY, STOCK = "dong:bat-buoc::0", "dong:tu-nguyen::0", "dong:quan-ly::0"
SHARE = "dong:ty-le::1"


def test_figures_and_notes_are_written(world, reporter):
    filled = reporter.fill()
    filled.put(COMPULSORY, FIGURE_COLUMN, 30).put(VOLUNTARY, FIGURE_COLUMN, "ước 12").put(SHARE, FIGURE_COLUMN, 43.6)
    filled.put(STOCK, FIGURE_COLUMN, "x").put(VOLUNTARY, NOTE_COLUMN, "Chờ số liệu\nxã Y Tý")

    job = reporter.upload(filled.save())
    response = reporter.decide(job)

    assert response.status_code == 302
    assert world.stored() == {
        "compulsory": ("reported", 30, False, ""),
        "voluntary": ("reported", 12, True, "Chờ số liệu xã Y Tý"),
        "stock": ("not_applicable", None, False, ""),
        "share": ("reported", 436, False, ""),
    }
    assert {change.channel for change in ResultChange.objects.all()} == {Channel.WORKBOOK}


def test_uploading_is_not_handing_in(world, reporter):
    job = reporter.upload(reporter.fill().put(COMPULSORY, FIGURE_COLUMN, 30).save())
    reporter.decide(job)

    page = reporter.preview(job)
    assert "Báo cáo chưa được nộp" in page
    assert f'href="{reporter.page}"' in page
    assert world.report().state == SubmissionState.OPEN


def test_sums_are_no_cells(world, reporter):
    filled = reporter.fill()

    assert set(filled.rows) == {COMPULSORY, VOLUNTARY, STOCK, SHARE}
    total = filled.sheet.cell(filled.rows[COMPULSORY] - 1, filled.columns[FIGURE_COLUMN])
    assert total.value == '=IF(COUNT(G8,G9)=0,"",SUM(G8,G9))'
    assert total.protection.locked


def test_what_stands_is_in_the_file(world, reporter):
    world.fill(voluntary=None)
    world.save(world.edit("voluntary", Amount(12, None, "est")), world.note("voluntary", "Ước tính"))

    filled = reporter.fill()

    column = [filled.cell(row, FIGURE_COLUMN).value for row in (COMPULSORY, VOLUNTARY, STOCK, SHARE)]
    assert column == [30, "ước 12", 500, 43.6]
    assert filled.cell(VOLUNTARY, NOTE_COLUMN).value == "Ước tính"
    assert reporter.upload(filled.save()).outcome["unchanged"] == 8


def test_note_that_looks_like_a_formula_stays_a_note(world, reporter):
    world.save(world.note("voluntary", "=1+1"))

    filled = reporter.fill()

    assert filled.cell(VOLUNTARY, NOTE_COLUMN).value == "=1+1"
    assert filled.cell(VOLUNTARY, NOTE_COLUMN).data_type == "s"
    assert reporter.upload(reporter.download()).outcome["unchanged"] == 8


def test_conflict_of_a_figure_and_of_a_note(world, reporter):
    world.fill()
    filled = reporter.fill().put(COMPULSORY, FIGURE_COLUMN, 31).put(COMPULSORY, NOTE_COLUMN, "Của tôi")
    world.save(
        world.edit("compulsory", exactly(32), exactly(30)),
        world.note("compulsory", "Của người khác"),
        by=world.colleague,
    )

    job = reporter.upload(filled.save())
    reporter.decide(job, **{"o2.1": "mine", "o2.2": "theirs"})

    assert len(job.outcome["conflicts"]) == 2
    assert "dong-nghiep" in str(job.outcome["writers"])
    assert world.stored()["compulsory"] == ("reported", 31, False, "Của người khác")


def test_result_may_not_be_a_range(reporter):
    job = reporter.upload(reporter.fill().put(COMPULSORY, FIGURE_COLUMN, "450 - 500").save())

    assert "Kết quả phải là một con số" in reporter.preview(job)


def test_report_that_was_handed_in_takes_no_file(world, reporter):
    data = reporter.fill().put(COMPULSORY, FIGURE_COLUMN, 31).save()
    job = reporter.upload(data)
    world.hand_in()

    response = reporter.decide(job)
    page = reporter.client.get(f"{reporter.page}tu-tep/").content.decode()

    assert response.status_code == 422
    assert "Báo cáo đã nộp; muốn sửa phải được trả lại." in page
    assert reporter.client.get(f"{reporter.page}bieu-nhap.xlsx").status_code == 404
    assert world.stored()["compulsory"] == ("reported", 30, False, "")


def test_workbook_of_another_period(world, reporter):
    Period.objects.filter(pk=world.second.pk).update(window_from="2021-01-02", window_to="2021-03-01")
    other = Traveller(world.officer, report_page(world, world.second))

    job = other.upload(reporter.download())

    assert job.state == JobState.FAILED
    assert job.reason.startswith("Tệp là biểu của kỳ “dau”, không phải kỳ “cuoi”.")


def test_workbook_of_another_place(world, reporter):
    other = Traveller(world.stranger, report_page(world, world.first, world.neighbour))

    job = other.upload(reporter.download())

    assert job.state == JobState.FAILED
    assert f"không phải địa bàn mã {world.neighbour.code}." in job.reason


def test_report_is_no_annex(world, reporter):
    annex = Traveller(world.cast.editor, f"/ke-hoach/{world.plan.code}/phu-luc/I/nhap/")
    type(world.plan).objects.filter(pk=world.plan.pk).update(state="draft")

    job = annex.upload(reporter.download())

    assert job.reason.startswith("Tệp là biểu báo cáo kết quả, không phải biểu nhập chỉ tiêu của kế hoạch.")


def test_refusal_at_the_decision_says_where(reporter, monkeypatch):
    filled = reporter.fill().put(VOLUNTARY, FIGURE_COLUMN, 12)
    job = reporter.upload(filled.save())

    def refuse(*_args, **_named):
        raise EntriesRefused({job.outcome["changed"][0][0]: Verdict("Không nhận.")})

    monkeypatch.setattr(ReportEntries, "enter", refuse)
    reporter.decide(job)

    job.refresh_from_db()
    assert job.reason == f"Chưa ghi ô nào. {filled.address(VOLUNTARY, FIGURE_COLUMN)}: Không nhận."
