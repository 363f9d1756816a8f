"""Template filters for numbers and dates. The only way figures reach a page (stack.md: Django's own formats mislead).

An empty value (None, or the empty text of a missing variable) shows as nothing: blank is not zero.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from core.dates import format_date, format_date_long
from core.numbers import format_money, format_number, format_percent
from core.roman import to_roman

register = template.Library()


@register.filter
def number(value: int | Decimal | str | None, decimals: int | None = None) -> str:
    """`{{ 1600|number }}` is 1.600; `{{ rate|number:1 }}` rounds half up to at most one decimal."""
    return "" if value == "" else format_number(value, decimals=decimals)


@register.filter
def padded(value: int | Decimal | str | None) -> str:
    """`{{ 5|padded }}` is 05, as plans write small counts in running text ("05 lớp")."""
    return "" if value == "" else format_number(value, pad=True)


@register.filter
def percent(value: int | Decimal | str | None, decimals: int | None = None) -> str:
    """`{{ rate|percent }}` is 43,6%."""
    return "" if value == "" else format_percent(value, decimals=decimals)


@register.filter
def money(value: int | str | None) -> str:
    """`{{ budget|money }}` is 3.823.340.000 đồng."""
    return "" if value == "" else format_money(value)


@register.filter
def vndate(value: date | str | None, form: str = "short") -> str:
    """`{{ day|vndate }}` is 07/3/2022, `{{ day|vndate:"long" }}` is ngày 07 tháng 3 năm 2022.

    A moment with a time zone is shown by its date in the current one.
    """
    if value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localdate(value)
    return format_date_long(value) if form == "long" else format_date(value)


@register.filter
def roman(value: int | str | None) -> str:
    """`{{ annex.number|roman }}` is IV."""
    return "" if value in ("", None) else to_roman(int(value))
