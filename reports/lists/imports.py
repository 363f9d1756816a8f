"""The import of a list as a job: a preview, and what its owner decided on it."""

import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from accounts.enums import AuditKind
from core.lists.files import ListFile, read_list
from core.lists.headings import is_header
from core.lists.preview import Change, Preview
from core.lists.resource import ListResource
from core.numbers import format_number
from core.workbooks import UploadRefused
from reports.jobs import JobFailed, JobKind, Outcome, Progress, register
from reports.lists.registry import resource_of
from reports.models import Job

MOST_SHOWN = 200  # rows of a preview, and faults
LONGEST_SHOWN = 200  # characters of a value


def run(job: Job, progress: Progress) -> Outcome:
    resource = _resource(job, progress)
    file = _file(job, resource, progress)
    progress.step(_("Đang so với dữ liệu đang có"), total=len(file.rows))
    preview = resource.read(file)
    return Outcome(data=shown(resource, preview), waits=preview.may_be_stored, refusal=_refusal(preview))


def decide(job: Job, progress: Progress) -> Outcome:
    """All of it or nothing. What is no longer as it was shown is shown again."""
    resource = _resource(job, progress)
    file = _file(job, resource, progress)
    progress.step(_("Đang ghi"), total=len(file.rows))
    try:
        preview = resource.store(file, expected=job.outcome["digest"])
    except IntegrityError as error:
        raise JobFailed(_("Có người vừa sửa chính các dòng này; chưa ghi gì. Hãy nhập lại tệp.")) from error
    if not preview.is_stored:
        data = {**shown(resource, preview), "is_stale": True}
        return Outcome(data=data, waits=preview.may_be_stored, refusal=_refusal(preview))
    details = {"list": resource.slug, "new": len(preview.new), "changed": len(preview.changed), "job": job.pk}
    record(AuditKind.IMPORTED, by=resource.user, subject=_name(resource), details=details)
    return Outcome(data=shown(resource, preview))


KIND = register(
    JobKind(
        name="list-import", label=gettext_lazy("Nhập danh sách"), run=run, decide=decide, page="list-import-preview"
    )
)


def _resource(job: Job, progress: Progress) -> ListResource:
    """With the rights that its owner has now."""
    kind, day = resource_of(job.params["list"]), job.params.get("day")
    if kind is None or not job.created_by.may(kind.edit_permission):
        raise JobFailed(_("Tài khoản không có quyền sửa danh sách này."))
    return kind(job.created_by, day=day and datetime.date.fromisoformat(day), on_rows=progress.advance)


def _file(job: Job, resource: ListResource, progress: Progress) -> ListFile:
    progress.step(_("Đang đọc tệp"))
    try:
        return read_list(job.input.read(), job.input.name, lambda texts: is_header(resource, texts))
    except UploadRefused as error:
        raise JobFailed(error.reason) from error


def _refusal(preview: Preview) -> str:
    """Why nothing can be stored, "" where it can, or where there is nothing to store."""
    return _("Tệp có %s chỗ sai; chưa ghi gì.") % format_number(len(preview.faults)) if preview.faults else ""


def _name(resource: ListResource) -> str:
    return capfirst(str(resource._meta.model._meta.verbose_name_plural))


def shown(resource: ListResource, preview: Preview) -> dict[str, Any]:
    """What the page needs, in bounded size."""
    return {
        "total": preview.total,
        "new": len(preview.new),
        "changed": len(preview.changed),
        "unchanged": preview.unchanged,
        "changes": [_change(change) for change in preview.changes[:MOST_SHOWN]],
        "faults": [[fault.row, fault.column, fault.reason] for fault in preview.faults[:MOST_SHOWN]],
        "fault_count": len(preview.faults),
        "notes": preview.notes,
        "digest": preview.digest,
        "is_stored": preview.is_stored,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "row": change.row,
        "name": str(change.instance)[:LONGEST_SHOWN],
        "id": change.instance.pk,
        "is_new": change.is_new,
        "values": [[text[:LONGEST_SHOWN] for text in texts] for texts in change.texts()],
    }
