"""The board of a plan: where the report of each locality stands for each period. Constant queries, plain data."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import format_date
from core.numbers import format_number
from localities.models import Locality
from plans.enums import PlanState
from plans.models import Plan
from targets.chains import reported
from targets.deadlines import Standing, last_day, standing
from targets.enums import SubmissionState
from targets.models import Extension, Period, Submission
from targets.reporting import as_of as day_of
from targets.reporting import candidates, exists_on

TONES = {
    Standing.NOT_YET_DUE: "muted",
    Standing.DUE: "info",
    Standing.OVERDUE: "bad",
    Standing.SUBMITTED: "warn",
    Standing.LATE: "warn",
    Standing.RETURNED: "bad",
    Standing.ACCEPTED: "ok",
}
HANDED_IN = {Standing.SUBMITTED, Standing.LATE, Standing.ACCEPTED}


class Handed(NamedTuple):
    """What is stored of a report: its state and the first time that it was handed in."""

    state: str = SubmissionState.OPEN
    first_submitted_at: datetime.datetime | None = None


@dataclass(frozen=True)
class BoardCell:
    """One locality in one period. `standing` is None where the locality does not exist at the end of the period.

    `days_late`: how many days after its last day the report was handed in, or has been missing until now; 0 once it
    can no longer come, because its period or plan is closed.
    """

    period: Period
    locality: Locality
    standing: Standing | None
    state: str = SubmissionState.OPEN
    days_late: int = 0
    until: datetime.date | None = None

    @property
    def tone(self) -> str:
        return TONES[self.standing]

    @property
    def is_waiting(self) -> bool:
        """Whether it was handed in and nobody has judged it yet."""
        return self.state == SubmissionState.SUBMITTED

    @property
    def lateness(self) -> str:
        """ "nộp trễ 2 ngày" of a report that is there, "quá hạn 2 ngày" of one that is not; "" in time."""
        if not self.days_late:
            return ""
        text = _("quá hạn %s ngày") if self.standing == Standing.OVERDUE else _("nộp trễ %s ngày")
        return text % format_number(self.days_late)

    @property
    def note(self) -> str:
        """The small print under the standing, which does not say again what the standing says."""
        if self.days_late and self.standing in (Standing.OVERDUE, Standing.LATE):
            return _("%s ngày") % format_number(self.days_late)
        return self.lateness

    @property
    def extension(self) -> str:
        return _("gia hạn đến hết %s") % format_date(self.until) if self.until else ""

    @property
    def absence(self) -> str:
        """Why nothing is reported here."""
        return _("%(place)s không có trong kỳ “%(period)s”.") % {
            "place": self.locality.name,
            "period": self.period.name,
        }


@dataclass(frozen=True)
class BoardHead:
    """One period with the number of reports by standing; `expected`: localities that exist at its end."""

    period: Period
    counts: Mapping[Standing, int]

    @property
    def expected(self) -> int:
        return sum(self.counts.values())

    @property
    def handed_in(self) -> int:
        return sum(self.counts.get(one, 0) for one in HANDED_IN)

    @property
    def left(self) -> int:
        return self.expected - self.handed_in

    @property
    def overdue(self) -> int:
        return self.counts.get(Standing.OVERDUE, 0)

    @property
    def waiting(self) -> int:
        return self.counts.get(Standing.SUBMITTED, 0) + self.counts.get(Standing.LATE, 0)

    @property
    def tallies(self) -> list[tuple[Standing, str, int]]:
        """(standing, tone, count) of the standings that occur, in their order."""
        return [(one, TONES[one], self.counts[one]) for one in Standing if self.counts.get(one)]

    @property
    def coverage(self) -> str:
        """ "91/98 địa bàn đã nộp": what every total of the period rests on."""
        return _("%(handed_in)s/%(expected)s địa bàn đã nộp") % {
            "handed_in": self.handed_in,
            "expected": self.expected,
        }


@dataclass(frozen=True)
class BoardLine:
    locality: Locality
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True)
class Board:
    """Localities × periods. `computed`: periods that nobody reports on, because they are made of shorter ones."""

    plan: Plan
    heads: tuple[BoardHead, ...]
    lines: tuple[BoardLine, ...]
    computed: tuple[Period, ...] = ()
    extensions: tuple[Extension, ...] = field(default=(), repr=False)

    def column(self, period: Period) -> list[BoardCell]:
        """The cells of one period, in the order of the localities; without those that do not exist."""
        cells = (cell for line in self.lines for cell in line.cells)
        return [cell for cell in cells if cell.period.pk == period.pk and cell.standing is not None]

    def narrowed(self, wants_period: Callable[[Period], bool], wants_line: Callable[[BoardLine], bool]) -> "Board":
        """The same board with some periods and some localities; the heads still count every locality."""
        lines = (
            replace(line, cells=tuple(cell for cell in line.cells if wants_period(cell.period))) for line in self.lines
        )
        return replace(
            self,
            heads=tuple(head for head in self.heads if wants_period(head.period)),
            lines=tuple(line for line in lines if wants_line(line)),
            extensions=tuple(given for given in self.extensions if wants_period(given.period)),
        )


def board_of(plan: Plan, *, now: datetime.datetime | None = None) -> Board:
    """The board of a plan as it stands. At most seven queries, whatever its size: the lines of the annexes (without
    them: the targets' localities), periods, reports, extensions."""
    now = now or timezone.now()
    periods = periods_of(plan)
    asked = reported(periods)
    places, stored, granted = candidates(plan), _stored(plan), _granted(plan, periods)
    until = {(given.period_id, given.locality_id): given.until for given in granted}

    def cell(period: Period, place: Locality) -> BoardCell:
        key = (period.pk, place.pk)
        return _cell(period, place, stored.get(key, Handed()), until.get(key), now)

    lines = tuple(BoardLine(place, tuple(cell(period, place) for period in asked)) for place in places)
    return Board(
        plan=plan,
        heads=tuple(BoardHead(period, _counts(period, lines)) for period in asked),
        lines=lines,
        computed=tuple(period for period in periods if period not in asked),
        extensions=tuple(granted),
    )


def cell_of(submission: Submission, *, now: datetime.datetime | None = None) -> BoardCell:
    """The cell of one report by itself; one query, for more time."""
    period, place = submission.period, submission.locality
    granted = Extension.objects.filter(period=period, locality=place).order_by("pk").values_list("until", flat=True)
    handed = Handed(submission.state, submission.first_submitted_at)
    return _cell(period, place, handed, granted.last(), now or timezone.now())


def periods_of(plan: Plan) -> list[Period]:
    """The periods that are reported on or computed, by time; those that only hold earlier figures are left out."""
    rows = Period.objects.filter(plan=plan).select_related("closed_by").order_by()
    periods = [period for period in rows if not period.is_baseline]
    for period in periods:
        period.plan = plan
    return sorted(periods, key=lambda one: (one.ends_on, one.starts_on, one.code))


def _stored(plan: Plan) -> dict[tuple[int, int], Handed]:
    rows = Submission.objects.filter(period__plan=plan).order_by()
    rows = rows.values_list("period_id", "locality_id", "state", "first_submitted_at")
    return {(period, locality): Handed(state, moment) for period, locality, state, moment in rows}


def _granted(plan: Plan, periods: Iterable[Period]) -> list[Extension]:
    """All extensions, oldest first: the newest one of a locality counts."""
    by_id = {period.pk: period for period in periods}
    rows = Extension.objects.filter(period__in=by_id).select_related("locality", "granted_by").order_by("pk")
    found = list(rows)
    for given in found:
        given.period = by_id[given.period_id]
    return found


def _cell(
    period: Period, place: Locality, handed: Handed, until: datetime.date | None, now: datetime.datetime
) -> BoardCell:
    if not exists_on(place, day_of(period)):
        return BoardCell(period, place, None)
    found = standing(period, state=handed.state, first_submitted_at=handed.first_submitted_at, until=until, now=now)
    moment = _awaited(period, now) if found == Standing.OVERDUE else handed.first_submitted_at
    return BoardCell(period, place, found, handed.state, _days_late(moment, period, until), until)


def _awaited(period: Period, now: datetime.datetime) -> datetime.datetime | None:
    """Until when a missing report is late: what no report can end any more is not counted in days."""
    return None if period.is_closed or period.plan.state == PlanState.CLOSED else now


def _days_late(moment: datetime.datetime | None, period: Period, until: datetime.date | None) -> int:
    """Days between the last day in time and the day of `moment` in Vietnam; 0 in time."""
    last = last_day(period, until)
    return max(0, (timezone.localdate(moment) - last).days) if moment and last else 0


def _counts(period: Period, lines: Sequence[BoardLine]) -> dict[Standing, int]:
    counts: dict[Standing, int] = {}
    for line in lines:
        for cell in line.cells:
            if cell.period is period and cell.standing is not None:
                counts[cell.standing] = counts.get(cell.standing, 0) + 1
    return counts
