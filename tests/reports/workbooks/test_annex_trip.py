"""The round trip of an annex: what an officer does to the file, what the preview says, what is written."""

import pytest

from reports.enums import JobState
from targets.enums import Channel, Stage
from targets.models import TargetChange
from tests.factories import TargetFactory
from tests.reports.workbooks.trip import Traveller
from tests.targets.sheet import Sheet
from tests.targets.world import stored

pytestmark = pytest.mark.django_db

PERSONS, SHARE = "cot:so-nguoi::0", "cot:ty-le::1"
WHOLE = "dong:chung"


@pytest.fixture
def sheet(db):
    return Sheet()


def mark(locality) -> str:
    return f"dong:{locality.code}:{locality.valid_from:%Y%m%d}"


@pytest.fixture
def district(sheet):
    return mark(sheet.cast.district)


@pytest.fixture
def neighbour(sheet):
    return mark(sheet.neighbour)


@pytest.fixture
def editor(sheet):
    return Traveller(sheet.cast.editor, sheet.page)


def store(sheet, place, value: int, column: str = "persons", stage: Stage = Stage.ASSIGNED):
    return TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators[column], value=value, stage=stage)


def figures(sheet) -> dict[tuple, tuple]:
    """{(locality name, code of the indicator): (comparator, value, upper)} of what stands."""
    names = {place.pk: place.name for place in (sheet.cast.province, sheet.cast.district, sheet.neighbour)}
    codes = {indicator.pk: indicator.code for indicator in sheet.indicators.values()}
    return {
        (names[cell.locality_id], codes[cell.indicator_id]): (amount.comparator, amount.value, amount.upper)
        for cell, amount in stored().items()
    }


def test_what_is_typed_is_written(sheet, editor, district, neighbour):
    filled = editor.fill().put(district, PERSONS, 70).put(neighbour, PERSONS, "≥ 850").put(district, SHARE, 43.6)

    job = editor.upload(filled.save())
    page = editor.preview(job)
    response = editor.decide(job)

    assert "3 ô thay đổi" in page
    assert "Huyện Bát Xát, Số người" in page
    assert response.status_code == 302
    assert figures(sheet) == {
        ("Huyện Bát Xát", "so-nguoi"): ("eq", 70, None),
        ("Huyện Sa Pa", "so-nguoi"): ("ge", 850, None),
        ("Huyện Bát Xát", "ty-le"): ("eq", 436, None),
    }
    assert {change.channel for change in TargetChange.objects.all()} == {Channel.WORKBOOK}
    assert "Đã ghi 3 ô từ tệp." in editor.preview(job)


def test_nothing_is_written_before_the_decision(sheet, editor, district):
    job = editor.upload(editor.fill().put(district, PERSONS, 70).save())

    assert job.state == JobState.READY
    assert stored() == {}
