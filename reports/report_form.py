"""The form of a report as plain data: a line for each figure, with its target and what was reported before.

The page shows it; its script computes with `ReportForm.model`, by the rules of `reports.progress` and
`targets.report_sums` over the cells as they stand on the screen. Nothing here writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext as _

from core.figures import Amount, pack
from core.numbers import format_percent
from reports.one_report import OneReport
from reports.progress import progress, remaining_text, way_of
from reports.rollups import common_headings
from targets.earlier import Earlier, carried
from targets.enums import ResultState
from targets.report_entry import FIGURE, NOTE, Sheet, key_of, mark_of
from targets.report_sums import parts_of
from targets.reporting import ReportLine
from targets.results import BLANK, CellContent

Key = tuple[int, int | None]
MARK = "bieu"  # name under which a page says for which lines it was made


@dataclass(frozen=True)
class Typed:
    """What was typed into a plain form and refused: {key: text}, {key: reason}, {key: what counts as seen, packed}."""

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)


class FormCell(NamedTuple):
    """A typed cell. `offer`: the figure of an earlier period that may be taken over; `is_carried`: it was."""

    key: str
    text: str
    fault: str = ""
    offer: str = ""
    is_carried: bool = False


class FormLine(NamedTuple):
    """A line as it is shown; `figure` and `note` are None in a sum. `group`: the labels above; `is_first` of it."""

    number: int
    line: ReportLine
    group: str
    is_first: bool
    target: str
    so_far: str
    current: str
    cumulative: str
    remaining: str
    percent: str
    figure: FormCell | None
    note: FormCell | None

    @property
    def heading(self) -> str:
        return self.group or _("Chỉ tiêu chung")


class ReportForm:
    """The report of a locality on a page: `stored` is what its cells hold, `earlier` what was reported before."""

    def __init__(
        self, sheet: Sheet, stored: Mapping[Key, CellContent], earlier: Earlier, typed: Typed | None = None
    ) -> None:
        self.sheet, self.stored, self.earlier, self.typed = sheet, stored, earlier, typed or Typed()

    @cached_property
    def rows(self) -> list[FormLine]:
        found, before = [], None
        shared = common_headings(self.sheet.lines)
        for number, line in enumerate(self.sheet.lines, start=1):
            group = " › ".join(line.headings[shared:])
            found.append(self._row(number, line, group, is_first=group != (before or "")))
            before = group
        return found

    @property
    def offers(self) -> int:
        """Blank cells that may take over an earlier figure."""
        return sum(1 for row in self.rows if row.figure and row.figure.offer)

    @property
    def mark(self) -> str:
        return mark_of(self.sheet.lines)

    @property
    def seen(self) -> str:
        """ "3.1=eq:70:" of each cell that holds anything, behind the mark of the form: a plain form brings it back."""
        shown = {key: spot.shown(self._content(spot.line))[0] for key, spot in self.sheet.spots.items()}
        known = {**shown, **self.typed.seen}
        return " ".join([f"{MARK}={self.mark}", *(f"{key}={quote(each)}" for key, each in known.items() if each)])

    def _content(self, line: ReportLine) -> CellContent:
        return self.stored.get(line.key, BLANK)

    # Figures of the lines

    @cached_property
    def _figures(self) -> OneReport:
        return OneReport(self.sheet.period, self.sheet.locality, self.sheet.lines, self.stored, self.earlier)

    @cached_property
    def _offers(self) -> dict[Key, Amount]:
        return carried(self.sheet.lines, self.earlier)

    # Lines

    def _row(self, number: int, line: ReportLine, group: str, *, is_first: bool) -> FormLine:
        so_far, current = self._figures.so_far[line.key], self._figures.current[line.key]
        done, target = self._figures.done[line.key], self._figures.targets.get(line.key)
        state = progress(target, done)
        return FormLine(
            number=number,
            line=line,
            group=group,
            is_first=is_first,
            target=_shown(target, line),
            so_far=_shown(so_far, line),
            current=_shown(current, line),
            cumulative=_shown(done, line),
            remaining=remaining_text(state.remaining, line.indicator.decimals, line.indicator.suffix),
            percent=format_percent(state.percent),
            figure=None if line.is_sum else self._figure(number, line),
            note=None if line.is_sum else self._cell(number, line, NOTE),
        )

    def _cell(self, number: int, line: ReportLine, column: int) -> FormCell:
        key = key_of(number, column)
        text = self.sheet.spots[key].shown(self._content(line))[1]
        return FormCell(key, self.typed.texts.get(key, text), self.typed.faults.get(key, ""))

    def _figure(self, number: int, line: ReportLine) -> FormCell:
        cell, content = self._cell(number, line, FIGURE), self._content(line)
        offer = "" if cell.text else _shown(self._offers.get(line.key), line)
        return cell._replace(offer=offer, is_carried=content.state == ResultState.CARRIED)

    # For the script

    def model(self) -> dict[str, Any]:
        """As JSON can hold it. A node is a figure or a note; `cells`: {key: node}; `lines`: what stands beside them."""
        order = _parts_first(self.sheet.lines)
        numbers = {key: node for node, key in enumerate(order)}
        by_key = {line.key: line for line in self.sheet.lines}
        parts = parts_of(self.sheet.lines)
        nodes = [self._node(node, by_key[key], parts.get(key, []), numbers) for node, key in enumerate(order)]
        cells = {key: numbers[spot.line.key] for key, spot in self.sheet.spots.items() if not spot.is_note}
        for key, spot in self.sheet.spots.items():
            if spot.is_note:
                cells[key] = len(nodes)
                nodes.append(_note_node(len(nodes)))
        lines = [self._line_data(row, numbers[row.line.key]) for row in self.rows]
        return {
            "axis": "list",
            "places": [0],
            "sumsUp": False,
            "nodes": nodes,
            "cells": cells,
            "columns": {},
            "hidden": {},
            "used": [],
            "lines": lines,
        }

    def _node(self, node: int, line: ReportLine, parts: Iterable[Key], numbers: Mapping[Key, int]) -> dict[str, Any]:
        """`indicator` is the node itself: here nothing but the lines of the form sums up."""
        return {
            "kind": "result",
            "indicator": node,
            "facility": None,
            "decimals": line.indicator.decimals,
            "suffix": line.indicator.suffix,
            "children": [numbers[part] for part in parts],
            "facilities": [],
        }

    def _line_data(self, row: FormLine, node: int) -> dict[str, Any]:
        return {
            "row": row.number,
            "node": node,
            "way": way_of(row.line.indicator),
            "soFar": pack(self._figures.so_far[row.line.key]),
            "target": pack(self._figures.targets.get(row.line.key)),
        }


def _note_node(node: int) -> dict[str, Any]:
    empty = {"decimals": 0, "suffix": "", "children": [], "facilities": [], "facility": None}
    return {"kind": "note", "indicator": node, **empty}


def _parts_first(lines: Iterable[ReportLine]) -> list[Key]:
    """Keys of the lines, those of a sum's parts before its own, so that sums can be made in order."""
    lines = list(lines)
    sums = parts_of(lines)
    return [*(line.key for line in lines if line.key not in sums), *sums]


def places_of(lines: list[ReportLine]) -> dict[Key, str]:
    """{key: where a line stands, in words}, without the labels that all begin with."""
    shared = common_headings(lines)
    return {line.key: ", ".join([*line.headings[shared:], line.label]) for line in lines}


def _shown(amount: Amount | None, line: ReportLine) -> str:
    return "" if amount is None else amount.format(suffix=line.indicator.suffix)
