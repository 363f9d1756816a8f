from accounts.models.invitation import Invitation
from accounts.models.user import AccountManager, User

__all__ = ["AccountManager", "Invitation", "User"]
