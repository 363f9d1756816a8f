"""A table of 170 communes, filled in offline while a colleague works in the grid, comes back through its preview."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.figures import pack
from plans.models import Plan
from reports.lookup import annexes_of
from targets.entry import AnnexSpots, Entry, enter, standing
from targets.enums import Channel, Stage
from targets.models import TargetChange
from tests.bench.plans import make_plan
from tests.browser.grid import sign_in
from tests.browser.looks import width_beyond_screen
from tests.factories import UserFactory
from tests.reports.workbooks.trip import Filled

SIZE = 170
HOUSE, FAMILY = "cot:community-house::0", "cot:family::0"
NARROW = {"width": 390, "height": 844}


class Office:
    """The plan of 170 communes, who fills in its workbook, and the colleague who meanwhile works in the grid."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan(70, SIZE)
        place = self.plan.locality
        self.editor = UserFactory(editor=True, username="can-bo-mot", last_name="Lý Thị Hoa", locality=place)
        self.colleague = UserFactory(editor=True, username="can-bo-hai", last_name="Trần Văn Nam", locality=place)
        self.grid = f"/ke-hoach/{self.plan.code}/phu-luc/I/nhap/"
        self.spots = AnnexSpots(annexes_of(self.plan)[0], Stage.ASSIGNED)

    def key(self, row: str, column: str) -> str:
        """The key of a cell by the marks of the workbook: the code of the commune, that of the indicator."""
        code, indicator = row.split(":")[1], column.split(":")[1]
        rows = {each.locality.code: each.pk for each in self.spots.annex.rows.all()}
        columns = {each.indicator.code: each.pk for each in self.spots.annex.columns.all() if each.indicator_id}
        return f"{rows[code]}.{columns[indicator]}"

    def meanwhile(self, texts: dict[tuple[str, str], str]) -> None:
        """What the colleague types into the grid: {(row mark, column mark): text}."""
        keys = {self.key(*cell): text for cell, text in texts.items()}
        seen = standing(self.spots, keys)
        enter(self.spots, [Entry(key, text, pack(seen[key])) for key, text in keys.items()], by=self.colleague)

    def figure(self, row: str, column: str) -> str:
        key = self.key(row, column)
        return pack(standing(self.spots, [key])[key])


@pytest.fixture
def office(committed_plans):
    return Office()


@pytest.fixture
def page(page: Page, office, base_url):
    sign_in(page.context, office.editor, base_url)
    return page


def download(page: Page, office: Office) -> bytes:
    page.goto(office.grid)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biểu nhập").click()
    assert download.value.suggested_filename == f"bieu-nhap-{office.plan.code}-phu-luc-i.xlsx"
    return Path(download.value.path()).read_bytes()


def upload(page: Page, office: Office, data: bytes) -> None:
    page.goto(office.grid)
    page.get_by_role("link", name="Tải biểu đã điền lên").click()
    file = {"name": "bieu.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("Biểu đã điền").set_input_files(files=[file])
    page.get_by_role("button", name="Tải lên và xem trước").click()


def filled_offline(data: bytes) -> tuple[Filled, list[str]]:
    """Every commune has one more in its house; one cell is emptied, one is no figure. The table was sorted upside down,
    a column moved away, the sheet renamed."""
    filled = Filled(data)
    rows = [mark for mark in filled.rows if mark != "dong:chung"]
    for row in rows:
        filled.cell(row, HOUSE).value += 1
    filled.put(rows[10], FAMILY, None).put(rows[11], FAMILY, "mười")
    filled.sheet.title = "Số liệu các xã"
    _upside_down(filled, rows)
    return filled, rows


def _upside_down(filled: Filled, rows: list[str]) -> None:
    """As somebody sorts the rows: whole lines change places, formulas and all that is hidden included."""
    first, width = filled.rows[rows[0]], filled.sheet.max_column
    lines = [[filled.sheet.cell(filled.rows[row], column).value for column in range(1, width + 1)] for row in rows]
    for offset, line in enumerate(reversed(lines)):
        for column, value in enumerate(line, start=1):
            filled.sheet.cell(first + offset, column).value = value


def test_round_trip_with_conflicts(office, page, axe):
    filled, rows = filled_offline(download(page, office))
    before = {row: office.figure(row, HOUSE) for row in rows[:3]}
    # The colleague changes two of the same cells, makes the very change of a third, and one that the file leaves.
    same = str(int(before[rows[2]].split(":")[1]) + 1)
    office.meanwhile(
        {(rows[0], HOUSE): "900", (rows[1], HOUSE): "901", (rows[2], HOUSE): same, (rows[5], FAMILY): "77"}
    )

    upload(page, office, filled.save())

    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước số liệu từ tệp")
    expect(page.get_by_role("heading", name="2 ô người khác đã sửa sau khi tải biểu")).to_be_visible()
    expect(page.get_by_role("heading", name="1 ô bị từ chối")).to_be_visible()
    expect(page.get_by_role("heading", name="1 ô bị xóa trống")).to_be_visible()
    expect(page.get_by_text("Trần Văn Nam").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"Số liệu các xã!\w+\d+")).first).to_be_visible()
    assert not TargetChange.objects.filter(channel=Channel.WORKBOOK).exists()
    axe(page)

    # Nothing is written while something is undecided, and the page says what.
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa ghi ô nào.")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)
    axe(page)

    page.get_by_role("radio", name=re.compile("giữ 900 trên hệ thống")).check()
    page.get_by_role("row").filter(has_text="901").get_by_role("radio", name=re.compile("lấy .* trong tệp")).check()
    page.get_by_role("checkbox", name="Bỏ qua các ô bị từ chối").check()
    page.get_by_role("button", name="Ghi nhận").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi số liệu từ tệp")
    expect(page.get_by_role("status")).to_contain_text("Giữ số trên hệ thống ở 1 ô xung đột. Bỏ qua 1 ô bị từ chối.")
    axe(page)
    house = {row: office.figure(row, HOUSE) for row in rows[:3]}
    assert house == {rows[0]: "eq:900:", rows[1]: _one_more(before[rows[1]]), rows[2]: f"eq:{same}:"}
    assert office.figure(rows[5], FAMILY) == "eq:77:"
    assert office.figure(rows[10], FAMILY) == ""
    assert TargetChange.objects.filter(channel=Channel.WORKBOOK, changed_by=office.editor).count() > SIZE

    page.get_by_role("link", name="Mở lưới nhập").click()
    expect(page.locator(f'input[name="{office.key(rows[1], HOUSE)}"]')).to_have_value(
        _one_more(before[rows[1]]).split(":")[1]
    )


def _one_more(packed: str) -> str:
    return f"eq:{int(packed.split(':')[1]) + 1}:"


def test_preview_on_a_phone_and_by_keyboard(office, page, axe):
    filled, rows = filled_offline(download(page, office))
    office.meanwhile({(rows[0], HOUSE): "900"})
    page.set_viewport_size(NARROW)

    page.goto(f"{office.grid}tu-tep/")
    axe(page)
    assert width_beyond_screen(page) <= 0
    upload(page, office, filled.save())

    expect(page.get_by_role("heading", name="1 ô người khác đã sửa sau khi tải biểu")).to_be_visible()
    assert width_beyond_screen(page) <= 0
    axe(page)
    choice = page.get_by_role("radio", name=re.compile("giữ 900 trên hệ thống"))
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    page.get_by_role("checkbox", name="Bỏ qua các ô bị từ chối").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Ghi nhận").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi số liệu từ tệp")
    assert width_beyond_screen(page) <= 0
    axe(page)


def test_workbook_of_something_else_says_so(office, page, axe):
    upload(page, office, b"khong phai so Excel")

    expect(page.get_by_role("alert")).to_contain_text("không phải sổ Excel .xlsx")
    axe(page)
    page.get_by_role("link", name="Về trang bắt đầu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tải biểu đã điền lên")
