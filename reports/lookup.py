"""Finding a plan and its annex by what people type, with the nearest codes when there is none."""

import difflib
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.roman import NotAnOrdinal, parse_ordinal
from plans.models import Plan
from targets.models import Annex, Column, Period, Row

# What a line of an annex can be about.
_SUBJECTS = ("locality", "indicator", "facility", "activity")


class NotFound(Exception):
    """There is no such plan or annex; the message says so in Vietnamese and offers what there is."""


def plan_by_code(code: str, plans: QuerySet[Plan]) -> Plan:
    """The plan with that code among `plans`, its agency and locality read along. Raises `NotFound`."""
    # What a terminal could not decode comes as lone surrogates, which no database takes.
    code = code.encode("utf-8", "replace").decode()
    plan = plans.select_related("locality", "issuing_agency", "implements__locality").filter(code=code).first()
    if plan is None:
        raise NotFound(_unknown_plan(code, plans.values_list("code", flat=True)))
    return plan


def annexes_of(plan: Plan) -> list[Annex]:
    """All annexes of the plan with columns and rows, in three queries."""
    annexes = list(
        plan.annexes.prefetch_related(
            Prefetch("columns", Column.objects.select_related("indicator").order_by("position")),
            Prefetch(
                "rows", Row.objects.select_related("locality", "indicator", "facility", "activity").order_by("position")
            ),
        ).order_by("number")
    )
    for annex in annexes:
        annex.plan = plan
    return annexes


def annex_by_number(annexes: Iterable[Annex], text: str) -> Annex:
    """The annex that "I", "1" or "01" names. Raises `NotFound`."""
    annexes = list(annexes)
    if not text:
        raise NotFound(_("Thiếu số phụ lục.") + " " + _known_annexes(annexes))
    try:
        number = parse_ordinal(text)
    except NotAnOrdinal as error:
        raise NotFound(f"{error} {_known_annexes(annexes)}") from error
    for annex in annexes:
        if annex.number == number:
            return annex
    message = _("Kế hoạch không có phụ lục %(number)s. %(known)s")
    raise NotFound(message % {"number": text, "known": _known_annexes(annexes)})


def period_by_code(plan: Plan, code: str) -> Period:
    """The reporting period of the plan with that code. Raises `NotFound`."""
    periods = [period for period in plan.periods.all() if not period.is_baseline]
    for period in periods:
        if period.code == code:
            period.plan = plan
            return period
    known = ", ".join(period.code for period in periods)
    if not known:
        raise NotFound(_("Kế hoạch này chưa có kỳ báo cáo nào."))
    missing = _("Không có kỳ “%s”.") % code[:50] if code else _("Thiếu mã kỳ.")
    raise NotFound(f"{missing} {_('Các kỳ hiện có: %s.') % known}")


def _known_annexes(annexes: list[Annex]) -> str:
    if not annexes:
        return _("Kế hoạch này không có phụ lục nào.")
    return _("Các phụ lục hiện có: %s.") % ", ".join(annex.roman for annex in annexes)


def _unknown_plan(code: str, codes: Iterable[str]) -> str:
    """What to say instead of a plan: the codes that look like it, else those there are."""
    known = sorted(codes)
    missing = _("Không có kế hoạch “%s”.") % code[:100] if code else _("Thiếu mã kế hoạch.")
    if not known:
        return f"{missing} {_('Chưa có kế hoạch nào.')}"
    if near := difflib.get_close_matches(code.lower(), known, n=3, cutoff=0.6):
        return f"{missing} {_('Mã gần giống: %s.') % ', '.join(near)}"
    return f"{missing} {_('Các mã hiện có: %s.') % ', '.join(known[:20])}"
