"""The same period a year before: of the plan of the same locality, or of those that passed into it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.figures import Amount, add
from core.scope import within
from localities.models import Succession
from plans.enums import PlanKind
from plans.models import Plan
from reports.figures import Measure
from reports.result_figures import ResultFigures, Scope, load_results, span_of
from targets.models import Indicator, Period

_FEBRUARY = 2


@dataclass(frozen=True)
class LastYear:
    """`sources`: the results of each plan; `before`: {path: paths of the localities that passed into it}; `own`: the
    path of the plan that asks: its whole is the whole of every source."""

    own: str
    sources: Sequence[ResultFigures]
    before: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return bool(self.sources)

    def value(self, path: str, measure: Measure) -> Amount | None:
        """The cumulative figure at this date last year. Rule (merged-history): what was several places is their sum;
        what does not add stays unknown."""
        if path == self.own:
            wholes = [source.whole(source.places(), measure, Scope.CUMULATIVE) for source in self.sources]
            return wholes[0] if len(wholes) == 1 else self._sum(wholes, measure)
        own = self._first(path, measure)
        return (
            own
            if own is not None
            else self._sum([self._first(each, measure) for each in self.before.get(path, [])], measure)
        )

    def _sum(self, parts: list[Amount | None], measure: Measure) -> Amount | None:
        """A place of which nothing is known leaves the whole unknown: a part must not pass for it."""
        is_additive = self.sources[0].catalogue[measure.indicator_id].is_additive
        return add(parts) if is_additive and None not in parts else None

    def _first(self, path: str, measure: Measure) -> Amount | None:
        found = (source.at(path, measure, Scope.CUMULATIVE) for source in self.sources)
        return next((amount for amount in found if amount is not None), None)


def load_last_year(plan: Plan, period: Period, catalogue: Mapping[int, Indicator]) -> LastYear:
    """What last year's plans of the locality and of its predecessors say at the same date: three queries, and those of
    `load_results` for each such plan that has the period."""
    before, homes = _predecessors(plan)
    plans = Plan.objects.filter(kind=PlanKind.ANNUAL, year=plan.year - 1, locality__in=homes)
    sources = []
    for earlier in plans.select_related("locality").prefetch_related("periods").order_by("code"):
        periods = list(earlier.periods.all())
        same = next((each for each in periods if is_same_date(each, period)), None)
        if same is not None:
            sources.append(load_results(earlier, span_of(same, periods), catalogue))
    return LastYear(plan.locality.path, sources, before)


def is_same_date(earlier: Period, period: Period) -> bool:
    """Whether a period lies a year before another: same kind, same days of the year; the end of February is one day."""
    if earlier.kind != period.kind or earlier.is_baseline:
        return False
    pairs = [(earlier.starts_on, period.starts_on), (earlier.ends_on, period.ends_on)]
    return all(before.year + 1 == now.year and _day(before) == _day(now) for before, now in pairs)


def _day(date: datetime.date) -> tuple[int, int]:
    is_last_of_february = date.month == _FEBRUARY and (date + datetime.timedelta(days=1)).month != _FEBRUARY
    return (date.month, 28 if is_last_of_february else date.day)


def _predecessors(plan: Plan) -> tuple[dict[str, list[str]], set[int]]:
    """{path of a locality of the plan: paths of those that passed into it}, and ids of the plan's own and of those."""
    rows = Succession.objects.filter(within(plan.locality.path, "successor__path")).order_by("pk")
    before: dict[str, list[str]] = {}
    homes = {plan.locality_id}
    names = ("successor_id", "successor__path", "predecessor_id", "predecessor__path")
    for successor, path, predecessor, earlier in rows.values_list(*names):
        before.setdefault(path, []).append(earlier)
        homes |= {predecessor} if successor == plan.locality_id else set()
    return before, homes
