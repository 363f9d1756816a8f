"""Which column of the annex a column of a file is, by the headings over both."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from targets.free_workbooks.layout import Layout
from targets.free_workbooks.proposal import (
    IGNORED,
    INDEX,
    NAME,
    NOTE,
    OPEN,
    UNIT,
    Guess,
    Sureness,
    column_choice,
)
from targets.free_workbooks.words import alike, heading_key, heading_words

_LEAST = 0.55  # below it nothing is proposed
_SURE = 0.85
_APART = 0.06  # less between two candidates does not decide
_WITHOUT_GROUPS = 0.9  # of a label of some words; "Tổng số" alone says little
_FEW_WORDS = 2
_ROLES = {
    **dict.fromkeys(("stt", "tt", "so tt", "so thu tu"), INDEX),
    **dict.fromkeys(("ghi chu", "ghi chu khac"), NOTE),
    **dict.fromkeys(("don vi tinh", "don vi"), UNIT),
}


@dataclass(frozen=True)
class Leaf:
    """A column of figures of the annex: its id, and the labels from its top group down to its own."""

    column_id: int
    path: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        return tuple(heading_words(label) for label in self.path)


@dataclass(frozen=True)
class _Pair:
    column: int
    leaf: int
    score: float
    distance: float


def column_key(path: Sequence[str]) -> str:
    """By which a column of a file is remembered: the words of all headings over it."""
    return " › ".join(heading_key(label) for label in path)


def propose_columns(
    paths: Mapping[int, Sequence[str]],
    leaves: Sequence[Leaf],
    layout: Layout,
    remembered: Mapping[str, str] | None = None,
) -> dict[int, Guess]:
    """{column of the file: Guess}. `paths`: the headings over each column; `remembered`: {column key: choice}."""
    known = _remembered(paths, remembered or {})
    plain = {
        column: known.get(column) or _plain(path, column, layout.name, layout.index) for column, path in paths.items()
    }
    chosen = {guess.choice for guess in known.values()}
    leaves = [leaf for leaf in leaves if column_choice(leaf.column_id) not in chosen]
    open_columns = [column for column, guess in plain.items() if guess is None]
    matched = _Matching({column: paths[column] for column in open_columns}, leaves).guesses()
    return {column: guess or matched[column] for column, guess in plain.items()}


def _remembered(paths: Mapping[int, Sequence[str]], remembered: Mapping[str, str]) -> dict[int, Guess]:
    """Columns as people answered for an earlier file; not those whose headings stand over two columns."""
    keys = {column: column_key(path) for column, path in paths.items() if path}
    often = Counter(keys.values())
    reason = _("Như lần nhập trước.")
    return {
        column: Guess(remembered[key], Sureness.REMEMBERED, reason, (remembered[key],))
        for column, key in keys.items()
        if key in remembered and often[key] == 1
    }


def _plain(path: Sequence[str], column: int, name: int, index: int | None) -> Guess | None:
    """A column that holds no figures by its place or its heading; None where it may."""
    if column == name:
        return Guess(NAME, Sureness.SURE, _("Cột tên địa bàn hoặc nội dung."))
    if column == index:
        return Guess(INDEX, Sureness.SURE, _("Cột số thứ tự."))
    if not path:
        return Guess(IGNORED, Sureness.UNKNOWN, _("Cột không có tiêu đề."))
    role = _ROLES.get(" ".join(heading_words(path[-1])))
    if role and len(path) == 1:
        return Guess(role, Sureness.SURE, _("Theo tiêu đề cột."))
    if column < name:
        return Guess(IGNORED, Sureness.UNKNOWN, _("Cột đứng trước cột tên."))
    return None


class _Matching:
    """Each column of the file with at most one leaf. A tie is broken by the order of columns, or not at all."""

    def __init__(self, paths: Mapping[int, Sequence[str]], leaves: Sequence[Leaf]) -> None:
        self.paths, self.leaves = paths, leaves
        words = {column: tuple(heading_words(label) for label in path) for column, path in paths.items()}
        self.scores = {column: [likeness(words[column], leaf.words) for leaf in leaves] for column in paths}

    def guesses(self) -> dict[int, Guess]:
        taken: dict[int, int] = {}
        for pair in sorted(self._pairs(), key=lambda pair: (-round(pair.score, 2), pair.distance, pair.column)):
            if pair.column not in taken and pair.leaf not in taken.values():
                taken[pair.column] = pair.leaf
        return {column: self._guess(column, taken.get(column), taken) for column in self.paths}

    def _pairs(self):
        for place, (column, scores) in enumerate(self.scores.items()):
            for leaf, score in enumerate(scores):
                if score >= _LEAST:
                    yield _Pair(column, leaf, score, abs(place / len(self.scores) - leaf / len(self.leaves)))

    def _guess(self, column: int, leaf: int | None, taken: Mapping[int, int]) -> Guess:
        scores = self.scores[column]
        if leaf is None:
            return self._unmatched(column)
        choice = column_choice(self.leaves[leaf].column_id)
        label = self.leaves[leaf].path[-1]
        rivals = [other for other, score in enumerate(scores) if other != leaf and scores[leaf] - score < _APART]
        contenders = [
            other
            for other in self.paths
            if other != column and self._also_wants(other, leaf) and scores[leaf] - self.scores[other][leaf] < _APART
        ]
        if not rivals and not contenders:
            sureness = Sureness.SURE if scores[leaf] >= _SURE else Sureness.LIKELY
            reason = _("Đúng tiêu đề.") if sureness == Sureness.SURE else _("Tiêu đề giống “%s”.") % label
            return Guess(choice, sureness, reason, (choice,))
        if self._in_order({leaf, *rivals}, taken):
            return Guess(choice, Sureness.LIKELY, _("Theo thứ tự cột; tiêu đề giống “%s”.") % label, (choice,))
        return self._asked([leaf, *rivals])

    def _also_wants(self, column: int, leaf: int) -> bool:
        """Whether another column agrees with the leaf just as well, and with none better."""
        scores = self.scores[column]
        return scores[leaf] >= _LEAST and scores[leaf] >= max(scores) - _APART

    def _in_order(self, tied: set[int], taken: Mapping[int, int]) -> bool:
        """As many columns as leaves of the same headings, in the same order: the order tells them apart."""
        columns = [c for c in self.paths if any(self._also_wants(c, leaf) for leaf in tied)]
        leaves = sorted(tied)
        return len(columns) == len(leaves) and [taken.get(column) for column in columns] == leaves

    def _unmatched(self, column: int) -> Guess:
        scores = self.scores[column]
        close = [leaf for leaf, score in enumerate(scores) if score >= _LEAST]
        if close:
            return self._asked(close)
        return Guess(IGNORED, Sureness.UNKNOWN, _("Phụ lục không có cột nào có tiêu đề như vậy."))

    def _asked(self, leaves: Sequence[int]) -> Guess:
        names = "; ".join(" › ".join(self.leaves[leaf].path) for leaf in leaves[:3])
        choices = tuple(column_choice(self.leaves[leaf].column_id) for leaf in leaves)
        return Guess(OPEN, Sureness.ASKED, _("Có thể là: %s.") % names, choices)


def likeness(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> float:
    """How much two paths of headings agree, 0 to 1: their last labels, then the words of the groups above.

    A table may leave out the group that spans everything, so that groups which only one of the two has count little.
    """
    if not one or not other:
        return 0.0
    leaf = alike(one[-1], other[-1])
    above = [[word for label in labels[:-1] for word in label] for labels in (one, other)]
    if not above[0] and not above[1]:
        return leaf
    if not above[0] or not above[1]:
        return leaf * (_WITHOUT_GROUPS if len(other[-1]) > _FEW_WORDS else _LEAST + 0.05)
    return leaf * (1 + _above(one[:-1], other[:-1])) / 2


def _above(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> float:
    """Each group with the one that is most like it, over the path that has fewer."""
    shorter, longer = sorted((one, other), key=len)
    best = [max(alike(group, candidate) for candidate in longer) for group in shorter]
    # The lowest group is what tells "Tổng số" of one part from "Tổng số" of another.
    lowest = alike(one[-1], other[-1])
    return (sum(best) / len(best) + lowest) / 2
