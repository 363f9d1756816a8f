"""Runs every measurement and prints one aligned table."""

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from django.db import connection
from django.test import override_settings

from tests.bench import (
    annex_pdf,
    deadline,
    grid,
    grid_script,
    page_weight,
    plan_page,
    results,
    rollup,
    saving,
    workbook_figures,
    workbook_reading,
)
from tests.bench.database import analyze, own_database
from tests.bench.measure import Line
from tests.bench.plans import make_plan

SIZES = (10, 170, 1000)
HEADER = Line("Phép đo", "Cỡ", "Hệ thống", "Tối thiểu", "Kết quả", "Mục tiêu", None)


def run(folder: Path, *, is_quick: bool) -> None:
    sizes = SIZES[:-1] if is_quick else SIZES
    # As in production: with DEBUG every query is kept in a list.
    with override_settings(DEBUG=False), own_database(folder):
        plans = {size: make_plan(10 + index, size) for index, size in enumerate(sizes)}
        analyze()
        lines = []
        parts = (
            rollup.lines(plans),
            annex_pdf.lines(plans),
            plan_page.lines(plans),
            grid.lines(plans),
            saving.lines(plans),
            page_weight.lines(plans),
            results.lines(),
            workbook_reading.lines(),
            workbook_figures.lines(),
            deadline.lines(rounds=1 if is_quick else deadline.ROUNDS),
            grid_script.lines(),
        )
        for line in chain(*parts):
            lines.append(line)
            print(f"… {line.what}, {line.size}", file=sys.stderr, flush=True)
        print(_machine(), *_aligned([HEADER, *lines]), sep="\n")


def _machine() -> str:
    parts = [
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"WeasyPrint {version('weasyprint')}",
        connection.display_name,
        f"{os.cpu_count()} nhân",
        f"tải {os.getloadavg()[0]:.1f}",
    ]
    return ", ".join(parts)


def _aligned(lines: Sequence[Line]) -> list[str]:
    rows = [line.texts() for line in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text.ljust(width) if index in {0, len(row) - 1} else text.rjust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
