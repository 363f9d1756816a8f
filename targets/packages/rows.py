"""The rows of a package among themselves: of the form of their part, each there once, naming only what is in it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.forms import refuse_control_characters
from targets.enums import SubmissionState
from targets.models import SubmissionStep
from targets.packages.bounds import MOST_LEVELS, MOST_LIST_ROWS, MOST_REFUSALS, MOST_ROWS
from targets.packages.content import Content, PlainRow, identity, named, relations_of
from targets.packages.kinds import BY_MODEL, KINDS, Group, Kind
from targets.packages.refusals import Refusal
from targets.packages.values import fault_of

LONGEST_REASON = SubmissionStep._meta.get_field("reason").max_length


def refusals_of(content: dict[str, list], code: str) -> list[Refusal]:
    """What is wrong with the rows of the plan `code`; at most `MOST_REFUSALS`. No queries."""
    for check in (_sizes, _forms, _repeated, _lost, _circles, _other_plan):
        # Each rests on what those before it found in order.
        found = _first(check(content) if check is not _other_plan else check(content, code))
        if found:
            return found
    return []


def _first(refusals: Iterator[Refusal]) -> list[Refusal]:
    return [refusal for refusal, _number in zip(refusals, range(MOST_REFUSALS), strict=False)]


def _sizes(content: dict[str, list]) -> Iterator[Refusal]:
    for kind in KINDS:
        most = MOST_LIST_ROWS if kind.group is Group.LIST else MOST_ROWS
        if len(content[kind.name]) > most:
            yield Refusal(kind.file, None, _("có quá %s dòng.") % most)


def _forms(content: dict[str, list]) -> Iterator[Refusal]:
    for kind in KINDS:
        fields = {name: kind.model._meta.get_field(name) for name in (*kind.key, *kind.rest)}
        sound: set[str] = set()
        for number, row in enumerate(content[kind.name], start=1):
            for reason in _row_faults(kind, fields, row, sound):
                yield Refusal(kind.file, number, reason)


def _row_faults(kind: Kind, fields: dict, row: Any, sound: set[str]) -> Iterator[str]:
    """`sound`: values, with their field, that hold: thousands of rows say the same places and states."""
    if not isinstance(row, dict):
        yield _("mỗi dòng phải gồm tên trường và giá trị.")
        return
    wrong = [name for name in row if name not in kind.fields] + [name for name in kind.fields if name not in row]
    if wrong:
        yield _("trường %s thừa hoặc thiếu.") % ", ".join(name[:40] for name in wrong[:5])
        return
    for name, field in fields.items():
        mark = f"{name} {row[name]!r}"
        if mark in sound:
            continue
        if fault := fault_of(field, row[name]):
            yield _("trường %(field)s: %(reason)s") % {"field": name, "reason": fault}
        elif len(sound) < MOST_LIST_ROWS:
            sound.add(mark)
    if "reason" in kind.extra and (fault := _reason_fault(row)):
        yield _("trường %(field)s: %(reason)s") % {"field": "reason", "reason": fault}


def _reason_fault(row: PlainRow) -> str:
    reason = row["reason"]
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        return _("phải là đoạn chữ không quá %s ký tự.") % LONGEST_REASON
    if bool(reason) != (row["state"] == SubmissionState.RETURNED):
        return _("chỉ báo cáo bị trả lại mới có lý do, và phải có.")
    try:
        refuse_control_characters(reason)
    except ValidationError:
        return _("có ký tự không hợp lệ.")
    return ""


def _repeated(content: Content) -> Iterator[Refusal]:
    for kind in KINDS:
        seen: dict[tuple, int] = {}
        for number, row in enumerate(content[kind.name], start=1):
            first = seen.setdefault(identity(kind, row), number)
            if first != number:
                yield Refusal(kind.file, number, _("trùng với dòng %s.") % first)


def _lost(content: Content) -> Iterator[Refusal]:
    """A row names only rows of the package; the plan that it carries out may be another."""
    known = {kind.model: {identity(kind, row) for row in content[kind.name]} for kind in KINDS}
    for kind in KINDS:
        for relation, model in relations_of(kind).items():
            if relation == "implements":
                continue
            for number, row in enumerate(content[kind.name], start=1):
                for key in named(row[relation]):
                    if key_of(model, key) not in known[model]:
                        about = {"field": relation, "key": ", ".join(map(str, key))[:80]}
                        reason = _("trường %(field)s: dòng “%(key)s” không có trong gói.")
                        yield Refusal(kind.file, number, reason % about)


def key_of(model: type, values: list) -> tuple:
    """The values of a key in the form in which `identity` gives them: those of a relation within it stand together."""
    kind, left = BY_MODEL[model], list(values)
    return tuple(_key_part(kind, name, left) for name in kind.key)


def _key_part(kind: Kind, name: str, left: list) -> Any:
    field = kind.model._meta.get_field(name)
    if not field.is_relation:
        return left.pop(0)
    inner = BY_MODEL[field.related_model]
    return _flat(_key_part(inner, part, left) for part in inner.key)


def _flat(parts: Iterator[Any]) -> tuple:
    return tuple(one for part in parts for one in (part if isinstance(part, tuple) else (part,)))


def _circles(content: Content) -> Iterator[Refusal]:
    for kind in KINDS:
        if kind.above:
            rows = {identity(kind, row): number for number, row in enumerate(content[kind.name], start=1)}
            placed = {identity(kind, row) for wave in waves(kind, content[kind.name]) for row in wave}
            for key, number in rows.items():
                if key not in placed:
                    yield Refusal(kind.file, number, _("các dòng thuộc nhau thành vòng, hoặc quá nhiều tầng."))


def waves(kind: Kind, rows: list[PlainRow]) -> Iterator[list[PlainRow]]:
    """The rows in the order in which they can be written: those that lie below others come after them.

    Rows that lie below themselves never come, nor do those more than `MOST_LEVELS` deep.
    """
    waiting = list(rows)
    inside = {identity(kind, row) for row in rows}
    for _level in range(MOST_LEVELS):
        ready = [row for row in waiting if not any(key in inside for key in _above(kind, row))]
        if not ready:
            return
        yield ready
        inside -= {identity(kind, row) for row in ready}
        waiting = [row for row in waiting if identity(kind, row) in inside]


def _above(kind: Kind, row: PlainRow) -> Iterator[tuple]:
    for name in kind.above:
        if row[name] is not None:
            yield key_of(kind.model, row[name])


def _other_plan(content: Content, code: str) -> Iterator[Refusal]:
    """One plan, that of the manifest; its figures and reports are of its own locality and those below."""
    plans = content["plan"]
    if len(plans) != 1 or plans[0]["code"] != code:
        yield Refusal("plan.json", None, _("gói phải có đúng một kế hoạch, là kế hoạch “%s”.") % code[:60])
