"""The board of reports as data: what stands in each cell, what the heads count, what a filter leaves."""

import datetime

import pytest
from django.http import Http404, QueryDict
from django.utils import timezone

from plans.enums import PlanState
from reports.board import board_of
from reports.board_filter import BoardFilter
from targets.deadlines import Standing
from tests.factories import LocalityFactory, PeriodFactory, RowFactory
from tests.report_factories import ExtensionFactory
from tests.targets.reporting_world import ReviewWorld

pytestmark = pytest.mark.django_db

DAY = datetime.date


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


NOW = noon(DAY(2021, 7, 15))


@pytest.fixture
def world():
    return ReviewWorld()


def cells(board) -> dict[str, list]:
    """{locality: (standing, small print, more time) in each period}."""
    return {
        line.locality.name: [(cell.standing, cell.note, cell.extension) for cell in line.cells] for line in board.lines
    }


def filtered(board, query: str):
    return BoardFilter(QueryDict(query), board=board).filtered()


# Cells


@pytest.mark.parametrize(
    ("state", "handed_in", "standing", "note"),
    [
        pytest.param("open", DAY(2021, 7, 1), Standing.OVERDUE, "5 ngày", id="missing"),
        pytest.param("submitted", DAY(2021, 7, 10), Standing.SUBMITTED, "", id="in time"),
        pytest.param("submitted", DAY(2021, 7, 12), Standing.LATE, "2 ngày", id="late"),
        pytest.param("returned", DAY(2021, 7, 12), Standing.RETURNED, "nộp trễ 2 ngày", id="sent back"),
        pytest.param("accepted", DAY(2021, 7, 12), Standing.ACCEPTED, "nộp trễ 2 ngày", id="accepted though late"),
        pytest.param("accepted", DAY(2021, 7, 9), Standing.ACCEPTED, "", id="accepted"),
        pytest.param("locked", DAY(2021, 7, 11), Standing.ACCEPTED, "nộp trễ 1 ngày", id="locked"),
    ],
)
def test_cell(state, handed_in, standing, note, world):
    world.report(state, handed_in=handed_in)

    assert cells(board_of(world.plan, now=NOW)) == {
        "Huyện Bát Xát": [(standing, note, "")],
        "Huyện Sa Pa": [(Standing.OVERDUE, "5 ngày", "")],
    }


def test_lateness_in_full_says_what_it_counts(world):
    world.report("submitted", handed_in=DAY(2021, 7, 12))

    late, missing = (line.cells[0] for line in board_of(world.plan, now=NOW).lines)

    assert (late.lateness, missing.lateness) == ("nộp trễ 2 ngày", "quá hạn 5 ngày")


@pytest.mark.parametrize("closed", ["period", "plan"])
def test_days_are_not_counted_once_no_report_can_come(closed, world):
    world.report("accepted", handed_in=DAY(2021, 7, 12))
    if closed == "plan":
        world.plan.state = PlanState.CLOSED
    world.period.closed_at, world.period.closed_by = (NOW, world.editor) if closed == "period" else (None, None)
    world.period.save()

    board = board_of(world.plan, now=NOW)

    assert cells(board) == {
        "Huyện Bát Xát": [(Standing.ACCEPTED, "nộp trễ 2 ngày", "")],
        "Huyện Sa Pa": [(Standing.OVERDUE, "", "")],
    }
    assert board.lines[1].cells[0].lateness == ""


def test_exclusive_deadline_is_late_one_day_earlier(world):
    world.period.deadline_is_exclusive = True
    world.period.save()
    world.report("submitted", handed_in=DAY(2021, 7, 10))

    board = board_of(world.plan, now=NOW)

    assert cells(board)["Huyện Bát Xát"] == [(Standing.LATE, "1 ngày", "")]
    assert board.heads[0].period.due_phrase == "trước 10/7/2021"


def test_newest_extension_counts_and_is_shown(world):
    for until in (DAY(2021, 7, 30), DAY(2021, 7, 20)):
        ExtensionFactory(period=world.period, locality=world.district, until=until, granted_by=world.editor)

    board = board_of(world.plan, now=NOW)

    assert cells(board)["Huyện Bát Xát"] == [(Standing.DUE, "", "gia hạn đến hết 20/7/2021")]
    assert [given.until.day for given in board.extensions] == [30, 20]


def test_locality_that_does_not_exist_at_the_end_of_the_period_has_no_standing(world):
    ended = LocalityFactory(district=True, parent=world.cast.province, name="Huyện Cũ", valid_to=DAY(2021, 6, 29))
    RowFactory(annex=world.annex, locality=ended)

    board = board_of(world.plan, now=NOW)
    (cell,) = board.lines[2].cells

    assert (cell.standing, cell.absence) == (None, "Huyện Cũ không có trong kỳ “6 tháng đầu năm 2021”.")
    assert board.heads[0].coverage == "0/2 địa bàn đã nộp"
    assert [found.locality.name for found in board.column(world.period)] == ["Huyện Bát Xát", "Huyện Sa Pa"]


def test_before_the_period_ends_nothing_is_due(world):
    assert cells(board_of(world.plan, now=noon(DAY(2021, 3, 1))))["Huyện Sa Pa"] == [(Standing.NOT_YET_DUE, "", "")]


# Heads


def test_head_counts_by_standing(world):
    world.report("accepted", handed_in=DAY(2021, 7, 12))
    world.report("submitted", place=world.neighbour)

    (head,) = board_of(world.plan, now=NOW).heads

    assert head.coverage == "2/2 địa bàn đã nộp"
    assert (head.handed_in, head.expected, head.left, head.waiting, head.overdue) == (2, 2, 0, 1, 0)
    assert head.tallies == [(Standing.SUBMITTED, "warn", 1), (Standing.ACCEPTED, "ok", 1)]


def test_report_that_was_sent_back_does_not_count_as_handed_in(world):
    world.report("returned")

    assert board_of(world.plan, now=NOW).heads[0].coverage == "0/2 địa bàn đã nộp"


def test_computed_period_has_no_column_and_is_named(world):
    PeriodFactory(plan=world.plan, baseline=True, code="2020")
    window = {"window_from": DAY(2021, 7, 1), "window_to": DAY(2021, 12, 31)}
    PeriodFactory(plan=world.plan, code="6-thang-cuoi", name="6 tháng cuối năm 2021", **window)
    year = {"window_from": DAY(2021, 1, 1), "window_to": DAY(2021, 12, 31)}
    PeriodFactory(plan=world.plan, code="nam", kind="year", name="Năm 2021", **year)

    board = board_of(world.plan, now=NOW)

    assert [head.period.code for head in board.heads] == ["6-thang", "6-thang-cuoi"]
    assert [period.name for period in board.computed] == ["Năm 2021"]


# Filter


@pytest.fixture
def half_years(world):
    window = {"window_from": DAY(2021, 7, 1), "window_to": DAY(2021, 12, 31)}
    PeriodFactory(plan=world.plan, code="6-thang-cuoi", name="6 tháng cuối năm 2021", **window)
    PeriodFactory(plan=world.plan, code="dot-xuat", kind="ad_hoc", name="Đột xuất", **window)
    world.report("accepted")
    return board_of(world.plan, now=NOW)


@pytest.mark.parametrize(
    ("query", "periods", "places"),
    [
        pytest.param("", ["6-thang", "6-thang-cuoi", "dot-xuat"], ["Huyện Bát Xát", "Huyện Sa Pa"], id="all"),
        pytest.param("ky=6-thang", ["6-thang"], ["Huyện Bát Xát", "Huyện Sa Pa"], id="period"),
        pytest.param("loai=ad_hoc", ["dot-xuat"], ["Huyện Bát Xát", "Huyện Sa Pa"], id="kind"),
        pytest.param("trang_thai=overdue", ["6-thang", "6-thang-cuoi", "dot-xuat"], ["Huyện Sa Pa"], id="standing"),
        pytest.param("trang_thai=overdue&ky=dot-xuat", ["dot-xuat"], [], id="standing in the period alone"),
        pytest.param("ten=BAT+xat", ["6-thang", "6-thang-cuoi", "dot-xuat"], ["Huyện Bát Xát"], id="name, folded"),
        pytest.param("ten=sapa", ["6-thang", "6-thang-cuoi", "dot-xuat"], [], id="no such name"),
        pytest.param("ky=6-thang&loai=ad_hoc", [], ["Huyện Bát Xát", "Huyện Sa Pa"], id="no such period of that kind"),
    ],
)
def test_filter(query, periods, places, half_years):
    shown = filtered(half_years, query)

    assert [head.period.code for head in shown.heads] == periods
    assert [line.locality.name for line in shown.lines] == places
    assert all(len(line.cells) == len(periods) for line in shown.lines)


def test_heads_count_every_locality_whatever_is_shown(half_years):
    assert filtered(half_years, "ten=Sa+Pa").heads[0].coverage == "1/2 địa bàn đã nộp"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("trang_thai=lost", "Không có “lost” để lọc; hãy chọn trong danh sách.", id="standing"),
        pytest.param("ky=quy-1", "Không có “quy-1” để lọc; hãy chọn trong danh sách.", id="period"),
        pytest.param("loai=baseline", "Không có “baseline” để lọc; hãy chọn trong danh sách.", id="kind"),
        pytest.param("sap_xep=ten", "Không lọc được theo “sap_xep”.", id="name of the parameter"),
    ],
)
def test_unknown_filter_is_refused(query, reason, half_years):
    with pytest.raises(Http404, match=f"^{reason}$".replace("?", r"\?")):
        filtered(half_years, query)
