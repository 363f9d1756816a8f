"""The command that writes an annex to a file, in the formats that the pages offer."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from docx import Document

from accounts.models import AuditEvent
from localities.models import Locality
from tests.factories import UserFactory
from tests.reports.downloads.papers import sheets_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


def written(tmp_path, form: str, *arguments: str, plan: str = "lao-cai-2021") -> bytes:
    target = tmp_path / f"phu-luc.{form}"
    call_command("annex", plan, "I", "--format", form, "-o", str(target), *arguments, stderr=io.StringIO())
    return target.read_bytes()


def test_workbook(tmp_path):
    (sheet,) = sheets_of(written(tmp_path, "xlsx"))

    assert sheet.rows[17][1:4] == ["Tổng cộng", 1600, 550]


def test_word_file(tmp_path):
    (table,) = Document(io.BytesIO(written(tmp_path, "docx"))).tables

    assert [cell.text for cell in table.rows[-1].cells][1:4] == ["Tổng cộng", "1.600", "550"]


def test_csv(tmp_path):
    rows = list(csv.reader(io.StringIO(written(tmp_path, "csv").decode("utf-8-sig"), newline="")))

    assert rows[-1][1:4] == ["Tổng cộng", "1600", "550"]


def test_json(tmp_path):
    data = json.loads(written(tmp_path, "json"))

    assert data["tables"][0]["total"]["cells"][2] == {"text": "1.600", "number": 1600}


def test_results_of_a_period(examples, tmp_path):
    data = json.loads(written(tmp_path, "json", "--results", "6-thang"))

    assert data["period"]["code"] == "6-thang"
    assert [cell["number"] for cell in data["tables"][0]["rows"][0]["cells"][3:]] == [1600, 991, 61.9, 609]


def test_electronic_variant_leaves_the_blanks(tmp_path):
    (sheet,) = sheets_of(written(tmp_path, "xlsx", "--variant", "electronic", plan="ba-ria-vung-tau-2020"))

    assert "160" not in sheet.rows[2][0]


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_file_for_a_user_is_an_extract(form, tmp_path, monkeypatch):
    UserFactory(officer=True, username="bat-xat", locality=Locality.objects.get(name="Huyện Bát Xát"))
    monkeypatch.chdir(tmp_path)

    call_command("annex", "lao-cai-2021", "I", "--format", form, "--user", "bat-xat", stderr=io.StringIO())

    data = (tmp_path / f"lao-cai-2021-phu-luc-I-trich-082.{form}").read_bytes()
    assert _mark_of(form, data) == "Trích: chỉ gồm số liệu của Huyện Bát Xát"
    assert AuditEvent.objects.get(kind="exported").details == {"format": form}


def _mark_of(form: str, data: bytes) -> str:
    if form == "xlsx":
        return sheets_of(data)[0].rows[1][0].strip("()")
    if form == "docx":
        return Document(io.BytesIO(data)).paragraphs[1].text.strip("()")
    if form == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[-1][1]
    return f"Trích: chỉ gồm số liệu của {json.loads(data)['extract']['name']}"
