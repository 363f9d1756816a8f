"""What a result means against its target: percent, what remains, and whether the target is kept."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from core.figures import CHANGES, Amount, Comparator
from core.numbers import percent_half_up

_FROM_ABOVE = {Comparator.AT_MOST, Comparator.LESS_THAN}


class Verdict(TextChoices):
    """Whether what was achieved keeps what was asked."""

    REACHED = "reached", gettext_lazy("đạt")
    BELOW = "below", gettext_lazy("chưa đạt")
    WITHIN = "within", gettext_lazy("trong mức")
    OVER = "over", gettext_lazy("vượt mức")
    UNKNOWN = "unknown", gettext_lazy("chưa đủ số liệu")


@dataclass(frozen=True, slots=True)
class Judgement:
    """`percent`: of the target, in percent with one decimal; `difference`: target less result in units of
    10^-`decimals`, negative where more was done than set. None where it has no meaning."""

    verdict: Verdict
    percent: Decimal | None = None
    difference: int | None = None
    decimals: int = 0

    @property
    def remaining(self) -> Amount | None:
        """What is still to be done, or of a maximum the room that is left."""
        return None if self.difference is None else Amount(max(self.difference, 0), decimals=self.decimals)


def judge(
    target: Amount | None, result: Amount | None, base: Amount | None = None, *, is_change: bool = False
) -> Judgement | None:
    """Rule (judged-by-meaning): None without a target.

    - A number or a minimum is reached from below: percent of it, what is missing to it; "trên 90" needs more than 90.
    - A maximum is kept while the result is not above it: percent used, room left.
    - A range: percent of its lower bound, what is missing to it; inside it is kept, above it is over.
    - A reduction or growth ("giảm 10"): the change since `base` (the same figure a year before); where the indicator is
      itself a change (`is_change`) the result is its size. Without `base` nothing can be said.
    Figures are in the same units. Source: wording of the plans; domain.md, section 2.
    """
    if target is None or target.value is None:
        return None
    if result is None or result.value is None:
        return Judgement(Verdict.UNKNOWN)
    if target.comparator in CHANGES:
        return _judge_change(target, result, base, is_change)
    if target.comparator in _FROM_ABOVE:
        return _judge_maximum(target, result)
    return _judge_minimum(target, result)


def _judge_minimum(target: Amount, result: Amount) -> Judgement:
    is_strict = target.comparator == Comparator.MORE_THAN
    is_reached = result.value > target.value if is_strict else result.value >= target.value
    verdict = Verdict.REACHED if is_reached else Verdict.BELOW
    if target.comparator == Comparator.BETWEEN and is_reached:
        verdict = Verdict.WITHIN if result.value <= target.upper else Verdict.OVER
    return Judgement(verdict, *_of(target, result.value))


def _judge_maximum(target: Amount, result: Amount) -> Judgement:
    is_strict = target.comparator == Comparator.LESS_THAN
    is_kept = result.value < target.value if is_strict else result.value <= target.value
    verdict = Verdict.WITHIN if is_kept else Verdict.OVER
    return Judgement(verdict, *_of(target, result.value))


def _judge_change(target: Amount, result: Amount, base: Amount | None, is_change: bool) -> Judgement:
    if is_change:
        change = result.value
    elif base is None or base.value is None:
        return Judgement(Verdict.UNKNOWN)
    else:
        fall = base.value - result.value
        change = fall if target.comparator == Comparator.DECREASE else -fall
    verdict = Verdict.REACHED if change >= target.value else Verdict.BELOW
    if verdict == Verdict.REACHED and target.upper is not None:
        verdict = Verdict.WITHIN if change <= target.upper else Verdict.OVER
    return Judgement(verdict, *_of(target, change))


def _of(target: Amount, done: int) -> tuple[Decimal | None, int, int]:
    """Percent, difference and decimals; there is no percent of 0."""
    percent = percent_half_up(done, target.value) if target.value > 0 else None
    return percent, target.value - done, target.decimals
