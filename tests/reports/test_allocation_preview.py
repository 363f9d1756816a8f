"""The allocation helper of the grid: its preview, and what it refuses. Expected figures are worked by hand."""

import json

import pytest

from targets.models import Target, TargetChange
from tests.entering import enter
from tests.factories import (
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    PeriodFactory,
)
from tests.reports.allocation import World, ask, given, last_years, reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def editor(client, world):
    enter(client, world.cast.editor)
    return client


# The preview


def test_preview_by_a_column_of_the_screen(editor, world):
    """100 over 714, 248 and 207: 61,08 21,21 17,71; one unit is left for the last."""
    world.target(1, world.rows[0], world.other)

    response = ask(
        editor,
        world,
        base=f"column-{world.other.pk}",
        base_values=world.by_row("714", "≥ 248", "207"),
        current=world.by_row("50", "", "≥ 20"),
    )

    page = response.content.decode()
    assert [value for value, _reason in given(response)] == ["61", "21", "18"]
    assert given(response)[2][1] == "Phần lẻ 0,71 lớn thứ 1 nên được thêm 1."
    assert all(text in page for text in ("61,08", "21,21", "17,71", "+11", "≥ 20"))
    assert page.count("data-apply") == 1
    assert "Tổng cộng" in page


def test_locks_floors_and_ceilings(editor, world):
    """30 is locked, 70 are shared 3:1 over B and C; C may not get less than 25."""
    response = ask(
        editor,
        world,
        base="typed",
        shares=world.by_row("9", "3", "1"),
        current=world.by_row("30", "", ""),
        locks=[world.rows[0].pk],
        floors=world.by_row("", "", "25"),
        ceilings=world.by_row("", "60", ""),
    )

    assert given(response) == [
        ("", "Ô khóa, giữ nguyên 30."),
        ("45", "Đúng phần theo tỷ lệ, không phải làm tròn."),
        ("25", "Không thấp hơn mức thấp nhất 25."),
    ]


def test_floor_and_ceiling_say_what_they_are(editor, world):
    world.column.facility = FacilityFactory(capacity=110)
    world.column.save()
    world.target(0)
    period = PeriodFactory(plan=world.plan)
    result = world.result(60, world.rows[1], period)
    result.facility = world.column.facility
    result.save()

    response = ask(
        editor, world, total="110", base="typed", shares=world.by_row("1", "1", "1"), floors=world.by_row("", "60", "")
    )

    assert given(response)[1] == ("60", "Không thấp hơn kết quả đã đạt 60.")


def test_thousands_and_decimals_of_the_indicator(editor, world):
    world.column.indicator.decimals = 1
    world.column.indicator.save()

    response = ask(editor, world, total="5.000,5", base="typed", shares=world.by_row("0,5", "0,5", ""))

    assert [value for value, _reason in given(response)] == ["2.500,3", "2.500,2", ""]


def test_base_of_stored_figures(editor, world):
    before = last_years(world)
    world.target(3, world.rows[0], plan=before)
    world.target(1, world.rows[2], plan=before)

    assert [value for value, _ in given(ask(editor, world, base="last-target"))] == ["75", "", "25"]


@pytest.mark.parametrize(("now", "new"), [("", ""), ("7", "0"), ("0", "0")])
def test_blank_cell_that_gets_nothing_stays_blank(editor, world, now, new):
    """Blank is no target; 0 would be one."""
    response = ask(editor, world, base="typed", shares=world.by_row("1", "1", ""), current=world.by_row("1", "1", now))

    assert given(response)[2] == (new, "Cơ sở phân bổ trống hoặc bằng 0 nên không được chia.")


def test_preview_writes_nothing(editor, world):
    before = list(Target.objects.values_list("pk", "value"))

    ask(editor, world)

    assert list(Target.objects.values_list("pk", "value")) == before
    assert not TargetChange.objects.exists()


def test_impossible_demand_is_explained(editor, world):
    response = ask(editor, world, floors=world.by_row("60", "50", ""))

    assert reasons(response) == [
        "Các mức thấp nhất cộng lại được 110, vượt tổng cần chia 100 là 10: Huyện A 60, Huyện B 50."
    ]


def test_capacity_holds_for_all_columns_of_the_facility(editor, world):
    """Capacity 120; 30 stand in the other column of the facility, whose own part is not counted again."""
    facility = FacilityFactory(capacity=120, name="Cơ sở số 1")
    part = IndicatorFactory(parent=world.other.indicator)
    world.other.indicator.sums_children = True
    world.other.indicator.save()
    columns = [world.column, world.other, ColumnFactory(annex=world.annex, indicator=part)]
    for column in columns:
        column.facility = facility
        column.save()
    world.target(30, world.rows[0], columns[2])

    assert world.sheet().taken == 30
    assert reasons(ask(editor, world)) == [
        "Cơ sở số 1 có sức chứa 120: tổng cần chia 100 cộng 30 đã giao ở các cột khác của cơ sở này vượt 10."
    ]
    assert ask(editor, world, total="90").status_code == 200


# What cannot be read


@pytest.mark.parametrize(
    ("demand", "expected"),
    [
        ({"total": ""}, "Tổng cần chia: chưa có số; hãy nhập, ví dụ 0."),
        ({"total": "\u200b"}, "Tổng cần chia: chưa có số; hãy nhập, ví dụ 0."),
        ({"total": "-5"}, "Tổng cần chia: số không được âm."),
        ({"total": "9" * 30}, f"Tổng cần chia: “{'9' * 30}” có hơn 18 chữ số. Hãy kiểm tra lại số vừa nhập."),
        ({"total": "1,5"}, "Tổng cần chia: “1,5” có phần thập phân; ở đây chỉ nhập số nguyên."),
        ({"total": "≥ 850"}, "Tổng cần chia: “≥ 850” không phải là số vì có ký tự “≥”."),
        ({"floors": {"row": "a"}}, "Huyện A, mức thấp nhất: “a” không phải là số vì có ký tự “a”."),
        ({"ceilings": {"row": "1.5"}}, "Huyện A, mức cao nhất: Dấu chấm trong “1.5”"),
        ({"base": "typed", "shares": {"row": "0,1234"}}, "Huyện A, tỷ trọng: “0,1234” có quá nhiều chữ số thập phân."),
        ({"locks": ["row"], "current": {"row": "≥ 5"}}, "Huyện A, ô khóa: “≥ 5” không phải là số vì có ký tự “≥”."),
        ({"locks": ["row"]}, "Huyện A, ô khóa: chưa có số; hãy nhập, ví dụ 0."),
        ({"base": "column", "base_values": {"row": "nhiều"}}, "Huyện A, Tự nguyện: Không đọc được “nhiều”."),
        ({"base": "column-1000000"}, "Cơ sở phân bổ này không có hoặc không còn số liệu; hãy chọn cơ sở khác."),
        ({"base": "last-target"}, "Cơ sở phân bổ này không có hoặc không còn số liệu; hãy chọn cơ sở khác."),
        ({"floors": {"0": "1"}}, "Có dòng không còn trong phụ lục; hãy tải lại trang rồi phân bổ lại."),
        ({"locks": [True]}, "Có dòng không còn trong phụ lục; hãy tải lại trang rồi phân bổ lại."),
        ({"total": "\ud800"}, "Tổng cần chia: “?” không phải là số vì có ký tự “?”."),
        ({"total": "1" * 5000}, f"Tổng cần chia: “{'1' * 40}” có hơn 18 chữ số."),
        ({"base": "\ud800"}, "Cơ sở phân bổ này không có hoặc không còn số liệu; hãy chọn cơ sở khác."),
        ({"locks": ["\ud800"]}, "Có dòng không còn trong phụ lục; hãy tải lại trang rồi phân bổ lại."),
    ],
)
def test_unreadable_input_is_named(editor, world, demand, expected):
    world.target(1, world.rows[0], world.other)
    text = json.dumps(demand).replace('"row"', f'"{world.rows[0].pk}"')
    demand = json.loads(text.replace('"column"', f'"column-{world.other.pk}"'))

    (reason,) = reasons(ask(editor, world, **demand))

    assert reason.startswith(expected)


def test_many_faults_are_cut(client):
    world = World(size=25)
    enter(client, world.cast.editor)

    found = reasons(ask(client, world, floors=world.by_row(*["a"] * 25)))

    assert len(found) == 21
    assert found[-1] == "Còn 5 lỗi khác."


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "\xff",
        '{"total": 100}',
        '{"total": ["100"]}',
        '{"current": []}',
        '{"current": {"1": 5}}',
        '{"floors": null}',
        '{"locks": {}}',
        '{"locks": [[1]]}',
        '{"locks": [1.5]}',
        "[" * 100_000,
        '{"locks": [' + "1" * 5000 + "]}",
    ],
    ids=lambda body: body[:20] or "empty",
)
def test_body_that_the_page_never_sends(editor, world, body):
    response = editor.post(world.url, body.encode("latin-1"), content_type="application/json")

    assert reasons(response, status=400) == ["Không đọc được yêu cầu; hãy tải lại trang rồi thử lại."]


@pytest.mark.parametrize("size", [513 * 1024, 4 * 1024 * 1024])
def test_large_body_is_refused(editor, world, size):
    response = editor.post(world.url, b" " * size, content_type="application/json")

    assert reasons(response, status=413) == ["Dữ liệu gửi lên quá lớn."]


def test_texts_are_escaped(editor, world):
    world.rows[0].label = "<b>Huyện</b>"
    world.rows[0].save()

    page = ask(editor, world, current=world.by_row("<i>", "", "")).content.decode()

    assert "<b>" not in page
    assert "<i>" not in page
