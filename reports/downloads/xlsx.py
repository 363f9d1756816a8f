"""An annex as a workbook: the header tree as merged cells, figures as numbers, totals as live sums, ready to print.

Every formula holds its value, so that a reader that does not compute shows it. Source of margins, sizes and places:
Decree 30/2020/NĐ-CP, annex I.
"""

import io
import re

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.collecting import patient_collector
from reports.downloads.printout import Part, Printout
from reports.downloads.xlsx_sheet import SheetWriter
from reports.downloads.xlsx_styles import FONT, Styles

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No text becomes a formula, a link or a number.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Its digits are as wide as those of the default font of the format, by which widths of columns are counted.
    "default_format_properties": {"font_name": FONT, "font_size": 11},
}
LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def xlsx_of(printout: Printout) -> bytes:
    """One sheet a table, each with the head of the paper; notes and the sign of the end below the last."""
    file = io.BytesIO()
    with patient_collector(), Workbook(file, OPTIONS) as book:
        book.set_properties(
            {
                "title": printout.document_title,
                "subject": printout.plan.subject,
                "author": printout.agency,
                "comments": "",
            }
        )
        styles = Styles(book)
        parts = printout.page.parts or (None,)
        for part in parts:
            kind = _FirstSheet if part is parts[0] else Worksheet
            sheet = book.add_worksheet(_sheet_name(printout, part), worksheet_class=kind)
            SheetWriter(sheet, styles, printout.page, part, is_last=part is parts[-1]).write()
    return file.getvalue()


def _sheet_name(printout: Printout, part: Part | None) -> str:
    name = part.heading if part and part.heading else printout.name
    return _NOT_IN_A_NAME.sub("-", name)[:LONGEST_NAME].strip("' ")


class _FirstSheet(Worksheet):
    """Its first printed page bears no number, as the decree has it; XlsxWriter knows one head for all pages."""

    def _write_header_footer(self) -> None:
        self._xml_start_tag("headerFooter", [("differentFirst", 1)])
        self._xml_data_element("oddHeader", self.header)
        self._xml_end_tag("headerFooter")
