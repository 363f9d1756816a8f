"""An annex as it goes on paper: its table with the head that the law prescribes, as HTML for print.

Source: Decree 30/2020/NĐ-CP, annex I (form of administrative documents).
"""

import enum
import json
from dataclasses import dataclass, replace
from typing import Protocol

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.dates import BLANK, date_phrase
from localities.models import Locality
from plans.models import padded_number
from reports.extracts import extract_mark, top_of
from reports.figures import load_figures
from reports.rollups import row_paths
from reports.tables import Table, annex_table
from targets.models import Annex


class Variant(enum.Enum):
    """On paper the line "Kèm theo" is filled in; on an electronic document its blanks stay."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class Paper(Protocol):
    """What can be printed."""

    def html(self, *, with_style: bool = False) -> str:
        """The document for print."""

    def fingerprint(self) -> list[str]:
        """Texts that differ wherever the print would."""


@dataclass(frozen=True)
class AnnexPaper:
    """All that the printed annex shows. `heading` is "Phụ lục I", or "" where the plan has one annex only.

    `extract`: the locality to which the figures are cut, None for the whole annex.
    """

    annex: Annex
    table: Table
    variant: Variant
    heading: str
    extract: Locality | None = None

    @classmethod
    def of(cls, annex: Annex, variant: Variant, *, is_only_one: bool, extract: Locality | None = None) -> "AnnexPaper":
        """Read the figures and make the paper; `annex` comes from `reports.lookup.annexes_of`."""
        figures = load_figures(annex.plan, row_paths([annex]), top=top_of(extract))
        table, _rollup = annex_table(figures, annex)
        return cls(annex, table, variant, "" if is_only_one else _("Phụ lục %s") % annex.roman, extract)

    @property
    def title(self) -> str:
        return self.table.caption.upper()

    @property
    def document_title(self) -> str:
        """What a reader's window and a screen reader call the file."""
        title = f"{self.heading}: {self.table.caption}" if self.heading else self.table.caption
        return f"{title} ({self.extract_mark})" if self.extract else title

    @property
    def extract_mark(self) -> str:
        return extract_mark(self.extract)

    @property
    def attached_to(self) -> str:
        """ "Kèm theo Kế hoạch số 160/KH-BCĐ ngày 19 tháng 12 năm 2019"; blanks where unknown or not to be said."""
        plan = self.annex.plan
        is_electronic = self.variant is Variant.ELECTRONIC
        return _("Kèm theo Kế hoạch số %(number)s/%(symbol)s %(date)s") % {
            "number": BLANK if is_electronic or not plan.number else padded_number(plan.number),
            "symbol": plan.symbol,
            "date": date_phrase(None, None, None) if is_electronic else plan.issue_date_phrase,
        }

    @property
    def issuer(self) -> str:
        """ "Ban Chỉ đạo 138 tỉnh": the agency as the line "Kèm theo" names it."""
        agency = self.annex.plan.issuing_agency
        return agency.short_name or agency.name

    @property
    def file_name(self) -> str:
        """Without its ending: "ba-ria-vung-tau-2020-phu-luc-II-ban-dien-tu", of an extract "…-trich-747"."""
        suffix = "-ban-dien-tu" if self.variant is Variant.ELECTRONIC else ""
        extract = f"-trich-{self.extract.code}" if self.extract else ""
        return f"{self.annex.plan.code}-phu-luc-{self.annex.roman}{suffix}{extract}"

    def fingerprint(self) -> list[str]:
        """What shapes the paper: the rows as data, because to write them as HTML costs more than all the rest of a
        repeated download."""
        frame = replace(self, table=replace(self.table, rows=())).html()
        return [frame, json.dumps(self.table.rows, default=str)]

    def html(self, *, with_style: bool = False) -> str:
        """The document for print; `with_style` puts the style sheet into it, so that the file stands alone."""
        return render_to_string("print/annex.html", {"paper": self, "style": print_style() if with_style else ""})


def print_style() -> str:
    with open(finders.find("print.css"), encoding="utf-8") as file:
        return file.read()
