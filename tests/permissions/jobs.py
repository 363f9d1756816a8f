"""The jobs of the world: everybody has one of each family of pages."""

from typing import TYPE_CHECKING

from accounts.models import User
from core.lists.preview import Preview
from localities.resources import FacilityResource
from reports.enums import FileRole, JobState
from reports.free_workbooks.job import KIND as FREE_WORKBOOK
from reports.lists.imports import KIND as LIST_IMPORT
from reports.lists.imports import shown
from reports.models import Job
from tests.permissions.notation import Line
from tests.report_factories import JobFactory, JobFileFactory, PreviewFactory

if TYPE_CHECKING:
    from tests.permissions.world import World

# By a part of the addresses of their pages; the other pages are those of any job.
FAMILIES = {"/bieu-nhap/": "trip", "/bang/": "table", "/danh-sach/": "list"}


def family_of(line: Line) -> str:
    return next((family for part, family in FAMILIES.items() if part in line.route), "any")


def jobs_of(world: "World", user: User) -> dict[str, Job]:
    return {
        "any": JobFileFactory(job__created_by=user).job,
        "trip": PreviewFactory(created_by=user, params={"kind": "annex", "code": world.plan.code, "number": "I"}),
        "table": _table_of(world, user),
        "list": _import_of(user),
    }


def _table_of(world: "World", user: User) -> Job:
    """The workbook of the world, uploaded by somebody and read."""
    return JobFileFactory(
        role=FileRole.INPUT,
        name="bang.xlsx",
        data=world.table,
        job__kind=FREE_WORKBOOK.name,
        job__state=JobState.READY,
        job__params={"plan": world.plan.code, "annex": world.column.annex_id},
        job__outcome=world.answers.as_data(),
        job__created_by=user,
    ).job


def _import_of(user: User) -> Job:
    """A list that waits for a decision."""
    outcome = shown(FacilityResource(user), Preview())
    values = {"kind": LIST_IMPORT.name, "state": JobState.READY, "params": {"list": "co-so"}, "outcome": outcome}
    job = JobFactory(created_by=user, **values)
    JobFileFactory(job=job, role=FileRole.INPUT, name="co-so.csv", data="Mã".encode())
    return job
