"""Taking back in the entry grid, and what may look like it: nothing changes unseen, nothing is saved half."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import WHOLE_LABEL, GridPage, editor_of, exactly, sign_in

HOUSE, FAMILY, SUM = ("Sa Pa", "community-house"), ("Sa Pa", "family"), ("Sa Pa", "community-total")


@pytest.fixture
def grid(committed_plans, page, base_url):
    sign_in(page.context, editor_of("10"), base_url)
    return GridPage(page).open()


def test_fill_over_parts_of_one_sum_is_taken_back_whole(grid):
    """Each filled cell changed the sum once more; undo goes back to where it began."""
    grid.select(HOUSE, FAMILY).type("7").press("Control+Enter")
    grid.expect_texts({HOUSE: "7", FAMILY: "7", SUM: "14"})

    grid.press("Control+z")
    grid.expect_saved()

    grid.expect_texts({HOUSE: "0", FAMILY: "20", SUM: "20"})
    assert [grid.stored(*place) for place in (HOUSE, FAMILY, SUM)] == [exactly(0), exactly(20), exactly(20)]


def test_undo_works_from_anywhere_on_the_page(grid):
    """The browser's own undo would take a digit out of the field, behind the back of everything else."""
    grid.enter(*FAMILY, "77")
    grid.expect_saved()
    grid.page.get_by_role("heading", level=1).click()

    grid.press("Control+z")
    grid.expect_texts({FAMILY: "20", SUM: "20"})
    grid.press("Escape").page.get_by_role("heading", level=1).click()
    grid.press("Control+y")
    grid.expect_saved()

    grid.expect_texts({FAMILY: "77", SUM: "77"})
    assert grid.stored(*FAMILY) == exactly(77)


def test_what_is_being_typed_is_not_called_saved(grid):
    grid.go(*FAMILY).type("33")

    expect(grid.state).to_have_text("Đang gõ, chưa lưu")
    assert grid.stored(*FAMILY) == exactly(20)


def test_leaving_for_another_tab_saves_what_was_typed(grid):
    grid.go(*FAMILY).type("33")

    grid.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    grid.expect_saved()

    assert grid.stored(*FAMILY) == exactly(33)


def test_allocation_starts_from_the_total_just_typed(grid):
    grid.enter(WHOLE_LABEL, "family", "210").go(*FAMILY)

    grid.tool("Phân bổ cột…").click()

    expect(grid.dialog.get_by_label("Tổng cần chia")).to_have_value("210")


def test_rate_is_not_shared_out(grid):
    grid.go("Sa Pa", "methadone-maintenance-rate")

    grid.tool("Phân bổ cột…").click()

    expect(grid.dialog).to_contain_text("Cột này là tỷ lệ, không cộng được nên không chia được.")


def test_not_applicable_is_taken_away_by_the_same_button(grid):
    grid.go(*FAMILY)
    grid.tool("Không áp dụng").click()
    grid.expect_texts({FAMILY: "x"})

    grid.tool("Không áp dụng").click()

    grid.expect_texts({FAMILY: ""})
