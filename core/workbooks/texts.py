"""Texts of a workbook: those that cells share, and those that stand in a cell."""

import re

from core.workbooks import bounds, reasons
from core.workbooks.scans import MAIN, Scan, Spent

ITEM, TEXT, RUN = (f"{MAIN}{name}" for name in ("si", "t", "r"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BLANKS = "\t\n\r"


def unescaped(text: str) -> str:
    """Excel writes "_x000D_" for what XML cannot hold. Controls and halves of characters are left out: no one sees
    them, and no database keeps them."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in _BLANKS else ""


class RichText:
    """Gathers a text that may come in runs of different looks. How to read it aloud (`rPh`) is no part of it.

    Levels are those below the element that holds the text: 1 for `t` and `r`, 2 for the `t` of a run.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_open = self._in_run = False

    def start(self, level: int, name: str) -> None:
        if level == 1:
            self._in_run = name == RUN
        self.is_open = name == TEXT and (level == 1 or (level == 2 and self._in_run))

    def end(self) -> None:
        self.is_open = False

    def taken(self) -> str:
        text = unescaped("".join(self.pieces))
        self.pieces.clear()
        return text


class TextsScan(Scan):
    """The texts that cells share: `texts`, as cells number them."""

    root, most_bytes = f"{MAIN}sst", bounds.MOST_PART_BYTES

    def __init__(self, part: str = "", spent: Spent | None = None, title: str = "") -> None:
        super().__init__(part, spent or Spent(), title)
        self.texts: list[str] = []
        self._length = 0
        self._rich = RichText()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._spend_bulk()
        if self.depth == 2:
            self._item(name)
        elif self.depth > 2:
            self._rich.start(self.depth - 2, name)

    def end(self, name: str) -> None:
        self._rich.end()
        if self.depth == 2 and name == ITEM:
            self.texts.append(self._rich.taken())

    def text(self, text: str) -> None:
        self._length += len(text)
        if self._rich.is_open:
            self._rich.pieces.append(text)
        if self._length > bounds.LONGEST_TEXT:
            raise reasons.too_long_shared_text("".join(self._rich.pieces))

    def _item(self, name: str) -> None:
        self._length = 0
        self._rich.pieces.clear()
        if len(self.texts) >= bounds.MOST_TEXTS:
            raise reasons.too_many_texts()
