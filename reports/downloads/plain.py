"""An annex for machines: the very table of the page and the paper, as CSV and as JSON (docs/downloads.md).

The roll-up of the command `rollup` (`reports.exports`) is another thing: figures by the code of their locality, with
what was assigned and what is missing. Here stands what the document shows, in its own rows, columns and words.
"""

import json
from collections.abc import Iterator
from typing import Any

from core.numbers import plain
from core.spreadsheets import csv_of
from reports.downloads.printout import Part, Printout
from reports.downloads.shown import raw, shown_in
from reports.extracts import extract_mark
from reports.tables import CheckCell, CheckRow, HeaderCell, Table, TableCell, TableRow

SHAPE, VERSION = "plan-targets/annex", 1
SEPARATOR = " › "  # between the labels above a column
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that the file is UTF-8


def csv_file(printout: Printout) -> bytes:
    return (BYTE_ORDER_MARK + csv_of(_csv_rows(printout))).encode()


def json_file(printout: Printout) -> bytes:
    return (json.dumps(as_dict(printout), ensure_ascii=False, indent=1) + "\n").encode()


# CSV


def _csv_rows(printout: Printout) -> Iterator[list]:
    """Table by table; of several each begins with its heading, after a blank line. Then notes, and the mark."""
    parts = printout.page.parts
    for number, part in enumerate(parts):
        if number:
            yield []
        if part.heading:
            yield [part.heading]
        yield from _table_rows(part.table)
    for note in printout.page.notes:
        yield ["", note]
    if printout.extract:
        yield ["", extract_mark(printout.extract)]


def _table_rows(table: Table) -> Iterator[list]:
    yield [SEPARATOR.join(path) for path in paths_of(table)]
    for row in (*table.rows, *filter(None, [table.total])):
        yield [raw(cell) for cell in row.cells]


def paths_of(table: Table) -> list[tuple[str, ...]]:
    """The labels above each leaf column, from the top."""
    paths: list[tuple[str, ...]] = [() for _leaf in table.leaves]
    for cell in (cell for cells in table.header for cell in cells):
        for column in range(cell.first, cell.first + cell.colspan):
            paths[column] += (cell.label,)
    return paths


# JSON


def as_dict(printout: Printout) -> dict[str, Any]:
    """The whole as plain JSON values; docs/downloads.md says what each is."""
    plan, annex, page = printout.plan, printout.annex, printout.page
    period, extract = printout.period, printout.extract
    return {
        "shape": SHAPE,
        "version": VERSION,
        "plan": {
            "code": plan.code,
            "reference": plan.reference,
            "subject": plan.subject,
            "year": plan.year,
            "locality": {"code": plan.locality.code, "name": plan.locality.name},
            "agency": printout.agency,
            "state": plan.state,
        },
        "annex": {"number": annex.number, "roman": annex.roman, "title": annex.title},
        "period": {"code": period.code, "name": period.name} if period else None,
        "extract": {"code": extract.code, "name": extract.name} if extract else None,
        "as_of": printout.read_at.isoformat(timespec="seconds"),
        "tables": [_table(part) for part in page.parts],
        "notes": list(page.notes),
    }


def _table(part: Part) -> dict[str, Any]:
    table = part.table
    return {
        "caption": table.caption,
        "header": [[_header_cell(cell) for cell in cells] for cells in table.header],
        "columns": [
            {"key": leaf.key, "role": leaf.role, "path": list(path), "is_summed": leaf.is_summed}
            for leaf, path in zip(table.leaves, paths_of(table), strict=True)
        ],
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
        "checks": [_check(row) for row in table.checks],
    }


def _header_cell(cell: HeaderCell) -> dict[str, Any]:
    return {"label": cell.label, "column": cell.first, "colspan": cell.colspan, "rowspan": cell.rowspan}


def _row(row: TableRow) -> dict[str, Any]:
    return {"is_heading": row.is_heading, "cells": [_cell(cell) for cell in row.cells]}


def _cell(cell: TableCell) -> dict[str, Any]:
    shown = shown_in(cell)
    remark = {"remark": cell.remark} if cell.remark else {}
    return {"text": cell.text, "number": shown.number if shown else None, **remark}


def _check(row: CheckRow) -> dict[str, Any]:
    return {"cells": [_check_cell(cell) for cell in row.cells]}


def _check_cell(cell: CheckCell) -> dict[str, Any]:
    gap = {"gap": {"kind": cell.gap.kind.value, "label": str(cell.gap.kind.label)}} if cell.gap else {}
    return {"text": cell.text, "number": plain(cell.number), **gap}
