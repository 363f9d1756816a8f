"""Results of a reporting period rolled up over places and periods, against the targets. Data in, plain data out.

`Figures` does the arithmetic, as for targets: a result is a figure of one of two scopes, in the period or cumulative
since the beginning of the reporting year.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.db.models import Count, Q, QuerySet, Sum

from core.figures import Amount, Comparator, add
from core.scope import is_within
from localities.models import Locality
from plans.models import Plan
from reports.figures import Figures, Measure, load_figures, used_children
from reports.judging import Judgement, judge
from reports.last_year import LastYear, load_last_year
from reports.rollups import ColumnInfo, Rollup, annex_rollup, plan_rollup, row_paths
from targets.chains import chain, tiles
from targets.enums import ResultState, RollUp
from targets.models import Annex, Indicator, Period, Result, Submission
from targets.reporting import candidates, existing

# Take the place of a period's id in a `Measure`: no row has them.
IN_PERIOD, CUMULATIVE = -1, -2


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
    inside = tuple(tiles(period, periods)) or (period,)
    until = tuple(part for link in chain(period, periods) for part in (tiles(link, periods) or (link,)))
    return Span(period, inside, until)


@dataclass(frozen=True)
class Coverage:
    """On whose reports a total rests: those `expected`, in order; `missing` did not hand in every report of the period,
    `missing_before` of the periods before it; `waiting`: reports that nobody accepted yet."""

    expected: tuple[Locality, ...]
    missing: tuple[Locality, ...]
    missing_before: tuple[Locality, ...]
    waiting: int

    @property
    def reported(self) -> int:
        return len(self.expected) - len(self.missing)

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.missing_before


@dataclass(frozen=True, slots=True)
class Achieved:
    """One figure of the results: what was asked, done in the period, done so far, and at this date last year.

    `silent`: places of a total that have handed in a report without this figure.
    """

    target: Amount | None
    result: Amount | None
    cumulative: Amount | None
    last_year: Amount | None
    judgement: Judgement | None
    silent: int = 0


@dataclass(frozen=True, slots=True)
class ResultLine:
    locality: Locality
    cells: tuple[Achieved, ...]


@dataclass(frozen=True)
class ResultRollup:
    """Localities x columns as in `Rollup`, each cell `Achieved`; `total` None in an extract (`targets.top`)."""

    plan: Plan
    annex: Annex | None
    span: Span
    targets: Rollup
    columns: tuple[ColumnInfo, ...]
    lines: tuple[ResultLine, ...]
    total: tuple[Achieved, ...] | None
    coverage: Coverage
    has_last_year: bool


def roll_up_results(plan: Plan, period: Period, annex: Annex | None = None, *, top: str = "") -> ResultRollup:
    """The results of `period` (with its plan) for an annex or, without one, for every target of the plan.

    A constant number of queries. Rule (counted-reports): reports that were handed in and not sent back.
    """
    span = span_of(period, list(plan.periods.all()))
    paths = row_paths([annex]) if annex else []
    figures = load_figures(plan, paths, top=top)
    targets = annex_rollup(figures, annex) if annex else plan_rollup(figures)
    found = load_results(span, figures)
    places = [line.locality.path for line in targets.lines]
    before = load_last_year(plan, period, [plan.locality.path, *places], top=top)
    return _Roller(span, figures, found, targets, before).rollup()


@dataclass(frozen=True)
class FoundResults:
    """`figures`: results under the scopes; `silent`: {(path, indicator id, facility id)} reported without a figure.
    `handed_in`: {period id: {locality id}}; `waiting`: reports of the period that nobody accepted yet."""

    figures: Figures
    silent: frozenset[tuple[str, int, int | None]]
    handed_in: Mapping[int, set[int]]
    waiting: int


def load_results(span: Span, figures: Figures) -> FoundResults:
    """Read the results of a span in at most four queries."""
    paths: dict[int, str] = {}
    handed_in: dict[int, set[int]] = {part.pk: set() for part in span.until}
    waiting, inside = 0, {part.pk for part in span.inside}
    rows = Submission.objects.counted().filter(period__in=span.until, locality__path__startswith=figures.top)
    for period, place, path, state in rows.order_by().values_list("period", "locality", "locality__path", "state"):
        handed_in[period].add(place)
        paths[place] = path
        waiting += state == "submitted" and period in inside
    doubtful = _doubtful(span, figures)
    stated, silent = _stated(span, figures, paths, handed_in, doubtful)
    children = used_children(stated, figures.catalogue)
    split: dict[tuple, list[int]] = {}
    for place, measure in stated:
        if measure.facility_id is not None:
            split.setdefault((place, measure.indicator_id, measure.period_id), []).append(measure.facility_id)
    own = Figures(figures.plan, stated, figures.catalogue, children, figures.facilities, split, figures.top)
    return FoundResults(own, silent, handed_in, waiting)


def _counted(periods: Iterable[Period], top: str) -> QuerySet[Result]:
    submissions = Submission.objects.counted().filter(period__in=list(periods))
    if top:
        submissions = submissions.filter(locality__path__startswith=top)
    return Result.objects.filter(submission__in=submissions.order_by().values("pk")).order_by()


def _doubtful(span: Span, figures: Figures) -> dict[tuple[int, int, int | None], str]:
    """{(locality id, indicator id, facility id): state or "estimate"} of what the period has no firm figure for."""
    rows = _counted(span.inside, figures.top).filter(Q(value=None) | Q(is_estimate=True))
    names = ("submission__locality_id", "indicator_id", "facility_id", "state", "is_estimate")
    return {row[:3]: "estimate" if row[4] else row[3] for row in rows.values_list(*names)}


def _stated(span: Span, figures: Figures, paths: Mapping, handed_in: Mapping, doubtful: Mapping) -> tuple[dict, frozenset]:
    """{(path, Measure): Amount} of both scopes, and what was left without a figure."""
    stated: dict[tuple[str, Measure], Amount] = {}
    measure_of, amount_of = cache(Measure), cache(_amount)
    rules = {pk: (one.over_periods, one.decimals) for pk, one in figures.catalogue.items()}
    stale = _stale(span, figures, handed_in, rules)
    for place, indicator, facility, until, inside, last, estimates in _sums(span, figures.top):
        over, decimals = rules[indicator]
        is_estimate = doubtful.get((place, indicator, facility)) == "estimate"
        if over != RollUp.SUM:
            inside = last
            until = last if over == RollUp.LAST or span.is_first else None
            estimates = is_estimate
        path = paths[place]
        if inside is not None:
            stated[path, measure_of(indicator, facility, IN_PERIOD)] = amount_of(inside, is_estimate, decimals)
        if until is not None:
            stated[path, measure_of(indicator, facility, CUMULATIVE)] = amount_of(until, estimates > 0, decimals)
    for (place, indicator, facility), value in stale.items():
        key = paths[place], measure_of(indicator, facility, CUMULATIVE)
        stated.setdefault(key, amount_of(value, False, rules[indicator][1]))
    silent = frozenset((paths[key[0]], *key[1:]) for key, why in doubtful.items() if why == ResultState.NOT_REPORTED)
    return stated, silent


def _amount(value: int, is_estimate: bool, decimals: int) -> Amount:
    return Amount(value, None, Comparator.ESTIMATE if is_estimate else Comparator.EXACTLY, decimals)


def _sums(span: Span, top: str) -> Iterable[tuple]:
    """(locality id, indicator id, facility id, sum until, sum inside, value of the last period, number of estimates)."""
    rows = _counted(span.until, top).values_list("submission__locality_id", "indicator_id", "facility_id")
    rows = rows.annotate(until=Sum("value"))
    if span.is_first and len(span.inside) == 1:
        rows = rows.annotate(estimates=Count("pk", filter=Q(is_estimate=True)))
        return ((*row[:4], row[3], row[3], row[4]) for row in rows)
    inside = Q(submission__period__in=[part.pk for part in span.inside])
    last = Q(submission__period=span.last.pk)
    rows = rows.annotate(inside=Sum("value", filter=inside))
    if len(span.inside) > 1:
        rows = rows.annotate(last=Sum("value", filter=last), estimates=Count("pk", filter=Q(is_estimate=True)))
        return rows
    rows = rows.annotate(estimates=Count("pk", filter=Q(is_estimate=True)))
    return ((*row[:5], row[4], row[5]) for row in rows)


def _stale(span: Span, figures: Figures, handed_in: Mapping, rules: Mapping) -> dict[tuple, int]:
    """Rule (stock-last): of a stock the last reported value counts; {(locality id, indicator id, facility id): value}
    of places that have not handed in the last report, from the newest that they did."""
    earlier = [part for part in span.until if part.pk != span.last.pk]
    absent = set().union(*(handed_in[part.pk] for part in earlier)) - handed_in[span.last.pk] if earlier else set()
    if not absent:
        return {}
    stocks = [pk for pk, (over, _) in rules.items() if over == RollUp.LAST]
    order = {part.pk: place for place, part in enumerate(span.until)}
    rows = _counted(earlier, figures.top).filter(
        submission__locality__in=absent, indicator__in=stocks, value__isnull=False
    )
    names = ("submission__period_id", "submission__locality_id", "indicator_id", "facility_id", "value")
    newest = sorted(rows.values_list(*names), key=lambda row: order[row[0]])
    return {row[1:4]: row[4] for row in newest}


class _Roller:
    """Joins targets and results of the same lines and columns."""

    def __init__(
        self, span: Span, figures: Figures, found: FoundResults, targets: Rollup, before: LastYear
    ) -> None:
        self.span, self.figures, self.found, self.targets, self.before = span, figures, found, targets, before
        self.results = found.figures

    def rollup(self) -> ResultRollup:
        columns = [replace(column, measure=column.measure._replace(period_id=None)) for column in self.targets.columns]
        lines = tuple(self._line(index, columns) for index in range(len(self.targets.lines)))
        total = None if self.figures.top else tuple(self._total(i, column, lines) for i, column in enumerate(columns))
        return ResultRollup(
            plan=self.figures.plan,
            annex=self.targets.annex,
            span=self.span,
            targets=self.targets,
            columns=tuple(columns),
            lines=lines,
            total=total,
            coverage=self._coverage(),
            has_last_year=self.before.is_known,
        )

    def _line(self, index: int, columns: Sequence[ColumnInfo]) -> ResultLine:
        line = self.targets.lines[index]
        path = line.locality.path
        cells = tuple(
            self._achieved(column, target, self._value(path, column, IN_PERIOD), self._value(path, column, CUMULATIVE), path)
            for column, target in zip(columns, line.values, strict=True)
        )
        return ResultLine(line.locality, cells)

    def _achieved(self, column: ColumnInfo, target, result, cumulative, path: str, silent: int = 0) -> Achieved:
        last_year = self.before.value(path, column.measure) if self.before.is_known else None
        indicator = self.figures.catalogue[column.measure.indicator_id]
        judgement = judge(target, cumulative, last_year, is_change=indicator.is_change) if target else None
        return Achieved(target, result, cumulative, last_year, judgement, silent)

    def _value(self, path: str, column: ColumnInfo, scope: int) -> Amount | None:
        return value_at(self.results, path, column.measure, scope)

    def _total(self, index: int, column: ColumnInfo, lines: Sequence[ResultLine]) -> Achieved:
        """Rule (no-more-than-parts): the whole is the sum of the places that reported, never more."""
        result, cumulative = (
            total_of(self.results, [line.locality.path for line in lines], column.measure, scope, parts)
            for scope, parts in (
                (IN_PERIOD, [line.cells[index].result for line in lines]),
                (CUMULATIVE, [line.cells[index].cumulative for line in lines]),
            )
        )
        declared, total = self.targets.declared[index], self.targets.total[index]
        target = declared if declared is not None else total
        indicator, facility, _period = column.measure
        silent = sum((line.locality.path, indicator, facility) in self.found.silent for line in lines)
        return self._achieved(column, target, result, cumulative, self.figures.plan.locality.path, silent)

    def _coverage(self) -> Coverage:
        expected = existing(candidates(self.figures.plan), self.span.period)
        expected = [place for place in expected if is_within(place.path, self.figures.top)]
        inside = {part.pk for part in self.span.inside}
        missing = [place for place in expected if self._lacks(place, inside)]
        before = {part.pk for part in self.span.until} - inside
        absent = [place for place in expected if place not in missing and self._lacks(place, before)]
        return Coverage(tuple(expected), tuple(missing), tuple(absent), self.found.waiting)

    def _lacks(self, place: Locality, periods: set[int]) -> bool:
        return any(place.pk not in self.found.handed_in[period] for period in periods)


def value_at(results: Figures, path: str, measure: Measure, scope: int) -> Amount | None:
    """The result at one place: computed from its parts, a ratio from numerator and denominator where both are known."""
    indicator = results.catalogue[measure.indicator_id]
    if _is_recomputed(indicator):
        parts = _ratio_parts(indicator, measure, lambda part: value_at(results, path, part, scope))
        if parts is not None:
            return ratio(*parts, indicator.decimals)
    return results.at(path, measure._replace(period_id=scope))


def total_of(
    results: Figures, paths: Sequence[str], measure: Measure, scope: int, values: Sequence[Amount | None]
) -> Amount | None:
    """Rule (results-over-places): what adds over places is added; a ratio is made anew from the sums of its parts;
    anything else has a total only where the plan's own locality reported one."""
    indicator = results.catalogue[measure.indicator_id]
    if indicator.is_additive:
        total = add(values)
        return total if total is not None else results.at(results.plan.locality.path, measure._replace(period_id=scope))
    if indicator.over_places == RollUp.RATIO:
        parts = _ratio_parts(indicator, measure, _summing(results, paths, scope))
        return None if parts is None else ratio(*parts, indicator.decimals)
    return results.at(results.plan.locality.path, measure._replace(period_id=scope))


def _summing(results: Figures, paths: Sequence[str], scope: int) -> Callable[[Measure], Amount | None]:
    return lambda part: add(results.at(path, part._replace(period_id=scope)) for path in paths)


def _is_recomputed(indicator: Indicator) -> bool:
    return RollUp.RATIO in (indicator.over_places, indicator.over_periods)


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
    return _amount(value, is_estimate, decimals)


@dataclass(frozen=True)
class PeriodNotFound(Exception):
    """There is no such reporting period; the message offers what there is."""

    message: str

    def __str__(self) -> str:
        return self.message


