"""The pages of the entry grid: who may, the plain form, the history of a cell. Batches: test_grid_batches.py."""

import re
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from localities.models import Locality
from targets.enums import Channel, Stage
from targets.models import Indicator, TargetChange
from tests.entering import enter
from tests.factories import TargetFactory, UserFactory
from tests.targets.sheet import Sheet
from tests.targets.world import history, stored

pytestmark = pytest.mark.django_db

ISSUED = "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
PRESS_AGAIN = "Bấm Ghi lần nữa nếu vẫn muốn thay bằng giá trị vừa nhập; muốn giữ số đang lưu thì gõ lại số đó."


@pytest.fixture
def sheet(db):
    return Sheet()


@pytest.fixture
def editor(sheet, client):
    """A browser in which the provincial editor is signed in."""
    enter(client, sheet.cast.editor)
    return client


def signed_in(user: User) -> Client:
    client = Client()
    enter(client, user)
    return client


def page(client: Client, url: str, **data) -> str:
    response = client.post(url, data) if data else client.get(url)
    return response.content.decode()


def inputs(html: str) -> dict[str, str]:
    """{key: text} of the grid's inputs."""
    return {key: unescape(text) for key, text in re.findall(r'<input name="([\d.]+)"\s[^>]*?value="([^"]*)"', html)}


def input_at(html: str, key: str) -> str:
    return re.search(rf'<input name="{re.escape(key)}"[^>]*>', html)[0]


def seen_of(html: str) -> str:
    return unescape(re.search(r'name="seen" value="([^"]*)"', html)[1])


def flat(html: str) -> str:
    return unescape(" ".join(html.split()))


def store(sheet, row: str, value: int, column: str = "persons", stage: Stage = Stage.ASSIGNED) -> None:
    places = {"district": sheet.cast.district, "neighbour": sheet.neighbour, "whole": sheet.cast.province}
    TargetFactory(plan=sheet.plan, locality=places[row], indicator=sheet.indicators[column], value=value, stage=stage)


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("leader", 403), ("officer", 200), ("editor", 200), ("administrator", 200)],
)
@pytest.mark.parametrize("page_of", ["", "lich-su/?o={key}"], ids=["grid", "history"])
def test_who_sees_the_grid(sheet, who, status, page_of):
    client = signed_in(getattr(sheet.cast, who))

    response = client.get(sheet.page + page_of.format(key=sheet.key("district")))

    assert response.status_code == status


@pytest.mark.parametrize("page_of", ["", "lich-su/?o=1.1"], ids=["grid", "history"])
def test_anonymous_is_asked_to_sign_in(sheet, client, page_of):
    response = client.get(sheet.page + page_of)

    assert response.status_code == 302
    assert response.url.startswith(f"/tai-khoan/dang-nhap/?next={sheet.page}")


@pytest.mark.parametrize(
    ("who", "status", "stage"),
    [
        ("outsider", 404, None),
        ("leader", 403, None),
        ("officer", 302, Stage.PROPOSED),
        ("editor", 302, Stage.ASSIGNED),
        ("administrator", 302, Stage.ASSIGNED),
    ],
)
def test_who_saves_the_form(sheet, who, status, stage):
    response = signed_in(getattr(sheet.cast, who)).post(sheet.page, {"seen": "", sheet.key("district"): "5"})

    assert response.status_code == status
    assert [cell.stage for cell in stored()] == ([stage] if stage else [])


def test_anonymous_saves_nothing(sheet, client):
    response = client.post(sheet.page, {"seen": "", sheet.key("district"): "5"})

    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/dang-nhap/")
    assert stored() == {}


def test_officer_proposes_in_the_own_rows_alone(sheet):
    html = page(signed_in(sheet.cast.officer), sheet.page)

    assert list(inputs(html)) == [sheet.key("district"), sheet.key("district", "share")]
    assert "Đề xuất chỉ tiêu" in html
    assert "data-total" not in html


def test_officer_cannot_propose_for_another_district(sheet):
    response = signed_in(sheet.cast.officer).post(sheet.page, {"seen": "", sheet.key("neighbour"): "5"})

    assert response.status_code == 422
    assert stored() == {}


def test_district_editor_assigns_in_the_own_plan(sheet):
    mine = UserFactory(editor=True, locality=sheet.cast.district)
    sheet.plan.locality = sheet.cast.district
    sheet.plan.save()

    signed_in(mine).post(sheet.page, {"seen": "", sheet.key("district"): "5"})

    assert [(cell.locality_id, cell.stage) for cell in stored()] == [(sheet.cast.district.pk, "assigned")]


@pytest.mark.parametrize("number", ["II", "0", "abc", "51"])
def test_unknown_annex_is_not_found(sheet, editor, number):
    assert editor.get(f"/ke-hoach/{sheet.plan.code}/phu-luc/{number}/nhap/").status_code == 404


def test_form_without_a_token_is_refused(sheet):
    client = Client(enforce_csrf_checks=True)
    enter(client, sheet.cast.editor)

    assert client.post(sheet.page, {"seen": "", sheet.key("district"): "5"}).status_code == 403
    assert stored() == {}


# An issued plan


@pytest.mark.parametrize("trait", ["issued", "closed"])
def test_issued_plan_is_read(client, trait):
    sheet = Sheet(**{trait: True})
    store(sheet, "district", 70)
    store(sheet, "district", 80, stage=Stage.PROPOSED)
    enter(client, sheet.cast.editor)

    html = page(client, sheet.page)

    fields = re.findall(r'<input name="[\d.]+"[^>]*>', html)
    assert len(fields) == 6
    assert all(field.endswith(" readonly>") for field in fields)
    assert "data-read-only" in html
    assert 'name="ghi"' not in html
    assert "Nhận cả dòng" not in html
    assert re.search(r'<button [^>]*name="nhan"[^>]* disabled>', html)


def test_issued_plan_refuses_with_the_reason_at_the_cell(client):
    sheet = Sheet(issued=True)
    enter(client, sheet.cast.editor)

    response = client.post(sheet.page, {"seen": "", sheet.key("district"): "5"})

    assert response.status_code == 422
    assert f'<span id="f{sheet.key("district")}">{ISSUED}</span>' in response.content.decode()
    assert stored() == {}


# The plain form


def test_form_saves_the_changed_cells_alone(sheet, editor):
    store(sheet, "district", 70)
    store(sheet, "whole", 1600)
    html = page(editor, sheet.page)
    form = {"seen": seen_of(html), **inputs(html), sheet.key("neighbour"): "1.530"}

    response = editor.post(sheet.page, form)

    assert (response.status_code, response.url) == (302, sheet.page)
    assert [new for _, new in history()] == [("eq", 1530, None)]
    assert TargetChange.objects.get().channel == Channel.GRID
    assert "Đã ghi 1 ô." in page(editor, sheet.page)


def test_form_without_a_change_says_so(sheet, editor):
    store(sheet, "district", 70)
    html = page(editor, sheet.page)

    editor.post(sheet.page, {"seen": seen_of(html), **inputs(html)})

    assert "Không có ô nào thay đổi." in page(editor, sheet.page)
    assert history() == []


def test_form_empties_a_cell(sheet, editor):
    store(sheet, "district", 70)

    editor.post(sheet.page, {"seen": seen_of(page(editor, sheet.page)), sheet.key("district"): " "})

    assert stored() == {}


def test_form_with_a_bad_cell_saves_none_and_comes_back_as_typed(sheet, editor):
    store(sheet, "whole", 1600)
    bad, good, whole = sheet.key("district"), sheet.key("neighbour"), sheet.key("whole")

    response = editor.post(sheet.page, {"seen": f"{whole}=eq:1600:", bad: "-5 <b>", good: "20", whole: ""})

    html = response.content.decode()
    assert response.status_code == 422
    assert [amount.value for amount in stored().values()] == [1600]
    assert {key: inputs(html)[key] for key in (bad, good, whole)} == {bad: "-5 <b>", good: "20", whole: ""}
    assert f'id="o{bad}" aria-invalid="true" aria-describedby="f{bad}"' in input_at(html, bad)
    assert "aria-invalid" not in input_at(html, good)
    assert '<div class="callout callout--error" role="alert">' in html
    assert "Chưa ghi ô nào. Sửa các ô sau rồi bấm Ghi:" in html
    assert f'<a href="#o{bad}">Huyện Bát Xát, Chỉ tiêu, Số người</a>' in html
    assert seen_of(html) == f"{whole}=eq:1600:"


def test_every_bad_cell_is_listed_in_the_order_of_the_table(sheet, editor):
    form = {sheet.key("whole"): "b", sheet.key("neighbour", "share"): "101", sheet.key("district"): "a"}

    html = page(editor, sheet.page, seen="", **form)

    assert re.findall(r'<a href="#o[\d.]+">([^<]*)</a>', html) == [
        "Huyện Bát Xát, Chỉ tiêu, Số người",
        "Huyện Sa Pa, Chỉ tiêu, Tỷ lệ",
        "Mức giao chung, Chỉ tiêu, Số người",
    ]


def test_conflict_says_who_and_when_and_a_second_press_replaces(sheet, editor):
    key = sheet.key("district")
    opened = seen_of(page(editor, sheet.page))
    sheet.enter(sheet.entry("district", "70"), by=sheet.cast.administrator)

    html = page(editor, sheet.page, seen=opened, **{key: "80"})

    said = re.search(rf'<span id="f{key}">([^<]*)</span>', html)[1]
    assert re.fullmatch(
        r"Ô đã được người khác sửa thành 70\. Người ghi: quan-tri, lúc \d\d:\d\d \d\d/\d\d/\d{4}\. " + PRESS_AGAIN,
        said,
    )
    assert (inputs(html)[key], seen_of(html)) == ("80", f"{key}=eq:70:")
    assert [amount.value for amount in stored().values()] == [70]

    response = editor.post(sheet.page, {"seen": seen_of(html), **inputs(html)})

    assert response.status_code == 302
    assert [amount.value for amount in stored().values()] == [80]


def test_second_press_meets_a_third_figure(sheet, editor):
    """What was decided about 70 is not decided about 75."""
    key = sheet.key("district")
    sheet.enter(sheet.entry("district", "70"), by=sheet.cast.administrator)
    html = page(editor, sheet.page, seen="", **{key: "80"})
    sheet.enter(sheet.entry("district", "75", seen="eq:70:"), by=sheet.cast.administrator)

    response = editor.post(sheet.page, {"seen": seen_of(html), **inputs(html)})

    assert response.status_code == 422
    assert [amount.value for amount in stored().values()] == [75]


def test_refused_form_does_not_take_in_figures_that_others_wrote_meanwhile(sheet, editor):
    """A blank cell that another person fills while the form is mended stays as the other person filled it."""
    blank, bad = sheet.key("district"), sheet.key("neighbour")
    opened = page(editor, sheet.page)
    sheet.enter(sheet.entry("district", "50"), by=sheet.cast.administrator)
    html = page(editor, sheet.page, **{"seen": seen_of(opened), **inputs(opened), bad: "abc"})

    editor.post(sheet.page, {"seen": seen_of(html), **inputs(html), bad: "5"})

    assert {cell.locality_id: amount.value for cell, amount in stored().items()} == {
        sheet.cast.district.pk: 50,
        sheet.neighbour.pk: 5,
    }
    assert blank not in seen_of(html)


def test_form_without_what_it_saw_is_refused(sheet, editor):
    store(sheet, "district", 70)

    html = page(editor, sheet.page, **{sheet.key("district"): "80", sheet.key("neighbour"): ""})

    assert f'<span id="f{sheet.key("district")}">Thiếu giá trị đã thấy trước khi sửa.</span>' in html
    assert [amount.value for amount in stored().values()] == [70]


@pytest.mark.parametrize("seen", ["{key}=zz:1:", "{key}=70", "{key}=eq:1:2:3", "{key}==", "= = ="])
def test_form_with_a_malformed_figure_seen_is_refused(sheet, editor, seen):
    store(sheet, "district", 70)
    key = sheet.key("district")

    response = editor.post(sheet.page, {"seen": seen.format(key=key), key: "80"})

    assert response.status_code == 422
    assert [amount.value for amount in stored().values()] == [70]


# Accepting proposals


@pytest.fixture
def proposed(sheet):
    """The district proposes 80 persons and 43,6%; the neighbour at most 20 persons."""
    officer = UserFactory(officer=True, locality=sheet.neighbour)
    sheet.enter(
        sheet.entry("district", "80"),
        sheet.entry("district", "43,6", column="share"),
        by=sheet.cast.officer,
        stage=Stage.PROPOSED,
    )
    sheet.enter(sheet.entry("neighbour", "≤ 20"), by=officer, stage=Stage.PROPOSED)
    return sheet


@pytest.mark.parametrize(
    ("button", "taken"),
    [
        pytest.param("{cell}", ["80"], id="one cell"),
        pytest.param("dong:{row}", ["43,6%", "80"], id="a row"),
        pytest.param("tat-ca", ["43,6%", "80", "≤ 20"], id="all"),
        pytest.param("", [], id="no button"),
        pytest.param("dong:", [], id="no row"),
        pytest.param("dong:99999", [], id="unknown row"),
        pytest.param("9.9", [], id="unknown cell"),
    ],
)
def test_province_accepts(proposed, client, button, taken):
    enter(client, proposed.cast.editor)
    value = button.format(cell=proposed.key("district"), row=proposed.rows["district"].pk)

    client.post(proposed.page, {"seen": "", "nhan": value})

    assigned = proposed.plan.target_set.filter(stage=Stage.ASSIGNED).select_related("indicator")
    assert sorted(target.figure for target in assigned) == taken
    assert proposed.plan.target_set.filter(stage=Stage.PROPOSED).count() == 3


def test_buttons_stand_beside_the_cells_on_the_row_and_above(proposed, client):
    enter(client, proposed.cast.editor)

    html = page(client, proposed.page)

    assert sorted(re.findall(r'name="nhan"\s+value="([^"]*)"', html)) == sorted(
        [
            proposed.key("district"),
            proposed.key("district", "share"),
            proposed.key("neighbour"),
            f"dong:{proposed.rows['district'].pk}",
            f"dong:{proposed.rows['neighbour'].pk}",
            "tat-ca",
        ]
    )
    assert "Nhận cả 3 đề xuất" in flat(html) or "Nhận 3 đề xuất" in flat(html)


def test_accepting_does_not_overwrite_what_was_not_seen(proposed, client):
    proposed.enter(proposed.entry("district", "60"), by=proposed.cast.administrator)
    enter(client, proposed.cast.editor)

    response = client.post(proposed.page, {"seen": "", "nhan": "tat-ca"})

    assert response.status_code == 422
    assert [cell.stage for cell in stored()].count("assigned") == 1


@pytest.mark.parametrize("button", ["tat-ca", "cell"])
def test_officer_accepts_nothing(proposed, button):
    store(proposed, "neighbour", 9, column="share")
    before = stored()
    value = proposed.key("district") if button == "cell" else button

    signed_in(proposed.cast.officer).post(proposed.page, {"seen": "", "nhan": value})

    assert stored() == before


# What names hold


def test_names_are_escaped_everywhere(sheet, editor):
    nasty = "</script><script>alert(1)</script>\"'&"
    Locality.objects.filter(pk=sheet.cast.district.pk).update(name=nasty)
    Indicator.objects.update(name=nasty, unit="<i>")
    sheet.annex.columns.exclude(label="").update(label=nasty)
    User.objects.filter(pk=sheet.cast.administrator.pk).update(first_name="<img src=x>", username="<svg onload=y>")
    sheet.enter(sheet.entry("district", "70"), by=User.objects.get(pk=sheet.cast.administrator.pk))
    key = sheet.key("district")

    pages = [
        page(editor, sheet.page),
        page(editor, sheet.page, seen="", **{key: '"><script>alert(1)</script>'}),
        page(editor, sheet.page, seen="", **{key: "5"}),
        page(editor, f"{sheet.page}lich-su/?o={key}"),
    ]

    for html in pages:
        assert "<script>alert" not in html
        assert "<img src=x>" not in html
        assert "<svg onload" not in html
        model = re.search(r'<script id="grid-model"[^>]*>(.*?)</script>', html)
        assert model is None or "<" not in model[1]
    assert "&lt;/script&gt;" in pages[0]
    assert "&lt;img src=x&gt;" in pages[2]
    assert "&lt;img src=x&gt;" in pages[3]
