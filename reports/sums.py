"""Which figure is the sum of which: the tree of indicators and facilities above and below some measures, numbered."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.figures import Amount, pack
from reports.figures import Figures, Measure


class SumGraph:
    """The measures asked for and all that sum into them, for a script that computes as `reports.figures.Figures` does.

    `nodes`: a node is a measure. `children` are summed into it (rule parent-is-sum), `facilities` where it is stated by
    facility only.
    """

    def __init__(self, figures: Figures, measures: Iterable[Measure]) -> None:
        self.figures = figures
        self._kids = _children(figures)
        self._facilities = _facilities([*measures, *(measure for _, measure in figures.stated)])
        self._numbers: dict[Measure, int] = {}
        self.nodes: list[dict[str, Any]] = []
        for measure in measures:
            self.number(measure)

    def number(self, measure: Measure) -> int:
        """The node of a measure; its parts are numbered before it, so that sums can be made in order."""
        if measure not in self._numbers:
            node = self._node(measure)
            self._numbers[measure] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[measure]

    def _node(self, measure: Measure) -> dict[str, Any]:
        indicator, facility, _period = measure
        entry = self.figures.catalogue[indicator]
        parts = self._facilities.get(indicator, []) if facility is None and entry.is_additive else []
        return {
            "indicator": indicator,
            "facility": facility,
            "decimals": entry.decimals,
            "suffix": entry.suffix,
            "children": [self.number(Measure(child, facility)) for child in self._kids.get(indicator, [])],
            "facilities": [self.number(Measure(indicator, each)) for each in parts],
        }

    def hidden(self, places: Mapping[int, str], below: Mapping, typed: set[Measure]) -> dict[int, dict[int, str]]:
        """{row: {node: packed figure}} of what counts in a row without being a typed cell of it."""
        found: dict[int, dict[int, str]] = {}
        for row, path in places.items():
            for measure, node in self._numbers.items():
                amount: Amount | None = (below if measure in typed else self.figures.stated).get((path, measure))
                if amount is not None:
                    found.setdefault(row, {})[node] = pack(amount)
        return found


def _children(figures: Figures) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for pk, indicator in figures.catalogue.items():
        if indicator.parent_id and figures.catalogue[indicator.parent_id].sums_children:
            children.setdefault(indicator.parent_id, []).append(pk)
    return children


def _facilities(measures: Iterable[Measure]) -> dict[int, list[int]]:
    """{indicator: facilities by which it is stated or typed}, in a fixed order."""
    found: dict[int, set[int]] = {}
    for indicator, facility, period in measures:
        if facility is not None and period is None:
            found.setdefault(indicator, set()).add(facility)
    return {indicator: sorted(facilities) for indicator, facilities in found.items()}
