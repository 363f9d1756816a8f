"""Whether a change of the calendar leaves the figures that were reported where they count. No queries."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from targets.chains import OUTSIDE, chain, typed_parts
from targets.models import Period

WINDOW = ("kind", "window_from", "window_to")


def why_disturbed(before: Sequence[Period], after: Sequence[Period], with_figures: Collection[int]) -> str:
    """Why the periods may not become `after`, naming the period whose figures would suffer; "" where none would.

    Rule (figures-keep-their-place): a period that has figures does not become computed, and its cumulative figures go
    on resting on the same typed periods; a longer period that only sums these up changes nothing.
    """
    then = {period.pk: period for period in after}
    watched = [period for period in before if period.pk in with_figures and period.pk in then]
    reasons = (_why(period, before, then[period.pk], after) for period in watched)
    return next(filter(None, reasons), "")


def twin_of(period: Period, periods: Sequence[Period]) -> Period | None:
    """Another period of the calendar with the same days; two would hold one time twice."""
    if period.kind in OUTSIDE:
        return None
    others = (other for other in periods if other.kind not in OUTSIDE and other.pk != period.pk)
    days = (period.starts_on, period.ends_on)
    return next((other for other in others if (other.starts_on, other.ends_on) == days), None)


def is_moved(period: Period, stored: Period) -> bool:
    return any(getattr(period, name) != getattr(stored, name) for name in WINDOW)


def _why(period: Period, before: Sequence[Period], changed: Period, after: Sequence[Period]) -> str:
    was_typed = typed_parts(period, before) == [period]
    if was_typed and typed_parts(changed, after) != [changed]:
        return (
            _("Kỳ “%s” đã có số liệu báo cáo; thay đổi này làm kỳ đó thành kỳ cộng từ các kỳ ngắn hơn.") % period.name
        )
    if _base(period, before) != _base(changed, after):
        return _("Kỳ “%s” đã có số liệu báo cáo; thay đổi này làm đổi các kỳ được cộng dồn đến kỳ đó.") % period.name
    return ""


def _base(period: Period, periods: Sequence[Period]) -> list[int | None]:
    """The typed periods on which the cumulative figure of a period rests, by id."""
    return [part.pk for link in chain(period, periods) for part in typed_parts(link, periods)]
