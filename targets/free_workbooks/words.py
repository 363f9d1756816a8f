"""Words of headings and names, folded: what a label consists of, and how people shorten it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from core.text import fold

_DOT_INSIDE = re.compile(r"\.(?=[^\s.])")
_SPLIT_SHORT = re.compile(r"\bt\.\s?([px])(?=[.\s]|$)\.?")
_REMARK = re.compile(r"\s*\([^()]*\)?\s*$|[\s*]+$")
_NUMBERING = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2})*\s*[.)]\s+|\d{1,3}\s+-\s*|[-+*•]\s*)")
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN_A_YEAR = re.compile(r"\b(?:nam )?(?:19|20)\d\d\b")

# The types of units: as they are written out, and how tables shorten them.
LONG_TYPES = {
    "thanh pho": "Thành phố",
    "thi xa": "Thị xã",
    "thi tran": "Thị trấn",
    "dac khu": "Đặc khu",
    "tinh": "Tỉnh",
    "huyen": "Huyện",
    "quan": "Quận",
    "phuong": "Phường",
    "xa": "Xã",
}
SHORT_TYPES = {
    "tp": "Thành phố",
    "tx": "Thị xã",
    "tt": "Thị trấn",
    "h": "Huyện",
    "q": "Quận",
    "p": "Phường",
    "x": "Xã",
}
_OFFICES = ("ubnd ", "uy ban nhan dan ")


class Part(NamedTuple):
    """A word of a name; `is_short`: a dot says that letters were left out ("M." of "M. Khương")."""

    text: str
    is_short: bool = False


class Reading(NamedTuple):
    """One way to read a name: the type of unit it begins with ("" for none), and its words."""

    type: str
    parts: tuple[Part, ...]

    @property
    def joined(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def is_short(self) -> bool:
        return any(map(_is_short, self.parts))


def readings(text: str) -> list[Reading]:
    """Every way to read the name of a unit: "Quan Hóa" is Quan Hóa, or quận Hóa; "P. Lu" is phường Lu, or P… Lu."""
    parts = _parts(text)
    found = [Reading("", parts)] if parts else []
    for length in (2, 1):
        kind = LONG_TYPES.get(" ".join(part.text for part in parts[:length]))
        if kind and len(parts) > length and not any(part.is_short for part in parts[:length]):
            found.append(Reading(kind, parts[length:]))
    if len(parts) > 1 and parts[0].text in SHORT_TYPES:
        found.append(Reading(SHORT_TYPES[parts[0].text], parts[1:]))
    return found


def bare_name(text: str) -> str:
    """The name without numbering before and remarks behind it: "1. Bắc Hà (*)" is "Bắc Hà"."""
    bare = _NUMBERING.sub("", text.strip())
    shorter = _REMARK.sub("", bare)
    return shorter or bare


def _parts(text: str) -> tuple[Part, ...]:
    folded = fold(bare_name(text))
    for office in _OFFICES:
        folded = folded.removeprefix(office)
    folded = _SPLIT_SHORT.sub(r"t\1. ", folded)
    pieces = re.split(r"[\s\-/,]+", _DOT_INSIDE.sub(". ", folded))
    return tuple(part for part in map(_part, pieces) if part.text)


def _part(piece: str) -> Part:
    letters = "".join(_WORD.findall(piece))
    return Part(str(int(letters)) if letters.isascii() and letters.isdigit() else letters, piece.endswith("."))


def is_shortened(parts: Sequence[Part], words: Sequence[str]) -> bool:
    """Whether the parts are these words with letters left out at the end of some: "m.", "khuong" of "muong khuong"."""
    return len(parts) == len(words) and all(
        word.startswith(part.text) if _is_short(part) else word == part.text
        for part, word in zip(parts, words, strict=True)
    )


def _is_short(part: Part) -> bool:
    return part.is_short or (len(part.text) == 1 and part.text.isalpha())


def are_initials(parts: Sequence[Part], words: Sequence[str]) -> bool:
    """Whether they are the first letters of the words: "vt", "v.t." of "vung tau"."""
    joined = "".join(part.text for part in parts)
    return len(words) > 1 and joined == "".join(word[:1] for word in words)


# Headings

_SPELT_OUT = {
    "cscn": "co so cai nghien",
    "cscnmt": "co so cai nghien ma tuy",
    "mt": "ma tuy",
    "tp": "thanh pho",
    "tx": "thi xa",
    "bb": "bat buoc",
    "tn": "tu nguyen",
    "gd": "gia dinh",
    "cd": "cong dong",
    "ts": "tong so",
    "dvt": "don vi tinh",
    "sl": "so luong",
    "mmt": "methadone",
}


def heading_words(text: str) -> tuple[str, ...]:
    """The words of a heading, folded, shortened ones spelt out, years left out: next year's table has others."""
    words = _WORD.findall(_IN_A_YEAR.sub(" ", fold(text)))
    return tuple(" ".join(_SPELT_OUT.get(word, word) for word in words).split())


def heading_key(text: str) -> str:
    return " ".join(heading_words(text))


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How much two lists of words have in common, 0 to 1: twice the common words over all of them (Dice)."""
    if not one or not other:
        return 0.0
    rest = list(other)
    common = 0
    for word in one:
        if word in rest:
            rest.remove(word)
            common += 1
    return 2 * common / (len(one) + len(other))


def years_in(text: str) -> set[int]:
    return {int(match[0]) for match in _YEAR.finditer(fold(text))}
