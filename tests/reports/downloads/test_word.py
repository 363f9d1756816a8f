"""The annex and the periodic report as Word files. Expected texts are typed from the sources."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from plans.models import Plan
from reports.downloads.word_report import docx_of_report
from reports.lookup import period_by_code, plan_by_code
from reports.period_report_views import report_of
from targets.models import Column, Row
from tests.reports.downloads.papers import annex_paper, results_paper, written
from tests.reports.test_annexes_as_in_the_sources import SOURCES, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


def word_of(paper):
    return Document(io.BytesIO(written(paper, "docx")))


def lines_of(word) -> list[str]:
    return [line.text for line in word.paragraphs if line.text]


def spans_of(row) -> list[tuple[str, int, str | None]]:
    """(text, columns, merge) of the cells of a header row as they stand in the file."""
    found = []
    for cell in row._tr.tc_lst:
        text = "".join(piece.text or "" for piece in cell.iter(qn("w:t")))
        found.append((text, cell.grid_span, cell.vMerge))
    return found


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_word_table_equals_source(code, number, expected, header):
    (table,) = word_of(annex_paper(code, number)).tables

    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[len(header) :] == rows_of(expected)


def test_header_is_merged_as_in_the_source():
    (table,) = word_of(annex_paper("ba-ria-vung-tau-2020", 2)).tables

    registered = "Tổng số người nghiện ma túy có hồ sơ quản lý (tính đến tháng 10/2019)"
    jobs = "Hỗ trợ tạo việc làm cho người sau cai nghiện ma túy"
    assert [spans_of(row) for row in table.rows[:3]] == [
        [
            ("TT", 1, "restart"),
            ("Địa phương", 1, "restart"),
            (registered, 1, "restart"),
            ("Chỉ tiêu giao kế hoạch (người)", 3, None),
            (jobs, 1, "restart"),
            ("Ghi chú", 1, "restart"),
        ],
        [
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("Tổng số", 1, "restart"),
            ("Trong đó", 2, None),
            ("", 1, "continue"),
            ("", 1, "continue"),
        ],
        [
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("Cai nghiện bắt buộc", 1, None),
            ("Điều trị tại các Điểm tư vấn", 1, None),
            ("", 1, "continue"),
            ("", 1, "continue"),
        ],
    ]


def test_header_rows_are_repeated_and_no_row_splits():
    (table,) = word_of(annex_paper("lao-cai-2021", 1)).tables

    marks = [{child.tag.rpartition("}")[2] for child in row._tr.trPr} for row in table.rows]
    assert marks == [{"cantSplit", "tblHeader"}] * 4 + [{"cantSplit"}] * 10


def test_figures_stand_at_the_right_in_times_new_roman():
    word = word_of(annex_paper("lao-cai-2021", 1))

    styles = [cell.paragraphs[0].style for cell in word.tables[0].rows[4].cells]
    assert [style.name for style in styles[:3]] == ["Ô giữa 10,5", "Ô chữ 10,5", "Ô số 10,5"]
    assert {(style.font.name, style.font.size.pt) for style in styles} == {("Times New Roman", 10.5)}
    assert (styles[2].paragraph_format.alignment.name, word.styles["Normal"].font.name) == ("RIGHT", "Times New Roman")


@pytest.mark.parametrize(
    ("code", "number", "size"), [("lao-cai-2021", 1, (297, 210)), ("ba-ria-vung-tau-2020", 2, (210, 297))]
)
def test_page_is_that_of_the_decree(code, number, size):
    (section,) = word_of(annex_paper(code, number)).sections

    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    assert [round(edge.mm) for edge in edges] == [22, 22, 32, 17]
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header._element.xml


def test_head_notes_and_end_are_those_of_the_paper():
    word = word_of(annex_paper("ba-ria-vung-tau-2020", 2))

    assert lines_of(word) == [
        "Phụ lục II",
        "CHỈ TIÊU CAI NGHIỆN MA TÚY NĂM 2020",
        "(Kèm theo Kế hoạch số 160/KH-BCĐ ngày 19 tháng 12 năm 2019 của Ban Chỉ đạo 138 tỉnh)",
        "./.",
    ]
    assert word.core_properties.title == "Phụ lục II: Chỉ tiêu cai nghiện ma túy năm 2020"


def test_names_are_text_whatever_they_hold():
    Column.objects.filter(annex__plan__code="lao-cai-2021", key="g-all").update(label="<w:p/>&amp;\x07=1+1")
    row = Row.objects.filter(annex__plan__code="lao-cai-2021").first()
    Row.objects.filter(pk=row.pk).update(label="</w:tbl>\ufffe {{7*7}}")

    (table,) = word_of(annex_paper("lao-cai-2021", 1)).tables

    assert table.rows[0].cells[2].text == "<w:p/>&amp;=1+1"
    assert table.rows[4].cells[1].text == "</w:tbl> {{7*7}}"


# In the order of ISO/IEC 29500-1, which Word insists on; those that our files have.
ORDERS = {
    "pPr": ["pStyle", "keepNext", "pBdr", "spacing", "ind", "jc", "rPr", "sectPr"],
    "rPr": ["rFonts", "b", "i", "color", "sz", "szCs", "lang"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook", "tblCaption"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "vAlign"],
    "sectPr": ["headerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"],
}


def orders_broken(word) -> list[str]:
    parts = [word.element.body, word.styles["Normal"].element, *(section._sectPr for section in word.sections)]
    found = []
    for name, order in ORDERS.items():
        for node in (node for part in parts for node in part.iter(qn(f"w:{name}"))):
            names = [child.tag.rpartition("}")[2] for child in node]
            if names != sorted(names, key=order.index):
                found.append(f"{name}: {names}")
    return found


def test_properties_stand_in_the_order_that_word_wants(examples, report):
    assert orders_broken(report) == []
    assert orders_broken(word_of(annex_paper("lao-cai-2021", 1))) == []
    assert orders_broken(word_of(results_paper("lao-cai-2021", "6-thang"))) == []


def test_what_belongs_together_stays_on_one_page():
    """A heading with the row below it, the total with the row above it and the sign of the end."""
    (of_places,) = word_of(annex_paper("lao-cai-2021", 1)).tables
    (of_lines,) = word_of(annex_paper("ba-ria-vung-tau-2020", 1)).tables

    kept = ["keepNext" in row.cells[0]._tc.xml for row in of_places.rows]
    assert kept == [False] * 12 + [True, True]
    headings = [row.cells[1].text for row in of_lines.rows[:-2] if "keepNext" in row.cells[0]._tc.xml]
    assert headings == [
        "Tuyên truyền PC ma túy, mại dâm, mua bán người",
        "Tập huấn bồi dưỡng về phòng, chống tệ nạn xã hội và học tập kinh nghiệm",
    ]


# Results


def test_results_have_every_table_of_the_paper(examples):
    word = word_of(results_paper("lao-cai-2021", "6-thang"))

    assert [table.rows[0].cells[1].text for table in word.tables] == ["Chỉ tiêu", *["Địa bàn"] * 4]
    assert "1. Kết quả theo chỉ tiêu" in lines_of(word)
    assert "5. Kết quả theo địa bàn (bảng 4/4)" in lines_of(word)
    assert [cell.text for cell in word.tables[0].rows[1].cells][1:6] == [
        "Tổng số người được cai nghiện, điều trị nghiện năm 2021",
        "lượt người",
        "1.600",
        "991",
        "61,9",
    ]


@pytest.fixture
def report(examples):
    plan = plan_by_code("lao-cai-2021", Plan.objects.all())
    return Document(io.BytesIO(docx_of_report(report_of(plan, period_by_code(plan, "6-thang")))))


def test_report_has_head_words_and_signature(report):
    head, foot = report.tables[0], report.tables[1]

    assert [line.text for line in head.rows[0].cells[1].paragraphs if line.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert head.rows[0].cells[0].paragraphs[0].text == "ỦY BAN NHÂN DÂN TỈNH LÀO CAI"
    assert foot.rows[0].cells[0].paragraphs[0].text == "Nơi nhận:"
    said = lines_of(report)
    assert said[0] == "BÁO CÁO"
    assert any(line.startswith("I. ") for line in said)
    assert said.count("./.") == 1
    assert any(line.endswith("./.") and len(line) > 3 for line in said)


def test_annex_of_the_report_has_pages_of_its_own(report):
    first, second = report.sections

    assert (first.orientation, second.orientation) == (0, 1)
    assert second._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert report.tables[2].rows[0].cells[1].text == "Chỉ tiêu"
