"""Results as tables, in the one shape that every renderer takes: by indicator for the whole, and by locality."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import CHANGES, Comparator
from core.numbers import format_number
from core.scope import is_within
from localities.models import Locality
from reports.progress import progress, remaining_text
from reports.results import Achieved, Coverage, ResultRollup, below_root
from reports.rollups import ColumnInfo
from reports.tables import HeaderCell, Leaf, Table, TableCell, TableRow
from targets.enums import ColumnRole

INDEX, NAME, UNIT, FIGURE = ColumnRole.INDEX, ColumnRole.NAME, ColumnRole.UNIT, ColumnRole.FIGURE
LACKING = "*"  # behind a figure of which a part was not reported
RESULTS = ("result", "cumulative")
ADDED = ("target", *RESULTS, "last_year")
MOST_LEAVES = 12  # figure columns that fit across a landscape page
MOST_NAMED = 12  # localities that a sentence names


@dataclass(frozen=True)
class Facet:
    """What a table shows of each figure: `label` heads its column, `key` names it in exports and references."""

    key: str
    label: str

    def cell(self, achieved: Achieved, suffix: str, pads: bool) -> TableCell:
        if self.key == "percent":
            percent = achieved.judgement.percent if achieved.judgement else None
            return TableCell(format_number(percent), FIGURE, percent)
        if self.key == "remaining":
            return TableCell(left_of(achieved, suffix), FIGURE)
        amount = getattr(achieved, self.key)
        if amount is None:
            return TableCell("", FIGURE)
        mark = LACKING if achieved.silent and self.key in RESULTS else ""
        return TableCell(amount.format(suffix=suffix, pad=pads) + mark, FIGURE, amount.number)


def left_of(achieved: Achieved, suffix: str) -> str:
    """What remains, as the author of a report reads it; of a change what is missing to it."""
    target, judgement = achieved.target, achieved.judgement
    if target is None or judgement is None or judgement.remaining is None:
        return ""
    if target.comparator in CHANGES:
        return remaining_text(judgement.remaining.value, judgement.decimals, suffix)
    return remaining_text(progress(target, achieved.cumulative).remaining, judgement.decimals, suffix)


def facets(rollup: ResultRollup, *, with_remaining: bool = False) -> list[Facet]:
    """What there is to show: in the first period of a year the result is the cumulative one."""
    found = [Facet("target", _("Kế hoạch"))]
    if rollup.span.is_first:
        found.append(Facet("cumulative", _("Kết quả")))
    else:
        found += [Facet("result", _("Trong kỳ")), Facet("cumulative", _("Lũy kế"))]
    found.append(Facet("percent", _("Đạt (%)")))
    if with_remaining:
        found.append(Facet("remaining", _("Còn lại")))
    if rollup.has_last_year:
        found.append(Facet("last_year", _("Cùng kỳ năm trước")))
    return found


# By indicator


def table_by_indicator(rollup: ResultRollup) -> Table:
    """One line an indicator, for the whole; in an extract for its only locality."""
    shown = facets(rollup, with_remaining=True)
    cells = rollup.total if rollup.total is not None else _only_line(rollup)
    heads = [(INDEX, _("TT"), 5), (NAME, _("Chỉ tiêu"), 34), (UNIT, _("Đơn vị tính"), 11)]
    heads += [(FIGURE, facet.label, 11) for facet in shown]
    rows = _indicator_rows(rollup, shown, cells) if cells else ()
    return _table(_("Kết quả theo chỉ tiêu"), _flat_header(heads), heads, tuple(rows), notes=sentences(rollup))


def _only_line(rollup: ResultRollup) -> Sequence[Achieved]:
    """Of an extract with several localities nothing adds up to a whole of its own."""
    own = [line for line in rollup.lines if is_within(line.locality.path, rollup.targets.top)]
    return own[0].cells if len(own) == 1 else ()


def _indicator_rows(rollup: ResultRollup, shown: Sequence[Facet], cells: Sequence[Achieved]) -> Iterator[TableRow]:
    above: tuple[str, ...] = ()
    for number, (column, achieved) in enumerate(zip(below_root(rollup.columns), cells, strict=True), 1):
        group = column.headings
        if group and group != above:
            blanks = [TableCell("", UNIT), *(TableCell("", FIGURE) for _facet in shown)]
            yield TableRow((TableCell("", INDEX), TableCell(" – ".join(group), NAME), *blanks), is_heading=True)
        above = group
        texts = (TableCell(str(number), INDEX), TableCell(column.label, NAME), TableCell(column.unit, UNIT))
        yield TableRow((*texts, *(facet.cell(achieved, column.suffix, _pads(rollup)) for facet in shown)))


def _pads(rollup: ResultRollup) -> bool:
    return rollup.annex is not None and rollup.annex.pads_small_counts


# By locality


def tables_by_locality(rollup: ResultRollup) -> list[Table]:
    """One line a locality; as many tables as are needed for the columns to fit across a page."""
    shown, columns = facets(rollup), below_root(rollup.columns)
    parts = [(start, columns[start:end]) for start, end in _shares(len(columns), MOST_LEAVES // len(shown))]
    return [
        _locality_table(rollup, shown, start, columns, _part_caption(number, len(parts)))
        for number, (start, columns) in enumerate(parts, 1)
    ]


def _shares(count: int, most: int) -> list[tuple[int, int]]:
    """The fewest parts of at most `most`, as equal as they can be: [(start, end)]."""
    parts = -(-count // most)
    bounds = [count * place // parts for place in range(parts + 1)] if parts else []
    return list(pairwise(bounds))


def _part_caption(number: int, count: int) -> str:
    caption = _("Kết quả theo địa bàn")
    return (
        caption
        if count == 1
        else _("%(caption)s (bảng %(number)s/%(count)s)")
        % {
            "caption": caption,
            "number": number,
            "count": count,
        }
    )


def _locality_table(
    rollup: ResultRollup, shown: Sequence[Facet], start: int, columns: Sequence[ColumnInfo], caption: str
) -> Table:
    end = start + len(columns)
    heads = [(INDEX, _("TT"), 5), (NAME, _("Địa bàn"), 20)]
    heads += [(FIGURE, facet.label, 9) for _column in columns for facet in shown]
    rows = tuple(
        TableRow(
            (
                TableCell(str(number), INDEX),
                TableCell(line.locality.name, NAME),
                *_figure_cells(rollup, shown, columns, line.cells[start:end]),
            )
        )
        for number, line in enumerate(rollup.lines, 1)
    )
    header = _tree_header(columns, shown, heads[:2])
    summed = [False, False, *(column.is_additive and facet.key in ADDED for column in columns for facet in shown)]
    return _table(caption, header, heads, rows, total=_total_row(rollup, shown, columns, start), summed=summed)


def _figure_cells(rollup, shown: Sequence[Facet], columns: Sequence[ColumnInfo], cells: Sequence[Achieved]):
    for column, achieved in zip(columns, cells, strict=True):
        yield from (facet.cell(achieved, column.suffix, _pads(rollup)) for facet in shown)


def _total_row(
    rollup: ResultRollup, shown: Sequence[Facet], columns: Sequence[ColumnInfo], start: int
) -> TableRow | None:
    """The bottom line says from how many localities it comes where reports are missing."""
    if rollup.total is None:
        return None
    cells = rollup.total[start : start + len(columns)]
    label = TableCell(total_label(rollup), NAME)
    return TableRow((TableCell("", INDEX), label, *_figure_cells(rollup, shown, columns, cells)))


def total_label(rollup: ResultRollup) -> str:
    label = (rollup.annex.total_label if rollup.annex else "") or _("Tổng cộng")
    return label if rollup.coverage.is_complete else f"{label} ({from_how_many(rollup.coverage)})"


def from_how_many(coverage: Coverage) -> str:
    """ "từ 91/98 địa bàn", to stand beside every total that rests on incomplete reports."""
    return _("từ %(reported)s/%(expected)s địa bàn") % {
        "reported": coverage.complete,
        "expected": len(coverage.everybody),
    }


# Headers


def _flat_header(heads: Sequence[tuple[str, str, int]]) -> tuple[tuple[HeaderCell, ...], ...]:
    return (tuple(HeaderCell(label, first, 1, 1, role) for first, (role, label, _width) in enumerate(heads)),)


def _tree_header(columns: Sequence[ColumnInfo], shown: Sequence[Facet], heads: Sequence[tuple]) -> tuple:
    """The labels above each figure, equal neighbours joined, and under each figure its facets."""
    depth = max(len(column.path) for column in columns)
    rows: list[list[HeaderCell]] = [[] for _level in range(depth + 1)]
    rows[0] += [HeaderCell(label, first, 1, depth + 1, role) for first, (role, label, _width) in enumerate(heads)]
    for level in range(depth):
        rows[level] += _joined(columns, shown, level, depth, len(heads))
    for place, facet in enumerate(facet for _column in columns for facet in shown):
        rows[depth].append(HeaderCell(facet.label, len(heads) + place, 1, 1, FIGURE))
    return tuple(tuple(row) for row in rows)


def _joined(columns: Sequence[ColumnInfo], shown: Sequence[Facet], level: int, depth: int, first: int):
    """The header cells of one level; a label at the end of its path reaches down to the facets."""
    start = 0
    while start < len(columns):
        path = columns[start].path
        end = start + 1
        while end < len(columns) and len(path) > level + 1 and _alike(columns[end].path, path, level):
            end += 1
        if level < len(path):
            rows = depth - level if level == len(path) - 1 else 1
            label, width = path[level], (end - start) * len(shown)
            yield HeaderCell(label, first + start * len(shown), width, rows, ColumnRole.GROUP)
        start = end


def _alike(one: Sequence[str], other: Sequence[str], level: int) -> bool:
    """Whether two columns stand under the same headings down to `level`."""
    return list(islice(one, level + 1)) == list(islice(other, level + 1))


def _table(
    caption,
    header,
    heads,
    rows,
    *,
    total: TableRow | None = None,
    notes: Sequence[str] = (),
    summed: Sequence[bool] = (),
) -> Table:
    whole = sum(width for _role, _label, width in heads)
    leaves = tuple(
        Leaf(str(place), role, round(100 * width / whole, 3), place < len(summed) and summed[place])
        for place, (role, _label, width) in enumerate(heads)
    )
    return Table(
        caption=caption,
        header=header,
        leaves=leaves,
        rows=rows,
        total=total,
        checks=(),
        notes="\n".join(notes),
        warnings=(),
        is_wide=len(leaves) > 8,
    )


# What the figures rest on


def sentences(rollup: ResultRollup) -> list[str]:
    """What somebody who reads the totals must know: whose reports are missing, what is estimated, what is not added."""
    coverage = rollup.coverage
    found = []
    if rollup.targets.top and coverage.missing:
        found.append(_("Chưa nộp báo cáo kỳ này: %s.") % _names(coverage.missing))
    elif coverage.missing:
        found.append(
            _("Số liệu tổng hợp %(share)s; chưa báo cáo: %(names)s.")
            % {"share": from_how_many(coverage), "names": _names(coverage.missing)}
        )
    if coverage.missing_before:
        found.append(_("Lũy kế còn thiếu báo cáo kỳ trước của: %s.") % _names(coverage.missing_before))
    if coverage.waiting:
        found.append(
            ngettext(
                "Có %(count)s báo cáo đã nộp, chưa được chấp nhận.",
                "Có %(count)s báo cáo đã nộp, chưa được chấp nhận.",
                coverage.waiting,
            )
            % {"count": coverage.waiting}
        )
    return [*found, *_about_figures(rollup)]


def _about_figures(rollup: ResultRollup) -> Iterator[str]:
    cells = list(zip(below_root(rollup.columns), rollup.total or (), strict=False))
    if any(_is_estimate(cell) for line in rollup.lines for cell in line.cells):
        yield _("“ước”: số ước thực hiện, hoặc tổng có số ước.")
    if any(cell.silent for line in rollup.lines for cell in line.cells):
        yield _("“*”: chưa đủ số liệu, vì có chỉ tiêu hoặc thành phần đã báo cáo nhưng chưa có số.")
    for place, (column, cell) in enumerate(cells):
        if cell.silent and place not in rollup.sums:
            yield _("%(figure)s: %(count)s địa bàn đã báo cáo nhưng chưa có số liệu.") % {
                "figure": " – ".join(column.path),
                "count": cell.silent,
            }


def _is_estimate(cell: Achieved) -> bool:
    figures = [amount for amount in (cell.result, cell.cumulative) if amount is not None]
    return any(amount.comparator == Comparator.ESTIMATE for amount in figures)


def _names(places: Sequence[Locality]) -> str:
    names = ", ".join(place.name for place in places[:MOST_NAMED])
    more = len(places) - MOST_NAMED
    return names if more <= 0 else _("%(names)s và %(more)s địa bàn khác") % {"names": names, "more": more}
