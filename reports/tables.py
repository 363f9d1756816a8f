"""The one shape that every renderer takes: a table with its header tree, rows, total and formatted cells.

Screen, paper, Excel and Word cannot differ, because none of them sees anything else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.figures import Amount
from plans.models import Activity
from reports.figures import Figures, Measure
from reports.rollups import ColumnInfo, Gap, GapKind, Rollup, agree, annex_rollup, shown_rows
from targets.enums import Axis, ColumnRole
from targets.models import Annex, Column, Row


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A `th`: `first`/`colspan` in leaf columns, counted from 0."""

    label: str
    first: int
    colspan: int
    rowspan: int
    role: str

    @property
    def scope(self) -> str:
        return "col" if self.colspan == 1 else "colgroup"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf column: what it holds, its width as a share of the table, in percent, and whether its figures add up to
    a total (a rate never does)."""

    key: str
    role: str
    width: float
    is_summed: bool = False

    @property
    def width_css(self) -> str:
        """With a decimal point, whatever the language of the page."""
        return f"{self.width:.3f}"


class TableCell(NamedTuple):
    """A cell as shown, with the number behind it (None: blank or text). `remark` is a full sentence."""

    text: str
    role: str
    number: Decimal | int | None = None
    remark: str = ""


class TableRow(NamedTuple):
    cells: tuple[TableCell, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A line under the table that is not part of the signed paper: what was assigned, the gap by name."""

    cells: tuple["CheckCell", ...]


@dataclass(frozen=True, slots=True)
class CheckCell:
    role: str
    text: str = ""
    number: Decimal | int | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`header`: rows of header cells, top first. `warnings`: what of the definition cannot be drawn, in sentences.

    `left_out`: in an extract, the sentence that says why the table has no rows.
    """

    caption: str
    header: tuple[tuple[HeaderCell, ...], ...]
    leaves: tuple[Leaf, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None
    checks: tuple[CheckRow, ...]
    notes: str
    warnings: tuple[str, ...]
    is_wide: bool
    left_out: str = ""


def annex_table(figures: Figures, annex: Annex) -> tuple[Table, Rollup]:
    """The table of an annex and the roll-up it was made from.

    Rule (as-signed): an issued plan shows what its document states, also where it does not add up; a plan that is still
    being made shows what adds up. The other figure stands beside it as a remark.
    """
    rollup = annex_rollup(figures, annex)
    columns = list(annex.columns.all())
    leaves = leaf_columns(columns)
    if annex.axis == Axis.LIST:
        rows, total, checks = _list_rows(figures, annex, leaves), None, ()
    else:
        rows, total = _locality_rows(annex, rollup, leaves), _total_row(annex, rollup, leaves)
        checks = () if figures.top else _check_rows(rollup, leaves, annex.pads_small_counts)
    table = Table(
        caption=annex.title,
        header=header_rows(columns),
        leaves=_leaves(leaves, {column.key for column in rollup.columns if total and column.is_additive}),
        rows=tuple(rows),
        total=total,
        checks=tuple(checks),
        # They may speak of any figure of the table.
        notes="" if figures.top else annex.notes,
        warnings=tuple(
            _("Nhóm cột “%s” chưa có cột con nên không hiện.") % group.label for group in childless(columns)
        ),
        is_wide=len(leaves) > 8,
        left_out=_left_out(annex, figures.top),
    )
    return table, rollup


def _left_out(annex: Annex, top: str) -> str:
    if not top:
        return ""
    if annex.axis == Axis.LIST:
        return _("Phụ lục này nêu chỉ tiêu, hoạt động chung, không theo địa bàn, nên không có trong bản trích.")
    return "" if shown_rows(annex, top) else _("Phụ lục này không có dòng nào thuộc địa bàn được trích.")


def leaf_columns(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.role != ColumnRole.GROUP]


def header_rows(columns: Sequence[Column]) -> tuple[tuple[HeaderCell, ...], ...]:
    """The header tree as rows of cells; a leaf reaches down to the last row, a group spans its leaves."""
    left_out = {group.pk for group in childless(columns)}
    tree: dict[int | None, list[Column]] = {}
    for column in columns:
        if column.pk not in left_out:
            tree.setdefault(column.parent_id, []).append(column)
    depth = max((_depth(column, tree) for column in tree.get(None, [])), default=0)
    rows: list[list[HeaderCell]] = [[] for _ in range(depth)]
    first = 0
    for column in tree.get(None, []):
        first = _place(column, tree, rows, 0, first)
    return tuple(tuple(row) for row in rows)


def childless(columns: Sequence[Column]) -> list[Column]:
    """Groups without a leaf below them: they have no place in the table."""
    parents = {column.pk: column.parent_id for column in columns}
    used = set()
    for leaf in leaf_columns(columns):
        node = leaf.parent_id
        while node is not None and node not in used:
            used.add(node)
            node = parents.get(node)
    return [column for column in columns if column.role == ColumnRole.GROUP and column.pk not in used]


def _depth(column: Column, tree: dict) -> int:
    return 1 + max((_depth(child, tree) for child in tree.get(column.pk, [])), default=0)


def _place(column: Column, tree: dict, rows: list, level: int, first: int) -> int:
    """Put `column` at `level`, its children below; returns the leaf column after it."""
    if column.role != ColumnRole.GROUP:
        rows[level].append(HeaderCell(column.label, first, 1, len(rows) - level, column.role))
        return first + 1
    end, place = first, len(rows[level])
    for child in tree[column.pk]:
        end = _place(child, tree, rows, level + 1, end)
    rows[level].insert(place, HeaderCell(column.label, first, end - first, 1, column.role))
    return end


def _leaves(leaves: Sequence[Column], summed: set[str]) -> tuple[Leaf, ...]:
    whole = sum(leaf.width for leaf in leaves) or 1
    return tuple(
        Leaf(leaf.key, leaf.role, round(100 * leaf.width / whole, 3), is_summed=leaf.key in summed) for leaf in leaves
    )


def _locality_rows(annex: Annex, rollup: Rollup, leaves: Sequence[Column]):
    place_of = {column.key: index for index, column in enumerate(rollup.columns)}
    places = [(leaf, place_of.get(leaf.key)) for leaf in leaves]
    lines = iter(rollup.lines)
    figure_cell = _figure_cell if annex.plan.is_editable else _signed_cell
    for row in shown_rows(annex, rollup.top):
        if row.locality_id is None:  # a heading, or a row whose locality is still to be chosen
            yield _heading(row, leaves)
            continue
        line = next(lines)
        yield TableRow(
            tuple(
                _text_cell(row, leaf)
                if place is None
                else figure_cell(
                    line.values[place], rollup.columns[place].suffix, annex.pads_small_counts, line.stated[place]
                )
                for leaf, place in places
            )
        )


def _heading(row: Row, leaves: Sequence[Column]) -> TableRow:
    return TableRow(tuple(_text_cell(row, leaf) for leaf in leaves), row.is_heading)


def _text_cell(row: Row, leaf: Column) -> TableCell:
    texts = {ColumnRole.INDEX: row.number, ColumnRole.NAME: row.text, ColumnRole.UNIT: row.unit_label}
    return TableCell(texts.get(ColumnRole(leaf.role), ""), leaf.role)


# A table repeats few figures in many cells: 0, 5, 10, ...
@lru_cache(maxsize=10_000)
def _figure_cell(amount: Amount | None, suffix: str, pads: bool, stated: Amount | None = None) -> TableCell:
    if amount is None:
        return TableCell("", ColumnRole.FIGURE)
    text = amount.format_plain(suffix=suffix, pad=pads)
    return TableCell(text, ColumnRole.FIGURE, amount.number, _remark(amount, suffix, stated))


def _signed_cell(amount: Amount | None, suffix: str, pads: bool, stated: Amount | None = None) -> TableCell:
    """What the document states; where it states nothing for a cell, what its parts add up to."""
    if amount is None or stated is None or agree(stated, amount):
        return _figure_cell(amount, suffix, pads)
    return _figure_cell(stated, suffix, pads)._replace(remark=_remark(amount, suffix, stated))


def _remark(amount: Amount, suffix: str, stated: Amount | None) -> str:
    if stated is not None and not agree(stated, amount):
        text = _("Văn bản ghi %(stated)s, cộng các phần được %(computed)s.")
        return text % {"stated": stated.format(suffix=suffix), "computed": amount.format(suffix=suffix)}
    return ""


def _total_row(annex: Annex, rollup: Rollup, leaves: Sequence[Column]) -> TableRow | None:
    """The bottom line: the computed total; what is not summed (a rate) shows the figure set for the whole."""
    if not annex.total_label or rollup.top:
        return None
    figure_cell = _figure_cell if annex.plan.is_editable else _signed_cell
    printed = {leaf.key: leaf.declared_total for leaf in leaves if leaf.declared_total is not None}
    shown = {
        column.key: (
            declared if total is None and gap is None else total,
            column.suffix,
            annex.pads_small_counts,
            Amount(printed[column.key], decimals=column.decimals) if column.key in printed else None,
        )
        for column, total, declared, gap in zip(rollup.columns, rollup.total, rollup.declared, rollup.gap, strict=True)
    }
    texts = {ColumnRole.INDEX: annex.total_number, ColumnRole.NAME: annex.total_label}
    return TableRow(
        tuple(
            figure_cell(*shown[leaf.key])
            if leaf.key in shown
            else TableCell(texts.get(ColumnRole(leaf.role), ""), leaf.role)
            for leaf in leaves
        )
    )


def _check_rows(rollup: Rollup, leaves: Sequence[Column], pads: bool):
    place_of = {column.key: index for index, column in enumerate(rollup.columns)}
    places = [(leaf.role, place_of.get(leaf.key)) for leaf in leaves]
    yield _check_row(_("Mức giao chung"), places, lambda place: _declared_cell(rollup, place, pads))
    yield _check_row(_("Chênh lệch"), places, lambda place: _gap_cell(rollup, place))


def _check_row(label: str, places: Sequence[tuple[str, int | None]], cell_at: Callable[[int], CheckCell]) -> CheckRow:
    return CheckRow(
        tuple(
            CheckCell(role, label if role == ColumnRole.NAME else "") if place is None else cell_at(place)
            for role, place in places
        )
    )


def _declared_cell(rollup: Rollup, place: int, pads: bool) -> CheckCell:
    amount = rollup.declared[place]
    if amount is None:
        return CheckCell(ColumnRole.FIGURE)
    return CheckCell(ColumnRole.FIGURE, amount.format(suffix=rollup.columns[place].suffix, pad=pads), amount.number)


def _gap_cell(rollup: Rollup, place: int) -> CheckCell:
    gap = rollup.gap[place]
    if gap is None:
        return CheckCell(ColumnRole.FIGURE)
    return CheckCell(ColumnRole.FIGURE, gap.text, gap.number, gap)


def _list_rows(figures: Figures, annex: Annex, leaves: Sequence[Column]):
    for row in shown_rows(annex, figures.top):
        yield TableRow(
            tuple(
                _list_cell(figures, row, leaf, annex.pads_small_counts)
                if leaf.role == ColumnRole.FIGURE
                else _text_cell(row, leaf)
                for leaf in leaves
            ),
            is_heading=row.is_heading,
        )


def _list_cell(figures: Figures, row: Row, leaf: Column, pads: bool) -> TableCell:
    """A line of a list shows what the plan assigns for the whole, or the quantity of its activity."""
    if row.activity_id:
        return _activity_cell(row.activity, pads)
    if row.indicator_id is None:
        return TableCell("", ColumnRole.FIGURE)
    measure = Measure(row.indicator_id, row.facility_id, leaf.period_id)
    indicator = figures.catalogue[row.indicator_id]
    place = figures.plan.locality.path
    stated = figures.stated.get((place, measure))
    amount = figures.at(place, measure) if stated is None else stated
    return _figure_cell(amount, indicator.suffix, pads)


def _activity_cell(activity: Activity, pads: bool) -> TableCell:
    return _figure_cell(None if activity.value is None else activity.amount(), "", pads)


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """One indicator of the plan: what was assigned, what the localities got, and the named gap."""

    name: str
    unit: str
    level: int
    assigned: str
    allocated: str
    gap: Gap | None
    gap_text: str


def allocation_lines(figures: Figures, rollup: Rollup) -> list[AllocationLine]:
    """The assigned totals against their localities, for every indicator that the plan allocates.

    Rule (named-gap): a part of the total that no locality has is shown with its name, never hidden, never forced to 0.
    """
    lines = []
    for index, column in enumerate(rollup.columns):
        gap = rollup.gap[index]
        if gap is not None and gap.kind != GapKind.MISMATCH and rollup.declared[index] is not None:
            lines.append(_allocation_line(figures, rollup, column, index, gap))
    return lines


def _allocation_line(figures: Figures, rollup: Rollup, column: ColumnInfo, index: int, gap: Gap) -> AllocationLine:
    total = rollup.total[index]
    return AllocationLine(
        name=" – ".join(column.path),
        unit=column.unit,
        level=_level(figures, column.measure),
        assigned=rollup.declared[index].format(suffix=column.suffix),
        allocated="" if total is None else total.format(suffix=column.suffix),
        gap=gap,
        gap_text=gap.text,
    )


def _level(figures: Figures, measure: Measure) -> int:
    level, node = 0, figures.catalogue[measure.indicator_id]
    while node.parent_id and figures.catalogue[node.parent_id].sums_children:
        level, node = level + 1, figures.catalogue[node.parent_id]
    return level + (measure.facility_id is not None)
