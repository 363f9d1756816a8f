from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from plans.models import Plan
from reports.exports import to_csv, to_json, to_text
from reports.lookup import NotFound, annex_by_number, annexes_of, plan_by_code
from reports.rollups import roll_up

FORMATS = {"table": to_text, "json": to_json, "csv": to_csv}


class Command(PlainCommand):
    help = _(
        "Tổng hợp chỉ tiêu của một kế hoạch theo địa bàn, đối chiếu với mức giao chung. Không chọn phụ lục: lấy "
        "phụ lục duy nhất; kế hoạch có nhiều phụ lục hoặc không có phụ lục thì tổng hợp mọi chỉ tiêu của kế hoạch."
    )

    def add_arguments(self, parser):
        parser.add_argument("plan", nargs="?", default="", metavar="PLAN", help=_("mã kế hoạch, ví dụ lao-cai-2021"))
        parser.add_argument("--annex", metavar="I", help=_("số phụ lục: I, II, … hoặc 1, 2, …"))
        parser.add_argument("--format", metavar="FORMAT", default="table", help=_("table (mặc định), json hoặc csv"))

    def handle(self, *args, plan, annex, **options):
        render = FORMATS.get(options["format"])
        if render is None:
            known = ", ".join(FORMATS)
            raise CommandError(_("Không có định dạng “%s”. Chọn: ") % options["format"] + known, returncode=2)
        try:
            found = plan_by_code(plan, Plan.objects.all())
            annexes = annexes_of(found)
            chosen = annex_by_number(annexes, annex) if annex is not None else annexes[0] if len(annexes) == 1 else None
        except NotFound as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(render(roll_up(found, chosen)), ending="")
