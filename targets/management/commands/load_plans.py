from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.enums import AuditKind
from core.commands import PlainCommand
from plans.models import Plan
from targets.loading import FixtureRefused, fixture_files, load
from targets.models import TargetChange


class Command(PlainCommand):
    help = _("Nạp các kế hoạch mẫu và danh mục đi kèm vào cơ sở dữ liệu; sai một dòng thì không nạp gì.")

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help=_("các tệp cần nạp; mặc định: tất cả trong fixtures/"))
        parser.add_argument("--if-empty", action="store_true", help=_("bỏ qua khi đã có kế hoạch"))
        parser.add_argument("--force", action="store_true", help=_("ghi đè cả những chỉ tiêu do người dùng sửa"))

    def handle(self, *args, files, if_empty, force, **options):
        if if_empty and Plan.objects.exists():
            self.stdout.write(_("Đã có dữ liệu, giữ nguyên."))
            return
        if not force and (edited := TargetChange.objects.exclude(changed_by=None).count()):
            message = _("Đã có %s lần người dùng sửa chỉ tiêu; nạp lại sẽ ghi đè. Thêm --force nếu vẫn muốn nạp.")
            raise CommandError(message % edited, returncode=2)
        try:
            rows = load(chosen := files or fixture_files())
        except (FixtureRefused, OSError) as error:
            raise CommandError(_("Không nạp được, dữ liệu giữ nguyên. %s") % error, returncode=2) from error
        record(AuditKind.IMPORTED, subject="load_plans", details={"files": len(chosen), "rows": rows, "force": force})
        self.stdout.write(
            _("Đã nạp %(rows)s dòng; hiện có %(plans)s kế hoạch.") % {"rows": rows, "plans": Plan.objects.count()}
        )
