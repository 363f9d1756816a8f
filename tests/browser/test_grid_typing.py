"""The entry grid by keyboard and mouse, as people know it from a spreadsheet; what is typed stands in the database."""

import re

import pytest
from playwright.sync_api import expect

from core.figures import Comparator
from targets.enums import Channel
from tests.browser.grid import WHOLE_LABEL, Figure, GridPage, editor_of, exactly, sign_in

DISTRICTS = ["Sa Pa", "Bắc Hà", "Si Ma Cai", "M. Khương", "Văn Bàn", "Bảo Yên", "Bảo Thắng", "Bát Xát", "Lào Cai"]
RATE = "methadone-maintenance-rate"


@pytest.fixture
def editor(committed_plans):
    return editor_of("10", first_name="Thị Hoa", last_name="Lý")


@pytest.fixture
def grid(editor, page, base_url):
    sign_in(page.context, editor, base_url)
    return GridPage(page).open()


# Typing


def test_typing_replaces_and_sums_follow_each_key(grid):
    """Totals and gaps follow before the cell is left; Escape takes all of it back."""
    grid.go("Sa Pa", "compulsory-cs1")

    grid.type("1")

    grid.expect_texts({("Sa Pa", "compulsory-cs1"): "1", ("Sa Pa", "institutional"): "51"})
    grid.expect_texts({("Sa Pa", "treated-total"): "71"})
    expect(grid.total("treated-total")).to_have_text("1.601")
    grid.expect_gap("treated-total", "1", "vượt")

    grid.type("2")

    grid.expect_texts({("Sa Pa", "compulsory-cs1"): "12", ("Sa Pa", "institutional"): "62"})
    expect(grid.total("compulsory-cs1")).to_have_text("257")
    expect(grid.total("treated-total")).to_have_text("1.612")
    grid.expect_gap("compulsory-cs1", "12", "vượt")

    grid.press("Escape")

    grid.expect_texts({("Sa Pa", "compulsory-cs1"): "0", ("Sa Pa", "institutional"): "50"})
    grid.expect_texts({("Sa Pa", "treated-total"): "70"})
    expect(grid.total("treated-total")).to_have_text("1.600")
    grid.expect_gap("treated-total", "", "khớp")
    grid.expect_focus("Sa Pa", "compulsory-cs1")
    grid.expect_saved()
    assert grid.typed_changes("Sa Pa", "compulsory-cs1") == []


def test_typed_figure_is_saved_with_who_and_how(grid, editor):
    grid.enter("Sa Pa", RATE, "65")
    grid.expect_saved()

    expect(grid.cell("Sa Pa", RATE)).to_have_value("65%")
    [change] = grid.typed_changes("Sa Pa", RATE)
    assert grid.stored("Sa Pa", RATE) == exactly(650)
    assert (change.changed_by, change.channel, change.old_value, change.new_value) == (editor, Channel.GRID, None, 650)


def test_f2_and_double_click_change_the_text(grid):
    """In a text that is being changed the arrows move the caret, not the cursor of the table."""
    grid.go("Sa Pa", "compulsory-cstp").press("F2").type("5").press("ArrowLeft", "ArrowLeft").type("12").press("Enter")

    # The second key found the caret where the first had left it.
    expect(grid.cell("Sa Pa", "compulsory-cstp")).to_have_value(re.compile("^41205$|^41.205$"))
    grid.expect_focus("Bắc Hà", "compulsory-cstp")

    grid.cell("Văn Bàn", "family").dblclick()
    grid.press("End", "Backspace").type("9").press("Tab")
    grid.expect_saved()

    assert grid.stored("Sa Pa", "compulsory-cstp") == exactly(41205)
    assert grid.stored("Văn Bàn", "family") == exactly(39)


def test_escape_takes_back_only_what_is_being_typed(grid):
    grid.enter("Sa Pa", "voluntary-cs1", "3").go("Sa Pa", "voluntary-cs1").type("99").press("Escape")
    grid.expect_saved()

    expect(grid.cell("Sa Pa", "voluntary-cs1")).to_have_value("3")
    expect(grid.cell("Sa Pa", "institutional")).to_have_value("53")
    assert grid.stored("Sa Pa", "institutional") == exactly(53)


def test_backspace_empties_and_types(grid):
    grid.go("Bắc Hà", "family").press("Backspace").type("7").press("Enter")
    grid.expect_saved()

    assert grid.stored("Bắc Hà", "family") == exactly(7)


# Going about


def test_enter_and_tab_go_on(grid):
    """After Tab through a row, Enter goes down to the column where Tab began."""
    grid.go("Sa Pa", "compulsory-cs1").press("Tab")
    grid.expect_focus("Sa Pa", "voluntary-cs1")
    grid.press("Tab", "Enter")
    grid.expect_focus("Bắc Hà", "compulsory-cs1")
    grid.press("Shift+Enter")
    grid.expect_focus("Sa Pa", "compulsory-cs1")
    grid.press("Shift+Tab")
    grid.expect_focus("Sa Pa", "institutional")
    grid.go("Sa Pa", RATE).press("Tab")
    grid.expect_focus("Bắc Hà", "treated-total")
    grid.press("Shift+Tab")
    grid.expect_focus("Sa Pa", RATE)


def test_arrows_go_on_also_while_typing(grid):
    grid.go("Sa Pa", RATE).type("50").press("ArrowDown")
    grid.expect_focus("Bắc Hà", RATE)
    grid.press("ArrowLeft")
    grid.expect_focus("Bắc Hà", "methadone-patients")
    grid.press("ArrowUp")
    grid.expect_focus("Sa Pa", "methadone-patients")
    grid.press("ArrowRight")
    grid.expect_focus("Sa Pa", RATE)
    grid.expect_saved()

    assert grid.stored("Sa Pa", RATE) == exactly(500)


def test_ctrl_arrows_home_and_end_jump(grid):
    grid.go("Sa Pa", "treated-total").press("Control+ArrowDown")
    grid.expect_focus(WHOLE_LABEL, "treated-total")
    grid.press("Control+ArrowUp")
    grid.expect_focus("Sa Pa", "treated-total")
    grid.press("Control+ArrowRight")  # to the last before a blank
    grid.expect_focus("Sa Pa", "compulsory-cs1")
    grid.press("Control+ArrowRight")  # over the blank
    grid.expect_focus("Sa Pa", "compulsory-cstp")
    grid.press("End")
    grid.expect_focus("Sa Pa", RATE)
    grid.press("Home")
    grid.expect_focus("Sa Pa", "treated-total")
    grid.press("Control+End")
    grid.expect_focus(WHOLE_LABEL, RATE)
    grid.press("Control+Home")
    grid.expect_focus("Sa Pa", "treated-total")


# Ranges


def test_range_is_selected_by_keyboard(grid):
    """Status bar as in a spreadsheet: how many cells, what they add up to."""
    sums = grid.page.locator("[data-sums]")

    grid.go("Sa Pa", "family").press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowLeft")
    assert grid.selected() == grid.keys(DISTRICTS[:3], ["community-house", "family"])
    expect(sums).to_have_text("Chọn 6 ô, tổng 35")

    grid.go("Sa Pa", "family").press("Control+Shift+ArrowDown")
    assert grid.selected() == grid.keys([*DISTRICTS, WHOLE_LABEL], ["family"])

    grid.go("Bắc Hà", "institutional").press("Shift+Home")
    assert grid.selected() == grid.keys(["Bắc Hà"], ["treated-total", "institutional"])

    grid.press("Control+a")
    assert len(grid.selected()) == 130


def test_range_is_selected_by_mouse(grid):
    grid.drag(("Sa Pa", "family"), ("Si Ma Cai", "community-house"))
    assert grid.selected() == grid.keys(DISTRICTS[:3], ["community-house", "family"])
    grid.expect_focus("Sa Pa", "family")

    grid.select(("M. Khương", "methadone-new"), ("Văn Bàn", "methadone-patients"))
    assert grid.selected() == grid.keys(["M. Khương", "Văn Bàn"], ["methadone-new", "methadone-patients"])


def test_press_of_the_mouse_does_not_move_the_table(grid):
    """What is said about the selection takes no room from the table: else another cell comes under the mouse."""
    grid.enter("Sa Pa", RATE, "60").go("Sa Pa", RATE)
    before = grid.cell("Bắc Hà", RATE).bounding_box()

    grid.cell("Bắc Hà", RATE).click(modifiers=["Shift"])

    assert grid.cell("Bắc Hà", RATE).bounding_box() == before
    assert grid.selected() == grid.keys(DISTRICTS[:2], [RATE])


def test_delete_over_a_range_is_blank_and_comes_back_by_undo(grid):
    """Blank is not 0: a deleted target is gone from the database, a 0 stands there. Both are one step to take back."""
    grid.select(("Sa Pa", "family"), ("Si Ma Cai", "family")).press("Delete")
    grid.expect_saved()

    assert [grid.stored(row, "family") for row in DISTRICTS[:4]] == [None, None, None, exactly(10)]
    expect(grid.total("family")).to_have_text("165")
    grid.expect_texts({("Sa Pa", "community-total"): "0", ("Sa Pa", "treated-total"): "50"})

    grid.press("Control+z")
    grid.expect_saved()

    assert [grid.stored(row, "family") for row in DISTRICTS[:3]] == [exactly(20), exactly(10), exactly(5)]
    assert grid.stored("Sa Pa", "treated-total") == exactly(70)
    expect(grid.total("family")).to_have_text("200")

    grid.press("Control+y")
    grid.expect_saved()

    assert grid.stored("Bắc Hà", "family") is None
    assert [change.new_value for change in grid.typed_changes("Bắc Hà", "family")] == [None, 10, None]


def test_zero_is_not_blank(grid):
    grid.enter("Sa Pa", "voluntary-cs1", "0").go("Sa Pa", "compulsory-cs1").press("Delete")
    grid.expect_saved()

    assert grid.stored("Sa Pa", "voluntary-cs1") == exactly(0)
    assert grid.stored("Sa Pa", "compulsory-cs1") is None
    expect(grid.cell("Sa Pa", "voluntary-cs1")).to_have_value("0")
    expect(grid.cell("Sa Pa", "compulsory-cs1")).to_have_value("")


def test_blank_sum_shows_what_its_parts_add_up_to(grid):
    grid.go("Văn Bàn", "community-total").press("Delete")
    grid.expect_saved()

    expect(grid.cell("Văn Bàn", "community-total")).to_have_attribute("placeholder", "85")
    expect(grid.total("community-total")).to_have_text("500")
    assert grid.stored("Văn Bàn", "community-total") is None


def test_fill_down_and_right(grid):
    grid.enter("Sa Pa", RATE, "60").go("Sa Pa", RATE).press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    grid.go("M. Khương", RATE).press("Control+d")  # of one cell: from the one above
    grid.expect_saved()
    assert [grid.stored(row, RATE) for row in DISTRICTS[:5]] == [exactly(600)] * 4 + [None]

    grid.select(("Văn Bàn", "community-house"), ("Văn Bàn", "methadone-carried-over")).press("Control+r")
    grid.expect_saved()
    assert grid.stored("Văn Bàn", "family") == exactly(50)
    assert grid.stored("Văn Bàn", "methadone-carried-over") == exactly(50)
    assert grid.stored("Văn Bàn", "community-total") == exactly(100)


def test_ctrl_enter_fills_the_selection(grid):
    grid.select(("Sa Pa", RATE), ("M. Khương", RATE)).type("55").press("Control+Enter")
    grid.expect_saved()

    assert [grid.stored(row, RATE) for row in DISTRICTS[:5]] == [exactly(550)] * 4 + [None]

    grid.press("Control+z")
    grid.expect_saved()

    assert [grid.stored(row, RATE) for row in DISTRICTS[:5]] == [None] * 5


# Undo


def test_undo_and_redo_go_through_typing(grid):
    grid.enter("Sa Pa", RATE, "60").enter("Bắc Hà", RATE, "70")
    expect(grid.tool("Làm lại")).to_be_disabled()

    grid.press("Control+z")
    grid.expect_texts({("Sa Pa", RATE): "60%", ("Bắc Hà", RATE): ""})
    grid.expect_focus("Bắc Hà", RATE)  # one sees what was taken back
    grid.press("Control+z")
    grid.expect_texts({("Sa Pa", RATE): "", ("Bắc Hà", RATE): ""})
    expect(grid.tool("Hoàn tác")).to_be_disabled()
    grid.press("Control+y", "Control+Shift+z")
    grid.expect_saved()

    assert [grid.stored(row, RATE) for row in DISTRICTS[:2]] == [exactly(600), exactly(700)]
    expect(grid.tool("Làm lại")).to_be_disabled()


def test_agreeing_sum_follows_and_is_taken_back_together(grid):
    grid.enter("Sa Pa", "family", "25")
    grid.expect_saved()

    grid.expect_texts({("Sa Pa", "community-total"): "25", ("Sa Pa", "treated-total"): "75"})
    assert grid.stored("Sa Pa", "treated-total") == exactly(75)

    grid.press("Control+z")
    grid.expect_saved()

    grid.expect_texts({("Sa Pa", "family"): "20", ("Sa Pa", "community-total"): "20", ("Sa Pa", "treated-total"): "70"})
    assert grid.stored("Sa Pa", "community-total") == exactly(20)
    assert grid.stored("Sa Pa", "treated-total") == exactly(70)


def test_sum_that_was_stated_otherwise_stays(grid):
    """A document may say what its parts do not add up to; it is marked, never put right by itself."""
    grid.enter("Sa Pa", "treated-total", "999").enter("Sa Pa", "family", "25")
    grid.expect_saved()

    grid.go("Sa Pa", "treated-total")
    expect(grid.page.locator("[data-about]")).to_have_text("Đã ghi 999, cộng các phần được 75")
    assert grid.stored("Sa Pa", "treated-total") == exactly(999)
    assert grid.stored("Sa Pa", "community-total") == exactly(25)


# What can be typed

KINDS = {
    # (row, column): (typed, shown when saved, stored)
    ("Bắc Hà", "voluntary-cstp"): ("x", "x", Figure(Comparator.NOT_APPLICABLE, None)),
    ("Si Ma Cai", "treated-total"): ("≥ 850", "≥ 850", Figure(Comparator.AT_LEAST, 850)),
    ("Văn Bàn", "treated-total"): ("450-500", "450 - 500", Figure(Comparator.BETWEEN, 450, 500)),
    ("Lào Cai", RATE): ("65-70%", "65 - 70%", Figure(Comparator.BETWEEN, 650, 700)),
    ("Bảo Yên", "treated-total"): ("ít nhất 1.600", "≥ 1.600", Figure(Comparator.AT_LEAST, 1600)),
    ("Bảo Thắng", "treated-total"): ("05", "5", exactly(5)),
    ("Bát Xát", RATE): ("43,6", "43,6%", exactly(436)),
}


def test_each_kind_of_figure_is_stored(grid):
    for place, (typed, _shown, _stored) in KINDS.items():
        grid.enter(*place, typed)
    grid.expect_saved()

    grid.expect_texts({place: shown for place, (_typed, shown, _stored) in KINDS.items()})
    assert {place: grid.stored(*place) for place in KINDS} == {place: stored for place, (*_, stored) in KINDS.items()}


def test_tools_set_not_applicable_and_minimum(grid):
    grid.go("Sa Pa", "voluntary-cs1")
    grid.tool("Không áp dụng").click()
    grid.expect_focus("Sa Pa", "voluntary-cs1")
    grid.go("Bắc Hà", "treated-total")
    grid.tool("Ít nhất (≥)").click()
    grid.expect_saved()

    assert grid.stored("Sa Pa", "voluntary-cs1") == Figure(Comparator.NOT_APPLICABLE, None)
    assert grid.stored("Bắc Hà", "treated-total") == Figure(Comparator.AT_LEAST, 25)


REFUSED = {
    ("Sa Pa", "voluntary-cs1"): ("abc", "Không đọc được “abc”"),
    ("Bắc Hà", "voluntary-cstp"): ("-5", "không được âm"),
    ("Si Ma Cai", "voluntary-cs1"): ("1,5", "chỉ nhập số nguyên"),
    ("M. Khương", RATE): ("120%", "vượt quá 100%"),
    ("Văn Bàn", "voluntary-cstp"): ("1" * 30, "chữ số"),
}


def test_unreadable_texts_are_refused_by_cell_and_others_saved(grid):
    for place, (typed, _reason) in REFUSED.items():
        grid.enter(*place, typed)
    grid.enter("Bảo Yên", RATE, "12")
    expect(grid.state).to_have_text("Đã lưu, còn 5 ô chưa nhận")

    for place, (typed, reason) in REFUSED.items():
        grid.expect_refused(*place, reason)
        expect(grid.cell(*place)).to_have_value(typed)
        assert grid.stored(*place) is None
    assert grid.stored("Bảo Yên", RATE) == exactly(120)
    expect(grid.problems.get_by_role("listitem")).to_have_count(5)

    grid.problems.get_by_role("button", name="M. Khương").click()
    grid.expect_focus("M. Khương", RATE)
    grid.type("100").press("Enter")
    for place in [place for place in REFUSED if place[1] != RATE]:
        grid.go(*place).press("Delete")
    grid.expect_saved()

    expect(grid.page.locator("[aria-invalid]")).to_have_count(0)
    expect(grid.problems).to_be_hidden()
    assert grid.stored("M. Khương", RATE) == exactly(1000)
