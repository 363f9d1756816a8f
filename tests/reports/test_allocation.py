"""The allocation helper of the grid: its form, its preview, what it refuses. Expected figures are worked by hand."""

import json
import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan
from reports.allocation import load_sheet
from reports.lookup import annexes_of
from targets.enums import PeriodKind, RollUp
from targets.models import Target, TargetChange
from tests.cast import gather
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    ResultFactory,
    RowFactory,
    SubmissionFactory,
    SuccessionFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


class World:
    """A draft plan for 2021 of the cast's province: rows A, B, C; a column that is assigned 100 and one beside it."""

    def __init__(self, size=3, cast=None, **plan):
        self.cast = cast or gather()
        self.plan = PlanFactory(**{"locality": self.cast.province, **plan})
        self.annex = AnnexFactory(plan=self.plan)
        group = ColumnFactory(annex=self.annex, group=True, label="Cai nghiện", position=1)
        self.column = ColumnFactory(annex=self.annex, parent=group, label="Bắt buộc", position=2)
        self.other = ColumnFactory(annex=self.annex, label="Tự nguyện", position=3)
        self.rows = [self.row(f"Huyện {chr(65 + place)}") for place in range(size)]
        self.target(100)

    def row(self, name):
        return RowFactory(
            annex=self.annex, locality=LocalityFactory(district=True, parent=self.plan.locality, name=name)
        )

    def target(self, value, row=None, column=None, plan=None, **more):
        column = column or self.column
        where = row.locality if row else (plan or self.plan).locality
        return TargetFactory(
            plan=plan or self.plan,
            locality=where,
            indicator=column.indicator,
            facility=column.facility,
            value=value,
            **more,
        )

    def result(self, value, row, period, indicator=None):
        submission = SubmissionFactory(period=period, locality=row.locality)
        return ResultFactory(submission=submission, indicator=indicator or self.column.indicator, value=value)

    @property
    def url(self):
        return self.url_of(self.column.pk)

    def url_of(self, column):
        return reverse("grid-allocation", args=[self.plan.code, "I"]) + f"?cot={column}"

    def sheet(self):
        (annex,) = annexes_of(Plan.objects.select_related("locality").get(pk=self.plan.pk))
        return load_sheet(annex, str(self.column.pk))

    def bases(self):
        return {base.key: base for base in self.sheet().bases}

    def by_row(self, *texts):
        return {str(row.pk): text for row, text in zip(self.rows, texts, strict=True)}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def editor(client, world):
    client.force_login(world.cast.editor)
    return client


def ask(client, world, **demand):
    demand = {"base": "equal", "total": "100", **demand}
    return client.post(world.url, json.dumps(demand), content_type="application/json")


def given(response):
    """[(text for the cell, reason)] of each row of a preview; the text is "" in a row that is kept."""
    assert response.status_code == 200, response.content.decode()
    rows = re.findall(r'<tr data-row="\d+"(?: data-value="([^"]*)")?>(.*?)</tr>', response.content.decode(), re.DOTALL)
    return [(value, re.findall(r"<td class=\"allocation__reason\">(.*?)</td>", row)[-1]) for value, row in rows]


def reasons(response, status=422):
    assert response.status_code == status
    page = response.content.decode()
    assert "callout callout--error" in page
    return [reason.replace("&#x27;", "'") for reason in re.findall(r"<li>(.*?)</li>", page)]


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("leader", 403), ("officer", 403), ("editor", 200), ("administrator", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_allocate(client, world, who, status, method):
    client.force_login(getattr(world.cast, who))

    response = ask(client, world) if method == "post" else client.get(world.url)

    assert response.status_code == status


def test_signed_out_is_led_to_the_sign_in(client, world):
    assert client.get(world.url).status_code == 302


def test_issued_plan_is_refused(client):
    world = World(issued=True)
    client.force_login(world.cast.editor)

    assert client.get(world.url).status_code == 403
    assert ask(client, world).status_code == 403


@pytest.mark.parametrize("column", ["", "0", "x", "-1", "٣", "9" * 40, "1 OR 1=1", "%00"])
def test_unknown_column_is_not_found(editor, world, column):
    assert editor.get(world.url_of(column)).status_code == 404


def test_column_that_holds_no_targets_is_not_found(editor, world):
    period = PeriodFactory(plan=world.plan)
    columns = [
        ColumnFactory(annex=world.annex, period=period),
        ColumnFactory(annex=world.annex, indicator=IndicatorFactory(ratio=True)),
        ColumnFactory(annex=world.annex, group=True),
        ColumnFactory(),
    ]

    assert {editor.get(world.url_of(column.pk)).status_code for column in columns} == {404}


def test_list_and_unknown_annex_are_not_found(editor, world):
    AnnexFactory(plan=world.plan, number=2, list=True)

    assert editor.get(world.url.replace("/I/", "/II/")).status_code == 404
    assert editor.get(world.url.replace("/I/", "/IX/")).status_code == 404


def test_other_methods_are_refused(editor, world):
    assert editor.put(world.url).status_code == 405


# The form


def test_form_shows_path_total_and_rows(editor, world):
    world.target(40, world.rows[1])

    page = editor.get(world.url).content.decode()

    assert "<html" not in page
    assert "Cai nghiện › Bắt buộc" in page
    assert 'value="100"' in page
    assert "Kế hoạch giao 100 (người)." in page
    assert [place.current_text for place in world.sheet().places] == ["", "40", ""]
    for name in ("Huyện A", "Huyện B", "Huyện C"):
        for label in ("Khóa ô của", "Mức thấp nhất của", "Mức cao nhất của", "Tỷ trọng của"):
            assert f'aria-label="{label} {name}"' in page


@pytest.mark.parametrize(
    ("figure", "offered", "sentence"),
    [
        ({"value": 1600}, "1.600", "Kế hoạch giao 1.600 (người)."),
        ({"value": 850, "at_least": True}, "850", "Kế hoạch giao “≥ 850”; ở đây chia theo số 850."),
        ({"value": 65, "between": True}, "65", "Kế hoạch giao “65 - 70”; ở đây chia theo số 65."),
        ({"value": 10, "decrease": True}, "", "Kế hoạch chưa giao một con số cho cả cột này"),
        ({"value": None, "not_applicable": True}, "", "Kế hoạch chưa giao một con số cho cả cột này"),
    ],
)
def test_total_is_the_assigned_number(editor, world, figure, offered, sentence):
    Target.objects.filter(plan=world.plan).delete()
    world.target(**figure)

    page = editor.get(world.url).content.decode()

    assert world.sheet().total_text == offered
    assert sentence in page


def test_without_figures_there_are_equal_and_typed_shares_only(editor, world):
    assert list(world.bases()) == ["equal", "typed"]
    assert "Chưa có số liệu nào để làm cơ sở" in editor.get(world.url).content.decode()


def test_columns_with_figures_are_bases(editor, world):
    period = PeriodFactory(plan=world.plan, baseline=True)
    results = ColumnFactory(annex=world.annex, label="Kết quả", period=period)
    rate = ColumnFactory(annex=world.annex, indicator=IndicatorFactory(ratio=True))
    world.target(7, world.rows[0], world.other)
    world.target(7, world.rows[0], rate)
    world.result(5, world.rows[1], period, results.indicator)

    assert list(world.bases()) == [f"column-{world.other.pk}", f"column-{results.pk}", "equal", "typed"]
    assert f'data-column="{results.pk}"' in editor.get(world.url).content.decode()


def last_years(world, locality=None, **more):
    return PlanFactory(locality=locality or world.plan.locality, year=2020, **more)


def test_last_years_figures_are_bases(world):
    before = last_years(world)
    half = PeriodFactory(plan=before)
    year = PeriodFactory(plan=before, kind=PeriodKind.YEAR)
    baseline = PeriodFactory(plan=before, baseline=True)
    world.target(30, world.rows[0], plan=before)
    world.target(20, world.rows[2], plan=before)
    world.result(9, world.rows[0], half)
    world.result(21, world.rows[0], year)
    world.result(99, world.rows[1], baseline)

    bases = world.bases()

    assert list(bases["last-target"].values.values()) == [30, 0, 20]
    assert list(bases["last-result"].values.values()) == [21, 0, 0]  # the year holds the half year already


def test_plans_of_other_years_places_and_periods_are_no_base(world):
    others = [
        last_years(world, locality=world.cast.other_province),
        PlanFactory(locality=world.plan.locality, year=2019),
        last_years(world, several_years=True),
    ]
    for plan in others:
        world.target(30, world.rows[0], plan=plan)

    assert "last-target" not in world.bases()


def test_merged_localities_bring_the_figures_of_their_predecessors(world):
    """Province and row A took over from another province and two of its districts; B was there before."""
    SuccessionFactory(predecessor=world.cast.other_province, successor=world.plan.locality)
    olds = [LocalityFactory(district=True, parent=world.cast.other_province) for _ in range(2)]
    for old in olds:
        SuccessionFactory(predecessor=old, successor=world.rows[0].locality)
    theirs, ours = last_years(world, world.cast.other_province), last_years(world)
    for old, value in zip(olds, (4, 5), strict=True):
        TargetFactory(plan=theirs, locality=old, indicator=world.column.indicator, value=value)
    world.target(6, world.rows[1], plan=ours)

    assert list(world.bases()["last-target"].values.values()) == [9, 6, 0]


def test_registered_persons_are_a_base(world):
    registered = IndicatorFactory(code="registered-persons", stock=True)
    period = PeriodFactory(plan=world.plan, baseline=True, name="Tháng 10/2020")
    for row, value in zip(world.rows, (714, 248, 207), strict=True):
        world.result(value, row, period, registered)
    TargetFactory(plan=last_years(world), locality=world.rows[0].locality, indicator=registered, value=700)

    bases = world.bases()

    assert bases["registered"].label == "Người nghiện có hồ sơ quản lý (Tháng 10/2020)"
    assert list(bases["registered"].values.values()) == [714, 248, 207]
    assert list(bases["last-registered"].values.values()) == [700, 0, 0]


@pytest.mark.parametrize(
    ("over_periods", "kinds", "expected"),
    [
        pytest.param(RollUp.SUM, [PeriodKind.QUARTER, PeriodKind.QUARTER], 12, id="flow-adds"),
        pytest.param(RollUp.SUM, [PeriodKind.QUARTER, PeriodKind.HALF], 7, id="overlapping-periods-do-not"),
        pytest.param(RollUp.LAST, [PeriodKind.QUARTER, PeriodKind.QUARTER], 5, id="stock-is-the-last"),
        pytest.param(RollUp.SUM, [PeriodKind.BASELINE, PeriodKind.QUARTER], 5, id="baseline-is-not-this-year"),
    ],
)
def test_floor_is_what_is_achieved(editor, world, over_periods, kinds, expected):
    world.column.indicator.over_periods = over_periods
    world.column.indicator.save()
    ends = ["2021-03-31", "2021-06-30"]
    for kind, end, value in zip(kinds, ends, (7, 5), strict=True):
        world.result(value, world.rows[1], PeriodFactory(plan=world.plan, kind=kind, window_to=end))

    assert [place.achieved for place in world.sheet().places] == [0, expected, 0]
    assert f'value="{expected}"' in editor.get(world.url).content.decode()


def test_ceiling_is_the_capacity_of_the_facility(editor, world):
    world.column.facility = FacilityFactory(capacity=1250, name="Cơ sở số 1")
    world.column.save()

    page = editor.get(world.url).content.decode()

    assert "Cơ sở số 1 có sức chứa 1.250 người." in page
    assert page.count('value="1.250"') == 3


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
    client.force_login(world.cast.editor)

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


# Queries and words


def test_queries_do_not_grow_with_the_rows(client):
    cast = gather()
    client.force_login(cast.administrator)

    counts = {size: _queries(client, World(size, cast, locality=LocalityFactory())) for size in (3, 60)}

    # Session; user; plan; annexes, columns, rows; indicators, targets, results, facilities; successions; plans of last
    # year; periods; figures of last year (4); the facility of the column.
    assert counts == {3: (18, 18), 60: (18, 18)}


def _queries(client, world):
    world.column.facility = FacilityFactory(capacity=1000)
    world.column.save()
    before = last_years(world)
    for row in world.rows:
        world.target(5, row)
        world.target(4, row, plan=before)
        SuccessionFactory(successor=row.locality)
    return _counted(lambda: client.get(world.url)), _counted(lambda: ask(client, world, base="last-target"))


def _counted(request):
    with CaptureQueriesContext(connection) as queries:
        assert request().status_code == 200
    return len(queries)


def test_words_stand_in_the_page():
    page = render_to_string("reports/includes/_allocation_words.html")

    assert re.findall(r'<data value="([^"]+)">[^<]+</data>', page) == [
        "allocation-title",
        "allocation-step",
        "allocation-working",
        "allocation-ready",
        "allocation-offline",
        "allocation-signed-out",
        "allocation-gone",
    ]
