"""Where commands put what they made, and where they take what they read."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.commands import write_fault


def write_output(command: BaseCommand, data: bytes, output: Path) -> None:
    """Into the file, or onto standard output for "-". Raises `CommandError` (1)."""
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        message = _("Không ghi được tệp %(file)s: %(reason)s.") % {"file": output, "reason": write_fault(error)}
        raise CommandError(message, returncode=1) from error
    command.stderr.write(_("Đã ghi %(file)s (%(size)s byte).") % {"file": output, "size": len(data)})


def read_input(source: Path, most: int) -> bytes:
    """The first `most` + 1 bytes of a file: who gets more knows that it is too large. Raises `CommandError` (2)."""
    try:
        with source.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise CommandError(_("Không đọc được tệp %s.") % source, returncode=2) from error
