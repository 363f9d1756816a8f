"""The letter to those who are late asks nothing of anybody, whatever stands in its texts."""

import datetime

import pytest

from reports import pdf_tables
from reports.board import board_of
from reports.chase import chase_letter
from reports.pdf import html_to_pdf
from targets.models import Period
from tests.factories import AnnexFactory, PeriodFactory, PlanFactory, RowFactory
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

PRINTED = {
    "localities.Agency.short_name",
    "localities.Locality.name",
    "plans.Plan.place",
    "plans.Plan.signer_name",
    "plans.Plan.signer_title",
    "plans.Plan.subject",
    "plans.Plan.symbol",
    "targets.Period.name",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_asks_nothing_and_is_printed_as_typed(attack, listener, tmp_path):  # noqa: F811
    secret = tmp_path / "s"
    secret.write_text(MARKER)
    plan = PlanFactory()
    RowFactory(annex=AnnexFactory(plan=plan))
    PeriodFactory(plan=plan, deadline=datetime.date(2021, 7, 10))
    texts = {str(field): text_for(field, attack, listener, secret) for field in typed_fields()}
    poison_all(lambda field: texts[str(field)])
    listener.asked.clear()

    plan.refresh_from_db()
    letter = chase_letter(board_of(plan), Period.objects.get(), today=datetime.date(2021, 7, 15))
    data = pdf_tables.link_headers(html_to_pdf(letter.html()))

    assert listener.asked == []
    assert attachments_of(data) == []
    assert MARKER.encode() not in everything_in(data)
    assert [name for name in sorted(PRINTED) if squeezed(texts[name]) not in letters(data)] == []
