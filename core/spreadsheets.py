"""Text for spreadsheet programs, which take a text that begins like a formula for one and would run it.

Figures never pass here: -5 is a number, and "≥ 850" is not read as a formula by any program.
"""

import re
from typing import Any

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Also in full width, which Excel takes for the same where it is set to Chinese or Japanese.
_FORMULA = "[=+\\-@＝＋－＠]"
# Blanks, and what is not seen: a program may skip either before it looks for a formula.
_BLANK = "\\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BEGINS = re.compile(rf"[{_BLANK}]*{_FORMULA}|[\t\r\n]")
# A reader that expects semicolons begins a new cell after one, quoted or not.
_BEGINS_WITHIN = re.compile(rf"([;\t\r\n][{_BLANK}\"]*)(?={_FORMULA})")


def harmless(text: str) -> str:
    """The text for a cell of a CSV file: an apostrophe before what a program might run.

    Rule (no-formulas): the OWASP rule on CSV injection. =, +, -, @, tab and line ends at the beginning, also behind
    blanks and invisible characters, and the signs of a formula after a semicolon or a line end inside.
    """
    inside = _BEGINS_WITHIN.sub(r"\1'", text)
    return f"'{inside}" if _BEGINS.match(text) else inside


def text_cell(sheet: Any, text: str) -> Cell:
    """A cell for a row of a write-only sheet that holds the text and nothing else, as `put_text`."""
    return put_text(WriteOnlyCell(sheet), text)


def put_text(cell: Cell, text: str) -> Cell:
    """Text in a workbook stays as it is: its type says that it is text, also after somebody edits the cell."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


# What `harmless` put in: at the beginning, and after a separator inside.
_PUT_FIRST = re.compile(rf"'(?=[{_BLANK}]*{_FORMULA}|[\t\r\n])")
_PUT_WITHIN = re.compile(rf"([;\t\r\n][{_BLANK}\"]*)'(?={_FORMULA})")


def as_typed(text: str) -> str:
    """The text that `harmless` made harmless, read back from a CSV file."""
    return _PUT_WITHIN.sub(r"\1", text[1:] if _PUT_FIRST.match(text) else text)
