"""The results of a reporting period as figures, read with a constant number of queries and folded once.

What is folded are bare integers; a figure becomes an `Amount` where it is asked for. A province has ten thousand of
them, and an object for each would take longer than the database needs to add them up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Q, QuerySet, Sum

from core.figures import Amount, Comparator, add
from core.scope import within
from plans.models import Plan
from reports.figures import Measure
from reports.result_folding import Folding, Sums
from targets.chains import chain, typed_parts
from targets.enums import COUNTED_STATES, ResultState, RollUp, SubmissionState
from targets.models import Indicator, Period, Result, Submission


class Scope(IntEnum):
    """Which result: that of the period itself, or of the reporting year up to its end."""

    IN_PERIOD = 0
    CUMULATIVE = 1


@dataclass(frozen=True)
class Span:
    """The periods whose reports make up the figures of one: `inside` it, and `until` its end from the year's start."""

    period: Period
    inside: tuple[Period, ...]
    until: tuple[Period, ...]

    @property
    def last(self) -> Period:
        return self.inside[-1]

    @property
    def is_first(self) -> bool:
        """Nothing was reported before it, so that cumulative figures are those of the period."""
        return self.inside == self.until


def span_of(period: Period, periods: Sequence[Period]) -> Span:
    """Rule (periods-once): a period that shorter ones fill exactly is the sum of their reports; cumulative figures come
    from the chain of periods that leads back to the start of the reporting year without gap or overlap."""
    until = tuple(part for link in chain(period, periods) for part in typed_parts(link, periods))
    return Span(period, tuple(typed_parts(period, periods)), until)


@dataclass(frozen=True)
class ResultFigures:
    """Results of a plan, folded. `sums`: {path: {(indicator id, facility id): Sums}}.

    `silent`: {(path, indicator id, facility id)} reported without a figure, but explained; it holds for sums above too.
    `handed_in`: {period id: {locality id}}; `waiting`: reports of the period that nobody accepted yet.
    """

    plan: Plan
    span: Span
    catalogue: Mapping[int, Indicator]
    sums: Mapping[str, Mapping[tuple[int, int | None], Sums]]
    silent: frozenset[tuple[str, int, int | None]]
    handed_in: Mapping[int, set[int]]
    waiting: int

    def at(self, path: str, measure: Measure, scope: Scope) -> Amount | None:
        """The result at one place: computed from its parts, a ratio made anew from numerator and denominator where both
        are known."""
        indicator = self.catalogue[measure.indicator_id]
        if RollUp.RATIO in (indicator.over_places, indicator.over_periods):
            parts = _ratio_parts(indicator, measure, lambda part: self._plain(path, part, scope))
            if parts is not None:
                return ratio(*parts, indicator.decimals)
        return self._plain(path, measure, scope)

    def whole(self, paths: Sequence[str], measure: Measure, scope: Scope) -> Amount | None:
        """Rule (results-over-places): what adds over places is added; a ratio is made anew from the sums of its parts;
        anything else has a whole only where the plan's own locality reported one. Never more than the parts say."""
        indicator = self.catalogue[measure.indicator_id]
        if indicator.is_additive:
            total = self._added(paths, measure, scope)
            return self.at(self.plan.locality.path, measure, scope) if total is None else total
        if indicator.over_places == RollUp.RATIO:
            parts = _ratio_parts(indicator, measure, lambda part: self._added(paths, part, scope))
            return None if parts is None else ratio(*parts, indicator.decimals)
        return self._plain(self.plan.locality.path, measure, scope)

    def places(self) -> list[str]:
        """Paths of the localities below the plan's own that reported, in path order."""
        return sorted(path for path in self.sums if path != self.plan.locality.path)

    def _added(self, paths: Sequence[str], measure: Measure, scope: Scope) -> Amount | None:
        return add(self.at(path, measure, scope) for path in paths)

    def _plain(self, path: str, measure: Measure, scope: Scope) -> Amount | None:
        found = self.sums.get(path, {}).get(measure[:2])
        value = None if found is None else found[scope]
        if value is None:
            return None
        kind = Comparator.ESTIMATE if found.estimated[scope] else Comparator.EXACTLY
        return Amount(value, None, kind, self.catalogue[measure.indicator_id].decimals)


def load_results(plan: Plan, span: Span, catalogue: Mapping[int, Indicator], *, top: str = "") -> ResultFigures:
    """Read the results of a span below `top` in at most six queries.

    Rule (counted-reports): reports that were handed in and not sent back.
    """
    return _Loader(plan, span, catalogue, top).load()


class _Loader:
    def __init__(self, plan: Plan, span: Span, catalogue: Mapping[int, Indicator], top: str) -> None:
        self.plan, self.span, self.catalogue, self.top = plan, span, catalogue, top
        self.paths: dict[int, str] = {}
        self.handed_in: dict[int, set[int]] = {part.pk: set() for part in span.until}
        self.inside = {part.pk for part in span.inside}

    def load(self) -> ResultFigures:
        waiting = self._read_submissions()
        folding = Folding(self.catalogue)
        folding.put(self._figures())
        return ResultFigures(
            plan=self.plan,
            span=self.span,
            catalogue=self.catalogue,
            sums=folding.folded(),
            silent=self._silent(),
            handed_in=self.handed_in,
            waiting=waiting,
        )

    def _read_submissions(self) -> int:
        """Who handed in what; returns how many reports of the period wait for acceptance."""
        waiting = 0
        rows = Submission.objects.counted().filter(within(self.top, "locality__path"), period__in=self.span.until)
        names = ("period_id", "locality_id", "locality__path", "state")
        for period, place, path, state in rows.order_by().values_list(*names):
            self.handed_in[period].add(place)
            self.paths[place] = path
            waiting += state == SubmissionState.SUBMITTED and period in self.inside
        return waiting

    def _counted(self, periods: Iterable[Period]) -> QuerySet[Result]:
        rows = Result.objects.filter(
            within(self.top, "submission__locality__path"),
            submission__period__in=[period.pk for period in periods],
            submission__state__in=COUNTED_STATES,
        )
        return rows.order_by()

    def _figures(self) -> Iterator[tuple[str, tuple[int, int | None], Sums]]:
        """(path of the locality, (indicator id, facility id), sums), each rolled up over periods by its own rule.

        Rule (over-periods): a flow adds; of a stock or a stated ratio the last report counts; what may not be added
        has no cumulative figure as soon as there are two periods.
        """
        rules = {pk: indicator.over_periods for pk, indicator in self.catalogue.items()}
        added = {pk for pk, over in rules.items() if over == RollUp.SUM}
        kept = {pk for pk, over in rules.items() if over == RollUp.LAST or len(self.span.until) == 1}
        estimates, paths = self._estimates(), self.paths
        blank: set[tuple[int, int, int | None]] = set()
        for place, indicator, facility, until, inside, last in self._grouped():
            of_sum, of_last = estimates.get((place, indicator, facility), _FIRM) if estimates else _FIRM
            if indicator in added:
                sums = _made((_whole(inside), _whole(until), of_sum))
            elif last is None and until is not None and rules[indicator] == RollUp.LAST:
                blank.add((place, indicator, facility))
                continue
            else:
                value = _whole(last)
                sums = _made((value, value if indicator in kept else None, of_last))
            yield paths[place], (indicator, facility), sums
        yield from self._stale(blank)

    def _grouped(self) -> Iterable[tuple]:
        """(locality, indicator, facility: ids; sum until, sum inside, value of the last period)."""
        rows = self._counted(self.span.until).values_list("submission__locality_id", "indicator_id", "facility_id")
        last = _PlainSum("value", filter=Q(submission__period=self.span.last.pk))
        if len(self.span.until) == 1:
            return ((*row, row[3], row[3]) for row in rows.annotate(until=_PlainSum("value")))
        if len(self.span.inside) == 1:
            return ((*row, row[4]) for row in rows.annotate(until=_PlainSum("value"), last=last))
        inside = _PlainSum("value", filter=Q(submission__period__in=self.inside))
        return rows.annotate(until=_PlainSum("value"), inside=inside, last=last)

    def _estimates(self) -> dict[tuple, "_Flags"]:
        """{(locality, indicator, facility): what is an estimate}."""
        found: dict[tuple, _Flags] = {}
        rows = self._counted(self.span.until).filter(is_estimate=True)
        names = ("submission__locality_id", "indicator_id", "facility_id", "submission__period_id")
        for *key, period in rows.values_list(*names):
            (inside, _until), (last, _last) = found.get(tuple(key), _FIRM)
            last = last or period == self.span.last.pk
            found[tuple(key)] = (inside or period in self.inside, True), (last, last)
        return found

    def _silent(self) -> frozenset[tuple[str, int, int | None]]:
        """What was handed in without a figure, of a stock in the last report; with every sum that it belongs to."""
        rows = self._counted(self.span.until).filter(state=ResultState.NOT_REPORTED)
        names = ("submission__locality_id", "indicator_id", "facility_id", "submission__period_id")
        found = set()
        for place, indicator, facility, period in rows.values_list(*names):
            is_added = self.catalogue[indicator].over_periods == RollUp.SUM
            if is_added or period == self.span.last.pk:
                for pk in (indicator, *self._sums_of(indicator)):
                    found |= {(self.paths[place], pk, facility), (self.paths[place], pk, None)}
        return frozenset(found)

    def _sums_of(self, indicator: int) -> Iterator[int]:
        """Ids of the indicators that it sums into, the nearest first."""
        parent = self.catalogue.get(self.catalogue[indicator].parent_id)
        while parent is not None and parent.sums_children:
            yield parent.pk
            parent = self.catalogue.get(parent.parent_id)

    def _stale(self, blank: set[tuple[int, int, int | None]]) -> Iterator[tuple[str, tuple[int, int | None], Sums]]:
        """Rule (stock-last): of a stock the newest reported value counts, also where the last report is missing or was
        handed in without it; not where that says that it does not apply."""
        if not blank:
            return
        order = {part.pk: place for place, part in enumerate(self.span.until)}
        rows = self._counted(self.span.until).filter(indicator__in={key[1] for key in blank})
        keys = ("submission__locality_id", "indicator_id", "facility_id")
        none = set(
            rows.filter(submission__period=self.span.last.pk, state=ResultState.NOT_APPLICABLE).values_list(*keys)
        )
        known = rows.filter(submission__locality__in={key[0] for key in blank}, value__isnull=False)
        newest = {}
        figures = known.values_list("submission__period_id", "value", "is_estimate", *keys)
        for period, value, is_estimate, *key in sorted(figures, key=lambda row: order[row[0]]):
            newest[tuple(key)] = _from_one(value, is_estimate, period in self.inside)
        for key in blank - none:
            yield self.paths[key[0]], key[1:], newest[key]


def _from_one(value: int, is_estimate: bool, is_inside: bool) -> Sums:
    return Sums(value if is_inside else None, value, (is_estimate and is_inside, is_estimate))


# Whether (result, cumulative) are estimates: where reports are added, and where the last one counts.
_Flags = tuple[tuple[bool, bool], tuple[bool, bool]]
_FIRM: _Flags = ((False, False), (False, False))
_made = Sums._make


class _PlainSum(Sum):
    """A sum as the database gives it. Django would look at each figure of each row on its way, which takes a tenth of
    the time of the query; `_whole` does so where the figure is used."""

    def get_db_converters(self, connection: Any) -> list:
        return []


def _whole(value: Any) -> int | None:
    """PostgreSQL adds big integers up to a decimal number."""
    return value if value is None else int(value)


def _ratio_parts(
    indicator: Indicator, measure: Measure, read: Callable[[Measure], Amount | None]
) -> tuple[Amount, Amount] | None:
    """Numerator and denominator, None where one of them is not known or there is nothing to divide by."""
    parts = [read(measure._replace(indicator_id=pk)) for pk in (indicator.numerator_id, indicator.denominator_id)]
    if any(part is None or part.value is None for part in parts) or not parts[1].value:
        return None
    return parts[0], parts[1]


def ratio(numerator: Amount, denominator: Amount, decimals: int) -> Amount:
    """100 x numerator / denominator in units of 10^-`decimals` percent, rounded half up once; an estimate of parts is
    an estimate."""
    scale = 100 * 10 ** (decimals + denominator.decimals)
    divisor = denominator.value * 10**numerator.decimals
    value = (2 * numerator.value * scale + divisor) // (2 * divisor)
    is_estimate = Comparator.ESTIMATE in (numerator.comparator, denominator.comparator)
    return Amount(value, None, Comparator.ESTIMATE if is_estimate else Comparator.EXACTLY, decimals)
