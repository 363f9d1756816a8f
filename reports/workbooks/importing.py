"""The job of a filled workbook: a preview, and after the decision one call to the door of the grid."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from accounts.enums import AuditKind
from core.workbooks import UploadRefused, read_workbook
from reports.jobs import JobFailed, JobKind, Outcome, Progress, register
from reports.models import Job
from reports.workbooks.entries import Entries, entries_for_job
from targets import entry, report_entry
from targets.workbooks.comparing import Comparison, Wish, compare
from targets.workbooks.finding import keys_of
from targets.workbooks.passports import refuse_others
from targets.workbooks.sums import total

MINE, THEIRS = "mine", "theirs"
_MOST_ADDRESSES = 10  # that the reason of a failed job names


def run(job: Job, progress: Progress) -> Outcome:
    """Read the file and compare it with what stands now."""
    progress.step(_("Đang đọc tệp"))
    entries = entries_for_job(job.created_by, job.params)
    return Outcome(_preview(job, entries), waits=True)


def decide(job: Job, progress: Progress) -> Outcome:
    """Write what was decided, all or none. `job.decision`: see `reports.workbooks.preview.Preview.decided`.

    Rule (fresh-preview): what somebody changed between the preview and the decision comes back as a conflict in a
    preview of its own, and nothing is written; the choices that were made stay chosen.
    """
    progress.step(_("Đang ghi"))
    entries = entries_for_job(job.created_by, job.params)
    shown, choices = job.outcome, dict(job.decision.get("choices", {}))
    wishes = _wishes(entries, shown, choices)
    try:
        written = entries.enter(_typed(entries, wishes), by=job.created_by)
    except (entry.EntriesRefused, report_entry.EntriesRefused) as error:
        return _again(job, entries, error.verdicts, choices)
    _remember(job, entries, shown, len(written))
    return Outcome({**shown, "written": [list(wish) for wish in wishes], "skipped": len(shown["refused"])})


def _wishes(entries: Entries, shown: Mapping[str, Any], choices: Mapping[str, str]) -> list[Wish]:
    """What is written: all that changed, of the conflicts what was chosen, and the sums that follow from these."""
    wishes = [Wish(*wish) for wish in shown["changed"] if wish[0] not in shown["sums"]]
    wishes += [wish for wish in map(Wish._make, shown["conflicts"]) if choices.get(wish.key) == MINE]
    chosen = {wish.key: wish.mine for wish in wishes}
    places = {place.key: place for place in entries.layout.places.values()}
    for wish in (Wish(*each) for each in shown["changed"] if each[0] in shown["sums"]):
        parts = {key: chosen.get(key, theirs) for key, theirs in shown["sums"][wish.key]}
        mine = total([places[key] for key in parts if key in places], parts)
        if mine not in ("", wish.theirs):
            wishes.append(wish._replace(mine=mine))
    return wishes


def _typed(entries: Entries, wishes: Iterable[Wish]) -> Iterable[tuple[str, str, str]]:
    """(key, text, what stands there): the author of a conflict's choice has seen what stands there."""
    places = {place.key: place for place in entries.layout.places.values()}
    for wish in wishes:
        if wish.key not in places:
            raise JobFailed(_("Biểu vừa thay đổi: ô %s không còn. Hãy tải tệp lên lại.") % wish.address)
        yield wish.key, places[wish.key].text(wish.mine), wish.theirs


def _again(job: Job, entries: Entries, verdicts: Mapping[str, Any], choices: Mapping[str, str]) -> Outcome:
    """Another preview after a conflict; any other refusal was not to be foreseen, and ends the job."""
    others = {key: verdict.reason for key, verdict in verdicts.items() if not verdict.is_conflict}
    if others:
        raise JobFailed(_("Chưa ghi ô nào. %s") % " ".join(_with_addresses(job.outcome, others)))
    kept = {key: choice for key, choice in choices.items() if key not in verdicts}
    return Outcome({**_preview(job, entries), "choices": kept, "again": len(verdicts)}, waits=True)


def _with_addresses(shown: Mapping[str, Any], reasons: Mapping[str, str]) -> Iterable[str]:
    """Each reason once, with the first cells that it holds for."""
    addresses = {wish[0]: wish[1] for wish in (*shown["changed"], *shown["conflicts"])}
    for reason in dict.fromkeys(reasons.values()):
        found = [addresses[key] for key, other in reasons.items() if other == reason and key in addresses]
        rest = ["…"] if len(found) > _MOST_ADDRESSES else []
        yield f"{', '.join([*found[:_MOST_ADDRESSES], *rest])}: {reason}"


def _preview(job: Job, entries: Entries) -> dict[str, Any]:
    """A `Comparison` as JSON holds it, with who wrote what is in conflict: {key: [who, when]}."""
    try:
        book = read_workbook(job.input, job.input.name)
        passport, base = keys_of(book)
        refuse_others(passport, entries.passport)
        found = compare(book, entries.layout, base, entries.stored())
    except UploadRefused as error:
        raise JobFailed(error.reason) from error
    if not _has_anything(found):
        raise JobFailed(_("Tệp không còn dòng nào hoặc cột nào của biểu này. Hãy tải biểu nhập mới."))
    writers = entries.writers([wish.key for wish in found.conflicts]) if found.conflicts else {}
    data = vars(found) | {"changed": [list(wish) for wish in found.changed]}
    data["conflicts"] = [list(wish) for wish in found.conflicts]
    data["refused"] = [list(cell) for cell in found.refused]
    data["writers"] = {key: list(writer) for key, writer in writers.items()}
    data["other_shape"] = passport.shape != entries.passport.shape
    data["made_at"] = passport.made_at[:40]
    return data


def _has_anything(found: Comparison) -> bool:
    return bool(found.unchanged or found.changed or found.conflicts or found.refused)


def _remember(job: Job, entries: Entries, shown: Mapping[str, Any], written: int) -> None:
    details = {
        "job": job.pk,
        "written": written,
        "conflicts": len(shown["conflicts"]),
        "refused": len(shown["refused"]),
    }
    record(AuditKind.IMPORTED, by=job.created_by, subject=entries.subject, details=details)


KIND = register(
    JobKind(
        name="entry-workbook",
        label=gettext_lazy("Nhập số liệu từ biểu đã điền"),
        run=run,
        decide=decide,
        page="workbook-preview",
    )
)
