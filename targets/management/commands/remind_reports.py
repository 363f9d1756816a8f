from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.commands import PlainCommand
from core.dates import format_date
from targets.reminder_mail import Run, planned, remind, why_not_set_up
from targets.reminders import Due


class Command(PlainCommand):
    help = _("Gửi thư nhắc những người chưa nộp báo cáo, trước và sau hạn. Chạy mỗi giờ cũng không gửi hai lần.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help=_("chỉ liệt kê các thư sẽ gửi, không gửi và không ghi gì")
        )

    def handle(self, *args, dry_run, **options):
        if dry_run:
            due, run = planned(timezone.now())
            for one in due:
                self.stdout.write(_planned_line(one))
            self.stdout.write(_("Sẽ nhắc %s báo cáo; chưa gửi gì.") % len(due))
            self._tell(run)
            return
        if reason := why_not_set_up():
            raise CommandError(reason, returncode=1)
        run = remind(timezone.now())
        counts = {"letters": run.letters, "reports": run.reports}
        self.stdout.write(_("Đã gửi %(letters)s thư, nhắc %(reports)s báo cáo.") % counts)
        self._tell(run)
        if run.failures:
            message = _("Không gửi được %s thư; lần chạy sau sẽ gửi lại.") % len(run.failures)
            raise CommandError(message, returncode=1)

    def _tell(self, run: Run) -> None:
        for failure in run.failures:
            self.stderr.write(_("Không gửi được: %s") % failure)
        for name in run.uncertain:
            self.stderr.write(_("Không rõ thư đã đi hay chưa, không gửi lại: %s") % name)
        if run.unheard:
            names = ", ".join(run.unheard[:20])
            facts = {"number": len(run.unheard), "names": names}
            self.stdout.write(_("%(number)s địa bàn không có ai để gửi thư: %(names)s.") % facts)


def _planned_line(due: Due) -> str:
    return _("%(who)s <%(address)s>: %(period)s của %(plan)s, %(moment)s %(day)s") % {
        "who": due.recipient.username,
        "address": due.recipient.email,
        "period": due.period.name,
        "plan": due.period.plan.code,
        "moment": due.moment.label,
        "day": format_date(due.deadline),
    }
