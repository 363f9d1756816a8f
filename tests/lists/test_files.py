"""What is read from an uploaded file, and what is refused with a reason."""

import datetime

import pytest

from core.lists import files
from core.lists.files import Unreadable, read_list
from core.workbooks import Book, Sheet, UploadRefused
from tests.lists.files import csv_file, workbook

DAY = datetime.date(2025, 7, 1)
NOT_UTF_8 = "Tệp CSV không ở dạng UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8”."
TOO_LONG = "Danh sách có 10.001 dòng; mỗi lần nhập nhiều nhất 10.000 dòng. Hãy chia thành nhiều tệp."


def read(data, name):
    return read_list(data, name, lambda texts: "Mã" in texts)


def refusal(data, name):
    with pytest.raises(UploadRefused) as refused:
        read(data, name)
    return refused.value.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_as_programs_write_it(delimiter, encoding):
    data = csv_file(["Mã", "Tên"], ["080", "Tên; có dấu, phẩy"], ["", ""], delimiter=delimiter, encoding=encoding)

    file = read(data, "Danh sách.CSV")

    assert file.header == ["Mã", "Tên"]
    assert file.rows == [(2, ["080", "Tên; có dấu, phẩy"])]


def test_apostrophe_of_a_harmless_text_is_taken_off():
    assert read("Mã,Tên\r\n1,'=1+1\r\n2,O'Neil\r\n".encode(), "a.csv").rows == [
        (2, ["1", "=1+1"]),
        (3, ["2", "O'Neil"]),
    ]


def test_workbook_keeps_what_its_cells_are():
    file = read(workbook(["Mã", "Ngày", "Số"], ["080", DAY, 5]), "a.xlsx")

    assert file.rows == [(2, ["080", datetime.datetime(2025, 7, 1), 5])]  # noqa: DTZ001 - as workbooks hold them


def test_titles_above_and_blank_rows_do_not_count():
    data = workbook(["DANH SÁCH CƠ SỞ"], [None], ["Mã", "Tên"], ["a", "A"], [None], ["b", "B"])

    file = read(data, "a.xlsx")

    assert file.header == ["Mã", "Tên"]
    assert file.rows == [(4, ["a", "A"]), (6, ["b", "B"])]


def test_rows_are_as_long_as_the_header():
    assert read(b"M\xc3\xa3,b\r\n1\r\n1,2,3\r\n", "a.csv").rows == [(2, ["1", None]), (3, ["1", "2"])]


def test_header_that_nobody_knows_is_the_first_row():
    assert read(b"code,name\r\n1,2\r\n", "a.csv").header == ["code", "name"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "Tệp không có dòng nào."),
        (b" \r\n , \r\n", "a.csv", "Tệp không có dòng nào."),
        ("Mã".encode("utf-16"), "a.csv", "Tệp CSV không ở dạng UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8”."),
        (
            "Mã".encode("cp1258", "ignore") + b"\xe3",
            "a.csv",
            "Tệp CSV không ở dạng UTF-8. Trong Excel, hãy lưu dạng “CSV UTF-8”.",
        ),
        (b"a\0b", "a.csv", "Tệp này không phải tệp CSV."),
        (b'a,b\r\n"x,y\r\n', "a.csv", "Không đọc được dòng 2 của tệp CSV: sai dấu nháy hoặc ô quá dài."),
        (b"a\r\n" + b"x" * 200_000, "a.csv", "Không đọc được dòng 2 của tệp CSV: sai dấu nháy hoặc ô quá dài."),
        (b"a\r\n" + b"x" * 40_000, "a.csv", "Dòng 2 có ô quá dài."),
        (b"a\r\n" + b"," * 256, "a.csv", "Dòng 2 có hơn 256 cột."),
        (b"x" * 5_242_881, "a.csv", "Tệp lớn quá; nhiều nhất 5 MB."),
        (
            b"a\r\n" + b"1\r\n" * 10_001,
            "a.csv",
            TOO_LONG,
        ),
        (b"a\r\n" * 20_001, "a.csv", "Tệp có quá nhiều dòng; mỗi lần nhập nhiều nhất 10.000 dòng."),
    ],
)
def test_file_that_is_no_list_is_refused(data, name, reason):
    assert refusal(data, name) == reason


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.xlsm", "a.exe", ""])
def test_other_files_are_refused_by_the_door(name):
    assert refusal(b"PK\x03\x04 no zip", name)


# Marks of a workbook


def book(monkeypatch, *sheets):
    monkeypatch.setattr(files, "read_workbook", lambda file, name: Book(list(sheets)))
    return read(b"", "a.xlsx")


def sheet(**marks):
    rows = [["Mã", "Tên"], ["a", None], ["b", "B"], ["c", "C"]]
    return Sheet(**{"title": "Danh sách", "rows": rows, "width": 2, **marks})


def test_formula_without_a_value_is_said(monkeypatch):
    file = book(monkeypatch, sheet(formulas={(1, 1), (2, 1)}))

    assert file.rows[0] == (2, ["a", Unreadable("Công thức chưa có giá trị; hãy dán giá trị vào ô.")])
    assert file.rows[1] == (3, ["b", "B"])


def test_error_of_a_formula_is_said(monkeypatch):
    file = book(monkeypatch, sheet(errors={(2, 1): "#REF!"}))

    assert file.rows[1] == (3, ["b", Unreadable("Ô báo lỗi #REF!; hãy sửa trong tệp.")])


def test_cell_over_several_rows_is_said(monkeypatch):
    merged = Unreadable("Ô bị gộp qua nhiều dòng; hãy bỏ gộp và ghi đủ từng dòng.")

    file = book(monkeypatch, sheet(merged=[(2, 1, 3, 1), (0, 0, 0, 1)]))

    assert file.header == ["Mã", "Tên"]
    assert file.rows[1:] == [(3, ["b", merged]), (4, ["c", merged])]


def test_hidden_rows_are_read_and_said(monkeypatch):
    file = book(monkeypatch, sheet(hidden_rows={2}))

    assert len(file.rows) == 3
    assert file.notes == ["Dòng bị ẩn trong tệp vẫn được đọc (1 dòng)."]


def test_first_sheet_that_people_see_is_read(monkeypatch):
    others = [sheet(title="Kín", visibility="hidden", rows=[["x"]]), sheet(title="Trống", rows=[[None]])]

    file = book(monkeypatch, *others, sheet(), sheet(title="Khác"), sheet(title="Hướng dẫn"))

    assert file.header == ["Mã", "Tên"]
    assert file.notes == ["Chỉ đọc trang tính “Danh sách”; các trang sau không đọc."]
