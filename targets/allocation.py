"""Sharing a total over localities in proportion to a base, in whole units, so that the parts add up exactly."""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import scaled
from core.numbers import format_number

MOST_NAMED = 5  # parts that a reason names; the others are counted


class Kind(TextChoices):
    """Why a part is what it is."""

    LOCKED = "locked", gettext_lazy("ô khóa")
    NO_WEIGHT = "no_weight", gettext_lazy("cơ sở bằng 0")
    EXACT = "exact", gettext_lazy("đúng phần")
    DOWN = "down", gettext_lazy("làm tròn xuống")
    UP = "up", gettext_lazy("làm tròn lên")
    TO_FLOOR = "to_floor", gettext_lazy("nâng lên mức thấp nhất")
    TO_CEILING = "to_ceiling", gettext_lazy("giảm xuống mức cao nhất")


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part. `locked`, `floor`, `ceiling` in the units of the total; `weight` in any unit.

    A locked part keeps its value, whatever its bounds. `floor_name` and `ceiling_name` say in a reason where the
    bound comes from.
    """

    key: Hashable
    weight: int | Fraction
    locked: int | None = None
    floor: int = 0
    ceiling: int | None = None
    name: str = ""
    floor_name: str = ""
    ceiling_name: str = ""

    @property
    def label(self) -> str:
        return self.name or str(self.key)


@dataclass(frozen=True, slots=True)
class Given:
    """What a part gets, in units of 10^-`decimals`.

    `quota`: its exact share before rounding and bounds, once the others stand at theirs. `rank`: the place of its
    remainder among all remainders, from 1; 0 where it has none. `given_out`: how many parts were rounded up.
    `is_tie`: parts of the same remainder were rounded differently.
    """

    part: Part
    value: int
    quota: Fraction
    kind: Kind
    decimals: int = 0
    rank: int = 0
    given_out: int = 0
    is_tie: bool = False

    @property
    def key(self) -> Hashable:
        return self.part.key

    @property
    def reason(self) -> str:
        """Why the value is what it is, as a sentence for the preview."""
        return _SENTENCES[self.kind](self)


class Impossible(ValueError):
    """No whole numbers satisfy the demand; `reasons` say in Vietnamese why, naming the parts."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


def allocate(total: int, parts: Iterable[Part], *, decimals: int = 0) -> list[Given]:
    """Share `total` over `parts`, in their order; the values add up to `total` exactly.

    Rule (allocation): locked parts keep their value. What is left is shared by one multiplier m: each part gets
    m x weight, but not less than its floor nor more than its ceiling; m is the one for which the shares add up. Each
    share is cut to whole units and the units left over go one by one to the largest remainders; equal remainders in
    the order of the larger weight, then of the rows. A part of weight 0 gets its floor. Total and bounds in units of
    10^-`decimals`, as `Amount`. Raises `Impossible`. Source: docs/calculations.md, Allocation.
    """
    parts = list(parts)
    _refuse(_bad_input(total, parts))
    _refuse(_contradictions(total, parts, decimals))
    weights = _whole_weights(parts)
    left = total - sum(part.locked for part in parts if part.locked is not None)
    multiplier = _multiplier(left, parts, weights)
    quotas = [_quota(part, multiplier * weight) for part, weight in zip(parts, weights, strict=True)]
    shares = [_within_bounds(part, quota) for part, quota in zip(parts, quotas, strict=True)]
    return _rounded(parts, weights, quotas, shares, decimals)


def _quota(part: Part, share: Fraction) -> Fraction:
    return Fraction(part.locked) if part.locked is not None else share


def _within_bounds(part: Part, quota: Fraction) -> Fraction:
    if part.locked is not None:
        return quota
    if part.weight == 0:
        return Fraction(part.floor)
    raised = max(quota, part.floor)
    return Fraction(raised if part.ceiling is None else min(raised, part.ceiling))


def _whole_weights(parts: Sequence[Part]) -> list[int]:
    """The weights on a common denominator, 0 for locked parts: whole numbers keep the arithmetic fast and exact."""
    weights = [Fraction(0 if part.locked is not None else part.weight) for part in parts]
    common = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * common) for weight in weights]


def _multiplier(left: int, parts: Sequence[Part], weights: Sequence[int]) -> Fraction:
    """The m for which the bounded shares add up to `left`; of several, one between their ends.

    The sum of the shares, fixed + m x slope, bends where a part leaves its floor or reaches its ceiling; the bends
    are passed in order until the sum is reached.
    """
    fixed, slope, last = sum(part.floor for part in parts if part.locked is None), 0, Fraction(0)
    for bend, weight, change in _bends(parts, weights):
        if left < fixed + slope * bend:
            break
        if left == fixed and not slope:
            return (last + bend) / 2
        fixed, slope, last = fixed + change, slope + weight, bend
    return Fraction(left - fixed, slope) if slope else last


def _bends(parts: Sequence[Part], weights: Sequence[int]) -> list[tuple[Fraction, int, int]]:
    """(m, change of the slope, change of the fixed sum) for each part that may grow, in order of m."""
    bends = []
    for part, weight in zip(parts, weights, strict=True):
        if weight:
            bends.append((Fraction(part.floor, weight), weight, -part.floor))
        if weight and part.ceiling is not None:
            bends.append((Fraction(part.ceiling, weight), -weight, part.ceiling))
    return sorted(bends, key=lambda bend: bend[0])


def _rounded(parts, weights, quotas, shares, decimals: int) -> list[Given]:
    """Rule (largest-remainder): bounds are whole, so that a share with a remainder has room for one more unit."""
    remainders = {place: share - share.__floor__() for place, share in enumerate(shares) if share.denominator > 1}
    ranked = sorted(remainders, key=lambda place: (-remainders[place], -weights[place], place))
    extra = int(sum(remainders.values()))
    ranks = {place: rank for rank, place in enumerate(ranked, start=1)}
    tied = _tied(ranked, remainders, extra)
    return [
        _given(part, quota, share, decimals, ranks.get(place, 0), extra, place in tied)
        for place, (part, quota, share) in enumerate(zip(parts, quotas, shares, strict=True))
    ]


def _tied(ranked: Sequence[int], remainders: dict[int, Fraction], extra: int) -> set[int]:
    """The parts whose remainder was both rounded up and down."""
    if not 0 < extra < len(ranked) or remainders[ranked[extra - 1]] != remainders[ranked[extra]]:
        return set()
    return {place for place in ranked if remainders[place] == remainders[ranked[extra]]}


def _given(part: Part, quota, share: Fraction, decimals: int, rank: int, extra: int, is_tie: bool) -> Given:
    value = share.__floor__() + (0 < rank <= extra)
    return Given(part, value, quota, _kind(part, quota, share, value), decimals, rank, extra, is_tie)


def _kind(part: Part, quota: Fraction, share: Fraction, value: int) -> Kind:
    if part.locked is not None:
        return Kind.LOCKED
    if share != quota:
        return Kind.TO_FLOOR if share > quota else Kind.TO_CEILING
    if part.weight == 0:
        return Kind.NO_WEIGHT
    return Kind.EXACT if value == share else Kind.UP if value > share else Kind.DOWN


# Why there is no answer


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise Impossible(reasons)


def _is_whole(number: object) -> bool:
    return type(number) is int and number >= 0


def _bad_input(total: object, parts: Sequence[Part]) -> list[str]:
    faults = [] if _is_whole(total) else [_("Tổng cần chia phải là số nguyên không âm.")]
    return faults + [
        _("%(name)s: %(what)s phải là số nguyên không âm.") % {"name": part.label, "what": what}
        for part in parts
        for what in _bad_numbers(part)
    ]


def _bad_numbers(part: Part) -> list[str]:
    is_weight = type(part.weight) in (int, Fraction) and part.weight >= 0
    numbers = [(part.locked, _("số của ô khóa")), (part.ceiling, _("mức cao nhất"))]
    bad = [what for number, what in numbers if number is not None and not _is_whole(number)]
    bad += [] if _is_whole(part.floor) else [_("mức thấp nhất")]
    return bad + ([] if is_weight else [_("cơ sở phân bổ")])


def _contradictions(total: int, parts: Sequence[Part], decimals: int) -> list[str]:
    """The first kind of reason that holds; the later ones follow from it or mean nothing without it."""
    return (
        _crossed_bounds(parts, decimals)
        or _too_much_locked(total, parts, decimals)
        or _too_high_floors(total, parts, decimals)
        or _nowhere_to_go(total, parts, decimals)
        or _too_low_ceilings(total, parts, decimals)
    )


def _free(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.locked is None]


def _crossed_bounds(parts: Sequence[Part], decimals: int) -> list[str]:
    message = _("%(name)s: mức thấp nhất %(floor)s lớn hơn mức cao nhất %(ceiling)s.")
    return [
        message % {"name": part.label, "floor": _text(part.floor, decimals), "ceiling": _text(part.ceiling, decimals)}
        for part in _free(parts)
        if part.ceiling is not None and part.floor > part.ceiling
    ]


def _too_much_locked(total: int, parts: Sequence[Part], decimals: int) -> list[str]:
    locked = [(part, part.locked) for part in parts if part.locked is not None]
    over = sum(value for _part, value in locked) - total
    if over <= 0:
        return []
    message = _("Các ô khóa cộng lại được %(sum)s, vượt tổng cần chia %(total)s là %(over)s: %(names)s.")
    numbers = _numbers(decimals, sum=total + over, total=total, over=over)
    return [message % (numbers | {"names": _named(locked, decimals)})]


def _too_high_floors(total: int, parts: Sequence[Part], decimals: int) -> list[str]:
    locked = sum(part.locked for part in parts if part.locked is not None)
    floors = [(part, part.floor) for part in _free(parts)]
    least = locked + sum(value for _part, value in floors)
    if least <= total:
        return []
    message = _("Các mức thấp nhất cộng lại được %(sum)s, vượt tổng cần chia %(total)s là %(over)s: %(names)s.")
    if locked:
        message = _(
            "Các mức thấp nhất cộng lại được %(sum)s; cùng với các ô khóa %(locked)s thì vượt tổng cần chia %(total)s "
            "là %(over)s: %(names)s."
        )
    numbers = _numbers(decimals, sum=least - locked, locked=locked, total=total, over=least - total)
    return [message % (numbers | {"names": _named(floors, decimals)})]


def _nowhere_to_go(total: int, parts: Sequence[Part], decimals: int) -> list[str]:
    """Something is left, but every part is locked or has no weight."""
    left = total - sum(part.floor if part.locked is None else part.locked for part in parts)
    if left == 0 or any(part.weight for part in _free(parts)):
        return []
    if _free(parts):
        message = _(
            "Cơ sở phân bổ của các địa bàn chưa khóa đều trống hoặc bằng 0, nên không chia được %(left)s còn lại."
        )
    elif parts:
        message = _("Mọi ô đều khóa, nên không chia được %(left)s còn lại.")
    else:
        message = _("Không có địa bàn nào để chia %(left)s.")
    return [message % _numbers(decimals, left=left)]


def _too_low_ceilings(total: int, parts: Sequence[Part], decimals: int) -> list[str]:
    """A part of weight 0 stays at its floor: its ceiling gives no room."""
    growing = [part for part in _free(parts) if part.weight]
    if any(part.ceiling is None for part in growing):
        return []
    others = sum(part.floor if part.locked is None else part.locked for part in parts if part not in growing)
    ceilings = [(part, part.ceiling) for part in growing]
    missing = total - others - sum(value for _part, value in ceilings)
    if missing <= 0:
        return []
    message = _(
        "Các mức cao nhất, cùng với các ô khóa, chỉ cho phép %(most)s, thiếu %(missing)s so với tổng cần chia "
        "%(total)s: %(names)s."
    )
    numbers = _numbers(decimals, most=total - missing, missing=missing, total=total)
    return [message % (numbers | {"names": _named(ceilings, decimals)})]


def _named(values: Sequence[tuple[Part, int]], decimals: int) -> str:
    """ "Xã A 70, Xã B 50 và 3 địa bàn khác": the largest first."""
    ordered = sorted((pair for pair in values if pair[1]), key=lambda pair: -pair[1]) or list(values)
    names = ", ".join(f"{part.label} {_text(value, decimals)}" for part, value in ordered[:MOST_NAMED])
    others = len(ordered) - MOST_NAMED
    return names if others <= 0 else _("%(names)s và %(others)s địa bàn khác") % {"names": names, "others": others}


# The words of a number and of a reason


def share_text(share: Fraction, decimals: int = 0) -> str:
    """An exact share in its unit with two further decimals, rounded half up: 28,33; of tenths 2,833."""
    digits = decimals + 2
    hundredths = (share * 100 * 2 + 1) // 2
    whole, rest = divmod(hundredths, 10**digits)
    return f"{format_number(whole)},{rest:0{digits}d}"


def _remainder_text(remainder: Fraction, decimals: int) -> str:
    """As `share_text`, but a remainder is never shown as nothing or as a whole unit."""
    least = Fraction(1, 100)
    if remainder < least:
        return _("dưới %s") % share_text(least, decimals)
    return _("trên %s") % share_text(1 - least, decimals) if remainder > 1 - least else share_text(remainder, decimals)


def _text(value: int, decimals: int) -> str:
    return format_number(scaled(value, decimals))


def _numbers(decimals: int, **values: int) -> dict[str, str]:
    return {name: _text(value, decimals) for name, value in values.items()}


def _locked_sentence(given: Given) -> str:
    return _("Ô khóa, giữ nguyên %s.") % _text(given.value, given.decimals)


def _no_weight_sentence(given: Given) -> str:
    return _("Cơ sở phân bổ trống hoặc bằng 0 nên không được chia.")


def _exact_sentence(given: Given) -> str:
    return _("Đúng phần theo tỷ lệ, không phải làm tròn.")


def _up_sentence(given: Given) -> str:
    sentence = _("Phần lẻ %(rest)s lớn thứ %(rank)s nên được thêm %(step)s.")
    return _with_tie(given, sentence % _rest(given))


def _down_sentence(given: Given) -> str:
    sentence = _("Phần lẻ %(rest)s lớn thứ %(rank)s; chỉ %(count)s phần lẻ lớn nhất được thêm %(step)s.")
    return _with_tie(given, sentence % _rest(given))


def _rest(given: Given) -> dict[str, str]:
    remainder = given.quota - given.quota.__floor__()
    return {
        "rest": _remainder_text(remainder, given.decimals),
        "rank": str(given.rank),
        "count": str(given.given_out),
        "step": _text(1, given.decimals),
    }


def _with_tie(given: Given, sentence: str) -> str:
    if not given.is_tie:
        return sentence
    return f"{sentence} {_('Phần lẻ bằng nhau thì xét cơ sở lớn hơn, rồi đến thứ tự dòng.')}"


def _floor_sentence(given: Given) -> str:
    name = given.part.floor_name or _("mức thấp nhất")
    return _("Không thấp hơn %(name)s %(value)s.") % {"name": name, "value": _text(given.value, given.decimals)}


def _ceiling_sentence(given: Given) -> str:
    name = given.part.ceiling_name or _("mức cao nhất")
    return _("Không vượt %(name)s %(value)s.") % {"name": name, "value": _text(given.value, given.decimals)}


_SENTENCES = {
    Kind.LOCKED: _locked_sentence,
    Kind.NO_WEIGHT: _no_weight_sentence,
    Kind.EXACT: _exact_sentence,
    Kind.DOWN: _down_sentence,
    Kind.UP: _up_sentence,
    Kind.TO_FLOOR: _floor_sentence,
    Kind.TO_CEILING: _ceiling_sentence,
}
