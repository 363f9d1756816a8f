"""How a typed demand for sharing a column's total would be met, row by row, or why it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from core.figures import Comparator
from core.numbers import InvalidNumber, parse_number
from core.text import without_invisible
from core.typed_figures import in_units, read_figure
from reports.allocation import EQUAL, TYPED, Base, Place, Sheet, figure_text, is_level
from targets.allocation import Given, Impossible, Kind, Part, allocate, share_text

SHARE_DECIMALS = 2  # of a typed share
MOST_FAULTS = 20  # that a reader can use at once


@dataclass(frozen=True)
class Typed:
    """What the form sends: texts as typed, {row id as text: text}."""

    base: str = ""
    total: str = ""
    locks: frozenset[str] = frozenset()
    current: Mapping[str, str] = field(default_factory=dict)
    base_values: Mapping[str, str] = field(default_factory=dict)
    floors: Mapping[str, str] = field(default_factory=dict)
    ceilings: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A row of the preview, as texts; `text` is what goes into the cell, unless it `is_kept` as it is."""

    row_id: int
    name: str
    now: str
    share: str
    text: str
    difference: str
    reason: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Preview:
    base: Base
    lines: list[PreviewLine]
    now: str
    total: str
    difference: str


def preview(sheet: Sheet, typed: Typed) -> Preview:
    """How the demand would be met. Raises `Impossible`: unreadable, contradictory, or beyond a capacity."""
    reading = _Reading(sheet, typed)
    base, total, parts = reading.base, reading.total(), reading.parts()
    reading.finish()
    given = allocate(total, parts, decimals=sheet.decimals)
    now = [reading.now(place) for place in sheet.places]
    known = [amount for amount in now if amount is not None]
    lines = [_line(place, one, amount, typed) for place, one, amount in zip(sheet.places, given, now, strict=True)]
    return Preview(
        base=base,
        lines=lines,
        now=figure_text(sum(known), sheet.decimals) if known else "",
        total=figure_text(total, sheet.decimals),
        difference=_difference(total, sum(known) if len(known) == len(now) else None, sheet.decimals),
    )


def _line(place: Place, given: Given, now: int | None, typed: Typed) -> PreviewLine:
    """A blank cell that gets nothing stays blank: that is no target, and 0 would be one."""
    is_locked, typed_now = given.kind == Kind.LOCKED, typed.current.get(str(place.row_id), "").strip()
    is_left_blank = given.kind == Kind.NO_WEIGHT and not given.value and not typed_now
    return PreviewLine(
        row_id=place.row_id,
        name=place.name,
        now=typed_now,
        share="" if is_locked else share_text(given.quota, place.decimals),
        text="" if is_left_blank else figure_text(given.value, place.decimals),
        difference=_difference(given.value, now, place.decimals),
        reason=given.reason,
        is_kept=is_locked or is_left_blank,
    )


def _difference(new: int, now: int | None, decimals: int) -> str:
    """ "+12", "−3", "0"; "" where the figure of now is no plain number."""
    if now is None:
        return ""
    sign = "+" if new > now else "−" if new < now else ""
    return sign + figure_text(abs(new - now), decimals)


class _Reading:
    """The typed texts as numbers; what cannot be read is collected and said at once."""

    def __init__(self, sheet: Sheet, typed: Typed) -> None:
        self.sheet, self.typed, self.faults = sheet, typed, []
        self._refuse_unknown_rows()

    @cached_property
    def base(self) -> Base | None:
        found = next((base for base in self.sheet.bases if base.key == self.typed.base), None)
        if found is None:
            self.faults.append(_("Cơ sở phân bổ này không có hoặc không còn số liệu; hãy chọn cơ sở khác."))
        return found

    def finish(self) -> None:
        if self.faults:
            others = len(self.faults) - MOST_FAULTS
            more = [_("Còn %s lỗi khác.") % others] if others > 0 else []
            raise Impossible([*self.faults[:MOST_FAULTS], *more])

    def total(self) -> int:
        total = self._number(self.typed.total, _("Tổng cần chia"), is_needed=True)
        self._check_capacity(total or 0)
        return total or 0

    def parts(self) -> list[Part]:
        return [self._part(place) for place in self.sheet.places]

    def now(self, place: Place) -> int | None:
        """The number on the screen; a blank counts as 0, a minimum or a range not at all."""
        text = self.typed.current.get(str(place.row_id), "")
        try:
            amount = read_figure(text, decimals=place.decimals, suffix=self.sheet.info.suffix)
        except InvalidNumber:
            return None
        if amount is None:
            return 0
        return amount.value if amount.comparator == Comparator.EXACTLY else None

    def _part(self, place: Place) -> Part:
        key = str(place.row_id)
        floor = self._number(self.typed.floors.get(key, ""), _("%s, mức thấp nhất") % place.name) or 0
        ceiling = self._number(self.typed.ceilings.get(key, ""), _("%s, mức cao nhất") % place.name)
        is_capacity = ceiling is not None and ceiling == self.sheet.capacity
        return Part(
            key=place.row_id,
            weight=self._weight(place, key),
            locked=self._locked(place, key),
            floor=floor,
            ceiling=ceiling,
            name=place.name,
            floor_name=_("kết quả đã đạt") if floor == place.achieved else "",
            ceiling_name=_("sức chứa của cơ sở") if is_capacity else "",
        )

    def _locked(self, place: Place, key: str) -> int | None:
        if key not in self.typed.locks:
            return None
        return self._number(self.typed.current.get(key, ""), _("%s, ô khóa") % place.name, is_needed=True)

    def _weight(self, place: Place, key: str) -> int:
        base = self.base
        if base is None or base.key == EQUAL:
            return 1
        if base.key == TYPED:
            where = _("%s, tỷ trọng") % place.name
            return self._number(self.typed.shares.get(key, ""), where, decimals=SHARE_DECIMALS) or 0
        return base.values.get(place.row_id, 0) if base.values is not None else self._on_screen(place, key, base)

    def _on_screen(self, place: Place, key: str, base: Base) -> int:
        """A base column as it stands on the screen; of a minimum, maximum or range its first number."""
        try:
            amount = read_figure(self.typed.base_values.get(key, ""), decimals=base.decimals, suffix=base.suffix)
        except InvalidNumber as error:
            self.faults.append(f"{place.name}, {base.label}: {error}")
            return 0
        return amount.value if is_level(amount) else 0

    def _number(self, text: str, where: str, *, decimals: int | None = None, is_needed: bool = False) -> int | None:
        """One exact number; None for a blank and for what is refused, which is then among the faults."""
        if not without_invisible(text).strip():
            self.faults += [_("%s: chưa có số; hãy nhập, ví dụ 0.") % where] if is_needed else []
            return None
        try:
            units = in_units(parse_number(text), self.sheet.decimals if decimals is None else decimals)
        except InvalidNumber as error:
            self.faults.append(f"{where}: {error}")
            return None
        if units < 0:
            self.faults.append(_("%s: số không được âm.") % where)
        return max(units, 0)

    def _refuse_unknown_rows(self) -> None:
        typed = self.typed
        fields = (typed.current, typed.base_values, typed.floors, typed.ceilings, typed.shares, typed.locks)
        known = {str(place.row_id) for place in self.sheet.places}
        if not set().union(*fields) <= known:
            self.faults.append(_("Có dòng không còn trong phụ lục; hãy tải lại trang rồi phân bổ lại."))

    def _check_capacity(self, total: int) -> None:
        """What a facility is assigned in all its columns fits into it."""
        sheet = self.sheet
        if sheet.capacity is None or total + sheet.taken <= sheet.capacity:
            return
        message = _(
            "%(facility)s có sức chứa %(capacity)s: tổng cần chia %(total)s cộng %(taken)s đã giao ở các cột khác của "
            "cơ sở này vượt %(over)s."
        )
        over = total + sheet.taken - sheet.capacity
        numbers = {"capacity": sheet.capacity, "total": total, "taken": sheet.taken, "over": over}
        texts = {name: figure_text(number, sheet.decimals) for name, number in numbers.items()}
        self.faults.append(message % (texts | {"facility": sheet.facility.name}))
