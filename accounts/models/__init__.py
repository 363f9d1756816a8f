from accounts.models.audit_event import AuditEvent
from accounts.models.invitation import Invitation
from accounts.models.user import AccountManager, User

__all__ = ["AccountManager", "AuditEvent", "Invitation", "User"]
