"""The years in which the days of a plan's reporting lie."""

import datetime

from django.utils.translation import gettext as _

from plans.models import Plan

# What a plan states of earlier years may be long past.
SANE_YEARS = 1990, 2100


def years_around(plan: Plan) -> tuple[int, int]:
    """Rule (years-of-reporting): from the year before the plan to the year after its last one."""
    return plan.year - 1, (plan.last_year or plan.year) + 1


def why_far(day: datetime.date | None, years: tuple[int, int]) -> str:
    """Why a day may not stand in a calendar; "" for one of these years and for none."""
    first, last = years
    if day is None or first <= day.year <= last:
        return ""
    return _("Ngày phải trong các năm từ %(first)s đến %(last)s.") % {"first": first, "last": last}
