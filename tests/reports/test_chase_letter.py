"""The letter to those who are late: what it says, to whom, and how it comes out as PDF and as a Word file."""

import datetime
import io

import pdfplumber
import pytest
from docx import Document

from accounts.models import AuditEvent
from core.dates import BLANK
from plans.models import Plan
from reports.board import board_of
from reports.chase import chase_letter, default_answer_day, overdue_in
from reports.chase_docx import docx_of
from targets.models import Extension, Period, Reminder
from targets.reminders import _missing
from tests.entering import enter
from tests.factories import AgencyFactory, LocalityFactory, RowFactory
from tests.report_factories import ExtensionFactory
from tests.targets.reporting_world import ReviewWorld

pytestmark = pytest.mark.django_db

DAY = datetime.date
TODAY = DAY(2021, 7, 15)
NOON = datetime.datetime(2021, 7, 15, 5, tzinfo=datetime.timezone.utc)
LETTER = "/ke-hoach/lao-cai-thu/ky/6-thang/don-doc"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def world():
    world = ReviewWorld()
    agency = world.plan.issuing_agency
    agency.name, agency.short_name = "Sở Lao động - Thương binh và Xã hội", "Sở Lao động"
    agency.superior = AgencyFactory(name="Ủy ban nhân dân tỉnh Lào Cai")
    agency.save()
    world.plan.subject = "Cai nghiện ma túy năm 2021"
    world.plan.signer_title, world.plan.signer_name = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "Nguyễn Văn Thử"
    world.plan.save()
    return world


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def editor(client, world):
    return enter(client, world.editor)


def letter_of(world, **options):
    return chase_letter(board_of(world.plan, now=NOON), world.period, **{"today": TODAY, **options})


def many(world, count: int) -> None:
    """So many districts more, none of which has reported."""
    for number in range(1, count + 1):
        place = LocalityFactory(district=True, parent=world.cast.province, name=f"Huyện Số {number}")
        RowFactory(annex=world.annex, locality=place)


# What it says


def test_letter_in_words(world):
    letter = letter_of(world)

    assert letter.superior == "ỦY BAN NHÂN DÂN TỈNH LÀO CAI"
    assert letter.number == f"Số: {BLANK}/…"
    assert letter.subject == "V/v đôn đốc báo cáo 6 tháng đầu năm 2021"
    assert letter.place_and_date == f"Lào Cai, ngày {BLANK} tháng {BLANK} năm 2021"
    assert letter.addressees == ["- Ủy ban nhân dân huyện Bát Xát;", "- Ủy ban nhân dân huyện Sa Pa."]
    assert letter.paragraphs == [
        "Thực hiện Kế hoạch số 05/KH-UBND ngày 01 tháng 02 năm 2021 của Sở Lao động (Cai nghiện ma túy năm 2021), các "
        "địa phương gửi báo cáo 6 tháng đầu năm 2021 chậm nhất ngày 10/7/2021.",
        "Đến hết ngày 14/7/2021, còn 02 địa phương chưa gửi báo cáo: huyện Bát Xát; huyện Sa Pa.",
        "Sở Lao động đề nghị Ủy ban nhân dân các địa phương nêu trên hoàn thành và gửi báo cáo trước ngày 20/7/2021; "
        "trường hợp có khó khăn, vướng mắc thì kịp thời phản ánh để được hướng dẫn./.",
    ]
    assert letter.signer == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert letter.recipients == ["- Như trên;", "- Lưu: VT."]
    assert letter.file_name == "lao-cai-thu-don-doc-6-thang"


def test_deadline_that_is_itself_late_is_written_so(world):
    world.period.deadline_is_exclusive = True
    world.period.save()

    assert letter_of(world).paragraphs[0].endswith("6 tháng đầu năm 2021 trước ngày 10/7/2021.")


def test_single_addressee_stands_in_the_line(world):
    world.report(place=world.neighbour)

    letter = letter_of(world)

    assert (letter.addressee, letter.addressees) == ("Ủy ban nhân dân huyện Bát Xát.", [])


def test_who_has_more_time_is_not_chased_until_it_is_over(world):
    ExtensionFactory(period=world.period, locality=world.district, until=DAY(2021, 7, 20))
    ExtensionFactory(period=world.period, locality=world.neighbour, until=DAY(2021, 7, 13))

    letter = letter_of(world)

    assert [one.in_words for one in letter.overdue] == ["huyện Sa Pa (gia hạn đến hết ngày 13/7/2021)"]


def test_more_than_ten_stand_in_a_list(world):
    many(world, 9)

    letter = letter_of(world)

    assert len(letter.overdue) == 11
    assert letter.has_list
    assert letter.addressee == "Ủy ban nhân dân các địa phương có tên trong danh sách kèm theo."
    assert letter.paragraphs[1] == "Đến hết ngày 14/7/2021, còn 11 địa phương chưa gửi báo cáo (danh sách kèm theo)."


def test_ten_are_named_in_the_letter(world):
    many(world, 8)

    assert not letter_of(world).has_list


def test_nobody_late_no_letter(world):
    world.report()
    world.report("accepted", place=world.neighbour)

    assert letter_of(world) is None


def test_returned_report_is_asked_for_again_once_its_last_day_has_passed(world):
    world.report()
    world.report("returned", place=world.neighbour)

    letter = letter_of(world)

    assert [one.in_words for one in letter.overdue] == ["huyện Sa Pa (đã trả lại để sửa)"]
    assert letter.paragraphs[1] == (
        "Đến hết ngày 14/7/2021, còn 01 địa phương chưa gửi báo cáo: huyện Sa Pa (đã trả lại để sửa)."
    )


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param(DAY(2021, 7, 15), None, id="last day"),
        pytest.param(
            DAY(2021, 7, 14), "huyện Sa Pa (đã trả lại để sửa; gia hạn đến hết ngày 14/7/2021)", id="day after"
        ),
    ],
)
def test_returned_report_with_more_time(world, until, expected):
    world.report()
    world.report("returned", place=world.neighbour)
    ExtensionFactory(period=world.period, locality=world.neighbour, until=until)

    letter = letter_of(world)

    assert (letter and letter.overdue[0].in_words) == expected


def test_letter_and_reminder_agree(world):
    """Whoever is written to by letter is reminded by e-mail on the same day, and the other way round."""
    world.report("returned")
    reminded = {one.locality for one in _missing(world.plan, TODAY) if one.moment == Reminder.Moment.AFTER}

    chased = {cell.locality for cell in overdue_in(board_of(world.plan, now=NOON).column(world.period), today=TODAY)}

    assert chased == reminded == {world.district, world.neighbour}


def test_list_marks_returned_reports(world):
    many(world, 9)
    world.report("returned", place=world.neighbour)

    table = Document(io.BytesIO(docx_of(letter_of(world)))).tables[-1]

    assert [row.cells[1].text for row in table.rows][1:3] == ["huyện Bát Xát", "huyện Sa Pa (đã trả lại để sửa)"]


def test_returned_report_without_a_deadline_is_not_chased(world):
    world.period.deadline = None
    world.period.save()
    world.report("returned", place=world.neighbour)

    assert letter_of(world) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(DAY(2021, 7, 12), DAY(2021, 7, 15), id="Monday to Thursday"),
        pytest.param(DAY(2021, 7, 15), DAY(2021, 7, 20), id="Thursday past the week-end"),
        pytest.param(DAY(2021, 7, 17), DAY(2021, 7, 21), id="Saturday"),
    ],
)
def test_three_working_days_to_answer(today, expected):
    assert default_answer_day(today) == expected


# The files


def drawn(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [" ".join(page.extract_text().split()) for page in pdf.pages]


def test_pdf_reads_as_the_law_prescribes(editor, today):
    response = editor.get(f"{LETTER}.pdf")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="lao-cai-thu-don-doc-6-thang.pdf"'
    (page,) = drawn(response.content)
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "V/v đôn đốc báo cáo",
        "Kính gửi:",
        "- Ủy ban nhân dân huyện Bát Xát;",
        "còn 02 địa phương chưa gửi báo cáo: huyện Bát Xát; huyện Sa Pa.",
        "gửi báo cáo trước ngày 20/7/2021;",
        "Nơi nhận: KT. GIÁM ĐỐC",
        "Nguyễn Văn Thử",
    ):
        assert text in page
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        assert {char["fontname"].split("+")[-1] for char in pdf.pages[0].chars} <= {
            "Liberation-Serif",
            "Liberation-Serif-Bold",
            "Liberation-Serif-Italic",
            "Liberation-Serif-Bold-Italic",
        }
        assert (round(pdf.pages[0].width), round(pdf.pages[0].height)) == (595, 842)


def test_list_of_the_pdf_has_pages_and_numbers_of_its_own(world, editor, today):
    many(world, 60)

    first, second, third = drawn(editor.get(f"{LETTER}.pdf").content)

    assert "danh sách kèm theo" in first
    assert second.startswith("DANH SÁCH ĐỊA PHƯƠNG CHƯA GỬI BÁO CÁO 6 THÁNG ĐẦU NĂM 2021")
    assert third.startswith("2 STT Địa phương Hạn báo cáo")
    assert "62 huyện Số 60 10/7/2021" in third


def paragraphs(word) -> list[str]:
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    return [line.text for part in (word, *cells) for line in part.paragraphs if line.text]


def test_word_file_reads_as_the_law_prescribes(editor, today):
    response = editor.get(f"{LETTER}.docx")

    assert (response.status_code, response["Content-Type"]) == (200, WORD)
    assert response["Content-Disposition"] == 'attachment; filename="lao-cai-thu-don-doc-6-thang.docx"'
    word = Document(io.BytesIO(response.content))
    said = paragraphs(word)
    for text in (
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "V/v đôn đốc báo cáo 6 tháng đầu năm 2021",
        "- Ủy ban nhân dân huyện Sa Pa.",
        "Đến hết ngày 14/7/2021, còn 02 địa phương chưa gửi báo cáo: huyện Bát Xát; huyện Sa Pa.",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Văn Thử",
        "- Lưu: VT.",
    ):
        assert text in said
    section = word.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in (section.page_width, section.page_height, *edges)] == [210, 297, 22, 22, 32, 17]
    assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size.pt) == ("Times New Roman", 14)
    assert word.core_properties.author == "Sở Lao động - Thương binh và Xã hội"


def test_list_of_the_word_file_is_a_section_with_a_repeated_head(world):
    many(world, 9)

    word = Document(io.BytesIO(docx_of(letter_of(world))))

    assert len(word.sections) == 2
    table = word.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["STT", "Địa phương", "Hạn báo cáo"]
    assert [cell.text for cell in table.rows[11].cells] == ["11", "huyện Số 9", "10/7/2021"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:pgNumType" in word.sections[1]._sectPr.xml


HOSTILE = "Huyện <b>&amp;\x00\x07\x1b\ufffe=1+1</b> {{7*7}}"


def test_hostile_names_are_text(world, editor, today):
    """No control character stops the file, no markup and no formula is more than what was typed."""
    type(world.district).objects.filter(pk=world.district.pk).update(name=HOSTILE.replace("\x00", ""))
    Period.objects.update(name="<script>alert(1)</script>\x0b")

    (page,) = drawn(editor.get(f"{LETTER}.pdf").content)
    said = "\n".join(paragraphs(Document(io.BytesIO(editor.get(f"{LETTER}.docx").content))))

    for text in (page, said):
        assert "huyện <b>&amp;=1+1</b> {{7*7}}" in text
        assert "<script>alert(1)</script>" in text


# Asking for it


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("?han=2021-07-30", "trước ngày 30/7/2021", id="a day that was chosen"),
        pytest.param("?han=", "trước ngày 20/7/2021", id="none: three working days"),
    ],
)
def test_day_to_answer_by(query, said, editor, today):
    assert said in drawn(editor.get(f"{LETTER}.pdf{query}").content)[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("?han=2021-07-15", "Hạn gửi lại phải sau ngày 15/7/2021.", id="today"),
        pytest.param("?han=2021-02-30", "“2021-02-30” không phải một ngày. Hãy ghi như 2021-07-20.", id="no such day"),
        pytest.param("?han=20210730", "“20210730” không phải một ngày. Hãy ghi như 2021-07-20.", id="other form"),
        pytest.param("?han=<b>", "“&lt;b&gt;” không phải một ngày. Hãy ghi như 2021-07-20.", id="markup"),
    ],
)
def test_day_that_cannot_be_is_refused(query, said, editor, today):
    response = editor.get(f"{LETTER}.pdf{query}")

    assert response.status_code == 404
    assert said in response.text


def test_nothing_to_chase_is_said(world, editor, today):
    Extension.objects.bulk_create(
        Extension(
            period=world.period,
            locality=place,
            until=DAY(2021, 7, 30),
            reason="Mưa lũ",
            granted_at=NOON,
            granted_by=world.editor,
        )
        for place in (world.district, world.neighbour)
    )

    response = editor.get(f"{LETTER}.pdf")

    assert response.status_code == 404
    said = "Không có địa bàn nào quá hạn báo cáo kỳ “6 tháng đầu năm 2021” nên không có công văn đôn đốc."
    assert said in response.text


@pytest.mark.parametrize("closed", ["period", "plan"])
def test_who_could_not_report_any_more_is_not_chased(closed, world, editor, today):
    if closed == "period":
        Period.objects.update(closed_at=NOON, closed_by=world.editor)
    else:
        Plan.objects.update(state="closed")

    response = editor.get(f"{LETTER}.pdf")

    assert response.status_code == 404
    assert "Kỳ “6 tháng đầu năm 2021” không nhận báo cáo nữa nên không có công văn đôn đốc." in response.text


def test_other_form_of_file_is_not_there(editor, today):
    assert editor.get(f"{LETTER}.odt").status_code == 404


@pytest.mark.parametrize(
    ("form", "details"),
    [
        ("pdf?xem", {"format": "pdf", "overdue": 2, "disposition": "inline"}),
        ("docx", {"format": "docx", "overdue": 2, "disposition": "attachment"}),
    ],
)
def test_download_is_remembered(form, details, editor, world, today):
    response = editor.get(f"{LETTER}.{form}")

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject) == ("downloaded", "lao-cai-thu, công văn đôn đốc 6-thang")
    assert (event.details, event.happened_by) == (details, world.editor)
    assert response["Content-Disposition"].startswith(details["disposition"])


def test_head_takes_nothing_away(editor, today):
    assert editor.head(f"{LETTER}.docx").status_code == 200
    assert not AuditEvent.objects.exists()
