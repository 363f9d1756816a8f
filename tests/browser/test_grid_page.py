"""The page of the entry grid for everybody: without script, by keyboard alone, for screen readers, on a phone."""

import random
import re

import pytest
from playwright.sync_api import expect

from localities.models import Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.enums import Channel, Stage
from tests.browser.grid import WHOLE_LABEL, GridPage, editor_of, exactly, sign_in
from tests.factories import UserFactory

RATE = "methadone-maintenance-rate"
BA_RIA = "ba-ria-vung-tau-2020"
POINTS = "Thành lập, duy trì hoạt động của các Điểm Tư vấn, chăm sóc, hỗ trợ điều trị nghiện ma túy tại cộng đồng"
ROWS = ["Sa Pa", "Bắc Hà", "Si Ma Cai", "M. Khương", "Văn Bàn", "Bảo Yên", "Bảo Thắng", "Bát Xát", "Lào Cai"]


@pytest.fixture
def editor(committed_plans):
    return editor_of("10", first_name="Lý Thị Hoa")


@pytest.fixture
def grid(editor, page, base_url):
    sign_in(page.context, editor, base_url)
    return GridPage(page).open()


# Without script


@pytest.fixture
def plain(editor, new_context, base_url):
    """The page as a plain form."""
    context = new_context(java_script_enabled=False)
    sign_in(context, editor, base_url)
    grid = GridPage(context.new_page())
    grid.page.goto(grid.url)
    return grid


def press_save(grid) -> None:
    grid.page.get_by_role("button", name="Ghi", exact=True).last.click()


def test_form_without_script_saves(plain):
    plain.cell("Sa Pa", RATE).fill("60")
    plain.cell("Bắc Hà", "family").fill("")
    press_save(plain)

    expect(plain.page.get_by_text("Đã ghi 2 ô.")).to_be_visible()
    expect(plain.cell("Sa Pa", RATE)).to_have_value("60%")
    expect(plain.cell("Bắc Hà", "community-total")).to_have_value("10")  # nothing follows without script
    assert plain.stored("Sa Pa", RATE) == exactly(600)
    assert plain.stored("Bắc Hà", "family") is None
    [change] = plain.typed_changes("Sa Pa", RATE)
    assert change.channel == Channel.GRID


def test_enter_in_a_cell_saves_without_script(plain):
    """It saves what was typed, and accepts no proposal on the way."""
    plain.store("Sa Pa", "family", 25, Stage.PROPOSED)
    plain.page.reload()
    plain.cell("Sa Pa", RATE).fill("60")
    plain.cell("Sa Pa", RATE).press("Enter")

    expect(plain.page.get_by_text("Đã ghi 1 ô.")).to_be_visible()
    assert plain.stored("Sa Pa", RATE) == exactly(600)
    assert plain.stored("Sa Pa", "family") == exactly(20)


def test_form_without_script_comes_back_with_reasons(plain, axe):
    """Nothing is written, every typed text is still there, the reason is tied to its cell."""
    plain.cell("Sa Pa", RATE).fill("120")
    plain.cell("Bắc Hà", "family").fill("abc")
    plain.cell("Si Ma Cai", "family").fill("7")
    press_save(plain)

    plain.expect_refused("Sa Pa", RATE, "vượt quá 100%")
    plain.expect_refused("Bắc Hà", "family", "Không đọc được “abc”")
    plain.expect_texts({("Sa Pa", RATE): "120", ("Bắc Hà", "family"): "abc", ("Si Ma Cai", "family"): "7"})
    expect(plain.cell("Si Ma Cai", "family")).not_to_have_attribute("aria-invalid", "true")
    expect(plain.page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    assert plain.stored("Si Ma Cai", "family") == exactly(5)

    plain.cell("Sa Pa", RATE).fill("100")
    plain.cell("Bắc Hà", "family").fill("8")
    press_save(plain)

    expect(plain.page.get_by_text("Đã ghi 3 ô.")).to_be_visible()
    assert plain.stored("Si Ma Cai", "family") == exactly(7)


def test_form_without_script_overwrites_nobody(plain):
    plain.store("Sa Pa", "family", 33)
    plain.cell("Sa Pa", "family").fill("44")
    press_save(plain)

    plain.expect_refused("Sa Pa", "family", "33")
    expect(plain.cell("Sa Pa", "family")).to_have_value("44")
    assert plain.stored("Sa Pa", "family") == exactly(33)

    press_save(plain)  # who saves once more has decided

    expect(plain.page.get_by_text("Đã ghi 1 ô.")).to_be_visible()
    assert plain.stored("Sa Pa", "family") == exactly(44)


# By keyboard alone


def test_grid_is_entered_and_left_by_tab(grid):
    """One stop for the whole table: Tab comes in from the tools, and goes out from the last cell."""
    grid.tool("Phím tắt").focus()
    grid.press("Tab")
    grid.expect_focus("Sa Pa", "treated-total")
    grid.press("Shift+Tab")
    expect(grid.tool("Phím tắt")).to_be_focused()
    grid.press("Tab", "Tab").type("51").press("Enter", "Control+End").type("71").press("Tab")
    assert not grid.page.evaluate("document.activeElement.closest('table')")
    grid.expect_saved()

    assert grid.stored("Sa Pa", "institutional") == exactly(51)
    assert grid.stored(WHOLE_LABEL, RATE) == exactly(710)

    grid.press("Shift+Tab")
    grid.expect_focus(WHOLE_LABEL, RATE)


@pytest.mark.parametrize(("key", "title"), [("F1", "Phím tắt và cách nhập"), ("Shift+F2", "Lịch sử của ô")])
def test_dialog_opens_by_key_and_gives_the_focus_back(grid, key, title):
    grid.go("Bắc Hà", "family").press(key)

    expect(grid.dialog).to_have_accessible_name(title)
    assert grid.page.evaluate("document.activeElement.closest('dialog') !== null")

    grid.press("Escape")

    expect(grid.dialog).to_have_count(0)
    grid.expect_focus("Bắc Hà", "family")
    grid.press("ArrowDown")
    grid.expect_focus("Si Ma Cai", "family")


def test_history_brings_a_value_back(grid):
    for act in ("6", "7", "Delete"):
        grid.go("Sa Pa", RATE).press(act, "Enter")
        grid.expect_saved()

    grid.go("Sa Pa", RATE)
    grid.tool("Lịch sử ô").click()
    lines = grid.dialog.locator("tbody").get_by_role("row")
    expect(lines.first).to_contain_text("Lý Thị Hoa")
    expect(lines.first).to_contain_text("lưới nhập")
    expect(lines.first).to_contain_text("đang dùng")
    grid.dialog.get_by_role("button", name="Lấy lại 6%").click()
    grid.expect_saved()

    expect(grid.dialog).to_have_count(0)
    grid.expect_focus("Sa Pa", RATE)
    assert grid.stored("Sa Pa", RATE) == exactly(60)
    assert [change.new_value for change in grid.typed_changes("Sa Pa", RATE)] == [60, 70, None, 60]

    grid.press("Control+z")
    grid.expect_saved()

    assert grid.stored("Sa Pa", RATE) is None


# Proposals


@pytest.fixture
def officer(committed_plans):
    return UserFactory(officer=True, locality=Locality.objects.get(code="082", valid_from="2004-07-08"))


def test_officer_proposes_for_their_own_district(officer, page, base_url):
    """What is assigned stays as it is; rows of other districts are not there."""
    sign_in(page.context, officer, base_url)
    grid = GridPage(page).open()

    expect(page.get_by_role("rowheader")).to_have_text(["Bát Xát"])
    expect(grid.cell("Bát Xát", "family")).to_have_value("")
    expect(page.get_by_text("Số nhập ở đây là đề xuất của địa bàn")).to_be_visible()
    grid.enter("Bát Xát", "family", "35")
    grid.expect_saved()

    assert grid.stored("Bát Xát", "family", Stage.PROPOSED) == exactly(35)
    assert grid.stored("Bát Xát", "family") == exactly(30)
    [change] = grid.typed_changes("Bát Xát", "family", Stage.PROPOSED)
    assert change.changed_by == officer


@pytest.fixture
def proposals(editor, page, base_url):
    """Proposals in three rows, as they stand beside the assigned figures."""
    grid = GridPage(page)
    for row, value in [("Bát Xát", 35), ("Văn Bàn", 40), ("Bảo Yên", 31)]:
        grid.store(row, "family", value, Stage.PROPOSED)
    grid.store("Văn Bàn", "methadone-new", 3, Stage.PROPOSED)
    sign_in(page.context, editor, base_url)
    return grid.open()


def test_proposals_are_accepted_one_a_row_and_all(proposals):
    grid, page = proposals, proposals.page
    expect(page.locator("button[data-offer]:visible")).to_have_count(4)

    page.get_by_role("button", name="Nhận đề xuất 35").click()
    grid.expect_saved()
    assert grid.stored("Bát Xát", "family") == exactly(35)
    assert grid.stored("Bát Xát", "treated-total") == exactly(145)
    assert grid.stored("Văn Bàn", "family") == exactly(35)

    page.get_by_role("rowheader", name="Văn Bàn").get_by_role("button", name="Nhận cả dòng").click()
    grid.expect_saved()
    assert grid.stored("Văn Bàn", "family") == exactly(40)
    assert grid.stored("Văn Bàn", "methadone-new") == exactly(3)
    assert grid.stored("Bảo Yên", "family") == exactly(30)

    page.get_by_role("button", name="Nhận cả 4 đề xuất").click()
    grid.expect_saved()
    assert grid.stored("Bảo Yên", "family") == exactly(31)
    expect(page.locator("button[name=nhan]:visible")).to_have_count(0)

    grid.press("Control+z")  # the older figure is back, and so is the proposal beside it
    grid.expect_saved()
    assert grid.stored("Bảo Yên", "family") == exactly(30)
    expect(page.get_by_role("button", name="Nhận đề xuất 31")).to_be_visible()


def test_proposals_are_accepted_by_keyboard(proposals):
    proposals.go("Văn Bàn", "family").press("Shift+ArrowDown", "Shift+ArrowDown", "Control+Enter")
    proposals.expect_saved()

    assert [proposals.stored(row, "family") for row in ROWS[4:8]] == [
        exactly(40),
        exactly(31),
        exactly(30),
        exactly(30),
    ]


def test_proposal_is_accepted_without_script(proposals, plain):
    plain.page.reload()
    plain.page.get_by_role("button", name="Nhận đề xuất 35").click()

    expect(plain.page.get_by_text("Đã ghi 1 ô.")).to_be_visible()
    assert plain.stored("Bát Xát", "family") == exactly(35)


# Other annexes


def test_issued_plan_is_read_and_copied(committed_plans, page, base_url):
    sign_in(page.context, editor_of("77"), base_url)
    grid = GridPage(page, BA_RIA, 2).allow_clipboard()
    page.goto(grid.url)
    before = grid.shown()

    grid.select(("Tp. Vũng Tàu", "treated-total"), ("Tp. Bà Rịa", "counselling-treated"))
    assert grid.copied() == "235\t220\t15\r\n77\t65\t12"
    grid.type("9").press("Delete", "Control+v", "Control+d", "Control+z", "F2", "Control+x")

    expect(page.get_by_text("Kế hoạch đã ban hành: số liệu chỉ để xem và sao chép.")).to_be_visible()
    expect(grid.tool("Điền xuống")).to_have_count(0)
    assert grid.shown() == before
    assert grid.stored("Tp. Vũng Tàu", "treated-total") == exactly(235)


def test_list_annex_saves(committed_plans, page, base_url, axe):
    """An annex of indicators has one column of figures, all of the plan's own locality."""
    Plan.objects.filter(code=BA_RIA).update(state=PlanState.DRAFT)
    sign_in(page.context, editor_of("77"), base_url)
    grid = GridPage(page, BA_RIA, 1).open()

    grid.enter("Cai nghiện bắt buộc", "chi-tieu", "595").enter("- Thành lập mới", "chi-tieu", "03")
    grid.expect_saved()

    assert grid.stored("Cai nghiện bắt buộc", "chi-tieu") == exactly(595)
    assert grid.stored("- Thành lập mới", "chi-tieu") == exactly(3)
    assert grid.stored(POINTS, "chi-tieu") == exactly(21)  # 3 new ones and the 18 kept
    assert page.locator("tfoot").count() == 0
    axe(page)
    assert grid.shown() == grid.drawn()


# For all eyes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_page_is_accessible_and_fits(grid, axe, width, scheme):
    """As it opens, with a refused cell and a conflict, and with each of its dialogs."""
    grid.page.emulate_media(color_scheme=scheme)
    grid.page.set_viewport_size({"width": width, "height": 800})
    check(grid, axe, width)

    grid.store("Sa Pa", "family", 33)
    grid.enter("Sa Pa", "family", "44").enter("Bắc Hà", "family", "abc")
    expect(grid.state).to_have_text(re.compile("^Đã lưu, còn 2 ô chưa nhận"))
    grid.select(("Bắc Hà", "community-house"), ("Si Ma Cai", "methadone-new"))
    check(grid, axe, width)

    grid.problems.get_by_role("button", name="Xem và chọn").click()
    check_dialog(grid, axe, width, "Chọn giá trị giữ lại")
    grid.go("Bắc Hà", "family").press("F1")
    check_dialog(grid, axe, width, "Phím tắt và cách nhập")
    grid.press("Shift+F2")
    expect(grid.dialog.get_by_role("table")).to_be_visible()
    check_dialog(grid, axe, width, "Lịch sử của ô")


def check_dialog(grid, axe, width: int, title: str) -> None:
    expect(grid.dialog).to_have_accessible_name(title)
    check(grid, axe, width)
    grid.press("Escape")
    expect(grid.dialog).to_have_count(0)


def check(grid, axe, width: int) -> None:
    axe(grid.page)
    assert grid.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_tool_is_in_sight_on_a_phone(grid):
    grid.page.set_viewport_size({"width": 390, "height": 844})

    outside = "tools => tools.filter(tool => tool.getBoundingClientRect().right > 390).map(tool => tool.textContent)"
    assert grid.page.locator(".grid__tools .btn").evaluate_all(outside) == []


def test_cell_under_the_cursor_is_not_hidden_on_a_phone(grid):
    """The header and the first column stay in sight, and do not lie over the cell with the cursor."""
    grid.page.set_viewport_size({"width": 360, "height": 740})
    grid.go("Sa Pa", "treated-total").press("Control+End", "Control+Home")

    for _step in range(12):
        grid.press("ArrowRight")
        assert grid.page.evaluate(
            """() => {
              const { left, top, width, height } = document.activeElement.getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2) === document.activeElement;
            }"""
        )


# The same figures as the server


TEXTS = ["0", "5", "12", "1.600", "≥ 850", "450-500", "x", "giảm 10", "> 90", "≤ 40", "07"]
RATES = ["0", "60", "43,6", "65-70%", "≥ 90", "x"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_script_computes_as_the_server_does(grid, seed):
    """After any edits all sums, totals, gaps and hints of the script are those that the server draws."""
    chance = random.Random(seed)  # noqa: S311 - invented edits, the same in each run
    columns = [column.key for column in grid.annex.columns.filter(indicator__isnull=False)]
    assert grid.shown() == grid.drawn()

    for _edit in range(30):
        edit_at_random(grid, chance, columns)
    grid.expect_saved()

    assert grid.shown() == grid.drawn()


def edit_at_random(grid, chance: random.Random, columns: list[str]) -> None:
    rows = [*ROWS, WHOLE_LABEL]
    row, column = chance.randrange(len(rows)), chance.randrange(len(columns))
    act = chance.choice(["type", "type", "type", "delete", "fill", "undo"])
    grid.go(rows[row], columns[column])
    if act == "type":
        grid.type(chance.choice(RATES if columns[column] == RATE else TEXTS)).press("Enter")
    elif act == "undo":
        grid.press("Control+z")
    else:
        down, right = chance.randrange(1, 3), chance.randrange(0, 3)
        grid.press(*["Shift+ArrowDown"] * down, *["Shift+ArrowRight"] * right)
        grid.press("Delete" if act == "delete" else "Control+d")
