"""The results annex of a period as it goes on paper: "Kết quả thực hiện", by indicator and by locality.

Source: Decree 30/2020/NĐ-CP, annex I (form of administrative documents).
"""

import json
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.dates import BLANK, date_phrase
from localities.models import Locality
from plans.models import Plan, padded_number
from reports.extracts import extract_mark, top_of
from reports.paper import Variant, print_style
from reports.result_tables import sentences, table_by_indicator, tables_by_locality
from reports.results import ResultRollup, roll_up_results
from reports.tables import Table
from targets.models import Annex, Narrative, Period

SYMBOL = Narrative._meta.get_field("symbol").default


@dataclass(frozen=True)
class ResultPaper:
    """All that the printed results of one annex show. It goes with the report on the period, so the line "Kèm theo"
    names that report; `heading` is "" where the plan has one annex only."""

    rollup: ResultRollup
    tables: tuple[Table, ...]
    variant: Variant
    heading: str
    narrative: Narrative | None = None
    extract: Locality | None = None

    @classmethod
    def of(
        cls, annex: Annex, period: Period, variant: Variant, *, is_only_one: bool, extract: Locality | None = None
    ) -> "ResultPaper":
        """Read the figures and make the paper; `annex` comes from `reports.lookup.annexes_of`."""
        (rollup,) = roll_up_results(annex.plan, period, [annex], top=top_of(extract))
        tables = (table_by_indicator(rollup), *tables_by_locality(rollup))
        narrative = Narrative.objects.filter(period=period).first()
        return cls(rollup, tables, variant, "" if is_only_one else _("Phụ lục %s") % annex.roman, narrative, extract)

    @property
    def plan(self) -> Plan:
        return self.rollup.plan

    @property
    def title(self) -> str:
        return self.document_title.upper()

    @property
    def document_title(self) -> str:
        return _("Kết quả thực hiện %(period)s: %(annex)s") % {
            "period": self.rollup.span.period.name,
            "annex": self.rollup.annex.title,
        }

    @property
    def extract_mark(self) -> str:
        return extract_mark(self.extract)

    @property
    def attached_to(self) -> str:
        """ "Kèm theo Báo cáo số 15/BC-UBND ngày 05 tháng 7 năm 2021"; blanks where unknown or not to be said."""
        report = self.narrative if self.variant is Variant.PAPER else None
        day = report.issued_on if report else None
        return _("Kèm theo Báo cáo số %(number)s/%(symbol)s %(date)s") % {
            "number": padded_number(report.number) if report and report.number else BLANK,
            "symbol": self.narrative.symbol if self.narrative else SYMBOL,
            "date": date_phrase(day.day, day.month, day.year) if day else date_phrase(None, None, None),
        }

    @property
    def issuer(self) -> str:
        agency = self.plan.issuing_agency
        return agency.short_name or agency.name

    @property
    def sentences(self) -> list[str]:
        return sentences(self.rollup)

    @property
    def file_name(self) -> str:
        """Without its ending: "lao-cai-2021-ket-qua-6-thang-phu-luc-I"."""
        suffix = "-ban-dien-tu" if self.variant is Variant.ELECTRONIC else ""
        extract = f"-trich-{self.extract.code}" if self.extract else ""
        period = self.rollup.span.period.code
        return f"{self.plan.code}-ket-qua-{period}-phu-luc-{self.rollup.annex.roman}{suffix}{extract}"

    def fingerprint(self) -> list[str]:
        return [self.html(), json.dumps([table.rows for table in self.tables], default=str)]

    def html(self, *, with_style: bool = False) -> str:
        style = print_style() if with_style else ""
        return render_to_string("print/results.html", {"paper": self, "style": style})
