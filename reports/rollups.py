"""Roll-ups: localities against what the plan assigned. Data in, plain data out; used by page, command and paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from os.path import commonprefix

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import CHANGES, Amount, Comparator, add, scaled
from core.scope import is_within
from localities.models import Facility, Locality
from plans.models import Plan
from reports.figures import Figures, Measure, load_figures
from targets.enums import Axis
from targets.models import Annex, Column, Indicator, Row
from targets.reporting import ReportLine


class GapKind(TextChoices):
    """The name of the difference between what was assigned and what the localities add up to."""

    MATCHED = "matched", gettext_lazy("khớp")
    WITHIN = "within", gettext_lazy("trong mức giao")
    UNALLOCATED = "unallocated", gettext_lazy("chưa phân bổ")
    OVER = "over", gettext_lazy("vượt")
    MISMATCH = "mismatch", gettext_lazy("không khớp")


@dataclass(frozen=True, slots=True)
class Gap:
    """`value` in the units of `Amount`: positive is still to be allocated, negative is too much."""

    kind: GapKind
    value: int
    decimals: int = 0

    @property
    def number(self) -> Decimal | int | None:
        return scaled(self.value, self.decimals)

    @property
    def text(self) -> str:
        """Its size, to stand beside its name: "200"; "" for none."""
        return Amount(abs(self.value), decimals=self.decimals).format() if self.value else ""


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A figure column: `path` are the header labels above it, from the top."""

    key: str
    label: str
    path: tuple[str, ...]
    unit: str
    measure: Measure
    suffix: str = ""
    decimals: int = 0
    is_additive: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        """The labels above it, the highest first."""
        *above, _own = self.path
        return tuple(above)


@dataclass(frozen=True, slots=True)
class Line:
    """One locality: a value for each column, and what the plan states where that differs."""

    locality: Locality
    values: tuple[Amount | None, ...]
    stated: tuple[Amount | None, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Two figures of the plan that should be equal and are not: `where` in words, the stated and the computed one."""

    where: str
    stated: Amount
    computed: Amount
    suffix: str = ""

    @property
    def stated_text(self) -> str:
        return self.stated.format(suffix=self.suffix)

    @property
    def computed_text(self) -> str:
        return self.computed.format(suffix=self.suffix)


@dataclass(frozen=True, slots=True)
class Rollup:
    """Localities x columns with their totals.

    `total`: the sum of the lines, None where nothing is there to sum or the indicator is not summed. `declared`: what
    the plan assigned for the whole, else what its bottom line declares. `gap`: what is still to be allocated, named.
    All in the order of `columns`. An extract (`top` is its path) has none of the three: the whole is not its own.
    """

    plan: Plan
    annex: Annex | None
    columns: tuple[ColumnInfo, ...]
    lines: tuple[Line, ...]
    total: tuple[Amount | None, ...]
    declared: tuple[Amount | None, ...]
    gap: tuple[Gap | None, ...]
    findings: tuple[Finding, ...]
    top: str = ""


def roll_up(plan: Plan, annex: Annex | None = None, *, top: str = "") -> Rollup:
    """The roll-up of an annex or, without one, of every target of the plan. A constant number of queries."""
    if annex is None:
        return plan_rollup(load_figures(plan, top=top))
    return annex_rollup(load_figures(plan, row_paths([annex]), top=top), annex)


def row_paths(annexes: Sequence[Annex]) -> list[str]:
    return [row.locality.path for annex in annexes for row in annex.rows.all() if row.locality_id]


def shown_rows(annex: Annex, top: str) -> list[Row]:
    """The rows of an annex of which figures below `top` can be shown; all of them for the whole.

    Lines of a list are about the whole: under the mark of an extract their figures would pass for those of its place.
    """
    if not top:
        return list(annex.rows.all())
    if annex.axis == Axis.LIST:
        return []
    return [row for row in annex.rows.all() if row.locality_id and is_within(row.locality.path, top)]


def annex_rollup(figures: Figures, annex: Annex) -> Rollup:
    """Rule (rows-as-printed): the lines are the annex's own rows in its own order; a list is rolled up by its lines."""
    if annex.axis == Axis.LIST:
        columns = list_columns(annex, figures)
        return _rollup(figures, annex, columns, _localities(figures), {})
    columns = figure_columns(annex, figures)
    localities = [row.locality for row in shown_rows(annex, figures.top) if row.locality_id]
    printed = {
        column.key: Amount(column.declared_total, decimals=figures.catalogue[column.indicator_id].decimals)
        for column in annex.columns.all()
        if column.indicator_id and column.declared_total is not None
    }
    return _rollup(figures, annex, columns, localities, printed)


def plan_rollup(figures: Figures) -> Rollup:
    """Every target of the plan as a column, every locality that has one as a line."""
    columns = [_measure_column(figures, measure) for measure in figures.measures()]
    return _rollup(figures, None, columns, _localities(figures), {})


def figure_columns(annex: Annex, figures: Figures) -> list[ColumnInfo]:
    """The figure columns of a locality annex, in order, with the labels of the groups above each."""
    by_id = {column.pk: column for column in annex.columns.all()}
    return [
        _column_info(column.key, header_path(column, by_id), _measure(column), figures)
        for column in by_id.values()
        if column.indicator_id
    ]


def list_columns(annex: Annex, figures: Figures) -> list[ColumnInfo]:
    """The lines of a list annex that name an indicator, each as a column of its roll-up."""
    period = next((column.period_id for column in annex.columns.all() if column.period_id), None)
    return [
        _column_info(
            measure_key(row.indicator, row.facility),
            (row.text,),
            Measure(row.indicator_id, row.facility_id, period),
            figures,
        )
        for row in annex.rows.all()
        if row.indicator_id
    ]


def _measure(column: Column | Row) -> Measure:
    return Measure(column.indicator_id, column.facility_id, getattr(column, "period_id", None))


def header_path(column: Column, by_id: dict[int, Column]) -> tuple[str, ...]:
    """The labels of the groups above a column, from the top, and its own."""
    chain: list[Column] = []
    node: Column | None = column
    # Two groups changed in one form can be put into each other before either is saved.
    while node is not None and node not in chain:
        chain.append(node)
        node = by_id.get(node.parent_id)
    return tuple(link.label for link in reversed(chain))


def common_headings(columns: Iterable[ColumnInfo | ReportLine]) -> int:
    """How many headings stand above every one of the columns: they repeat the title of the table. None of one alone."""
    paths = [column.headings for column in columns]
    return len(commonprefix(paths)) if len(paths) > 1 else 0


def _column_info(key: str, path: tuple[str, ...], measure: Measure, figures: Figures) -> ColumnInfo:
    indicator = figures.catalogue[measure.indicator_id]
    suffix, decimals = indicator.suffix, indicator.decimals
    return ColumnInfo(key, path[-1], path, indicator.unit, measure, suffix, decimals, indicator.is_additive)


def _measure_column(figures: Figures, measure: Measure) -> ColumnInfo:
    indicator, facility = figures.catalogue[measure.indicator_id], figures.facilities.get(measure.facility_id)
    path = (indicator.name,) if facility is None else (indicator.name, facility.name)
    return _column_info(measure_key(indicator, facility), path, measure, figures)


def measure_key(indicator: Indicator, facility: Facility | None) -> str:
    """ "compulsory", or in one facility "compulsory.co-so-1"."""
    return indicator.code if facility is None else f"{indicator.code}.{facility.code}"


def _localities(figures: Figures) -> list[Locality]:
    return list(Locality.objects.filter(path__in=figures.places()))


def _rollup(figures, annex, columns, localities, printed) -> Rollup:
    lines = tuple(_line(figures, locality, columns) for locality in localities)
    checks = [_check(figures, column, index, lines, printed) for index, column in enumerate(columns)]
    return Rollup(
        plan=figures.plan,
        annex=annex,
        columns=tuple(columns),
        lines=lines,
        total=tuple(check.total for check in checks),
        declared=tuple(check.declared for check in checks),
        gap=tuple(check.gap for check in checks),
        findings=(*_line_findings(columns, lines), *(finding for check in checks for finding in check.findings)),
        top=figures.top,
    )


def _line(figures: Figures, locality: Locality, columns: Sequence[ColumnInfo]) -> Line:
    return Line(
        locality,
        tuple(figures.at(locality.path, column.measure) for column in columns),
        tuple(figures.stated.get((locality.path, column.measure)) for column in columns),
    )


def _line_findings(columns: Sequence[ColumnInfo], lines: Sequence[Line]):
    for line in lines:
        for column, value, stated in zip(columns, line.values, line.stated, strict=True):
            if value is not stated and value is not None and stated is not None and not agree(stated, value):
                yield Finding(f"{line.locality.name}, {' › '.join(column.path)}", stated, value, column.suffix)


@dataclass(frozen=True, slots=True)
class _Check:
    total: Amount | None
    declared: Amount | None
    gap: Gap | None
    findings: tuple[Finding, ...]


def _check(figures: Figures, column: ColumnInfo, index: int, lines: Sequence[Line], printed: dict) -> _Check:
    if figures.top:
        return _Check(None, None, None, ())
    own = figures.plan.locality.path
    assigned = figures.stated.get((own, column.measure))
    parts = figures.computed(own, column.measure)
    total = _total(figures, column, index, lines)
    candidates = (assigned, figures.at(own, column.measure), printed.get(column.key))
    declared = next((amount for amount in candidates if amount is not None), None)
    findings = []
    bottom = printed.get(column.key)
    if bottom is not None and total is not None and not agree(bottom, total):
        findings.append(Finding(_("Dòng tổng, %s") % " › ".join(column.path), bottom, total, column.suffix))
    if assigned is not None and parts is not None and not agree(assigned, parts):
        findings.append(Finding(_("Mức giao chung, %s") % " › ".join(column.path), assigned, parts, column.suffix))
    gap = _gap(figures, column, declared, total, lines)
    return _Check(total, declared, gap, tuple(findings))


def _total(figures: Figures, column: ColumnInfo, index: int, lines: Sequence[Line]) -> Amount | None:
    """Rule (no-sum-of-ratios): only what adds over places has a total."""
    if not figures.catalogue[column.measure.indicator_id].is_additive:
        return None
    return add(line.values[index] for line in lines)


def agree(stated: Amount, parts: Amount) -> bool:
    """A minimum of 850 agrees with parts that add up to 850: the parts state the number, the text its meaning."""
    return (stated.value, stated.upper) == (parts.value, parts.upper)


def _gap(figures: Figures, column: ColumnInfo, declared, total, lines: Sequence[Line]) -> Gap | None:
    if declared is None or declared.value is None or declared.comparator in CHANGES:
        return None
    if not figures.catalogue[column.measure.indicator_id].is_additive:
        return None
    if total is None:
        return gap_between(declared, Amount(0, decimals=declared.decimals)) if _shared(figures, column) else None
    if column.measure.period_id is not None:
        difference = declared.value - (total.value or 0)
        return Gap(GapKind.MISMATCH if difference else GapKind.MATCHED, difference, declared.decimals)
    return gap_between(declared, total)


def _shared(figures: Figures, column: ColumnInfo) -> bool:
    """Whether the plan allocates this tree of indicators to localities at all; else nothing is "unallocated".

    A column of one facility asks about that facility alone: a plan may name the facility for the whole only.
    """
    family, facility = figures.family(column.measure), column.measure.facility_id
    return any(
        indicator_id in family and (facility is None or facility_id == facility)
        for indicator_id, facility_id in figures.allocated
    )


def gap_between(declared: Amount, total: Amount) -> Gap:
    """Rule (gap): below the assigned figure's lower bound is unallocated, above its upper bound is over.

    A minimum has no upper bound and a maximum no lower one; inside the bounds the gap is 0.
    """
    low, high = _bounds(declared)
    most = total.value if total.upper is None else total.upper
    if low is not None and total.value < low:
        return Gap(GapKind.UNALLOCATED, low - total.value, declared.decimals)
    if high is not None and most > high:
        return Gap(GapKind.OVER, high - most, declared.decimals)
    exact = declared.comparator == Comparator.EXACTLY
    return Gap(GapKind.MATCHED if exact else GapKind.WITHIN, 0, declared.decimals)


def _bounds(declared: Amount) -> tuple[int | None, int | None]:
    """(lowest, highest) figure that keeps what was assigned; "trên 90" begins one unit above, figures being whole."""
    one_sided = {
        Comparator.AT_LEAST: (declared.value, None),
        Comparator.MORE_THAN: (declared.value + 1, None),
        Comparator.AT_MOST: (None, declared.value),
        Comparator.LESS_THAN: (None, declared.value - 1),
    }
    two_sided = (declared.value, declared.value if declared.upper is None else declared.upper)
    return one_sided.get(declared.comparator, two_sided)
