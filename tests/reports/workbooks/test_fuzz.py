"""Real workbooks, mutated: whatever comes is previewed or refused in words, and written whole or not at all."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from core.figures import pack
from reports.enums import JobState
from reports.jobs import decided, start
from reports.models import Job
from reports.workbooks.importing import KIND, MINE
from targets.models import Target
from tests.factories import TargetFactory
from tests.reports.workbooks.trip import Filled, Traveller

pytestmark = pytest.mark.django_db

UNFORESEEN = "lỗi của hệ thống"
QUIET = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.sampled_from([
        "1.600", "1,600", "≥ 850", "450 - 500", "x", "-", "ước 5", "#REF!", "=1/0", "=SUM(A1:B9)", "NaN", "1e308",
        "dong:chung", "cot:so-nguoi::0", "khac", "bieu-nhap-chi-tieu", date(2026, 1, 6), time(8, 30),
        datetime(2026, 1, 6, 8, 30),  # noqa: DTZ001
    ]),
)  # fmt: skip
PLACES = st.tuples(st.integers(1, 14), st.integers(1, 7))


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """What lies under a merged cell cannot be written."""
    if not isinstance(sheet.cell(row, column), MergedCell):
        sheet.cell(row, column).value = value


def _copy(sheet: Worksheet, row: int, column: int) -> None:
    for index in range(1, 8):
        _put(sheet, row + 1, index, sheet.cell(row, index).value)


def _duplicate(sheet: Worksheet, row: int, column: int) -> None:
    sheet.parent.copy_worksheet(sheet)


def _drop(sheet: Worksheet, row: int, column: int) -> None:
    book = sheet.parent
    wanted = book.worksheets[column % len(book.worksheets)]
    if any(other.sheet_state == "visible" for other in book.worksheets if other is not wanted):
        book.remove(wanted)


def _show_keys(sheet: Worksheet, row: int, column: int) -> None:
    keys = sheet.parent.worksheets[-1]
    keys.sheet_state = "visible"
    _put(keys, row, column, "[1]")


STEPS: list[Callable[[Worksheet, int, int], object]] = [
    lambda sheet, row, column: sheet.insert_rows(row),
    lambda sheet, row, column: sheet.insert_cols(column),
    lambda sheet, row, column: sheet.delete_rows(row),
    lambda sheet, row, column: sheet.delete_cols(column),
    lambda sheet, row, column: sheet.merge_cells(
        start_row=row, end_row=row + 1, start_column=column, end_column=column + 1
    ),
    lambda sheet, row, column: setattr(sheet, "title", f"Trang {row}"),
    lambda sheet, row, column: setattr(sheet.row_dimensions[row], "hidden", True),
    lambda sheet, row, column: setattr(sheet.cell(8, column), "comment", Comment("xem lại", "cán bộ")),
    lambda sheet, row, column: setattr(sheet.cell(row, column), "number_format", "0.0%"),
    lambda sheet, row, column: sheet.move_range("A7:F8", rows=row, cols=0),
    _copy,
    _duplicate,
    _drop,
    _show_keys,
]


@pytest.fixture
def data(sheet, editor) -> bytes:
    for place, value in ((sheet.cast.district, 70), (sheet.neighbour, 25)):
        TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators["persons"], value=value)
    return editor.download()


def figures() -> dict[tuple, str]:
    rows = Target.objects.select_related("indicator")
    return {(row.locality_id, row.indicator_id, row.stage): pack(row.amount()) for row in rows}


def travel(editor: Traveller, sheet, data: bytes) -> None:
    """Upload, preview, decide: everything that was read is written, or nothing is."""
    before = figures()
    params = {"kind": "annex", "code": sheet.plan.code, "number": "I"}
    file = SimpleUploadedFile("bieu.xlsx", data)
    job = start(KIND, by=editor.user, subject="bieu.xlsx", params=params, file=file, at_once=True)
    assert job.state in (JobState.READY, JobState.FAILED)
    assert UNFORESEEN not in job.reason
    assert figures() == before
    if job.state == JobState.FAILED:
        return
    assert editor.client.get(f"/tep-nhap/{job.pk}/").status_code == 200
    wishes = [*job.outcome["changed"], *job.outcome["conflicts"]]
    decided(job, {"choices": {wish[0]: MINE for wish in wishes}}, at_once=True)
    job = Job.objects.get(pk=job.pk)
    assert UNFORESEEN not in job.reason
    cells = {key: spot.cell for key, spot in sheet.spots().by_key.items()}
    wanted = {(*cells[wish[0]][:2], cells[wish[0]].stage): wish[4] for wish in wishes}
    after = {cell: packed for cell, packed in {**before, **wanted}.items() if packed}
    assert figures() == (after if job.state == JobState.DONE else before)


def undone(work: Callable, *args) -> None:
    """Each example begins with the same figures."""
    with transaction.atomic():
        work(*args)
        transaction.set_rollback(True)


@QUIET
@given(
    values=st.lists(st.tuples(PLACES, VALUES), max_size=6),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), PLACES), max_size=4),
)
def test_mutated_cells_and_sheets(sheet, editor, data, values, steps):
    filled = Filled(data)
    for (row, column), value in values:
        _put(filled.sheet, row, column, value)
    for step, (row, column) in steps:
        step(filled.sheet, row, column)

    undone(travel, editor, sheet, filled.save())


@QUIET
@given(seed=st.integers(0, 10_000), count=st.integers(1, 30))
def test_mutated_bytes_of_the_file(sheet, editor, data, seed, count):
    chance = random.Random(seed)  # noqa: S311
    spoilt = bytearray(data)
    for _ in range(count):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)

    undone(travel, editor, sheet, bytes(spoilt))


@QUIET
@given(seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_mutated_bytes_of_the_parts(sheet, editor, data, seed, count):
    """Past the checks of the zip: its parts are whole, and their XML is not what it was."""
    chance = random.Random(seed)  # noqa: S311
    parts = {info.filename: bytearray(zipfile.ZipFile(io.BytesIO(data)).read(info)) for info in _parts(data)}
    for _ in range(count):
        part = parts[chance.choice(sorted(parts))]
        place = chance.randrange(len(part))
        part[place : place + chance.randrange(3)] = chance.choice([b"0", b"<", b'"', b"9" * 20, b"A1", b"&#0;", b" "])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, bytes(part))

    undone(travel, editor, sheet, file.getvalue())


def _parts(data: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(data)).infolist()
