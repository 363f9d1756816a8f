"""An annex ready for signing, from the database, against the bare WeasyPrint render of the same HTML."""

import math
from collections.abc import Iterator

from django.core.cache import caches
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from plans.models import Plan
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant, print_style
from reports.pdf import VARIANT, render_pdf
from tests.bench.measure import Line, alternate, compared, limited, median
from tests.bench.pages import address, signed_in

GOAL, EXPONENT_GOAL, REPEATED_MS = 1.1, 1.05, 20
TYPICAL, LONG = 170, 1000  # rows


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    taken = {}
    for size, plan in plans.items():
        times = _times(plan)
        taken[size] = times[0]
        yield compared("Phụ lục PDF, sẵn để ký", f"{size} dòng", times, GOAL)
    if LONG in taken:
        yield _exponent(taken)
    client = signed_in()
    for size, plan in plans.items():
        if size == LONG:  # is prepared by a job
            continue
        url = address("annex-pdf", plan, "I")
        most = REPEATED_MS if size == TYPICAL else None
        yield limited("Tải lại cùng PDF (cả yêu cầu)", f"{size} dòng", median(lambda url=url: client.get(url)), most)


def _exponent(taken: dict[int, float]) -> Line:
    exponent = math.log(taken[LONG] / taken[TYPICAL]) / math.log(LONG / TYPICAL)
    size, goal = f"{TYPICAL} → {LONG} dòng", f"≤ {EXPONENT_GOAL}"
    return Line("Số mũ của chi phí PDF theo số dòng", size, "", "", f"{exponent:.2f}", goal, exponent <= EXPONENT_GOAL)


def _times(plan: Plan) -> tuple[float, float]:
    def ours():
        caches["renders"].clear()
        return render_pdf(_paper(plan))

    html = _paper(plan).html()
    fonts = FontConfiguration()
    style = CSS(string=print_style(), font_config=fonts)

    def bare():
        return HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)

    return alternate(ours, bare)


def _paper(plan: Plan) -> AnnexPaper:
    (annex,) = annexes_of(plan)
    return AnnexPaper.of(annex, Variant.PAPER, is_only_one=True)
