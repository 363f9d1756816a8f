"""The preview of a filled workbook as a page shows it, and the decision that is posted with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from reports.workbooks.entries import Entries
from reports.workbooks.importing import MINE, THEIRS
from targets.workbooks.comparing import RefusedCell, Wish
from targets.workbooks.layout import Place

EACH = "each"
ALL, SKIP, CELL = "xung-dot", "bo-qua", "o"  # names in the form; a conflict's is "o" and its key
MOST_SHOWN = 3_000  # lines of one table; the others are counted


class Line(NamedTuple):
    """A cell that changes: contents as people read them, "" for a blank."""

    key: str
    address: str
    where: str
    base: str
    theirs: str
    mine: str
    remarks: Sequence[str]
    who: str = ""
    when: str = ""
    choice: str = ""
    is_open: bool = False

    @property
    def name(self) -> str:
        return f"{CELL}{self.key}"


@dataclass(frozen=True)
class Decision:
    """What was posted. `choices`: {key: MINE or THEIRS}; `all`: one choice for all conflicts, or EACH."""

    all: str = EACH
    skips_refused: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


class Preview:
    """`data` is the outcome of the job, see `reports.workbooks.importing`."""

    def __init__(self, entries: Entries, data: Mapping[str, Any], decision: Decision | None = None) -> None:
        self.entries, self.data = entries, data
        self.decision = decision or Decision(choices=data.get("choices", {}))
        self.is_checked = decision is not None
        self.places: dict[str, Place] = {place.key: place for place in entries.layout.places.values()}

    # Cells

    @cached_property
    def emptied(self) -> list[Line]:
        """Cells that held something and are blank in the file."""
        return [line for line in self._changed if not line.mine]

    @cached_property
    def changed(self) -> list[Line]:
        return [line for line in self._changed if line.mine]

    @cached_property
    def _changed(self) -> list[Line]:
        return list(self._lines(self.data["changed"]))

    @cached_property
    def conflicts(self) -> list[Line]:
        return list(self._lines(self.data["conflicts"]))

    @cached_property
    def written(self) -> list[Line]:
        return list(self._lines(self.data.get("written", [])))

    @property
    def kept(self) -> int:
        """Conflicts in which what stood there was kept."""
        mine = {line.key for line in self.written}
        return sum(1 for line in self.conflicts if line.key not in mine)

    @cached_property
    def refused(self) -> list[RefusedCell]:
        return [RefusedCell(*cell) for cell in self.data["refused"]]

    def _lines(self, wishes: Iterable[Sequence]) -> Iterable[Line]:
        writers = self.data.get("writers", {})
        for wish in (Wish(*each) for each in wishes):
            place, cell = self.places.get(wish.key), self.entries.layout.cells.get(wish.key)
            if place is None or cell is None:  # the table has changed since; writing would say so
                continue
            who, when = writers.get(wish.key, ("", ""))
            choice = self.decision.choices.get(wish.key, "")
            yield Line(
                key=wish.key,
                address=wish.address,
                where=self.entries.layout.where(cell),
                base=place.text(wish.base),
                theirs=place.text(wish.theirs),
                mine=place.text(wish.mine),
                remarks=wish.remarks,
                who=who,
                when=when,
                choice=choice,
                is_open=self.is_checked and self.decision.all == EACH and not choice,
            )

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What the page says first, the doubtful before the harmless."""
        found = [
            (_("ô xung đột"), len(self.data["conflicts"])),
            (_("ô bị từ chối"), len(self.data["refused"])),
            (_("ô bị xóa trống"), len(self.emptied)),
            (_("ô thay đổi"), len(self.changed)),
            (_("ô không đổi"), self.data["unchanged"]),
            (_("ô hai bên sửa như nhau"), self.data["same"]),
            (_("ô tệp không đổi, người khác đã sửa"), self.data["later"]),
        ]
        return [*found[:5], *(pair for pair in found[5:] if pair[1])]

    @property
    def has_others(self) -> bool:
        """Whether the file's rows and columns are not those of the table."""
        return any(self.data[name] for name in ("strange_rows", "strange_columns", "missing_rows", "missing_columns"))

    @property
    def has_changes(self) -> bool:
        return bool(self.data["changed"] or self.data["conflicts"])

    # The decision

    @cached_property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of what is still to be decided."""
        found = [
            (line.name, _("%(address)s: chưa chọn giữ số nào.") % {"address": line.address})
            for line in self.conflicts
            if line.is_open
        ]
        if self.refused and not self.decision.skips_refused:
            found.append(
                (SKIP, _("Còn ô bị từ chối: sửa tệp rồi tải lên lại, hoặc đánh dấu “Bỏ qua các ô bị từ chối”."))
            )
        return found

    @property
    def decided(self) -> dict[str, Any]:
        """For `reports.jobs.decided`: a choice for each conflict."""
        one = self.decision.all
        keys = [wish[0] for wish in self.data["conflicts"]]
        return {"choices": {key: self.decision.choices.get(key, THEIRS) if one == EACH else one for key in keys}}


def decision_of(post: QueryDict) -> Decision:
    chosen = post.get(ALL, EACH)
    choices = {
        name.removeprefix(CELL): value
        for name, value in post.items()
        if name.startswith(CELL) and value in (MINE, THEIRS)
    }
    return Decision(chosen if chosen in (MINE, THEIRS) else EACH, SKIP in post, choices)
