"""The entry grid and the clipboard: blocks of cells to and from a spreadsheet, nothing guessed and nothing lost."""

import openpyxl
import pytest
from playwright.sync_api import expect

from targets.entry import AnnexSpots
from targets.enums import Stage
from targets.models import Target
from tests.browser.grid import PATIENCE, WHOLE_LABEL, GridPage, editor_of, exactly, sign_in

RATE = "methadone-maintenance-rate"
COLUMNS = 13

# The table of the signed plan without its numbers and names, typed by hand from the document.
LAO_CAI = """
70   | 50  | 0   |    | 40  | 10 | 20  | 0   | 20  | 0   | 0  | 0   |
25   | 15  | 10  | 5  | 0   |    | 10  | 0   | 10  | 0   | 0  | 0   |
10   | 5   | 5   |    | 0   |    | 5   | 0   | 5   | 0   | 0  | 0   |
25   | 15  | 10  | 5  | 0   |    | 10  | 0   | 10  | 0   | 0  | 0   |
185  | 100 | 90  | 10 | 0   |    | 85  | 50  | 35  | 0   | 0  | 0   |
75   | 45  | 40  | 5  | 0   |    | 30  | 0   | 30  | 0   | 0  | 0   |
130  | 100 | 90  | 10 | 0   |    | 30  | 0   | 30  | 0   | 0  | 0   |
140  | 110 | 0   | 0  | 100 | 10 | 30  | 0   | 30  | 0   | 0  | 0   |
940  | 110 | 0   |    | 100 | 10 | 280 | 250 | 30  | 500 | 50 | 550 | 70%
1.600| 550 | 245 | 35 | 240 | 30 | 500 | 300 | 200 | 500 | 50 | 550 | 70%
"""


def lao_cai() -> list[list[str]]:
    return [[text.strip() for text in line.split("|")] for line in LAO_CAI.strip("\n").splitlines()]


def as_block(rows: list[list[str]]) -> str:
    """As a spreadsheet puts cells into the clipboard: tabs between them, each line ended, the last one too."""
    return "".join("\t".join(row) + "\r\n" for row in rows)


@pytest.fixture
def grid(committed_plans, page, base_url):
    sign_in(page.context, editor_of("10"), base_url)
    return GridPage(page).allow_clipboard().open()


@pytest.fixture
def no_targets(grid):
    """The annex as before anything was entered; what its cells held in the fixture."""
    targets = targets_of(grid)
    before = figures_of(targets)
    targets.delete()
    grid.open()
    return before


def targets_of(grid):
    spots = AnnexSpots(grid.annex, Stage.ASSIGNED).by_key.values()
    cells = {(spot.cell.locality_id, spot.cell.indicator_id, spot.cell.facility_id) for spot in spots}
    rows = Target.objects.filter(plan=grid.annex.plan, stage=Stage.ASSIGNED)
    found = rows.values_list("pk", "locality_id", "indicator_id", "facility_id")
    return rows.filter(pk__in=[pk for pk, *cell in found if tuple(cell) in cells])


def figures_of(targets) -> list[tuple]:
    names = ("locality__name", "indicator__code", "facility__code", "comparator", "value", "upper")
    return sorted(targets.values_list(*names), key=repr)


# Copy


def test_range_is_copied_for_a_spreadsheet(grid):
    """Lines end with CRLF, cells are parted by tabs, digits are not grouped: "1.600" is 1,6 in an English one."""
    grid.select(("Lào Cai", "treated-total"), (WHOLE_LABEL, "compulsory-cs1"))

    assert grid.copied() == "940\t110\t0\r\n1600\t550\t245"


def test_copied_sums_that_are_only_shown(grid):
    """A blank sum is copied as what its parts add up to, as it is read on the screen."""
    grid.go("Văn Bàn", "community-total").press("Delete")
    grid.select(("Văn Bàn", "community-total"), ("Văn Bàn", "family"))

    assert grid.copied() == "85\t50\t35"


def test_cut_empties_and_paste_puts_elsewhere(grid):
    grid.select(("Văn Bàn", "community-house"), ("Văn Bàn", "family")).press("Control+x")
    grid.go("Bảo Yên", "community-house").press("Control+v")
    grid.expect_saved()

    assert [grid.stored("Văn Bàn", key) for key in ("community-house", "family")] == [None, None]
    assert [grid.stored("Bảo Yên", key) for key in ("community-house", "family")] == [exactly(50), exactly(35)]


# Paste


def test_notations_of_numbers_are_read(grid):
    """Thousands dots, a padded "05", non-breaking and thin spaces, blanks around, CRLF and a last line end."""
    grid.go("Sa Pa", "methadone-carried-over")

    grid.paste(as_block([["1.600", "05"], ["1\u00a0234", " 7 "], ["12\u202f345", ""]]))
    grid.expect_saved()

    rows, columns = ["Sa Pa", "Bắc Hà", "Si Ma Cai"], ["methadone-carried-over", "methadone-new"]
    assert [[grid.stored(row, column) for column in columns] for row in rows] == [
        [exactly(1600), exactly(5)],
        [exactly(1234), exactly(7)],
        [exactly(12345), None],
    ]
    assert grid.stored("M. Khương", "methadone-carried-over") == exactly(0)  # the last line end is no line
    assert grid.selected() == grid.keys(rows, columns)


def test_lines_may_end_in_either_way(grid):
    grid.go("Sa Pa", RATE).paste("60\n70")
    grid.go("Si Ma Cai", RATE).paste("80%\r\n90%")
    grid.expect_saved()

    rows = ["Sa Pa", "Bắc Hà", "Si Ma Cai", "M. Khương", "Văn Bàn"]
    assert [grid.stored(row, RATE) for row in rows] == [exactly(600), exactly(700), exactly(800), exactly(900), None]


def test_one_value_goes_into_the_whole_range(grid):
    grid.select(("Sa Pa", RATE), ("M. Khương", RATE)).paste("75\r\n")
    grid.expect_saved()

    rows = ["Sa Pa", "Bắc Hà", "Si Ma Cai", "M. Khương", "Văn Bàn"]
    assert [grid.stored(row, RATE) for row in rows] == [exactly(750)] * 4 + [None]

    grid.press("Control+z")
    grid.expect_saved()

    assert [grid.stored(row, RATE) for row in rows] == [None] * 5


def test_block_is_repeated_where_it_fits(grid):
    grid.select(("Sa Pa", RATE), ("M. Khương", RATE)).paste(as_block([["60"], ["70"]]))
    grid.expect_saved()

    rows = ["Sa Pa", "Bắc Hà", "Si Ma Cai", "M. Khương"]
    assert [grid.stored(row, RATE) for row in rows] == [exactly(600), exactly(700), exactly(600), exactly(700)]


def test_block_larger_than_the_room_changes_nothing_before_it_is_chosen(grid):
    block = as_block([["1", "2", "3"], ["4", "5", "6"]])
    before = grid.shown()
    grid.go(WHOLE_LABEL, "methadone-patients")

    grid.paste(block)

    expect(grid.dialog).to_contain_text("Khối đang dán có 2 dòng × 3 cột; từ ô đang chọn chỉ còn 1 dòng × 2 cột.")
    assert grid.shown() == before
    grid.press("Escape")
    expect(grid.dialog).to_have_count(0)
    grid.expect_focus(WHOLE_LABEL, "methadone-patients")
    assert grid.shown() == before

    grid.paste(block)
    grid.dialog.get_by_role("button", name="Chỉ dán 1 × 2 ô đầu").click()
    grid.expect_saved()

    assert grid.stored(WHOLE_LABEL, "methadone-patients") == exactly(1)
    assert grid.stored(WHOLE_LABEL, RATE) == exactly(20)


# Two readings


def test_mark_is_asked_and_read_as_decimal_point(grid):
    """ "1,234" and "1.5" have two readings: a preview shows both, and nothing is pasted before the choice."""
    before = grid.shown()
    grid.go("Sa Pa", "methadone-patients").paste(as_block([["1,234", "1.5"], ["12", "99.9%"]]))

    cells = grid.dialog.get_by_role("row").filter(has_text="1,234").get_by_role("cell")
    expect(grid.dialog).to_contain_text("Dấu nào là dấu thập phân?")
    expect(cells).to_have_text(["1.234", "không đọc được"])
    assert grid.shown() == before

    grid.dialog.get_by_role("button", name="Dấu chấm là thập phân (kiểu Anh)").click()
    grid.expect_saved()

    assert grid.stored("Sa Pa", "methadone-patients") == exactly(1234)
    assert [grid.stored(row, RATE) for row in ("Sa Pa", "Bắc Hà")] == [exactly(15), exactly(999)]
    assert grid.stored("Bắc Hà", "methadone-patients") == exactly(12)


def test_mark_is_asked_and_read_as_decimal_comma(grid):
    """What cannot be read so is refused by cell, with its text; the rest is taken as it is written here."""
    grid.go("Sa Pa", "methadone-patients").paste(as_block([["1.600", "43,5"], ["1,234", "1.5"]]))

    grid.dialog.get_by_role("button", name="Dấu phẩy là thập phân (kiểu Việt Nam)").click()

    grid.expect_refused("Bắc Hà", "methadone-patients", "Không rõ dấu phẩy trong “1,234”")
    grid.expect_refused("Bắc Hà", RATE, "Dấu chấm trong “1.5”")
    expect(grid.state).to_have_text("Đã lưu, còn 2 ô chưa nhận")
    assert grid.stored("Sa Pa", "methadone-patients") == exactly(1600)
    assert grid.stored("Sa Pa", RATE) == exactly(435)
    assert grid.stored("Bắc Hà", "methadone-patients") == exactly(0)


def test_choice_of_the_mark_can_be_left(grid):
    before = grid.shown()
    grid.go("Sa Pa", "methadone-new").paste("1,234")

    grid.dialog.get_by_role("button", name="Hủy").click()

    grid.expect_focus("Sa Pa", "methadone-new")
    grid.expect_saved()
    assert grid.shown() == before


# The whole table


def test_table_of_the_plan_is_entered_in_one_go(grid, no_targets):
    """Seed 000: pasted into an empty annex, the signed table gives exactly the fixture's targets."""
    grid.go("Sa Pa", "treated-total").paste(as_block(lao_cai()))
    grid.expect_saved()

    assert figures_of(targets_of(grid)) == no_targets
    assert len(no_targets) == 113
    for place, text in zip(grid.annex.columns.filter(indicator__isnull=False), lao_cai()[-1], strict=True):
        expect(grid.total(place.key)).to_have_text(text)


def test_block_of_a_real_spreadsheet_file(grid, no_targets, tmp_path):
    """The same table kept as numbers in a file; copied from there, thousands have a dot and shares a sign."""
    path = tmp_path / "lao-cai.xlsx"
    write_workbook(path, lao_cai())

    grid.go("Sa Pa", "treated-total").paste(as_block(copied_from(path)))
    grid.expect_saved()

    assert figures_of(targets_of(grid)) == no_targets
    grid.press("Control+z")
    grid.expect_saved()
    assert figures_of(targets_of(grid)) == []


def write_workbook(path, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = book.active.cell(line, column, int(text.rstrip("%").replace(".", "")))
                cell.number_format = "#,##0"
                if text.endswith("%"):
                    cell.value, cell.number_format = cell.value / 100, "0%"
    book.save(path)


def copied_from(path) -> list[list[str]]:
    """The cells as a Vietnamese spreadsheet shows them, which is what it puts into the clipboard."""
    return [[formatted(cell) for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def formatted(cell) -> str:
    if cell.value is None:
        return ""
    return f"{cell.value:.0%}" if cell.number_format == "0%" else f"{cell.value:,}".replace(",", ".")


def test_headings_pasted_along_are_reported_and_nothing_is_entered(grid, no_targets):
    """A block with its numbers and names has two columns more than the grid has room for."""
    rows = [[str(number), "Huyện", *row] for number, row in enumerate(lao_cai(), start=1)]

    grid.go("Sa Pa", "treated-total").paste(as_block(rows))

    expect(grid.dialog).to_contain_text(f"10 dòng × {COLUMNS + 2} cột", timeout=PATIENCE)
    expect(grid.dialog).to_contain_text("hãy sao chép lại phần số liệu")
    assert figures_of(targets_of(grid)) == []
