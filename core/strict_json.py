"""JSON that comes from somewhere: only what our own files hold, within bounds."""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from django.utils.translation import gettext as _

DEEPEST = 8
LONGEST_NUMBER = 19  # digits: what 64 bits hold
LONGEST_TEXT = 100_000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # what no database takes
# A bracket, or a whole text; one that is not closed goes to the end, so that nothing is looked at twice.
_MARKS = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z)', re.DOTALL)


class JsonRefused(ValueError):
    """A text that is not read. `reason`: in Vietnamese what is wrong, and where."""

    def __init__(self, reason: object) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


def read_json(data: bytes) -> Any:
    """What the UTF-8 text says: objects with each name once, lists, texts, whole numbers, true, false and null.

    Numbers with a point or an exponent are refused, since figures are whole numbers of units (ADR 6), and so are NaN,
    numbers beyond 64 bits, and what nests deeper than `DEEPEST`. Raises `JsonRefused`, and nothing else.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonRefused(_("không phải văn bản UTF-8.")) from error
    _refuse_depth(text)
    try:
        found = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise JsonRefused(_("không phải JSON: sai ở dòng %(line)s, cột %(column)s.") % place) from error
    _each_text(found, _refuse_text)
    return found


def write_json(value: Any) -> bytes:
    """One line of JSON in UTF-8, the same for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _refuse_depth(text: str) -> None:
    """Before json recurses into it. Brackets inside texts do not count."""
    depth = 0
    for mark in _MARKS.finditer(text):
        if mark[0] in "[{":
            depth += 1
        elif mark[0] in "]}":
            depth -= 1
        if depth > DEEPEST:
            raise JsonRefused(_("lồng quá %s lớp.") % DEEPEST)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JsonRefused(_("một tên xuất hiện hai lần trong cùng một dòng."))
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        _refuse_number(digits)
    return int(digits)


def _refuse_number(digits: str) -> NoReturn:
    raise JsonRefused(_("có số “%s” không dùng được; chỉ nhận số nguyên.") % digits[:30])


def _refuse_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise JsonRefused(_("có đoạn chữ dài quá %s ký tự.") % LONGEST_TEXT)
    if _NO_TEXT.search(text):
        raise JsonRefused(_("có ký tự không hợp lệ."))


def _each_text(value: Any, check: Callable[[str], None]) -> None:
    if isinstance(value, str):
        check(value)
    elif isinstance(value, dict):
        for name, one in value.items():
            check(name)
            _each_text(one, check)
    elif isinstance(value, list):
        for one in value:
            _each_text(one, check)
