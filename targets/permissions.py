"""Who may enter which targets, one function a question."""

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from plans.models import Plan
from plans.permissions import is_below, is_own
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
