"""Two people in one entry grid: no figure is overwritten unseen, and the sums they share are right."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.grid import PLACE, RATE, GridPage, exactly, sign_in, written


@pytest.fixture
def other(grid, colleague, new_context, base_url):
    """The same grid in the browser of a colleague, opened before anything was changed."""
    context = new_context()
    sign_in(context, colleague, base_url)
    return GridPage(context.new_page()).open()


@pytest.fixture
def conflict(grid, other):
    """Both changed the cell: 60 % stands there, the colleague typed 70 %, and 12 % elsewhere."""
    grid.enter(*PLACE, "60")
    grid.expect_saved()
    other.enter(*PLACE, "70").enter("Bắc Hà", RATE, "12")
    expect(other.problems).to_contain_text("1 ô đã được người khác sửa trong lúc này; chưa ghi đè ô nào.")
    return other


def test_edit_of_a_changed_cell_is_a_conflict(grid, conflict, editor):
    """Nothing is overwritten unseen: both figures, who and when are shown; other cells are saved meanwhile."""
    conflict.problems.get_by_role("button", name="Xem và chọn").click()

    expect(conflict.dialog).to_contain_text("Sa Pa")
    expect(conflict.dialog).to_contain_text(re.compile(r"Lý.* ghi lúc .*\d\d:\d\d|Hoa.* ghi lúc .*\d\d:\d\d"))
    expect(conflict.dialog.get_by_role("button", name="Giữ số của tôi: 70")).to_be_visible()
    expect(conflict.dialog.get_by_role("button", name="Lấy số đang lưu: 60%")).to_be_visible()
    conflict.press("Escape")
    conflict.expect_refused(*PLACE, "đã được người khác sửa thành 60%")
    expect(conflict.cell(*PLACE)).to_have_value("70")
    assert written(grid) == [(editor, None, 600)]
    assert grid.stored(*PLACE) == exactly(600)
    assert grid.stored("Bắc Hà", RATE) == exactly(120)


def test_conflict_keeps_mine(grid, conflict, editor, colleague):
    conflict.problems.get_by_role("button", name="Xem và chọn").click()
    conflict.dialog.get_by_role("button", name="Giữ số của tôi: 70").click()
    conflict.expect_saved()

    expect(conflict.dialog).to_have_count(0)
    expect(conflict.cell(*PLACE)).to_have_value("70%")
    assert grid.stored(*PLACE) == exactly(700)
    assert written(grid) == [(editor, None, 600), (colleague, 600, 700)]


def test_undo_after_keeping_mine_gives_theirs(grid, conflict):
    conflict.problems.get_by_role("button", name="Xem và chọn").click()
    conflict.dialog.get_by_role("button", name="Giữ số của tôi: 70").click()
    conflict.expect_saved()
    conflict.expect_focus(*PLACE)

    conflict.press("Control+z")
    conflict.expect_saved()

    assert grid.stored(*PLACE) == exactly(600)


def test_conflict_takes_theirs(grid, conflict, editor):
    conflict.problems.get_by_role("button", name="Xem và chọn").click()
    conflict.dialog.get_by_role("button", name="Lấy số đang lưu: 60%").click()
    conflict.expect_saved()

    expect(conflict.cell(*PLACE)).to_have_value("60%")
    expect(conflict.page.locator("[aria-invalid]")).to_have_count(0)
    assert written(grid) == [(editor, None, 600)]


def test_several_conflicts_are_decided_at_once(grid, other):
    places = [("Sa Pa", RATE), ("Bắc Hà", RATE), ("Si Ma Cai", RATE)]
    grid.select(places[0], places[-1]).type("60").press("Control+Enter")
    grid.expect_saved()
    other.select(places[0], places[-1]).type("70").press("Control+Enter")

    other.problems.get_by_role("button", name="Xem và chọn").click()
    expect(other.dialog.get_by_role("listitem")).to_have_count(3)
    other.dialog.get_by_role("button", name="Giữ mọi số của tôi").click()
    other.expect_saved()

    assert [grid.stored(*place) for place in places] == [exactly(700)] * 3


def test_two_people_in_one_row_agree_on_its_sum(grid, other):
    """Each changed another part of a sum: the sum holds both, whoever was last, and nobody is asked about it."""
    grid.enter("Sa Pa", "family", "25")
    grid.expect_saved()

    other.enter("Sa Pa", "methadone-new", "7")
    other.expect_saved()

    assert grid.stored("Sa Pa", "family") == exactly(25)
    assert grid.stored("Sa Pa", "methadone-patients") == exactly(7)
    assert grid.stored("Sa Pa", "treated-total") == exactly(82)
    other.expect_texts({("Sa Pa", "family"): "25", ("Sa Pa", "treated-total"): "82"})


def test_two_people_with_the_same_change_agree(grid, other, editor):
    grid.enter(*PLACE, "60")
    grid.expect_saved()
    other.enter(*PLACE, "60%")
    other.expect_saved()

    expect(other.cell(*PLACE)).to_have_value("60%")
    assert written(grid) == [(editor, None, 600)]
