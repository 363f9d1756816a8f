"""Forms of plans, annexes, results, localities and accounts."""

import pytest

from accounts.models import User
from localities.models import Locality
from plans.models import Activity, BudgetLine, Plan, Recipient
from targets.models import Annex, Column, Result, Row
from tests.factories import (
    ActivityFactory,
    AgencyFactory,
    AnnexFactory,
    BudgetLineFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    RecipientFactory,
    ResultFactory,
    RowFactory,
    SectionFactory,
    SubmissionFactory,
)
from tests.shell.rows import page_url


def filled(response):
    """All that a browser would send back of a page: the form and its tables, as they stand."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [form[name] for form in forms for name in form.fields]
    values = {field.html_name: field.field.prepare_value(field.value()) for field in fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def errors_of(response):
    """Messages of the form by field, and of its tables."""
    if response.context is None:
        return {}
    tables = response.context.get("inline_admin_formsets", [])
    found = [inline.formset.errors + inline.formset.non_form_errors() for inline in tables]
    return {**response.context["adminform"].form.errors, **({"tables": found} if any(map(any, found)) else {})}


# Plans


def test_plan_is_added_with_its_parts(province, editor, sign_in):
    client = sign_in(editor)
    data = filled(client.get("/plans/plan/add/"))
    data |= {"code": "lao-cai-2026", "subject": "Cai nghiện năm 2026", "year": "2026", "symbol": "KH-UBND"}
    data |= {"locality": province.pk, "issuing_agency": AgencyFactory(locality=province).pk}
    data |= {"recipient_set-TOTAL_FORMS": 1, "recipient_set-0-position": "1", "recipient_set-0-name": "Bộ Công an"}
    data |= {"budgetline_set-TOTAL_FORMS": 1, "budgetline_set-0-position": "1"}
    data |= {"budgetline_set-0-source": "Ngân sách tỉnh", "budgetline_set-0-amount": "3.823.340.000"}

    response = client.post("/plans/plan/add/", data)

    assert response.status_code == 302, errors_of(response)
    assert Plan.objects.get().state == "draft"
    assert Recipient.objects.get().name == "Bộ Công an"
    assert BudgetLine.objects.get().amount == 3_823_340_000


def test_state_of_a_plan_is_not_chosen_in_the_form(plan, editor, sign_in):
    client = sign_in(editor)
    client.post(page_url(plan), {**filled(client.get(page_url(plan))), "state": "issued"})

    plan.refresh_from_db()
    assert plan.state == "draft"


def test_untouched_parts_are_not_validated_again(plan, editor, sign_in, django_assert_max_num_queries):
    RecipientFactory.create_batch(40, plan=plan)
    client = sign_in(editor)
    data = filled(client.get(page_url(plan)))

    # session, user, locality; the form, its rules and its tables; the log; nothing for each of the 40 rows
    with django_assert_max_num_queries(40):
        response = client.post(page_url(plan), data)

    assert response.status_code == 302


def test_changed_part_is_validated(plan, editor, sign_in):
    first, second = RecipientFactory.create_batch(2, plan=plan)
    client = sign_in(editor)
    data = {**filled(client.get(page_url(plan))), "recipient_set-1-position": str(first.position)}

    response = client.post(page_url(plan), data)

    assert response.status_code == 200
    assert Recipient.objects.get(pk=second.pk).position == second.position


def test_two_parts_that_change_places_are_a_plain_error(plan, editor, sign_in):
    first, second = RecipientFactory.create_batch(2, plan=plan)
    client = sign_in(editor)
    data = filled(client.get(page_url(plan)))
    data |= {"recipient_set-0-position": str(second.position), "recipient_set-1-position": str(first.position)}

    assert "Thứ tự này đã dùng cho mục khác của kế hoạch." in str(errors_of(client.post(page_url(plan), data)))


def test_part_is_deleted_in_the_table(plan, editor, sign_in):
    RecipientFactory.create_batch(2, plan=plan)
    client = sign_in(editor)

    client.post(page_url(plan), {**filled(client.get(page_url(plan))), "recipient_set-0-DELETE": "on"})

    assert Recipient.objects.count() == 1


@pytest.mark.parametrize(("typed", "stored"), [("1.000", 1000), ("05", 5)])
def test_count_of_an_activity_is_read_as_documents_write_it(typed, stored, plan, editor, sign_in):
    activity = ActivityFactory(plan=plan)
    client = sign_in(editor)

    client.post(page_url(activity), {**filled(client.get(page_url(activity))), "value": typed})

    activity.refresh_from_db()
    assert activity.value == stored


def test_activity_under_a_heading_of_another_plan_is_refused(plan, province, editor, sign_in):
    heading = SectionFactory(plan=PlanFactory(locality=province))
    data = {"plan": plan.pk, "section": heading.pk, "position": "1", "title": "Tập huấn", "theme": "common"}

    response = sign_in(editor).post("/plans/activity/add/", {**data, "comparator": "eq"})

    assert errors_of(response) == {"section": ["Đề mục này thuộc kế hoạch khác."]}
    assert not Activity.objects.exists()


# Annexes


def test_annex_is_added_with_columns_and_rows(plan, district, editor, sign_in):
    client = sign_in(editor)
    data = filled(client.get("/targets/annex/add/"))
    data |= {"plan": plan.pk, "number": "1", "title": "Chỉ tiêu", "columns-TOTAL_FORMS": 1, "rows-2-TOTAL_FORMS": 1}
    data |= {"columns-0-position": "1", "columns-0-key": "tong", "columns-0-label": "Tổng", "columns-0-role": "figure"}
    data |= {"columns-0-indicator": IndicatorFactory().pk, "columns-0-width": "10", "columns-0-declared_total": "1.600"}
    data |= {"rows-2-0-position": "1", "rows-2-0-locality": district.pk}

    response = client.post("/targets/annex/add/", data)

    assert response.status_code == 302
    assert Column.objects.get().declared_total == 1600
    assert Row.objects.get().locality == district


def test_declared_total_is_in_the_unit_of_the_indicator(plan, editor, sign_in):
    column = ColumnFactory(annex__plan=plan, indicator=IndicatorFactory(ratio=True), declared_total=436)
    client = sign_in(editor)
    data = filled(client.get(page_url(column.annex)))

    assert data["columns-0-declared_total"] == "43,6"
    client.post(page_url(column.annex), {**data, "columns-0-declared_total": "70"})
    column.refresh_from_db()
    assert column.declared_total == 700


def test_rows_are_edited_added_and_deleted_at_once(plan, district, editor, sign_in):
    annex = AnnexFactory(plan=plan)
    first, second = RowFactory.create_batch(2, annex=annex)
    client = sign_in(editor)
    data = filled(client.get(page_url(annex)))
    data |= {"rows-0-label": "TP. Lào Cai", "rows-1-DELETE": "on", "rows-2-TOTAL_FORMS": 1}
    data |= {"rows-2-0-position": str(second.position + 1), "rows-2-0-locality": district.pk}

    response = client.post(page_url(annex), data)

    assert response.status_code == 302, errors_of(response)
    assert [(row.label, row.locality) for row in annex.rows.all()] == [
        ("TP. Lào Cai", first.locality),
        ("", district),
    ]
    assert not Row.objects.filter(pk=second.pk).exists()


def test_new_row_in_the_place_of_another_is_a_plain_error(plan, district, editor, sign_in):
    row = RowFactory(annex__plan=plan)
    client = sign_in(editor)
    data = {**filled(client.get(page_url(row.annex))), "rows-2-TOTAL_FORMS": 1}
    data |= {"rows-2-0-position": str(row.position), "rows-2-0-locality": district.pk}

    assert "Thứ tự này đã dùng cho dòng khác của phụ lục." in str(errors_of(client.post(page_url(row.annex), data)))


def test_untouched_annex_of_170_rows_saves_with_few_queries(plan, editor, sign_in, django_assert_max_num_queries):
    annex = AnnexFactory(plan=plan)
    RowFactory.create_batch(170, annex=annex)
    client = sign_in(editor)
    data = filled(client.get(page_url(annex)))

    with django_assert_max_num_queries(40):
        assert client.post(page_url(annex), data).status_code == 302


def test_column_goes_under_groups_of_its_own_annex(plan, editor, sign_in):
    annex = AnnexFactory(plan=plan)
    group = ColumnFactory(annex=annex, group=True, label="Bắt buộc")
    ColumnFactory(annex=annex, parent=group)
    ColumnFactory(annex=AnnexFactory(plan=plan, number=2), group=True, label="Nơi khác")

    formset = sign_in(editor).get(page_url(annex)).context["inline_admin_formsets"][0].formset

    assert [label for _value, label in formset.forms[0].fields["parent"].choices] == ["—", "Bắt buộc"]


# Reports


@pytest.fixture
def submission(province, district):
    """Of a period that the plan states: the only reports whose figures are written in the lists."""
    plan = PlanFactory(locality=province, issued=True)
    return SubmissionFactory(period__plan=plan, period__baseline=True, locality=district)


def test_results_are_entered_in_the_table_of_a_report(submission, editor, sign_in):
    indicator = IndicatorFactory(ratio=True)
    client = sign_in(editor)
    data = {**filled(client.get(page_url(submission))), "result_set-TOTAL_FORMS": 1}
    data |= {"result_set-0-indicator": indicator.pk, "result_set-0-state": "reported", "result_set-0-value": "43,6"}

    assert client.post(page_url(submission), data).status_code == 302
    assert Result.objects.get().value == 436


def test_result_and_what_the_document_says_beside_it(submission, editor, sign_in):
    data = {"submission": submission.pk, "indicator": IndicatorFactory().pk, "state": "reported", "value": "351"}

    response = sign_in(editor).post(
        "/targets/result/add/", {**data, "declared_plan": "290", "declared_percent": "121,3"}
    )

    assert response.status_code == 302
    result = Result.objects.get()
    assert (result.value, result.declared_plan, result.declared_percent) == (351, 290, 1213)


def test_result_form_shows_percentages_with_a_comma(submission, editor, sign_in):
    result = ResultFactory(submission=submission, declared_percent=1213)

    assert filled(sign_in(editor).get(page_url(result)))["declared_percent"] == "121,3"


@pytest.mark.parametrize("with_facility", [True, False])
def test_second_result_for_a_cell_is_a_plain_error(with_facility, submission, editor, sign_in):
    facility = FacilityFactory(locality=submission.locality) if with_facility else None
    result = ResultFactory(submission=submission, facility=facility)
    data = {"submission": submission.pk, "indicator": result.indicator_id, "state": "reported", "value": "5"}

    response = sign_in(editor).post("/targets/result/add/", {**data, "facility": facility.pk if facility else ""})

    assert errors_of(response) == {"__all__": ["Ô này đã có kết quả; hãy sửa dòng đã có."]}


def test_locked_report_is_read_only(submission, editor, sign_in):
    result = ResultFactory(submission=submission)
    type(submission).objects.filter(pk=submission.pk).update(state="locked")
    client = sign_in(editor)

    assert client.post(page_url(submission), {}).status_code == 403
    assert client.post(page_url(result), {}).status_code == 403


def test_result_is_not_added_to_a_locked_report(submission, editor, sign_in):
    type(submission).objects.filter(pk=submission.pk).update(state="locked")
    data = {"submission": submission.pk, "indicator": IndicatorFactory().pk, "state": "reported", "value": "351"}

    assert sign_in(editor).post("/targets/result/add/", data).status_code == 200
    assert not Result.objects.exists()


# Read only: figures are written as documents write them


def test_issued_plan_shows_amounts_with_dots(province, leader, sign_in):
    line = BudgetLineFactory(plan=PlanFactory(locality=province, issued=True), amount=3_823_340_000)
    client = sign_in(leader)

    for row in (line, line.plan):
        page = client.get(page_url(row)).content.decode()
        assert "3.823.340.000" in page
        assert "3823340000" not in page


def test_issued_annex_shows_declared_percentages(province, leader, sign_in):
    annex = AnnexFactory(plan=PlanFactory(locality=province, issued=True))
    column = ColumnFactory(annex=annex, indicator=IndicatorFactory(ratio=True), declared_total=436)
    client = sign_in(leader)

    assert ["43,6%" in client.get(page_url(row)).content.decode() for row in (annex, column)] == [True, True]


def test_result_is_read_in_its_unit(submission, leader, sign_in):
    result = ResultFactory(submission=submission, indicator=IndicatorFactory(ratio=True), value=436, is_estimate=True)
    client = sign_in(leader)

    assert ["ước 43,6%" in client.get(page_url(row)).content.decode() for row in (result, submission)] == [True, True]


# Localities


def test_new_code_reaches_everything_below(cast, sign_in):
    client = sign_in(cast.administrator)
    data = {**filled(client.get(page_url(cast.province))), "code": "10"}

    assert client.post(page_url(cast.province), data).status_code == 302

    assert set(Locality.objects.within(Locality.objects.get(code="10"))) == {cast.province, cast.district, cast.commune}


def test_locality_that_is_used_is_not_deleted_and_says_by_what(plan, province, administrator, sign_in):
    response = sign_in(administrator).get(page_url(province, "delete"))

    assert "Kế hoạch: 1" in response.context["protected"]


# Accounts


def new_account(**values):
    return {"username": "moi", "first_name": "Lê Thị Hoa", **values}


def test_account_is_added_with_role_and_place(district, administrator, sign_in):
    response = sign_in(administrator).post("/accounts/user/add/", new_account(role="officer", locality=district.pk))

    user = User.objects.get(username="moi")
    assert (response.status_code, response.url) == (302, f"/accounts/user/{user.pk}/access/")
    assert (user.role, user.locality, str(user)) == ("officer", district, "Lê Thị Hoa")
    assert not user.has_usable_password()


def test_account_without_a_place_is_refused_unless_administrator(administrator, sign_in):
    client = sign_in(administrator)

    assert client.post("/accounts/user/add/", new_account(role="officer")).status_code == 200
    assert client.post("/accounts/user/add/", new_account(role="administrator")).status_code == 302


def test_account_of_the_same_name_in_another_case_is_refused(administrator, sign_in):
    client = sign_in(administrator)

    response = client.post("/accounts/user/add/", new_account(role="administrator", username="Quan-Tri"))

    assert "Đã có tài khoản tên này" in str(errors_of(response))


def test_account_named_in_another_alphabet_is_refused(administrator, sign_in):
    """The first letter is Cyrillic."""
    response = sign_in(administrator).post("/accounts/user/add/", new_account(role="administrator", username="аdmin"))

    assert "không dấu" in str(errors_of(response)["username"])


def test_account_form_has_no_password_no_groups_and_no_flags(officer, administrator, sign_in):
    fields = sign_in(administrator).get(page_url(officer)).context["adminform"].form.fields

    assert set(fields) == {"username", "first_name", "email", "role", "locality", "is_active"}


def test_administrator_does_not_shut_themselves_out(administrator, sign_in):
    client = sign_in(administrator)

    fields = client.get(page_url(administrator)).context["adminform"].form.fields

    assert not {"role", "locality", "is_active"} & set(fields)
    assert client.post(page_url(administrator, "delete"), {"post": "yes"}).status_code == 403


def test_nobody_sets_the_password_of_another(officer, administrator, sign_in):
    client = sign_in(administrator)

    assert client.get(f"/accounts/user/{officer.pk}/password/", follow=True).status_code == 404
    assert (
        client.post(f"/accounts/user/{officer.pk}/password/", {"password1": "x", "password2": "x"}).status_code == 302
    )
    before = officer.password
    officer.refresh_from_db()
    assert officer.password == before


def test_successor_cannot_be_its_own_predecessor(province, administrator, sign_in):
    data = {"predecessor": province.pk, "successor": province.pk, "kind": "merge", "effective_on": "01/07/2025"}

    response = sign_in(administrator).post("/localities/succession/add/", data)

    assert errors_of(response) == {"__all__": ["Đơn vị cũ và đơn vị mới phải khác nhau."]}


def test_annex_list_has_no_annex_of_others(plan, outsider, sign_in):
    AnnexFactory(plan=plan)

    assert list(sign_in(outsider).get("/targets/annex/").context["cl"].queryset) == []
    assert Annex.objects.exists()


def test_dates_are_read_day_first(province, administrator, sign_in):
    unit = LocalityFactory(district=True, parent=province)
    client = sign_in(administrator)
    data = {**filled(client.get(page_url(unit))), "valid_to": "09/01/2026"}

    client.post(page_url(unit), data)

    unit.refresh_from_db()
    assert (unit.valid_to.day, unit.valid_to.month) == (9, 1)
