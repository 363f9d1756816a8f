"""Half a year of the plan of Lào Cai as its people live it: calendar, report, return, correction, acceptance, letter,
annex. The figures are those of Thành phố Lào Cai alone; the sums were added by hand."""

import datetime
import re

import pdfplumber
import pytest
from docx import Document
from playwright.sync_api import expect

from localities.models import Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.models import Period, Submission
from tests.browser.grid import PATIENCE, SAVED, editor_of, sign_in
from tests.browser.looks import width_beyond_screen
from tests.factories import UserFactory
from tests.targets.reporting_world import state_of, steps

PLAN = "/ke-hoach/lao-cai-2021/"
BOARD = f"{PLAN}bao-cao/?ky=6-thang"
RESULTS = f"{PLAN}ky/6-thang/ket-qua/"
HALF = "6 tháng đầu năm 2021"
HOME = "Báo cáo của địa bàn"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BEFORE, IN_TIME, NEXT_DAY, AFTER = ((6, 10), (6, 16), (6, 17), (6, 25))  # the deadline is 20/6
DAYS = {
    "Số liệu từ ngày": "1/1/2021",
    "Số liệu đến ngày": "30/6/2021",
    "Ngày chốt số liệu": "14/6/2021",
    "Hạn báo cáo": "20/6/2021",
}

CENTRE_1, CENTRE_CITY = "Cơ sở cai nghiện ma túy số 1: ", "Cơ sở cai nghiện ma túy TP. Lào Cai: "
COMPULSORY = f"{CENTRE_CITY}Bắt buộc"
RATE = "Tỷ lệ bệnh nhân được chuyển sang giai đoạn duy trì"
# 47 in the centre of the city is the slip; it was 49.
FIGURES = {
    f"{CENTRE_1}Bắt buộc": "0",
    f"{CENTRE_1}Tự nguyện": "x",
    COMPULSORY: "47",
    f"{CENTRE_CITY}Tự nguyện": "4",
    "huyện Văn Bàn": "100",
    "Tại gia đình": "16",
    "Năm 2020 chuyển sang": "500",
    "Tiếp nhận mới năm 2021": "ước 22",
}
WHY_NO_RATE = "Cơ sở Methadone chưa chốt số chuyển giai đoạn"
REASON = "Danh sách của Cơ sở TP. Lào Cai có 49 người bắt buộc, báo cáo ghi 47"
OVERDUE = [
    "thị xã Sa Pa",
    "huyện Bắc Hà",
    "huyện Si Ma Cai",
    "huyện Mường Khương",
    "huyện Văn Bàn",
    "huyện Bảo Yên",
    "huyện Bảo Thắng",
    "huyện Bát Xát",
]


class Year:
    """The plan, its three people, and the day it is; each sits at a desk of their own."""

    def __init__(self, new_context, base_url, axe, monkeypatch) -> None:
        self._new_context, self._url, self._axe, self._patch = new_context, base_url, axe, monkeypatch
        # Issuing it on the page is in tests/browser/test_plan_page.py.
        Plan.objects.filter(code="lao-cai-2021").update(
            state=PlanState.ISSUED, number="45", issued_on=datetime.date(2021, 2, 1), issued_precision="day"
        )
        self.plan = Plan.objects.get(code="lao-cai-2021")
        self.city = Locality.objects.get(code="080", valid_from="2004-07-08")
        self.editor = editor_of("10", username="can-bo-tinh", last_name="Lý", first_name="Thị Hoa")
        self.officer = UserFactory(officer=True, locality=self.city, username="can-bo-thanh-pho")
        self.leader = UserFactory(locality=self.editor.locality, username="lanh-dao")

    def at(self, day: tuple[int, int], user, screen=DESK):
        """A page of somebody who has come to work on that day of 2021."""
        morning = datetime.datetime(2021, *day, 2, tzinfo=datetime.timezone.utc)  # nine o'clock in Vietnam
        self._patch.setattr("django.utils.timezone.now", lambda: morning)
        context = self._new_context()
        sign_in(context, user, self._url)
        page = context.new_page()
        page.set_viewport_size(screen)
        return page

    def look(self, page, heading: str) -> None:
        """The page of that heading is open, fits the screen and is accessible."""
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        page.wait_for_load_state()
        assert width_beyond_screen(page) == 0, page.url
        self._axe(page)

    @property
    def report(self) -> Submission:
        return Submission.objects.get(period__plan=self.plan, period__code="6-thang", locality=self.city)


@pytest.fixture
def year(committed_plans, new_context, base_url, axe, monkeypatch) -> Year:
    return Year(new_context, base_url, axe, monkeypatch)


def test_half_a_year_of_the_plan(year):
    set_the_calendar(year, year.at(BEFORE, year.editor))

    officer = year.at(IN_TIME, year.officer)
    open_the_form(year, officer, "Còn 4 ngày")
    type_the_figures(officer)
    hand_in_with_a_gap(year, officer)
    explain_and_hand_in(year, officer)
    return_it(year, year.at(IN_TIME, year.editor))
    correct_and_hand_in_again(year, year.at(NEXT_DAY, year.officer))
    accept_it(year, year.at(NEXT_DAY, year.editor))

    editor = year.at(AFTER, year.editor)
    chase_the_others(year, editor)
    print_the_results(year, editor)
    read_the_results(year, year.at(AFTER, year.leader))


def test_officer_does_it_all_on_a_phone(year):
    Period.objects.filter(plan=year.plan, code="6-thang").update(
        name=HALF, window_from="2021-01-01", window_to="2021-06-30", cut_off="2021-06-14", deadline="2021-06-20"
    )

    officer = year.at(IN_TIME, year.officer, PHONE)
    open_the_form(year, officer, "Còn 4 ngày")
    type_the_figures(officer)
    hand_in_with_a_gap(year, officer)
    explain_and_hand_in(year, officer)
    return_it(year, year.at(IN_TIME, year.editor))
    correct_and_hand_in_again(year, year.at(NEXT_DAY, year.officer, PHONE))

    assert state_of(year.report) == "submitted"


# The calendar


def set_the_calendar(year: Year, page) -> None:
    """The plan names its two periods without days: the editor says which days, and by when."""
    page.goto(PLAN)
    page.get_by_role("link", name="Lịch báo cáo").click()
    year.look(page, "Lịch báo cáo")
    page.get_by_role("link", name="Sửa 6 tháng năm 2021").click()
    year.look(page, "Sửa kỳ")
    page.get_by_label("Tên kỳ").fill(HALF)
    for label, day in DAYS.items():
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="Ghi").click()

    expect(page.get_by_text(f"Đã sửa kỳ “{HALF}”.")).to_be_visible()
    row = page.get_by_role("row", name=re.compile(HALF))
    for text in ("01/01/2021 – 30/6/2021", "14/6/2021", "20/6/2021", "0/9"):
        expect(row).to_contain_text(text)


# The officer


def cell(page, line: str, column: str = "Kết quả kỳ này"):
    return page.get_by_role("textbox", name=re.compile(f"{re.escape(line)} {column}$"))


def expect_saved(page) -> None:
    expect(page.locator("[data-state]")).to_have_text(SAVED, timeout=PATIENCE)


def write(page, field, text: str) -> None:
    field.click()
    expect(field).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def open_the_form(year: Year, page, words: str) -> None:
    page.goto("/")
    task = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=HALF))
    expect(task).to_contain_text(words, ignore_case=True)
    year.look(page, HOME)
    task.get_by_role("link").click()
    expect_saved(page)
    year.look(page, HALF)


def type_the_figures(page) -> None:
    for line, text in FIGURES.items():
        write(page, cell(page, line), text)
    expect_saved(page)

    total = page.locator('[data-line="1"]')
    expect(total.locator('[data-shows="sum"]')).to_have_text("ước 689")
    expect(total.locator('[data-shows="percent"]')).to_have_text("73,3%")  # of 940


def hand_in_with_a_gap(year: Year, page) -> None:
    page.get_by_role("button", name="Nộp báo cáo…").click()

    told = page.get_by_role("alert")
    expect(told).to_contain_text("Chưa nộp được: còn ô thiếu hoặc không khớp.")
    expect(told).to_contain_text("Chưa có số liệu.")
    expect(told.get_by_role("link")).to_have_count(1)
    expect(page.get_by_role("button", name="Nộp báo cáo", exact=True)).to_have_count(0)
    year.look(page, "Nộp báo cáo")
    told.get_by_role("link", name=RATE).click()
    expect(cell(page, RATE)).to_be_focused()


def explain_and_hand_in(year: Year, page) -> None:
    write(page, cell(page, RATE, "Ghi chú"), WHY_NO_RATE)
    expect_saved(page)
    page.get_by_role("button", name="Nộp báo cáo…").click()
    year.look(page, "Nộp báo cáo")
    page.get_by_role("button", name="Nộp báo cáo", exact=True).click()

    expect(page.get_by_text(f"Đã nộp báo cáo của Thành phố Lào Cai, {HALF}.")).to_be_visible()
    expect(cell(page, COMPULSORY)).to_have_attribute("readonly", "")
    year.look(page, HALF)


def correct_and_hand_in_again(year: Year, page) -> None:
    page.goto("/")
    expect(page.locator("main")).to_contain_text(REASON)
    year.look(page, HOME)
    page.get_by_role("link", name=HALF).first.click()
    expect(page.locator("main")).to_contain_text(REASON)
    expect_saved(page)
    write(page, cell(page, COMPULSORY), "49")
    expect_saved(page)
    page.get_by_role("button", name="Nộp báo cáo…").click()
    page.get_by_role("button", name="Nộp lại báo cáo").click()

    expect(page.get_by_text("Báo cáo đã nộp; muốn sửa phải được trả lại.")).to_be_visible()


# The province


def board_row(page, name: str):
    return page.get_by_role("region", name="Bảng theo dõi báo cáo").get_by_role("row", name=re.compile(name))


def return_it(year: Year, page) -> None:
    page.goto(PLAN)
    page.get_by_role("link", name="Theo dõi báo cáo").click()
    year.look(page, "Theo dõi báo cáo")
    page.get_by_role("link", name=HALF, exact=True).click()
    expect(page.get_by_role("heading", name=HALF)).to_be_visible()
    expect(page.locator("main")).to_contain_text("1/9 địa bàn đã nộp")
    year.look(page, "Theo dõi báo cáo")
    board_row(page, "Thành phố Lào Cai").get_by_role("link", name="đã nộp").click()
    expect(page.get_by_role("row", name=re.compile(RATE))).to_contain_text(WHY_NO_RATE)
    year.look(page, "Thành phố Lào Cai")
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Trả lại").click()

    expect(page.get_by_role("status")).to_contain_text("Đã trả lại báo cáo của Thành phố Lào Cai.")


def accept_it(year: Year, page) -> None:
    page.goto(BOARD)
    page.get_by_role("button", name="Chấp nhận tất cả báo cáo đã nộp (1)").click()

    expect(page.get_by_role("status")).to_contain_text("Đã chấp nhận 1 báo cáo.")
    expect(board_row(page, "Thành phố Lào Cai")).to_contain_text("đã chấp nhận", ignore_case=True)
    assert steps(year.report) == [
        ("open", "submitted", "", "can-bo-thanh-pho"),
        ("submitted", "returned", REASON, "can-bo-tinh"),
        ("returned", "submitted", "", "can-bo-thanh-pho"),
        ("submitted", "accepted", "", "can-bo-tinh"),
    ]


def chase_the_others(year: Year, page) -> None:
    page.goto(BOARD)
    expect(board_row(page, "Huyện Bát Xát")).to_contain_text("5 ngày")
    expect(page.get_by_label("Đôn đốc 8 địa bàn quá hạn, yêu cầu gửi trước ngày")).to_be_visible()
    year.look(page, "Theo dõi báo cáo")

    with pdfplumber.open(downloaded(page, "Công văn đôn đốc (PDF)", "lao-cai-2021-don-doc-6-thang.pdf")) as pdf:
        expect_only_the_others(pdf.pages[0].extract_text())
    word = Document(downloaded(page, "Bản Word", "lao-cai-2021-don-doc-6-thang.docx"))
    expect_only_the_others("\n".join(paragraph.text for paragraph in word.paragraphs))


def expect_only_the_others(letter: str) -> None:
    text = " ".join(letter.split())
    assert f"còn 08 địa phương chưa gửi báo cáo: {'; '.join(OVERDUE)}." in text
    assert "hành phố Lào Cai" not in text


def downloaded(page, name: str, file_name: str, role: str = "button"):
    with page.expect_download() as download:
        page.get_by_role(role, name=name, exact=True).first.click()
    assert download.value.suggested_filename == file_name
    return download.value.path()


# The results


def print_the_results(year: Year, page) -> None:
    page.get_by_role("link", name="Kết quả thực hiện").first.click()
    expect(page).to_have_url(re.compile(RESULTS))
    year.look(page, "Kết quả thực hiện")
    file = downloaded(page, "Tải PDF", "lao-cai-2021-ket-qua-6-thang-phu-luc-I.pdf", role="link")

    with pdfplumber.open(file) as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
        text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    assert f"KẾT QUẢ THỰC HIỆN {HALF.upper()}" in text
    assert "từ 1/9 địa bàn" in text
    assert figures_of(rows, "1") == ["1.600", "ước 691", "43,2", "909"]
    assert figures_of(rows, "2") == ["550", "53", "9,6", "497"]
    assert figures_of(rows, "7") == ["500", "116", "23,2", "384"]
    assert [row[2:6] for row in rows if row[1] == "Thành phố Lào Cai"][0] == ["940", "ước 691", "73,5", "110"]


def figures_of(rows: list[list], number: str) -> list[str]:
    """Target, result, percent and remaining of one line of the table by indicator: the first with that number."""
    return next(row for row in rows if row[0] == number)[3:7]


def read_the_results(year: Year, page) -> None:
    page.goto(RESULTS)

    total = page.get_by_role("row", name="Tổng cộng").first
    expect(total).to_contain_text("từ 1/9 địa bàn")
    expect(total.get_by_role("cell").nth(2)).to_have_text("ước 691")
    year.look(page, "Kết quả thực hiện")
    page.goto(BOARD)
    expect(page.locator("main")).to_contain_text("1/9 địa bàn đã nộp")
    expect(page.get_by_role("button", name="Chấp nhận")).to_have_count(0)
    page.goto(f"{PLAN}ky/6-thang/dia-ban/{year.city.pk}/duyet/")
    expect(page.locator("main")).to_contain_text(WHY_NO_RATE)
    expect(page.get_by_role("button", name=re.compile("Chấp nhận|Trả lại|Mở lại"))).to_have_count(0)
