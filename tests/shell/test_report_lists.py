"""Reports in the lists: what localities report is read there, and judged on the page of the report."""

import pytest

from targets.models import Result
from tests.factories import IndicatorFactory, PeriodFactory, SubmissionFactory, UserFactory
from tests.shell.rows import list_url, page_url

LIST = "/targets/submission/"


@pytest.fixture
def report(plan, district):
    return SubmissionFactory(period__plan=plan, period__code="6-thang", locality=district, state="submitted")


def choices(response, name) -> list:
    return list(response.context["adminform"].form.fields[name].queryset)


def test_list_leads_to_the_page_of_the_report(report, plan, district, editor, sign_in):
    page = sign_in(editor).get(LIST).text

    assert f'href="/ke-hoach/{plan.code}/ky/6-thang/dia-ban/{district.pk}/duyet/"' in page
    assert f'aria-label="Xem báo cáo của {district.name}, 6 tháng đầu năm 2021"' in page


def test_figures_that_a_plan_states_have_no_such_page(plan, district, editor, sign_in):
    SubmissionFactory(period__plan=plan, period__baseline=True, locality=district)

    assert "/duyet/" not in sign_in(editor).get(LIST).text


def test_who_may_not_see_the_page_gets_no_link(report, officer, district, sign_in):
    """Staff of the district read their report in the list; it is judged by the level above."""
    editor_of_the_district = UserFactory(editor=True, locality=district)

    for somebody in (officer, editor_of_the_district):
        response = sign_in(somebody).get(LIST)
        assert list(response.context["cl"].queryset) == [report]
        assert "/duyet/" not in response.text


def test_report_is_added_to_a_period_that_the_plan_states_alone(plan, report, editor, sign_in):
    stated = PeriodFactory(plan=plan, baseline=True)

    assert choices(sign_in(editor).get(f"{LIST}add/"), "period") == [stated]


def test_result_is_added_to_a_report_that_the_plan_states_alone(plan, district, report, editor, sign_in):
    stated = SubmissionFactory(period__plan=plan, period__baseline=True, locality=district)
    client = sign_in(editor)
    data = {"submission": report.pk, "indicator": IndicatorFactory().pk, "state": "reported", "value": "351"}

    assert choices(client.get(f"{list_url(Result)}add/"), "submission") == [stated]
    assert client.post(f"{list_url(Result)}add/", data).status_code == 200
    assert not Result.objects.exists()


def test_reported_figures_are_not_changed_by_the_form_of_the_report(report, editor, sign_in):
    client = sign_in(editor)

    assert client.get(page_url(report)).status_code == 200
    assert client.post(page_url(report), {"period": report.period_id}).status_code == 403
    assert client.post(page_url(report, "delete"), {"post": "yes"}).status_code == 403
