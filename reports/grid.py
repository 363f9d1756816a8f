"""The entry grid of an annex as plain data: the annex's own table with a typed cell where the signed one has a figure.

The page shows it; its script computes with `Grid.model`, by the rules of `reports.figures` and `reports.rollups` over
the cells as they stand on the screen. Nothing here writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.figures import Amount, pack
from reports.figures import Figures, Measure, load_below, load_figures
from reports.grid_model import GridModel
from reports.rollups import Rollup, agree, annex_rollup, header_path, row_paths, shown_rows
from reports.tables import HeaderCell, header_rows, leaf_columns
from targets.entry import WHOLE, AnnexSpots, key_of
from targets.enums import Axis, ColumnRole, Stage
from targets.models import Annex, Column, Row, Target

ENTRY, SHOWN = "entry", "shown"
LONG_LABEL = 30  # characters


class GridCell(NamedTuple):
    """One cell. An entry has a `key`; `hint` is what its parts add up to, `offer` the figure of the other stage.

    `is_plain`: an open entry with nothing but its text.
    """

    kind: str
    text: str = ""
    key: str = ""
    heads: str = ""
    hint: str = ""
    offer: str = ""
    remark: str = ""
    fault: str = ""
    is_plain: bool = False


class GridRow(NamedTuple):
    """A line; `row_id` None for a heading. `has_offers`: another stage says something else in one of its cells."""

    row_id: int | None
    label: str
    cells: list[GridCell]
    is_heading: bool = False
    has_offers: bool = False

    @property
    def drawn(self) -> list[tuple[str, str, GridCell]]:
        """(attributes, text, cell). A cell with attributes is drawn from them and its text alone.

        A grid has thousands of cells and few with anything to say, and a template pays for each name that it looks up.
        """
        return [(_attributes(cell) if cell.is_plain else "", cell.text, cell) for cell in self.cells]


class GridHead(NamedTuple):
    """A header cell; a leaf has the id that its cells are labelled by, and the whole `path` of its labels."""

    cell: HeaderCell
    head_id: str = ""
    path: str = ""


class SumCell(NamedTuple):
    """A computed cell under the table."""

    role: str
    column_id: int | None = None
    text: str = ""
    gap: Any = None


@dataclass(frozen=True)
class Grid:
    """Everything that the page of an annex's grid shows. `long`: ids of the columns whose label needs more room."""

    annex: Annex
    stage: Stage
    header: list[list[GridHead]]
    leaves: list[Column]
    long: set[int]
    rows: list[GridRow]
    whole: GridRow | None
    total: list[SumCell]
    gap: list[SumCell]
    seen: str
    offers: int
    differing: int
    has_entries: bool
    model: dict[str, Any] = field(repr=False)


def load_grid(annex: Annex, stage: Stage, within: str = "", typed: "Typed | None" = None) -> Grid:
    """The grid of an annex for those who write figures of `stage` in rows of the subtree of the path `within`.

    `typed`: what was typed into a plain form and refused, to be shown again.
    """
    paths = row_paths([annex])
    figures = load_figures(annex.plan, paths, stage, top=within)
    return _Builder(annex, stage, within, figures, paths, typed or Typed({}, {})).grid()


@dataclass(frozen=True)
class Typed:
    """Texts of a refused form and the reasons by cell: {key: text}, {key: reason}; `seen` {key: packed figure}."""

    texts: Mapping[str, str]
    faults: Mapping[str, str]
    seen: Mapping[str, str] = field(default_factory=dict)


class _Builder:
    def __init__(self, annex, stage: Stage, within: str, figures: Figures, paths: list[str], typed: Typed) -> None:
        self.annex, self.stage, self.figures, self.typed = annex, stage, figures, typed
        self.is_open = annex.plan.is_editable
        self.spots = AnnexSpots(annex, stage)
        self.columns = list(annex.columns.all())
        self.leaves = leaf_columns(self.columns)
        self.rollup: Rollup = annex_rollup(figures, annex)
        self.below = load_below(figures, paths, stage) if annex.axis == Axis.LOCALITIES else {}
        self.stored = self._stored()
        self.rows = shown_rows(annex, within)

    def grid(self) -> Grid:
        rows = list(self._rows())
        whole = self._whole_row() if self._sums_up else None
        lines = [*rows, *([whole] if whole else [])]
        return Grid(
            annex=self.annex,
            stage=self.stage,
            header=self._header(),
            leaves=self.leaves,
            long={leaf.pk for leaf in self.leaves if len(leaf.label) > LONG_LABEL},
            rows=rows,
            whole=whole,
            total=self._sums(self._total_cell, annex_label(self.annex)) if self._sums_up else [],
            gap=self._sums(self._gap_cell, _("Chênh lệch")) if self._sums_up else [],
            seen=" ".join(self._seen(lines)),
            offers=sum(1 for row in lines for cell in row.cells if cell.offer),
            differing=sum(1 for row in lines for cell in row.cells if cell.remark),
            has_entries=any(cell.key for row in rows for cell in row.cells),
            model=GridModel(self.figures, self.spots, self.rows, self.below).as_data(sums_up=self._sums_up),
        )

    # What is stored

    def _stored(self) -> dict[tuple[int, int, int | None, str], Amount]:
        """Figures of both stages on the very localities of the rows, by (locality, indicator, facility, stage)."""
        places = {self.annex.plan.locality_id, *(row.locality_id for row in self.annex.rows.all() if row.locality_id)}
        cells = Target.objects.filter(plan=self.annex.plan, locality__in=places).values_list(
            "locality_id", "indicator_id", "facility_id", "stage", "comparator", "value", "upper"
        )
        catalogue = self.figures.catalogue
        return {
            (place, indicator, facility, stage): Amount(value, upper, comparator, catalogue[indicator].decimals)
            for place, indicator, facility, stage, comparator, value, upper in cells
        }

    @cached_property
    def _sums_up(self) -> bool:
        """A part of the rows has no bottom line: it would pass for the whole."""
        return self.annex.axis == Axis.LOCALITIES and self.stage == Stage.ASSIGNED

    # Header

    def _header(self) -> list[list[GridHead]]:
        by_id = {column.pk: column for column in self.columns}
        return [[self._head(cell, by_id) for cell in row] for row in header_rows(self.columns)]

    def _head(self, cell: HeaderCell, by_id: dict[int, Column]) -> GridHead:
        if cell.role == ColumnRole.GROUP:
            return GridHead(cell)
        leaf = self.leaves[cell.first]
        return GridHead(cell, f"h{leaf.pk}", ", ".join(header_path(leaf, by_id)))

    # Rows

    def _rows(self) -> Iterable[GridRow]:
        lines = {line.locality.pk: line for line in self.rollup.lines}
        index = {column.key: place for place, column in enumerate(self.rollup.columns)}
        for row in self.rows:
            line = lines.get(row.locality_id)
            values = {key: line.values[place] for key, place in index.items()} if line else {}
            yield self._row(row, values)

    def _row(self, row: Row, values: Mapping[str, Amount | None]) -> GridRow:
        cells = [self._cell(row.pk, row, leaf, values.get(leaf.key)) for leaf in self.leaves]
        is_subject = bool(row.locality_id or row.indicator_id)
        offers = any(cell.offer for cell in cells)
        return GridRow(row.pk if is_subject else None, row.text, cells, row.is_heading, offers)

    def _whole_row(self) -> GridRow:
        own = self.annex.plan.locality.path
        values = {column.key: self.figures.at(own, column.measure) for column in self.rollup.columns}
        label = _("Mức giao chung")
        cells = [self._cell(WHOLE, None, leaf, values.get(leaf.key), label) for leaf in self.leaves]
        return GridRow(WHOLE, label, cells)

    def _cell(self, row_id: int, row: Row | None, leaf: Column, value: Amount | None, label: str = "") -> GridCell:
        if leaf.role != ColumnRole.FIGURE:
            return GridCell(leaf.role, _text(row, leaf, label))
        key = key_of(row_id, leaf.pk)
        if key in self.spots.by_key:
            return self._entry(key, row_id, leaf, value)
        if row is not None and row.activity_id:
            return GridCell(SHOWN, row.activity.quantity)
        named = leaf if leaf.indicator_id else row
        if self.annex.axis == Axis.LIST:
            value = self._list_value(row, leaf)
        return GridCell(SHOWN, _shown(value, named.indicator.suffix) if value else "")

    def _list_value(self, row: Row, leaf: Column) -> Amount | None:
        """What the plan says for the whole: a target, or in a column with a period a result."""
        if row.indicator_id is None:
            return None
        return self.figures.at(
            self.annex.plan.locality.path, Measure(row.indicator_id, row.facility_id, leaf.period_id)
        )

    def _entry(self, key: str, row_id: int, leaf: Column, value: Amount | None) -> GridCell:
        cell, suffix = self.spots.by_key[key].cell, self.spots.by_key[key].indicator.suffix
        own = self.stored.get((cell.locality_id, cell.indicator_id, cell.facility_id, self.stage))
        if self.annex.axis == Axis.LIST:
            value = self.figures.at(self.annex.plan.locality.path, Measure(cell.indicator_id, cell.facility_id))
        hint = _shown(value, suffix) if own is None else ""
        offer, remark = self._offer(cell, own, suffix), _remark(own, value, suffix)
        fault = self.typed.faults.get(key, "")
        return GridCell(
            kind=ENTRY,
            text=self.typed.texts.get(key, _shown(own, suffix)),
            key=key,
            heads=f"r{row_id} h{leaf.pk}",
            hint=hint,
            offer=offer,
            remark=remark,
            fault=fault,
            is_plain=self.is_open and not (hint or offer or remark or fault),
        )

    def _offer(self, cell, own: Amount | None, suffix: str) -> str:
        other = Stage.PROPOSED if self.stage == Stage.ASSIGNED else Stage.ASSIGNED
        offered = self.stored.get((cell.locality_id, cell.indicator_id, cell.facility_id, other))
        return "" if offered is None or offered == own else _shown(offered, suffix)

    def _seen(self, lines: Iterable[GridRow]) -> Iterable[str]:
        """ "12.34=eq:70:" for each cell that holds a figure: what a plain form's edits are compared with."""
        for row in lines:
            for cell in row.cells:
                if cell.key and (packed := self._packed(cell.key)):
                    yield f"{cell.key}={packed}"

    def _packed(self, key: str) -> str:
        cell = self.spots.by_key[key].cell
        own = self.stored.get((cell.locality_id, cell.indicator_id, cell.facility_id, self.stage))
        return self.typed.seen.get(key, "" if key in self.typed.texts else pack(own))

    # Under the table

    def _sums(self, cell_at, label: str) -> list[SumCell]:
        index = {column.key: place for place, column in enumerate(self.rollup.columns)}
        return [
            cell_at(leaf, index[leaf.key])
            if leaf.key in index
            else SumCell(leaf.role, text=label if leaf.role == ColumnRole.NAME else "")
            for leaf in self.leaves
        ]

    def _total_cell(self, leaf: Column, place: int) -> SumCell:
        total, declared, gap = self.rollup.total[place], self.rollup.declared[place], self.rollup.gap[place]
        shown = declared if total is None and gap is None else total
        return SumCell(leaf.role, leaf.pk, _shown(shown, leaf.indicator.suffix))

    def _gap_cell(self, leaf: Column, place: int) -> SumCell:
        gap = self.rollup.gap[place]
        return SumCell(leaf.role, leaf.pk, gap.text if gap else "", gap)


def _attributes(cell: GridCell) -> SafeString:
    """Of an input; its key and the ids of its headings are numbers of ours, so nothing in them needs escaping."""
    return SafeString(f'name="{cell.key}" aria-labelledby="{cell.heads}"')


def annex_label(annex: Annex) -> str:
    return annex.total_label or _("Tổng cộng")


def _text(row: Row | None, leaf: Column, label: str) -> str:
    """What stands in a text cell; the plan's own line has but its label."""
    if row is None:
        return label if leaf.role == ColumnRole.NAME else ""
    texts = {ColumnRole.INDEX: row.number, ColumnRole.NAME: row.text, ColumnRole.UNIT: row.unit_label}
    return texts.get(ColumnRole(leaf.role), "")


def _shown(amount: Amount | None, suffix: str) -> str:
    return "" if amount is None else amount.format(suffix=suffix)


def _remark(own: Amount | None, value: Amount | None, suffix: str) -> str:
    if own is None or value is None or own == value or agree(own, value):
        return ""
    texts = {"stated": own.format(suffix=suffix), "computed": value.format(suffix=suffix)}
    return _("Đã ghi %(stated)s, cộng các phần được %(computed)s.") % texts
