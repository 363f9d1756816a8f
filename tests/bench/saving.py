"""Saving a whole grid of changed figures with their history, against a bare bulk upsert of the same rows."""

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from core.figures import Amount, pack
from plans.models import Plan
from reports.lookup import annexes_of
from targets.actions import Edit, save_cells
from targets.cells import Cell
from targets.entry import AnnexSpots, Entry, enter
from targets.enums import Channel, Stage
from targets.models import Annex, Target, TargetChange
from tests.bench.measure import Line, alternate, compared
from tests.bench.pages import address, signed_in

GOAL, TYPICAL = 2.5, 170


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    _pay_at_once()
    grid = _Filled(plans[TYPICAL], signed_in())
    size = f"{len(grid.figures)} ô"
    yield compared("Ghi ô kèm lịch sử", size, grid.times(grid.save), GOAL)
    yield compared("Đọc chữ đã gõ và ghi kèm lịch sử", size, grid.times(grid.enter))
    yield compared("Lần ghi của trang nhập (cả yêu cầu)", size, grid.times(grid.post))


def _pay_at_once() -> None:
    """Each commit moves its own pages into SQLite's file; else one of every few would do it for all before it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 1")


class _Filled:
    """The figures of all communes of a plan. The bare upsert writes them one higher, the ways measured put them back.

    So each run changes every cell, and says what stood there before.
    """

    def __init__(self, plan: Plan, client: Client) -> None:
        self.plan, self.client = plan, client
        self.user = User.objects.get(pk=client.session["_auth_user_id"])
        (annex,) = annexes_of(plan)
        self.annex: Annex = annex
        stored = plan.target_set.exclude(locality=plan.locality).select_related("indicator")
        self.figures = {_cell(row): row.amount() for row in stored}
        self.others = {cell: replace(amount, value=amount.value + 1) for cell, amount in self.figures.items()}
        self.edits = [Edit(cell, self.others[cell], amount) for cell, amount in self.figures.items()]
        self.entries = list(self._entries())
        self.batch = json.dumps(
            {"by": self.user.pk, "cells": [[entry.key, entry.seen, entry.text] for entry in self.entries]}
        )

    def times(self, work: Callable) -> tuple[float, float]:
        before = TargetChange.objects.count()
        self.upsert()
        work()
        # A measured way that changes less than everything would be quick for the wrong reason.
        if TargetChange.objects.count() - before != len(self.figures):
            raise RuntimeError("Not every cell was changed")
        self.upsert()
        # What stands in memory for good is out of the collector's sight: else one work would walk over it for both.
        gc.collect()
        gc.freeze()
        try:
            return alternate(work, self.upsert)
        finally:
            gc.unfreeze()

    def upsert(self) -> None:
        with transaction.atomic():
            Target.objects.bulk_create(
                [self._row(cell, amount) for cell, amount in self.others.items()],
                update_conflicts=True,
                unique_fields=["plan", "locality", "indicator", "facility_key", "stage"],
                update_fields=["comparator", "value", "upper", "note"],
            )

    def save(self) -> None:
        save_cells(plan=self.plan, edits=self.edits, by=self.user, channel=Channel.GRID)

    def enter(self) -> None:
        enter(AnnexSpots(self.annex, Stage.ASSIGNED), self.entries, by=self.user)

    def post(self) -> None:
        url = address("grid-cells", self.plan, "I")
        response = self.client.post(url, self.batch, content_type="application/json")
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status_code}")

    def _entries(self) -> Iterator[Entry]:
        for key, spot in AnnexSpots(self.annex, Stage.ASSIGNED).by_key.items():
            if spot.cell in self.figures:
                text = self.figures[spot.cell].format(suffix=spot.indicator.suffix)
                yield Entry(key, text, pack(self.others[spot.cell]))

    def _row(self, cell: Cell, amount: Amount) -> Target:
        return Target(
            plan=self.plan,
            locality_id=cell.locality_id,
            indicator_id=cell.indicator_id,
            facility_id=cell.facility_id,
            stage=cell.stage,
            comparator=amount.comparator,
            value=amount.value,
            upper=amount.upper,
        )


def _cell(row: Target) -> Cell:
    return Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage)
