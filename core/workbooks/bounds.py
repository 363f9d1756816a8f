"""What an uploaded workbook may hold at most.

The largest annex we know has 60 columns and 200 rows: 12,000 cells. The largest list has the 10,600 communes of before
2025 cut to 10,000 rows, of about 12 columns.
"""

KILO, MEGA = 1024, 1024 * 1024

MOST_BYTES = 5 * MEGA  # of the file itself
MOST_PARTS = 500  # files inside the zip
MOST_PART_BYTES = 16 * MEGA  # of one of them, unpacked
MOST_UNPACKED_BYTES = 32 * MEGA  # of all together
MOST_RATIO = 200  # unpacked to packed; asked of parts beyond RATIO_COUNTS_FROM, as a short part of blanks is harmless
RATIO_COUNTS_FROM = MEGA

MOST_SHEETS = 50
MOST_ROWS = 10_000
MOST_COLUMNS = 256
MOST_CELLS_IN_A_ROW = 16_384  # blank ones with a format; Excel's own limit
MOST_CELLS = 150_000  # of all sheets, with blank ones that carry a format
MOST_AREA = 3_000_000  # places of all sheets, each as large as its content reaches: 8 bytes a blank one
MOST_TEXTS = 150_000
LONGEST_TEXT = 32_767  # characters; Excel's own limit of a cell

LONGEST_TITLE = 255  # characters of a sheet's name; Excel allows 31, others more
LONGEST_NUMBER = 255  # characters; programs write 17 digits and an exponent
LONGEST_ERROR = 40  # characters of "#REF!"

MOST_DEPTH = 100
MOST_BULK = 750_000  # XML elements in the rows of all sheets and in the shared texts
MOST_ELEMENTS = 100_000  # XML elements elsewhere: LibreOffice spends 25 on a comment, 3 on a rule for one cell
MOST_LIST_BYTES = MEGA  # of the lists of parts, types and sheets
MOST_OTHER_BYTES = 4 * MEGA  # of any other part that is neither a sheet nor the shared texts
MOST_RANGES = 768 * KILO  # characters of attributes outside the rows: merged ranges, conditions, choices
LONGEST_TAG = 64 * KILO  # characters of an opening tag, a comment or an instruction


class UploadRefused(ValueError):
    """An uploaded file that is not read. `reason`: in Vietnamese what is wrong, where, and what to do."""

    def __init__(self, reason: object) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)
