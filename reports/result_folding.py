"""Folding results over the tree of indicators: a sum from its parts, a figure from its facilities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from targets.models import Indicator

Key = tuple[int, int | None]


class Sums(NamedTuple):
    """A result in units of its indicator, in the period and cumulative, each perhaps an estimate."""

    in_period: int | None
    cumulative: int | None
    estimated: tuple[bool, bool] = (False, False)


_made = Sums._make


def plus(one: Sums | None, other: Sums) -> Sums:
    """Blanks are left out; an estimate makes the sum an estimate. Asked ten thousand times for a province."""
    if one is None:
        return other
    inside, until, flags = one
    more_inside, more_until, more_flags = other
    if inside is None or more_inside is None:
        inside = more_inside if inside is None else inside
    else:
        inside += more_inside
    if until is None or more_until is None:
        until = more_until if until is None else until
    else:
        until += more_until
    if flags != more_flags:
        flags = (flags[0] or more_flags[0], flags[1] or more_flags[1])
    return _made((inside, until, flags))


class Folding:
    """Figures by place, folded as `reports.figures.Figures.at` does for targets.

    Rule (parent-is-sum): a parent is the sum of its children where any of them has a figure, else what is stated. A
    stated figure of which one child only is broken down is no such sum. Rule (over-facilities): what is stated by
    facility only is their sum.
    """

    def __init__(self, catalogue: Mapping[int, Indicator]) -> None:
        self.catalogue = catalogue
        self.parents = {
            pk: one.parent_id
            for pk, one in catalogue.items()
            if one.parent_id in catalogue and catalogue[one.parent_id].sums_children
        }
        self.places: dict[str, dict[Key, Sums]] = defaultdict(dict)
        self.keys: set[Key] = set()

    def put(self, figures: Iterable[tuple[str, Key, Sums]]) -> None:
        """Figures with the paths of their places; what is told twice is added."""
        places, keys = self.places, self.keys
        for path, key, sums in figures:
            if sums[0] is not None or sums[1] is not None:
                stored = places[path]
                stored[key] = plus(stored[key], sums) if key in stored else sums
                keys.add(key)

    @property
    def used(self) -> set[int]:
        return {indicator for indicator, _facility in self.keys}

    def folded(self) -> dict[str, dict[Key, Sums]]:
        levels = self._levels()
        lonely = self._lonely()
        is_split = any(facility is not None for _indicator, facility in self.keys)
        for figures in self.places.values():
            for level in levels:
                if is_split:
                    self._over_facilities(figures, level)
                self._over_children(figures, level, lonely)
        return dict(self.places)

    def _levels(self) -> list[set[int]]:
        """Ids of the indicators used, the deepest first, down to those that no sum holds."""
        levels: dict[int, set[int]] = defaultdict(set)
        for leaf in self.used:
            chain = self._chain(leaf)
            for height, pk in enumerate(chain):
                levels[len(chain) - height].add(pk)
        return [levels[depth] for depth in sorted(levels, reverse=True)]

    def _chain(self, leaf: int) -> list[int]:
        chain = [leaf]
        while (parent := self.parents.get(chain[-1])) is not None:
            chain.append(parent)
        return chain

    def _lonely(self) -> set[int]:
        """Sums of which one child only is used in the whole plan."""
        children: dict[int, set[int]] = defaultdict(set)
        for leaf in self.used:
            chain = self._chain(leaf)
            for child, parent in zip(chain, chain[1:], strict=False):
                children[parent].add(child)
        return {parent for parent, found in children.items() if len(found) == 1}

    def _over_children(self, figures: dict[Key, Sums], level: set[int], lonely: set[int]) -> None:
        """What the indicators of one level add to their parents."""
        sums: dict[Key, Sums] = {}
        parents = {pk: self.parents[pk] for pk in level if pk in self.parents}
        for (indicator, facility), found in figures.items() if parents else ():
            parent = parents.get(indicator)
            if parent is not None and not (parent in lonely and (parent, facility) in figures):
                key = parent, facility
                sums[key] = plus(sums[key], found) if key in sums else found
        figures.update(sums)

    def _over_facilities(self, figures: dict[Key, Sums], level: set[int]) -> None:
        found: dict[Key, Sums] = {}
        for (indicator, facility), sums in figures.items():
            if facility is None:
                continue
            is_part = indicator in level and (indicator, None) not in figures
            if is_part and self.catalogue[indicator].is_additive:
                found[indicator, None] = plus(found.get((indicator, None)), sums)
        figures.update(found)
