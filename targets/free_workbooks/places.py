"""Which locality a name in a file means. Of two that it may mean none is chosen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from django.utils.translation import gettext as _

from core.text import fold, sort_key
from localities.models import UNIT_TYPES
from targets.free_workbooks.proposal import IGNORED, OPEN, Guess, Sureness, row_choice
from targets.free_workbooks.words import Reading, are_initials, bare_name, is_shortened, readings

_LONGEST_NAME = 100
_MOST_INITIALS = 5
_SHORTEST_NEAR = 5  # letters of a name that may have a slip of the pen


class Likeness(IntEnum):
    """How a name in a file agrees with a locality, worst first."""

    NEAR = 1  # a letter differs, or the type of unit
    INITIALS = 2
    SHORTENED = 3
    FORMER = 4  # the type of unit that the same place had before or got later
    NAMED = 5  # the name without its type
    FULL = 6


_PROPOSED = {Likeness.INITIALS, Likeness.SHORTENED, Likeness.FORMER, Likeness.NAMED, Likeness.FULL}
_SURE = {Likeness.NAMED, Likeness.FULL}


@dataclass(frozen=True)
class Place:
    """A locality of the plan. `row_id` None: the annex has no row for it, else `label` is what that row prints.

    `other_types`: those that the same unit had before, or got later.
    """

    name: str
    row_id: int | None
    label: str = ""
    other_types: frozenset[str] = frozenset()
    type: str = field(init=False)
    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        kind = next((kind for kind in UNIT_TYPES if self.name.startswith(f"{kind} ")), "")
        bare = self.name[len(kind) :].strip()
        object.__setattr__(self, "type", kind)
        object.__setattr__(self, "words", tuple(part.text for part in readings(bare)[0].parts) if bare else ())

    @cached_property
    def joined(self) -> str:
        return "".join(self.words)

    @cached_property
    def short(self) -> str:
        return self.name[len(self.type) :].strip()


@dataclass(frozen=True)
class Found:
    """The localities that a name may mean, all equally likely; none: it is not known here."""

    places: Sequence[Place]
    likeness: Likeness | None = None


class Gazetteer:
    """The localities of one plan, to be asked for by whatever name a table gives them."""

    def __init__(self, places: Iterable[Place], own_name: str = "") -> None:
        self.places = [place for place in places if place.words]
        self.own_name = own_name
        self._by_joined: dict[str, list[Place]] = defaultdict(list)
        self._by_label: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            self._by_joined[place.joined].append(place)
            if place.label:
                self._by_label[fold(bare_name(place.label))].append(place)

    def find(self, text: str) -> Found:
        """The best agreement over all readings of the name. Tones decide between names that differ in nothing else."""
        best: dict[int, tuple[Place, Likeness]] = {}
        for place, likeness in self._agreeing(text):
            if likeness > best.get(id(place), (place, 0))[1]:
                best[id(place)] = (place, likeness)
        if not best:
            return Found(self._near(text), Likeness.NEAR) if self._near(text) else Found(())
        top = max(likeness for _place, likeness in best.values())
        # "Quan Hóa" is read as quận Hóa too, and "Q. Hóa" may stand for either.
        floor = min(top, Likeness.NAMED) if top > Likeness.SHORTENED else min(top, Likeness.INITIALS)
        places = [place for place, likeness in best.values() if likeness >= floor or likeness == Likeness.SHORTENED]
        return Found(_by_tones(places, text) if len(places) > 1 else places, top)

    def _agreeing(self, text: str) -> Iterable[tuple[Place, Likeness]]:
        for place in self._by_label.get(fold(bare_name(text)), ()):
            yield place, Likeness.SHORTENED if "." in place.label else Likeness.NAMED
        for reading in readings(text):
            yield from self._read_as(reading)

    def _read_as(self, reading: Reading) -> Iterable[tuple[Place, Likeness]]:
        for place in self._by_joined.get(reading.joined, ()):
            yield place, _by_type(reading, place)
        if reading.is_short:
            for place in self.places:
                if reading.type in {"", place.type} and is_shortened(reading.parts, place.words):
                    yield place, Likeness.SHORTENED
        if reading.type and len(reading.joined) <= _MOST_INITIALS:
            for place in self.places:
                if reading.type == place.type and are_initials(reading.parts, place.words):
                    yield place, Likeness.INITIALS

    def _near(self, text: str) -> list[Place]:
        names = {reading.joined for reading in readings(text) if len(reading.joined) >= _SHORTEST_NEAR}
        return [
            place
            for place in self.places
            if len(place.joined) >= _SHORTEST_NEAR and any(_one_slip(name, place.joined) for name in names)
        ]

    def knows(self, text: str) -> bool:
        """Whether it is some locality's name, if perhaps not clear whose. Asked of every text of a file."""
        return len(text) <= _LONGEST_NAME and any(
            likeness != Likeness.NEAR for _place, likeness in self._agreeing(text)
        )

    def propose(self, text: str, number: str = "") -> Guess:
        """What to propose for a line of this name; its `number` says nothing about a locality."""
        found = self.find(text)
        if not found.places:
            return Guess(IGNORED, Sureness.UNKNOWN, _("Không có địa bàn nào của kế hoạch mang tên này."))
        rows = [place for place in found.places if place.row_id is not None]
        choices = tuple(row_choice(place.row_id) for place in rows)
        if len(found.places) > 1:
            names = ", ".join(place.name for place in found.places[:5])
            return Guess(OPEN, Sureness.ASKED, _("Có thể là: %s.") % names, choices)
        (place,) = found.places
        if not rows:
            return Guess(IGNORED, Sureness.LIKELY, _("Phụ lục không có dòng cho %s.") % place.name)
        if found.likeness not in _PROPOSED:
            return Guess(OPEN, Sureness.ASKED, _("Gần giống %s, nhưng không đúng tên hoặc loại.") % place.name, choices)
        return self._proposed(text, place, found.likeness)

    def _proposed(self, text: str, place: Place, likeness: Likeness) -> Guess:
        choice = row_choice(place.row_id)
        if likeness == Likeness.NAMED and self._is_own(text):
            reason = _("Trùng tên %(own)s; hiểu là %(place)s.") % {"own": self.own_name, "place": place.name}
            return Guess(choice, Sureness.LIKELY, reason, (choice,))
        if likeness in _SURE:
            return Guess(choice, Sureness.SURE, _("Đúng tên %s.") % place.name, (choice,))
        reasons = {
            Likeness.FORMER: _("Loại đơn vị vào thời điểm khác của %s."),
            Likeness.SHORTENED: _("Viết tắt của %s."),
            Likeness.INITIALS: _("Chữ đầu của %s."),
        }
        return Guess(choice, Sureness.LIKELY, reasons[likeness] % place.name, (choice,))

    def _is_own(self, text: str) -> bool:
        return bool(self.own_name) and Place(self.own_name, None).joined == readings(text)[0].joined


def _by_type(reading: Reading, place: Place) -> Likeness:
    if not reading.type:
        return Likeness.NAMED
    if reading.type == place.type:
        return Likeness.FULL
    return Likeness.FORMER if reading.type in place.other_types else Likeness.NEAR


def _by_tones(places: list[Place], text: str) -> list[Place]:
    """Those written with the same tones, where there are any and the text has tones at all."""
    bare = bare_name(text)
    if fold(bare) == bare.casefold():
        return places
    key = sort_key(bare)
    return [place for place in places if key in {sort_key(place.short), sort_key(place.name)}] or places


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[start + 1 :] in {other[start + 1 :], other[start:]} or one[start:] == other[start + 1 :]
