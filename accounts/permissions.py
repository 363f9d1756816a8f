"""Who may do what: roles are a table of permissions."""

from accounts.enums import Permission, Role

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.EDITOR: frozenset(
        {Permission.VIEW_PLANS, Permission.EDIT_PLANS, Permission.PROPOSE_TARGETS, Permission.VIEW_LISTS}
    ),
    Role.OFFICER: frozenset({Permission.VIEW_PLANS, Permission.PROPOSE_TARGETS, Permission.VIEW_LISTS}),
    Role.LEADER: frozenset({Permission.VIEW_PLANS, Permission.VIEW_LISTS}),
}


def may(user, permission: Permission) -> bool:
    """Whether `user` holds `permission`:

    - nobody who is anonymous or blocked does;
    - otherwise the user's role decides, by `ROLE_PERMISSIONS`.
    """
    return user.is_authenticated and user.is_active and permission in ROLE_PERMISSIONS.get(user.role, frozenset())
