"""Lists of the group "Hệ thống"."""

from accounts.admin import account, audit_event, log_entry

__all__ = ["account", "audit_event", "log_entry"]
