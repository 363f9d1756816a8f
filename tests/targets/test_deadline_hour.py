"""The deadline hour at a small size: officers who enter and hand in at once lose nothing; and what the bench would say
if they did."""

from collections import deque

import pytest

from targets.models import Result, ResultChange, Submission, SubmissionStep
from tests.bench.hour_checks import Hour, faults_of
from tests.bench.officers import Answer, Province, serve, through_the_doors, work_off
from tests.targets.threads import in_threads

OFFICERS, CONTESTED, CELLS, REQUESTS = 10, 3, 20, 5


@pytest.mark.django_db(transaction=True)
def test_officers_who_report_at_once_lose_nothing(shared_database):
    province = Province(40, OFFICERS, contested=CONTESTED)
    period = province.month(1)
    shared_database()

    officers = province.officers(period)
    hour = Hour(period, officers, serve(officers, through_the_doors, threads=4))

    assert in_threads(lambda: faults_of(hour), refusals=()) == [[]]
    assert in_threads(Result.objects.count, ResultChange.objects.count, refusals=()) == [OFFICERS * CELLS] * 2
    assert in_threads(SubmissionStep.objects.count, refusals=()) == [OFFICERS]
    # Of two officers of one place one wins each request.
    assert len(officers) == OFFICERS + CONTESTED
    assert sum(bool(answer.refusal) for answer in hour.answers) == CONTESTED * REQUESTS


@pytest.fixture
def hour(db):
    """An hour that went well, of one officer alone and two who share a report."""
    province = Province(40, 2, contested=1)
    period = province.month(1)
    officers = province.officers(period)
    return Hour(period, officers, list(work_off(deque((officer, 0) for officer in officers), through_the_doors)))


def test_refusals_are_named(hour):
    refusals = [answer.refusal for answer in hour.answers if answer.refusal]

    assert faults_of(hour) == []
    assert {sentence for refusal in refusals[:4] for sentence in refusal.split("; ")} == {"Ô đã được người khác sửa."}
    assert refusals[4:] == ["Báo cáo vừa được người khác chuyển sang “đã nộp”. Hãy xem lại."]


def lose_a_figure(_hour) -> None:
    Result.objects.order_by("pk").last().delete()


def change_a_figure(_hour) -> None:
    row = Result.objects.order_by("pk").last()
    Result.objects.filter(pk=row.pk).update(value=row.value + 100)


def lose_history(_hour) -> None:
    ResultChange.objects.order_by("pk").last().delete()


def double_history(_hour) -> None:
    row = ResultChange.objects.order_by("pk").last()
    row.pk = None
    row.save(force_insert=True)


def double_a_step(_hour) -> None:
    row = SubmissionStep.objects.order_by("pk").last()
    row.pk = None
    row._state.adding = True
    row.save()


def reopen(_hour) -> None:
    Submission.objects.filter(pk=Submission.objects.order_by("pk").last().pk).update(state="open")


def save_for_both(hour) -> None:
    refused = next(answer for answer in hour.answers if answer.refusal)
    taken = next(answer for answer in hour.answers if answer.saved and answer.locality_id == refused.locality_id)
    hour.answers[hour.answers.index(refused)] = refused._replace(refusal="", saved=taken.saved)


def break_down(hour) -> None:
    hour.answers.append(Answer("can-bo", 1, 0, 1, error="OperationalError: database is locked"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        pytest.param(lose_a_figure, "Có 39 số liệu, đúng ra là 40", id="figure-lost"),
        pytest.param(change_a_figure, "1 ô mang giá trị khác với giá trị đã báo là ghi xong", id="figure-changed"),
        pytest.param(lose_history, "1 ô không có dòng lịch sử của lần ghi", id="history-lost"),
        pytest.param(double_history, "1 dòng lịch sử thừa", id="history-doubled"),
        pytest.param(double_a_step, "3 bước xử lý, đúng ra mỗi báo cáo một bước nộp (2)", id="step-doubled"),
        pytest.param(reopen, "1 báo cáo đã nộp, đúng ra là 2", id="not-handed-in"),
        pytest.param(save_for_both, "5 ô báo là đã ghi cho hai người", id="two-winners"),
        pytest.param(
            break_down, "1 yêu cầu hỏng vì lỗi không có tên: OperationalError: database is locked", id="broken"
        ),
    ],
)
def test_bench_names_what_went_wrong(hour, spoil, sentence):
    spoil(hour)

    assert sentence in faults_of(hour)


def test_bench_names_a_sum_that_is_wrong(hour):
    row = Result.objects.order_by("pk").last()
    told = sum(value for (_place, indicator), value, _name in hour.told if indicator == row.indicator_id)

    change_a_figure(hour)

    assert f"Chỉ tiêu {row.indicator_id}: tổng là {told + 100}, đúng ra là {told}" in faults_of(hour)
