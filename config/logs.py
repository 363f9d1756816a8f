"""The server's log: one line a record, on standard output, without secrets and without what people typed.

Lines of JSON for a machine to read (LOG_FORMAT=json), plain ones for trying out. Both leave out or mask the same.
"""

import datetime
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from pythonjsonlogger.json import JsonFormatter

from accounts.addresses import MASK, mask_paths
from core import request_id

FORMATS = ("json", "text")

# Facts of a record that hold a whole request, or values of a query.
LEFT_OUT = {"request", "sql", "params", "server_time"}
_GUARDED_NAMES = (
    r"pass(?:word|wd|phrase)?\d?|mat_khau|secret(?:_key)?|(?:\w+_)?token|csrf\w*|session(?:id|_key)|cookie|set-cookie"
    r"|authorization|api_?key|otp|recovery_codes?"
)
_GUARDED_NAME = re.compile(_GUARDED_NAMES, re.IGNORECASE)
_GUARDED_PAIR = re.compile(
    rf"\b({_GUARDED_NAMES})(['\"]?\s*[=:]\s*)(?:(?:bearer|basic|token)\s+)?(\"[^\"]*\"|'[^']*'|[^\s,;&'\"]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w+/=.~-]{8,}", re.IGNORECASE)
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")

# Errors whose message speaks of the program or of the server. Others repeat what was typed ("invalid literal: '850'").
SPEAKING = (RuntimeError, OSError, ImportError, NameError, AttributeError, ImproperlyConfigured)
# Of these only the first line: below it PostgreSQL shows the row or the statement.
OF_THE_DATABASE = (OperationalError, InterfaceError, InternalError, ProgrammingError)


def masked(text: str) -> str:
    """`text` without passwords, tokens, cookies, keys of sessions, secret parts of paths, and query strings."""
    text = _QUERY.sub(r"\1", mask_paths(text))
    return _BEARER.sub(rf"\1 {MASK}", _GUARDED_PAIR.sub(rf"\1\2{MASK}", text))


def traceback_text(error: BaseException) -> str:
    """Where it went wrong, cause by cause; what an error says only where that cannot repeat what somebody typed."""
    parts = ["".join([*traceback.format_tb(link.__traceback__), _named(link)]) for link in _chain(error)]
    return "\n\n".join(reversed(parts))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _named(error: BaseException) -> str:
    name = type(error).__qualname__
    if isinstance(error, OF_THE_DATABASE):
        return f"{name}: {str(error).partition(chr(10))[0]}"
    return f"{name}: {error}" if isinstance(error, SPEAKING) else name


class StandardOutput(logging.StreamHandler):
    """Writes to standard output; the log of a command to standard error, because its output is data."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr if _is_command() else sys.stdout


def _is_command() -> bool:
    return Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] != ["runserver"]


class WithoutQueries(logging.Filter):
    """At the level DEBUG Django writes each query down, with its values."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name.startswith("django.db") and record.levelno < logging.WARNING)


class PlainLines(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - of logging
        record.message = masked(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - of logging
        return masked(traceback_text(ei[1]))

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept the whole text there
        return super().format(record)


class JsonLines(JsonFormatter):
    """{"time", "level", "logger", "message", "request_id", ...}: the fixed facts first, then those of the record."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - of logging
        return traceback_text(ei[1])

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        moment = datetime.datetime.fromtimestamp(record.created).astimezone()
        log_data["time"] = moment.isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.getMessage()
        log_data["request_id"] = _id_of_request(record)
        super().add_fields(log_data, record, message_dict)

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept the whole text there
        return super().format(record)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return _safe({name: value for name, value in log_data.items() if name not in LEFT_OUT})


def _id_of_request(record: logging.LogRecord) -> str:
    """A record that brings its own request is of no other: one refused early has no id yet."""
    return getattr(record.request, "id", "") if hasattr(record, "request") else request_id.current.get()


def _safe(value: Any, name: str = "") -> Any:
    """Plain data, masked; of any other object its kind alone, since what it says of itself may be anything."""
    if _GUARDED_NAME.fullmatch(name):
        return MASK
    if isinstance(value, Mapping):
        return {str(key): _safe(part, str(key)) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(part) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(value) if isinstance(value, str) else type(value).__qualname__


def configuration(form: str) -> dict[str, Any]:
    """Django's LOGGING. Everything goes the one way: no logger has a handler of its own."""
    quiet = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "config.logs.JsonLines"},
            "text": {"()": "config.logs.PlainLines", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "console": {
                "()": "config.logs.StandardOutput",
                "formatter": form,
                "filters": ["without_queries"],
                # Who types a command sees what it says itself; a machine that collects the lines gets them all.
                "level": "WARNING" if form == "text" and _is_command() else "DEBUG",
            }
        },
        "filters": {"without_queries": {"()": "config.logs.WithoutQueries"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "request": {**quiet, "level": "INFO"},
            "audit": {**quiet, "level": "INFO"},
            "django": {**quiet, "level": "INFO"},
            # Refusals stand in the line of their request; here only what went wrong.
            "django.request": {**quiet, "level": "ERROR"},
            # The same of the server for trying out, whose lines hold the query string.
            "django.server": {**quiet, "level": "ERROR"},
            # WeasyPrint and fontTools report every font table they touch; only failures matter here.
            "weasyprint": {**quiet, "level": "ERROR"},
            "fontTools": {**quiet, "level": "ERROR"},
        },
    }
