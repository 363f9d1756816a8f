from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from reports.command_files import write_output
from reports.command_reader import CommandReader, add_user_option
from reports.lookup import NotFound, plan_by_code
from targets.packages.rights import may_export
from targets.packages.writing import ExportRefused, file_name, write_package


class Command(PlainCommand):
    help = _("Xuất một kế hoạch cùng mọi dữ liệu đi kèm ra một tệp gói, để chuyển sang hệ thống khác hoặc lưu trữ.")

    def add_arguments(self, parser):
        parser.add_argument("plan", nargs="?", default="", metavar="PLAN", help=_("mã kế hoạch, ví dụ lao-cai-2021"))
        parser.add_argument(
            "-o", "--output", metavar="FILE", type=Path, help=_("tệp ghi ra; “-” là đầu ra chuẩn; mặc định theo mã")
        )
        parser.add_argument("--no-history", action="store_true", help=_("không kèm lịch sử sửa số liệu"))
        add_user_option(parser)

    def handle(self, *args, plan, output, no_history, user, **options):
        reader = CommandReader.named(user)
        try:
            found = plan_by_code(plan, reader.plans())
            if reader.user is not None and not may_export(reader.user, found):
                raise CommandError(_("Kế hoạch của cấp trên chỉ xem được trích; không xuất thành gói."), returncode=2)
            data = write_package(found, with_history=not no_history)
        except (NotFound, ExportRefused) as error:
            raise CommandError(str(error), returncode=2) from error
        write_output(self, data, output or Path(file_name(found)))
        reader.note(found, "package")
