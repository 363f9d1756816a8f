"""What an entry workbook is about: the cells of one desk, whoever asks, a page or a job."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from reports import grid_views, report_desk
from reports.jobs import JobFailed
from reports.workbooks.annex_entries import AnnexEntries
from reports.workbooks.annex_table import annex_table
from reports.workbooks.report_entries import ReportEntries
from reports.workbooks.report_table import report_table
from reports.workbooks.table import EntryTable
from targets.workbooks.layout import Layout
from targets.workbooks.marks import Passport
from targets.workbooks.passports import ANNEX


class Entries(Protocol):
    """The cells of a desk. `why_closed`: why nothing may be typed, "" where it may; `params` lead back to the desk.

    `stored()`: {key: packed} of the cells that hold anything. `writers(keys)`: {key: (who, when)} of their newest
    changes. `enter`: writes (key, text, what stands there packed), all or none, through the door of the grid.
    """

    why_closed: str
    passport: Passport
    subject: str
    url: str
    workbook_url: str
    upload_url: str
    params: dict
    layout: Layout

    def stored(self) -> Mapping[str, str]: ...

    def writers(self, keys: Sequence[str]) -> Mapping[str, tuple[str, str]]: ...

    def enter(self, entries: Iterable[tuple[str, str, str]], *, by: User) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Asker:
    """Who asks, where no request is at hand. The desks ask a request for nothing else."""

    user: User


def entries_of(request: Any, params: Mapping[str, Any]) -> Entries:
    """Out of reach is Http404; in reach without the right is PermissionDenied. See `Entries.params`."""
    if params["kind"] == ANNEX:
        return AnnexEntries(grid_views.desk_of(request, params["code"], params["number"]))
    return ReportEntries(report_desk.desk_of(request, params["code"], params["period"], params["locality"]))


def entries_for_job(user: User, params: Mapping[str, Any]) -> Entries:
    """As `entries_of`, asked again for whoever a job belongs to. Raises `JobFailed`, also for a desk that is closed."""
    try:
        found = entries_of(Asker(user), params)
    except (Http404, PermissionDenied) as error:
        raise JobFailed(str(error) or _("Không còn mở được trang nhập này.")) from error
    if found.why_closed:
        raise JobFailed(found.why_closed)
    return found


def table_of(entries: Entries) -> EntryTable:
    return annex_table(entries) if isinstance(entries, AnnexEntries) else report_table(entries)
