"""A figure of a plan: a number with its meaning (exactly, at least, a range, a change), and how figures add up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import format_number


class Comparator(models.TextChoices):
    """How a stated number is meant. Source: the wording of the plans ("ít nhất", "trên", "từ ... đến", "giảm")."""

    EXACTLY = "eq", gettext_lazy("bằng")
    AT_LEAST = "ge", gettext_lazy("ít nhất")
    MORE_THAN = "gt", gettext_lazy("trên")
    AT_MOST = "le", gettext_lazy("nhiều nhất")
    LESS_THAN = "lt", gettext_lazy("dưới")
    BETWEEN = "between", gettext_lazy("từ … đến …")
    DECREASE = "decrease", gettext_lazy("giảm")
    INCREASE = "increase", gettext_lazy("tăng")
    NOT_APPLICABLE = "na", gettext_lazy("không áp dụng")
    ESTIMATE = "est", gettext_lazy("ước")


# What a plan may set; only what was achieved can be an estimate ("ước thực hiện").
STATED = [comparator for comparator in Comparator if comparator != Comparator.ESTIMATE]
CHANGES = {Comparator.DECREASE, Comparator.INCREASE}
_PLAIN = {Comparator.EXACTLY, Comparator.ESTIMATE}
NOT_APPLICABLE_MARK = "x"
_PACKED = re.compile(r"[a-z]{2,10}:\d{0,19}:\d{0,19}", re.ASCII)
_SIGNS = {
    Comparator.EXACTLY: "",
    Comparator.AT_LEAST: "≥ ",
    Comparator.MORE_THAN: "> ",
    Comparator.AT_MOST: "≤ ",
    Comparator.LESS_THAN: "< ",
    Comparator.BETWEEN: "",
    Comparator.DECREASE: "giảm ",
    Comparator.INCREASE: "tăng ",
    Comparator.ESTIMATE: "ước ",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as plain data.

    `value` and `upper` are integers in units of 10^-`decimals` of the indicator's unit: 1600 persons is
    1600 with 0 decimals, 43,6% is 436 with 1. Integers, because SQLite loses digits of large decimals.
    """

    value: int | None
    upper: int | None = None
    comparator: str = Comparator.EXACTLY
    decimals: int = 0

    @property
    def number(self) -> Decimal | int | None:
        """The value in its unit: 1600, Decimal("43.6"); None where the figure is not applicable."""
        return scaled(self.value, self.decimals)

    def format(self, *, suffix: str = "", pad: bool = False) -> str:
        """The figure as the plans write it: "1.600", "≥ 850", "65 - 70%", "giảm 10 - 20%", "x"."""
        if self.value is None:
            return NOT_APPLICABLE_MARK
        text = format_number(self.number, pad=pad)
        if self.upper is not None:
            text += f" - {format_number(scaled(self.upper, self.decimals), pad=pad)}"
        return f"{_SIGNS[Comparator(self.comparator)]}{text}{suffix}"

    def format_plain(self, *, suffix: str = "", pad: bool = False) -> str:
        """As `format`, without the sign of a minimum or maximum: a signed table prints the bare number."""
        bounds = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN}
        comparator = Comparator.EXACTLY if self.comparator in bounds else self.comparator
        return Amount(self.value, self.upper, comparator, self.decimals).format(suffix=suffix, pad=pad)


def is_beyond_whole(amount: Amount) -> bool:
    """Whether a percentage says more than 100 %; only a growth ("tăng 150%") may."""
    most = amount.value if amount.upper is None else amount.upper
    return most is not None and amount.comparator != Comparator.INCREASE and most > 100 * 10**amount.decimals


def pack(amount: Amount | None) -> str:
    """The figure as a short text that a page carries along unseen: "eq:70:", "between:650:700", "na::", "" for none."""
    if amount is None:
        return ""
    numbers = ("" if number is None else str(number) for number in (amount.value, amount.upper))
    return ":".join([Comparator(amount.comparator).value, *numbers])


def unpack(text: str, decimals: int = 0) -> Amount | None:
    """What `pack` wrote. Raises ValueError for anything else."""
    if not text:
        return None
    if not _PACKED.fullmatch(text):
        raise ValueError(f"Not a packed figure: {text[:40]!r}")
    comparator, *numbers = text.split(":")
    low, high = (int(number) if number else None for number in numbers)
    return Amount(low, high, Comparator(comparator).value, decimals)


def scaled(value: int | None, decimals: int) -> Decimal | int | None:
    """`value` x 10^-`decimals`; an int stays an int where there are no decimals or they are all zero."""
    if value is None or not decimals:
        return value
    whole, rest = divmod(value, 10**decimals)
    return Decimal(value).scaleb(-decimals).normalize() if rest else whole


def add(amounts: Iterable[Amount | None]) -> Amount | None:
    """The sum of figures as intervals; None where there is nothing to add or the sum has no meaning.

    Rule (figure-sum): blanks and "not applicable" are left out; exact figures and ranges add bound by bound; one
    minimum makes the sum a minimum, one maximum a maximum; a minimum and a maximum together, or a change
    ("giảm 10%"), have no sum. An estimate makes a sum of plain numbers an estimate. The sum has the decimals of the
    finest part.
    """
    parts = _aligned([amount for amount in amounts if amount is not None and amount.value is not None])
    if not parts or any(part.comparator in CHANGES for part in parts):
        return None
    kinds = {part.comparator for part in parts}
    if kinds <= _PLAIN:
        kind = Comparator.ESTIMATE if Comparator.ESTIMATE in kinds else Comparator.EXACTLY
        return Amount(sum(part.value for part in parts), comparator=kind, decimals=parts[0].decimals)
    return _from_bounds(_sum(_low(part) for part in parts), _sum(_high(part) for part in parts), parts)


def _aligned(parts: list[Amount]) -> list[Amount]:
    """The parts with equal decimals, as almost always they already are."""
    finest = max((part.decimals for part in parts), default=0)
    if all(part.decimals == finest for part in parts):
        return parts
    return [_with_decimals(part, finest) for part in parts]


def _with_decimals(part: Amount, decimals: int) -> Amount:
    factor = 10 ** (decimals - part.decimals)
    return Amount(part.value * factor, part.upper and part.upper * factor, part.comparator, decimals)


def _low(part: Amount) -> int | None:
    return None if part.comparator in {Comparator.AT_MOST, Comparator.LESS_THAN} else part.value


def _high(part: Amount) -> int | None:
    if part.comparator in {Comparator.AT_LEAST, Comparator.MORE_THAN}:
        return None
    return part.value if part.upper is None else part.upper


def _sum(bounds: Iterable[int | None]) -> int | None:
    known = list(bounds)
    return None if None in known else sum(known)


def _from_bounds(low: int | None, high: int | None, parts: list[Amount]) -> Amount | None:
    decimals, kinds = parts[0].decimals, {part.comparator for part in parts}
    if low is not None and high is not None:
        return Amount(low, high, Comparator.BETWEEN, decimals)
    if low is not None:
        strict = Comparator.MORE_THAN in kinds
        return Amount(low, None, Comparator.MORE_THAN if strict else Comparator.AT_LEAST, decimals)
    if high is not None:
        strict = Comparator.LESS_THAN in kinds
        return Amount(high, None, Comparator.LESS_THAN if strict else Comparator.AT_MOST, decimals)
    return None


class FigureModel(models.Model):
    """Columns of a stored figure, with the rules that hold for every one."""

    comparator = models.CharField(
        gettext_lazy("cách hiểu"),
        max_length=10,
        choices=[(comparator.value, comparator.label) for comparator in STATED],
        default=Comparator.EXACTLY,
    )
    value = models.BigIntegerField(gettext_lazy("giá trị"), null=True, blank=True)
    upper = models.BigIntegerField(gettext_lazy("đến (cận trên)"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_comparator_known",
                condition=Q(comparator__in=[comparator.value for comparator in STATED]),
                violation_error_message=gettext_lazy("Cách hiểu con số không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_na_has_no_value",
                condition=~Q(comparator=Comparator.NOT_APPLICABLE) | Q(value=None),
                violation_error_message=gettext_lazy("Đã chọn “không áp dụng” thì để trống giá trị."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_negative",
                condition=Q(value=None) | Q(value__gte=0),
                violation_error_message=gettext_lazy("Giá trị không được âm; mức giảm thì chọn cách hiểu “giảm”."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_range_in_order",
                # Not null is said aloud: a comparison with NULL is neither true nor false, and a check lets that pass.
                condition=Q(upper=None) & ~Q(comparator=Comparator.BETWEEN)
                | Q(value__isnull=False, upper__isnull=False, upper__gt=F("value"))
                & Q(comparator__in=[Comparator.BETWEEN, Comparator.DECREASE, Comparator.INCREASE]),
                violation_error_message=gettext_lazy(
                    "Cận trên chỉ dùng với “từ … đến …”, “giảm” hoặc “tăng”, và phải lớn hơn giá trị."
                ),
            ),
        ]

    def amount(self, decimals: int = 0) -> Amount:
        """This row's figure as plain data, in units of 10^-`decimals`."""
        return Amount(self.value, self.upper, self.comparator, decimals)


def describe(amount: Amount | None, suffix: str = "") -> str:
    """The figure in words for a message: "chưa giao", "ít nhất 850", "65 - 70%"."""
    if amount is None:
        return _("chưa giao")
    if amount.value is None:
        return _("không áp dụng")
    signs = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN}
    prefix = f"{Comparator(amount.comparator).label} " if amount.comparator in signs else ""
    return prefix + amount.format_plain(suffix=suffix)
