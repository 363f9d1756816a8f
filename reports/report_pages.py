"""Finding a period and a locality for the pages of reports, and who gets there."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from core.scope import is_within, reach
from localities.models import Locality
from plans.models import Plan
from reports.views import visible_plan
from targets.chains import reported
from targets.models import Period
from targets.permissions import may_review, may_see_reports


def reports_plan(request: HttpRequest, code: str) -> Plan:
    """The plan whose reports are read: out of reach 404, a plan of a level above 403."""
    plan = visible_plan(request, code)
    refuse_who_may_not_see(request, plan)
    return plan


def refuse_who_may_not_see(request: HttpRequest, plan: Plan) -> None:
    if not may_see_reports(request.user, plan):
        raise PermissionDenied(_("Tài khoản không có quyền xem báo cáo của các địa bàn theo kế hoạch này."))


def refuse_who_may_not_review(request: HttpRequest, plan: Plan) -> None:
    if not may_review(request.user, plan):
        raise PermissionDenied(_("Tài khoản không có quyền xử lý báo cáo của kế hoạch này."))


def period_named(code: str, periods: Sequence[Period]) -> Period:
    """The period with that code among those that localities report on; another one is 404."""
    for period in reported(periods):
        if period.code == code:
            return period
    raise Http404(_("Kế hoạch không có kỳ báo cáo “%s”.") % code[:50])


def place_numbered(request: HttpRequest, number: int, places: Sequence[Locality]) -> Locality:
    """The locality with that id among those that report; another one, and one out of reach, is 404."""
    for place in places:
        if place.pk == number and is_within(place.path, reach(request.user)):
            return place
    raise Http404(_("Không có địa bàn này trong danh sách báo cáo của kế hoạch."))
