"""Accounts as a file: who may what, never a password, a link or the secret of a second factor."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import invite_all
from accounts.audit import RIGHTS, changed_rights, event, rights_of, write
from accounts.enums import AuditKind, Permission
from accounts.models import AuditEvent, User
from accounts.permissions import may_manage, roles_granted_by
from accounts.sessions import end_sessions
from core.lists.columns import TextColumn
from core.lists.preview import Change
from core.lists.resource import Key, ListResource
from core.scope import within
from localities.resources import LocalityColumn, share_codes


class EmailColumn(TextColumn):
    """As accounts are stored: the host of an address in small letters."""

    def typed(self, cell: Any) -> str:
        return BaseUserManager.normalize_email(super().typed(cell))


class AccountResource(ListResource):
    """Accounts within reach, of those whose role the user may give. New ones open by invitation only."""

    slug = "tai-khoan"
    next_page = "admin:accounts_user_access"
    view_permission = Permission.MANAGE_ACCOUNTS
    edit_permission = Permission.MANAGE_ACCOUNTS
    scope_fields = ("locality__path",)
    column_kinds = {"locality": LocalityColumn, "email": EmailColumn}
    headings = {
        "first_name": (gettext_lazy("Họ và tên"), gettext_lazy("họ tên")),
        "email": (gettext_lazy("Thư điện tử"), "e-mail", "email"),
        "locality": (gettext_lazy("Mã địa bàn"), gettext_lazy("địa bàn")),
        "is_active": (gettext_lazy("Đang dùng"), gettext_lazy("kích hoạt")),
    }

    class Meta:
        model = User
        import_id_fields = ("username",)
        fields = ("username", "first_name", "email", "role", "locality", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].offered = [role.value for role in roles_granted_by(self.user)]

    def visible(self) -> QuerySet:
        return self.get_queryset().filter(within(self.top, *self.scope_fields))

    def offered(self, name: str) -> QuerySet:
        return super().offered(name).filter(within(self.top, "path"))

    def before_writing_file(self) -> None:
        share_codes(self)

    def key_in(self, row: dict[str, Any]) -> Key:
        """People type their name in any case."""
        return tuple(part.lower() for part in super().key_in(row))

    def key_of(self, instance: User) -> Key:
        return (instance.username.lower(),)

    def rows_named(self, parts: set[str]) -> QuerySet:
        return self.get_queryset().annotate(lowered=Lower("username")).filter(lowered__in=parts)

    def begin(self, key: Key) -> User:
        account = User()
        account.set_unusable_password()
        return account

    def is_open(self, instance: User) -> bool:
        """Who holds more than the user is not theirs to change, though within reach."""
        return super().is_open(instance) and may_manage(self.user, instance)

    def refusal(self, change: Change) -> str:
        """Nobody shuts themselves out, widens their own reach, or gives a role that holds more than theirs."""
        if change.instance == self.user and change.names & set(RIGHTS):
            return _("Không tự đổi vai trò, địa bàn hay trạng thái của tài khoản đang dùng.")
        return super().refusal(change)

    def after_storing(self, changes: Sequence[Change]) -> None:
        """As after a form: invitations, the end of sessions, the log."""
        invite_all([change.instance for change in changes if change.is_new], by=self.user)
        for change in changes:
            if "is_active" in change.names and not change.instance.is_active and not change.is_new:
                end_sessions(change.instance)  # or they would be open again when the account is
        write([event for change in changes for event in self._events(change)])

    def _events(self, change: Change) -> Iterator[AuditEvent]:
        account, after = change.instance, rights_of(change.instance)
        stored = {column.name: before for column, before, _after in change.values}
        before = {} if change.is_new else {**after, **_codes(stored)}
        if rights := changed_rights(before, after):
            yield event(AuditKind.RIGHTS_CHANGED, by=self.user, subject=account.username, details=rights)
        if names := sorted(change.names - set(RIGHTS)):
            yield event(AuditKind.ACCOUNT_CHANGED, by=self.user, subject=account.username, details={"fields": names})


def _codes(stored: dict[str, Any]) -> dict[str, Any]:
    """The rights among the values that a row had, as `rights_of` says them."""
    rights = {name: value for name, value in stored.items() if name in RIGHTS}
    if "locality" in rights:
        rights["locality"] = rights["locality"].code if rights["locality"] else None
    return rights
