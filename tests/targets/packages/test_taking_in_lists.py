"""Lists and reports of a package that meet those which are here already."""

import datetime

import pytest
from django.utils import timezone

from localities.models import Agency, Facility
from plans.models import Plan
from targets.models import Indicator, Period, Result, StockTerm, Submission
from targets.packages.content import content_of
from targets.packages.showing import look_as_data
from tests.factories import IndicatorFactory, LocalityFactory, UserFactory
from tests.targets.packages.packing import changed
from tests.targets.packages.taking import look, refusals_of, take

pytestmark = pytest.mark.django_db


# Lists


def test_rows_of_lists_stay_as_they_are_here(lao_cai, here, editor):
    Facility.objects.filter(code="cscn-so-1-lao-cai").update(capacity=123)
    Agency.objects.filter(code="ubnd-tinh-lao-cai").update(short_name="UBND")
    Indicator.objects.filter(code="compulsory").update(unit="lượt")

    found = look_as_data(look(lao_cai.data, editor))
    take(lao_cai.data, editor)

    assert found["nothing"]
    assert {(line["row"], line["here"]) for line in found["kept"]["lines"]} == {
        ("Cơ sở cai nghiện ma túy số 1", "123"),
        ("Ủy ban nhân dân tỉnh Lào Cai", "UBND"),
        (Indicator.objects.get(code="compulsory").name, "lượt"),
    }
    assert Facility.objects.get(code="cscn-so-1-lao-cai").capacity == 123


def test_list_row_out_of_reach_is_named_without_its_content(lao_cai, here, editor):
    other = LocalityFactory(name="Tỉnh khác")
    Facility.objects.filter(code="cscn-so-1-lao-cai").update(capacity=123, locality=other)

    [line] = look_as_data(look(lao_cai.data, editor))["kept"]["lines"]

    assert (line["here"], line["there"]) == ("khác với gói; ngoài phạm vi của tài khoản", "—")


def test_indicator_with_other_decimals_is_refused(lao_cai, here, editor):
    """43,6% is 436 with one decimal and 43600 with three: a number alone says nothing."""
    Indicator.objects.filter(code="compulsory").update(decimals=1)

    [reason] = refusals_of(lao_cai.data, editor)

    assert reason.startswith("indicators.json, dòng ")
    assert reason.endswith("chỉ tiêu này ở đây có số chữ số thập phân khác; con số trong gói sẽ bị hiểu sai.")


def test_missing_row_of_a_list_needs_the_right_to_lists(lao_cai, here, editor):
    def change(parts):
        parts["agencies"].append({**parts["agencies"][0], "code": "co-quan-moi", "name": "Cơ quan mới"})
        parts["assignments"][0]["agency"] = ["co-quan-moi"]

    data = changed(lao_cai.data, change)

    [reason] = refusals_of(data, editor)
    assert reason.startswith("agencies.json, dòng 14: dòng này chưa có ở đây và tài khoản không có quyền sửa danh mục")
    take(data, UserFactory(administrator=True, locality=here.locality))
    assert Agency.objects.filter(code="co-quan-moi").exists()


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("agencies", {"code": "moi", "locality": ["77", "2004-07-08"]}),
        ("agencies", {"code": "moi", "locality": None}),
        ("localities", {"code": "99", "level": "province", "parent": None, "name": "Tỉnh mới"}),
    ],
)
def test_missing_row_outside_the_own_subtree_is_refused(lao_cai, here, part, values):
    LocalityFactory(code="77", name="Tỉnh Bà Rịa - Vũng Tàu", valid_from=datetime.date(2004, 7, 8))

    def change(parts):
        parts["localities"].append({**parts["localities"][0], "code": "77", "parent": None, "level": "province"})
        parts[part].append({**parts[part][0], **values})

    [reason] = refusals_of(changed(lao_cai.data, change), UserFactory(administrator=True, locality=here.locality))

    assert "địa bàn ngoài phạm vi của tài khoản." in reason


def test_balance_that_is_here_keeps_its_terms(lao_cai, here, admin):
    stock, term = Indicator.objects.get(code="compulsory"), IndicatorFactory(code="vao", kind="flow")
    row = {"stock": ["compulsory"], "term": ["vao"], "part": "inflow"}

    def change(parts):
        like = next(row for row in parts["indicators"] if row["code"] == "compulsory")
        parts["indicators"].append({**like, "code": "vao", "name": term.name, "parent": None})
        parts["stock-terms"].append(row)

    found = look_as_data(look(changed(lao_cai.data, change), admin))

    assert [line["reason"] for line in found["left"]["lines"]] == [
        "số cuối kỳ đã có ở đây với cách tính riêng; giữ như ở đây"
    ]
    take(changed(lao_cai.data, change), admin)
    assert not StockTerm.objects.filter(stock=stock).exists()


# Reports


def test_report_that_is_here_stays_as_it_is(lao_cai, here, editor):
    result = Result.objects.filter(submission__period__code="6-thang", state="reported").first()
    Result.objects.filter(pk=result.pk).update(value=987)
    missing = Result.objects.filter(submission__period__code="6-thang-cuoi").first()
    missing.delete()

    found = look_as_data(look(lao_cai.data, editor))
    take(lao_cai.data, editor)

    assert found["nothing"]
    assert len([line for line in found["kept"]["lines"] if line["kind"] == "Báo cáo của địa bàn"]) == 2
    assert Result.objects.get(pk=result.pk).value == 987
    assert not Result.objects.filter(pk=missing.pk).exists()


def test_report_that_is_not_here_is_added_with_its_figures(lao_cai, here, editor):
    report = Submission.objects.get(period__code="6-thang-cuoi", locality__name="Huyện Văn Bàn")
    report.steps.model._base_manager.filter(submission=report).delete()
    report.delete()

    take(lao_cai.data, editor)

    added = Submission.objects.get(period__code="6-thang-cuoi", locality__name="Huyện Văn Bàn")
    assert (added.state, added.first_submitted_by) == ("submitted", editor)
    assert content_of(here) == lao_cai.content


def test_closed_period_takes_no_report(lao_cai, here, editor):
    report = Submission.objects.get(period__code="6-thang-cuoi", locality__name="Huyện Văn Bàn")
    report.steps.model._base_manager.filter(submission=report).delete()
    report.delete()
    Period.objects.filter(code="6-thang-cuoi").update(closed_at=timezone.now(), closed_by=editor)

    found = look_as_data(look(lao_cai.data, editor))

    assert found["nothing"]
    assert {line["reason"] for line in found["left"]["lines"]} == {"kỳ này ở đây đã khóa; không thêm"}


def test_period_that_would_make_reported_ones_computed_is_refused(lao_cai, here, editor):
    def change(parts):
        half = next(row for row in parts["periods"] if row["code"] == "6-thang")
        first, last = {**half, "kind": "quarter"}, {**half, "kind": "quarter"}
        first |= {"code": "quy-1", "window_from": "2021-01-01", "window_to": "2021-03-31"}
        last |= {"code": "quy-2", "window_from": "2021-04-01", "window_to": "2021-06-30"}
        parts["periods"] += [first, last]

    [reason] = refusals_of(changed(lao_cai.data, change), editor)

    assert reason.startswith("periods.json, dòng ")
    assert "đã có số liệu báo cáo; thay đổi này làm kỳ đó thành kỳ cộng từ các kỳ ngắn hơn." in reason


def test_reports_that_people_handed_in_need_somebody_to_stand_for_them(lao_cai, db):
    reasons = refusals_of(lao_cai.data, None)

    assert all("hãy chỉ định tài khoản nhập bằng --user." in reason for reason in reasons)
    assert not Plan.objects.exists()


def test_report_of_a_place_outside_the_plan_is_refused(lao_cai, here, editor):
    LocalityFactory(code="77", name="Tỉnh khác", valid_from=datetime.date(2004, 7, 8))

    def change(parts):
        parts["localities"].append({**parts["localities"][0], "code": "77", "parent": None, "level": "province"})
        parts["reports"].append({**parts["reports"][0], "locality": ["77", "2004-07-08"]})

    [reason] = refusals_of(changed(lao_cai.data, change), editor)

    assert (
        reason == f"reports.json, dòng {len(lao_cai.content['reports']) + 1}: địa bàn không thuộc phạm vi của kế hoạch."
    )
