"""The page of the results of one period. Nothing here writes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localities.models import Locality
from plans.permissions import extract_of
from reports.addresses import refuse_unknown_names
from reports.downloads.sizes import is_long
from reports.extracts import extract_mark, top_of
from reports.lookup import NotFound, annexes_of, period_by_code
from reports.result_tables import from_how_many, sentences, table_by_indicator, tables_by_locality
from reports.results import ResultRollup, roll_up_results
from reports.views import visible_plan
from targets.models import Period
from targets.permissions import may_see_reports


@require_safe
def period_results(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """What was achieved in a period, by indicator and by locality; for those below the plan their own subtree."""
    plan = visible_plan(request, code)
    found = visible_period(plan, period)
    refuse_unknown_names(request.GET)
    extract = extract_of(request.user, plan)
    annexes = annexes_of(plan)
    rollups = roll_up_results(plan, found, annexes, top=top_of(extract))
    context = {
        **admin.site.each_context(request),
        "title": _("Kết quả thực hiện %s") % found.name,
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": plan,
        "period": found,
        "periods": in_order(plan.periods.all()),
        "extract_mark": extract_mark(extract),
        "coverage": rollups[0].coverage,
        "share": from_how_many(rollups[0].coverage),
        "parts": [_part(number, rollup, extract) for number, rollup in enumerate(rollups, 1)],
        "has_many": len(annexes) > 1,
        "can_see_reports": may_see_reports(request.user, plan),
    }
    return render(request, "reports/period_results.html", context)


def _part(number: int, rollup: ResultRollup, extract: Locality | None) -> dict[str, Any]:
    """One annex; the ids tell its tables apart on the page."""
    tables = enumerate(tables_by_locality(rollup), 1)
    return {
        "id": f"ket-qua-{number}",
        "annex": rollup.annex,
        "is_long": rollup.annex is not None and is_long(rollup.annex, extract, of_results=True),
        "sentences": sentences(rollup),
        "by_indicator": table_by_indicator(rollup),
        "by_locality": [(f"ket-qua-{number}-{place}", table) for place, table in tables],
    }


def in_order(periods: Iterable[Period]) -> list[Period]:
    """The reporting periods as the year runs; of two that end together the shorter one first."""
    found = [period for period in periods if not period.is_baseline]
    return sorted(found, key=lambda period: (period.ends_on, -period.starts_on.toordinal(), period.code))


def visible_period(plan, code: str) -> Period:
    """A reporting period of a plan that is visible already; 404 where there is none."""
    try:
        return period_by_code(plan, code)
    except NotFound as error:
        raise Http404(str(error)) from error
