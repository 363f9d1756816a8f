"""A roll-up as JSON, CSV and plain text for the command line."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.figures import Amount, Comparator
from core.numbers import format_number, plain
from core.spreadsheets import csv_of
from core.text import normalise
from localities.models import Locality
from reports.extracts import extract_mark
from reports.result_tables import sentences
from reports.results import Achieved, ResultRollup
from reports.rollups import Gap, Rollup


def to_dict(rollup: Rollup, extract: Locality | None = None, achieved: ResultRollup | None = None) -> dict:
    """The roll-up as plain JSON values; `values`, `total`, `declared`, `gap` in the order of `columns`, null: none.

    With the results of a period (`achieved`) each row and the whole have `results` (cumulative), `in_period`, `percent`
    and `estimated` (which of `results` rest on estimates) beside them, the whole `silent` (from how many localities a
    report came without that figure), and `coverage` says from how many localities they come. An extract says of which
    locality it is, and has neither total, nor declared, nor gap.
    """
    mark = {"extract": {"code": extract.code, "name": extract.name}} if extract else {}
    return {
        "plan": rollup.plan.code,
        "annex": rollup.annex.roman if rollup.annex else None,
        "columns": [
            {"key": column.key, "label": column.label, "path": list(column.path), "unit": column.unit}
            for column in rollup.columns
        ],
        "rows": [
            {
                "locality": {"code": line.locality.code, "name": line.locality.name},
                "values": _numbers(line.values),
                **(_achieved(rollup, achieved, achieved.lines[place].cells) if achieved else {}),
            }
            for place, line in enumerate(rollup.lines)
        ],
        "total": _numbers(rollup.total),
        "declared": _numbers(rollup.declared),
        "gap": _numbers(rollup.gap),
        **(_achieved(rollup, achieved, achieved.total or ()) if achieved else {}),
        **(_about(rollup, achieved) if achieved else {}),
        **mark,
    }


def _achieved(rollup: Rollup, achieved: ResultRollup, cells: Sequence[Achieved]) -> dict:
    """In the order of all columns; null for one that itself shows results, and for the whole of an extract."""
    found = _in_order(rollup, achieved, cells)
    judgements = [cell.judgement if cell else None for cell in found]
    return {
        "results": _numbers([cell.cumulative if cell else None for cell in found]),
        "in_period": _numbers([cell.result if cell else None for cell in found]),
        "percent": [
            None if judgement is None or judgement.percent is None else float(judgement.percent)
            for judgement in judgements
        ],
        "estimated": [cell is not None and _is_estimate(cell.cumulative) for cell in found],
    }


def _in_order(rollup: Rollup, achieved: ResultRollup, cells: Sequence[Achieved]) -> list[Achieved | None]:
    """One for each of all columns."""
    by_key = dict(zip((column.key for column in achieved.columns), cells, strict=False))
    return [by_key.get(column.key) for column in rollup.columns]


def _is_estimate(amount: Amount | None) -> bool:
    return amount is not None and amount.comparator == Comparator.ESTIMATE


def _about(rollup: Rollup, achieved: ResultRollup) -> dict:
    whole = _in_order(rollup, achieved, achieved.total or ())
    period, coverage = achieved.span.period, achieved.coverage
    return {
        "silent": [cell.silent if cell else None for cell in whole],
        "period": {"code": period.code, "name": period.name},
        "coverage": {
            "reported": coverage.reported,
            "expected": len(coverage.expected),
            "missing": _places(coverage.missing),
            "missing_before": _places(coverage.missing_before),
            "not_accepted": coverage.waiting,
        },
    }


def _places(places: Sequence[Locality]) -> list[dict]:
    return [{"code": place.code, "name": place.name} for place in places]


def to_json(rollup: Rollup, extract: Locality | None = None, achieved: ResultRollup | None = None) -> str:
    return json.dumps(to_dict(rollup, extract, achieved), ensure_ascii=False, indent=2) + "\n"


def to_csv(rollup: Rollup, extract: Locality | None = None, achieved: ResultRollup | None = None) -> str:
    """One line a locality, then total, declared and gap; raw numbers with a decimal point, for machines.

    With results each locality and the whole have two lines more, results and percent, and what they rest on follows in
    words. The last line of an extract is its mark.
    """
    return csv_of(_csv_rows(rollup, extract, achieved))


def _csv_rows(rollup: Rollup, extract: Locality | None, achieved: ResultRollup | None) -> Iterator[list]:
    yield [_("Mã"), _("Địa bàn"), *(" › ".join(column.path) for column in rollup.columns)]
    for place, line in enumerate(rollup.lines):
        code, name = line.locality.code, line.locality.name
        yield [code, name, *_numbers(line.values)]
        for label, numbers in _result_lines(rollup, achieved, place):
            yield [code, f"{name}, {label}", *numbers]
    for label, amounts in _bottom(rollup):
        yield ["", label, *_numbers(amounts)]
    for label, numbers in _result_lines(rollup, achieved, None):
        yield ["", label, *numbers]
    for sentence in sentences(achieved) if achieved else ():
        yield ["", sentence]
    if extract:
        yield ["", extract_mark(extract)]


def _result_lines(rollup: Rollup, achieved: ResultRollup | None, place: int | None) -> list[tuple[str, list]]:
    """(label, numbers) of the results and percentages of one line or, with `place` None, of the whole."""
    cells = _cells(achieved, place)
    if cells is None:
        return []
    found = _achieved(rollup, achieved, cells)
    return [(_("kết quả lũy kế"), found["results"]), (_("đạt (%)"), found["percent"])]


def _cells(achieved: ResultRollup | None, place: int | None) -> Sequence[Achieved] | None:
    return None if achieved is None else achieved.total if place is None else achieved.lines[place].cells


def _result_texts(rollup: Rollup, achieved: ResultRollup | None, place: int | None) -> list[tuple[str, list[str]]]:
    """As `_result_lines`, for people: an estimate says so."""
    cells = _cells(achieved, place)
    if cells is None:
        return []
    (of_results, _numbers_shown), (of_percent, percent) = _result_lines(rollup, achieved, place)
    shown = _texts([cell.cumulative if cell else None for cell in _in_order(rollup, achieved, cells)])
    return [(of_results, shown), (of_percent, _plain_texts(percent))]


def to_text(rollup: Rollup, extract: Locality | None = None, achieved: ResultRollup | None = None) -> str:
    """A legend of the columns, then the figures in aligned columns, for reading in a terminal."""
    mark = [f"{extract_mark(extract)}.", ""] if extract else []
    legend = [
        f"({index}) {' › '.join(column.path)} [{column.unit}]" for index, column in enumerate(rollup.columns, start=1)
    ]
    rows = [["", *(f"({index})" for index in range(1, len(rollup.columns) + 1))]]
    for place, line in enumerate(rollup.lines):
        rows.append([line.locality.name, *_texts(line.values)])
        rows += [[f"  {label}", *texts] for label, texts in _result_texts(rollup, achieved, place)]
    rows += [[label, *_texts(amounts)] for label, amounts in _bottom(rollup)]
    rows += [[label, *texts] for label, texts in _result_texts(rollup, achieved, None)]
    about = ["", *sentences(achieved)] if achieved else []
    return "\n".join([*mark, *legend, "", *_aligned(rows), *_named_gaps(rollup), *about]) + "\n"


def _plain_texts(numbers: Sequence[int | float | None]) -> list[str]:
    return ["" if number is None else format_number(Decimal(str(number))) for number in numbers]


def _bottom(rollup: Rollup) -> list[tuple[str, Sequence]]:
    """The whole below the localities; an extract has none."""
    if rollup.top:
        return []
    return [
        (_("Tổng các địa bàn"), rollup.total),
        (_("Mức giao chung"), rollup.declared),
        (_("Chênh lệch"), rollup.gap),
    ]


def _numbers(amounts: Sequence[Amount | Gap | None]) -> list[int | float | None]:
    return [None if amount is None else plain(amount.number) for amount in amounts]


def _texts(amounts: Sequence[Amount | Gap | None]) -> list[str]:
    return ["" if amount is None else _text(amount) for amount in amounts]


def _text(amount: Amount | Gap) -> str:
    if isinstance(amount, Gap):
        return Amount(amount.value, decimals=amount.decimals).format()
    return normalise(amount.format())


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _named_gaps(rollup: Rollup) -> list[str]:
    lines = []
    for index, (column, gap) in enumerate(zip(rollup.columns, rollup.gap, strict=True), start=1):
        if gap is not None and gap.value:
            lines.append(f"({index}) {' › '.join(column.path)}: {gap.kind.label} {gap.text}")
    lines += [
        _("Không khớp: %(where)s: văn bản ghi %(stated)s, tính được %(computed)s.")
        % {
            "where": finding.where,
            "stated": finding.stated_text,
            "computed": finding.computed_text,
        }
        for finding in rollup.findings
    ]
    return ["", *lines] if lines else []
