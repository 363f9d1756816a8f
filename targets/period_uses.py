"""What rests on a period already, so that it is neither replaced nor deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from plans.models import Plan
from targets.enums import SubmissionState
from targets.models import Column, Extension, Narrative, Period, Reminder, Result, ResultChange, Submission


@dataclass(frozen=True)
class Uses:
    """{period id: why it is in use, in words} and the ids of those that hold figures."""

    reasons: dict[int, str] = field(default_factory=dict)
    with_figures: frozenset[int] = frozenset()


def uses_of(plan: Plan) -> Uses:
    """What uses each period of the plan; a period without an entry is used by nothing. Seven queries.

    Rule (used-period): figures or their history, a report that took a step, more time for a locality, a reminder that
    was sent, the words of a report, a column of an annex, or being closed.
    """
    with_figures = _ids(Result, "submission__period", plan) | _ids(ResultChange, "submission__period", plan)
    reasons: dict[int, str] = {}
    for ids, reason in [(with_figures, _("đã có số liệu báo cáo")), *_other_uses(plan)]:
        for pk in ids:
            reasons.setdefault(pk, reason)
    return Uses(reasons, frozenset(with_figures))


def _other_uses(plan: Plan) -> Iterator[tuple[set[int], str]]:
    stepped = Q(steps__isnull=False) | ~Q(state=SubmissionState.OPEN)
    yield _ids(Submission, "period", plan, stepped), _("đã có báo cáo")
    yield set(Period.objects.filter(plan=plan, closed_at__isnull=False).values_list("pk", flat=True)), _("đã khóa")
    yield _ids(Extension, "period", plan), _("đã gia hạn cho địa bàn")
    yield _ids(Reminder, "period", plan), _("đã gửi thư nhắc")
    yield _ids(Narrative, "period", plan), _("đã có lời báo cáo")
    yield _ids(Column, "period", plan), _("là cột của phụ lục")


def _ids(model: type[Model], lookup: str, plan: Plan, condition: Q | None = None) -> set[int]:
    rows = model._base_manager.filter(condition or Q(), **{f"{lookup}__plan": plan})
    return set(rows.order_by().values_list(lookup, flat=True))
