"""Typed cells of an annex: which figure each one is, what was typed into it, and the way through the one door."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.admin import moment
from core.figures import Amount, pack, unpack
from core.numbers import InvalidNumber
from core.typed_figures import read_figure
from targets.actions import CellsRefused, Edit, Refusal, save_cells
from targets.cells import Cell
from targets.enums import Axis, Channel, ColumnRole, Stage
from targets.models import Annex, Column, Indicator, Row, Target, TargetChange

# Key of the line that holds what the plan assigns for the whole.
WHOLE = 0
MOST_ENTRIES = 5_000


@dataclass(frozen=True)
class Spot:
    """Where the key of a typed cell leads."""

    cell: Cell
    indicator: Indicator


class AnnexSpots:
    """The cells of an annex into which figures are typed, by key "row id.column id"; row id 0 is the plan's own line.

    A column of results and a second cell of the same figure are no spots: they are shown, not typed.
    """

    def __init__(self, annex: Annex, stage: Stage) -> None:
        self.annex, self.stage = annex, stage

    @cached_property
    def by_key(self) -> dict[str, Spot]:
        spots, taken = {}, set()
        for key, spot in self._all():
            if spot.cell not in taken:
                taken.add(spot.cell)
                spots[key] = spot
        return spots

    def _all(self) -> Iterable[tuple[str, Spot]]:
        columns = [column for column in self.annex.columns.all() if is_typed(column)]
        rows = self.annex.rows.all()
        if self.annex.axis == Axis.LIST:
            # A list is about the whole, for which nobody proposes.
            return self._of_list(columns, rows) if self.stage == Stage.ASSIGNED else ()
        return self._of_localities([column for column in columns if column.indicator_id], rows)

    def _of_list(self, columns: list[Column], rows: Iterable[Row]) -> Iterable[tuple[str, Spot]]:
        place = self.annex.plan.locality_id
        for row in rows:
            for column in columns if row.indicator_id else ():
                yield key_of(row.pk, column.pk), self._spot(place, row)

    def _of_localities(self, columns: list[Column], rows: Iterable[Row]) -> Iterable[tuple[str, Spot]]:
        places = [(row.pk, row.locality_id) for row in rows if row.locality_id]
        # What is assigned for the whole is the province's to say; a locality proposes for itself.
        whole = [(WHOLE, self.annex.plan.locality_id)] if self.stage == Stage.ASSIGNED else []
        for row_id, place in [*places, *whole]:
            for column in columns:
                yield key_of(row_id, column.pk), self._spot(place, column)

    def _spot(self, place: int, named: Column | Row) -> Spot:
        return Spot(Cell(place, named.indicator_id, named.facility_id, self.stage), named.indicator)


def is_typed(column: Column) -> bool:
    return column.role == ColumnRole.FIGURE and column.period_id is None


def key_of(row_id: int, column_id: int) -> str:
    return f"{row_id}.{column_id}"


@dataclass(frozen=True)
class Entry:
    """What was typed into a cell; `seen` is the packed figure that stood there before, None if that is not said."""

    key: str
    text: str
    seen: str | None


@dataclass(frozen=True)
class Verdict:
    """Why an entry was not taken. In a conflict `standing` is what the cell holds now, `who` wrote it and `when`."""

    reason: str
    is_conflict: bool = False
    standing: Amount | None = None
    suffix: str = ""
    who: str = ""
    when: str = ""

    @property
    def text(self) -> str:
        return "" if self.standing is None else self.standing.format(suffix=self.suffix)


class EntriesRefused(Exception):
    """Nothing was written; `verdicts` names each entry that stood in the way: {key: Verdict}."""

    def __init__(self, verdicts: Mapping[str, Verdict]) -> None:
        self.verdicts = dict(verdicts)
        super().__init__("; ".join(f"{key}: {verdict.reason}" for key, verdict in self.verdicts.items()))


def enter(
    spots: AnnexSpots, entries: Iterable[Entry], *, by: User, channel: Channel = Channel.GRID
) -> dict[str, Amount | None]:
    """Write typed entries of an annex, all or none; returns the figure of each cell: {key: Amount}.

    Raises `EntriesRefused` with a reason for every entry that is no cell of the annex, cannot be read, or is refused by
    `save_cells`.
    """
    edits: dict[str, Edit] = {}
    verdicts: dict[str, Verdict] = {}
    for entry in entries:
        outcome = _twice() if entry.key in edits else _edit(spots, entry)
        (edits if isinstance(outcome, Edit) else verdicts)[entry.key] = outcome
    if verdicts:
        raise EntriesRefused(verdicts)
    try:
        save_cells(plan=spots.annex.plan, edits=edits.values(), by=by, channel=channel)
    except CellsRefused as error:
        raise EntriesRefused(_verdicts(spots, edits, error.refusals)) from error
    return {key: edit.new for key, edit in edits.items()}


def _twice() -> Verdict:
    return Verdict(_("Ô này có hai giá trị trong cùng một lần ghi."))


def _edit(spots: AnnexSpots, entry: Entry) -> Edit | Verdict:
    spot = spots.by_key.get(entry.key)
    if spot is None:
        return Verdict(_("Ô không thuộc phụ lục này."))
    decimals, suffix = spot.indicator.decimals, spot.indicator.suffix
    if entry.seen is None:
        return Verdict(_("Thiếu giá trị đã thấy trước khi sửa."))
    try:
        seen = unpack(entry.seen, decimals)
    except ValueError:
        return Verdict(_("Giá trị đã thấy trước khi sửa không đúng dạng. Hãy tải lại trang rồi nhập lại."))
    try:
        return Edit(spot.cell, seen, read_figure(entry.text, decimals=decimals, suffix=suffix))
    except InvalidNumber as error:
        return Verdict(str(error))


def _verdicts(spots: AnnexSpots, edits: Mapping[str, Edit], refusals: list[Refusal]) -> dict[str, Verdict]:
    keys = {edit.cell: key for key, edit in edits.items()}
    last = last_changes(spots, [refusal.edit.cell for refusal in refusals if refusal.is_conflict])
    return {
        keys[refusal.edit.cell]: _verdict(refusal, spots.by_key[keys[refusal.edit.cell]], last) for refusal in refusals
    }


def _verdict(refusal: Refusal, spot: Spot, last: Mapping[Cell, TargetChange]) -> Verdict:
    change = last.get(refusal.edit.cell)
    if not refusal.is_conflict or change is None:
        return Verdict(refusal.reason, refusal.is_conflict, refusal.standing, spot.indicator.suffix)
    return Verdict(
        refusal.reason, True, refusal.standing, spot.indicator.suffix, change.writer, moment(change.changed_at)
    )


def last_changes(spots: AnnexSpots, cells: list[Cell]) -> dict[Cell, TargetChange]:
    """The newest change of each of the cells, in one query."""
    if not cells:
        return {}
    rows = TargetChange.objects.filter(
        plan=spots.annex.plan,
        stage=spots.stage,
        locality_id__in={cell.locality_id for cell in cells},
        indicator_id__in={cell.indicator_id for cell in cells},
    )
    newest = rows.order_by("changed_at", "pk").select_related("changed_by")
    return {Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage): row for row in newest}


def changes_of(spots: AnnexSpots, spot: Spot) -> Iterable[TargetChange]:
    """The history of one cell, newest first."""
    cell = spot.cell
    facility = Q(facility=None) if cell.facility_id is None else Q(facility_id=cell.facility_id)
    return TargetChange.objects.filter(
        facility,
        plan=spots.annex.plan,
        locality_id=cell.locality_id,
        indicator_id=cell.indicator_id,
        stage=cell.stage,
    ).select_related("changed_by", "indicator")


def standing(spots: AnnexSpots, keys: Iterable[str]) -> dict[str, Amount | None]:
    """What the rows of some cells hold now, in one query: {key: Amount}."""
    rows = {key.split(".")[0] for key in keys}
    wanted = {key: spot for key, spot in spots.by_key.items() if key.split(".")[0] in rows}
    places = {spot.cell.locality_id for spot in wanted.values()}
    stored = Target.objects.filter(plan=spots.annex.plan, stage=spots.stage, locality_id__in=places)
    figures = {
        Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage): row.amount()
        for row in stored.select_related("indicator")
    }
    return {key: figures.get(spot.cell) for key, spot in wanted.items()}


def seen_texts(spots: AnnexSpots, seen: Mapping[str, str]) -> dict[str, str]:
    """{key: text} of packed figures, as the page showed them; what cannot be unpacked is left out."""
    texts = {}
    for key, packed_figure in seen.items():
        if key in spots.by_key:
            with suppress(ValueError):
                amount = unpack(packed_figure, spots.by_key[key].indicator.decimals)
                texts[key] = packed(amount, spots.by_key[key])[1]
    return texts


def packed(amount: Amount | None, spot: Spot) -> tuple[str, str]:
    """(packed figure, text) of a cell, as the page carries and shows it."""
    return pack(amount), "" if amount is None else amount.format(suffix=spot.indicator.suffix)
