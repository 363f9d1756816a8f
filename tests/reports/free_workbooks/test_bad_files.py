"""Tables that are wrong in every way: a clear message or a question, and nothing changed."""

import datetime
import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workbooks import read_workbook
from reports.enums import JobState
from targets.models import Target, TargetChange
from tests.entering import enter
from tests.free_tables import BA_RIA_II, LAO_CAI, saved
from tests.office import resave
from tests.reports.free_workbooks.desk import Visitor, book, text_of
from tests.security.workbooks import good
from tests.targets.sheet import Sheet

pytestmark = pytest.mark.django_db

HEAD = ["STT", "Địa bàn", "Số người", "Tỷ lệ"]
ROWS = [[1, "Bát Xát", 70, "43,6"], [2, "H. Sa Pa", 30, None]]


@pytest.fixture
def desk(db):
    return Sheet()


@pytest.fixture
def visitor(client, desk):
    enter(client, desk.cast.editor)
    return Visitor(client, desk.plan.code)


def previewed(visitor, made) -> str:
    job = visitor.upload(made)
    return text_of(visitor.answer(job))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bang.xlsx", b""),
        ("bang.xlsx", b"PK\x03\x04 hong"),
        ("bang.xlsx", good()[:900]),
        ("bang.xls", b"\xd0\xcf\x11\xe0"),
        ("bang.xlsm", good()),
        ("bang.csv", "Bát Xát,70".encode()),
    ],
)
def test_no_workbook_is_refused_in_words(visitor, name, data):
    job = visitor.upload(SimpleUploadedFile(name, data))

    assert job.state == JobState.FAILED
    assert len(job.reason) > 20
    assert "lỗi của hệ thống" not in job.reason


def test_too_large_a_file_is_refused_before_it_is_kept(visitor, settings):
    big = SimpleUploadedFile("bang.xlsx", b"0" * (5 * 1024 * 1024 + 1))

    answer = visitor.client.post(visitor.upload_url, {"file": big})

    assert answer.status_code == 422
    assert "Tệp lớn hơn 5 MB." in text_of(answer)


def test_no_file_is_told(visitor):
    answer = visitor.client.post(visitor.upload_url)

    assert answer.status_code == 422


def test_workbook_without_any_table_shows_where_to_look(visitor):
    page = previewed(visitor, book(["Kính gửi"], ["Nội dung"]))

    assert "Không tìm thấy bảng có tên và số liệu trong trang tính này." in page


def test_empty_workbook_is_refused(visitor):
    job = visitor.upload(book())

    assert (job.state, job.reason) == (JobState.FAILED, "Tệp không có trang tính nào có dữ liệu.")


REFUSED_CELLS = [
    (datetime.date(2021, 5, 1), "ngày giờ"),
    (True, "đúng/sai"),
    ("#REF!", "Ô báo lỗi"),
    ("=1/3", "không kèm kết quả tính"),
    ("1,234", "Không rõ dấu phẩy"),
    (1e308, "quá lớn"),
    (-3, "không được âm"),
    ("rất nhiều", "Không đọc được"),
]


@pytest.mark.parametrize(("value", "reason"), REFUSED_CELLS, ids=lambda value: str(value)[:15])
def test_refused_cell_is_named_by_its_address(visitor, value, reason):
    page = previewed(visitor, book(HEAD, *ROWS, C2=value))

    assert reason in page
    assert "C2 Huyện Bát Xát" in page
    assert not TargetChange.objects.exists()


def test_merged_data_cells_are_named(visitor):
    page = previewed(visitor, book(HEAD, *ROWS, merged=("C2:C3",)))

    assert page.count("Ô gộp C2:C3") == 2


def test_mixed_marks_are_asked_about(visitor):
    page = previewed(visitor, book(HEAD, [1, "Bát Xát", "1,234", None], [2, "Sa Pa", "1.234", None]))

    assert "Cột này có cả dấu phẩy (C2) và dấu chấm" in page


def test_locality_twice_is_refused_with_both_lines(visitor):
    page = previewed(visitor, book(HEAD, *ROWS, [3, "Huyện Bát Xát", 5, None]))

    assert "Các dòng 2, 4 cùng chỉ một địa bàn" in page
    assert "Ghép bảng với phụ lục" in page


def test_table_of_another_province_is_told(visitor, desk):
    rows = [[1, "Tam Đường", 5, None], [2, "Sìn Hồ", 6, None]]

    page = previewed(visitor, book(["UBND TỈNH LAI CHÂU"], ["Năm 2019"], HEAD, *rows))

    assert "Tiêu đề trong tệp ghi năm 2019, kế hoạch là năm 2021." in page
    assert "Tiêu đề trong tệp ghi Tỉnh Lai Châu, kế hoạch của Tỉnh Lào Cai." in page
    assert "Không có địa bàn nào của kế hoạch mang tên này." in page
    assert "Chưa ghép dòng nào của tệp với phụ lục." in page


def test_text_of_the_file_is_escaped(visitor):
    job = visitor.upload(
        book([*HEAD, "<script>alert(1)</script>"], *ROWS, [3, "<img src=x onerror=alert(1)>", 5, None])
    )

    page = visitor.mapping(job).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_answers_that_no_page_sends(visitor):
    job = visitor.upload(book(HEAD, *ROWS))

    visitor.answer(job, sheet="99", first="-1", last="999999999", name="ZZZ", dash="?", blanks="?", r1="d1; DROP")
    page = visitor.mapping(job)

    assert page.status_code == 200
    assert "chọn dòng của phụ lục" in text_of(page)


@pytest.mark.parametrize("fields", [{"seen": "x=y"}, {"seen": "1.1=eq:9:"}, {"tong": "a=b>c"}, {"tong": "1=>2" * 9}])
def test_preview_that_no_page_sends(visitor, fields):
    job = visitor.upload(book(HEAD, *ROWS))
    visitor.answer(job)

    answer = visitor.write(job, **{"giu-tong": "on"}, **fields)

    assert answer.status_code in {200, 422}
    job.refresh_from_db()
    assert job.state in {JobState.READY, JobState.DONE}
    assert job.reason == ""


def test_largest_table_is_read_in_time(visitor):
    rows = [[n, f"Xã Thử {n}", *range(60)] for n in range(900)]

    began = time.monotonic()
    job = visitor.upload(book(["STT", "Địa bàn", *(f"Cột {n}" for n in range(60))], *rows))
    page = visitor.mapping(job)

    assert page.status_code in {200, 302}
    assert time.monotonic() - began < 30


# Whatever is typed over a good table, no page breaks and nothing is written before its preview was confirmed

VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([f"{column}{row}" for column in "ABCDE" for row in range(1, 8)]), VALUES))
def test_no_table_breaks_the_pages(visitor, typed):
    try:
        file = saved(book(HEAD, *ROWS, [None, "Tổng cộng", 100, None], **typed))
    except Exception:  # openpyxl itself writes not every value
        return
    job = visitor.upload(file)

    assert job.state in {JobState.READY, JobState.FAILED}
    assert "lỗi của hệ thống" not in job.reason
    if job.state == JobState.READY:
        assert visitor.answer(job).status_code == 200
    assert not Target.objects.exists()


@pytest.mark.parametrize("table", [LAO_CAI, BA_RIA_II], ids=["lao-cai", "ba-ria"])
def test_table_saved_by_libreoffice_reads_the_same(table, tmp_path):
    path = tmp_path / "bang.xlsx"
    path.write_bytes(table.file().getvalue())
    again = resave(path, tmp=tmp_path)

    (before,), (after,) = (read_workbook(io.BytesIO(file.read_bytes()), file.name).sheets for file in (path, again))

    assert after.rows == before.rows
    assert sorted(after.merged) == sorted(before.merged)
    assert after.percents == before.percents
