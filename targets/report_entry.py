"""Typed cells of a report: which line each one is, what was typed into it, and the way through the one door."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from core.admin import moment
from core.figures import Amount, pack, unpack
from core.numbers import InvalidNumber
from core.typed_figures import read_result
from localities.models import Locality
from targets.earlier import carried, earlier_of
from targets.enums import Channel
from targets.models import Period, ResultChange, Submission
from targets.reporting import ReportLine
from targets.results import BLANK, CellContent, Part, ResultEdit, ResultRefusal, ResultsRefused, contents, save_results

# The columns of a line, as the second half of a cell's key says them: "3.1" is the figure of the third line.
FIGURE, NOTE = 1, 2
MOST_ENTRIES = 2_000


class Spot(NamedTuple):
    """Where the key of a typed cell leads: a line of the form, its figure or its note."""

    line: ReportLine
    column: int

    @property
    def is_note(self) -> bool:
        return self.column == NOTE

    def shown(self, content: CellContent) -> tuple[str, str]:
        """(packed, text) of what the cell holds, as the page carries and shows it; a note is its own text."""
        if self.is_note:
            return content.note, content.note
        amount = content.amount(self.line.indicator.decimals)
        return pack(amount), "" if amount is None else amount.format(suffix=self.line.indicator.suffix)


def spots_of(lines: Sequence[ReportLine]) -> dict[str, Spot]:
    """{key of a cell: where it leads}; sums are computed and are no cells."""
    return {
        key_of(number, column): Spot(line, column)
        for number, line in enumerate(lines, start=1)
        for column in (FIGURE, NOTE)
        if not line.is_sum
    }


def key_of(number: int, column: int) -> str:
    return f"{number}.{column}"


def mark_of(lines: Sequence[ReportLine]) -> str:
    """Says which lines a page was made for: a key counts them, so it means nothing on another form."""
    keys = " ".join(f"{line.key}{'=' if line.is_sum else ''}" for line in lines)
    return hashlib.sha256(keys.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Entry:
    """What was typed into a cell; `seen` is what stood there before, packed, None if that is not said."""

    key: str
    text: str
    seen: str | None
    is_carried: bool = False


@dataclass(frozen=True)
class Verdict:
    """Why an entry was not taken. In a conflict `seen` and `text` are what stands there now; `who` wrote it `when`."""

    reason: str
    is_conflict: bool = False
    seen: str = ""
    text: str = ""
    who: str = ""
    when: str = ""


class EntriesRefused(Exception):
    """Nothing was written; `verdicts` names each entry that stood in the way: {key: Verdict}."""

    def __init__(self, verdicts: Mapping[str, Verdict]) -> None:
        self.verdicts = dict(verdicts)
        super().__init__("; ".join(f"{key}: {verdict.reason}" for key, verdict in self.verdicts.items()))


class Sheet:
    """The report of a locality as a form: its lines and the cells that are typed."""

    def __init__(self, period: Period, locality: Locality, lines: Sequence[ReportLine]) -> None:
        self.period, self.locality, self.lines = period, locality, list(lines)
        self.spots = spots_of(lines)

    def enter(
        self, entries: Iterable[Entry], *, by: User, channel: Channel = Channel.GRID
    ) -> dict[str, tuple[str, str]]:
        """Write typed entries, all or none; {key: (packed, text)} of each. Raises `EntriesRefused`."""
        wishes: dict[str, ResultEdit] = {}
        verdicts: dict[str, Verdict] = {}
        entries = list(entries)
        offers = self._offers() if any(entry.is_carried for entry in entries) else {}
        for entry in entries:
            outcome = _twice() if entry.key in wishes else _wish(self.spots.get(entry.key), entry, offers)
            (wishes if isinstance(outcome, ResultEdit) else verdicts)[entry.key] = outcome
        if verdicts:
            raise EntriesRefused(verdicts)
        try:
            saved = self._save(wishes.values(), by, channel)
        except ResultsRefused as error:
            raise EntriesRefused(self._verdicts(wishes, error.refusals)) from error
        return {key: self.spots[key].shown(saved[wish.key]) for key, wish in wishes.items()}

    def _offers(self) -> dict[tuple, Amount]:
        return carried(self.lines, earlier_of(self.period, self.locality))

    def _save(self, wishes: Iterable[ResultEdit], by: User, channel: Channel) -> dict[tuple, CellContent]:
        wishes = list(wishes)
        if not wishes:
            return {}
        return save_results(period=self.period, locality=self.locality, edits=wishes, by=by, channel=channel)

    def standing(self, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """What the rows of some cells hold now, {key: (packed, text)}."""
        rows = {key.split(".")[0] for key in keys}
        submission = Submission.objects.filter(period=self.period, locality=self.locality).first()
        stored = contents(submission) if submission else {}
        wanted = {key: spot for key, spot in self.spots.items() if key.split(".")[0] in rows}
        return {key: spot.shown(stored.get(spot.line.key, BLANK)) for key, spot in wanted.items()}

    def _verdicts(self, wishes: Mapping[str, ResultEdit], refusals: list[ResultRefusal]) -> dict[str, Verdict]:
        # A figure and a note of one line are two edits that are equal only if they are the same.
        keys = {id(wish): key for key, wish in wishes.items()}
        conflicts = [refusal for refusal in refusals if refusal.is_conflict]
        changes = self._changes([refusal.edit.key for refusal in conflicts])
        return {
            key: self._verdict(refusal, self.spots[key], changes)
            for key, refusal in ((keys[id(refusal.edit)], refusal) for refusal in refusals)
        }

    def _verdict(self, refusal: ResultRefusal, spot: Spot, changes: list[ResultChange]) -> Verdict:
        if not refusal.is_conflict:
            return Verdict(refusal.reason)
        seen, text = spot.shown(refusal.standing or BLANK)
        reason = _("Ô đã được người khác sửa thành “%s”.") % text if text else _("Ô đã được người khác xóa.")
        last = next((change for change in changes if _is_of(change, spot)), None)
        if last is None:
            return Verdict(reason, True, seen, text)
        return Verdict(reason, True, seen, text, last.writer, moment(last.changed_at))

    def _changes(self, keys: list[tuple[int, int | None]]) -> list[ResultChange]:
        """Changes of some lines, the newest first; none is asked for where there was no conflict."""
        if not keys:
            return []
        indicators = {indicator for indicator, _facility in keys}
        return list(self._history().filter(indicator__in=indicators))

    def last_changes(self, keys: Iterable[str]) -> dict[str, ResultChange]:
        """The newest change of each of the cells, in one query."""
        wanted = {key: self.spots[key] for key in keys}
        changes = self._changes([spot.line.key for spot in wanted.values()])
        found = {key: next((each for each in changes if _is_of(each, spot)), None) for key, spot in wanted.items()}
        return {key: change for key, change in found.items() if change is not None}

    def changes_of(self, spot: Spot) -> list[ResultChange]:
        """The history of one cell, newest first."""
        return [change for change in self._history().filter(indicator=spot.line.indicator) if _is_of(change, spot)]

    def _history(self):
        rows = ResultChange.objects.filter(submission__period=self.period, submission__locality=self.locality)
        return rows.select_related("changed_by").order_by("-changed_at", "-pk")


def old_of(change: ResultChange) -> CellContent:
    return CellContent(change.old_state, change.old_value, change.old_is_estimate, change.old_note)


def new_of(change: ResultChange) -> CellContent:
    return CellContent(change.new_state, change.new_value, change.new_is_estimate, change.new_note)


def _is_of(change: ResultChange, spot: Spot) -> bool:
    """Whether it changed that very part of the cell."""
    is_same_line = (change.indicator_id, change.facility_id) == spot.line.key
    return is_same_line and spot.shown(old_of(change)) != spot.shown(new_of(change))


def _twice() -> Verdict:
    return Verdict(_("Ô này có hai giá trị trong cùng một lần ghi."))


def _wish(spot: Spot | None, entry: Entry, offers: Mapping[tuple, Amount]) -> ResultEdit | Verdict:
    """Rule (carried-is-offered): a figure is carried over only where it is the one that may be; else it was typed."""
    if spot is None:
        return Verdict(_("Ô không thuộc biểu báo cáo này."))
    if entry.seen is None:
        return Verdict(_("Thiếu giá trị đã thấy trước khi sửa."))
    indicator, facility = spot.line.key
    if spot.is_note:
        return ResultEdit(indicator, facility, note=Part(entry.seen, entry.text.strip()))
    figure = _figure(spot, entry)
    if isinstance(figure, Verdict):
        return figure
    is_carried = entry.is_carried and figure.new is not None and figure.new == offers.get(spot.line.key)
    return ResultEdit(indicator, facility, figure, None, is_carried)


def _figure(spot: Spot, entry: Entry) -> Part[Amount | None] | Verdict:
    decimals, suffix = spot.line.indicator.decimals, spot.line.indicator.suffix
    try:
        seen = unpack(entry.seen, decimals)
    except ValueError:
        return Verdict(_("Giá trị đã thấy trước khi sửa không đúng dạng. Hãy tải lại trang rồi nhập lại."))
    try:
        return Part(seen, read_result(entry.text, decimals=decimals, suffix=suffix))
    except InvalidNumber as error:
        return Verdict(str(error))
