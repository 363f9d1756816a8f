import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from localities.models import Locality

# username, role, name, natural key of the locality (none: the whole installation)
ACCOUNTS = [
    ("quantri", Role.ADMINISTRATOR, gettext_lazy("Quản trị hệ thống"), None),
    ("canbo", Role.EDITOR, gettext_lazy("Cán bộ tỉnh Lào Cai"), ("10", "2004-07-08")),
    ("coso", Role.OFFICER, gettext_lazy("Cán bộ thành phố Lào Cai"), ("080", "2004-07-08")),
    ("lanhdao", Role.LEADER, gettext_lazy("Lãnh đạo tỉnh Lào Cai"), ("10", "2004-07-08")),
]
# Without characters that look alike on a screen or a note: 0 o, 1 i l.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


class Command(BaseCommand):
    help = _("Tạo một tài khoản dùng thử cho mỗi vai trò; mật khẩu ngẫu nhiên chỉ hiện một lần, khi tạo.")

    @transaction.atomic
    def handle(self, *args, **options):
        known = set(User.objects.values_list("username", flat=True)) & {username for username, *_rest in ACCOUNTS}
        missing = [account for account in ACCOUNTS if account[0] not in known]
        created = [(account, self._create(*account)) for account in missing]
        if created:
            self._print_table(created)
        if known:
            self.stdout.write(_("Tài khoản dùng thử đã có: %s.") % ", ".join(sorted(known)))
            self.stdout.write(_("Quên mật khẩu thì đặt lại: .venv/bin/python manage.py changepassword TÊN"))

    def _create(self, username, role, name, key):
        password = new_password()
        locality = self._locality(key) if key else None
        User.objects.create_user(username, password=password, first_name=str(name), role=role, locality=locality)
        return password

    def _locality(self, key):
        try:
            return Locality.objects.get_by_natural_key(*key)
        except Locality.DoesNotExist as error:
            raise CommandError(_("Chưa có địa bàn mã %s. Hãy chạy lệnh load_plans trước.") % key[0]) from error

    def _print_table(self, created):
        self.stdout.write(_("Tài khoản dùng thử (mật khẩu chỉ hiện lần này, hãy ghi lại):"))
        for (username, role, name, _key), password in created:
            self.stdout.write(f"  {username:<8}  {password}  {role.label}, {name}")


def new_password() -> str:
    """Four groups of four: about 79 bits, and easy to copy by hand."""
    groups = ("".join(secrets.choice(ALPHABET) for _place in range(GROUP_LENGTH)) for _group in range(GROUPS))
    return "-".join(groups)
