"""Where a table stands in a sheet, and what its lines and columns are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workbooks import Book
from targets.free_workbooks.layout import Corrections
from targets.free_workbooks.proposal import OPEN, Sureness
from targets.free_workbooks.recognition import likely_sheet, recognise
from tests.targets.free_workbooks.sheets import (
    COUNTS,
    LAO_CAI,
    columns_of,
    knowledge,
    lines_of,
    read,
    sheet_of,
)

TITLE = ["BIỂU TỔNG HỢP CHỈ TIÊU NĂM 2021"]
HEAD = [
    ["STT", "Địa phương", "Số người cai nghiện", None, "Hỗ trợ việc làm"],
    [None, None, "Bắt buộc", "Tự nguyện", None],
]
MERGED = ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3")
ROWS = [[1, "Sa Pa", 70, 10, 5], [2, "Bắc Hà", 25, 0, 3], [3, "Si Ma Cai", 10, 1, None]]
SUM = [None, "Tổng cộng", 105, 11, 8]


def table(*rows, title=TITLE, head=HEAD):
    return [title, *head, *rows]


def test_table_under_a_title_with_merged_header():
    found = read(*table(*ROWS, SUM, [], ["Ghi chú: số làm tròn"]), merged=MERGED)

    assert (found.layout.header_top, found.layout.header_bottom, found.layout.first, found.layout.last) == (1, 2, 3, 6)
    assert found.paths[3] == ("Số người cai nghiện", "Tự nguyện")
    assert columns_of(found) == {"A": "stt", "B": "ten", "C": "c1", "D": "c2", "E": "c3"}
    assert lines_of(found) == {4: "d1", 5: "d2", 6: "d3", 7: "tong"}
    assert (found.titles, found.notes) == (TITLE, ["Ghi chú: số làm tròn"])


def test_groups_that_are_not_merged_span_the_blanks_beside_them():
    assert columns_of(read(*table(*ROWS))) == columns_of(read(*table(*ROWS), merged=MERGED))


def test_numbers_of_columns_are_no_line():
    found = read(*table(["A", "B", "1", "2", "3=1+2"], *ROWS), merged=MERGED)

    assert lines_of(found) == {5: "d1", 6: "d2", 7: "d3"}
    assert found.layout.header_bottom == 2


def test_heading_of_two_offices_above_is_no_header():
    offices = ["UBND TỈNH LÀO CAI", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]

    found = read(offices, *table(*ROWS), merged=("A1:C1", "D1:E1", "A2:E2", "A3:A4", "B3:B4", "C3:D3", "E3:E4"))

    assert found.layout.header_top == 2
    assert columns_of(found)["C"] == "c1"


def test_unit_above_the_header_is_no_header():
    found = read(*table(*ROWS, title=[None, None, None, None, "Đơn vị tính: người"]), merged=MERGED[1:])

    assert found.layout.header_top == 1


def test_groups_of_localities_with_headings_and_sums():
    rows = [
        ["I", "Thành phố, thị xã"],
        [1, "Lào Cai", 100, 5, 5],
        [2, "TX Sa Pa", 70, 10, 5],
        [None, "Cộng I", 170, 15, 10],
        ["II", "Các huyện", 35, 1, 3],
        [3, "Bắc Hà", 25, 0, 3],
        [4, "Si Ma Cai", 10, 1, None],
        [None, "Toàn tỉnh", 205, 16, 13],
    ]
    found = read(*table(*rows), merged=MERGED)

    assert lines_of(found) == {4: "muc", 5: "d9", 6: "d1", 7: "nhom", 8: "muc", 9: "d2", 10: "d3", 11: "tong"}


def test_total_above_the_lines():
    found = read(*table(["", "Tổng cộng", 105, 11, 8], *ROWS), merged=MERGED)

    assert lines_of(found)[4] == "tong"


def test_total_over_merged_number_and_name():
    found = read(*table(*ROWS, ["Tổng cộng", None, 105, 11, 8]), merged=(*MERGED, "A7:B7"))

    assert lines_of(found)[7] == "tong"


@pytest.mark.parametrize("text", ["Tổng cộng", "TỔNG CỘNG:", "Cộng", "Tổng số", "Toàn tỉnh", "Tỉnh Lào Cai", "Cả tỉnh"])
def test_words_of_a_bottom_line(text):
    assert lines_of(read(*table(*ROWS, [None, text, 105, 11, 8]), merged=MERGED))[7] == "tong"


def test_locality_twice_is_asked_in_both_lines():
    found = read(*table(*ROWS, [4, "Thị xã Sa Pa", 1, 1, 1]), merged=MERGED)

    twice = [line for line in found.lines if line.guess.choice == OPEN]
    assert [line.row + 1 for line in twice] == [4, 7]
    assert {line.guess.reason for line in twice} == {
        "Các dòng 4, 7 cùng chỉ một địa bàn; chọn một dòng, các dòng kia bỏ qua."
    }


def test_unknown_place_with_figures_is_asked():
    found = read(*table(*ROWS, [4, "Trung tâm cai nghiện", 1, 1, 1], [5, "M. Lát", 1, 1, 1]), merged=MERGED)

    assert [line.guess.choice for line in found.lines[-2:]] == [OPEN, OPEN]


@pytest.mark.parametrize("figure", ["≥ 5", "<= 5", "#REF!", "#DIV/0!", "#N/A"])
def test_unknown_place_whose_figures_are_no_plain_numbers_is_asked(figure):
    found = read(*table(*ROWS, [4, "Huyện Mới", figure, None, None]), merged=MERGED)

    assert lines_of(found)[7] == OPEN


def test_unknown_place_with_formulas_without_results_is_asked():
    unknown = [4, "Huyện Mới", None, None, None]
    sheet = sheet_of(*table(ROWS[0], unknown, *ROWS[1:]), merged=MERGED, formulas={(4, 2)})

    assert lines_of(recognise(sheet, knowledge()))[5] == OPEN


def test_sheet_without_a_table():
    assert read(["Kính gửi các đơn vị"], ["Ngày 05 tháng 02"]) is None


def test_no_known_name_still_shows_the_table():
    rows = [[1, "Chợ Mới", 70, 10, 5], [2, "Tri Tôn", 25, 0, 3]]

    found = read(*table(*rows), merged=MERGED)

    assert lines_of(found) == {4: OPEN, 5: OPEN}
    assert columns_of(found)["C"] == "c1"


def test_table_without_a_header():
    found = read(*ROWS, SUM, corrections=Corrections(header_top=3))

    assert found.paths == dict.fromkeys(range(5), ())
    assert lines_of(found) == {1: "d1", 2: "d2", 3: "d3", 4: "tong"}


def test_corrected_place_of_the_table():
    rows = table(*ROWS, SUM)

    found = read(*rows, merged=MERGED, corrections=Corrections(first=4, last=5))

    assert lines_of(found) == {5: "d2", 6: "d3"}


def test_sheet_with_most_names_is_chosen_and_hidden_ones_last():
    hidden = sheet_of(*table(*ROWS), visibility="hidden")
    words = sheet_of(["Bắc Hà"], ["Lời dẫn"])
    shown = sheet_of(*table(*ROWS))

    assert likely_sheet(Book([hidden, words, shown]), knowledge().lore.names.knows) == 2


def test_remembered_answers_come_first():
    rows = table(*ROWS, [4, "Khối cơ quan", 1, 1, 1])

    found = read(*rows, merged=MERGED, rows={"khoi co quan": "d4"}, columns={"ho tro viec lam": "bo"})

    assert lines_of(found)[7] == "d4"
    assert columns_of(found)["E"] == "bo"
    assert found.columns[4].sureness == Sureness.REMEMBERED


# Columns

COLUMN_CASES = [
    # (headings over the columns of figures, columns of the annex, what is proposed)
    ([("Bắt buộc",), ("Tự nguyện",), ("Việc làm",)], COUNTS, ["c1", "c2", "c3"]),
    ([("Cai nghiện bắt buộc năm 2022",), ("Số khác",)], [("Cai nghiện bắt buộc năm 2021",)], ["c1", "bo"]),
    ([("Tổng số",), ("Tổng số",)], [("Bắt buộc", "Tổng số"), ("Tự nguyện", "Tổng số")], ["c1", "c2"]),
    ([("Tổng số",)], [("Bắt buộc", "Tổng số"), ("Tự nguyện", "Tổng số")], [""]),
    ([("Nhà ở", "Tổng số")], [("Bắt buộc", "Tổng số")], ["bo"]),
    (
        [("CSCNMT số 1", "BB"), ("CSCNMT số 1", "TN"), ("CSCN TP Lào Cai", "BB")],
        [
            ("Cơ sở cai nghiện ma túy số 1", "Bắt buộc"),
            ("Cơ sở cai nghiện ma túy số 1", "Tự nguyện"),
            ("Cơ sở cai nghiện ma túy TP. Lào Cai", "Bắt buộc"),
        ],
        ["c1", "c2", "c3"],
    ),
    ([("Tự nguyện",), ("Bắt buộc",)], [("Bắt buộc",), ("Tự nguyện",)], ["c2", "c1"]),
]


@pytest.mark.parametrize(("heads", "leaves", "proposed"), COLUMN_CASES, ids=lambda value: str(value)[:50])
def test_columns_by_their_headings(heads, leaves, proposed):
    depth = max(map(len, heads))
    header = [
        ["STT" if level == 0 else None, "Địa phương" if level == 0 else None, *(_at(head, level) for head in heads)]
        for level in range(depth)
    ]
    found = read(*header, *([n, name, *[n] * len(heads)] for n, name in enumerate(LAO_CAI[:3], 1)), leaves=leaves)

    assert [found.columns[column].choice for column in sorted(found.columns)[2:]] == proposed


def _at(head, level):
    return head[level] if level < len(head) else None


# Whatever stands between the lines, in whichever order they and the columns are, wherever the table stands

WRITTEN = {
    "Thị xã Sa Pa": ["Sa Pa", "TX Sa Pa", "Sapa"],
    "Huyện Bắc Hà": ["Bắc Hà", "H. Bắc Hà", "B. Hà"],
    "Huyện Si Ma Cai": ["Si Ma Cai", "Simacai"],
    "Huyện Mường Khương": ["M. Khương", "Mường  Khương", "muong khuong"],
    "Thành phố Lào Cai": ["TP Lào Cai", "Lào Cai", "Tp. Lào cai"],
}
LEAVES = [
    ("Số người cai nghiện", "Bắt buộc"),
    ("Số người cai nghiện", "Tự nguyện"),
    ("Cai tại cộng đồng", "Tổng số"),
    ("Cai tại cộng đồng", "Tại gia đình"),
    ("Hỗ trợ việc làm",),
]


@st.composite
def tables(draw):
    """(rows of a sheet, {choice of a line: its first figure}, the leaves in the order of the file's columns)."""
    order = draw(st.permutations(range(len(LEAVES))))
    heads = [LEAVES[place] for place in order]
    header = [["STT", "Địa phương", *(head[0] for head in heads)], [None, None, *(_second(head) for head in heads)]]
    names = draw(st.permutations([name for name in LAO_CAI if name in WRITTEN]))
    figures = {f"d{LAO_CAI.index(name) + 1}": 100 + number for number, name in enumerate(names)}
    lines = [
        [number + 1, draw(st.sampled_from(WRITTEN[name])), 100 + number, *[1] * (len(LEAVES) - 1)]
        for number, name in enumerate(names)
    ]
    for place in sorted(draw(st.lists(st.integers(0, len(lines)), max_size=3)), reverse=True):
        lines.insert(place, draw(st.sampled_from([[], ["I", "Các huyện"], ["II.", "Thị xã, thành phố"]])))
    numbering = [["A", "B", *map(str, range(1, len(LEAVES) + 1))]] if draw(st.booleans()) else []
    titles = [[draw(st.sampled_from(["BIỂU CHỈ TIÊU NĂM 2021", "(Kèm theo Kế hoạch)", None]))] for _title in range(3)]
    total = [[None, "Tổng cộng", 510, *[5] * (len(LEAVES) - 1)]] if draw(st.booleans()) else []
    left = [None] * draw(st.integers(0, 3))
    rows = [[*left, *row] for row in [*titles, *header, *numbering, *lines, *total, [], ["Ghi chú: số làm tròn"]]]
    return rows, figures | ({"tong": 510} if total else {}), [f"c{place + 1}" for place in order]


def _second(head):
    return head[1] if len(head) > 1 else None


@given(tables())
def test_no_table_is_read_wrongly(example):
    rows, figures, leaves = example

    found = recognise(sheet_of(*rows), knowledge(leaves=LEAVES))

    first = found.layout.name + 1
    lines = {line.guess.choice: found.surface.value(line.row, first) for line in found.lines if line.has_figures}
    assert lines == figures
    assert [found.columns[column].choice for column in range(first, first + len(LEAVES))] == leaves


@given(st.permutations(range(9)), st.lists(st.integers(0, 9), max_size=4), st.integers(0, 3))
def test_shuffled_lines_and_blank_ones_between(order, blanks, above):
    rows = [[place + 1, LAO_CAI[place], 100 + place, place, 1] for place in order]
    for blank in blanks:
        rows.insert(blank, [])

    sheet = sheet_of(*[TITLE] * above, *HEAD, *rows, SUM)
    found = recognise(sheet, knowledge())

    read_figures = {line.guess.choice: found.surface.value(line.row, 2) for line in found.lines}
    assert read_figures == {**{f"d{place + 1}": 100 + place for place in range(9)}, "tong": 105}
    assert columns_of(found) == {"A": "stt", "B": "ten", "C": "c1", "D": "c2", "E": "c3"}
