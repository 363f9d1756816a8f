"""The three annex tables of the real plans, cell by cell. Every expected figure is typed by hand from the documents."""

import io

import pdfplumber
import pytest

from plans.models import Plan
from reports.figures import load_figures
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant
from reports.pdf import render_pdf
from reports.rollups import row_paths
from reports.tables import annex_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

LAO_CAI = """
1  | Sa Pa      | 70   | 50  | 0   |    | 40  | 10 | 20  | 0   | 20  | 0   | 0  | 0   |
2  | Bắc Hà     | 25   | 15  | 10  | 5  | 0   |    | 10  | 0   | 10  | 0   | 0  | 0   |
3  | Si Ma Cai  | 10   | 5   | 5   |    | 0   |    | 5   | 0   | 5   | 0   | 0  | 0   |
4  | M. Khương  | 25   | 15  | 10  | 5  | 0   |    | 10  | 0   | 10  | 0   | 0  | 0   |
5  | Văn Bàn    | 185  | 100 | 90  | 10 | 0   |    | 85  | 50  | 35  | 0   | 0  | 0   |
6  | Bảo Yên    | 75   | 45  | 40  | 5  | 0   |    | 30  | 0   | 30  | 0   | 0  | 0   |
7  | Bảo Thắng  | 130  | 100 | 90  | 10 | 0   |    | 30  | 0   | 30  | 0   | 0  | 0   |
8  | Bát Xát    | 140  | 110 | 0   | 0  | 100 | 10 | 30  | 0   | 30  | 0   | 0  | 0   |
9  | Lào Cai    | 940  | 110 | 0   |    | 100 | 10 | 280 | 250 | 30  | 500 | 50 | 550 | 70%
10 | Tổng cộng  | 1.600| 550 | 245 | 35 | 240 | 30 | 500 | 300 | 200 | 500 | 50 | 550 | 70%
"""

LAO_CAI_HEADER = [
    [("STT", 1, 4), ("Huyện/ thị xã/thành phố", 1, 4), ("Chỉ tiêu cai nghiện ma túy năm 2021", 13, 1)],
    [
        ("Tổng số người được cai nghiện, điều trị nghiện năm 2021", 1, 3),
        ("Cai nghiện tập trung tại các cơ sở cai nghiện ma túy", 5, 1),
        ("Cai nghiện tại cộng đồng, cai nghiện tại gia đình", 3, 1),
        ("Cơ sở cai nghiện tự nguyện (Điều trị bằng thuốc Methadone)", 4, 1),
    ],
    [
        ("Tổng số", 1, 2),
        ("Cơ sở cai nghiện ma túy số 1", 2, 1),
        ("Cơ sở cai nghiện ma túy TP. Lào Cai", 2, 1),
        ("Tổng số", 1, 2),
        ("Tại các Nhà cai nghiện TP Lào Cai/ Cơ sở cai nghiện xã Nậm Chày, huyện Văn Bàn", 1, 2),
        ("Tại gia đình", 1, 2),
        ("Năm 2020 chuyển sang", 1, 2),
        ("Tiếp nhận mới năm 2021", 1, 2),
        ("Tổng số bệnh điều trị thường xuyên tại cơ sở", 1, 2),
        ("Tỷ lệ bệnh nhân được chuyển sang giai đoạn duy trì", 1, 2),
    ],
    [("Bắt buộc", 1, 1), ("Tự nguyện", 1, 1), ("Bắt buộc", 1, 1), ("Tự nguyện", 1, 1)],
]

BA_RIA_I = """
1   | Tổng số người được điều trị | Lượt, người | 850
1.1 | Cai nghiện bắt buộc | người | 590
1.2 | Cai tự nguyện | “ | 200
1.3 | Điều trị nghiện tại các Điểm Tư vấn | “ | 60
2   | Tổng số người nghiện được tư vấn học nghề và dạy nghề tại Cơ sở Tư vấn và Điều trị nghiện ma túy | “ | 200
3   | Tuyên truyền PC ma túy, mại dâm, mua bán người | |
    | Sở Lao động – Thương binh và Xã hội | Lớp | 83
    | - Tại các xã, phường, thị trấn | Lớp | 12
    | - Tại Cơ sở Tư vấn và Điều trị nghiện ma túy tỉnh | Buổi | 01
    | - Tổ chức Mittinh tháng phòng chống ma túy | Buổi | 07
    | - Hội nghị, hội thảo | Cơ sở | 80
    | - Kiểm tra, hướng dẫn các cơ sở kinh doanh dịch vụ | |
4   | Tập huấn bồi dưỡng về phòng, chống tệ nạn xã hội và học tập kinh nghiệm | |
4.1 | Tập huấn bồi dưỡng về phòng chống ma túy, phòng chống mua bán phụ nữ, trẻ em cho giáo viên tại trường học, cán bộ cơ sở cai nghiện | Lớp | 11
4.2 | Tập huấn, bồi dưỡng nâng cao năng lực cho đội ngũ cán bộ làm công tác PCTNXH các cấp | Lớp | 04
4.3 | Công tác tại huyện Côn Đảo | Đợt | 02
4.4 | Tổ chức tham quan học tập kinh nghiệm các mô hình quản lý, giúp đỡ người nghiện ma túy; quản lý người có nguy cơ cao hoạt động mại dâm làm việc tại các cơ sở kinh doanh dịch vụ tại khu vực miền Bắc, miền Trung. | Đợt | 01
5   | - Xây dựng mô hình hỗ trợ nhằm bảo đảm quyền của người lao động trong các cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm | Mô hình | 01
    | - Xây dựng mô hình hỗ trợ tăng cường năng lực của các nhóm đồng đẳng /nhóm tự lực/câu lạc bộ của người bán dâm trong việc tiếp cận, truyền thông và hỗ trợ giảm hại, phòng, chống bạo lực giới và cung cấp dịch vụ hỗ trợ cho người bán dâm tại cộng đồng, Trung tâm công tác xã hội | Mô hình | 01
6   | Mua que thử | Que | 3.000
7   | Thành lập, duy trì hoạt động của các Điểm Tư vấn, chăm sóc, hỗ trợ điều trị nghiện ma túy tại cộng đồng | Điểm | 20
    | - Thành lập mới | Điểm | 02
    | - Duy trì hoạt động | Điểm | 18
"""  # noqa: E501 - one line a row, as in the document

BA_RIA_II = """
1 | Tp. Vũng Tàu     | 714   | 235 | 220 | 15 | 15 |
2 | Tp. Bà Rịa       | 248   | 77  | 65  | 12 | 05 |
3 | Thị xã Phú Mỹ    | 155   | 45  | 35  | 10 | 05 |
4 | Huyện Long Điền  | 522   | 162 | 150 | 12 | 12 |
5 | Huyện Châu Đức   | 103   | 22  | 20  | 02 | 05 |
6 | Huyện Xuyên Mộc  | 197   | 51  | 45  | 06 | 05 |
7 | Huyện Đất Đỏ     | 207   | 52  | 50  | 02 | 02 |
8 | Huyện Côn Đảo    | 25    | 06  | 05  | 01 | 01 |
  | Cộng             | 2.171 | 650 | 590 | 60 | 50 |
"""

BA_RIA_II_HEADER = [
    [
        ("TT", 1, 3),
        ("Địa phương", 1, 3),
        ("Tổng số người nghiện ma túy có hồ sơ quản lý (tính đến tháng 10/2019)", 1, 3),
        ("Chỉ tiêu giao kế hoạch (người)", 3, 1),
        ("Hỗ trợ tạo việc làm cho người sau cai nghiện ma túy", 1, 3),
        ("Ghi chú", 1, 3),
    ],
    [("Tổng số", 1, 2), ("Trong đó", 2, 1)],
    [("Cai nghiện bắt buộc", 1, 1), ("Điều trị tại các Điểm tư vấn", 1, 1)],
]

SOURCES = [
    pytest.param("lao-cai-2021", 1, LAO_CAI, LAO_CAI_HEADER, id="lao-cai-2021"),
    pytest.param(
        "ba-ria-vung-tau-2020",
        1,
        BA_RIA_I,
        [[("TT", 1, 1), ("Nội dung", 1, 1), ("ĐVT", 1, 1), ("Chỉ tiêu", 1, 1)]],
        id="ba-ria-vung-tau-2020-I",
    ),
    pytest.param("ba-ria-vung-tau-2020", 2, BA_RIA_II, BA_RIA_II_HEADER, id="ba-ria-vung-tau-2020-II"),
]


def rows_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def annex(code: str, number: int):
    plan = Plan.objects.select_related("locality", "issuing_agency").get(code=code)
    return next(annex for annex in annexes_of(plan) if annex.number == number)


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_table_equals_source(code, number, expected, header):
    found = annex(code, number)

    table, _ = annex_table(load_figures(found.plan, row_paths([found])), found)

    rows = [*table.rows, table.total] if table.total else table.rows
    assert [[cell.text for cell in row.cells] for row in rows] == rows_of(expected)
    assert [[(cell.label, cell.colspan, cell.rowspan) for cell in row] for row in table.header] == header


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_pdf_equals_source(code, number, expected, header):
    """The printed table, read back from the PDF by its ruled lines, on however many pages it stands."""
    paper = AnnexPaper.of(annex(code, number), Variant.PAPER, is_only_one=code == "lao-cai-2021")

    rows = printed_rows(render_pdf(paper), header_height=len(header))

    assert rows == [[" ".join(cell.split()) for cell in row] for row in rows_of(expected)]


def printed_rows(data: bytes, header_height: int) -> list[list[str]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        pages = [page.extract_table() for page in pdf.pages]
    rows = [row for page in pages if page for row in page[header_height:]]
    return [[" ".join((cell or "").split()) for cell in row] for row in rows]
