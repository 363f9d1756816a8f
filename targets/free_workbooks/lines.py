"""What each line of a table is: a locality or an item of the annex, a total, a heading, or nothing of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.utils.translation import gettext as _

from core.text import fold
from targets.free_workbooks.areas import Surface, is_number
from targets.free_workbooks.layout import Layout, is_group_number
from targets.free_workbooks.proposal import HEADING, IGNORED, OPEN, PART_TOTAL, TOTAL, Guess, Sureness, chosen_id
from targets.free_workbooks.words import bare_name, heading_key

_WHOLE = re.compile(r"(tong cong|toan (tinh|thanh pho|huyen|thi xa|xa|phuong|dia ban)|ca tinh)\b.*")
_SUM = re.compile(r"(tong( so)?|cong( \(?[ivxa-d\d+\s]+\)?)?|cong (nhom|muc|cac|khoi)\b.*)")
_PART = re.compile(r"cong( \(?([ivx]+|[a-d])\)?| (nhom|muc|cac|khoi)\b.*)")

_MARKED = re.compile(r"([IVXLC]{1,6}|[A-Z])[.)]\s")
# With figures beside it "M. Khương" is a place of elsewhere rather than the heading of a group.
_MARKED_GROUP = re.compile(r"[IVX]{1,5}[.)]\s")


class Names(Protocol):
    """Who knows the lines of the annex by their names."""

    def knows(self, text: str) -> bool: ...

    def propose(self, text: str, number: str) -> Guess: ...


@dataclass(frozen=True)
class Line:
    """A line of the file that is not blank. `row`: from 0, as in the sheet."""

    row: int
    number: str
    text: str
    has_figures: bool
    guess: Guess


@dataclass(frozen=True)
class Lore:
    """What is known before a file is read: the lines of the annex, how the plan's own locality is called, and
    {key of a line's text: choice} as people answered for earlier files. `asks_unknown`: a line of figures whose name is
    not known must be answered for."""

    names: Names
    own_names: Sequence[str] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)
    asks_unknown: bool = True


def line_key(text: str) -> str:
    """By which the text of a line is remembered."""
    return heading_key(bare_name(text))


def read_lines(surface: Surface, layout: Layout, lore: Lore) -> list[Line]:
    """Every line of the table that is not blank, with what is proposed for it."""
    lines = [_line(surface, layout, row, lore) for row in layout.rows if not surface.is_blank(row)]
    return _with_duplicates_refused(_with_one_total(lines))


def _line(surface: Surface, layout: Layout, row: int, lore: Lore) -> Line:
    number = surface.own_text(row, layout.index) if layout.index is not None else ""
    text = surface.own_text(row, layout.name)
    if not text and number and not re.fullmatch(r"[\d.]+", number):
        number, text = "", number  # "Tổng cộng" over the columns of number and name
    figures = any(
        is_number(surface.value(row, column)) or (row, column) in surface.sheet.formulas
        for column in layout.columns
        if column > layout.name
    )
    return Line(row, number, text, figures, _guess(number, text, figures, lore))


def _guess(number: str, text: str, has_figures: bool, lore: Lore) -> Guess:
    if not text:
        return _unknown(_("Dòng không có tên."), has_figures, lore)
    if choice := lore.remembered.get(line_key(text)):
        return Guess(choice, Sureness.REMEMBERED, _("Như lần nhập trước."), (choice,))
    words = _words(text)
    if _WHOLE.fullmatch(words) or _SUM.fullmatch(words) or words in {fold(name) for name in lore.own_names}:
        return Guess(TOTAL, Sureness.SURE, _("Dòng tổng của cả bảng."))
    found = lore.names.propose(text, number)
    if not found.is_nothing_known:
        return found
    if is_group_number(number) or (_MARKED_GROUP if has_figures else _MARKED).match(text):
        return Guess(HEADING, Sureness.LIKELY, _("Đề mục của nhóm địa bàn."))
    if not has_figures:
        return Guess(IGNORED, Sureness.LIKELY, _("Dòng không có số liệu."))
    return _unknown(found.reason, has_figures, lore)


def _unknown(reason: str, has_figures: bool, lore: Lore) -> Guess:
    """Figures of a place that is not known are not passed over; a list has lines that are not ours."""
    if has_figures and lore.asks_unknown:
        return Guess(OPEN, Sureness.ASKED, reason)
    return Guess(IGNORED, Sureness.UNKNOWN, reason)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w()+]+", " ", fold(text)).split())


def _with_one_total(lines: list[Line]) -> list[Line]:
    """Of several totals one is the whole table's: what says so, else the last. The others close their group."""
    totals = [line for line in lines if line.guess.choice == TOTAL]
    if len(totals) < 2:
        return lines
    whole = [line for line in totals if not _PART.fullmatch(_words(line.text)) and _WHOLE.fullmatch(_words(line.text))]
    kept = (whole or totals)[-1]
    part = Guess(PART_TOTAL, Sureness.LIKELY, _("Dòng cộng của nhóm địa bàn đứng trên."))
    return [replace(line, guess=part) if line in totals and line is not kept else line for line in lines]


def _with_duplicates_refused(lines: list[Line]) -> list[Line]:
    """Rule (place-once): a locality that two lines name is not taken from either until a person says which."""
    rows: dict[str, list[int]] = {}
    for line in lines:
        if chosen_id(line.guess.choice):
            rows.setdefault(line.guess.choice, []).append(line.row + 1)
    return [_asked(line, rows.get(line.guess.choice, [])) for line in lines]


def _asked(line: Line, rows: list[int]) -> Line:
    if len(rows) < 2:
        return line
    reason = _("Các dòng %s cùng chỉ một địa bàn; chọn một dòng, các dòng kia bỏ qua.") % ", ".join(map(str, rows))
    guess = Guess(OPEN, Sureness.ASKED, reason, (line.guess.choice,))
    return replace(line, guess=guess)


def group_of(place: int, choices: Sequence[str]) -> list[int]:
    """The places of the lines that a heading with figures, or the sum of a group, adds up.

    Below a heading: up to the next heading or sum. Above a sum of a group: back to the heading or the sum before.
    """
    step = 1 if choices[place] == HEADING else -1
    found, place = [], place + step
    while 0 <= place < len(choices) and choices[place] not in {HEADING, PART_TOTAL, TOTAL}:
        if chosen_id(choices[place]):
            found.append(place)
        place += step
    return sorted(found)
