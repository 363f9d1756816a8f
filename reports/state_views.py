"""The page on which a plan is submitted, issued, closed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plans.life_cycle import StepRefused, move, steps_from
from plans.models import Plan
from plans.permissions import may_move
from reports.views import visible_plan


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def plan_state(request: HttpRequest, code: str) -> HttpResponse:
    """The next steps of a plan with what each means. POST `tu`, `den`: take one, from the state that was seen."""
    plan = visible_plan(request, code)
    if not may_move(request.user, plan):
        raise PermissionDenied(_("Tài khoản không có quyền chuyển trạng thái của kế hoạch này."))
    if request.method == "POST":
        return _moved(request, plan)
    steps = [{"step": step, "missing": step.missing(plan)} for step in steps_from(plan.state)]
    context = {
        **admin.site.each_context(request),
        "title": _("Chuyển trạng thái"),
        "menu_url": reverse("admin:plans_plan_changelist"),
        "plan": plan,
        "steps": steps,
    }
    return render(request, "reports/plan_state.html", context)


def _moved(request: HttpRequest, plan: Plan) -> HttpResponse:
    seen, to = request.POST.get("tu", ""), request.POST.get("den", "")
    try:
        moved = move(plan, seen=seen, to=to, by=request.user, request=request)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("plan-state", plan.code)
    messages.success(
        request, _("Kế hoạch %(code)s: %(state)s.") % {"code": moved.code, "state": moved.get_state_display()}
    )
    return redirect("plan", plan.code)
