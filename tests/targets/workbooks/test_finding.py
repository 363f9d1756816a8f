"""The entry sheet of a filled workbook is found by its marks, wherever they went, or refused by name."""

import pytest

from core.workbooks import Book, Sheet, UploadRefused
from targets.workbooks.comparing import compare
from targets.workbooks.finding import entry_sheet as find
from targets.workbooks.finding import keys_of
from targets.workbooks.marks import FIRST, OURS
from tests.targets.workbooks.book import (
    BAT_XAT,
    COLUMNS,
    PERSONS,
    ROWS,
    SA_PA,
    SHARE,
    base_of,
    entry_sheet,
    key_sheet,
    layout,
)

CELL = (SA_PA, PERSONS)


def read(sheet: Sheet, **base):
    return compare(Book([sheet]), layout(), base_of(base or None), {})


def changed(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [(wish.key, wish.address, wish.mine) for wish in read(sheet).changed]


def filled(value: object = 80) -> Sheet:
    return entry_sheet({CELL: value})


def insert_column(sheet: Sheet, at: int, values: dict[int, object] | None = None) -> Sheet:
    for row, line in enumerate(sheet.rows):
        line.insert(at, (values or {}).get(row))
    sheet.width += 1
    return sheet


def insert_row(sheet: Sheet, at: int, **cells: object) -> Sheet:
    sheet.rows.insert(at, [cells.get(f"c{column}") for column in range(sheet.width)])
    return sheet


# Understood


def test_renamed_sheet_is_found():
    sheet = filled()
    sheet.title = "Số liệu Sa Pa (bản cuối)"

    assert changed(sheet) == [("1.1", "Số liệu Sa Pa (bản cuối)!C4", "eq:80:")]


def test_rows_in_another_order():
    sheet = filled()
    sheet.rows[3:] = reversed(sheet.rows[3:])

    assert changed(sheet) == [("1.1", "Nhập liệu!C5", "eq:80:")]


def test_columns_in_another_order():
    sheet = filled()
    for line in sheet.rows:
        line[2], line[3] = line[3], line[2]

    assert changed(sheet) == [("1.1", "Nhập liệu!D4", "eq:80:")]


def test_key_column_elsewhere():
    sheet = filled()
    for line in sheet.rows:
        line.append(line.pop(0))

    assert changed(sheet) == [("1.1", "Nhập liệu!B4", "eq:80:")]


def test_inserted_blank_rows_and_columns_are_nothing():
    found = read(insert_column(insert_row(filled(), 3), 2))

    assert [(wish.key, wish.address) for wish in found.changed] == [("1.1", "Nhập liệu!D5")]
    assert (found.strange_rows, found.strange_columns) == ([], [])


def test_sheet_among_others():
    others = [Sheet("Trống"), Sheet("Tính nháp", rows=[["cot:so-nguoi::0", 5]], width=2), Sheet("Hướng dẫn")]
    book = Book([*others[:2], filled(), others[2]])

    with pytest.raises(UploadRefused):
        find(Book(others), layout())
    assert find(book, layout()).sheet.title == "Nhập liệu"


# Named


def test_added_row_with_figures_is_named():
    found = read(insert_row(filled(), 5, c1="Xã mới", c2=12))

    assert found.strange_rows == [("6", "Xã mới")]
    assert len(found.changed) == 1


def test_added_row_of_words_alone_is_nothing():
    assert read(insert_row(filled(), 5, c1="Người lập biểu")).strange_rows == []


def test_added_column_with_figures_is_named():
    found = read(insert_column(filled(), 3, {2: "Tự tính", 3: 5}))

    assert found.strange_columns == [("D", "Tự tính")]


def test_row_of_a_place_that_is_gone_is_named():
    sheet = filled()
    sheet.rows[4][0] = "dong:099:20040708"
    sheet.rows[4][2] = 5

    found = read(sheet)

    assert found.strange_rows == [("5", "Bát Xát")]
    assert found.missing_rows == ["Bát Xát"]


def test_column_that_counts_something_else_now_is_named():
    sheet = filled()
    sheet.rows[0][2] = "cot:so-nguoi::1"  # to one decimal

    found = read(sheet)

    assert (found.strange_columns, found.missing_columns) == ([("C", "Số người")], ["Số người"])
    assert found.changed == []


def test_missing_row_is_left_as_it_is_and_not_emptied():
    sheet = filled()
    del sheet.rows[4]

    found = compare(Book([sheet]), layout(), base_of({(BAT_XAT, PERSONS): "eq:5:"}), {"2.1": "eq:5:"})

    assert found.missing_rows == ["Bát Xát"]
    assert [wish.key for wish in found.changed] == ["1.1"]


def test_missing_column_is_left_as_it_is_and_not_emptied():
    sheet = filled()
    for line in sheet.rows:
        del line[3]
    sheet.width -= 1

    found = compare(Book([sheet]), layout(), base_of({(SA_PA, SHARE): "eq:436:"}), {"1.2": "eq:436:"})

    assert found.missing_columns == ["Tỷ lệ"]
    assert [wish.key for wish in found.changed] == ["1.1"]


def test_copied_row_is_refused_with_both():
    sheet = filled()
    sheet.rows.append([*sheet.rows[3][:2], 90, None, None])

    found = read(sheet)

    (refused,) = found.refused
    assert (refused.address, refused.where) == ("dòng 4, 6", "Sa Pa")
    assert "Các dòng 4, 6 cùng mang mã" in refused.reason
    assert (found.changed, found.missing_rows) == ([], [])


def test_rows_sorted_without_their_hidden_marks_are_refused():
    """Rule (name-and-mark)."""
    sheet = filled()
    first, second = sheet.rows[3], sheet.rows[4]
    sheet.rows[3:5] = [[first[0], *second[1:]], [second[0], *first[1:]]]

    found = read(sheet)

    assert found.changed == found.missing_rows == []
    assert [refused[:3] for refused in found.refused] == [
        ("dòng 4", "Sa Pa", "Bát Xát"),
        ("dòng 5", "Bát Xát", "Sa Pa"),
    ]
    assert "“Bát Xát” nhưng cột mã ẩn (cột A) là của “Sa Pa”" in found.refused[0].reason


@pytest.mark.parametrize("name", ["TX. Sa Pa (mới)", "", None, 5])
def test_name_of_no_other_row_is_a_correction(name):
    sheet = filled()
    sheet.rows[3][1] = name

    assert changed(sheet) == [("1.1", "Nhập liệu!C4", "eq:80:")]


def test_copied_column_is_refused_with_both():
    found = read(insert_column(filled(), 5, {0: PERSONS, 3: 90}))

    (refused,) = found.refused
    assert (refused.address, refused.where) == ("cột C, F", "Số người")
    assert (found.changed, found.missing_columns) == ([], [])


# Refused


def test_copied_sheet_is_refused_with_both_names():
    first, second = filled(), filled(90)
    second.title = "Nhập liệu (2)"

    with pytest.raises(UploadRefused, match=r"“Nhập liệu”, “Nhập liệu \(2\)”"):
        find(Book([first, second]), layout())


def test_without_the_key_column():
    sheet = filled()
    for line in sheet.rows:
        line[0] = None

    with pytest.raises(UploadRefused, match=r"Cột mã ẩn \(cột A\) của biểu đã bị xóa"):
        read(sheet)


def test_without_the_key_row():
    sheet = filled()
    del sheet.rows[0]

    with pytest.raises(UploadRefused, match=r"Dòng mã ẩn \(dòng 1\) của biểu đã bị xóa"):
        read(sheet)


@pytest.mark.parametrize("sheets", [[], [Sheet("Trống")], [Sheet("Khác", rows=[["a", 1]], width=2)]])
def test_without_the_entry_sheet(sheets):
    with pytest.raises(UploadRefused, match="Không tìm thấy trang nhập liệu"):
        find(Book(sheets), layout())


def test_foreign_workbook_is_refused():
    with pytest.raises(UploadRefused, match="không phải biểu nhập tải từ hệ thống"):
        keys_of(Book([filled()]))


def test_two_sheets_of_keys_are_refused():
    with pytest.raises(UploadRefused, match="không phải biểu nhập tải từ hệ thống"):
        keys_of(Book([key_sheet(base_of()), key_sheet(base_of())]))


def test_another_version_is_refused():
    keys = key_sheet(base_of())
    keys.rows[0][1] = "99"

    with pytest.raises(UploadRefused, match="phiên bản khác"):
        keys_of(Book([keys]))


@pytest.mark.parametrize("visibility", ["visible", "hidden", "veryHidden"])
def test_keys_are_found_however_they_are_hidden(visibility):
    keys = key_sheet(base_of({CELL: "eq:70:"}))
    keys.visibility, keys.title = visibility, "Sheet3"

    _passport, base = keys_of(Book([filled(), keys]))

    assert base.values[CELL] == "eq:70:"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[1:],
        lambda rows: [row for row in rows if row[0] != "plan"],
        lambda rows: [[row[0], "{"] if row[0] == SA_PA else row for row in rows],
        lambda rows: [[row[0], "[1]"] if row[0] == SA_PA else row for row in rows],
        lambda rows: [[row[0], "[" * 5000] if row[0] == "columns" else row for row in rows],
        lambda rows: [[row[0], '{"a": ["b"]}'] if row[0] == "sums" else row for row in rows],
        lambda rows: [[row[0], None] if row[0] == "columns" else row for row in rows],
        lambda rows: [[FIRST]],
        lambda rows: [[FIRST, "1", OURS], *([row[0]] for row in rows[1:])],
    ],
)
def test_spoilt_keys_are_refused(spoil):
    keys = key_sheet(base_of())
    keys.rows = spoil(keys.rows)

    with pytest.raises(UploadRefused):
        keys_of(Book([keys]))


def test_marks_of_the_world_are_those_of_the_sheet():
    found = find(Book([filled()]), layout())

    assert (found.rows.keys(), found.columns.keys()) == (ROWS.keys(), COLUMNS.keys())
