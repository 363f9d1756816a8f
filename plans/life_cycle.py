"""The way of a plan: draft, submitted, issued, closed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record_state_change
from accounts.models import User
from plans.enums import DatePrecision, PlanState
from plans.models import Plan
from plans.permissions import may_move


class StepRefused(Exception):
    """Why a plan stays where it is, in a sentence."""


def no_condition(plan: Plan) -> str:
    return ""


def number_and_day(plan: Plan) -> str:
    """A plan is issued with a number and a day (Decree 30/2020/NĐ-CP, annex I, II.3 and II.4)."""
    if plan.number and plan.issued_on and plan.issued_precision == DatePrecision.DAY:
        return ""
    return _("Kế hoạch chưa ghi số và ngày, tháng, năm ban hành. Hãy bấm “Sửa kế hoạch” để ghi trước.")


@dataclass(frozen=True)
class Step:
    before: PlanState
    after: PlanState
    label: Promise
    meaning: Promise
    # What still stands in the way of this plan, "" for nothing.
    missing: Callable[[Plan], str] = no_condition


STEPS = (
    Step(
        PlanState.DRAFT,
        PlanState.SUBMITTED,
        gettext_lazy("Trình"),
        gettext_lazy("Dự thảo đã xong và gửi người có thẩm quyền. Số liệu vẫn sửa được."),
    ),
    Step(
        PlanState.SUBMITTED,
        PlanState.DRAFT,
        gettext_lazy("Rút về dự thảo"),
        gettext_lazy("Bản trình bị trả lại hoặc cần làm lại."),
    ),
    Step(
        PlanState.SUBMITTED,
        PlanState.ISSUED,
        gettext_lazy("Ghi nhận đã ban hành"),
        gettext_lazy(
            "Bản giấy đã ký. Từ lúc này lời văn, phụ lục và chỉ tiêu không sửa được nữa; bước này không lùi lại được."
        ),
        number_and_day,
    ),
    Step(
        PlanState.ISSUED,
        PlanState.CLOSED,
        gettext_lazy("Kết thúc"),
        gettext_lazy("Năm kế hoạch đã qua và đã báo cáo xong; bước này không lùi lại được."),
    ),
)


def steps_from(state: str) -> list[Step]:
    return [step for step in STEPS if step.before == state]


@transaction.atomic
def move(plan: Plan, *, seen: str, to: str, by: User, request: HttpRequest | None = None) -> Plan:
    """Take a plan one step further, as somebody saw it; the plan as it is now.

    Rule (plan-states): draft and submitted go back and forth; issued comes after submitted, with number and day; closed
    comes after issued; nothing leads back from issued. Raises `StepRefused` where that is not the step, where the plan
    is not in the state `seen` any more, and where `by` may not.
    """
    stored = Plan.objects.select_for_update(of=("self",)).select_related("locality").get(pk=plan.pk)
    if stored.state != seen:
        raise StepRefused(_("Trạng thái vừa được người khác đổi thành “%s”. Hãy xem lại.") % stored.get_state_display())
    step = next((step for step in steps_from(seen) if step.after == to), None)
    if step is None or not may_move(by, stored):
        raise StepRefused(_("Kế hoạch đang ở trạng thái “%s” không chuyển được như vậy.") % stored.get_state_display())
    if missing := step.missing(stored):
        raise StepRefused(missing)
    stored.state = step.after
    stored.save(update_fields=["state"])
    record_state_change(request, stored.code, step.before, step.after)
    return stored
