"""The option `--user` of commands that read plans: they then show what that account may see, and no more."""

from dataclasses import dataclass

from django.core.management.base import CommandError, CommandParser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.enums import AuditKind, Permission
from accounts.models import User
from accounts.permissions import may
from localities.models import Locality
from plans.models import Plan
from plans.permissions import extract_of


@dataclass(frozen=True)
class CommandReader:
    """For whom a command reads; `user` None is the system, which reads everything."""

    user: User | None

    @classmethod
    def named(cls, name: str | None) -> "CommandReader":
        """Raises `CommandError` for an account that is unknown, blocked, or may not read plans."""
        if name is None:
            return cls(None)
        user = User.objects.select_related("locality").filter(username=name.encode("utf-8", "replace").decode()).first()
        if user is None or not user.is_active:
            raise CommandError(_("Không có tài khoản “%s” đang dùng.") % name[:100], returncode=2)
        if not may(user, Permission.VIEW_PLANS):
            raise CommandError(_("Tài khoản “%s” không có quyền xem kế hoạch.") % name, returncode=2)
        return cls(user)

    def plans(self) -> QuerySet[Plan]:
        return Plan.objects.all() if self.user is None else Plan.objects.visible_to(self.user)

    def extract_of(self, plan: Plan) -> Locality | None:
        return None if self.user is None else extract_of(self.user, plan)

    def note(self, plan: Plan, form: str) -> None:
        """What was taken out on behalf of an account is a row of the log; the system's own reading is not."""
        if self.user is not None:
            record(AuditKind.EXPORTED, by=self.user, subject=plan.code, details={"format": form})


def add_user_option(parser: CommandParser) -> None:
    parser.add_argument(
        "--user",
        metavar="NAME",
        help=_("tên đăng nhập: chỉ hiện những gì tài khoản đó được xem; không ghi thì lấy toàn bộ dữ liệu"),
    )
