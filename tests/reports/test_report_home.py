"""The local officer's home: what is due, what was sent back and why, and the order of it all."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from reports.report_home import home_of
from targets.models import Submission
from targets.submissions import accept, send_back
from tests.entering import enter
from tests.factories import PeriodFactory, PlanFactory, RowFactory, UserFactory
from tests.report_factories import ExtensionFactory
from tests.targets.report_world import ReportWorld

pytestmark = pytest.mark.django_db
URL = "/bao-cao/"


@pytest.fixture
def world(db):
    return ReportWorld()


def moment(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=timezone.get_default_timezone())


def tasks(world, *now: int) -> list[tuple[str, str, str]]:
    """(period, standing, due in words) in the order of the page."""
    home = home_of(world.officer, moment(*now))
    return [(task.period.code, task.standing.value, task.due_words) for task in home.tasks]


def page(user, url: str = URL):
    client = Client()
    enter(client, user)
    return client.get(url)


@pytest.mark.parametrize(
    ("now", "standing", "words"),
    [
        pytest.param((2021, 6, 30, 12), "not_yet_due", "còn 10 ngày", id="before-the-window-ends"),
        pytest.param((2021, 7, 7, 12), "due", "còn 3 ngày", id="due"),
        pytest.param((2021, 7, 10, 23, 59), "due", "hôm nay là ngày cuối", id="last-day"),
        pytest.param((2021, 7, 11, 0), "overdue", "quá hạn 1 ngày", id="midnight"),
        pytest.param((2021, 7, 12, 12), "overdue", "quá hạn 2 ngày", id="overdue"),
    ],
)
def test_due_date_in_words(world, now, standing, words):
    assert tasks(world, *now)[0] == ("dau", standing, words)


def test_more_time_is_counted(world):
    where = {"period": world.first, "locality": world.cast.district, "granted_by": world.cast.editor}
    ExtensionFactory(**where, until=datetime.date(2021, 7, 15))
    ExtensionFactory(**where, until=datetime.date(2021, 7, 20))

    assert tasks(world, 2021, 7, 18, 12)[0] == ("dau", "due", "còn 2 ngày")


def test_period_without_a_deadline(world):
    world.first.deadline = None
    world.first.save()

    assert tasks(world, 2021, 7, 18, 12)[0] == ("dau", "due", "")


def test_most_urgent_comes_first(world):
    """Returned, overdue, due, not yet due, done."""
    quarters = {"a": (1, 15), "b": (2, 15), "c": (3, 15), "d": (3, 20), "e": (12, 20)}
    world.plan.periods.all().delete()
    for code, (month, day) in quarters.items():
        PeriodFactory(
            plan=world.plan,
            code=code,
            kind="ad_hoc",
            window_from=datetime.date(2021, 1, 1),
            window_to=datetime.date(2021, month, 10),
            deadline=datetime.date(2021, month, day),
        )
    periods = {period.code: period for period in world.plan.periods.select_related("plan")}
    accept(submission=world.hand_in(periods["a"]), seen="submitted", by=world.cast.editor)
    send_back(submission=world.hand_in(periods["d"]), seen="submitted", by=world.cast.editor, reason="Sai số")

    assert [(code, standing) for code, standing, _words in tasks(world, 2021, 3, 12, 9)] == [
        ("d", "returned"),
        ("b", "overdue"),
        ("c", "due"),
        ("e", "not_yet_due"),
        ("a", "accepted"),
    ]


def test_returned_report_says_why_who_and_when(world):
    send_back(submission=world.hand_in(), seen="submitted", by=world.cast.editor, reason="Số bắt buộc chưa khớp")

    html = page(world.officer).content.decode()

    assert "Số bắt buộc chưa khớp" in html
    assert "can-bo-tinh, lúc " in html
    assert "Sửa và nộp lại" in html


def test_moments_are_written_as_documents_write_days(world):
    world.hand_in()
    Submission.objects.update(first_submitted_at=moment(2021, 7, 5, 8, 20))

    assert "08:20 05/7/2021" in page(world.officer).content.decode()


def test_many_days_are_written_with_a_dot(world):
    assert tasks(world, 2026, 7, 10, 12)[0] == ("dau", "overdue", "quá hạn 1.826 ngày")


def test_report_has_one_button_to_its_form(world):
    html = page(world.officer).content.decode()

    address = f"/ke-hoach/lao-cai-thu/ky/dau/dia-ban/{world.cast.district.pk}/"
    assert html.count(f'href="{address}"') == 1
    assert "Có 2 báo cáo cần làm." in html


def test_closed_period_is_nothing_to_do(world):
    world.first.closed_at, world.first.closed_by = timezone.now(), world.cast.editor
    world.first.save()

    home = home_of(world.officer)

    assert [task.period.code for task in home.to_do] == ["cuoi"]
    assert [task.period.code for task in home.done] == ["dau"]


def test_baseline_and_computed_periods_are_not_reported(world):
    PeriodFactory(plan=world.plan, code="goc", baseline=True)
    whole = {"window_from": datetime.date(2021, 1, 1), "window_to": datetime.date(2021, 12, 30)}
    PeriodFactory(plan=world.plan, code="nam", kind="year", **whole)

    assert {code for code, *_rest in tasks(world, 2022, 3, 1)} == {"dau", "cuoi"}


def test_plan_that_is_closed_asks_for_nothing(world):
    world.plan.state = "closed"
    world.plan.save()

    assert home_of(world.officer).tasks == []
    assert "Địa bàn của tài khoản chưa có kỳ báo cáo nào." in page(world.officer).content.decode()


def test_draft_asks_for_periods_whose_days_are_set_alone(world):
    world.plan.state = "draft"
    world.plan.save()
    PeriodFactory(plan=world.plan, code="trong", kind="ad_hoc", window_from=None, window_to=None, deadline=None)

    assert {code for code, *_rest in tasks(world, 2022, 3, 1)} == {"dau", "cuoi"}


def test_plan_that_another_place_reports_on_is_not_there(world):
    world.plan.annexes.get().rows.filter(locality=world.cast.district).delete()

    assert home_of(world.officer).tasks == []


def test_who_looks_after_many_places_is_led_to_the_plan(world):
    annex = world.plan.annexes.get()
    RowFactory.create_batch(3, annex=annex)

    home = home_of(world.cast.editor)

    assert (home.tasks, home.boards) == ([], [world.plan])
    assert 'href="/ke-hoach/lao-cai-thu/"' in page(world.cast.editor).content.decode()


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_who_reports_for_no_place_has_no_home(world, who):
    assert home_of(getattr(world.cast, who)) is None


def test_leader_is_refused(world):
    assert page(world.cast.leader).status_code == 403


# The site's home page


def test_site_starts_with_what_an_officer_has_to_report(world):
    html = page(world.officer, "/").content.decode()

    assert "Báo cáo của địa bàn" in html
    assert html.index("Có 2 báo cáo cần làm.") < html.index("Kế hoạch đang theo dõi") < html.index("Công việc")


@pytest.mark.parametrize("who", ["leader", "outsider"])
def test_site_starts_with_plans_for_others(world, who):
    html = page(getattr(world.cast, who), "/").content.decode()

    assert "báo cáo cần làm" not in html
    assert '<h1 id="home-title">' in html


# Queries


def test_home_takes_the_same_queries_at_any_size(world, django_assert_num_queries):
    send_back(submission=world.hand_in(), seen="submitted", by=world.cast.editor, reason="Sai số")
    with django_assert_num_queries(6):
        assert len(home_of(world.officer).tasks) == 2

    for number in range(4):
        plan = PlanFactory(code=f"them-{number}", locality=world.cast.province, issued=True)
        annex = world.plan.annexes.get()
        annex.pk, annex.plan = None, plan
        annex.save()
        RowFactory(annex=annex, locality=world.cast.district)
        for half in (world.first, world.second):
            half.pk, half.plan = None, plan
            half.save()

    colleague = UserFactory(officer=True, locality=world.cast.district)

    # Plans with their localities; rows of their tables; periods; reports; extensions; returns.
    with django_assert_num_queries(6):
        assert len(home_of(colleague).tasks) == 10
