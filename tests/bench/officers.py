"""Officers who enter their reports and hand them in at the same hour, and the server that answers them."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import NamedTuple

from django.db import connection

from accounts.enums import Role
from accounts.models import User
from core.figures import Amount
from localities.models import Locality
from targets.enums import Channel, SubmissionState
from targets.models import Period
from targets.reporting import candidates, report_lines
from targets.results import Part, ResultEdit, ResultsRefused, save_results
from targets.submissions import StepRefused, submit
from tests.bench.plans import make_plan, wide_figures
from tests.bench.results import month

FAMILIES = 4  # sums of five cells each
CELLS_A_BATCH = 5
PATIENCE = 60  # seconds until all workers must be ready

Batch = tuple[tuple[int, int], ...]  # (indicator id, value) of each cell


@dataclass(frozen=True)
class Officer:
    """Somebody with the report of a locality on paper: a request for each batch, the last one hands the report in."""

    user: User
    period: Period
    locality: Locality
    batches: tuple[Batch, ...]

    @property
    def requests(self) -> int:
        return len(self.batches) + 1


class Answer(NamedTuple):
    """What became of one request. `saved`: the cells of which the officer was told that they are saved."""

    username: str
    locality_id: int
    began: float
    ended: float
    saved: Batch = ()
    refusal: str = ""
    error: str = ""

    @property
    def seconds(self) -> float:
        return self.ended - self.began


Act = Callable[[Officer, int], Batch]


class Province:
    """A plan on which `size` communes report 20 figures; of the first `contested` two officers each have the report,
    with other figures in every cell."""

    def __init__(self, number: int, size: int, *, contested: int) -> None:
        self.plan = make_plan(number, size, wide_figures(FAMILIES))
        self.indicators = [line.indicator.pk for line in report_lines(self.plan) if not line.is_sum]
        self.places = candidates(self.plan)
        self.contested = self.places[:contested]
        self.users = self._users("can-bo", self.places)
        self.colleagues = self._users("dong-nghiep", self.contested)

    def month(self, number: int) -> Period:
        return month(self.plan, number)

    def officers(self, period: Period) -> list[Officer]:
        """Two of one place stand next to each other."""
        order = {place.pk: index for index, place in enumerate(self.places)}
        found = [
            Officer(user, period, user.locality, self._batches(order[user.locality_id], more))
            for more, users in enumerate([self.users, self.colleagues])
            for user in users
        ]
        return sorted(found, key=lambda officer: order[officer.locality.pk])

    def _users(self, name: str, places: Sequence[Locality]) -> list[User]:
        users = [User(username=f"{name}-{place.code}", role=Role.OFFICER, locality=place) for place in places]
        return User.objects.bulk_create(users)

    def _batches(self, place: int, more: int) -> tuple[Batch, ...]:
        """Never more than ten times the target, which would have to be explained."""
        cells = [(pk, (place * 7 + index * 3) % 9 + more) for index, pk in enumerate(self.indicators)]
        return tuple(tuple(cells[start : start + CELLS_A_BATCH]) for start in range(0, len(cells), CELLS_A_BATCH))


# The server


def through_the_doors(officer: Officer, number: int) -> Batch:
    """A request as the pages take it: a batch of cells that were blank on the screen, or the step after the last."""
    common = {"period": officer.period, "locality": officer.locality, "by": officer.user}
    if number == len(officer.batches):
        submit(**common, seen=SubmissionState.OPEN)
        return ()
    batch = officer.batches[number]
    edits = [ResultEdit(indicator, figure=Part(None, Amount(value))) for indicator, value in batch]
    save_results(**common, edits=edits, channel=Channel.GRID)
    return batch


def serve(
    officers: Sequence[Officer], act: Act, *, threads: int, begin: Callable[[], object] | None = None
) -> list[Answer]:
    """One process of the server: its threads, each with a connection of its own, take requests in the order in which
    they come; an officer sends the next one when the last is answered. `begin` is called when all are ready."""
    waiting = deque((officer, 0) for officer in officers)
    gate = Barrier(threads, action=begin, timeout=PATIENCE)
    with ThreadPoolExecutor(threads) as pool:
        workers = [pool.submit(_worker, waiting, act, gate) for _thread in range(threads)]
        return [answer for worker in workers for answer in worker.result()]


def _worker(waiting: deque, act: Act, gate: Barrier) -> list[Answer]:
    try:
        connection.ensure_connection()
        gate.wait()
        return list(work_off(waiting, act))
    finally:
        connection.close()


def work_off(waiting: deque, act: Act) -> Iterator[Answer]:
    """Answer requests until none is left that nobody else is about to answer."""
    while True:
        try:
            officer, number = waiting.popleft()
        except IndexError:
            return
        yield _answer(officer, partial(act, officer, number))
        if number + 1 < officer.requests:
            waiting.append((officer, number + 1))


def _answer(officer: Officer, work: Callable[[], Batch]) -> Answer:
    began, found = time.perf_counter(), {}
    try:
        found["saved"] = work()
    except (ResultsRefused, StepRefused) as refused:
        found["refusal"] = str(refused)
    # Whatever else comes up is what the hour must never show anybody: kept, and told in the end.
    except Exception as error:
        found["error"] = f"{type(error).__name__}: {error}"
    return Answer(officer.user.username, officer.locality.pk, began, time.perf_counter(), **found)
