"""How a cell is read, and what is said of one that cannot be."""

import datetime

import pytest

from accounts.models import User
from core.lists.columns import ChoiceColumn, CodeColumn, DateColumn, FlagColumn, NumberColumn, TextColumn
from core.lists.files import Unreadable
from core.spreadsheets import as_typed, harmless
from localities.models import Agency, Facility, Locality
from plans.models import Activity

DAY = datetime.date(2025, 7, 1)


def column(kind, model, name):
    return kind(model._meta.get_field(name))


DATE = column(DateColumn, Agency, "valid_from")
NUMBER = column(NumberColumn, Facility, "capacity")
FLAG = column(FlagColumn, User, "is_active")
CHOICE = column(ChoiceColumn, Facility, "kind")
TEXT = column(TextColumn, Facility, "name")
CODE = column(CodeColumn, Locality, "code")
SCHEDULE = column(TextColumn, Activity, "schedule")

READ = [
    (DATE, DAY, DAY),
    (DATE, datetime.datetime(2025, 7, 1, 13, 30), DAY),  # noqa: DTZ001 - as workbooks hold them
    (DATE, "01/7/2025", DAY),
    (DATE, " 1/7/2025 ", DAY),
    (DATE, "2025-07-01", DAY),
    (DATE, "", None),
    (DATE, None, None),
    (NUMBER, 1600, 1600),
    (NUMBER, 1600.0, 1600),
    (NUMBER, "1.600", 1600),
    (NUMBER, "0", 0),
    (NUMBER, " ", None),
    (FLAG, "Có", True),
    (FLAG, "KHÔNG", False),
    (FLAG, True, True),
    (FLAG, False, False),
    (FLAG, 1, True),
    (FLAG, 0.0, False),
    (CHOICE, "Cơ sở điều trị METHADONE", "methadone"),
    (CHOICE, "methadone", "methadone"),
    (TEXT, "  Cơ  sở\nsố 1 ", "Cơ sở số 1"),
    (TEXT, "Co\u031b so\u031b\u0309", "Cơ sở"),
    (TEXT, 115, "115"),
    (TEXT, 115.0, "115"),
    (TEXT, 43.5, "43.5"),
    (CODE, "080", "080"),
    (SCHEDULE, "", ""),
]
REFUSED = [
    (DATE, "31/02/2025", "“31/02/2025” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 01/7/2025."),
    (DATE, 45839, "“45839” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 01/7/2025."),
    (DATE, "07/2025", "“07/2025” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 01/7/2025."),
    (DATE, "01/7/0205", "“01/7/205” là ngày quá xa xưa; hãy kiểm tra lại năm."),
    (NUMBER, 1.5, "“1.5” không phải số nguyên."),
    (NUMBER, float("inf"), "“inf” không phải số nguyên."),
    (NUMBER, float("nan"), "“nan” không phải số nguyên."),
    (NUMBER, 1e308, "“1e+308” có quá nhiều chữ số."),
    (NUMBER, True, "“True” không phải là số."),
    (NUMBER, DAY, "“2025-07-01” không phải là số."),
    (NUMBER, "43,6", "“43,6” có phần thập phân; ở đây chỉ nhập số nguyên."),
    (FLAG, "có lẽ", "“có lẽ” không phải “có” hay “không”."),
    (TEXT, DAY, "Ô chứa ngày giờ; hãy đặt định dạng ô là Văn bản rồi gõ lại."),
    (TEXT, datetime.timedelta(1), "Ô chứa ngày giờ; hãy đặt định dạng ô là Văn bản rồi gõ lại."),
    (TEXT, True, "Ô chứa giá trị đúng/sai; ở đây phải là chữ."),
    (TEXT, "", "Phải có giá trị."),
    (TEXT, Unreadable("Ô báo lỗi #REF!; hãy sửa trong tệp."), "Ô báo lỗi #REF!; hãy sửa trong tệp."),
    (
        CODE,
        80.0,
        "Ô là số 80; mã phải là văn bản để giữ số 0 đứng đầu. Hãy đặt định dạng ô là Văn bản rồi gõ lại mã.",
    ),
]


def names(cases):
    return [f"{case[0].name}-{case[1]!r}" for case in cases]


@pytest.mark.parametrize(("column", "cell", "value"), READ, ids=names(READ))
def test_cell_is_read(column, cell, value):
    assert column.value_of(cell, column.field.model()) == value


@pytest.mark.parametrize(("column", "cell", "reason"), REFUSED, ids=names(REFUSED))
def test_cell_is_refused_with_a_reason(column, cell, reason):
    with pytest.raises(ValueError) as refusal:
        column.value_of(cell, column.field.model())

    assert str(refusal.value) == reason


def test_choice_that_nobody_has_names_those_there_are():
    with pytest.raises(
        ValueError, match="“bệnh viện” không có trong: cơ sở cai nghiện ma túy; cơ sở điều trị Methadone;"
    ):
        CHOICE.value_of("bệnh viện", Facility())


def test_blank_cell_keeps_what_a_stored_row_must_have():
    stored, new = Facility(pk=1, units=15), Facility(units=15)
    units = column(NumberColumn, Facility, "units")

    assert (units.value_of("", stored), units.value_of("", new)) == (15, 1)


@pytest.mark.parametrize("text", ["Hai\ndòng", "hai  khoảng", "'=x", "=1+1", "a;=b", "\t-3", "'-3"])
def test_text_that_is_read_back_stays_as_it_is_stored(text):
    stored = Facility(pk=1, name=text)

    assert TEXT.value_of(text, stored) == text
    assert TEXT.value_of(as_typed(harmless(text)), stored) == text
