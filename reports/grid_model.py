"""What the script of an entry grid computes with: the tree of sums, and figures that count without being cells of it.

`static/grid/sheet.js` reads this and follows the rules of `reports.figures` and `reports.rollups`.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from core.figures import Amount, pack
from reports.figures import Figures, Measure
from reports.sums import SumGraph
from targets.entry import WHOLE, AnnexSpots, is_typed
from targets.enums import Axis
from targets.models import Column, Row


class GridModel:
    """`rows` are those shown; `below` what is stated deeper than they are: {(path, Measure): Amount}."""

    def __init__(
        self, figures: Figures, spots: AnnexSpots, rows: Iterable[Row], below: Mapping[tuple[str, Measure], Amount]
    ) -> None:
        self.figures, self.spots, self.below = figures, spots, below
        self.is_list = spots.annex.axis == Axis.LIST
        self.own = spots.annex.plan.locality.path
        self.places = {row.pk: row.locality.path for row in rows if row.locality_id}

    def as_data(self, *, sums_up: bool) -> dict[str, Any]:
        """As JSON can hold it. `places`: ids of the rows, 0 for the plan's own line. `cells`: {column or row: node}."""
        graph = SumGraph(self.figures, self._measures.values())
        return {
            "axis": self.spots.annex.axis,
            "places": [WHOLE] if self.is_list else [*self.places, WHOLE],
            "sumsUp": sums_up,
            "nodes": graph.nodes,
            "cells": {name: graph.number(measure) for name, measure in self._measures.items()},
            "columns": {} if self.is_list else self._columns(),
            "hidden": graph.hidden({WHOLE: self.own, **self.places}, self.below, self._typed),
            "used": sorted({measure.indicator_id for _place, measure in self._elsewhere} | self.figures.used_outside),
        }

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        """{id of the column, or in a list of the row: its measure}, for what is typed."""
        part = 0 if self.is_list else 1
        return {
            key.split(".")[part]: Measure(spot.cell.indicator_id, spot.cell.facility_id)
            for key, spot in self.spots.by_key.items()
        }

    @cached_property
    def _typed(self) -> set[Measure]:
        return set(self._measures.values())

    def _columns(self) -> dict[int, dict[str, Any]]:
        """`shared`: figures outside the grid show that the plan allocates this tree of indicators to localities."""
        columns = [column for column in self.spots.annex.columns.all() if is_typed(column) and column.indicator_id]
        return {
            column.pk: {
                "printed": "" if self.figures.top else _printed(column),
                "additive": column.indicator.is_additive,
                "shared": self._is_shared_elsewhere(Measure(column.indicator_id, column.facility_id)),
            }
            for column in columns
        }

    def _is_shared_elsewhere(self, measure: Measure) -> bool:
        family = self.figures.family(measure)
        return any(
            other.indicator_id in family and measure.facility_id in (None, other.facility_id)
            for place, other in self._elsewhere
            if place != self.own
        )

    @cached_property
    def _elsewhere(self) -> list[tuple[str, Measure]]:
        """(path, Measure) of the targets that the plan states and that are no cells of this grid."""
        shown = {self.own, *self.places.values()}
        return [
            (place, measure)
            for place, measure in self.figures.stated
            if measure.period_id is None
            and (place not in shown or measure not in self._typed or (place, measure) in self.below)
        ]


def _printed(column: Column) -> str:
    return pack(None if column.declared_total is None else Amount(column.declared_total))
