from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from reports.command_files import read_input
from reports.command_reader import CommandReader, add_user_option
from targets.packages.bounds import BOUNDS
from targets.packages.reading import read_package
from targets.packages.refusals import PackageRefused
from targets.packages.showing import look_as_data
from targets.packages.taking_in import look_at, take_in


class Command(PlainCommand):
    help = _("Nhập một gói kế hoạch: cả gói hoặc không gì cả. Nhập lại cùng một gói không đổi gì.")

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="FILE", help=_("tệp gói, do export_plan hoặc trang kế hoạch xuất ra")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ cho biết sẽ thêm, sửa, giữ gì; không ghi"))
        parser.add_argument(
            "--force", action="store_true", help=_("ghi đè cả chỉ tiêu đã có người sửa ở đây sau khi xuất gói")
        )
        add_user_option(parser)

    def handle(self, *args, file, dry_run, force, user, **options):
        by = CommandReader.named(user).user
        try:
            package = read_package(read_input(file, BOUNDS.size))
            look = look_at(package, by=by, overwrite=force)
            self._refuse(look.refusals)
            self._tell(look_as_data(look), dry_run)
            if not dry_run:
                take_in(package, by=by, overwrite=force, seen=look.comparison.seen)
        except PackageRefused as error:
            self._refuse(error.refusals)

    def _refuse(self, refusals):
        if not refusals:
            return
        lines = [f"  {refusal}" for refusal in refusals[:20]]
        more = [_("  … và %s chỗ khác.") % (len(refusals) - 20)] if len(refusals) > 20 else []
        raise CommandError("\n".join([_("Không nhập được, dữ liệu giữ nguyên."), *lines, *more]), returncode=2)

    def _tell(self, found, dry_run):
        if found["nothing"]:
            self.stdout.write(_("Kế hoạch %s đã có đủ như trong gói; không có gì thay đổi.") % found["code"])
        else:
            head = _("Sẽ nhập kế hoạch %(code)s (%(state)s):") if dry_run else _("Nhập kế hoạch %(code)s (%(state)s):")
            self.stdout.write(head % found)
            for line in found["counts"]:
                if line["new"] or line["changed"]:
                    self.stdout.write(_("  %(kind)s: %(new)s mới, %(changed)s thay đổi") % line)
        self._tell_kept(found)

    def _tell_kept(self, found):
        for line in found["conflicts"]["lines"]:
            self.stdout.write(
                _("  Đã có người sửa ở đây: %(row)s, ở đây %(here)s, trong gói %(there)s (%(who)s, %(at)s)") % line
            )
        for line in found["kept"]["lines"]:
            self.stdout.write(_("  Giữ như ở đây: %(kind)s, %(row)s, %(field)s: %(here)s (gói: %(there)s)") % line)
        for line in found["left"]["lines"]:
            self.stdout.write(_("  Không thêm: %(kind)s, %(row)s: %(reason)s") % line)
        for note in found["notes"]:
            self.stdout.write(f"  {note}")
