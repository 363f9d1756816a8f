"""What the one door for workbooks reads from cells: values, and marks of what is more than a value."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter

from core.workbooks import Sheet, UploadRefused, cell_name, read_workbook
from tests.core.filled_workbooks import filled, written
from tests.office import resave
from tests.security.workbooks import BOOK, STYLES, TEXTS, edited, sheet_of, with_parts


def read(data) -> list[Sheet]:
    return read_workbook(io.BytesIO(data), "a.xlsx").sheets


def first(data) -> Sheet:
    return read(data)[0]


def row_of(cells: str) -> Sheet:
    return first(sheet_of(f'<row r="1">{cells}</row>'))


# Values


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>25</v></c>', 25),
        ('<c r="A1"><v>-25</v></c>', -25),
        ('<c r="A1"><v>25.0</v></c>', 25.0),
        ('<c r="A1"><v>1.5E-2</v></c>', 0.015),
        ('<c r="A1"><v>1e308</v></c>', 1e308),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="str"><v>  hai  dòng </v></c>', "  hai  dòng "),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="d"><v>2026-07-01</v></c>', date(2026, 7, 1)),
        ('<c r="A1" t="d"><v>2026-07-01T08:30:00Z</v></c>', datetime(2026, 7, 1, 8, 30)),  # noqa: DTZ001
        ('<c r="A1" t="inlineStr"><is><t>Sa Pa</t></is></c>', "Sa Pa"),
        ('<c r="A1" t="inlineStr"><is><r><t>Sa </t></r><r><rPr><b/></rPr><t>Pa</t></r></is></c>', "Sa Pa"),
        ('<c r="A1" t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh></is></c>', "a"),
        ('<c r="A1" t="str"><v>a_x000D_b_x005F_x0041_</v></c>', "a\rb_x0041_"),
        ('<c r="A1" t="str"><v>a_xD800__x0000_b</v></c>', "ab"),
        ('<c r="A1"><v>7</v><extLst><ext><x>9</x></ext></extLst></c>', 7),
        ('<c r="A1" t="str"><v>a &amp;&#10;b</v></c>', "a &\nb"),
        ('<c r="A1">\n  <v> 7\n </v>\n</c>', 7),
        ('<c r="A1"><v/></c>', None),
    ],
)
def test_value_of_a_cell(cell, value):
    (row,) = row_of(cell).rows

    assert row == [value]
    assert type(row[0]) is type(value)


@pytest.mark.parametrize(
    ("code", "number", "value"),
    [
        ("dd/mm/yyyy", 46204, datetime(2026, 7, 1)),  # noqa: DTZ001
        ("hh:mm", 0.5, time(12, 0)),
        ("[h]:mm", 1.5, timedelta(hours=36)),
        ('#,##0 "người/tháng"', 46204, 46204),
        ("[Red]#,##0_d", 46204, 46204),
        ("#,##0\\ [$đ-42A]", 46204, 46204),
        ("General", 46204, 46204),
        ("@", 46204, 46204),
    ],
)
def test_format_tells_a_date_from_a_number(code, number, value):
    (sheet,) = read(written(lambda book, sheet: sheet.write(0, 0, number, book.add_format({"num_format": code}))))

    assert sheet.rows == [[value]]


@pytest.mark.parametrize(
    ("code", "is_percent"), [("0%", True), ("0.0%", True), ('0.0"%"', False), ("0.0\\%", False), ("0.0", False)]
)
def test_format_tells_a_share(code, is_percent):
    (sheet,) = read(written(lambda book, sheet: sheet.write(0, 0, 0.436, book.add_format({"num_format": code}))))

    assert sheet.rows == [[0.436]]
    assert sheet.percents == ({(0, 0)} if is_percent else set())


def test_dates_of_a_book_that_counts_from_1904():
    def fill(book, sheet):
        sheet.write_datetime(0, 0, datetime(2026, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "date_1904": True}) as book:
        fill(book, book.add_worksheet())

    assert read(file.getvalue())[0].rows == [[datetime(2026, 7, 1)]]  # noqa: DTZ001


# Marks


def test_formula_holds_its_last_value_and_is_marked():
    sheet = row_of('<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c><c r="C1"><v>2</v></c>')

    assert sheet.rows == [[2, None, 2]]
    assert sheet.formulas == {(0, 0), (0, 1)}


def test_error_is_no_blank_cell():
    cells = '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>1e999</v></c>'

    sheet = row_of(cells)

    assert sheet.errors == {(0, 0): "#DIV/0!", (0, 1): "NaN", (0, 2): "1e999"}
    assert sheet.rows == [["#DIV/0!", "NaN", "1e999"]]


def test_day_that_no_calendar_has_is_an_error():
    (sheet,) = read(
        written(lambda book, sheet: sheet.write(0, 0, 1e300, book.add_format({"num_format": "dd/mm/yyyy"})))
    )

    assert sheet.errors == {(0, 0): "#VALUE!"}


def test_merged_ranges_are_cut_to_the_content():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="D3"><v>4</v></c></row>'
    ranges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C2:XFD1048576"/><mergeCell ref="A9:B9"/></mergeCells>'

    sheet = first(sheet_of(rows, after=ranges))

    assert sheet.merged == [(0, 0, 1, 1), (1, 2, 2, 3)]


def test_hidden_rows_and_columns():
    rows = '<row r="1"><c r="D1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    rows += '<row r="9" hidden="1"/>'

    sheet = first(sheet_of(rows, before='<cols><col min="2" max="3" hidden="1"/><col min="4" max="16384"/></cols>'))

    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {1, 2}


@pytest.mark.parametrize("visibility", ["visible", "hidden", "veryHidden"])
def test_visibility_of_a_sheet(visibility):
    data = edited(BOOK, lambda text: text.replace('state="visible"', f'state="{visibility}"'))

    assert read(data)[1].visibility == visibility


@pytest.mark.parametrize(("place", "name"), [((0, 0), "A1"), ((6, 1), "B7"), ((9999, 255), "IV10000")])
def test_name_of_a_cell(place, name):
    assert cell_name(*place) == name


# Extent


@pytest.mark.parametrize("declared", ["A1:XFD1048576", "A1", "C9:B1"])
def test_size_of_a_sheet_is_counted_not_declared(declared):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="D3"><v>4</v></c><c r="F3" s="0"/></row>'

    sheet = first(sheet_of(rows, before=f'<dimension ref="{declared}"/>'))

    assert sheet.width == 4
    assert sheet.rows == [[1, None, None, None], [None] * 4, [None, None, None, 4]]


def test_blank_rows_with_a_format_down_to_the_last_are_no_content():
    """LibreOffice writes them."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" ht="12.8"><c r="A1048576" s="0"/></row>'

    assert read(sheet_of(rows))[0].rows == [[1]]


def test_empty_sheet_is_read():
    sheet = first(sheet_of(""))

    assert (sheet.rows, sheet.width) == ([], 0)


def test_cells_without_an_address_stand_in_a_row():
    sheet = first(sheet_of("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>"))

    assert sheet.rows == [[1, None, 3], [4, None, None]]


# Refusals


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="2"><c r="C2" t="b"><v>7</v></c></row>', "Trang tính “Nhập chỉ tiêu”, ô C2"),
        ('<row r="2"><c r="C2"><v>1_000</v></c></row>', "ô C2"),
        (f'<row r="2"><c r="C2"><v>{"9" * 400}</v></c></row>', "ô C2"),
        ('<row r="2"><c r="C2" t="s"><v>99</v></c></row>', "ô C2"),
        ('<row r="2"><c r="C2" t="d"><v>2026-13-01</v></c></row>', "ô C2"),
        ('<row r="2"><c r="C2" t="x"><v>1</v></c></row>', "ô C2"),
        ('<row r="2"><c r="C2"/><c r="C2"/></row>', "Tệp hỏng"),
        ('<row r="2"><c r="C3"/></row>', "Tệp hỏng"),
        ('<row r="2"/><row r="1"/>', "Tệp hỏng"),
        ('<row r="2"/><row r="2"/>', "Tệp hỏng"),
        ('<row r="2"><c r="C2"><v>1</v><v>2</v></c></row>', "Tệp hỏng"),
        ('<row r="2"><c r="C2"><v>1<b/>2</v></c></row>', "Tệp hỏng"),
        ('<row r="2"><c r="C2"><is><row/></is></c></row>', "Tệp hỏng"),
    ],
)
def test_cell_that_two_readers_would_read_in_two_ways_is_refused(rows, words):
    with pytest.raises(UploadRefused) as caught:
        read(sheet_of(rows))

    assert words in caught.value.reason


@pytest.mark.parametrize(
    "merged", ["A1:B2:C3", "A0:B2", "1:2", "", 'A1:B2"/><mergeCell ref="A1:B2"/><mergeCell ref="B1:C2']
)
def test_ranges_that_no_workbook_has_are_refused(merged):
    after = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>'

    with pytest.raises(UploadRefused, match="Tệp hỏng"):
        read(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>1</v></c></row>', after=after))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('name="Hướng dẫn"', 'name="NHẬP CHỈ TIÊU"'),
        lambda text: text.replace('name="Hướng dẫn"', 'name=" "'),
        lambda text: text.replace('name="Hướng dẫn"', f'name="{"x" * 256}"'),
        lambda text: text.replace('state="visible"', 'state="seen"'),
    ],
)
def test_sheets_are_told_apart_by_name(change):
    with pytest.raises(UploadRefused, match="Tệp hỏng"):
        read(edited(BOOK, change))


# Beside other readers


def as_openpyxl_reads(data) -> list[list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def test_values_are_those_that_openpyxl_reads():
    data = filled()

    assert [sheet.rows for sheet in read(data)] == as_openpyxl_reads(data)


def test_workbook_saved_by_openpyxl(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(filled()))
    book.save(tmp_path / "a.xlsx")
    (sheet, other) = read((tmp_path / "a.xlsx").read_bytes())

    assert sheet.rows[2] == [1, "Xã Bản Số 2", datetime(2026, 7, 2), 2 / 7, 2_000_000, True]  # noqa: DTZ001
    assert sheet.rows[30][0] is None  # openpyxl writes formulas without values
    assert sheet.formulas == {(30, 0), (30, 1), (30, 2)}
    assert other.visibility == "hidden"


def test_workbook_saved_by_libreoffice(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(filled())
    data = resave(tmp_path / "a.xlsx", tmp=tmp_path).read_bytes()
    sheet, other = read(data)

    assert [sheet.rows for sheet in read(data)] == as_openpyxl_reads(data)
    assert sheet.rows[2] == [1, "Xã Bản Số 2", datetime(2026, 7, 2), pytest.approx(2 / 7), 2_000_000, True]  # noqa: DTZ001
    assert sheet.rows[30][:3] == [406, "#DIV/0!", "ab"]
    assert sheet.errors == {(30, 1): "#DIV/0!"}
    assert sheet.merged == [(0, 0, 0, 5)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {3})
    assert sheet.percents == {(row, 3) for row in range(2, 30)}
    assert (other.title, other.visibility, other.rows) == ("Khóa", "hidden", [["lao-cai-2026"]])


def test_rules_of_each_cell_comments_and_links_are_no_reason_to_refuse(tmp_path):
    def fill(book, sheet):
        for row in range(170):
            for column in range(20):
                sheet.write(row, column, row * column)
                sheet.data_validation(row, column, row, column, {"validate": "integer", "criteria": ">", "value": 0})
            sheet.write_comment(row, 2, "kiểm tra lại")
            sheet.write_url(row, 20, f"mailto:nguoi.{row}@laocai.gov.vn")

    (tmp_path / "a.xlsx").write_bytes(written(fill))
    saved_again = resave(tmp_path / "a.xlsx", tmp=tmp_path)

    for path in (tmp_path / "a.xlsx", saved_again):
        assert first(path.read_bytes()).rows[169][:3] == [0, 169, 338]


# What people's programs leave in a workbook besides
HARMLESS = [
    "customXml/item1.xml",
    "customXml/_rels/item1.xml.rels",
    "docMetadata/LabelInfo.xml",
    "docProps/custom.xml",
    "docProps/thumbnail.wmf",
    "xl/calcChain.xml",
    "xl/charts/chart1.xml",
    "xl/ctrlProps/ctrlProp1.xml",
    "xl/customProperty1.bin",
    "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/media/hdphoto1.wdp",
    "xl/media/image1.jfif",
    "xl/media/image2.svg",
    "xl/metadata.xml",
    "xl/persons/person.xml",
    "xl/printerSettings/printerSettings1.bin",
    "xl/richData/rdrichvalue.xml",
    "xl/tables/table1.xml",
    "xl/theme/theme1.xml",
    "xl/threadedComments/threadedComment1.xml",
    "xl/webextensions/taskpanes.xml",
]


@pytest.mark.parametrize("part", HARMLESS)
def test_harmless_part_is_no_reason_to_refuse(part):
    assert read(with_parts({part: "<x/>"}))[0].rows[0][0] == "TT"


@pytest.mark.parametrize("part", [STYLES, TEXTS])
def test_workbook_without_styles_or_texts(part):
    data = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')

    assert read(data)[0].rows == [[1]]
