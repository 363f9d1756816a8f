"""The one door for workbooks that people upload: whoever takes one reads it with `read_workbook`, never otherwise.

A workbook is a zip of XML, and both can be made to fill the memory of whoever reads them in good faith. So nothing is
read in good faith: every part is unpacked in small pieces and counted (`package`), every XML part goes past a parser
that stops at the first excess (`scans`), and the values of the cells are taken in that one pass (`sheets`).
"""

from core.workbooks.book import Book, Sheet, Value, cell_name
from core.workbooks.bounds import MOST_BYTES, UploadRefused
from core.workbooks.cells import CellRefused, line_text, plain_text, text_at
from core.workbooks.door import read_workbook

__all__ = [
    "MOST_BYTES",
    "Book",
    "CellRefused",
    "Sheet",
    "UploadRefused",
    "Value",
    "cell_name",
    "line_text",
    "plain_text",
    "read_workbook",
    "text_at",
]
