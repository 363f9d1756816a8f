"""What a locality reported in the earlier periods of the year: what results are added to, and stocks go on from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.figures import Amount, Comparator, add
from localities.models import Locality
from targets.chains import chain, typed_parts
from targets.enums import IndicatorKind, RollUp
from targets.models import Indicator, Period, Result, Submission
from targets.reporting import ReportLine

Key = tuple[int, int | None]


@dataclass(frozen=True)
class Earlier:
    """Reported figures of one locality in the periods before one, {key of a line: figures, oldest first}.

    Rule (counted-reports): only of reports that were handed in and not sent back.
    """

    figures: dict[Key, list[Amount]] = field(default_factory=dict)

    def last(self, key: Key) -> Amount | None:
        """The newest figure; None where there is none."""
        return self.figures.get(key, [None])[-1]

    def so_far(self, indicator: Indicator, facility_id: int | None = None) -> Amount | None:
        """Rule (result-so-far): a flow is the sum of the earlier periods, of a stock the last figure counts; what may
        neither be added nor taken over is blank."""
        key = (indicator.pk, facility_id)
        if indicator.over_periods == RollUp.SUM:
            return add(self.figures.get(key, []))
        return self.last(key) if indicator.over_periods == RollUp.LAST else None


def earlier_periods(period: Period, periods: Sequence[Period]) -> list[Period]:
    """The typed periods that lead to `period` from the first of the year, oldest first; `periods`: its plan's."""
    return [typed for before in chain(period, periods)[:-1] for typed in typed_parts(before, periods)]


def earlier_of(period: Period, locality: Locality, periods: Sequence[Period] | None = None) -> Earlier:
    """What the locality reported before `period`, in two queries at most."""
    if periods is None:
        periods = list(Period.objects.filter(plan=period.plan_id).select_related("plan"))
    before = earlier_periods(period, periods)
    return _figures(locality, before) if before else Earlier()


def _figures(locality: Locality, periods: list[Period]) -> Earlier:
    reports = Submission.objects.counted().filter(locality=locality, period__in=periods)
    rows = Result.objects.filter(submission__in=reports, value__isnull=False).order_by()
    order = {period.pk: place for place, period in enumerate(periods)}
    found: dict[Key, list[Amount]] = {}
    for result in sorted(
        rows.select_related("indicator", "submission"), key=lambda row: order[row.submission.period_id]
    ):
        found.setdefault((result.indicator_id, result.facility_id), []).append(result.amount())
    return Earlier(found)


def carried(lines: Iterable[ReportLine], earlier: Earlier) -> dict[Key, Amount]:
    """{key: the figure that may be taken over} of the stocks of a form.

    Rule (carry-forward): what is there at the end of a period is what the next one begins with; a share is not carried,
    nor a figure of which only the least is known.
    """
    stocks = [line for line in lines if not line.is_sum and is_carried(line.indicator)]
    found = {line.key: earlier.last(line.key) for line in stocks}
    return {key: amount for key, amount in found.items() if amount is not None and _is_plain(amount)}


def is_carried(indicator: Indicator) -> bool:
    return indicator.over_periods == RollUp.LAST and indicator.kind != IndicatorKind.RATIO


def _is_plain(amount: Amount) -> bool:
    return amount.comparator in (Comparator.EXACTLY, Comparator.ESTIMATE)
