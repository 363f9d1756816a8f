"""What stands on the paper of an annex, from top to bottom, for those who write it into a file that can be edited.

The print itself is HTML (`reports.paper`, `reports.result_paper`); what is said here is said there in the same words.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from localities.models import Locality
from plans.models import Plan
from reports.paper import AnnexPaper
from reports.result_paper import ResultPaper
from reports.tables import Table
from targets.enums import Orientation
from targets.models import Annex, Period


@dataclass(frozen=True)
class Part:
    """One table; `heading` is "1. Kết quả theo chỉ tiêu", "" where it is the only one."""

    heading: str
    table: Table


@dataclass(frozen=True)
class Page:
    """What stands above the tables, the tables, and what stands below them. `mark`: of an extract, "" of the whole."""

    number: str
    title: str
    mark: str
    attached: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    is_landscape: bool


@dataclass(frozen=True)
class Printout:
    """An annex, or the results of an annex in a `period`, with what the file says of itself."""

    annex: Annex
    page: Page
    document_title: str
    file_name: str
    read_at: datetime.datetime
    period: Period | None = None
    extract: Locality | None = None

    @property
    def plan(self) -> Plan:
        return self.annex.plan

    @property
    def name(self) -> str:
        """ "Phụ lục I", also of an annex that is the only one and bears no number on paper."""
        return _("Phụ lục %s") % self.annex.roman

    @property
    def agency(self) -> str:
        return self.plan.issuing_agency.name


def printout_of(paper: AnnexPaper | ResultPaper) -> Printout:
    return _of_results(paper) if isinstance(paper, ResultPaper) else _of_annex(paper)


def _of_annex(paper: AnnexPaper) -> Printout:
    table = paper.table
    parts = (Part("", table),) if table.rows or not table.left_out else ()
    notes = [table.left_out, *table.notes.splitlines()]
    page = Page(
        number=paper.heading,
        title=paper.title,
        mark=_in_brackets(paper.extract_mark),
        attached=_attached(paper),
        parts=parts,
        notes=tuple(note for note in notes if note.strip()),
        is_landscape=paper.annex.orientation == Orientation.LANDSCAPE,
    )
    return Printout(
        paper.annex, page, paper.document_title, paper.file_name, timezone.localtime(), extract=paper.extract
    )


def _of_results(paper: ResultPaper) -> Printout:
    tables = [table for table in paper.tables if table.rows]
    page = Page(
        number=paper.heading,
        title=paper.title,
        mark=_in_brackets(paper.extract_mark),
        attached=_attached(paper),
        parts=tuple(Part(f"{number}. {table.caption}", table) for number, table in enumerate(tables, 1)),
        notes=tuple(paper.sentences),
        is_landscape=True,
    )
    return Printout(
        annex=paper.rollup.annex,
        page=page,
        document_title=paper.document_title,
        file_name=paper.file_name,
        read_at=timezone.localtime(),
        period=paper.rollup.span.period,
        extract=paper.extract,
    )


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def _attached(paper: AnnexPaper | ResultPaper) -> str:
    return _("(%(attached)s của %(issuer)s)") % {"attached": paper.attached_to, "issuer": paper.issuer}
