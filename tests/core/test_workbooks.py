"""What comes through the door for uploaded workbooks, what is turned away at a glance, and that nothing breaks it."""

import io
import warnings
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.reader.strings import read_string_table
from openpyxl.xml.functions import fromstring, tostring

from core.workbooks import MOST_BYTES, UploadRefused, read_workbook
from tests.office import resave
from tests.security.workbooks import (
    BOOK_RELATIONS,
    LAUGHS,
    MAIN,
    SHEET,
    TEXTS,
    good,
    packed,
    parts_of,
    sheet_of,
    with_parts,
)

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = good()


def opened(data, name="chi-tieu.xlsx"):
    return read_workbook(io.BytesIO(data), name).sheets


def refusal(data, name="chi-tieu.xlsx") -> str:
    with pytest.raises(UploadRefused) as caught:
        opened(data, name)
    assert str(caught.value) == caught.value.reason
    return caught.value.reason


def test_good_workbook_is_read():
    first, second = opened(GOOD)

    assert (first.title, second.title) == ("Nhập chỉ tiêu", "Hướng dẫn")
    assert first.rows[:3] == [
        ["TT", "Địa bàn", "Cai nghiện bắt buộc"],
        [1, "Huyện Bát Xát", 25],
        [2, "Thị xã Sa Pa", "≥ 850"],
    ]


def test_workbook_outlives_its_file():
    with io.BytesIO(GOOD) as file:
        book = read_workbook(file, "a.XLSX")

    assert book.sheets[0].rows[0][0] == "TT"


def test_name_of_the_upload_counts_where_none_is_given():
    file = io.BytesIO(GOOD)
    file.name = "../../etc/chi tieu.xlsx"

    assert read_workbook(file).sheets[0].rows[0][0] == "TT"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chi-tieu.xls", "đuôi “.xls”; chỉ nhận sổ Excel đuôi .xlsx"),
        ("chi-tieu.xls", "đổi tên tệp thôi thì không đủ"),
        ("chi-tieu.ods", "đuôi “.ods”; chỉ nhận sổ Excel đuôi .xlsx. Hãy mở tệp bằng Excel hoặc LibreOffice"),
        ("chi-tieu.csv", "đuôi “.csv”"),
        ("chi-tieu.csv", "kiểm tra chữ có dấu, số và các cột đã tách đúng"),
        ("phu-luc.PDF", "Hãy chép bảng sang một sổ Excel mới"),
        ("phu-luc.docx", "Hãy chép bảng sang một sổ Excel mới"),
        ("chi-tieu.xlsx.exe", "đuôi “.exe”"),
        ("chi-tieu", "Tệp không có đuôi; chỉ nhận sổ Excel đuôi .xlsx."),
        ("", "Tệp không có đuôi"),
        ("a.xlsx\x00.php", "đuôi “.php”"),
        ("a.\nx", "đuôi “.?x”"),
        ("chi-tieu.xlsm", "Tệp có macro"),
    ],
)
def test_other_names_are_refused(name, words):
    assert words in refusal(GOOD, name)


def docx() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default ContentType="{kind}"/>'
    )
    return packed({"[Content_Types].xml": f"{types}</Types>", "word/document.xml": "<x/>"})


def typed(old: str, new: str) -> bytes:
    return with_parts({"[Content_Types].xml": parts_of(GOOD)["[Content_Types].xml"].decode().replace(old, new)})


def related(relation: str) -> bytes:
    relations = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" {relation}/></Relationships>'
    return with_parts({"xl/worksheets/_rels/sheet1.xml.rels": relations})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "Tệp rỗng", id="empty"),
        pytest.param(b"a;b;c\n1;2;3\n", "không phải sổ Excel", id="csv"),
        pytest.param(b"<html><table>", "không phải sổ Excel", id="html"),
        pytest.param(OLE + bytes(600), "dạng Excel cũ (.xls)", id="xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu", id="encrypted"),
        pytest.param(packed({"xl/workbook.bin": b"x"}), "Excel nhị phân (.xlsb)", id="xlsb"),
        pytest.param(packed({}), "không phải sổ Excel", id="empty-zip"),
        pytest.param(packed({"a.txt": "a"}), "không thuộc sổ Excel: “a.txt”", id="zip"),
        pytest.param(docx(), "không phải sổ Excel", id="docx"),
        pytest.param(GOOD[:-100], "Tệp hỏng hoặc tải lên chưa hết", id="cut"),
        pytest.param(GOOD[: len(GOOD) // 2], "Tệp hỏng hoặc tải lên chưa hết", id="half"),
        pytest.param(bytes(MOST_BYTES + 1), "lớn hơn 5 MB", id="large"),
        pytest.param(with_parts({"xl/vbaProject.bin": b"x"}), "Tệp có macro", id="macro"),
        pytest.param(typed("sheet.main+xml", "sheet.macroEnabled.main+xml"), "Tệp có macro", id="xlsm"),
        pytest.param(with_parts({"xl/macrosheets/sheet1.xml": b"x"}), "Tệp có macro", id="macro-sheet"),
        pytest.param(typed("sheet.main+xml", "template.main+xml"), "Tệp là mẫu", id="template"),
        pytest.param(with_parts({"xl/embeddings/a.xlsx": b"x"}), "được nhúng: “xl/embeddings/a.xlsx”", id="embedded"),
        pytest.param(with_parts({"xl/media/a.png": OLE}), "được nhúng", id="ole-as-picture"),
        pytest.param(with_parts({"xl/externalLinks/externalLink1.xml": "<x/>"}), "từ nơi khác", id="external-link"),
        pytest.param(
            related('Type="http://x/image" Target="http://127.0.0.1/x.png" TargetMode="External"'),
            "từ nơi khác: “http://127.0.0.1/x.png”",
            id="external-picture",
        ),
        pytest.param(with_parts({"../../evil.xml": "<x/>"}), "“../../evil.xml”", id="traversal"),
        pytest.param(with_parts({"/etc/evil.xml": "<x/>"}), "“/etc/evil.xml”", id="absolute"),
        pytest.param(with_parts({"xl\\..\\evil.xml": "<x/>"}), "không thuộc sổ Excel", id="backslash"),
        pytest.param(with_parts({"XL/Workbook.XML": "<x/>"}), "không thuộc sổ Excel", id="twice-but-for-case"),
        pytest.param(
            with_parts({SHEET: '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}),
            "Excel Workbook (.xlsx) thông thường",
            id="strict",
        ),
    ],
)
def test_other_contents_are_refused(data, words):
    assert words in refusal(data)


@pytest.mark.parametrize(("kind", "words"), [("xls", "dạng Excel cũ (.xls)"), ("ods", "dạng OpenDocument (.ods)")])
def test_other_format_under_our_name_is_refused(kind, words, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(GOOD)

    assert words in refusal(resave(tmp_path / "a.xlsx", to=kind, tmp=tmp_path).read_bytes())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="10001"><c r="C10001"><v>1</v></c></row>', "có quá nhiều dòng (nhiều nhất 10.000): xem ô C10001."),
        ('<row r="3"><c r="IW3"><v>1</v></c></row>', "có quá nhiều cột (nhiều nhất 256): xem ô IW3."),
        (
            '<row r="3"><c r="C3"><v>1</c></row>',
            "Tệp hỏng hoặc tải lên chưa hết: trang tính “Nhập chỉ tiêu”, gần ô C3.",
        ),
        (f'<row r="3"><c r="C3" t="str"><v>{"ab " * 11_000}</v></c></row>', "ô C3: nội dung dài hơn 32.767 ký tự."),
    ],
)
def test_refusal_names_sheet_and_cell(rows, words):
    reason = refusal(sheet_of(rows))

    assert "rang tính “Nhập chỉ tiêu”" in reason
    assert words in reason


def test_refusal_tells_a_shared_text_by_its_beginning():
    texts = f"<sst {MAIN}><si><t>Ghi chú: </t></si><si><r><t>Căn cứ </t></r><r><t>{'a' * 40_000}</t></r></si></sst>"

    assert "dài hơn 32.767 ký tự, bắt đầu bằng “Căn cứ aaa" in refusal(with_parts({TEXTS: texts}))


def test_part_that_stands_twice_is_refused():
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, "<worksheet/>")

    assert "không thuộc sổ Excel" in refusal(file.getvalue())


def test_encrypted_part_is_refused():
    data = bytearray(GOOD)
    listed = data.index(b"PK\x01\x02")
    data[listed + 8] |= 1

    assert "đặt mật khẩu" in refusal(bytes(data))


def test_link_to_a_page_is_no_foreign_data():
    relation = 'Type="http://x/hyperlink" Target="https://laocai.gov.vn/" TargetMode="External"'

    assert opened(related(relation))[0].rows[0][0] == "TT"


def test_no_part_is_read_that_was_not_looked_at():
    """Other programs would take the last of two relations of one name."""
    twice = '<Relationship Id="rId1" Type="http://x/y" Target="/docProps/core.xml"/></Relationships>'
    relations = parts_of(GOOD)[BOOK_RELATIONS].decode().replace("</Relationships>", twice)

    assert "Tệp hỏng" in refusal(with_parts({BOOK_RELATIONS: relations}))


def test_refusal_shows_foreign_names_short_and_on_one_line():
    reason = refusal(with_parts({f"a\u202e{'x' * 500}.exe": "x"}))

    assert len(reason) < 250
    assert "\u202e" not in reason


# One byte of a stream changed is one thing, the zip's own list another: both ends are tried.
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.one_of(st.none(), st.integers(0, len(GOOD))),
)
def test_changed_bytes_give_a_workbook_or_a_refusal(changes, cut):
    data = bytearray(GOOD)
    for place, byte in changes:
        data[place] = byte
    try:
        sheets = opened(bytes(data[:cut]))
    except UploadRefused as error:
        assert error.reason
    else:
        assert sheets


SOURCE = parts_of(GOOD)
PARTS = sorted(name for name in SOURCE if name.endswith((".xml", ".rels")))


@given(st.sampled_from(PARTS), st.data())
def test_changed_parts_give_a_workbook_or_a_refusal(part, data):
    """The zip is whole and what lies in it is not: the readers of XML are tried."""
    content = bytearray(SOURCE[part])
    start = data.draw(st.integers(0, len(content)))
    content[start : start + data.draw(st.integers(0, 20))] = data.draw(
        st.sampled_from([b"", b"<a/>", b'"', b"9" * 30, b"-1", b"A0", b"<row/>", b"\xff", b"&#0;"])
    )
    try:
        sheets = opened(packed({**SOURCE, part: bytes(content)}))
    except UploadRefused as error:
        assert error.reason
    else:
        assert sheets


def test_openpyxl_reads_with_defusedxml():
    """Behind the door it reads nothing; lists in the admin are read with it."""
    laughing = f"<!DOCTYPE x [{LAUGHS}]><sst><si><t>&l9;</t></si></sst>"

    assert openpyxl.DEFUSEDXML
    with pytest.raises(ValueError, match="EntitiesForbidden"):
        read_string_table(io.BytesIO(laughing.encode()))


def test_openpyxl_expands_no_entity_with_lxml_either(tmp_path):
    """Where lxml is installed (pikepdf brings it), openpyxl reads small parts with it and not with defusedxml."""
    secret = tmp_path / "secret"
    secret.write_text("bi-mat", encoding="utf-8")

    try:
        tree = fromstring(f'<!DOCTYPE x [<!ENTITY p SYSTEM "{secret.as_uri()}">]><x>&p;</x>')
    except ValueError:
        return  # defusedxml
    assert b"bi-mat" not in tostring(tree)
