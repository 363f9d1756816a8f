"""The calendar of a plan: what its page shows to whom, and what its forms take and refuse."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.enums import PlanState
from targets.enums import PeriodKind, SubmissionState
from targets.models import Period
from tests.cast import gather
from tests.entering import enter
from tests.factories import (
    AnnexFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    ResultFactory,
    RowFactory,
    SubmissionFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/ke-hoach/lao-cai-thu/lich-bao-cao/"


class World:
    def __init__(self):
        self.cast = gather()
        self.plan = PlanFactory(locality=self.cast.province, code="lao-cai-thu", year=2021)
        self.annex = AnnexFactory(plan=self.plan, number=1)
        RowFactory(annex=self.annex, locality=self.cast.district)

    def period(self, **values) -> Period:
        return PeriodFactory(plan=self.plan, **values)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def editor(client, world):
    return enter(client, world.cast.editor)


def text(response) -> str:
    """What the page says, without marks and in single spaces."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def faults(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# The page


def test_empty_plan_offers_both_ways(editor):
    page = text(editor.get(PAGE))

    assert "Kế hoạch chưa có kỳ báo cáo nào. Lập lịch theo mẫu hoặc thêm từng kỳ ." in page


def test_a_line_says_window_deadline_and_how_many_have_reported(world, editor):
    RowFactory(annex=world.annex, locality=LocalityFactory(district=True, parent=world.cast.province))
    period = world.period(deadline=datetime.date(2021, 7, 7), deadline_is_exclusive=True)
    SubmissionFactory(period=period, locality=world.cast.district, state=SubmissionState.SUBMITTED)

    page = text(editor.get(PAGE))

    assert "6 tháng đầu năm 2021 6 tháng 01/01/2021 – 30/6/2021 – trước 07/7/2021 1/2 thêm bằng tay" in page


def test_reports_that_were_sent_back_do_not_count(world, editor):
    SubmissionFactory(period=world.period(), locality=world.cast.district, state=SubmissionState.RETURNED)

    assert " 0/1 " in text(editor.get(PAGE))


def test_window_that_the_plan_does_not_state(world, editor):
    world.period(window_from=None, window_to=None)

    assert "không nêu (tính 01/01/2021 – 30/6/2021)" in text(editor.get(PAGE))


def test_computed_closed_and_stated_periods(world, editor):
    world.period(code="nam", kind=PeriodKind.YEAR, name="Năm 2021", window_to=datetime.date(2021, 12, 31))
    moment = datetime.datetime(2021, 7, 20, tzinfo=datetime.timezone.utc)
    world.period(name="Đầu năm", closed_at=moment, closed_by=world.cast.editor)
    world.period(name="Cuối năm", window_from=datetime.date(2021, 7, 1), window_to=datetime.date(2021, 12, 31))
    world.period(baseline=True, name="Năm 2020")

    page = text(editor.get(PAGE))

    assert "Đầu năm đã khóa 6 tháng" in page
    assert "Năm 2021 Tính từ: Đầu năm, Cuối năm năm" in page
    assert "Số liệu nêu trong kế hoạch Không ai báo cáo cho các kỳ này: số liệu đã có trong văn bản. Năm 2020" in page


def test_gaps_are_named(world, editor):
    world.period(window_to=datetime.date(2021, 6, 14))
    world.period(window_from=datetime.date(2021, 7, 1), window_to=datetime.date(2021, 12, 31))

    assert "Từ 15/6/2021 đến 30/6/2021 không thuộc kỳ 6 tháng nào." in text(editor.get(PAGE))


@pytest.mark.parametrize(("who", "counts"), [("leader", True), ("officer", False)])
def test_who_only_reads(client, world, who, counts):
    world.period()

    page = text(enter(client, getattr(world.cast, who)).get(PAGE))

    assert "6 tháng đầu năm 2021" in page
    assert ("Đã nộp" in page) == counts
    assert not [word for word in ("Lập lịch", "Thêm kỳ", "Xóa") if word in page]


def test_closed_plan_is_read_only(world, editor):
    world.period(code="a")
    world.plan.state, world.plan.number, world.plan.issued_on = PlanState.CLOSED, "1", datetime.date(2021, 2, 1)
    world.plan.save()

    assert "Kế hoạch đã kết thúc; lịch báo cáo chỉ để xem." in text(editor.get(PAGE))
    assert [editor.get(f"{PAGE}{end}").status_code for end in ("lap/", "them/", "a/sua/", "a/xoa/")] == [403] * 4


def test_queries_are_the_same_at_any_size(world, editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(PAGE).status_code == 200
        return len(captured)

    world.period()
    few = queries()
    for number in range(12):
        place = LocalityFactory(district=True, parent=world.cast.province)
        RowFactory(annex=world.annex, locality=place)
        period = world.period(kind=PeriodKind.MONTH, window_from=datetime.date(2021, 1, number + 1))
        SubmissionFactory(period=period, locality=place, state=SubmissionState.SUBMITTED)

    assert queries() == few


# Laying out


def test_preview_writes_nothing(world, editor):
    response = editor.get(f"{PAGE}lap/?preset=decree_09&kinds=half&kinds=year&working_days=1")

    page = text(response)
    assert "Xem trước: chưa ghi gì lập mới 3" in page
    assert "6 tháng đầu năm 2021 15/12/2020 – 14/6/2021; hạn 15/6/2021" in page
    assert Period.objects.count() == 0


def test_what_was_seen_is_written(world, editor):
    response = editor.post(f"{PAGE}lap/?preset=decree_09&kinds=half&kinds=year&working_days=1", follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert said(response) == ["Đã lập 3 kỳ, bỏ 0 kỳ, giữ nguyên 0 kỳ."]
    assert sorted(world.plan.periods.values_list("code", flat=True)) == ["6-thang-cuoi", "6-thang-dau", "nam"]


def test_another_calendar_for_the_coming_periods(world, editor):
    editor.post(f"{PAGE}lap/?preset=decree_09&kinds=half")
    ResultFactory(submission__period=world.plan.periods.get(code="6-thang-dau"))

    page = text(editor.get(f"{PAGE}lap/?preset=statistics&kinds=half"))
    response = editor.post(f"{PAGE}lap/?preset=statistics&kinds=half", follow=True)

    assert "lập mới 1" in page
    assert "bỏ 1 6 tháng cuối năm 2021 15/6/2021 – 14/12/2021" in page
    assert "giữ nguyên 1 6 tháng đầu năm 2021 15/12/2020 – 14/6/2021" in page
    assert "Từ 15/6/2021 đến 30/6/2021 không thuộc kỳ 6 tháng nào." in page
    assert said(response) == ["Đã lập 1 kỳ, bỏ 1 kỳ, giữ nguyên 1 kỳ."]


def test_methadone_deadlines_follow_who_reports(world, editor):
    assert "hạn 18/3/2021" in text(editor.get(f"{PAGE}lap/?preset=methadone&kinds=quarter"))


OWN = {"preset": "own", "han-1-kind": "half", "han-1-deadline": "10/6/2021", "han-1-before": "on"}


def test_own_dates(world, editor):
    more = {"han-2-kind": "year", "han-2-deadline": "10/12/2021"}

    response = editor.get(f"{PAGE}lap/", {**OWN, **more})

    assert "6 tháng đầu năm 2021 hạn trước 10/6/2021" in text(response)
    assert "Năm 2021 hạn 10/12/2021" in text(response)


LAYOUT_FAULTS = [
    pytest.param({"preset": "decree_09"}, {"kinds": ["Chọn ít nhất một loại kỳ."]}, id="no-kind"),
    pytest.param(
        {"preset": "statistics", "kinds": ["quarter", "year"]},
        {"kinds": ["Lịch mẫu này không có kỳ quý."]},
        id="unknown-kind",
    ),
    pytest.param({"preset": "khac"}, {"preset": ["Lịch mẫu không có trong danh mục."]}, id="unknown-preset"),
    pytest.param({"preset": "own"}, {"__all__": ["Ghi ít nhất một hạn báo cáo của kế hoạch."]}, id="no-own-date"),
    pytest.param(
        {**OWN, "han-2-kind": "half", "han-2-deadline": "9/6/2021"},
        {"__all__": ["Mỗi loại kỳ chỉ một hạn được để trống ngày đầu, ngày cuối."]},
        id="two-first-halves",
    ),
]


@pytest.mark.parametrize(("typed", "expected"), LAYOUT_FAULTS)
def test_layout_form_refuses(world, editor, typed, expected):
    assert faults(editor.get(f"{PAGE}lap/", typed)) == expected


@pytest.mark.parametrize("days", ["0", "-1", "31", "ba"])
def test_working_days_are_one_to_thirty(world, editor, days):
    response = editor.post(f"{PAGE}lap/?preset=decree_09&kinds=half&working_days={days}")

    assert list(faults(response)) == ["working_days"]
    assert Period.objects.count() == 0


OWN_FAULTS = [
    pytest.param(
        {"han-1-deadline": "10/12/2021"}, "last", "Kỳ 6 tháng cuối năm phải ghi đủ ngày đầu và ngày cuối.", id="second"
    ),
    pytest.param({"han-1-kind": "month"}, "last", "Kỳ tháng, kỳ quý phải ghi đủ ngày đầu và ngày cuối.", id="month"),
    pytest.param({"han-1-first": "1/1/2021"}, "last", "Ghi cả ngày đầu và ngày cuối, hoặc để trống cả hai.", id="half"),
    pytest.param(
        {"han-1-first": "1/5/2021", "han-1-last": "1/4/2021"},
        "last",
        "Ngày cuối kỳ không được trước ngày đầu kỳ.",
        id="end-before-start",
    ),
    pytest.param({"han-1-deadline": "31/6/2021"}, "deadline", "Hãy ghi ngày/tháng/năm, ví dụ 10/6/2021.", id="no-day"),
    pytest.param({"han-1-deadline": "10/6/2201"}, "deadline", "Ngày phải trong các năm từ 2020 đến 2022.", id="far"),
]


@pytest.mark.parametrize(("typed", "name", "message"), OWN_FAULTS)
def test_own_dates_are_refused(world, editor, typed, name, message):
    response = editor.get(f"{PAGE}lap/", {**OWN, **typed})

    assert faults(response) == {"__all__": ["Có dòng hạn báo cáo chưa đúng; xem dưới đây."]}
    assert response.context["form"].own_rows[0].errors[name] == [message]
    assert message in text(response)


# One period


def test_ad_hoc_period(world, editor):
    response = editor.post(f"{PAGE}them/", {"name": "Sau lũ", "kind": "ad_hoc", "deadline": "5/8/2021"}, follow=True)

    period = world.plan.periods.get()
    assert said(response) == ["Đã thêm kỳ “Sau lũ”."]
    assert (period.code, period.kind, period.preset, str(period.deadline)) == ("dot-xuat", "ad_hoc", "", "2021-08-05")


JUNE = {"name": "Tháng 6", "kind": "month", "window_from": "1/6/2021", "window_to": "30/6/2021"}
PERIOD_FAULTS = [
    pytest.param({"name": ""}, {"name": ["Hãy ghi tên kỳ."]}, id="no-name"),
    pytest.param({"name": " ", "kind": "ad_hoc"}, {"name": ["Hãy ghi tên kỳ."]}, id="ad-hoc-without-a-name"),
    pytest.param({"code": "co-roi"}, {"__all__": ["Kế hoạch đã có kỳ mang mã này."]}, id="code-twice"),
    pytest.param(
        {"window_to": "31/5/2021"}, {"window_to": ["Ngày cuối kỳ không được trước ngày đầu kỳ."]}, id="end-before-start"
    ),
    pytest.param(
        {"window_from": "", "window_to": ""},
        {"window_to": ["Kỳ tháng, kỳ quý phải ghi đủ ngày đầu và ngày cuối."]},
        id="month-without-window",
    ),
    pytest.param(
        {"kind": "half", "window_from": "", "window_to": "", "deadline": "10/12/2021"},
        {"window_to": ["Kỳ 6 tháng cuối năm phải ghi đủ ngày đầu và ngày cuối."]},
        id="second-half-without-window",
    ),
    pytest.param(
        {"kind": "half", "window_from": "", "window_to": ""},
        {"window_to": ["Kế hoạch đã có kỳ 6 tháng đầu năm không ghi ngày; kỳ này phải ghi ngày đầu, ngày cuối."]},
        id="a-second-half-without-window",
    ),
    pytest.param(
        {"deadline": "31/5/2021"},
        {"deadline": ["Hạn báo cáo không được trước ngày đầu kỳ (01/6/2021)."]},
        id="deadline-before-start",
    ),
    pytest.param(
        {"cut_off": "31/5/2021"},
        {"cut_off": ["Ngày chốt số liệu phải từ 01/6/2021 đến 30/6/2021."]},
        id="cut-off-before-start",
    ),
    pytest.param(
        {"cut_off": "6/7/2021", "deadline": "5/7/2021"},
        {"cut_off": ["Ngày chốt số liệu phải từ 01/6/2021 đến 05/7/2021."]},
        id="cut-off-after-the-deadline",
    ),
    pytest.param(
        {"window_to": "30/6/2121"}, {"window_to": ["Ngày phải trong các năm từ 2020 đến 2022."]}, id="far-away"
    ),
    pytest.param({"kind": "baseline"}, None, id="baseline"),
]


@pytest.mark.parametrize(("typed", "expected"), PERIOD_FAULTS)
def test_period_form_refuses(world, editor, typed, expected):
    world.period(code="co-roi", window_from=None, window_to=None)

    response = editor.post(f"{PAGE}them/", {**JUNE, **typed})

    assert faults(response) == expected if expected else list(faults(response)) == ["kind"]
    assert Period.objects.count() == 1


def test_deadline_before_the_window_ends_is_taken(world, editor):
    editor.post(f"{PAGE}them/", {**JUNE, "deadline": "10/6/2021", "deadline_is_exclusive": "on"})

    assert world.plan.periods.get().asks_for_estimates


def test_editing_moves_deadline_and_cut_off(world, editor):
    world.period(code="a")
    typed = {"name": "Đầu năm", "kind": "half", "window_from": "1/1/2021", "window_to": "30/6/2021"}

    response = editor.post(f"{PAGE}a/sua/", {**typed, "cut_off": "25/6/2021", "deadline": "2/7/2021"}, follow=True)

    period = Period.objects.get()
    assert said(response) == ["Đã sửa kỳ “Đầu năm”."]
    assert (str(period.cut_off), str(period.deadline), period.code) == ("2021-06-25", "2021-07-02", "a")


def test_window_with_figures_stays(world, editor):
    ResultFactory(submission__period=world.period(code="a"))
    typed = {"name": "Đầu năm", "kind": "year", "window_from": "1/2/2021", "window_to": "30/7/2021"}

    page = text(editor.get(f"{PAGE}a/sua/"))
    editor.post(f"{PAGE}a/sua/", typed)

    period = Period.objects.get()
    assert "Kỳ đã có số liệu báo cáo nên loại, ngày đầu, ngày cuối không đổi được." in page
    assert (period.name, period.kind, str(period.window_from)) == ("Đầu năm", "half", "2021-01-01")


def test_deleting_asks_first(world, editor):
    world.period(code="a")

    page = text(editor.get(f"{PAGE}a/xoa/"))
    response = editor.post(f"{PAGE}a/xoa/", follow=True)

    assert "chưa có báo cáo nào. Xóa rồi thì không lấy lại được." in page
    assert said(response) == ["Đã xóa kỳ “6 tháng đầu năm 2021”."]
    assert Period.objects.count() == 0


def test_used_period_is_not_deleted(world, editor):
    ResultFactory(submission__period=world.period(code="a"))

    page = text(editor.get(f"{PAGE}a/xoa/"))
    response = editor.post(f"{PAGE}a/xoa/", follow=True)

    assert "Không xóa được kỳ này: đã có số liệu báo cáo." in page
    assert said(response) == ["Không xóa được kỳ “6 tháng đầu năm 2021”: đã có số liệu báo cáo."]
    assert Period.objects.count() == 1


@pytest.mark.parametrize("end", ["sua", "xoa"])
def test_stated_and_unknown_periods_are_not_there(world, editor, end):
    world.period(code="nam-2020", baseline=True)

    assert [editor.get(f"{PAGE}{code}/{end}/").status_code for code in ("nam-2020", "khong-co")] == [404, 404]


def test_closed_period_is_not_edited(world, editor):
    moment = datetime.datetime(2021, 7, 20, tzinfo=datetime.timezone.utc)
    world.period(code="a", closed_at=moment, closed_by=world.cast.editor)

    assert editor.get(f"{PAGE}a/sua/").status_code == 403
