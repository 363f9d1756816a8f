"""How far a result is on the way to its target. `static/grid/progress.js` follows the same rules while one types."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.figures import CHANGES, Amount, Comparator, add, scaled
from core.numbers import format_number
from reports.judging import judge
from targets.enums import IndicatorKind, RollUp
from targets.models import Indicator
from targets.models.indicator import PERCENT

ADDED, ITSELF, UNKNOWN = "sum", "self", "none"
_CAPPED = {Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.EXACTLY}


class Progress(NamedTuple):
    """`remaining` in units of 10^-decimals, negative where more was done than set; `percent` of the target."""

    remaining: int | None = None
    percent: Decimal | None = None


def way_of(indicator: Indicator) -> str:
    """How results of several periods become one: added, the newest itself, or not at all."""
    if indicator.over_periods == RollUp.SUM:
        return ADDED
    is_itself = indicator.over_periods == RollUp.LAST or indicator.kind == IndicatorKind.RATIO
    return ITSELF if is_itself else UNKNOWN


def cumulative(way: str, so_far: Amount | None, current: Amount | None) -> Amount | None:
    """Rule (cumulative): a flow is added to what was reported before; a stock and a share are the figure itself, and as
    long as it is blank the newest one before."""
    if way == ADDED:
        return add([so_far, current])
    figure = so_far if current is None else current
    return figure if way == ITSELF and figure is not None and figure.value is not None else None


def remaining_text(remaining: int | None, decimals: int, suffix: str) -> str:
    """ "40", "vượt 61" where more was done than set; a difference of two percentages is in points."""
    if remaining is None:
        return ""
    number = format_number(scaled(abs(remaining), decimals))
    if suffix == PERCENT:
        number = _("%s điểm") % number
    return _("vượt %s") % number if remaining < 0 else number


def progress(target: Amount | None, done: Amount | None) -> Progress:
    """Rule (progress): of a minimum or a range remains what is missing to its lower bound, of a maximum what is left.

    Blank without a target or a result, and where the target is a change ("giảm 10%"). The percentage is rounded half up
    to one decimal, and there is none of 0.
    """
    judgement = None if target is None or target.comparator in CHANGES else judge(target, done)
    if judgement is None or judgement.difference is None:
        return Progress()
    is_capped = target.comparator in _CAPPED
    return Progress(judgement.difference if is_capped else max(judgement.difference, 0), judgement.percent)
