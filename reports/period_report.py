"""The periodic report (báo cáo) in the form of documents: words with figures bound to the data, then the tables.

Source: Decree 30/2020/NĐ-CP, annex I (form of administrative documents).
"""

import json
import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.dates import BLANK, date_phrase, format_place_and_date
from plans.models import Plan, padded_number
from reports.paper import print_style
from reports.references import References
from reports.result_tables import sentences, table_by_indicator, tables_by_locality
from reports.results import ResultRollup
from reports.tables import Table
from targets.models import Narrative, Period

_SECTION = re.compile(r"[IVX]{1,5}\. ")
_CLAUSE = re.compile(r"\d{1,2}(\.\d{1,2})*\. ")


@dataclass(frozen=True)
class Paragraph:
    """`kind`: "section" for "I. ...", "clause" for "1. ..." without a sentence, "body" for the rest."""

    text: str
    kind: str


@dataclass(frozen=True)
class PeriodReport:
    """All that the printed report shows; `narrative` None: nobody has written anything, the draft stands there."""

    plan: Plan
    period: Period
    rollups: tuple[ResultRollup, ...]
    narrative: Narrative | None

    @property
    def summary(self) -> str:
        return self.narrative.summary if self.narrative and self.narrative.summary else self.references.draft()

    @property
    def references(self) -> References:
        return References(self.rollups)

    @property
    def paragraphs(self) -> list[Paragraph]:
        lines = [line.strip() for line in self.references.resolve(self.summary).splitlines()]
        found = [Paragraph(line, _kind(line)) for line in lines if line]
        return [*found[:-1], Paragraph(_ended(found[-1].text), found[-1].kind)] if found else []

    @property
    def superior(self) -> str:
        above = self.plan.issuing_agency.superior
        return above.name.upper() if above else ""

    @property
    def agency(self) -> str:
        return self.plan.issuing_agency.name.upper()

    @property
    def number(self) -> str:
        """ "Số: 15/BC-UBND"; the number is left blank until there is one."""
        symbol = self.narrative.symbol if self.narrative else Narrative._meta.get_field("symbol").default
        number = padded_number(self.narrative.number) if self.narrative and self.narrative.number else BLANK
        return _("Số: %(number)s/%(symbol)s") % {"number": number, "symbol": symbol}

    @property
    def attached_to(self) -> str:
        """The line under the title of each annex."""
        day = self.narrative.issued_on if self.narrative else None
        agency = self.plan.issuing_agency
        return _("(Kèm theo Báo cáo %(number)s %(date)s của %(issuer)s)") % {
            "number": self.number[:1].lower() + self.number[1:].replace(":", "", 1),
            "date": date_phrase(*((day.day, day.month, day.year) if day else (None, None, None))),
            "issuer": agency.short_name or agency.name,
        }

    @property
    def place_and_date(self) -> str:
        day = self.narrative.issued_on if self.narrative else None
        place = self.plan.place or self.plan.locality.short_name
        return format_place_and_date(place, *((day.day, day.month, day.year) if day else (None, None, None)))

    @property
    def subject(self) -> str:
        return _("Kết quả thực hiện Kế hoạch số %(plan)s (%(subject)s), %(period)s") % {
            "plan": self.plan.reference,
            "subject": self.plan.subject,
            "period": self.period.name[:1].lower() + self.period.name[1:],
        }

    @property
    def document_title(self) -> str:
        return _("Báo cáo: %s") % self.subject

    @property
    def signer(self) -> list[str]:
        return [line for line in self.plan.signer_title.splitlines() if line.strip()]

    @property
    def recipients(self) -> list[str]:
        """Those of the plan, without the copy for the files, which every document has of its own."""
        names = [each.name.rstrip(";.") for each in self.plan.recipient_set.order_by("position")]
        named = [f"- {name};" for name in names if not name.casefold().startswith(("lưu", "- lưu"))]
        return [*named, _("- Lưu: VT.")]

    @property
    def annexes(self) -> list[tuple[str, list[Table], list[str]]]:
        """(title, tables, what they rest on) of each annex."""
        return [
            (
                self._annex_title(rollup),
                [table for table in (table_by_indicator(rollup), *tables_by_locality(rollup)) if table.rows],
                sentences(rollup),
            )
            for rollup in self.rollups
        ]

    def _annex_title(self, rollup: ResultRollup) -> str:
        """As of the results annex that is printed alone (`ResultPaper`), so that it is not taken for the targets."""
        return _("Kết quả thực hiện %(period)s: %(annex)s") % {
            "period": self.period.name,
            "annex": rollup.annex.title if rollup.annex else _("Các chỉ tiêu của kế hoạch"),
        }

    @property
    def file_name(self) -> str:
        return f"{self.plan.code}-bao-cao-{self.period.code}"

    def fingerprint(self) -> list[str]:
        tables = [table.rows for _title, tables, _notes in self.annexes for table in tables]
        return [self.html(), json.dumps(tables, default=str)]

    def html(self, *, with_style: bool = False) -> str:
        style = print_style() if with_style else ""
        return render_to_string("print/report.html", {"report": self, "style": style})


def _kind(line: str) -> str:
    if _SECTION.match(line):
        return "section"
    return "clause" if _CLAUSE.match(line) and line[-1] not in ".;:,/" else "body"


def _ended(text: str) -> str:
    """The last paragraph ends with the sign of the end."""
    return text if text.endswith("./.") else f"{text.rstrip('.')}./."
