"""The real annexes as papers, and their tables as a workbook shows them; the figures are typed beside the sources."""

import io
from pathlib import Path

from django.utils import timezone

from core.workbooks import Sheet, read_workbook
from localities.models import Agency, Locality
from plans.models import Plan
from reports.downloads.formats import FORMATS
from reports.downloads.printout import Page, Part, Printout
from reports.lookup import annexes_of, period_by_code, plan_by_code
from reports.paper import AnnexPaper, Variant
from reports.result_paper import ResultPaper
from reports.tables import Leaf, Table, TableCell, TableRow
from targets.models import Annex

# Above the header of the table: the number of the annex where there are several, the title, the line "Kèm theo", the
# rule and the blank below it.
ABOVE_ONLY, ABOVE_NUMBERED = 4, 5
# What LibreOffice is told: commas, quotes, UTF-8; each cell as it is shown.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76"


def annex_paper(code: str, number: int, variant: Variant = Variant.PAPER) -> AnnexPaper:
    annexes = annexes_of(plan_by_code(code, Plan.objects.all()))
    annex = next(annex for annex in annexes if annex.number == number)
    return AnnexPaper.of(annex, variant, is_only_one=len(annexes) == 1)


def results_paper(code: str, period: str) -> ResultPaper:
    plan = plan_by_code(code, Plan.objects.all())
    (annex,) = annexes_of(plan)
    return ResultPaper.of(annex, period_by_code(plan, period), Variant.PAPER, is_only_one=True)


def written(paper: AnnexPaper | ResultPaper, form: str) -> bytes:
    return FORMATS[form].write(paper)


def saved(tmp_path: Path, paper: AnnexPaper | ResultPaper, form: str) -> Path:
    path = tmp_path / f"phu-luc.{form}"
    path.write_bytes(written(paper, form))
    return path


def sheets_of(data: bytes) -> list[Sheet]:
    """As our own door reads them."""
    return read_workbook(io.BytesIO(data), "phu-luc.xlsx").sheets


def first_row(code: str) -> int:
    """Of the header, in the workbook of an annex of that plan."""
    return ABOVE_ONLY if code == "lao-cai-2021" else ABOVE_NUMBERED


def header_in(sheet: Sheet, first: int, height: int) -> list[list[tuple[str, int, int]]]:
    """[[(label, columns, rows)]] of the header, level by level."""
    spans = {(top, left): (right - left + 1, bottom - top + 1) for top, left, bottom, right in sheet.merged}
    return [
        [
            (label, *spans.get((row, column), (1, 1)))
            for column, label in enumerate(sheet.rows[row])
            if label is not None
        ]
        for row in range(first, first + height)
    ]


def small_table(rows: list[list[TableCell]], total: list[TableCell] | None, *, summed: list[bool]) -> Table:
    """Of these cells, without a header."""
    width = 100 / len(summed)
    return Table(
        caption="Bảng thử",
        header=(),
        leaves=tuple(Leaf(f"c{place}", "figure", width, is_summed) for place, is_summed in enumerate(summed)),
        rows=tuple(TableRow(tuple(cells)) for cells in rows),
        total=TableRow(tuple(total)) if total else None,
        checks=(),
        notes="",
        warnings=(),
        is_wide=False,
    )


def with_table(table: Table) -> Printout:
    """That table alone, below a title and the line "Kèm theo"."""
    plan = Plan(code="thu", issuing_agency=Agency(name="Cơ quan thử"), locality=Locality(code="10", name="Tỉnh thử"))
    page = Page("", "BẢNG THỬ", "", "(Kèm theo Kế hoạch)", (Part("", table),), (), is_landscape=False)
    annex = Annex(plan=plan, number=1, title="Bảng thử")
    return Printout(annex, page, "Bảng thử", "bang-thu", timezone.localtime())
