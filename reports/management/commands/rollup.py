from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from reports.command_reader import CommandReader, add_user_option
from reports.exports import to_csv, to_json, to_text
from reports.extracts import top_of
from reports.lookup import NotFound, annex_by_number, annexes_of, period_by_code, plan_by_code
from reports.results import roll_up_results
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
        parser.add_argument(
            "--results", metavar="PERIOD", help=_("mã kỳ báo cáo: thêm kết quả thực hiện và tỷ lệ đạt của kỳ đó")
        )
        add_user_option(parser)

    def handle(self, *args, plan, annex, user, results, **options):
        render = FORMATS.get(options["format"])
        if render is None:
            known = ", ".join(FORMATS)
            raise CommandError(_("Không có định dạng “%s”. Chọn: ") % options["format"] + known, returncode=2)
        reader = CommandReader.named(user)
        try:
            found = plan_by_code(plan, reader.plans())
            annexes = annexes_of(found)
            chosen = annex_by_number(annexes, annex) if annex is not None else annexes[0] if len(annexes) == 1 else None
            period = None if results is None else period_by_code(found, results)
        except NotFound as error:
            raise CommandError(str(error), returncode=2) from error
        extract = reader.extract_of(found)
        top = top_of(extract)
        achieved = roll_up_results(found, period, [chosen] if chosen else [], top=top)[0] if period else None
        rollup = achieved.targets if achieved else roll_up(found, chosen, top=top)
        self.stdout.write(render(rollup, extract, achieved), ending="")
        reader.note(found, options["format"])
