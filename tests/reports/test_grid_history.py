"""The history of one cell: as a page, and as a part for the script's dialog."""

import datetime
import re
from html import unescape

import pytest
from django.utils import timezone

from targets.enums import Channel, Stage
from targets.models import TargetChange
from tests.entering import enter
from tests.factories import FacilityFactory, TargetChangeFactory
from tests.targets.sheet import Sheet
from tests.targets.world import stored

pytestmark = pytest.mark.django_db

PART = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


@pytest.fixture
def sheet(db):
    return Sheet()


def lines(html: str) -> list[list[str]]:
    """The texts of the table's cells: when, who, channel, old, new, the button."""
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    return [
        [
            unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def history_url(sheet, row: str = "district") -> str:
    return f"{sheet.page}lich-su/?o={sheet.key(row)}"


@pytest.mark.parametrize("options", [{}, PART], ids=["page", "part"])
def test_history_tells_who_when_old_new_and_channel(sheet, client, options):
    sheet.enter(sheet.entry("district", "60"))
    sheet.enter(sheet.entry("district", "≥ 70", seen="eq:60:"), by=sheet.cast.administrator)
    sheet.enter(sheet.entry("district", "", seen="ge:70:"))
    started = datetime.datetime(2026, 3, 7, 8, 30, tzinfo=timezone.get_default_timezone())
    for minute, change in enumerate(TargetChange.objects.order_by("pk")):
        TargetChange.objects.filter(pk=change.pk).update(changed_at=started + datetime.timedelta(minutes=minute))
    TargetChange.objects.filter(changed_at=started).update(channel=Channel.WORKBOOK)
    enter(client, sheet.cast.editor)

    html = client.get(history_url(sheet), **options).content.decode()

    workbook, grid = (Channel(channel).label for channel in (Channel.WORKBOOK, Channel.GRID))
    assert lines(html) == [
        ["08:32 07/03/2026", "can-bo-tinh", grid, "ít nhất 70", "chưa giao", "đang dùng"],
        ["08:31 07/03/2026", "quan-tri", grid, "60", "ít nhất 70", "Lấy lại ít nhất 70"],
        ["08:30 07/03/2026", "can-bo-tinh", workbook, "chưa giao", "60", "Lấy lại 60"],
    ]
    assert "<strong>Huyện Bát Xát</strong> · Số người cai nghiện" in html
    assert ("<html" in html) is (options == {})


def test_figures_that_came_with_a_document_have_no_person(sheet, client):
    TargetChangeFactory(
        plan=sheet.plan,
        locality=sheet.cast.district,
        indicator=sheet.indicators["persons"],
        changed_by=None,
        channel=Channel.FIXTURE,
    )
    enter(client, sheet.cast.editor)

    (line,) = lines(client.get(history_url(sheet)).content.decode())

    assert line[1] == "hệ thống"


def test_value_is_brought_back_by_the_form(sheet, client):
    sheet.enter(sheet.entry("district", "60"))
    sheet.enter(sheet.entry("district", "70", seen="eq:60:"))
    enter(client, sheet.cast.editor)
    html = client.get(history_url(sheet)).content.decode()
    button = re.search(r'name="([\d.]+)"\s+value="([^"]*)"\s+data-text', html)
    seen = re.search(r'name="seen" value="([^"]*)"', html)[1]

    response = client.post(sheet.page, {"seen": seen, button[1]: button[2]})

    assert response.status_code == 302
    assert (button[1], button[2], seen) == (sheet.key("district"), "60", f"{sheet.key('district')}=eq:70:")
    assert [amount.value for amount in stored().values()] == [60]


def test_old_history_page_does_not_overwrite(sheet, client):
    sheet.enter(sheet.entry("district", "60"))
    sheet.enter(sheet.entry("district", "70", seen="eq:60:"))
    enter(client, sheet.cast.editor)
    html = client.get(history_url(sheet)).content.decode()
    sheet.enter(sheet.entry("district", "90", seen="eq:70:"), by=sheet.cast.administrator)

    response = client.post(
        sheet.page, {"seen": re.search(r'name="seen" value="([^"]*)"', html)[1], sheet.key("district"): "60"}
    )

    assert response.status_code == 422
    assert [amount.value for amount in stored().values()] == [90]


def test_cell_that_was_never_written_says_so(sheet, client):
    enter(client, sheet.cast.editor)

    assert "Ô này chưa có lần ghi nào." in client.get(history_url(sheet)).content.decode()


def test_history_of_the_whole_names_the_province(sheet, client):
    enter(client, sheet.cast.editor)

    assert "<strong>Tỉnh Lào Cai</strong>" in client.get(history_url(sheet, "whole")).content.decode()


def test_history_is_of_the_very_cell(sheet, client):
    """Not of a facility, of the other stage, of another column or row."""
    sheet.enter(sheet.entry("district", "80"), by=sheet.cast.officer, stage=Stage.PROPOSED)
    sheet.enter(sheet.entry("neighbour", "9"), sheet.entry("district", "5", column="share"))
    TargetChangeFactory(
        plan=sheet.plan,
        locality=sheet.cast.district,
        indicator=sheet.indicators["persons"],
        facility=FacilityFactory(),
    )
    enter(client, sheet.cast.editor)

    assert "Ô này chưa có lần ghi nào." in client.get(history_url(sheet)).content.decode()


def test_issued_plan_brings_nothing_back(client):
    sheet = Sheet()
    sheet.enter(sheet.entry("district", "60"))
    sheet.enter(sheet.entry("district", "70", seen="eq:60:"))
    sheet.plan.state = "issued"
    sheet.plan.save()
    enter(client, sheet.cast.editor)

    html = client.get(history_url(sheet)).content.decode()

    assert len(lines(html)) == 2
    assert "Lấy lại" not in html


@pytest.mark.parametrize("key", ["", "9.9", "abc", "0.", "%00", "1" * 3000])
def test_unknown_cell_is_not_found(sheet, client, key):
    enter(client, sheet.cast.editor)

    assert client.get(f"{sheet.page}lich-su/?o={key}").status_code == 404
    assert client.get(f"{sheet.page}lich-su/").status_code == 404


@pytest.mark.parametrize(("row", "status"), [("district", 200), ("neighbour", 404), ("whole", 404)])
def test_officer_reads_the_history_of_the_own_district_alone(sheet, client, row, status):
    enter(client, sheet.cast.officer)

    assert client.get(history_url(sheet, row), **PART).status_code == status


def test_history_takes_no_post(sheet, client):
    enter(client, sheet.cast.editor)

    assert client.post(history_url(sheet)).status_code == 405
