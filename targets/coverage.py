"""Days that no period of a kind holds, and days that two of them hold: a calendar that was changed half-way."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from core.dates import format_date
from targets.chains import OUTSIDE
from targets.models import Period

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Seam:
    """Where two periods of one kind that follow one another do not meet: a gap (`is_gap`) or an overlap."""

    before: Period
    after: Period
    first_day: datetime.date
    last_day: datetime.date
    is_gap: bool

    def __str__(self) -> str:
        days = {"first": format_date(self.first_day), "last": format_date(self.last_day)}
        if self.is_gap:
            kind = self.before.get_kind_display()
            return _("Từ %(first)s đến %(last)s không thuộc kỳ %(kind)s nào.") % {**days, "kind": kind}
        names = {"before": self.before.name, "after": self.after.name}
        return _("Từ %(first)s đến %(last)s thuộc cả hai kỳ “%(before)s” và “%(after)s”.") % {**days, **names}


def seams(periods: Sequence[Period]) -> list[Seam]:
    """The gaps and overlaps between the periods of each kind, in the order of the days; `period.plan` is loaded."""
    known = [period for period in periods if period.kind not in OUTSIDE]
    known.sort(key=lambda period: (period.kind, period.starts_on, period.ends_on))
    pairs = [pair for _kind, group in groupby(known, key=lambda period: period.kind) for pair in pairwise(group)]
    found = [seam for before, after in pairs if (seam := _seam(before, after))]
    return sorted(found, key=lambda seam: (seam.first_day, seam.last_day))


def _seam(before: Period, after: Period) -> Seam | None:
    expected = before.ends_on + ONE_DAY
    if after.starts_on > expected:
        return Seam(before, after, expected, after.starts_on - ONE_DAY, is_gap=True)
    if after.starts_on < expected:
        return Seam(before, after, after.starts_on, min(before.ends_on, after.ends_on), is_gap=False)
    return None
