from accounts.models.audit_event import AuditEvent
from accounts.models.user import AccountManager, User

__all__ = ["AccountManager", "AuditEvent", "User"]
