"""The three annex tables of the real plans as an office keeps them in Excel: typed by hand from the documents.

Titles above, a header of several levels with merged cells, totals and notes below. A number is typed as a number, "05"
and "2.171" as the text that they are in the documents, "70%" as a cell with a format.
"""

import io
from dataclasses import dataclass, field

from openpyxl import Workbook


@dataclass(frozen=True)
class FreeTable:
    """`lines`: cells divided by "|", from column A and row 1; `merged`: ranges."""

    title: str
    lines: str
    merged: tuple[str, ...]
    values: dict[str, object] = field(default_factory=dict)

    def rows(self) -> list[list[object]]:
        lines = self.lines.strip("\n").splitlines()
        return [[_typed(cell.strip()) for cell in line.split("|")] for line in lines]

    def workbook(self, **changed: object) -> Workbook:
        """`changed`: {address: value} typed over the table."""
        book = Workbook()
        sheet = book.active
        sheet.title = self.title
        for row in self.rows():
            sheet.append(row)
        for address, value in {**self.values, **changed}.items():
            sheet[address] = value
            if isinstance(value, float):
                sheet[address].number_format = "0%"
        for area in self.merged:
            sheet.merge_cells(area)
        return book

    def file(self, **changed: object) -> io.BytesIO:
        return saved(self.workbook(**changed), f"{self.title}.xlsx")


def saved(book: Workbook, name: str = "bang.xlsx") -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = name
    return file


def _typed(text: str) -> object:
    if not text:
        return None
    is_count = text.isdigit() and (text == "0" or not text.startswith("0"))
    return int(text) if is_count else text


LAO_CAI = FreeTable(
    title="Bieu KH 2021",
    lines="""
UBND TỈNH LÀO CAI
CHỈ TIÊU CAI NGHIỆN MA TUÝ NĂM 2021
(Kèm theo Kế hoạch số     /KH-UBND ngày      tháng 02 năm 2021 của UBND tỉnh Lào Cai)

STT | Huyện/ thị xã/thành phố | Chỉ tiêu cai nghiện ma túy năm 2021
 | | Tổng số người được cai nghiện, điều trị nghiện năm 2021 | Cai nghiện tập trung tại các cơ sở cai nghiện ma túy | | | | | Cai nghiện tại cộng đồng, cai nghiện tại gia đình | | | Cơ sở cai nghiện tự nguyện (Điều trị bằng thuốc Methadone)
 | | | Tổng số | Cơ sở cai nghiện ma túy số 1 | | Cơ sở cai nghiện ma túy TP. Lào Cai | | Tổng số | Tại các Nhà cai nghiện TP Lào Cai/ Cơ sở cai nghiện xã Nậm Chày, huyện Văn Bàn | Tại gia đình | Năm 2020 chuyển sang | Tiếp nhận mới năm 2021 | Tổng số bệnh điều trị thường xuyên tại cơ sở | Tỷ lệ bệnh nhân được chuyển sang giai đoạn duy trì
 | | | | Bắt buộc | Tự nguyện | Bắt buộc | Tự nguyện
1 | Sa Pa | 70 | 50 | 0 | | 40 | 10 | 20 | 0 | 20 | 0 | 0 | 0
2 | Bắc Hà | 25 | 15 | 10 | 5 | 0 | | 10 | 0 | 10 | 0 | 0 | 0
3 | Si Ma Cai | 10 | 5 | 5 | | 0 | | 5 | 0 | 5 | 0 | 0 | 0
4 | M. Khương | 25 | 15 | 10 | 5 | 0 | | 10 | 0 | 10 | 0 | 0 | 0
5 | Văn Bàn | 185 | 100 | 90 | 10 | 0 | | 85 | 50 | 35 | 0 | 0 | 0
6 | Bảo Yên | 75 | 45 | 40 | 5 | 0 | | 30 | 0 | 30 | 0 | 0 | 0
7 | Bảo Thắng | 130 | 100 | 90 | 10 | 0 | | 30 | 0 | 30 | 0 | 0 | 0
8 | Bát Xát | 140 | 110 | 0 | 0 | 100 | 10 | 30 | 0 | 30 | 0 | 0 | 0
9 | Lào Cai | 940 | 110 | 0 | | 100 | 10 | 280 | 250 | 30 | 500 | 50 | 550

10 | Tổng cộng | 1600 | 550 | 245 | 35 | 240 | 30 | 500 | 300 | 200 | 500 | 50 | 550

Ghi chú: Biểu gửi kèm Kế hoạch để các huyện, thị xã, thành phố thực hiện
""",  # noqa: E501 - one line a row, as in the document
    merged=(
        "A2:O2",
        "A3:O3",
        "A5:A8",
        "B5:B8",
        "C5:O5",
        "C6:C8",
        "D6:H6",
        "I6:K6",
        "L6:O6",
        "D7:D8",
        "E7:F7",
        "G7:H7",
        *(f"{column}7:{column}8" for column in "IJKLMNO"),
        "A21:O21",
    ),
    values={"O17": 0.7, "O19": 0.7},
)

BA_RIA_I = FreeTable(
    title="Phụ lục 01",
    lines="""
Phụ lục 01- Các chỉ tiêu cơ bản năm 2020
(Ban hành kèm theo Kế hoạch số 160/KH-BCĐ ngày 19/12/2019 của Ban Chỉ đạo 138 tỉnh)

TT | Nội dung | ĐVT | Chỉ tiêu
1 | Tổng số người được điều trị | Lượt, người | 850
1.1 | Cai nghiện bắt buộc | người | 590
1.2 | Cai tự nguyện | “ | 200
1.3 | Điều trị nghiện tại các Điểm Tư vấn | “ | 60
2 | Tổng số người nghiện được tư vấn học nghề và dạy nghề tại Cơ sở Tư vấn và Điều trị nghiện ma túy | “ | 200
3 | Tuyên truyền PC ma túy, mại dâm, mua bán người
 | Sở Lao động – Thương binh và Xã hội | Lớp | 83
 | - Tại các xã, phường, thị trấn | Lớp | 12
 | - Tại Cơ sở Tư vấn và Điều trị nghiện ma túy tỉnh | Buổi | 01
 | - Tổ chức Mittinh tháng phòng chống ma túy | Buổi | 07
 | - Hội nghị, hội thảo | Cơ sở | 80
 | - Kiểm tra, hướng dẫn các cơ sở kinh doanh dịch vụ
4 | Tập huấn bồi dưỡng về phòng, chống tệ nạn xã hội và học tập kinh nghiệm
4.1 | Tập huấn bồi dưỡng về phòng chống ma túy, phòng chống mua bán phụ nữ, trẻ em cho giáo viên tại trường học, cán bộ cơ sở cai nghiện | Lớp | 11
4.2 | Tập huấn, bồi dưỡng nâng cao năng lực cho đội ngũ cán bộ làm công tác PCTNXH các cấp | Lớp | 04
4.3 | Công tác tại huyện Côn Đảo | Đợt | 02
4.4 | Tổ chức tham quan học tập kinh nghiệm các mô hình quản lý, giúp đỡ người nghiện ma túy; quản lý người có nguy cơ cao hoạt động mại dâm làm việc tại các cơ sở kinh doanh dịch vụ tại khu vực miền Bắc, miền Trung. | Đợt | 01
5 | - Xây dựng mô hình hỗ trợ nhằm bảo đảm quyền của người lao động trong các cơ sở kinh doanh dịch vụ để phát sinh tệ nạn mại dâm - Xây dựng mô hình hỗ trợ tăng cường năng lực của các nhóm đồng đẳng /nhóm tự lực/câu lạc bộ của người bán dâm trong việc tiếp cận, truyền thông và hỗ trợ giảm hại, phòng, chống bạo lực giới và cung cấp dịch vụ hỗ trợ cho người bán dâm tại cộng đồng, Trung tâm công tác xã hội | Mô hình | 01
 | | Mô hình | 01
6 | Mua que thử | Que | 3.000
7 | Thành lập, duy trì hoạt động của các Điểm Tư vấn, chăm sóc, hỗ trợ điều trị nghiện ma túy tại cộng đồng | Điểm | 20
 | - Thành lập mới | Điểm | 02
 | - Duy trì hoạt động | Điểm | 18
""",  # noqa: E501 - one line a row, as in the document
    merged=("A1:D1", "A2:D2", "A22:A23", "B22:B23"),
)

BA_RIA_II = FreeTable(
    title="Phụ lục 02",
    lines="""
Phụ lục 02- Chỉ tiêu cai nghiện ma túy năm 2020
(Ban hành kèm theo Kế hoạch số 160./KH-BCĐ ngày 19./12./2019 của Ban Chỉ đạo 138 tỉnh)

TT | Địa phương | Tổng số người nghiện ma túy có hồ sơ quản lý (tính đến tháng 10/2019) | Chỉ tiêu giao kế hoạch (người) | | | Hỗ trợ tạo việc làm cho người sau cai nghiện ma túy | Ghi chú
 | | | Tổng số | Trong đó
 | | | | Cai nghiện bắt buộc | Điều trị tại các Điểm tư vấn
1 | Tp. Vũng Tàu | 714 | 235 | 220 | 15 | 15
2 | Tp. Bà Rịa | 248 | 77 | 65 | 12 | 05
3 | Thị xã Phú Mỹ | 155 | 45 | 35 | 10 | 05
4 | Huyện Long Điền | 522 | 162 | 150 | 12 | 12
5 | Huyện Châu Đức | 103 | 22 | 20 | 02 | 05
6 | Huyện Xuyên Mộc | 197 | 51 | 45 | 06 | 05
7 | Huyện Đất Đỏ | 207 | 52 | 50 | 02 | 02
8 | Huyện Côn Đảo | 25 | 06 | 05 | 01 | 01
 | Cộng | 2.171 | 650 | 590 | 60 | 50
""",  # noqa: E501 - one line a row, as in the document
    merged=("A1:H1", "A2:H2", "A4:A6", "B4:B6", "C4:C6", "D4:F4", "D5:D6", "E5:F5", "G4:G6", "H4:H6"),
)
