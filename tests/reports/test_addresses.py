"""Addresses that say more than the page understands."""

import pytest

from tests.entering import enter
from tests.targets.reporting_world import ReviewWorld

pytestmark = pytest.mark.django_db

PLAN = "/ke-hoach/lao-cai-thu/"
PERIOD = f"{PLAN}ky/6-thang/"
OWN = "han-1-kind=half&han-1-deadline=10/6/2021&han-1-before=on&han-1-first=&han-1-last="
PAGES = [
    f"{PERIOD}ket-qua/",
    f"{PERIOD}ket-qua/phu-luc/I.pdf",
    f"{PERIOD}bao-cao-tong-hop/",
    f"{PERIOD}bao-cao-tong-hop.pdf",
    f"{PERIOD}don-doc.pdf",
    f"{PLAN}lich-bao-cao/",
    f"{PLAN}lich-bao-cao/lap/",
    f"{PLAN}lich-bao-cao/them/",
    f"{PLAN}lich-bao-cao/6-thang/sua/",
    f"{PLAN}lich-bao-cao/6-thang/xoa/",
]


@pytest.fixture
def editor(client):
    return enter(client, ReviewWorld().editor)


@pytest.mark.parametrize("address", PAGES)
def test_name_that_the_page_does_not_know_leads_nowhere(address, editor):
    assert editor.get(address).status_code == 200
    response = editor.get(f"{address}?dia_ban=080")

    assert response.status_code == 404
    assert "Trang này không có lựa chọn “dia_ban”." in response.text


def test_board_has_words_of_its_own(editor):
    response = editor.get(f"{PLAN}bao-cao/?dia_ban=080")

    assert response.status_code == 404
    assert "Không lọc được theo “dia_ban”." in response.text


@pytest.mark.parametrize(
    "address",
    [
        f"{PERIOD}ket-qua/phu-luc/I.pdf?ban=dien-tu&xem",
        f"{PERIOD}bao-cao-tong-hop.pdf?xem",
        f"{PERIOD}don-doc.pdf?han=2099-01-01&xem",
        f"{PLAN}lich-bao-cao/lap/?preset=own&kinds=half&working_days=3&{OWN}",
    ],
)
def test_names_that_a_page_offers_are_known(address, editor):
    assert editor.get(address).status_code == 200


def test_stranger_is_not_told_what_a_page_knows(client):
    world = ReviewWorld()
    enter(client, world.cast.officer)

    assert client.get(f"{PLAN}lich-bao-cao/lap/?x=1").status_code == 403
