"""Who may do what with a plan, one function a question."""

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from core.scope import is_within, reach
from localities.models import Locality
from plans.models import Plan


def may_edit(user: User, plan: Plan) -> bool:
    """Whether `user` may change the plan, its parts, its annexes and the targets it assigns:

    - they hold the permission to edit plans;
    - the plan belongs to their own subtree: a plan of a level above binds them, but is not theirs;
    - it is not issued yet.
    """
    return may(user, Permission.EDIT_PLANS) and is_own(user, plan) and plan.is_editable


def may_move(user: User, plan: Plan) -> bool:
    """Whether `user` may take the plan from one state to the next: who edits plans, with those of their own subtree."""
    return may(user, Permission.EDIT_PLANS) and is_own(user, plan)


def may_propose(user: User, plan: Plan) -> bool:
    """Whether `user` may propose targets for their own locality in a plan of a level above:

    - they hold the permission to propose targets;
    - their locality lies below that of the plan;
    - the plan is not issued yet.
    """
    return may(user, Permission.PROPOSE_TARGETS) and is_below(user, plan) and plan.is_editable


def is_own(user: User, plan: Plan) -> bool:
    """Whether the plan belongs to the user's subtree."""
    return is_within(plan.locality.path, reach(user))


def is_below(user: User, plan: Plan) -> bool:
    """Whether the plan binds the user's locality from a level above."""
    return not is_own(user, plan) and is_within(reach(user), plan.locality.path)


def is_known(user: User, plan: Plan) -> bool:
    """Whether the plan is within the user's reach: `PlanQuerySet.visible_to` for a plan that is at hand."""
    return is_own(user, plan) or is_below(user, plan)


def extract_of(user: User, plan: Plan) -> Locality | None:
    """The locality to which the plan's figures are cut for `user`; None: they read all of them.

    Rule (figures-cut): a plan of a level above is read as a document, but of its figures only those of the user's own
    subtree, and neither a total nor what is set for the whole.
    """
    return None if is_own(user, plan) else user.locality
