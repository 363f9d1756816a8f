"""Figures of a filled workbook, from its bytes to stored with history, against a bulk upsert with history."""

import gc
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import connection, transaction
from openpyxl import load_workbook

from accounts.models import User
from core.figures import Amount
from core.workbooks import read_workbook
from plans.models import Plan
from reports.grid_views import Desk
from reports.lookup import annexes_of
from reports.workbooks.annex_entries import AnnexEntries
from reports.workbooks.annex_table import annex_table
from reports.workbooks.drawing import workbook_of
from targets.cells import Cell
from targets.enums import Channel, Stage
from targets.history import remember
from targets.models import Target, TargetChange
from targets.workbooks.comparing import Comparison, compare
from targets.workbooks.finding import keys_of
from tests.bench.measure import Line, alternate, compared
from tests.bench.pages import signed_in
from tests.bench.plans import FIGURES, make_plan, wide_figures

GOAL = 4
ROWS, COLUMNS = 170, 20


def lines() -> Iterator[Line]:
    _pay_at_once()
    figures = [*FIGURES, *wide_figures(1)]
    filled = _Filled(make_plan(31, ROWS, figures), User.objects.get(pk=signed_in().session["_auth_user_id"]))
    size = f"{ROWS} × {len(figures)}"
    yield compared("Biểu Excel: từ tệp đến số đã ghi kèm lịch sử", size, filled.times(filled.travel), GOAL)
    yield compared("Biểu Excel: chỉ đọc và so", size, filled.times(filled.preview, writes=False))
    yield compared("Biểu Excel: tải về", size, filled.times(filled.download, writes=False))


def _pay_at_once() -> None:
    """As in `tests.bench.saving`: each commit pays for itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 1")


class _Filled:
    """A workbook in which every cell of the communes is one lower than what stands, once the bare upsert has run."""

    def __init__(self, plan: Plan, user: User) -> None:
        self.plan, self.user = plan, user
        stored = plan.target_set.exclude(locality=plan.locality).select_related("indicator")
        self.figures = {_cell(row): row.amount() for row in stored}
        self.others = {cell: replace(amount, value=amount.value + 1) for cell, amount in self.figures.items()}
        self.upsert()
        self.data = self._lowered(self.download())

    def times(self, work: Callable, *, writes: bool = True) -> tuple[float, float]:
        before = TargetChange.objects.count()
        work()
        changed = TargetChange.objects.count() - before
        # A measured way that changes less than everything would be quick for the wrong reason.
        if changed != (len(self.figures) if writes else 0):
            raise RuntimeError(f"{changed} cells were changed")
        self.upsert()
        gc.collect()
        gc.freeze()
        try:
            return alternate(work, self.upsert)
        finally:
            gc.unfreeze()

    # Measured

    def upsert(self) -> None:
        """What stands goes up by one, whatever it was; with a row of history each, in the quickest way there is."""
        with transaction.atomic():
            Target.objects.bulk_create(
                [self._row(cell, amount) for cell, amount in self.others.items()],
                update_conflicts=True,
                unique_fields=["plan", "locality", "indicator", "facility_key", "stage"],
                update_fields=["comparator", "value", "upper", "note"],
            )
            sides = [(cell, self.figures[cell], amount) for cell, amount in self.others.items()]
            common = {"plan_id": self.plan.pk, "changed_by_id": self.user.pk, "channel": Channel.WORKBOOK}
            remember(sides, **common, batch=uuid.uuid4())

    def travel(self) -> None:
        entries = self._entries()
        found = self._compared(entries)
        places = {place.key: place for place in entries.layout.places.values()}
        wishes = ((wish.key, places[wish.key].text(wish.mine), wish.theirs) for wish in found.changed)
        entries.enter(wishes, by=self.user)

    def preview(self) -> None:
        self._compared(self._entries())

    def download(self) -> bytes:
        return workbook_of(annex_table(self._entries()))

    # How

    def _entries(self) -> AnnexEntries:
        (annex,) = annexes_of(self.plan)
        return AnnexEntries(Desk(annex, Stage.ASSIGNED, True, "", has_siblings=False))

    def _compared(self, entries: AnnexEntries) -> Comparison:
        book = read_workbook(io.BytesIO(self.data), "bieu.xlsx")
        _passport, base = keys_of(book)
        return compare(book, entries.layout, base, entries.stored())

    def _lowered(self, data: bytes) -> bytes:
        book = load_workbook(io.BytesIO(data))
        sheet = book.worksheets[0]
        communes = {place.key.split(".")[0] for place in self._entries().layout.places.values()} - {"0"}
        last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value not in (None, "khac"))
        for row in sheet.iter_rows(min_row=last - len(communes), max_row=last - 1, min_col=4):
            for cell in row:
                cell.value = round(cell.value - 10 ** -self._decimals(cell), 1)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def _decimals(self, cell) -> int:
        return 0 if cell.number_format == "#,##0" else 1

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
