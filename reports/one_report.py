"""The figures of one report, line by line: what was asked, reported before, in the period, and so far.

The author's form and the reviewer's page show the same ones. The sums are computed (rule computed-result).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.figures import Amount
from localities.models import Locality
from reports.progress import cumulative, way_of
from targets.earlier import Earlier
from targets.enums import Stage
from targets.models import Period, Target
from targets.report_sums import with_sums
from targets.reporting import ReportLine
from targets.results import BLANK, CellContent

Key = tuple[int, int | None]


@dataclass(frozen=True)
class OneReport:
    """`stored` is what the cells hold, `earlier` what was reported before. Figures are {key of a line: Amount}."""

    period: Period
    locality: Locality
    lines: Sequence[ReportLine]
    stored: Mapping[Key, CellContent]
    earlier: Earlier

    @cached_property
    def targets(self) -> dict[Key, Amount | None]:
        """Of the locality itself; a sum of which the plan says nothing is that of its parts. One query."""
        rows = Target.objects.filter(plan=self.period.plan, locality=self.locality, stage=Stage.ASSIGNED)
        stated = {(row.indicator_id, row.facility_id): row.amount() for row in rows.select_related("indicator")}
        return {**with_sums(self.lines, stated), **stated}

    @cached_property
    def so_far(self) -> dict[Key, Amount | None]:
        return with_sums(
            self.lines, {line.key: self.earlier.so_far(line.indicator, line.key[1]) for line in self.lines}
        )

    @cached_property
    def typed(self) -> dict[Key, Amount | None]:
        return {line.key: self.stored.get(line.key, BLANK).amount(line.indicator.decimals) for line in self.lines}

    @cached_property
    def current(self) -> dict[Key, Amount | None]:
        return with_sums(self.lines, self.typed)

    @cached_property
    def done(self) -> dict[Key, Amount | None]:
        """Cumulative results: each typed figure by its own rule, then the sums of these (rule composite)."""
        typed = {
            line.key: cumulative(way_of(line.indicator), self.so_far[line.key], self.current[line.key])
            for line in self.lines
        }
        return with_sums(self.lines, typed)
