"""The paper of an annex that somebody may see, asked for by code, number and period."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from localities.models import Locality
from plans.models import Plan
from reports.downloads.formats import AnyPaper
from reports.downloads.sizes import is_long
from reports.paper import AnnexPaper, Variant
from reports.result_paper import ResultPaper
from targets.models import Annex, Period


@dataclass(frozen=True)
class Wanted:
    """An annex, or its results in a `period`; `extract` is what its reader sees of it, None for the whole."""

    annex: Annex
    is_only_one: bool
    extract: Locality | None
    period: Period | None = None

    @property
    def plan(self) -> Plan:
        return self.annex.plan

    @property
    def is_long(self) -> bool:
        return is_long(self.annex, self.extract, of_results=self.period is not None)

    @property
    def subject(self) -> str:
        """What the log and the list of jobs call it."""
        names = {"plan": self.plan.code, "number": self.annex.roman}
        if self.period is None:
            return _("%(plan)s, phụ lục %(number)s") % names
        return _("%(plan)s, kết quả %(period)s, phụ lục %(number)s") % {**names, "period": self.period.code}

    def paper(self, variant: Variant) -> AnyPaper:
        of = AnnexPaper.of if self.period is None else partial(ResultPaper.of, period=self.period)
        return of(self.annex, variant=variant, is_only_one=self.is_only_one, extract=self.extract)
