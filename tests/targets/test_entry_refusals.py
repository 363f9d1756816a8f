"""Typed cells of an annex: what is told, cell by cell, where an entry is not taken."""

import re
import time

import pytest
from django.utils import timezone

from core.figures import Amount
from targets.entry import EntriesRefused, Entry, key_of
from targets.enums import Stage
from targets.models import TargetChange
from tests.factories import AnnexFactory, ColumnFactory, PlanFactory, RowFactory, TargetFactory, UserFactory
from tests.targets.sheet import Sheet
from tests.targets.world import history, stored

pytestmark = pytest.mark.django_db

NOT_OF_THIS_ANNEX = "Ô không thuộc phụ lục này."
NO_RIGHT = "Tài khoản không có quyền sửa chỉ tiêu."
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."
ISSUED = "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
SEEN_MISSING = "Thiếu giá trị đã thấy trước khi sửa."
SEEN_MALFORMED = "Giá trị đã thấy trước khi sửa không đúng dạng. Hãy tải lại trang rồi nhập lại."
TOO_LONG = "Nội dung vừa nhập dài quá 100 ký tự. Mỗi ô chỉ gõ một con số, ví dụ “1.600”."
TWICE = "Ô này có hai giá trị trong cùng một lần ghi."


@pytest.fixture
def sheet(db):
    return Sheet()


def refused(sheet, *entries, **options) -> dict[str, str]:
    """{key: reason} of a batch that must be refused whole."""
    before = stored(), history()
    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(*entries, **options)
    assert (stored(), history()) == before
    return {key: verdict.reason for key, verdict in caught.value.verdicts.items()}


# What is refused, by cell


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        pytest.param(
            "persons",
            "mười",
            "Không đọc được “mười”. Hãy gõ một con số, ví dụ “1.600”, “≥ 850”, “450 - 500” hoặc “giảm 10”; nếu không "
            "áp dụng thì gõ “x”.",
            id="letters",
        ),
        pytest.param(
            "persons",
            "12abc",
            "Không đọc được “12abc”. Hãy gõ một con số, ví dụ “1.600”, “≥ 850”, “450 - 500” hoặc “giảm 10”; nếu không "
            "áp dụng thì gõ “x”.",
            id="number and letters",
        ),
        pytest.param("persons", "-5", "Giá trị không được âm; mức giảm thì gõ “giảm 10”.", id="negative"),
        pytest.param("persons", "−5", "Giá trị không được âm; mức giảm thì gõ “giảm 10”.", id="negative, minus sign"),
        pytest.param("persons", "1,5", "“1,5” có phần thập phân; ở đây chỉ nhập số nguyên.", id="decimals in a count"),
        pytest.param("share", "43,65", "“43,65” có quá 1 chữ số thập phân.", id="too many decimals"),
        pytest.param(
            "persons",
            "1.5",
            "Dấu chấm trong “1.5” không ngăn đúng hàng nghìn (từng nhóm ba chữ số). Hãy nhập “1,5” nếu là số thập "
            "phân, “15” nếu là số nguyên.",
            id="decimal point",
        ),
        pytest.param(
            "persons",
            "1,234",
            "Không rõ dấu phẩy trong “1,234” ngăn hàng nghìn hay là dấu thập phân. Hãy nhập “1.234” nếu là hàng "
            "nghìn; nếu là số thập phân, chỉ nhập một hoặc hai chữ số sau dấu phẩy, ví dụ “43,6”.",
            id="comma of two readings",
        ),
        pytest.param(
            "share",
            "100,1",
            "“100,1” vượt quá 100%. Hãy kiểm tra lại; nếu là mức tăng thì gõ, ví dụ, “tăng 150%”.",
            id="share above the whole",
        ),
        pytest.param(
            "share",
            "90-120%",
            "“90-120%” vượt quá 100%. Hãy kiểm tra lại; nếu là mức tăng thì gõ, ví dụ, “tăng 150%”.",
            id="range above the whole",
        ),
        pytest.param(
            "persons",
            "5%",
            "Chỉ tiêu này không tính bằng phần trăm. Hãy bỏ dấu “%” trong “5%”.",
            id="percent in a count",
        ),
        pytest.param(
            "persons",
            "123456789012345678901234567890",
            "“123456789012345678901234567890” có hơn 18 chữ số. Hãy kiểm tra lại số vừa nhập.",
            id="30 digits",
        ),
        pytest.param(
            "share",
            "123456789012345678",
            "“123456789012345678” có hơn 18 chữ số. Hãy kiểm tra lại số vừa nhập.",
            id="18 digits and a decimal more",
        ),
        pytest.param(
            "persons",
            "500-450",
            "Trong “500-450”, số sau phải lớn hơn số trước. Hãy gõ số nhỏ trước, ví dụ “450 - 500”.",
            id="range upside down",
        ),
        pytest.param(
            "persons",
            "5\x00",
            "Nội dung vừa nhập có ký tự điều khiển, không đọc được. Hãy xóa ô rồi gõ lại, ví dụ “1.600”.",
            id="control character",
        ),
    ],
)
def test_text_that_is_no_figure_is_refused(sheet, column, text, reason):
    told = refused(sheet, sheet.entry("district", text, column=column))

    assert told == {sheet.key("district", column): reason}


@pytest.mark.parametrize("character", ["9", "a", " ", ".", "-", "\u00a0"])
def test_text_of_a_megabyte_is_refused_at_once(sheet, character):
    entry = sheet.entry("district", character * 2**20)
    started = time.monotonic()

    told = refused(sheet, entry)

    assert time.monotonic() - started < 2  # seconds; a pattern that backtracks would take hours
    assert told == {sheet.key("district"): TOO_LONG}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "1",
        "x.y",
        "1.2.3",
        "0.0",
        "-1.-1",
        "٣.٤",
        "1" * 5000,
        "\x00",
        "\ud800",
        "__proto__",
        "seen",
        "1.99999999999",
    ],
    ids=repr,
)
def test_key_that_leads_nowhere_is_refused(sheet, key):
    assert refused(sheet, Entry(key, "5", "")) == {key: NOT_OF_THIS_ANNEX}


def test_cells_of_other_annexes_are_refused(sheet):
    """Of another annex of the plan, of another plan, a row with a column of another annex, the whole of a proposal."""
    other_annex = ColumnFactory(annex=AnnexFactory(plan=sheet.plan, number=2), indicator=sheet.indicators["persons"])
    other_plan = ColumnFactory(annex=AnnexFactory(plan=PlanFactory(locality=sheet.cast.province)))
    foreign_row = RowFactory(annex=other_plan.annex, locality=sheet.cast.district)
    keys = [
        key_of(0, other_annex.pk),
        key_of(sheet.rows["district"].pk, other_annex.pk),
        key_of(foreign_row.pk, other_plan.pk),
        key_of(foreign_row.pk, sheet.columns["persons"].pk),
        key_of(sheet.cast.district.pk + 10_000, sheet.columns["persons"].pk),
    ]

    assert refused(sheet, *(Entry(key, "5", "") for key in keys)) == dict.fromkeys(keys, NOT_OF_THIS_ANNEX)


def test_whole_is_not_proposed(sheet):
    told = refused(sheet, sheet.entry("whole", "5"), by=sheet.cast.officer, stage=Stage.PROPOSED)

    assert told == {sheet.key("whole"): NOT_OF_THIS_ANNEX}


@pytest.mark.parametrize(
    ("who", "stage", "row", "reason"),
    [
        pytest.param("officer", Stage.PROPOSED, "neighbour", OUTSIDE, id="officer, another district"),
        pytest.param("officer", Stage.ASSIGNED, "district", NO_RIGHT, id="officer assigns"),
        pytest.param("officer", Stage.ASSIGNED, "whole", OUTSIDE, id="officer assigns for the whole"),
        pytest.param("leader", Stage.ASSIGNED, "district", NO_RIGHT, id="leader"),
        pytest.param("outsider", Stage.ASSIGNED, "district", OUTSIDE, id="editor of another province"),
    ],
)
def test_who_may_not_is_told_so_and_not_the_figure(sheet, who, stage, row, reason):
    TargetFactory(plan=sheet.plan, locality=sheet.neighbour, indicator=sheet.indicators["persons"], value=77)
    entry = sheet.entry(row, "5", seen="eq:3:")

    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(entry, by=getattr(sheet.cast, who), stage=stage)

    verdict = caught.value.verdicts[sheet.key(row)]
    assert (verdict.reason, verdict.is_conflict, verdict.standing, verdict.who) == (reason, False, None, "")


def test_locality_moved_out_of_reach_is_refused(sheet):
    """The row was made before the district went to another province."""
    row = RowFactory(annex=sheet.annex, locality=sheet.cast.other_province)
    key = key_of(row.pk, sheet.columns["persons"].pk)

    assert refused(sheet, Entry(key, "5", "")) == {key: OUTSIDE}


@pytest.mark.parametrize("trait", ["issued", "closed"])
def test_plan_that_is_not_open_refuses_every_cell(trait):
    sheet = Sheet(**{trait: True})

    told = refused(sheet, sheet.entry("district", "5"), sheet.entry("whole", "5"))

    assert told == {sheet.key("district"): ISSUED, sheet.key("whole"): ISSUED}


# What the writer saw


def test_missing_expected_value_is_refused(sheet):
    assert refused(sheet, sheet.entry("district", "5", seen=None)) == {sheet.key("district"): SEEN_MISSING}


@pytest.mark.parametrize(
    "seen",
    [
        "70",
        "eq",
        "eq:70",
        "eq:70:80:90",
        "EQ:70:",
        "zz:70:",
        "eq:-70:",
        "eq:7,0:",
        "eq:٧:",
        "eq:70: ",
        "eq:12345678901234567890:",
        "null",
        "\x00",
        "e" * 2**20,
    ],
    ids=lambda seen: repr(seen[:30]),
)
def test_malformed_expected_value_is_refused(sheet, seen):
    assert refused(sheet, sheet.entry("district", "5", seen=seen)) == {sheet.key("district"): SEEN_MALFORMED}


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param("", id="blank"),
        pytest.param("eq:71:", id="another figure"),
        pytest.param("ge:70:", id="another meaning"),
        pytest.param("na::", id="not applicable"),
        pytest.param("eq::", id="exactly nothing"),
        pytest.param("between:70:", id="half a range"),
        pytest.param("eq:9999999999999999999:", id="more than the database holds"),
    ],
)
def test_forged_expected_value_is_a_conflict_with_who_and_when(sheet, seen):
    writer = UserFactory(administrator=True, username="chi-huong", first_name="Hương", last_name="Trần Thị")
    sheet.enter(sheet.entry("district", "70"), by=writer)
    TargetChange.objects.update(changed_at=timezone.datetime(2026, 3, 7, 1, 30, tzinfo=timezone.get_default_timezone()))

    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(sheet.entry("district", "80", seen=seen))

    verdict = caught.value.verdicts[sheet.key("district")]
    assert verdict.reason == "Ô đã được người khác sửa thành 70."
    assert (verdict.is_conflict, verdict.standing, verdict.text) == (True, Amount(70), "70")
    assert (verdict.who, verdict.when) == (str(writer), "01:30 07/03/2026")
    assert list(stored().values()) == [Amount(70)]


def test_conflict_names_the_newest_writer_of_that_very_cell(sheet):
    sheet.enter(sheet.entry("district", "60"))
    sheet.enter(sheet.entry("district", "70", seen="eq:60:"), by=sheet.cast.administrator)
    sheet.enter(sheet.entry("neighbour", "70"), sheet.entry("district", "5", column="share"))
    sheet.enter(sheet.entry("district", "99"), by=sheet.cast.officer, stage=Stage.PROPOSED)

    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(sheet.entry("district", "80", seen="eq:60:"))

    assert caught.value.verdicts[sheet.key("district")].who == str(sheet.cast.administrator)


def test_conflict_with_a_figure_taken_away(sheet):
    sheet.enter(sheet.entry("district", "70"))
    sheet.enter(sheet.entry("district", "", seen="eq:70:"), by=sheet.cast.administrator)

    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(sheet.entry("district", "80", seen="eq:70:"))

    verdict = caught.value.verdicts[sheet.key("district")]
    assert verdict.reason == "Ô đã được người khác sửa thành chưa giao."
    assert (verdict.is_conflict, verdict.standing, verdict.text) == (True, None, "")
    assert verdict.who == str(sheet.cast.administrator)


def test_conflict_over_a_figure_without_history_has_no_writer(sheet):
    TargetFactory(plan=sheet.plan, locality=sheet.cast.district, indicator=sheet.indicators["persons"], value=70)

    with pytest.raises(EntriesRefused) as caught:
        sheet.enter(sheet.entry("district", "80"))

    verdict = caught.value.verdicts[sheet.key("district")]
    assert (verdict.is_conflict, verdict.text, verdict.who, verdict.when) == (True, "70", "", "")


# A batch is one


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(("district", "abc", ""), id="unreadable"),
        pytest.param(("district", "5", None), id="expected value missing"),
        pytest.param(("district", "5", "eq:1:"), id="conflict"),
    ],
)
def test_one_bad_cell_leaves_all_others_unwritten_and_unnamed(sheet, bad):
    row, text, seen = bad

    told = refused(sheet, sheet.entry("neighbour", "20"), sheet.entry(row, text, seen), sheet.entry("whole", "50"))

    assert list(told) == [sheet.key("district")]


def test_every_unreadable_cell_is_named(sheet):
    told = refused(sheet, sheet.entry("district", "-1"), sheet.entry("neighbour", "1,5"), Entry("9.9", "5", ""))

    assert told == {
        sheet.key("district"): "Giá trị không được âm; mức giảm thì gõ “giảm 10”.",
        sheet.key("neighbour"): "“1,5” có phần thập phân; ở đây chỉ nhập số nguyên.",
        "9.9": NOT_OF_THIS_ANNEX,
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [pytest.param("5", "6", id="different"), pytest.param("5", "5", id="equal"), pytest.param("", "6", id="blank")],
)
def test_two_figures_for_one_cell_are_refused(sheet, first, second):
    told = refused(sheet, sheet.entry("district", first), sheet.entry("district", second))

    assert told == {sheet.key("district"): TWICE}


@pytest.mark.parametrize("texts", [("abc", "6"), ("6", "abc")], ids=["first unreadable", "second unreadable"])
def test_unreadable_text_beside_a_readable_one_of_the_same_cell_is_refused(sheet, texts):
    assert list(refused(sheet, *(sheet.entry("district", text) for text in texts))) == [sheet.key("district")]


def test_refusal_as_text_names_cells_and_reasons(sheet):
    with pytest.raises(EntriesRefused, match=re.escape(f"{sheet.key('district')}: {SEEN_MISSING}")):
        sheet.enter(sheet.entry("district", "5", seen=None))
