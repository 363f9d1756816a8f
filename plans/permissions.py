"""Who may do what with a plan, one function a question."""

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import may
from plans.models import Plan


def may_edit(user: User, plan: Plan) -> bool:
    """Whether `user` may change the plan, its parts and its annexes:

    - they hold the permission to edit plans;
    - the plan belongs to their own subtree: a plan of a level above binds them, but is not theirs;
    - it is not issued yet.
    """
    is_own = user.locality_id is None or plan.locality.path.startswith(user.locality.path)
    return may(user, Permission.EDIT_PLANS) and is_own and plan.is_editable
