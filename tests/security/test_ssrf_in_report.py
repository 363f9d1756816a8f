"""The results annex and the periodic report ask nothing of anybody, whatever stands in their texts."""

import pytest

from plans.models import Plan
from reports.lookup import annexes_of
from reports.paper import Variant
from reports.pdf import render_pdf
from reports.period_report import PeriodReport
from reports.result_paper import ResultPaper
from reports.results import roll_up_results
from targets.enums import SubmissionState
from targets.models import Narrative, Period
from tests.factories import AnnexFactory, ColumnFactory, PeriodFactory, PlanFactory, ResultFactory, RowFactory
from tests.report_factories import NarrativeFactory
from tests.security.test_ssrf_in_pdf import (
    ATTACKS,
    MARKER,
    attachments_of,
    everything_in,
    letters,
    listener,  # noqa: F401
    squeezed,
    text_for,
)
from tests.security.texts import poison_all, typed_fields

pytestmark = pytest.mark.django_db

SHARED = {
    "localities.Agency.short_name",
    "localities.Locality.name",
    "plans.Plan.subject",
    "targets.Annex.title",
    "targets.Column.label",
    "targets.Indicator.unit",
    "targets.Narrative.number",
    "targets.Narrative.symbol",
    "targets.Period.name",
}
PRINTED = {
    "results": SHARED,
    "report": SHARED
    | {
        "plans.Plan.place",
        "plans.Plan.signer_name",
        "plans.Plan.signer_title",
        "targets.Narrative.summary",
    },
}


@pytest.fixture
def poisoned(tmp_path, listener):  # noqa: F811
    """`poisoned("img")`: both papers after that attack on every field, and what each field holds."""
    plan = PlanFactory()
    annex = AnnexFactory(plan=plan)
    row, column = RowFactory(annex=annex), ColumnFactory(annex=annex)
    period = PeriodFactory(plan=plan)
    where = {"submission__period": period, "submission__locality": row.locality}
    ResultFactory(**where, submission__state=SubmissionState.ACCEPTED, indicator=column.indicator)
    NarrativeFactory(period=period)

    def papers(attack: str) -> tuple[dict, dict[str, str]]:
        secret = tmp_path / "s"
        secret.write_text(MARKER)
        texts = {str(field): text_for(field, attack, listener, secret) for field in typed_fields()}
        poison_all(lambda field: texts[str(field)])
        stored = Plan.objects.select_related("locality", "issuing_agency").get(pk=plan.pk)
        annexes, found = annexes_of(stored), Period.objects.get(pk=period.pk)
        found.plan = stored
        report = PeriodReport(stored, found, tuple(roll_up_results(stored, found, annexes)), Narrative.objects.get())
        results = ResultPaper.of(annexes[0], found, Variant.PAPER, is_only_one=False)
        return {"results": results, "report": report}, texts

    return papers


# The report holds all that the annex does; one attack is tried on the annex by itself.
PAPERS = [*(("report", attack) for attack in ATTACKS), ("results", "attachment")]


@pytest.mark.parametrize(("name", "attack"), PAPERS)
def test_text_asks_nothing_and_is_printed_as_typed(name, attack, poisoned, listener):  # noqa: F811
    listener.asked.clear()

    papers, texts = poisoned(attack)
    data = render_pdf(papers[name])

    assert listener.asked == []
    assert attachments_of(data) == []
    assert MARKER.encode() not in everything_in(data)
    drawn = letters(data)
    assert [field for field in sorted(PRINTED[name]) if squeezed(texts[field]) not in drawn] == []
