"""The deadline hour: 300 officers each enter 20 figures and hand in their report at the same time; of 30 reports two
officers each hold a copy with other figures. Nothing may be lost or doubled, else the run ends here, with a sentence.

The requests pass the real doors (`save_results` in batches of five cells, then `submit`), served as README recommends:
three processes of four threads, each with a connection of its own. All officers send their first batch in the same
moment and the next one when the last is answered, so 330 requests always wait for twelve threads.

SQLite has one writer at a time. With its own way of waiting this hour did not end (config/sqlite/base.py says why), so
our writers queue on a file: each of at most twelve waits for some short transactions before it, and the other requests
wait in the server's queue, which has no limit. An error without a name ends the run.

The floor is the same hour with a bare upsert of each batch: no right, no lock, no comparison, no history, no checks.
The temporary PostgreSQL server does not wait for its disk; a real one does, at each commit of both.
"""

import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from django.db import connections, transaction

from targets.enums import SubmissionState
from targets.models import Period, Result, Submission
from tests.bench.hour_checks import Hour, faults_of
from tests.bench.measure import Line, compared
from tests.bench.officers import PATIENCE, Act, Answer, Batch, Officer, Province, serve, through_the_doors

OFFICERS, CONTESTED = 300, 30
PROCESSES, THREADS = 3, 4
ROUNDS = 2  # of A B


def lines(rounds: int = ROUNDS) -> Iterator[Line]:
    province = Province(50, OFFICERS, contested=CONTESTED)
    size = f"{OFFICERS} × {len(province.indicators)} ô, {PROCESSES} × {THREADS} luồng"
    ours, bare, refused = _Times(), _Times(), 0
    for number in range(1, 2 * rounds, 2):
        hour = _hour(province, province.month(number))
        ours.add(hour.answers)
        refused += sum(bool(answer.refusal) for answer in hour.answers)
        bare.add(_bare_hour(province, province.month(number + 1)))
    yield _rate("Giờ chót, báo cáo mỗi giây", size, ours, bare, OFFICERS)
    yield _rate("Giờ chót, số liệu mỗi giây", size, ours, bare, OFFICERS * len(province.indicators))
    yield compared("Giờ chót, một lần gửi, 95%", size, (_nearly_all(ours.requests), _nearly_all(bare.requests)))
    yield compared("Giờ chót, cả báo cáo, 95%", size, (_nearly_all(ours.officers), _nearly_all(bare.officers)))
    yield Line("Giờ chót, số liệu mất hoặc ghi hai lần", size, "0", "", f"{refused} từ chối có lý do", "0", True)


class _Times:
    """Milliseconds of each request from a free thread to the answer, and of each officer from the moment when all begin
    to the last answer; seconds of each hour."""

    def __init__(self) -> None:
        self.requests: list[float] = []
        self.officers: list[float] = []
        self.hours: list[float] = []

    def add(self, answers: Sequence[Answer]) -> None:
        start = min(answer.began for answer in answers)
        last = {answer.username: 0.0 for answer in answers}
        for answer in answers:
            last[answer.username] = max(last[answer.username], answer.ended)
        self.requests += [1000 * answer.seconds for answer in answers]
        self.officers += [1000 * (ended - start) for ended in last.values()]
        self.hours.append(max(last.values()) - start)

    def rate(self, count: int) -> float:
        return count / statistics.median(self.hours)


def _rate(what: str, size: str, ours: _Times, bare: _Times, count: int) -> Line:
    rates = [times.rate(count) for times in (ours, bare)]
    return Line(what, size, *(f"{rate:.1f}" for rate in rates), f"× {rates[0] / rates[1]:.2f}", "", None)


def _nearly_all(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def _hour(province: Province, period: Period) -> Hour:
    officers = province.officers(period)
    hour = Hour(period, officers, _served(officers, through_the_doors))
    if faults := faults_of(hour):
        sys.exit("Giờ chót không đạt:\n" + "\n".join(f"- {fault}" for fault in faults))
    return hour


# The floor


@dataclass(frozen=True)
class _Bare:
    """Writes what an officer has on paper into reports that are there already."""

    reports: dict[int, int]  # locality id: report id

    def __call__(self, officer: Officer, number: int) -> Batch:
        report = self.reports[officer.locality.pk]
        with transaction.atomic():
            if number == len(officer.batches):
                Submission.objects.filter(pk=report).update(state=SubmissionState.SUBMITTED)
                return ()
            Result.objects.bulk_create(
                [Result(submission_id=report, indicator_id=pk, value=value) for pk, value in officer.batches[number]],
                update_conflicts=True,
                unique_fields=["submission", "indicator", "facility_key"],
                update_fields=["state", "value", "is_estimate", "note"],
            )
        return officer.batches[number]


def _bare_hour(province: Province, period: Period) -> list[Answer]:
    reports = Submission.objects.bulk_create(Submission(period=period, locality=place) for place in province.places)
    answers = _served(province.officers(period), _Bare({report.locality_id: report.pk for report in reports}))
    if errors := {answer.error for answer in answers if answer.error}:
        sys.exit("Giờ chót không đo được: " + "; ".join(sorted(errors)))
    return answers


# Processes


def _served(officers: Sequence[Officer], act: Act) -> list[Answer]:
    """By all processes, which begin together; two officers of one place are served by different ones."""
    connections.close_all()  # a process that is forked off must not share one
    context = get_context("fork")
    gate = context.Barrier(PROCESSES, timeout=PATIENCE)
    shares = [officers[first::PROCESSES] for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, context, initializer=_begin_at, initargs=(gate.wait,)) as pool:
        return [answer for answers in pool.map(_serve, shares, [act] * PROCESSES) for answer in answers]


_begin: Callable[[], object]


def _begin_at(gate: Callable[[], object]) -> None:
    """A barrier reaches a process only while it is made."""
    global _begin
    _begin = gate


def _serve(officers: Sequence[Officer], act: Act) -> list[Answer]:
    return serve(officers, act, threads=THREADS, begin=_begin)
