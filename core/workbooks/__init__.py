"""The one door for workbooks that people upload: a page that takes one opens it with `open_workbook`, never otherwise.

A workbook is a zip of XML, and both can be made to fill the memory of whoever reads them in good faith. So nothing is
read in good faith: every part is unpacked in small pieces and counted (`package`), every XML part goes past a
parser that builds nothing and stops at the first excess (`scans`), and only what passed is given to openpyxl.
"""

from core.workbooks.bounds import MOST_BYTES, UploadRefused
from core.workbooks.door import open_workbook

__all__ = ["MOST_BYTES", "UploadRefused", "open_workbook"]
