"""The entry workbook of an annex: the grid of the same desk, cell by cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.admin import moment
from reports.grid import ENTRY, Grid, GridCell, GridRow, load_grid
from reports.tables import header_rows
from reports.workbooks.annex_entries import AnnexEntries
from reports.workbooks.guide import annex_guide
from reports.workbooks.table import EntryTable, Look, TableCell, TableColumn, TableLine, with_sums
from targets.enums import ColumnRole, Stage
from targets.models import Column
from targets.workbooks.marks import OURS


def annex_table(entries: AnnexEntries) -> EntryTable:
    grid = load_grid(entries.annex, entries.stage, entries.desk.within)
    return _Builder(entries, grid).table()


class _Builder:
    def __init__(self, entries: AnnexEntries, grid: Grid) -> None:
        self.entries, self.grid, self.layout = entries, grid, entries.layout
        self.model = grid.model
        self.roles = [leaf.role for leaf in grid.leaves]

    def table(self) -> EntryTable:
        entries, annex = self.entries, self.entries.annex
        stored = entries.stored()
        values = {cell: stored.get(place.key, "") for cell, place in self.layout.places.items()}
        made_at = timezone.localtime()
        return EntryTable(
            passport=replace(entries.passport, made_at=made_at.isoformat(timespec="seconds")),
            layout=self.layout,
            base=with_sums(self.layout, values, dict(self._sums())),
            title=annex.title,
            subtitle=self._subtitle(moment(made_at)),
            file_name=_file_name(entries),
            header=header_rows(list(annex.columns.all())),
            columns=[self._column(leaf) for leaf in self.grid.leaves],
            lines=[self._line(row) for row in self.grid.rows],
            name_column=self.roles.index(ColumnRole.NAME) if ColumnRole.NAME in self.roles else 0,
            bottom=_("Tổng cộng (tự tính)") if self.grid.whole else "",
            whole=self._line(self.grid.whole) if self.grid.whole else None,
            guide=annex_guide(entries.stage),
        )

    def _subtitle(self, when: str) -> str:
        what = _("Nhập chỉ tiêu") if self.entries.stage == Stage.ASSIGNED else _("Đề xuất chỉ tiêu")
        names = {"what": what, "plan": self.entries.desk.plan.subject, "when": when}
        return _("%(what)s · %(plan)s · số liệu lúc %(when)s") % names

    # Columns and lines

    def _column(self, leaf: Column) -> TableColumn:
        mark = self.entries.column_marks.get(leaf.pk, "")
        of_column = self.model["columns"].get(leaf.pk, {})
        return TableColumn(mark, leaf.width, adds_up=bool(mark and self.grid.whole and of_column.get("additive")))

    def _line(self, row: GridRow) -> TableLine:
        mark = self.entries.row_marks.get(row.row_id, OURS) if row.row_id is not None else OURS
        pairs = zip(row.cells, self.roles, strict=True)
        return TableLine(mark, [self._cell(cell, role, row.is_heading) for cell, role in pairs])

    def _cell(self, cell: GridCell, role: str, is_heading: bool) -> TableCell:
        if cell.kind == ENTRY:
            return TableCell(Look.INPUT)
        if role == ColumnRole.FIGURE:
            return TableCell(Look.SHOWN, cell.text)
        return TableCell(Look.HEADING if is_heading else Look.TEXT, cell.text)

    # Which cell adds up which

    def _sums(self) -> Iterator[tuple[str, list[str]]]:
        """(mark, marks of what it adds up), by the tree of indicators that the grid's script computes with."""
        marks = self.entries.row_marks if self.entries.is_list else self.entries.column_marks
        nodes = {self.model["cells"][str(pk)]: mark for pk, mark in marks.items() if str(pk) in self.model["cells"]}
        for node, mark in nodes.items():
            found = self.model["nodes"][node]
            parts = list(self._parts(found["children"] or found["facilities"], nodes, set()))
            if len(parts) > 1:
                yield mark, parts

    def _parts(self, wanted: Sequence[int], nodes: dict[int, str], seen: set[int]) -> Iterable[str]:
        """The marks of some nodes; of one without a column those of its parts."""
        for node in wanted:
            if node in nodes:
                yield nodes[node]
            elif node not in seen:
                found = self.model["nodes"][node]
                yield from self._parts(found["children"] or found["facilities"], nodes, {*seen, node})


def _file_name(entries: AnnexEntries) -> str:
    stage = "nhap" if entries.stage == Stage.ASSIGNED else "de-xuat"
    return slugify(f"bieu-{stage}-{entries.desk.plan.code}-phu-luc-{entries.annex.roman}") + ".xlsx"
