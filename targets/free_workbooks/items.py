"""Which line of a list (an annex of indicators and activities) a line of a file is, by its words and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core.text import fold
from targets.free_workbooks.proposal import IGNORED, OPEN, Guess, Sureness, row_choice
from targets.free_workbooks.words import alike, heading_words

_LEAST = 0.75
_APART = 0.1


@dataclass(frozen=True)
class Item:
    """A line of the annex: its id, what it prints as its name and as its number."""

    row_id: int
    label: str
    number: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return heading_words(self.label)


class ItemIndex:
    """The lines of one list. `propose` as that of `Gazetteer`, with the number printed before the line."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = [item for item in items if item.words]

    def knows(self, text: str) -> bool:
        words = heading_words(text)
        return any(item.words == words for item in self.items)

    def propose(self, text: str, number: str = "") -> Guess:
        words = heading_words(text)
        scored = [(alike(words, item.words), item) for item in self.items]
        best = max((score for score, _item in scored), default=0)
        if best < _LEAST:
            return Guess(IGNORED, Sureness.UNKNOWN, _("Phụ lục không có dòng nào có nội dung như vậy."))
        close = [item for score, item in scored if best - score < _APART]
        if len(close) > 1:
            close = [item for item in close if item.words == words] or close
        if len(close) > 1 and number:
            close = [item for item in close if _same_number(item.number, number)] or close
        choices = tuple(row_choice(item.row_id) for item in close)
        if len(close) > 1:
            labels = "; ".join(item.label for item in close[:3])
            return Guess(OPEN, Sureness.ASKED, _("Có thể là: %s.") % labels, choices)
        is_same = close[0].words == words
        reason = _("Đúng nội dung.") if is_same else _("Nội dung gần giống “%s”.") % close[0].label
        return Guess(choices[0], Sureness.SURE if is_same else Sureness.LIKELY, reason, choices)


def _same_number(one: str, other: str) -> bool:
    """Typed as a number "1.1" is shown as "1,1"."""
    return bool(one) and fold(one).replace(",", ".").rstrip(".") == fold(other).replace(",", ".").rstrip(".")
