"""The figures of one plan as plain data, read with a constant number of queries.

A figure is asked for by `Measure` at a place. A place is a locality's path; figures stated below a place are summed
into it by the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length, Substr

from core.figures import CHANGES, Amount, Comparator, add
from core.scope import is_within, one_level_below, within
from localities.models import Facility
from plans.models import Plan
from targets.enums import COUNTED_STATES, PeriodKind, Stage
from targets.models import Column, Indicator, Period, Result, Target


class Measure(NamedTuple):
    """What is asked for: an indicator, perhaps in one facility, as a target or (with `period_id`) as a result.

    A named tuple, because it is half of the key of every figure and a tuple is hashed without running Python.
    """

    indicator_id: int
    facility_id: int | None = None
    period_id: int | None = None


@dataclass(frozen=True)
class Figures:
    """All figures of a plan, folded by `at`.

    `stated`: {(place, Measure): Amount} as the plan states them. `catalogue`: {indicator id: Indicator}, `children`
    {(indicator id, period id): ids of those summed into it that the plan uses}, `facilities` {id: Facility}, `split`
    {(place, indicator, period): facilities}. `top`: the path below which figures were kept, "" for all of them;
    `used_outside`: ids of the indicators of targets that were cut.
    """

    plan: Plan
    stated: dict[tuple[str, Measure], Amount]
    catalogue: dict[int, Indicator]
    children: dict[tuple[int, int | None], list[int]]
    facilities: dict[int, Facility]
    split: dict[tuple[str, int, int | None], list[int]]
    top: str = ""
    used_outside: frozenset[int] = frozenset()
    _sums: dict[tuple[str, Measure], Amount | None] = field(default_factory=dict, init=False, repr=False)

    def at(self, place: str, measure: Measure) -> Amount | None:
        """The figure to show: computed from its children where any is there, else as stated, else over facilities."""
        parent = (measure.indicator_id, measure.period_id)
        if parent in self.children and (computed := self.computed(place, measure)) is not None:
            return computed
        stated = self.stated.get((place, measure))
        return self._over_facilities(place, measure) if stated is None else stated

    def computed(self, place: str, measure: Measure) -> Amount | None:
        """Rule (parent-is-sum): a parent is the sum of its children. None where no child has a figure.

        A stated figure of which the plan breaks down one child only ("120, trong đó xây dựng mới 7") is no such sum.
        """
        indicator, facility, period = measure
        children = self.children.get((indicator, period))
        if not children or (len(children) == 1 and (place, measure) in self.stated):
            return None
        # Kept, because a column asks for the same sum as the columns above it.
        key = (place, measure)
        if key not in self._sums:
            self._sums[key] = add([self.at(place, Measure(child, facility, period)) for child in children])
        return self._sums[key]

    def _over_facilities(self, place: str, measure: Measure) -> Amount | None:
        """A figure that is stated by facility only is their sum; a stated one may rest on facilities not named."""
        indicator, facility, period = measure
        facilities = self.split.get((place, indicator, period)) if facility is None else None
        if not facilities or not self.catalogue[indicator].is_additive:
            return None
        return add([self.at(place, Measure(indicator, each, period)) for each in facilities])

    def measures(self) -> list[Measure]:
        """Every target the plan states anywhere, in catalogue order; facilities after the figure without one."""
        found = {measure for _, measure in self.stated if measure.period_id is None}
        order = {pk: place for place, pk in enumerate(self.catalogue)}
        return sorted(found, key=lambda measure: (order[measure.indicator_id], measure.facility_id or 0))

    def places(self) -> list[str]:
        """Paths of the localities below the plan's own that hold a target, in path order."""
        own = self.plan.locality.path
        return sorted({place for place, measure in self.stated if place != own and measure.period_id is None})

    @cached_property
    def allocated(self) -> set[tuple[int, int | None]]:
        """(indicator id, facility id) of every target that stands below the plan's own locality."""
        own = self.plan.locality.path
        return {
            (measure.indicator_id, measure.facility_id)
            for place, measure in self.stated
            if place != own and measure.period_id is None
        }

    def family(self, measure: Measure) -> set[int]:
        """Ids of the indicator, its ancestors and its descendants in the tree of sums."""
        family, node = {measure.indicator_id}, self.catalogue[measure.indicator_id]
        while node.parent_id and self.catalogue[node.parent_id].sums_children:
            family.add(node.parent_id)
            node = self.catalogue[node.parent_id]
        waiting = [measure.indicator_id]
        while waiting:
            below = self.children.get((waiting.pop(), measure.period_id), [])
            family.update(below)
            waiting.extend(below)
        return family


def load_figures(
    plan: Plan,
    paths: Iterable[str] = (),
    stage: Stage = Stage.ASSIGNED,
    *,
    top: str = "",
    every_period: bool = False,
) -> Figures:
    """Read all figures of `plan` in four queries. `paths`: paths of the rows that will be asked for.

    Of results those that the plan itself states or that a column of it shows; with `every_period` those of the
    reporting year as well. Rows of an annex stand at one depth; what is stated deeper is summed into its row by the
    database.

    Rule (figures-cut): with `top` only figures of that subtree are kept. They are cut after it is known which
    indicators the whole plan uses, so that a figure of an extract is the one that the whole plan shows in its place.
    """
    width = _width(plan, paths, top)
    catalogue = {indicator.pk: indicator for indicator in Indicator.objects.order_by("position", "sort_key", "pk")}
    targets = Target.objects.filter(plan=plan, stage=stage)
    stated = {**_targets(targets, width, catalogue), **_results(plan, width, catalogue, every_period)}
    children = used_children(stated, catalogue)
    stated, outside = _cut(stated, top) if top else (stated, frozenset())
    split = defaultdict(list)
    for place, measure in stated:
        if measure.facility_id is not None:
            split[place, measure.indicator_id, measure.period_id].append(measure.facility_id)
    facilities = Facility.objects.in_bulk({measure.facility_id for _, measure in stated} - {None})
    return Figures(plan, stated, catalogue, children, facilities, dict(split), top, outside)


def load_below(figures: Figures, paths: Iterable[str], stage: Stage) -> dict[tuple[str, Measure], Amount]:
    """{(row's path, Measure): what is stated deeper than the rows, summed into them}, in one query.

    It counts where the row itself states nothing; an entry grid needs it when a row's own figure is taken away.
    """
    width = _width(figures.plan, paths, figures.top)
    targets = Target.objects.filter(within(figures.top, "locality__path"), plan=figures.plan, stage=stage)
    deeper = targets.annotate(own_depth=Length("locality__path")).filter(own_depth__gt=width)
    return _targets(deeper, width, figures.catalogue)


def _cut(stated: dict, top: str) -> tuple[dict, frozenset[int]]:
    """What is stated below `top`, and the ids of the indicators of the targets that are stated elsewhere."""
    kept = {key: amount for key, amount in stated.items() if is_within(key[0], top)}
    outside = (measure for place, measure in stated.keys() - kept.keys() if measure.period_id is None)
    return kept, frozenset(measure.indicator_id for measure in outside)


def _width(plan: Plan, paths: Iterable[str], top: str) -> int:
    """Never above `top`: a figure of its subtree must not pass for that of a level above."""
    return max(len(top), max((len(path) for path in paths), default=one_level_below(plan.locality.path)))


def used_children(stated: dict, catalogue: dict[int, Indicator]) -> dict[tuple[int, int | None], list[int]]:
    """{(parent, period): children of which the plan states a figure, themselves or below them}, in catalogue order."""
    used = set()
    for leaf, period in {(measure.indicator_id, measure.period_id) for _, measure in stated}:
        node = leaf
        while (parent := catalogue[node].parent_id) and catalogue[parent].sums_children:
            used.add((parent, period, node))
            node = parent
    order = {pk: place for place, pk in enumerate(catalogue)}
    children = defaultdict(list)
    for parent, period, child in sorted(used, key=lambda link: order[link[2]]):
        children[parent, period].append(child)
    return dict(children)


def _targets(targets: QuerySet[Target], width: int, catalogue: dict[int, Indicator]) -> dict:
    rows = _grouped(
        targets,
        "locality__path",
        width,
        "indicator_id",
        "facility_id",
        "comparator",
    ).annotate(Sum("value"), Sum("upper"), Count("pk"))
    rules, measure_of, amount_of = _rules(catalogue), cache(Measure), cache(_amount)
    return _shallowest(
        (
            (place, measure_of(indicator, facility)),
            depth,
            amount_of(value, upper, comparator, count, rules[indicator]),
        )
        for place, depth, indicator, facility, comparator, value, upper, count in rows
    )


def _results(plan: Plan, width: int, catalogue: dict[int, Indicator], every_period: bool) -> dict:
    periods = Period.objects.filter(plan=plan)
    if not every_period:
        shown = Column.objects.filter(annex__plan=plan, period__isnull=False).order_by().values("period")
        periods = periods.filter(Q(kind=PeriodKind.BASELINE) | Q(pk__in=shown))
    rows = _grouped(
        Result.objects.filter(
            submission__period__in=periods.order_by().values("pk"), submission__state__in=COUNTED_STATES
        ),
        "submission__locality__path",
        width,
        "indicator_id",
        "facility_id",
        "submission__period_id",
    ).annotate(Sum("value"), Count("pk"))
    rules, measure_of, amount_of = _rules(catalogue), cache(Measure), cache(_amount)
    return _shallowest(
        (
            (place, measure_of(indicator, facility, period)),
            depth,
            None if value is None else amount_of(value, None, Comparator.EXACTLY, count, rules[indicator]),
        )
        for place, depth, indicator, facility, period, value, count in rows
    )


def _grouped(rows: QuerySet, path: str, width: int, *keys: str) -> QuerySet:
    places = rows.order_by().annotate(place=Substr(path, 1, width), depth=Length(path))
    return places.values_list("place", "depth", *keys)


def _rules(catalogue: dict[int, Indicator]) -> dict[int, tuple[bool, int]]:
    """{indicator id: (whether it adds over places, its decimals)}: plain values, hashed without running Python."""
    return {pk: (indicator.is_additive, indicator.decimals) for pk, indicator in catalogue.items()}


def _amount(value, upper, comparator: str, count: int, rule: tuple[bool, int]) -> Amount | None:
    """A group of `count` rows as one figure; None where several may not be added (ratios, changes)."""
    is_additive, decimals = rule
    if count > 1 and (not is_additive or comparator in CHANGES):
        return None
    return Amount(value, upper, comparator, decimals)


def _shallowest(groups: Iterable[tuple]) -> dict:
    """Of what is stated for a place, the level nearest to it counts; deeper levels are its allocation."""
    depths, found, others = {}, {}, defaultdict(list)
    for key, depth, amount in groups:
        if depth < depths.get(key, depth + 1):
            depths[key], found[key] = depth, amount
            others.pop(key, None)
        elif depth == depths[key]:
            others[key].append(amount)
    found.update((key, add([found[key], *amounts])) for key, amounts in others.items())
    return {key: amount for key, amount in found.items() if amount is not None}
