"""A filled workbook against what stands: the three-way comparison, and how each kind of value is understood."""

import datetime
import unicodedata

import pytest

from core.workbooks import UploadRefused
from targets.workbooks.comparing import Comparison, compare
from targets.workbooks.layout import Kind
from targets.workbooks.marks import Base
from tests.targets.workbooks.book import BAT_XAT, NOTE, PERSONS, SA_PA, SHARE, Book, compared, entry_sheet, layout

CELL = (SA_PA, PERSONS)
AT = (3, 2)


def changes(found: Comparison) -> dict[str, tuple[str, str]]:
    """{address: (what stands, what the file wants)}."""
    return {wish.address: (wish.theirs, wish.mine) for wish in found.changed}


def reason(found: Comparison) -> str:
    (cell,) = found.refused
    assert (found.changed, found.conflicts) == ([], [])
    return cell.reason


# Three-way


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "verdict"),
    [
        ("eq:70:", "eq:70:", 70, "unchanged"),
        ("", "", None, "unchanged"),
        ("eq:70:", "eq:75:", 70, "later"),
        ("eq:70:", "", 70, "later"),
        ("eq:70:", "eq:80:", 80, "same"),
        ("eq:70:", "", None, "same"),
        ("eq:70:", "eq:70:", 80, "changed"),
        ("eq:70:", "eq:70:", None, "changed"),
        ("", "", 80, "changed"),
        ("eq:0:", "eq:0:", None, "changed"),
        ("eq:70:", "eq:75:", 80, "conflict"),
        ("eq:70:", "", 80, "conflict"),
        ("", "eq:75:", 80, "conflict"),
        ("eq:70:", "eq:75:", None, "conflict"),
        ("eq:70:", "eq:75:", "≥ 75", "conflict"),
    ],
)
def test_three_contents_of_a_cell(base, theirs, mine, verdict):
    """Rule (three-way)."""
    found = compared({CELL: mine}, base={CELL: base}, stored={CELL: theirs})

    verdicts = {"changed": len(found.changed), "conflict": len(found.conflicts)}
    verdicts |= {"same": found.same, "later": found.later}
    expected = {name: int(name == verdict) for name in verdicts}
    assert verdicts == expected
    assert found.unchanged == 6 - expected["changed"] - expected["conflict"]


def test_conflict_says_all_three():
    found = compared({CELL: 80}, base={CELL: "eq:70:"}, stored={CELL: "eq:75:"})

    (wish,) = found.conflicts
    assert (wish.key, wish.address) == ("1.1", "Nhập liệu!C4")
    assert (wish.base, wish.theirs, wish.mine) == ("eq:70:", "eq:75:", "eq:80:")


# Values that are understood


@pytest.mark.parametrize(
    ("value", "packed"),
    [
        (1600, "eq:1600:"),
        (1600.0, "eq:1600:"),
        (0, "eq:0:"),
        (-0.0, "eq:0:"),
        ("1.600", "eq:1600:"),
        (" 1600 ", "eq:1600:"),
        ("'70", None),
        ("1\u00a0600", "eq:1600:"),
        ("≥ 850", "ge:850:"),
        ("450 - 500", "between:450:500"),
        ("450–500", "between:450:500"),
        ("giảm 10", "decrease:10:"),
        (unicodedata.normalize("NFD", "giảm 10"), "decrease:10:"),
        (unicodedata.normalize("NFD", "ít nhất 850"), "ge:850:"),
        ("x", "na::"),
        ("\u200b70\ufeff", "eq:70:"),
        (69.9999, None),
        (69.99999999999999, "eq:70:"),
    ],
)
def test_count_is_read_as_the_grid_reads_it(value, packed):
    found = compared({CELL: value})

    assert changes(found) == ({} if packed is None else {"Nhập liệu!C4": ("", packed)})
    assert len(found.refused) == (packed is None)


@pytest.mark.parametrize(
    ("value", "packed"),
    [(43.6, "eq:436:"), ("43,6", "eq:436:"), ("43,6%", "eq:436:"), (0.1 + 0.2, "eq:3:"), (100, "eq:1000:")],
)
def test_share_is_a_plain_number(value, packed):
    assert changes(compared({(SA_PA, SHARE): value})) == {"Nhập liệu!D4": ("", packed)}


def test_share_formatted_as_a_percentage_is_what_the_eye_sees():
    found = compared({(SA_PA, SHARE): 0.436}, percents={(3, 3)})

    assert changes(found) == {"Nhập liệu!D4": ("", "eq:436:")}


def test_count_formatted_as_a_percentage_is_refused():
    assert "không tính bằng phần trăm" in reason(compared({CELL: 0.7}, percents={AT}))


def test_share_below_one_percent_is_asked_about():
    (wish,) = compared({(SA_PA, SHARE): 0.4}).changed

    assert wish.remarks == ("Dưới 1%. Nếu định ghi 40% thì gõ 40, không gõ 0,4.",)


@pytest.mark.parametrize(
    ("value", "packed"),
    [("ước 351", "est:351:"), ("~351", "est:351:"), (351, "eq:351:"), ("x", "na::")],
)
def test_result_may_be_an_estimate(value, packed):
    assert changes(compared({CELL: value}, kind=Kind.RESULT)) == {"Nhập liệu!C4": ("", packed)}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Do mưa lũ", "Do mưa lũ"),
        (unicodedata.normalize("NFD", "Do mưa lũ"), "Do mưa lũ"),
        ("Do mưa\n lũ ", "Do mưa lũ"),
        (5, "5"),
        ("ba\x00o", "bao"),
        (datetime.date(2026, 2, 1), "01/02/2026"),
        ("=1+1", "=1+1"),
    ],
)
def test_note_is_a_line_of_text(value, text):
    assert changes(compared({(SA_PA, NOTE): value})) == {"Nhập liệu!E4": ("", text)}


# Values that are refused by name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "giá trị đúng/sai"),
        (datetime.date(2026, 6, 1), "Ô chứa ngày giờ (01/6/2026), không phải con số"),
        (datetime.datetime(2026, 6, 1, 8, 30), "Ô chứa ngày giờ (01/6/2026), không phải con số"),  # noqa: DTZ001
        (datetime.time(8, 30), "Ô chứa ngày giờ (08:30:00)"),
        (datetime.timedelta(hours=30), "Ô chứa ngày giờ"),
        (float("nan"), "không phải là số"),
        (float("inf"), "không phải là số"),
        (1e308, "quá lớn"),
        (10**18, "quá lớn"),
        (1.234, "Không rõ dấu phẩy"),
        (-5, "không được âm"),
        (70.5, "phần thập phân"),
        ("1,600", "Không rõ dấu phẩy"),
        ("1,600.5", "ngăn hàng nghìn"),
        ("1.600,555", "quá nhiều chữ số thập phân"),
        ("1.5", "không ngăn đúng hàng nghìn"),
        ("1 600", "khoảng trắng ở giữa"),
        ("70%", "không tính bằng phần trăm"),
        ("bảy mươi", "Không đọc được"),
        ("-", "để trống hoặc là 0"),
        ("=SUM(A1:A2)", "Không đọc được"),
        ("9" * 19, "hơn 18 chữ số"),
        ("7" * 200, "dài quá 100 ký tự"),
        ("70\x07", "ký tự điều khiển"),
    ],
)
def test_bad_value_is_refused_with_its_cell(value, words):
    found = compared({CELL: value})

    assert words in reason(found)
    assert found.refused[0].address == "Nhập liệu!C4"
    assert found.refused[0].where == "Sa Pa, Số người"


def test_share_above_the_whole_is_refused():
    assert "vượt quá 100%" in reason(compared({(SA_PA, SHARE): 121.3}))


def test_share_above_the_whole_that_nobody_touched_stands():
    found = compared({(SA_PA, SHARE): 121.3}, base={(SA_PA, SHARE): "eq:1213:"})

    assert (found.unchanged, found.refused) == (6, [])


def test_note_with_a_character_that_no_database_takes_is_refused():
    assert "ký tự không hợp lệ" in reason(compared({(SA_PA, NOTE): "a\ud800"}))


def test_note_longer_than_what_is_kept_is_refused_before_the_decision():
    assert "Ghi chú dài quá 300 ký tự" in reason(compared({(SA_PA, NOTE): "a" * 301}))
    assert compared({(SA_PA, NOTE): "a" * 300}).refused == []


@pytest.mark.parametrize("sign", ["#REF!", "#DIV/0!", "#NAME?", "#N/A"])
def test_error_of_a_formula_is_refused(sign):
    found = compared({CELL: sign}, formulas={AT}, errors={AT: sign})

    assert reason(found).startswith(f"Ô báo lỗi {sign}.")


def test_formula_without_a_value_is_refused_and_not_taken_for_a_blank():
    found = compared({CELL: None}, base={CELL: "eq:70:"}, formulas={AT})

    assert "tệp không kèm kết quả tính" in reason(found)


def test_formula_with_a_value_is_taken_and_said():
    found = compared({CELL: 80}, formulas={AT})

    assert changes(found) == {"Nhập liệu!C4": ("", "eq:80:")}
    assert found.changed[0].remarks == ("Ô là công thức; lấy giá trị lưu trong tệp.",)


@pytest.mark.parametrize("area", [(3, 2, 3, 3), (3, 2, 4, 2), (2, 2, 3, 2)])
def test_merged_cell_is_refused_and_never_emptied(area):
    found = compared({CELL: 80}, base={CELL: "eq:70:", (BAT_XAT, PERSONS): "eq:5:"}, merged=[area])

    covered = [(row, column) for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1)]
    assert len(found.refused) == sum(row > 2 for row, _column in covered)
    assert {cell.reason for cell in found.refused} == {
        "Ô bị gộp với ô khác, không rõ số của ô nào. Hãy bỏ gộp ô rồi gõ lại."
    }


def test_merged_header_matters_nothing():
    assert compared({CELL: 80}, merged=[(1, 1, 1, 4)]).refused == []


@pytest.mark.parametrize("marks", [{"hidden_rows": {0, 3}}, {"hidden_columns": {0, 2}}])
def test_hidden_cell_is_read_and_said(marks):
    (wish,) = compared({CELL: 80}, **marks).changed

    assert wish.remarks == ("Ô nằm ở dòng hoặc cột đang ẩn.",)


def test_one_bad_cell_leaves_the_others_as_they_are_read():
    found = compared({CELL: "abc", (BAT_XAT, PERSONS): 5})

    assert changes(found) == {"Nhập liệu!C5": ("", "eq:5:")}
    assert [cell.text for cell in found.refused] == ["abc"]


# The hidden sheet


@pytest.mark.parametrize("packed", ["abc", "eq:-5:", "zz:1:", "eq:" + "9" * 30 + ":", "eq:\x00:"])
def test_hidden_sheet_that_somebody_changed_is_refused(packed):
    with pytest.raises(UploadRefused, match="Trang khóa ẩn"):
        compare(Book([entry_sheet()]), layout(), Base({CELL: packed}), {})
