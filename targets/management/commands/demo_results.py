from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from core.commands import PlainCommand
from targets.examples import load_examples

REPORTER = "canbo"  # of demo_accounts


class Command(PlainCommand):
    help = _("Nạp báo cáo kết quả ví dụ của kế hoạch mẫu để dùng thử; tên các kỳ ghi rõ “số liệu ví dụ”.")

    def handle(self, *args, **options):
        by = User.objects.select_related("locality").filter(username=REPORTER, is_active=True).first()
        if by is None:
            raise CommandError(_("Chưa có tài khoản dùng thử “%s”. Hãy chạy lệnh demo_accounts trước.") % REPORTER)
        for path in sorted((settings.BASE_DIR / "fixtures" / "examples").glob("*.json")):
            count = load_examples(path, by=by)
            if count:
                self.stdout.write(
                    _("Đã nạp %(count)s báo cáo ví dụ của %(plan)s.") % {"count": count, "plan": path.stem}
                )
            else:
                self.stdout.write(_("Kế hoạch %s đã có báo cáo; không nạp số liệu ví dụ.") % path.stem)
