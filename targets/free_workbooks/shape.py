"""An annex as a file is compared with it: its lines by name, its columns by heading."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from localities.models import Locality
from targets.enums import Axis, ColumnRole
from targets.free_workbooks.columns import Leaf
from targets.free_workbooks.items import Item, ItemIndex
from targets.free_workbooks.lines import Lore, Names
from targets.free_workbooks.places import Gazetteer, Place
from targets.free_workbooks.recognition import Knowledge
from targets.models import Annex, Column, Row


class AnnexShape:
    """Reads an annex whose columns and rows are at hand, and the localities of its plan in one query."""

    def __init__(self, annex: Annex) -> None:
        self.annex = annex
        self.rows: dict[int, Row] = {row.pk: row for row in annex.rows.all() if not row.is_heading}
        self.columns: dict[int, Column] = {column.pk: column for column in annex.columns.all()}
        self.figures = {pk: column for pk, column in self.columns.items() if column.role == ColumnRole.FIGURE}

    @property
    def is_list(self) -> bool:
        return self.annex.axis == Axis.LIST

    def knowledge(self, rows: Mapping[str, str], columns: Mapping[str, str]) -> Knowledge:
        """What a file is read with; `rows`, `columns`: {key: choice} as people answered for earlier files."""
        own_names = () if self.is_list else (self.annex.plan.locality.name,)
        lore = Lore(self.names, own_names, rows, asks_unknown=not self.is_list)
        return Knowledge(lore, self.leaves, columns)

    @cached_property
    def leaves(self) -> list[Leaf]:
        return [Leaf(pk, self.path(column)) for pk, column in self.figures.items()]

    def path(self, column: Column) -> tuple[str, ...]:
        """The labels of the groups above a column, from the top, and its own."""
        chain, node = [], column
        while node is not None and node not in chain:
            chain.append(node)
            node = self.columns.get(node.parent_id)
        return tuple(link.label for link in reversed(chain))

    @cached_property
    def names(self) -> Names:
        if self.is_list:
            return ItemIndex([Item(row.pk, row.text, row.number) for row in self.rows.values()])
        return Gazetteer(self._places(), self.annex.plan.locality.name)

    def _places(self) -> Iterable[Place]:
        """Those of the rows, and others of their levels: a name that may mean one of these is not taken for a row."""
        plan, rows = self.annex.plan, [row for row in self.rows.values() if row.locality_id]
        levels = {row.locality.level for row in rows}
        versions = list(Locality.objects.within(plan.locality).filter(level__in=levels).exclude(pk=plan.locality_id))
        others = _other_types([*versions, *(row.locality for row in rows)])
        for row in rows:
            yield Place(row.locality.name, row.pk, row.label, others[row.locality.code, row.locality.short_name])
        taken = {row.locality_id for row in rows}
        for place in versions:
            if place.pk not in taken and _exists_on(place, plan.as_of):
                yield Place(place.name, None, "", others[place.code, place.short_name])


def _other_types(versions: Iterable[Locality]) -> Mapping[tuple[str, str], frozenset[str]]:
    """{(code, name without type): the types under which that unit is or was known}."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for place in versions:
        found[place.code, place.short_name].add(place.name.removesuffix(place.short_name).strip())
    return {key: frozenset(types) for key, types in found.items()}


def _exists_on(place: Locality, day: datetime.date) -> bool:
    return place.valid_from <= day and (place.valid_to is None or place.valid_to >= day)
