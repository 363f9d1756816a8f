from accounts.models.user import AccountManager, User

__all__ = ["AccountManager", "User"]
