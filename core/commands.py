"""Management commands for people who read Vietnamese: help without Django's own English options."""

import errno
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _


def write_fault(error: Exception) -> str:
    """Why a file or the standard output could not be written, in Vietnamese for the usual causes."""
    causes = {
        FileNotFoundError: _("thư mục không có"),
        IsADirectoryError: _("đó là một thư mục"),
        NotADirectoryError: _("đường dẫn đi qua một tệp"),
        PermissionError: _("không được phép ghi"),
        UnicodeEncodeError: _("bảng mã của màn hình không có chữ Việt; hãy đặt PYTHONIOENCODING=utf-8"),
    }
    if getattr(error, "errno", None) == errno.ENOSPC:
        return _("hết chỗ trên đĩa")
    return causes.get(type(error), str(error))


class PlainCommand(BaseCommand):
    """A command whose help lists its own arguments, in Vietnamese; Django's common options still work."""

    # The checks belong to `manage.py check`; without them a command answers half a second sooner.
    requires_system_checks: list = []
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            message = _("Cơ sở dữ liệu chưa sẵn sàng (%s). Hãy chạy make run, hoặc manage.py migrate và load_plans.")
            raise CommandError(message % error, returncode=3) from error
        except (OSError, UnicodeEncodeError) as error:
            raise CommandError(_("Không ghi được kết quả: %s.") % write_fault(error), returncode=1) from error

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser._positionals.title, parser._optionals.title = _("tham số"), _("tùy chọn")
        for action in parser._actions:
            if action.dest == "help":
                action.help = _("hiện hướng dẫn này rồi dừng")
        return parser
