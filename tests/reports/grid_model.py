"""What the grid's script works out, over again in Python from the model and the typed texts alone.

It mirrors static/grid/sheet.js method by method and asks neither the database nor `reports.figures`: where it agrees
with the roll-up, the model says all that the script needs.
"""

import json
from dataclasses import dataclass, field

from core.figures import CHANGES, Amount, add, unpack
from core.typed_figures import read_figure
from reports.grid import Grid
from reports.rollups import gap_between
from targets.entry import WHOLE


@dataclass
class Screen:
    """The grid as a browser holds it: `values` and `parts` are {place: [figure of each node]}.

    Figures are bare integers here, as in the script; all figures of one sum have the same decimals.
    """

    model: dict
    cells: dict[str, Amount | None]
    values: dict[int, list] = field(default_factory=dict)
    parts: dict[int, list] = field(default_factory=dict)
    own: dict[int, list] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = self.model["nodes"]
        self.reach = [self._reach(node) for node in self.nodes]
        self.cell_of = {self._spot(key): amount for key, amount in self.cells.items()}
        self.used = set(self.model["used"]) | {
            self.nodes[node]["indicator"] for (_, node), amount in self.cell_of.items() if amount
        }
        for place in self.model["places"]:
            self._compute(place)

    @classmethod
    def of(cls, grid: Grid) -> "Screen":
        # Through JSON, as the page sends it: keys become texts.
        model = json.loads(json.dumps(grid.model))
        part = 0 if model["axis"] == "list" else 1
        lines = [*grid.rows, *([grid.whole] if grid.whole else [])]
        texts = {cell.key: cell.text for row in lines for cell in row.cells if cell.key}
        nodes = {key: model["nodes"][model["cells"][key.split(".")[part]]] for key in texts}
        return cls(model, {key: _read(text, nodes[key]) for key, text in texts.items()})

    def total(self, column: str) -> Amount | None:
        if not self.model["columns"][column]["additive"]:
            return None
        places = [place for place in self.model["places"] if place != WHOLE]
        return add(self.values[place][self.model["cells"][column]] for place in places)

    def declared(self, column: str) -> Amount | None:
        node = self.model["cells"][column]
        printed = _bare(unpack(self.model["columns"][column]["printed"]))
        known = (self.own[WHOLE][node], self.values[WHOLE][node], printed)
        return next((amount for amount in known if amount is not None), None)

    def gap(self, column: str):
        declared, total = self.declared(column), self.total(column)
        if not self.model["columns"][column]["additive"]:
            return None
        if declared is None or declared.value is None or declared.comparator in CHANGES:
            return None
        if total is not None:
            return gap_between(declared, total)
        is_shared = self.model["columns"][column]["shared"] or self._is_shared(self.model["cells"][column])
        return gap_between(declared, Amount(0)) if is_shared else None

    def _spot(self, key: str) -> tuple[int, int]:
        row, column = key.split(".")
        if self.model["axis"] == "list":
            return WHOLE, self.model["cells"][row]
        return int(row), self.model["cells"][column]

    def _reach(self, node: dict) -> set[int]:
        return {node["indicator"]}.union(*(self._reach(self.nodes[child]) for child in node["children"]))

    def _compute(self, place: int) -> None:
        own, values, parts = [], [], []
        self.own[place], self.values[place], self.parts[place] = own, values, parts
        for index, node in enumerate(self.nodes):
            own.append(self._own(place, index))
            parts.append(self._sum_of_children(node, own[index], values))
            found = (parts[index], own[index], self._sum_of_facilities(node, own, values))
            values.append(next((amount for amount in found if amount is not None), None))

    def _own(self, place: int, index: int) -> Amount | None:
        typed = self.cell_of.get((place, index))
        if typed is not None:
            return typed
        return _bare(unpack(self.model["hidden"].get(str(place), {}).get(str(index), "")))

    def _sum_of_children(self, node: dict, own: Amount | None, values: list) -> Amount | None:
        used = [child for child in node["children"] if self.reach[child] & self.used]
        if not used or (len(used) == 1 and own is not None):
            return None
        return add([values[child] for child in used])

    def _sum_of_facilities(self, node: dict, own: list, values: list) -> Amount | None:
        return add([values[each] for each in node["facilities"] if own[each] is not None])

    def _is_shared(self, node: int) -> bool:
        facility = self.nodes[node]["facility"]
        return any(
            self._are_related(node, other) and facility in (None, self.nodes[other]["facility"])
            for (place, other), amount in self.cell_of.items()
            if place != WHOLE and amount is not None
        )

    def _are_related(self, one: int, other: int) -> bool:
        return self.nodes[other]["indicator"] in self.reach[one] or self.nodes[one]["indicator"] in self.reach[other]


def bare(amount: Amount | None) -> tuple | None:
    """A figure without its decimals, to compare."""
    return None if amount is None else (amount.value, amount.upper, str(amount.comparator))


def _read(text: str, node: dict) -> Amount | None:
    return _bare(read_figure(text, decimals=node["decimals"], suffix=node["suffix"]))


def _bare(amount: Amount | None) -> Amount | None:
    return None if amount is None else Amount(amount.value, amount.upper, amount.comparator)
