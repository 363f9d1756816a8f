"""An entry workbook on its way: downloaded, changed as by hand, uploaded, decided."""

import io
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from localities.models import Locality
from reports.models import Job
from targets.workbooks.marks import COLUMN, ROW
from tests.entering import enter

ENTRY = "Nhập liệu"
# Marks of the small annex of `tests.targets.sheet`.
PERSONS, SHARE = "cot:so-nguoi::0", "cot:ty-le::1"
WHOLE = "dong:chung"


def mark(place: Locality) -> str:
    return f"dong:{place.code}:{place.valid_from:%Y%m%d}"


def report_page(world, period, locality=None) -> str:
    """The address of a report in the world of `tests.targets.report_world`."""
    place = locality or world.cast.district
    return f"/ke-hoach/{world.plan.code}/ky/{period.code}/dia-ban/{place.pk}/"


class Filled:
    """A downloaded workbook in the hands of its officer. Cells are named by the marks of their row and column."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(data))
        self.sheet: Worksheet = self.book[ENTRY]

    @property
    def rows(self) -> dict[str, int]:
        """{mark: number of the row}."""
        marks = {self.sheet.cell(row, 1).value: row for row in range(1, self.sheet.max_row + 1)}
        return {mark: row for mark, row in marks.items() if mark and mark.startswith(ROW)}

    @property
    def columns(self) -> dict[str, int]:
        marks = {self.sheet.cell(1, column).value: column for column in range(1, self.sheet.max_column + 1)}
        return {mark: column for mark, column in marks.items() if mark and mark.startswith(COLUMN)}

    def cell(self, row: str, column: str):
        return self.sheet.cell(self.rows[row], self.columns[column])

    def put(self, row: str, column: str, value) -> "Filled":
        self.cell(row, column).value = value
        return self

    def address(self, row: str, column: str) -> str:
        return f"{self.sheet.title}!{self.cell(row, column).coordinate}"

    def save(self) -> bytes:
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()


class Traveller:
    """Somebody who downloads the workbook of a page, and uploads it again."""

    def __init__(self, user: User, page: str) -> None:
        self.user, self.page = user, page
        self.client: Client = enter(Client(), user)

    def download(self) -> bytes:
        response = self.client.get(f"{self.page}bieu-nhap.xlsx")
        assert response.status_code == 200, response
        return response.content

    def fill(self) -> Filled:
        return Filled(self.download())

    def upload(self, data: bytes, name: str = "bieu-nhap.xlsx") -> Job:
        """The job that reads the file, which is small enough to be read at once."""
        response = self.client.post(f"{self.page}tu-tep/", {"tep": SimpleUploadedFile(name, data)})
        assert response.status_code == 302, text_of(response)
        return Job.objects.order_by("-pk")[0]

    def preview(self, job: Job) -> str:
        return text_of(self.client.get(f"/tep-nhap/{job.pk}/"))

    def decide(self, job: Job, **fields: str):
        return self.client.post(f"/tep-nhap/{job.pk}/", {"xung-dot": "each", **fields})


def text_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))
