"""A plan's page and its downloads: who sees what, and what a wrong address answers."""

import pytest
from django.urls import reverse

from localities.models import Locality
from tests.entering import enter
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PAGE = "/ke-hoach/ba-ria-vung-tau-2020/"
PDF = "/ke-hoach/ba-ria-vung-tau-2020/phu-luc/II.pdf"


def locality(code: str) -> Locality:
    return Locality.objects.order_by("valid_from").filter(code=code).last()


def province(code: str) -> Locality:
    return Locality.objects.get(code=code, valid_from="2004-07-08")


@pytest.fixture
def people(five_plans):
    """Who asks for the plan of Bà Rịa - Vũng Tàu (77)."""
    return {
        "anonymous": None,
        "outsider": UserFactory(editor=True, locality=province("10")),
        "officer": UserFactory(officer=True, locality=Locality.objects.get(code="747", level="district")),
        "editor": UserFactory(editor=True, locality=province("77")),
        "leader": UserFactory(locality=province("77")),
        "administrator": UserFactory(administrator=True),
    }


@pytest.mark.parametrize("url", [PAGE, PDF])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("officer", 200),
        ("editor", 200),
        ("leader", 200),
        ("administrator", 200),
    ],
)
def test_who_sees_a_plan(client, people, url, who, status):
    if people[who]:
        enter(client, people[who])

    response = client.get(url)

    assert response.status_code == status
    if status == 302:
        assert response.url == f"/tai-khoan/dang-nhap/?next={url}"


@pytest.mark.parametrize("url", [PAGE, PDF])
def test_pages_of_reading_take_no_post(client, people, url):
    enter(client, people["administrator"])

    assert client.post(url).status_code == 405


def test_page_names_850_assigned_650_allocated_200_open(client, people):
    enter(client, people["leader"])

    text = " ".join(client.get(PAGE).content.decode().split())

    assert (
        '<th scope="row" class="level-0">Tổng số người được cai nghiện, điều trị nghiện</th>'
        ' <td class="num">≥ 850</td> <td class="num">650</td> <td class="num">200</td>'
        ' <td><span class="badge badge--warn">chưa phân bổ</span>'
    ) in text
    assert (
        "Cai nghiện tự nguyện tại cơ sở</th>"
        ' <td class="num">200</td> <td class="num"></td> <td class="num">200</td>'
        ' <td><span class="badge badge--warn">chưa phân bổ</span>'
    ) in text


def test_page_has_one_caption_and_scopes_in_every_table(client, people):
    enter(client, people["leader"])

    html = client.get(PAGE).content.decode()

    assert html.count("<table") == html.count("<caption")
    assert html.count("<th ") == html.count('<th scope="') > 100


@pytest.mark.parametrize(
    "code", ["lao-cai-2021", "tp-lai-chau-2022", "ba-ria-vung-tau-2020", "an-giang-2011", "nam-dinh-2024"]
)
def test_every_real_plan_has_its_page(client, people, code):
    enter(client, people["administrator"])

    response = client.get(reverse("plan", args=[code]))

    assert response.status_code == 200


def test_only_who_may_change_a_draft_is_offered_to(client, people):
    editor = UserFactory(editor=True, locality=province("10"))
    leader = UserFactory(locality=province("10"))
    below = UserFactory(editor=True, locality=Locality.objects.get(code="080"))

    offers = []
    for person in (editor, leader, below):
        enter(client, person)
        offers.append("Sửa kế hoạch" in client.get("/ke-hoach/lao-cai-2021/").content.decode())
    enter(client, people["editor"])
    offers.append("Sửa kế hoạch" in client.get(PAGE).content.decode())

    assert offers == [True, False, False, False]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("/ke-hoach/ba-ria-2020/", "ba-ria-vung-tau-2020"),
        ("/ke-hoach/ba-ria-vung-tau-2020/phu-luc/III.pdf", "Các phụ lục hiện có: I, II."),
        ("/ke-hoach/ba-ria-vung-tau-2020/phu-luc/abc.pdf", "Các phụ lục hiện có: I, II."),
        (PDF + "?ban=fax", "Không có bản “fax”."),
    ],
)
def test_wrong_address_says_what_there_is(client, people, settings, url, message):
    settings.DEBUG = False
    enter(client, people["leader"])

    response = client.get(url)

    assert response.status_code == 404
    assert message in response.content.decode()


@pytest.mark.parametrize("url", ["/khong-co/", "/ke-hoach/lao-cai-2021/phu-luc/I.html", "/ke-hoach/🦊/"])
def test_unknown_address_speaks_no_code(client, people, settings, url):
    settings.DEBUG = False
    enter(client, people["leader"])

    response = client.get(url)

    assert response.status_code == 404
    assert "404" not in response.content.decode()


def test_failure_shows_no_traceback_and_is_logged(client, people, monkeypatch, capsys):
    def broken(*arguments, **options):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("reports.views.load_figures", broken)
    enter(client, people["leader"])
    client.raise_request_exception = False

    response = client.get(PAGE)

    assert response.status_code == 500
    assert "Hệ thống gặp lỗi" in response.content.decode()
    assert "broken on purpose" not in response.content.decode()
    assert "RuntimeError: broken on purpose" in capsys.readouterr().out


def test_codes_out_of_reach_are_not_offered(client, people, settings):
    settings.DEBUG = False
    enter(client, people["leader"])

    text = client.get("/ke-hoach/lao-cai-2022/").content.decode()

    assert "lao-cai-2021" not in text


def test_pdf_is_a_download_named_after_the_plan(client, people):
    enter(client, people["leader"])

    paper, electronic = client.get(PDF), client.get(PDF + "?ban=dien-tu&xem=1")

    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == 'attachment; filename="ba-ria-vung-tau-2020-phu-luc-II.pdf"'
    assert electronic["Content-Disposition"] == ('inline; filename="ba-ria-vung-tau-2020-phu-luc-II-ban-dien-tu.pdf"')
    assert paper.content != electronic.content


def test_policy_allows_our_own_files_only(client, people):
    enter(client, people["leader"])

    policy = client.get(PAGE)["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
