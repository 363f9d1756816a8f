"""The job behind an uploaded table: it is read, waits while its owner answers, and is written once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount, unpack
from core.workbooks import UploadRefused
from reports.free_workbooks.desk import PREVIEW, Answers, FreeDesk, annex_of, refuse_closed
from reports.jobs import JobFailed, JobKind, Outcome, Progress, register
from reports.models import Job
from targets.actions import CellsRefused
from targets.free_workbooks.actions import TotalsRefused, take_in

_MOST_REASONS = 50


def run(job: Job, progress: Progress) -> Outcome:
    """Read the file and choose its sheet; then the table waits for its owner."""
    progress.step(_("Đang đọc tệp"))
    desk = _desk(job, Answers())
    try:
        sheets = desk.book.sheets
    except UploadRefused as error:
        raise JobFailed(error.reason) from error
    if not any(sheet.rows for sheet in sheets):
        raise JobFailed(_("Tệp không có trang tính nào có dữ liệu."))
    progress.step(_("Đang tìm bảng"))
    return Outcome(Answers(sheet=desk.likely_sheet()).as_data(), waits=True)


def decide(job: Job, progress: Progress) -> Outcome:
    """Keep the answers (`{"answers": …}`), or write what a preview showed (`{"seen": …, "totals": …}`)."""
    if "answers" in job.decision:
        return Outcome(job.decision["answers"], waits=True)
    progress.step(_("Đang ghi số liệu"))
    answers = Answers.of(job)
    desk = _desk(job, answers)
    refused = _written(desk, job.decision)
    if isinstance(refused, Outcome):
        return refused
    kept = {**answers.as_data(), "stage": PREVIEW, "refused": refused[:_MOST_REASONS]}
    return Outcome(kept, waits=True)


def _written(desk: FreeDesk, decision: Mapping[str, Any]) -> Outcome | list[str]:
    """What was written, or why nothing was."""
    if desk.faults:
        return [fault.text for fault in desk.faults]
    totals = decision["totals"]
    try:
        taken = take_in(
            desk.intake,
            seen=seen_amounts(desk, decision["seen"]),
            totals=None if totals is None else {int(pk): tuple(pair) for pk, pair in totals.items()},
            by=desk.job.created_by,
        )
    except CellsRefused as error:
        return _reasons(desk, error)
    except TotalsRefused as error:
        return [str(error)]
    return Outcome({"changed": taken.saved.changed, "totals": taken.totals, "answers": taken.answers})


def seen_amounts(desk: FreeDesk, seen: Mapping[str, str]) -> dict[str, Amount | None]:
    """{key: figure} of packed figures, without keys of other annexes. Raises ValueError for what is no figure."""
    spots = desk.intake.spots.by_key
    return {key: unpack(packed, spots[key].indicator.decimals) for key, packed in seen.items() if key in spots}


def _reasons(desk: FreeDesk, error: CellsRefused) -> list[str]:
    addresses = {cell.spot.cell: cell.read.address for cell in desk.intake.cells}
    return [f"{addresses.get(refusal.edit.cell, '')}: {refusal.reason}" for refusal in error.refusals]


def _desk(job: Job, answers: Answers) -> FreeDesk:
    try:
        annex = annex_of(job, job.created_by)
        refuse_closed(job.created_by, annex.plan)
    except (Http404, PermissionDenied) as error:
        raise JobFailed(str(error)) from error
    return FreeDesk(job, annex, answers)


KIND = register(
    JobKind(name="free-workbook", label=gettext_lazy("Nhập bảng có sẵn"), run=run, decide=decide, page="free-workbook")
)
