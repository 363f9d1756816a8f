"""What the total of a column can be shared by, as plain data: bases, floors, ceilings. Nothing here writes.

Figures are integers in units of 10^-decimals of the column's indicator; rows are named by their ids.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from core.figures import CHANGES, Amount, Comparator, scaled
from core.numbers import format_number
from core.scope import within
from localities.models import Facility, Succession
from plans.enums import PlanKind
from plans.models import Plan
from reports.figures import Figures, Measure, load_figures
from reports.lookup import NotFound
from reports.rollups import ColumnInfo, annex_rollup, figure_columns, row_paths
from targets.enums import Axis, RollUp
from targets.models import Annex, Column, Indicator, Period, Row

EQUAL, TYPED = "equal", "typed"
LAST_TARGET, LAST_RESULT = "last-target", "last-result"
REGISTERED, LAST_REGISTERED = "registered", "last-registered"
REGISTERED_CODE = "registered-persons"
PERSONS = {"người", "bệnh nhân"}  # units that take up the capacity of a facility; episodes do not


@dataclass(frozen=True, slots=True)
class Base:
    """What the total is shared by. `values` {row id: weight}; None where the page sends them or none are needed.

    `column` is the column of the annex whose figures on the screen are the weights.
    """

    key: str
    label: str
    values: Mapping[int, int] | None = None
    column: Column | None = None
    decimals: int = 0
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A row: the figure stored now, and what its locality has achieved already in the year of the plan."""

    row_id: int
    name: str
    current: Amount | None
    achieved: int
    decimals: int

    @property
    def current_text(self) -> str:
        return "" if self.current is None else self.current.format()

    @property
    def achieved_text(self) -> str:
        return figure_text(self.achieved, self.decimals)


@dataclass(frozen=True)
class Sheet:
    """Everything that the form shows of one column. `taken`: what other columns assign to the same facility."""

    column_id: int
    info: ColumnInfo
    places: list[Place]
    bases: list[Base]
    assigned: Amount | None
    facility: Facility | None
    taken: int

    @property
    def decimals(self) -> int:
        return self.info.decimals

    @property
    def path(self) -> str:
        return " › ".join(self.info.path)

    @property
    def has_figures(self) -> bool:
        """Whether any base rests on figures; else there are equal and typed shares only."""
        return any(base.key not in {EQUAL, TYPED} for base in self.bases)

    @property
    def capacity(self) -> int | None:
        is_bound = self.facility is not None and self.facility.capacity is not None and self.info.unit in PERSONS
        return self.facility.capacity * 10**self.decimals if is_bound else None

    @property
    def capacity_text(self) -> str:
        return "" if self.capacity is None else figure_text(self.capacity, self.decimals)

    @property
    def total_text(self) -> str:
        """The number that is offered for sharing: of a minimum, maximum or range the first one; "" for none."""
        return figure_text(self.assigned.value, self.decimals) if is_level(self.assigned) else ""

    @property
    def assigned_text(self) -> str:
        return "" if self.assigned is None else self.assigned.format(suffix=self.info.suffix)

    @property
    def is_exact(self) -> bool:
        return self.assigned is not None and self.assigned.comparator == Comparator.EXACTLY


def is_level(amount: Amount | None) -> bool:
    """Whether it says how many; a change ("giảm 10%") and "not applicable" do not."""
    return amount is not None and amount.value is not None and amount.comparator not in CHANGES


def figure_text(value: int, decimals: int) -> str:
    return format_number(scaled(value, decimals))


# Reading


def load_sheet(annex: Annex, column_id: str) -> Sheet:
    """The sheet of one column, in a number of queries that does not grow with the rows.

    Raises `NotFound` where the annex is no table of localities, or the column holds no targets that add up.
    """
    if annex.axis != Axis.LOCALITIES:
        raise NotFound(_("Chỉ phân bổ được trong phụ lục theo địa bàn."))
    figures = load_figures(annex.plan, row_paths([annex]), every_period=True)
    columns = [column for column in annex.columns.all() if column.indicator_id]
    column = next((each for each in columns if str(each.pk) == column_id), None)
    if column is None or column.period_id is not None or not figures.catalogue[column.indicator_id].is_additive:
        raise NotFound(_("Cột này không có chỉ tiêu để phân bổ."))
    return _Reader(annex, figures, columns, column).sheet()


class _Reader:
    """The figures of an annex, seen from one of its columns."""

    def __init__(self, annex: Annex, figures: Figures, columns: list[Column], column: Column) -> None:
        self.figures, self.columns, self.column = figures, columns, column
        self.catalogue = figures.catalogue
        self.rows = [row for row in annex.rows.all() if row.locality_id]
        self.infos = dict(zip((each.pk for each in columns), figure_columns(annex, figures), strict=True))
        self.measure = self.infos[column.pk].measure
        self.rollup = annex_rollup(figures, annex)
        self.history = _History(annex.plan, self.rows)
        periods = _periods([annex.plan, *self.history.plans])
        self.own = _Source(figures, periods.get(annex.plan.pk, []))
        self.history.read(periods)

    def sheet(self) -> Sheet:
        place = self.columns.index(self.column)
        return Sheet(
            column_id=self.column.pk,
            info=self.infos[self.column.pk],
            places=[
                self._place(row, line.values[place]) for row, line in zip(self.rows, self.rollup.lines, strict=True)
            ],
            bases=[base for base in self._bases() if base.values is None or any(base.values.values())],
            assigned=self.rollup.declared[place],
            facility=Facility.objects.filter(pk=self.column.facility_id).first() if self.column.facility_id else None,
            taken=self._taken(),
        )

    def _place(self, row: Row, current: Amount | None) -> Place:
        achieved = self.own.result(row.locality.path, self.measure) or 0
        return Place(row.pk, row.text, current, achieved, self.infos[self.column.pk].decimals)

    def _bases(self) -> Iterable[Base]:
        yield from self._column_bases()
        yield Base(
            LAST_TARGET, _("Chỉ tiêu năm trước"), self._last(lambda source, path: source.stated(path, self.measure))
        )
        yield Base(
            LAST_RESULT, _("Kết quả năm trước"), self._last(lambda source, path: source.result(path, self.measure))
        )
        yield from self._registered_bases()
        yield Base(EQUAL, _("Chia đều"))
        yield Base(TYPED, _("Tỷ trọng tự nhập cho từng địa bàn"))

    def _column_bases(self) -> Iterable[Base]:
        """Other columns that add up and hold a figure; rates measure no size (rule no-sum-of-ratios)."""
        for place, column in enumerate(self.columns):
            info = self.infos[column.pk]
            has_figures = any(line.values[place] is not None and line.values[place].value for line in self.rollup.lines)
            if column != self.column and has_figures and self.catalogue[column.indicator_id].is_additive:
                label = " › ".join(info.path[-2:])  # the groups above are those of the column itself
                yield Base(f"column-{column.pk}", label, None, column, info.decimals, info.suffix)

    def _registered_bases(self) -> Iterable[Base]:
        indicator = next((each for each in self.catalogue.values() if each.code == REGISTERED_CODE), None)
        if indicator is None:
            return
        measure = self.own.fullest(indicator)
        if measure is not None and all(self.infos[column.pk].measure != measure for column in self.columns):
            values = {row.pk: self.own.stated(row.locality.path, measure) or 0 for row in self.rows}
            label = _("Người nghiện có hồ sơ quản lý (%s)") % self.own.name_of(measure)
            yield Base(REGISTERED, label, values)
        label = _("Người nghiện có hồ sơ quản lý theo kế hoạch năm trước")
        fullest = {id(source): source.fullest(indicator) for source in self.history.sources}
        yield Base(LAST_REGISTERED, label, self._last(lambda source, path: source.stated(path, fullest[id(source)])))

    def _last(self, read: "_Read") -> dict[int, int]:
        return {row.pk: self.history.value(row, read) for row in self.rows}

    def _taken(self) -> int:
        """How many persons the other columns assign to the same facility, none counted twice.

        A part or a sum of the column itself is left out, and so is a part of another one that is counted.
        """
        others = [place for place, column in enumerate(self.columns) if self._is_other_of_facility(column)]
        kept = {self.columns[place].indicator_id for place in others}
        counted = [place for place in others if not kept & self._above(self.columns[place].indicator_id)]
        values = (line.values[place] for line in self.rollup.lines for place in counted)
        return sum(amount.value for amount in values if is_level(amount))

    def _is_other_of_facility(self, column: Column) -> bool:
        info, own = self.infos[column.pk], self.infos[self.column.pk]
        is_related = column.indicator_id in self.figures.family(self.measure)
        is_alike = info.unit in PERSONS and info.decimals == own.decimals and column.period_id is None
        is_there = self.column.facility_id is not None and column.facility_id == self.column.facility_id
        return is_there and is_alike and not is_related and self.catalogue[column.indicator_id].is_additive

    def _above(self, indicator_id: int) -> set[int]:
        """The indicators into which this one is summed."""
        above, node = set(), self.catalogue[indicator_id].parent_id
        while node is not None and node not in above and self.catalogue[node].sums_children:
            above.add(node)
            node = self.catalogue[node].parent_id
        return above


def _value(amount: Amount | None) -> int | None:
    return amount.value if is_level(amount) else None


def _periods(plans: list[Plan]) -> dict[int, list[Period]]:
    """{plan id: its periods, the latest last}. One query; NULLs first, whatever the database."""
    found: dict[int, list[Period]] = {}
    for period in Period.objects.filter(plan__in=plans).order_by(F("window_to").asc(nulls_first=True), "code"):
        found.setdefault(period.plan_id, []).append(period)
    return found


@dataclass(frozen=True)
class _Source:
    """The figures of one plan with its periods, the latest last."""

    figures: Figures
    periods: list[Period]

    def stated(self, path: str, measure: Measure | None) -> int | None:
        return None if measure is None else _value(self.figures.at(path, measure))

    def result(self, path: str, measure: Measure) -> int | None:
        """What was achieved in the plan's own reporting periods; None where nothing is reported.

        Rule (achieved): a flow adds over periods of one kind, of several kinds (quarters and the half year) the largest
        sum counts, because they overlap; of a stock the last period counts.
        """
        sums: dict[str, int] = {}
        last = None
        for period in self.periods:
            amount = None if period.is_baseline else self.figures.at(path, measure._replace(period_id=period.pk))
            if _value(amount) is not None:
                sums[period.kind], last = sums.get(period.kind, 0) + amount.value, amount.value
        is_flow = self.figures.catalogue[measure.indicator_id].over_periods == RollUp.SUM
        return max(sums.values(), default=None) if is_flow else last

    def fullest(self, indicator: Indicator) -> Measure | None:
        """The target or the period that states the indicator for the most localities; of several the latest."""
        order = {None: 0, **{period.pk: place for place, period in enumerate(self.periods, start=1)}}
        counts: dict[Measure, int] = {}
        for place, measure in self.figures.stated:
            is_asked = measure.indicator_id == indicator.pk and measure.facility_id is None
            if is_asked and place != self.figures.plan.locality.path:
                counts[measure] = counts.get(measure, 0) + 1
        return max(counts, key=lambda measure: (counts[measure], order.get(measure.period_id, 0)), default=None)

    def name_of(self, measure: Measure) -> str:
        names = {period.pk: period.name for period in self.periods}
        return names.get(measure.period_id, _("chỉ tiêu của kế hoạch này"))


# A figure of one plan at a path; None where it states none.
_Read = Callable[[_Source, str], int | None]


class _History:
    """Last year's plans of the same locality or of those that passed into it, whose figures went over with them.

    They are read whoever asks (rule allocation-sources in `reports.allocation_views`).

    A row is found by its locality or, where that had no figure, by the sum of the localities that passed into it.
    """

    def __init__(self, plan: Plan, rows: list[Row]) -> None:
        self.rows = rows
        self.before: dict[int, list[str]] = {}
        homes = {plan.locality_id}
        for successor, predecessor, path in self._successions(plan):
            self.before.setdefault(successor, []).append(path)
            homes |= {predecessor} if successor == plan.locality_id else set()
        plans = Plan.objects.filter(kind=PlanKind.ANNUAL, year=plan.year - 1, locality_id__in=homes)
        self.plans = list(plans.select_related("locality").order_by("code"))
        self.sources: list[_Source] = []

    @staticmethod
    def _successions(plan: Plan):
        found = Succession.objects.filter(within(plan.locality.path, "successor__path"))
        return found.order_by("pk").values_list("successor_id", "predecessor_id", "predecessor__path")

    def read(self, periods: Mapping[int, list[Period]]) -> None:
        paths = [row.locality.path for row in self.rows]
        paths += [path for row in self.rows for path in self.before.get(row.locality_id, [])]
        self.sources = [
            _Source(load_figures(plan, paths, every_period=True), periods.get(plan.pk, [])) for plan in self.plans
        ]

    def value(self, row: Row, read: _Read) -> int:
        """`read(source, path)` for the row's locality, else summed over its predecessors; 0 where nothing is known."""
        own = self._first(row.locality.path, read)
        if own is not None:
            return own
        return sum(self._first(path, read) or 0 for path in self.before.get(row.locality_id, []))

    def _first(self, path: str, read: _Read) -> int | None:
        return next((value for source in self.sources if (value := read(source, path)) is not None), None)
