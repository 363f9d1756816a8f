"""Every list of the shell: its title, search, and a number of queries that does not grow with the rows."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from core.admin import BaseAdmin
from localities.models import Agency, Facility, Locality, Succession
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from targets.models import Annex, Column, Indicator, Period, Result, Row, Submission, Target, TargetChange
from tests.factories import (
    ActivityFactory,
    AnnexFactory,
    BudgetLineFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    ResultFactory,
    RowFactory,
    TargetFactory,
)
from tests.guard import GUARD
from tests.shell.rows import ALL_LISTS, list_url, make_row, page_url

TITLES = {
    Plan: "Kế hoạch",
    Section: "Đề mục",
    Activity: "Hoạt động",
    Assignment: "Phân công",
    BudgetLine: "Kinh phí",
    LegalBasis: "Căn cứ",
    Recipient: "Nơi nhận",
    Target: "Chỉ tiêu giao",
    Annex: "Phụ lục",
    Column: "Cột của phụ lục",
    Row: "Dòng của phụ lục",
    TargetChange: "Lịch sử chỉ tiêu",
    Period: "Kỳ báo cáo",
    Submission: "Báo cáo của địa bàn",
    Result: "Kết quả",
    Locality: "Địa bàn",
    Succession: "Thay đổi đơn vị hành chính",
    Facility: "Cơ sở",
    Agency: "Cơ quan",
    Indicator: "Danh mục chỉ tiêu",
    User: "Tài khoản",
    AuditEvent: "Nhật ký hệ thống",
    LogEntry: "Nhật ký thao tác",
}
# A word without marks that the rows of tests/factories.py hold with marks.
WORDS = {
    Plan: "nam 2021 cai nghien",  # words in any order
    Section: "MUC tieu",
    Activity: "lop mo",
    Assignment: "uy ban",
    BudgetLine: "dia phuong",
    LegalBasis: "luat phong",
    Recipient: "nhu tren",
    Target: "huyen bat xat",
    Annex: "chi tieu",
    Column: "tong so",
    Row: "huyen thu",
    TargetChange: "bat xat",
    Period: "nam 2020",
    Submission: "bat xat",
    Result: "bat xat",
    Locality: "xa thu",
    Succession: "bat xat",
    Facility: "co so cai nghien",
    Agency: "uy ban nhan dan",
    Indicator: "so nguoi",
    User: "nguoi dung",
    AuditEvent: "lao-cai-2021",  # the log grows without end: searched in the database, with marks
    LogEntry: "kế hoạch",  # the log grows without end: searched in the database, with marks
}


def name_of(model):
    return model.__name__


named = pytest.mark.parametrize("model", ALL_LISTS, ids=name_of)


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in context]


@named
def test_list_page(model, plan, district, administrator, sign_in):
    make_row(model, plan, district)

    response = sign_in(administrator).get(list_url(model))

    assert response.status_code == 200
    assert response.context["title"] == TITLES[model]
    assert f"<title>{TITLES[model]} " in response.content.decode()


@pytest.mark.parametrize("model", [model for model in ALL_LISTS if model not in {User, Locality}], ids=name_of)
def test_empty_list_says_so(model, administrator, sign_in):
    response = sign_in(administrator).get(list_url(model))

    text = response.context["cl"].model_admin.empty_text
    assert text != BaseAdmin.empty_text
    assert str(text) in response.content.decode()


@named
def test_search_does_not_need_marks(model, plan, district, administrator, sign_in):
    row = make_row(model, plan, district)
    client = sign_in(administrator)

    assert row in client.get(list_url(model), {"q": WORDS[model]}).context["cl"].queryset
    assert list(client.get(list_url(model), {"q": "khong co dau"}).context["cl"].queryset) == []


@named
def test_list_asks_as_many_queries_for_twelve_rows_as_for_three(model, plan, district, administrator, sign_in):
    client = sign_in(administrator)
    for _row in range(3):
        make_row(model, plan, district)
    queries(client, list_url(model))  # content types are cached from here on
    few = queries(client, list_url(model))

    for _row in range(9):
        make_row(model, plan, district)
    many = queries(client, list_url(model))

    # session; user; [their locality]; count; rows; choices of a filter or two
    assert len(many) == len(few) <= 8 + GUARD, "\n".join(many)


@pytest.mark.parametrize(
    "model", [model for model in ALL_LISTS if model not in {User, AuditEvent, LogEntry}], ids=name_of
)
def test_list_of_a_scoped_user_asks_as_many_queries(model, plan, district, editor, sign_in):
    client = sign_in(editor)
    make_row(model, plan, district)
    few = queries(client, list_url(model))

    for _row in range(9):
        make_row(model, plan, district)

    assert len(queries(client, list_url(model))) == len(few) <= 8 + GUARD


@pytest.mark.parametrize("rows", [3, 170])
def test_form_of_an_annex_asks_as_many_queries_for_any_number_of_rows(rows, plan, editor, sign_in):
    annex = AnnexFactory(plan=plan)
    ColumnFactory.create_batch(20, annex=annex)
    RowFactory.create_batch(rows, annex=annex)

    client = sign_in(editor)
    asked = queries(client, page_url(annex))

    # session, user, locality, annex with plan; groups, periods; columns, rows, new rows, each with a count or not
    assert len(asked) <= 14 + GUARD, "\n".join(asked)
    assert len(client.get(page_url(annex)).content) < 300_000 + rows * 4_000


def test_form_of_a_plan_asks_as_many_queries_for_any_number_of_parts(plan, editor, sign_in):
    client = sign_in(editor)
    few = [make_row(model, plan, None) for model in (Section, Assignment, BudgetLine, LegalBasis, Recipient)]
    queries(client, page_url(plan))  # content types are cached from here on
    before = queries(client, page_url(plan))

    for row in few * 8:
        make_row(type(row), plan, None)

    assert len(queries(client, page_url(plan))) == len(before)


def test_figures_are_written_as_documents_write_them(plan, district, administrator, sign_in):
    percent = IndicatorFactory(ratio=True)
    TargetFactory(plan=plan, locality=district, value=1600)
    TargetFactory(plan=plan, locality=district, indicator=percent, comparator="between", value=436, upper=700)
    BudgetLineFactory(plan=plan, amount=3_823_340_000)
    ActivityFactory(plan=plan, value=5, unit="lớp")
    FacilityFactory(locality=district, capacity=1200)
    client = sign_in(administrator)

    def cells(url, name):
        page = client.get(url).content.decode()
        return [part.split("</td>")[0] for part in page.split(f'<td class="field-{name}">')[1:]]

    assert sorted(cells("/targets/target/", "figure_amount")) == ["1.600", "43,6 - 70%"]
    assert cells("/plans/budgetline/", "figure_amount") == ["3.823.340.000"]
    assert cells("/plans/activity/", "figure_quantity") == ["05 lớp"]
    assert cells("/localities/facility/", "figure_capacity") == ["1.200"]


def test_result_shows_what_the_document_declares_beside_it(plan, district, administrator, sign_in):
    ResultFactory(
        submission__period__plan=plan,
        submission__locality=district,
        value=351,
        declared_plan=290,
        declared_percent=1213,
    )

    page = sign_in(administrator).get("/targets/result/").content.decode()

    assert [text in page for text in (">351<", ">290<", ">121,3%<")] == [True] * 3


def test_dates_are_written_as_documents_write_them(district, administrator, sign_in):
    page = sign_in(administrator).get("/localities/locality/").content.decode()

    assert '<td class="field-date_valid_from">08/7/2004</td>' in page


def test_plan_list_leads_to_the_page_of_the_plan(plan, editor, sign_in):
    page = sign_in(editor).get("/plans/plan/").content.decode()

    assert f'href="/ke-hoach/{plan.code}/"' in page


def test_locality_search_by_code(province, district, administrator, sign_in):
    """Five digits: the factory's running codes, "x0081" among them, hold four and may contain any shorter code."""
    LocalityFactory(code="02761", name="Xã Mường Khương", commune=True, parent=district)

    response = sign_in(administrator).get("/localities/locality/", {"q": "02761"})

    assert [row.name for row in response.context["cl"].queryset] == ["Xã Mường Khương"]


@pytest.mark.parametrize(("choice", "shown"), [("con", False), ("het", True), ("", True)])
def test_localities_by_validity(choice, shown, province, administrator, sign_in):
    ended = LocalityFactory(ended=True)

    response = sign_in(administrator).get("/localities/locality/", {"hieu_luc": choice} if choice else {})

    assert (ended in response.context["cl"].queryset) is shown
    assert (province in response.context["cl"].queryset) is (choice != "het")
