"""What localities reported, as it stood where the package comes from.

Results have one door, `targets.results.save_results`: of a person, into a report that is open, in a period that has
begun. A package brings reports that were handed in, accepted, locked, with what documents declare beside a figure, all
long ago; so they are written here, as figures of fixtures are by `targets.loading`, under rules of their own: only
reports that are not here, only by who may report and judge them all, each figure with a `ResultChange` and each report
with one step, as done now by whoever imports (rule no-borrowed-hands, `targets.packages.history`).
"""

import uuid
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.scope import is_within
from targets.chain_guard import why_disturbed
from targets.enums import Channel, SubmissionState
from targets.history import remember_reports
from targets.models import Period, Submission, SubmissionStep
from targets.packages.comparison import Part
from targets.packages.content import PlainRow
from targets.packages.writer import Writer, refused
from targets.period_uses import uses_of

_NOTHING_BEFORE = ("", None, False, "")


def write_periods(writer: Writer, part: Part, *, by: User | None) -> None:
    """Add the periods that are not here; whoever imports stands for those that were closed elsewhere.

    Rule (figures-keep-their-place): none that would make a period with figures here a computed one.
    """
    before = list(Period.objects.filter(plan=writer.plan).select_related("plan")) if writer.found["periods"] else []
    closed = {number for number, row in part.new.items() if row["closed_at"]}
    writer.add(part.kind, {number: row for number, row in part.new.items() if number not in closed})
    added = writer.add(part.kind, {number: part.new[number] for number in sorted(closed)}, closed_by=by)
    if before and part.new:
        after = list(Period.objects.filter(plan=writer.plan).select_related("plan"))
        if reason := why_disturbed(before, after, uses_of(writer.plan).with_figures):
            raise refused(part.kind, next(iter(added or part.new)), reason)


def write_reports(writer: Writer, parts: Mapping[str, Part], *, by: User | None) -> None:
    """Add the reports that are not here with their figures, more time that was given, and the words of periods."""
    _write_submissions(writer, parts["reports"], by)
    _write_results(writer, parts["results"], by)
    _in_order_of_time(writer, parts["extensions"], by)
    now = timezone.now()
    edited = {"edited_at": now, "edited_by": by} if by else {}
    writer.add(parts["narratives"].kind, parts["narratives"].new, **edited)


def _write_submissions(writer: Writer, part: Part, by: User | None) -> None:
    handed_in = {number for number, row in part.new.items() if row["first_submitted_at"]}
    reports = writer.add(part.kind, {number: row for number, row in part.new.items() if number not in handed_in})
    reports |= writer.add(part.kind, {number: part.new[number] for number in handed_in}, first_submitted_by=by)
    for number, report in reports.items():
        if not is_within(report.locality.path, writer.plan.locality.path):
            raise refused(part.kind, number, _("địa bàn không thuộc phạm vi của kế hoạch."))
    if by is not None:
        steps = [_step(reports[number], part.new[number], by) for number in sorted(reports)]
        SubmissionStep.objects.bulk_create([step for step in steps if step], batch_size=1000)


def _step(report: Submission, row: PlainRow, by: User) -> SubmissionStep | None:
    """How the report came to be what it is here. What a document states of earlier years never took a step."""
    if report.state == SubmissionState.OPEN or report.period.is_baseline:
        return None
    reason = row["reason"] or _("Nhập từ gói kế hoạch.")
    before = SubmissionState.OPEN
    return SubmissionStep(
        submission=report, before=before, after=report.state, reason=reason, taken_at=timezone.now(), taken_by=by
    )


def _write_results(writer: Writer, part: Part, by: User | None) -> None:
    results = writer.add(part.kind, part.new)
    changes = [
        (
            one.submission_id,
            (one.indicator_id, one.facility_id),
            _NOTHING_BEFORE,
            (one.state, one.value, one.is_estimate, one.note),
        )
        for one in results.values()
    ]
    common = {"changed_by_id": by and by.pk, "channel": Channel.PACKAGE, "batch": uuid.uuid4()}
    remember_reports(changes, **common)


def _in_order_of_time(writer: Writer, part: Part, by: User | None) -> None:
    """The newest grant counts, and the newest is the one written last."""
    rows = sorted(part.new.items(), key=lambda item: (item[1]["granted_at"], item[0]))
    for number, row in rows:
        place = writer.found["localities"][tuple(row["locality"])]
        if not is_within(place.path, writer.plan.locality.path):
            raise refused(part.kind, number, _("địa bàn không thuộc phạm vi của kế hoạch."))
    writer.add(part.kind, dict(rows), granted_by=by)
