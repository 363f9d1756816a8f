from functools import partial
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from reports.command_files import write_output
from reports.command_reader import CommandReader, add_user_option
from reports.downloads.formats import FORMATS as FILES
from reports.downloads.formats import AnyPaper
from reports.lookup import NotFound, annex_by_number, annexes_of, period_by_code, plan_by_code
from reports.paper import AnnexPaper, Variant
from reports.result_paper import ResultPaper

FORMATS = ("pdf", "html", *(name for name in FILES if name != "pdf"))


class Command(PlainCommand):
    help = _(
        "Ghi một phụ lục của kế hoạch ra tệp: PDF, HTML, Excel, Word theo thể thức Nghị định 30/2020/NĐ-CP, CSV, JSON."
    )

    def add_arguments(self, parser):
        parser.add_argument("plan", nargs="?", default="", metavar="PLAN", help=_("mã kế hoạch, ví dụ lao-cai-2021"))
        parser.add_argument("number", nargs="?", default="", metavar="NUMBER", help=_("số phụ lục: I, II hoặc 1, 2"))
        parser.add_argument(
            "--format", metavar="FORMAT", default="pdf", help=_("pdf (mặc định), html, xlsx, docx, csv hoặc json")
        )
        parser.add_argument(
            "--variant",
            metavar="VARIANT",
            default=Variant.PAPER.value,
            help=_("paper: bản giấy, ghi đủ số và ngày (mặc định); electronic: bản điện tử, để trống số và ngày"),
        )
        parser.add_argument(
            "--results",
            metavar="PERIOD",
            help=_("mã kỳ báo cáo: in kết quả thực hiện của kỳ đó thay cho chỉ tiêu giao"),
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE", type=Path, help=_("tệp ghi ra; “-” là đầu ra chuẩn; mặc định theo mã")
        )

        add_user_option(parser)

    def handle(self, *args, plan, number, output, user, results, **options):
        form = _chosen(options["format"], FORMATS)
        variant = Variant(_chosen(options["variant"], [variant.value for variant in Variant]))
        reader = CommandReader.named(user)
        try:
            found = plan_by_code(plan, reader.plans())
            annexes = annexes_of(found)
            annex = annex_by_number(annexes, number)
            period = None if results is None else period_by_code(found, results)
        except NotFound as error:
            raise CommandError(str(error), returncode=2) from error
        extract = reader.extract_of(found)
        of = AnnexPaper.of if period is None else partial(ResultPaper.of, period=period)
        paper = of(annex, variant=variant, is_only_one=len(annexes) == 1, extract=extract)
        write_output(self, _written(paper, form), output or Path(f"{paper.file_name}.{form}"))
        reader.note(found, form)


def _written(paper: AnyPaper, form: str) -> bytes:
    """HTML stands alone, with its style in it; nobody takes it away from a page."""
    return paper.html(with_style=True).encode() if form == "html" else FILES[form].write(paper)


def _chosen(value: str, known) -> str:
    if value not in known:
        message = _("Không có lựa chọn “%(value)s”. Chọn: %(known)s.")
        raise CommandError(message % {"value": value, "known": ", ".join(known)}, returncode=2)
    return value
