"""A large annex as a workbook, with header tree, formats, sums and print set-up, against bare rows of openpyxl."""

import io
from collections.abc import Iterator
from dataclasses import replace

from openpyxl import Workbook

from core.numbers import format_number
from reports.downloads.plain import json_file
from reports.downloads.printout import Part, Printout, printout_of
from reports.downloads.shown import raw
from reports.downloads.word import docx_of
from reports.downloads.xlsx import xlsx_of
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant
from reports.tables import Table, TableCell, TableRow
from tests.bench.measure import Line, alternate, compared, limited, median
from tests.bench.plans import FIGURES, make_plan, wide_figures

GOAL = 2
# The communes of the whole country since 2025, as the rows of a smaller plan so many times over.
ROWS, TIMES = 369, 9


def lines() -> Iterator[Line]:
    printout = _printout()
    (part,) = printout.page.parts
    rows = [[raw(cell) for cell in row.cells] for row in part.table.rows]
    size = f"{len(rows)} × {sum(leaf.role == 'figure' for leaf in part.table.leaves)}"
    yield compared("Phụ lục Excel", size, alternate(lambda: xlsx_of(printout), lambda: _bare(rows)), GOAL)
    yield limited("Phụ lục Word", size, median(lambda: docx_of(printout)))
    yield limited("Phụ lục JSON", size, median(lambda: json_file(printout)))


def _printout() -> Printout:
    (annex,) = annexes_of(make_plan(35, ROWS, [*FIGURES, *wide_figures(1)]))
    found = printout_of(AnnexPaper.of(annex, Variant.PAPER, is_only_one=True))
    (part,) = found.page.parts
    return replace(found, page=replace(found.page, parts=(Part("", _repeated(part.table)),)))


def _repeated(table: Table) -> Table:
    cells = [
        _times(cell) if leaf.is_summed else cell for cell, leaf in zip(table.total.cells, table.leaves, strict=True)
    ]
    return replace(table, rows=table.rows * TIMES, total=TableRow(tuple(cells)))


def _times(cell: TableCell) -> TableCell:
    return cell._replace(text=format_number(cell.number * TIMES), number=cell.number * TIMES)


def _bare(rows: list[list]) -> bytes:
    """The same values without a format, a formula or a merged cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
