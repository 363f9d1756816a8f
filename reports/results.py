"""Results of a reporting period rolled up over places, against the targets. Data in, plain data out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.figures import Amount
from core.scope import is_within
from localities.models import Facility, Locality
from plans.models import Plan
from reports.figures import Figures, load_figures
from reports.judging import Judgement, judge
from reports.last_year import LastYear, load_last_year
from reports.result_figures import ResultFigures, Scope, Span, load_results, span_of
from reports.rollups import ColumnInfo, Line, Rollup, annex_rollup, common_headings, measure_key, plan_rollup, row_paths
from targets.models import Annex, Period
from targets.reporting import candidates, existing


@dataclass(frozen=True)
class Coverage:
    """On whose reports a total rests: those `expected`, in order; `missing` did not hand in every report of the period,
    `missing_before` of the periods before it; `everybody` reports for one of them all. `waiting`: reports that nobody
    accepted yet."""

    expected: tuple[Locality, ...]
    missing: tuple[Locality, ...]
    missing_before: tuple[Locality, ...]
    everybody: tuple[Locality, ...]
    waiting: int

    @property
    def reported(self) -> int:
        return len(self.expected) - len(self.missing)

    @property
    def complete(self) -> int:
        """How many of `everybody` have handed in all that the cumulative figures rest on."""
        return len(self.everybody) - len({*self.missing, *self.missing_before})

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.missing_before


@dataclass(frozen=True, slots=True)
class Achieved:
    """One figure of the results: what was asked, done in the period, done so far, and at this date last year.

    `silent`: places (itself, or those of a total) that have handed in a report without this figure or one of its parts.
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
    """Localities x columns as in `Rollup`, each cell `Achieved`; `total` None in an extract (`targets.top`).

    `codes`: the indicator and facility of each column as text names them ("compulsory.co-so-1"); `sums`: places of the
    columns that others add up to.
    """

    plan: Plan
    annex: Annex | None
    span: Span
    targets: Rollup
    columns: tuple[ColumnInfo, ...]
    codes: tuple[str, ...]
    sums: frozenset[int]
    lines: tuple[ResultLine, ...]
    total: tuple[Achieved, ...] | None
    coverage: Coverage
    has_last_year: bool


def roll_up_results(plan: Plan, period: Period, annexes: Sequence[Annex] = (), *, top: str = "") -> list[ResultRollup]:
    """The results of `period` (with its plan) for each of the annexes or, without any, for every target of the plan.

    A constant number of queries, however many annexes. Rule (counted-reports): reports that were handed in and not sent
    back.
    """
    figures = load_figures(plan, row_paths(annexes), top=top)
    span = span_of(period, list(plan.periods.all()))
    results = load_results(plan, span, figures.catalogue, top=top)
    before = load_last_year(plan, period, figures.catalogue)
    coverage = _coverage(results, top)
    targets = [annex_rollup(figures, annex) for annex in annexes] or [plan_rollup(figures)]
    # Also those for which no target is set.
    named = {column.measure.facility_id for each in targets for column in each.columns} - {None}
    facilities = Facility.objects.in_bulk(named)
    return [_Roller(figures, results, each, before, facilities).rollup(coverage) for each in targets]


def _coverage(results: ResultFigures, top: str) -> Coverage:
    span = results.span
    places = [place for place in candidates(results.plan) if is_within(place.path, top)]
    before = [part for part in span.until if part not in span.inside]
    return Coverage(
        expected=tuple(_who(places, span.inside)),
        missing=tuple(_who(places, span.inside, results)),
        missing_before=tuple(_who(places, before, results)),
        everybody=tuple(_who(places, span.until)),
        waiting=results.waiting,
    )


def _who(places: Sequence[Locality], periods: Iterable[Period], without: ResultFigures | None = None) -> list[Locality]:
    """Those who report for one of the periods, at the end of which they exist (rule existing-reporters); with `without`
    those whose report of one of them is not among these results."""
    found = set()
    for period in periods:
        handed_in = without.handed_in[period.pk] if without else ()
        found |= {place.pk for place in existing(places, period) if place.pk not in handed_in}
    return [place for place in places if place.pk in found]


def below_root(columns: Sequence[ColumnInfo]) -> list[ColumnInfo]:
    """The columns without the headings that stand above every one of them: they repeat the title of the table."""
    root = common_headings(columns)
    return [replace(column, path=tuple(islice(column.path, root, None))) for column in columns]


class _Roller:
    """Joins targets and results of the same lines and columns."""

    def __init__(
        self,
        figures: Figures,
        results: ResultFigures,
        targets: Rollup,
        before: LastYear,
        facilities: Mapping[int, Facility],
    ) -> None:
        self.figures, self.results, self.targets, self.before = figures, results, targets, before
        self.facilities = facilities
        self.span = results.span
        # A column that itself shows results has no target to be judged by.
        self.places = [place for place, column in enumerate(targets.columns) if column.measure.period_id is None]
        self.columns = tuple(targets.columns[place] for place in self.places)

    def rollup(self, coverage: Coverage) -> ResultRollup:
        lines = tuple(self._line(line) for line in self.targets.lines)
        total = None if self.figures.top else tuple(self._total(index, lines) for index in range(len(self.columns)))
        return ResultRollup(
            plan=self.figures.plan,
            annex=self.targets.annex,
            span=self.span,
            targets=self.targets,
            columns=self.columns,
            codes=tuple(self._code(column) for column in self.columns),
            sums=frozenset(place for place, column in enumerate(self.columns) if self._is_sum(column)),
            lines=lines,
            total=total,
            coverage=coverage,
            has_last_year=self.before.is_known,
        )

    def _is_sum(self, column: ColumnInfo) -> bool:
        return self.figures.catalogue[column.measure.indicator_id].sums_children

    def _code(self, column: ColumnInfo) -> str:
        indicator, facility, _period = column.measure
        return measure_key(self.figures.catalogue[indicator], self.facilities.get(facility))

    def _line(self, line: Line) -> ResultLine:
        path, read = line.locality.path, self.results.at
        return ResultLine(
            line.locality,
            tuple(
                self._achieved(
                    column,
                    line.values[place],
                    read(path, column.measure, Scope.IN_PERIOD),
                    read(path, column.measure, Scope.CUMULATIVE),
                    path,
                    silent=self._silent([path], column),
                )
                for place, column in zip(self.places, self.columns, strict=True)
            ),
        )

    def _achieved(self, column: ColumnInfo, target, result, cumulative, path: str, silent: int = 0) -> Achieved:
        last_year = self.before.value(path, column.measure) if self.before.is_known else None
        indicator = self.figures.catalogue[column.measure.indicator_id]
        judgement = judge(target, cumulative, last_year, is_change=indicator.is_change) if target else None
        return Achieved(target, result, cumulative, last_year, judgement, silent)

    def _total(self, index: int, lines: Sequence[ResultLine]) -> Achieved:
        """Rule (no-more-than-parts): the whole is the sum of the places that reported, never more."""
        column, place = self.columns[index], self.places[index]
        paths = [line.locality.path for line in lines]
        result, cumulative = (self.results.whole(paths, column.measure, scope) for scope in Scope)
        declared, total = self.targets.declared[place], self.targets.total[place]
        target = declared if declared is not None else total
        silent = self._silent(paths, column)
        return self._achieved(column, target, result, cumulative, self.figures.plan.locality.path, silent)

    def _silent(self, paths: Sequence[str], column: ColumnInfo) -> int:
        if not self.results.silent:
            return 0
        indicator, facility, _period = column.measure
        return sum((path, indicator, facility) in self.results.silent for path in paths)
