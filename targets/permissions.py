"""Who may enter which figures and judge which reports, one function a question."""

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.scope import is_within, reach
from localities.models import Locality
from plans.models import Plan
from plans.permissions import is_below, is_known, is_own
from targets.enums import Stage


def entry_stage(user: User, plan: Plan) -> Stage | None:
    """The figures of the plan that `user` enters, None for nobody's:

    - what the plan assigns, for those who edit plans, in a plan of their own subtree;
    - what a locality proposes, for those who may propose, in a plan of a level above.

    Whether the plan is still open is another question: an issued plan's grid is read.
    """
    if may(user, Permission.EDIT_PLANS) and is_own(user, plan):
        return Stage.ASSIGNED
    if may(user, Permission.PROPOSE_TARGETS) and is_below(user, plan):
        return Stage.PROPOSED
    return None


def may_report(user: User, plan: Plan, locality: Locality) -> bool:
    """Whether `user` may enter and hand in the report of a locality on a plan:

    - they hold the permission to report results;
    - the locality lies within their reach, and the plan binds it.

    Whether the period takes figures is another question: `targets.reporting.why_closed`.
    """
    return (
        may(user, Permission.REPORT_RESULTS)
        and is_known(user, plan)
        and is_within(locality.path, reach(user))
        and is_within(locality.path, plan.locality.path)
    )


def may_review(user: User, plan: Plan) -> bool:
    """Whether `user` may accept, send back and chase the reports on a plan, and give more time:

    - they hold the permission to review reports;
    - the plan belongs to their own subtree: nobody accepts reports on a plan of a level above.
    """
    return may(user, Permission.REVIEW_REPORTS) and is_own(user, plan)


def may_set_calendar(user: User, plan: Plan) -> bool:
    """Whether `user` may set the periods of a plan: who edits plans, of those of their own subtree.

    Also after it was issued, since reports go on; whether the plan is closed is another question.
    """
    return may(user, Permission.EDIT_PLANS) and is_own(user, plan)


def may_see_reports(user: User, plan: Plan) -> bool:
    """Whether `user` may see the board of a plan: who reads plans, of those of their own subtree."""
    return may(user, Permission.VIEW_PLANS) and is_own(user, plan)
