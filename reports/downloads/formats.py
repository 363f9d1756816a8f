"""In what formats an annex can be taken away; one paper, many writers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.downloads import word, xlsx
from reports.downloads.plain import csv_file, json_file
from reports.downloads.printout import printout_of
from reports.downloads.word_report import docx_of_report
from reports.paper import AnnexPaper
from reports.pdf import render_pdf
from reports.period_report import PeriodReport
from reports.result_paper import ResultPaper

AnyPaper = AnnexPaper | ResultPaper


@dataclass(frozen=True)
class Format:
    """`name` is also the ending of the file."""

    name: str
    label: Any
    content_type: str
    write: Callable[[Any], bytes]


def _of_printout(write: Callable) -> Callable[[AnyPaper], bytes]:
    return lambda paper: write(printout_of(paper))


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("pdf", _("PDF"), "application/pdf", render_pdf),
        Format("xlsx", _("Excel (.xlsx)"), xlsx.CONTENT_TYPE, _of_printout(xlsx.xlsx_of)),
        Format("docx", _("Word (.docx)"), word.CONTENT_TYPE, _of_printout(word.docx_of)),
        Format("csv", _("CSV"), "text/csv; charset=utf-8", _of_printout(csv_file)),
        Format("json", _("JSON"), "application/json", _of_printout(json_file)),
    )
}
REPORT_FORMATS: dict[str, Callable[[PeriodReport], bytes]] = {"pdf": render_pdf, "docx": docx_of_report}
