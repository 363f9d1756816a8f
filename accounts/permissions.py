"""Who may do what: roles are a table of permissions."""

from accounts.enums import Permission, Role

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.EDITOR: frozenset(
        {
            Permission.VIEW_PLANS,
            Permission.EDIT_PLANS,
            Permission.PROPOSE_TARGETS,
            Permission.REPORT_RESULTS,
            Permission.REVIEW_REPORTS,
            Permission.VIEW_LISTS,
        }
    ),
    Role.OFFICER: frozenset(
        {Permission.VIEW_PLANS, Permission.PROPOSE_TARGETS, Permission.REPORT_RESULTS, Permission.VIEW_LISTS}
    ),
    Role.LEADER: frozenset({Permission.VIEW_PLANS, Permission.VIEW_LISTS}),
}


def may(user, permission: Permission) -> bool:
    """Whether `user` holds `permission`:

    - nobody who is anonymous or blocked does;
    - otherwise the user's role decides, by `ROLE_PERMISSIONS`.
    """
    return user.is_authenticated and user.is_active and permission in ROLE_PERMISSIONS.get(user.role, frozenset())


def permissions_of(user) -> frozenset[Permission]:
    """All that `user` holds; nothing for somebody who is anonymous or blocked."""
    return frozenset(permission for permission in Permission if may(user, permission))


def roles_granted_by(user) -> list[Role]:
    """The roles that `user` may give: those that hold nothing which `user` does not hold."""
    own = permissions_of(user)
    return [role for role in Role if ROLE_PERMISSIONS[role] <= own]


def may_manage(user, account) -> bool:
    """Whether `user` may change the other `account`, wherever it is:

    - they hold the permission to manage accounts;
    - the account's role is one that they may give.

    That the account lies within their reach is asked where it is looked up.
    """
    return may(user, Permission.MANAGE_ACCOUNTS) and account.role in roles_granted_by(user)
