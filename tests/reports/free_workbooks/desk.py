"""Pages of a free workbook as a person goes through them, and the small annex that they are tried on."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from reports.models import Job
from tests.free_tables import saved

_HIDDEN = re.compile(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"')
_SELECT = re.compile(r'<select (?:id="\w+" )?name="([rk]\d+|sheet|dash|blanks)".*?</select>', re.DOTALL)
_REGION = re.compile(r'<input id="(\w+)"[^>]*?value="(\w*)"', re.DOTALL)
_SELECTED = re.compile(r'<option value="([^"]*)"\s+selected')


def book(*rows, merged=(), title="Bang", **values) -> Workbook:
    """A workbook of plain rows; `values`: {address: value} typed over them."""
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for address, value in values.items():
        sheet[address] = value
    for area in merged:
        sheet.merge_cells(area)
    return made


class Visitor:
    """Somebody's browser on the pages of one annex."""

    def __init__(self, client: Client, code: str, number: str = "I") -> None:
        self.client = client
        self.upload_url = reverse("free-workbook-upload", args=[code, number])

    def upload(self, file) -> Job:
        """`file`: a workbook, or a file to send as it is."""
        file = saved(file) if isinstance(file, Workbook) else file
        answer = self.client.post(self.upload_url, {"file": file})
        assert answer.status_code == 302, text_of(answer)
        return Job.objects.latest("pk")

    def mapping(self, job: Job):
        return self.client.get(reverse("free-workbook", args=[job.pk]) + "?ghep=1")

    def answer(self, job: Job, order: str = "xem-truoc", **answers: str):
        """Post the page of the mapping as it stands, with some other answers."""
        page = self.mapping(job).content.decode()
        return self.client.post(
            reverse("free-workbook", args=[job.pk]), {**selected(page), **answers, "viec": order}, follow=True
        )

    def preview(self, job: Job):
        return self.client.get(reverse("free-workbook-preview", args=[job.pk]))

    def write(self, job: Job, page=None, **fields: str):
        """Post a preview; `page`: one that was shown before."""
        page = page or self.preview(job)
        url = reverse("free-workbook-preview", args=[job.pk])
        return self.client.post(url, {**hidden(page), **fields}, follow=True)


def hidden(page) -> dict[str, str]:
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.content.decode())}


def selected(page: str) -> dict[str, str]:
    """What the form of the mapping sends as it stands."""
    found = dict(_REGION.findall(page))
    for match in _SELECT.finditer(page):
        option = _SELECTED.search(match[0])
        found[match[1]] = unescape(option[1]) if option else ""
    return found


def text_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
