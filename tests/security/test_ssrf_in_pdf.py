"""Addresses in every text that reaches paper: none is asked, no file is read, and the text is printed as typed."""

import io

import pdfplumber
import pytest

from plans.models import Plan
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant
from reports.pdf import render_pdf
from targets.models import Column, Row
from tests.factories import (
    ActivityFactory,
    AnnexFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    PlanFactory,
    RowFactory,
    TargetFactory,
)
from tests.security.listening import MARKER, attachments_of, everything_in, listening
from tests.security.texts import numbered, poison_all, typed_fields

pytestmark = pytest.mark.django_db

# What an annex shows of its plan, on its pages or as the file's properties.
PRINTED = {
    "plans.Plan.subject",
    "plans.Plan.number",
    "plans.Plan.symbol",
    "plans.Activity.title",
    "localities.Locality.name",
    "localities.Agency.name",
    "localities.Agency.short_name",
    "targets.Indicator.name",
    "targets.Annex.title",
    "targets.Annex.total_label",
    "targets.Annex.total_number",
    "targets.Annex.notes",
    "targets.Column.label",
    "targets.Row.number",
    "targets.Row.label",
    "targets.Row.unit_label",
}
NOT_PRINTED = {
    "accounts.AuditEvent.path",
    "accounts.AuditEvent.subject",
    "accounts.User.username",
    "accounts.User.first_name",
    "accounts.User.last_name",
    "accounts.User.email",
    "localities.Locality.code",
    "localities.Succession.instrument",
    "localities.Facility.name",
    "plans.Plan.place",
    "plans.Plan.implements_reference",
    "plans.Plan.signer_title",
    "plans.Plan.signer_name",
    "plans.Plan.source_note",
    "reports.Job.subject",
    "reports.Job.origin",
    "reports.Job.step",
    "reports.Job.reason",
    "reports.JobFile.name",
    "plans.LegalBasis.title",
    "plans.LegalBasis.number",
    "plans.LegalBasis.issuer",
    "plans.Section.number",
    "plans.Section.title",
    "plans.Activity.unit",
    "plans.Activity.schedule",
    "plans.Activity.place",
    "plans.Assignment.number",
    "plans.BudgetLine.source",
    "plans.Recipient.name",
    "targets.Indicator.unit",
    "targets.Period.name",
    "targets.Target.note",
    "targets.Result.note",
    "targets.Extension.reason",
    "targets.ResultChange.old_note",
    "targets.ResultChange.new_note",
    "targets.SubmissionStep.reason",
    "targets.Narrative.number",
    "targets.Narrative.symbol",
    "targets.Narrative.summary",
}
# Each asks in its own way; the second is what is left of it in thirty characters.
ATTACKS = {
    "img": ("<img src=URL/x>", "<img src=HOST>"),
    "attachment": ('"><link rel=attachment href=FILE>', "<embed src=HOST>"),
    "url": ("url(URL/x) '\"><p style='background:url(URL/y)'>", "url(HOST)"),
    "import": ("</style><style>@import 'URL/x';</style>", "<s>@import'HOST'"),
    "script": ("</td></tr></table><script src=URL/x></script>", "</td><script>"),
    "object": ("<object data=URL/x></object><embed src=FILE>", "<embed src=HOST>"),
    "address": ("URL/x FILE", "HOST"),
}


@pytest.fixture(scope="module")
def listener():
    with listening() as found:
        yield found


@pytest.fixture
def plan():
    """A table of localities and a list, with a column and a row of every kind."""
    plan = PlanFactory(number="5")
    table = AnnexFactory(plan=plan, number=1, notes="x", total_number="A")
    columns_of(table)
    group = ColumnFactory(annex=table, group=True, position=7)
    ColumnFactory(annex=table, parent=group, position=8, width=60, facility=FacilityFactory(locality=plan.locality))
    RowFactory(annex=table, heading=True)
    row = RowFactory(annex=table)
    TargetFactory(plan=plan, locality=row.locality, indicator=table.columns.get(position=4).indicator, note="x")
    listed = AnnexFactory(plan=plan, number=2, list=True)
    columns_of(listed, indicator=None)
    RowFactory(annex=listed, locality=None, indicator=IndicatorFactory())
    RowFactory(annex=listed, locality=None, activity=ActivityFactory(plan=plan))
    return plan


def columns_of(annex, **figure):
    for position, role in enumerate(("index", "name", "unit"), start=1):
        ColumnFactory(annex=annex, role=role, indicator=None, position=position, width=60)
    ColumnFactory(annex=annex, position=4, width=60, **figure)


def text_for(field, attack: str, listener, secret) -> str:
    texts = [
        text.replace("URL", listener.url).replace("HOST", f"//{listener.url[7:]}").replace("FILE", secret.as_uri())
        for text in ATTACKS[attack]
    ]
    return numbered(field, *texts)


@pytest.fixture
def poisoned(plan, listener, tmp_path):
    """`poisoned("img")`: the two papers of the plan after that attack on every field, and what each field holds."""

    def papers(attack: str, variant=Variant.PAPER) -> tuple[list[AnnexPaper], dict[str, str]]:
        secret = tmp_path / "s"
        secret.write_text(MARKER)
        texts = {str(field): text_for(field, attack, listener, secret) for field in typed_fields()}
        poison_all(lambda field: texts[str(field)])
        # A name of its own hides that of the locality, the activity, the indicator.
        Row.objects.filter(is_heading=False).update(label="")
        found = annexes_of(Plan.objects.select_related("locality", "issuing_agency").get(pk=plan.pk))
        return [AnnexPaper.of(annex, variant, is_only_one=False) for annex in found], texts

    return papers


def letters(data: bytes) -> str:
    """All that is drawn, in the order of drawing, and the file's properties; without blanks and without case."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        drawn = "".join(char["text"] for page in pdf.pages for char in page.chars)
        named = "".join(str(value) for value in pdf.metadata.values())
    return squeezed(drawn + named)


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def test_every_text_field_stands_in_one_of_the_tables():
    assert {str(field) for field in typed_fields()} == PRINTED | NOT_PRINTED
    assert PRINTED.isdisjoint(NOT_PRINTED)


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_asks_nothing_and_is_printed_as_typed(poisoned, listener, attack):
    listener.asked.clear()

    papers, texts = poisoned(attack)
    files = [render_pdf(paper) for paper in papers]

    assert listener.asked == []
    assert [attachments_of(data) for data in files] == [[], []]
    assert MARKER.encode() not in b"".join(map(everything_in, files))
    drawn = "".join(map(letters, files))
    assert [name for name in sorted(PRINTED) if squeezed(texts[name]) not in drawn] == []


def test_electronic_variant_is_no_other(poisoned, listener):
    listener.asked.clear()

    papers, texts = poisoned("attachment", Variant.ELECTRONIC)
    files = [render_pdf(paper) for paper in papers]

    assert listener.asked == []
    assert [attachments_of(data) for data in files] == [[], []]
    assert squeezed(texts["targets.Annex.title"]) in letters(files[0])


def test_fields_of_the_second_table_are_not_printed(plan):
    """So that the tables stay true: each field has a word of its own."""
    fields = [field for field in typed_fields() if (field.max_length or 99) >= 10]
    words = {str(field): f"q{place:03d}q" for place, field in enumerate(fields)}
    poison_all(lambda field: words.get(str(field), "x"))
    Row.objects.filter(is_heading=False).update(label="")
    Column.objects.filter(role="group").update(label=words["targets.Column.label"])

    found = annexes_of(Plan.objects.select_related("locality", "issuing_agency").get(pk=plan.pk))
    papers = [AnnexPaper.of(annex, Variant.PAPER, is_only_one=False) for annex in found]
    drawn = "".join(letters(render_pdf(paper)) for paper in papers)

    assert {name for name, word in words.items() if word in drawn} == PRINTED
