"""A look at a package in words, as plain data: what a page shows, a command prints and a job keeps."""

from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, DateTimeField, Field
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from core.dates import format_date
from core.figures import describe
from plans.enums import PlanState
from targets.enums import Stage
from targets.packages.bounds import MOST_REFUSALS
from targets.packages.comparison import Comparison, Difference, Part
from targets.packages.content import Content, PlainRow, identity
from targets.packages.figures_in import amount_of
from targets.packages.kinds import BY_MODEL, BY_NAME, FIGURE, Kind
from targets.packages.rows import key_of
from targets.packages.taking_in import Look
from targets.packages.values import in_python

MOST_SHOWN = 200  # of each table; all are counted
LONGEST_NAME = 90
NOTHING = "—"
_NAMED_BY = ("name", "title", "label", "subject", "source")


def look_as_data(look: Look) -> dict[str, Any]:
    """What a preview says. Where something stands in the way, only that: more may be none of their business."""
    found, package = look.comparison, look.comparison.package
    head = {
        "code": package.code,
        "subject": package.subject,
        "exported_at": _shown_moment(package.exported_at),
        "software": package.software[:60],
        "refusals": [refusal.as_data() for refusal in look.refusals[:MOST_REFUSALS]],
        "refusal_count": len(look.refusals),
    }
    return head if look.refusals else head | _findings(found)


def _findings(found: Comparison) -> dict[str, Any]:
    words = Words(found.package.content)
    [row] = found.package.content["plan"]
    return {
        "seen": found.seen,
        "nothing": found.changes_nothing,
        "is_new": found.plan is None,
        "state": str(PlanState(row["state"]).label),
        "state_here": found.plan.get_state_display() if found.plan else "",
        "counts": [_counted(part) for part in found.parts.values() if _differs(part)],
        "same": sum(part.same for part in found.parts.values()),
        "changed": _cut([line for part in found.parts.values() for line in _changes(part, words)]),
        "conflicts": _cut(list(_conflicts(found, words))),
        "kept": _cut([line for part in found.parts.values() for line in _kept(part, words)]),
        "left": _cut([line for part in found.parts.values() for line in _left(part, words)]),
        "notes": list(found.notes),
    }


def _cut(lines: list[dict[str, str]]) -> dict[str, Any]:
    return {"total": len(lines), "lines": lines[:MOST_SHOWN]}


def _differs(part: Part) -> bool:
    return bool(part.new or part.changed or part.kept or part.left or part.only_here)


def _counted(part: Part) -> dict[str, Any]:
    return {
        "kind": label_of(part.kind),
        "new": len(part.new),
        "changed": len(part.changed),
        "kept": len(part.kept) + len(part.left),
        "only_here": len(part.only_here),
    }


def label_of(kind: Kind) -> str:
    return capfirst(str(kind.model._meta.verbose_name_plural))


def _changes(part: Part, words: "Words") -> Iterator[dict[str, str]]:
    for one in part.changed:
        yield from _fields(part.kind, one, words)


def _kept(part: Part, words: "Words") -> Iterator[dict[str, str]]:
    for one in part.kept if part.kind.name != "targets" else ():
        line = {"kind": label_of(part.kind), "row": words.row(part.kind, one.row)}
        if not one.is_shown:
            yield {**line, "field": "", "here": _("khác với gói; ngoài phạm vi của tài khoản"), "there": NOTHING}
        elif not one.fields:
            yield {**line, "field": _("kết quả"), "here": _("khác với gói"), "there": NOTHING}
        else:
            yield from _fields(part.kind, one, words)


def _fields(kind: Kind, one: Difference, words: "Words") -> Iterator[dict[str, str]]:
    line = {"kind": label_of(kind), "row": words.row(kind, one.row)}
    names = list(one.fields)
    if "comparator" in kind.fields and set(FIGURE) & set(names):
        here, there = words.figure(kind, one.here), words.figure(kind, one.row)
        yield {**line, "field": _("con số"), "here": here, "there": there}
        names = [name for name in names if name not in FIGURE]
    for name in names:
        here, there = words.value(kind, name, one.here[name]), words.value(kind, name, one.row[name])
        yield {**line, "field": words.field(kind, name), "here": here, "there": there}


def _left(part: Part, words: "Words") -> Iterator[dict[str, str]]:
    for _number, row, reason in part.left:
        yield {"kind": label_of(part.kind), "row": words.row(part.kind, row), "reason": reason}


def _conflicts(found: Comparison, words: "Words") -> Iterator[dict[str, str]]:
    part = found.parts["targets"]
    kept = {identity(part.kind, one.row): one.here for one in (*part.kept, *part.changed)}
    for row in found.package.content["targets"]:
        key = identity(part.kind, row)
        if conflict := found.conflicts.get(key):
            here = words.figure(part.kind, kept[key]) if key in kept else describe(None)
            line = {"row": words.row(part.kind, row), "here": here, "there": words.figure(part.kind, row)}
            yield {**line, "who": conflict.who, "at": _shown_moment(conflict.at)}


def _shown_moment(moment: Any) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M} {format_date(local.date())}"


class Words:
    """Names for the rows and values of a package, from the lists that it brings along."""

    def __init__(self, content: Content) -> None:
        self.rows = {kind.model: {identity(kind, row): row for row in content[name]} for name, kind in BY_NAME.items()}

    def row(self, kind: Kind, row: PlainRow) -> str:
        """What people call the row: "Huyện Bát Xát, cai nghiện bắt buộc (đề xuất)"."""
        name = next((row[field] for field in _NAMED_BY if row.get(field)), "")
        parts = [str(name)] if name else [self.value(kind, field, row[field]) for field in kind.key if row[field]]
        if kind.name == "rows" and row["locality"]:
            parts = [self.value(kind, "locality", row["locality"])]
        if kind.name == "targets":
            parts = parts[:-1] + ([] if row["stage"] == Stage.ASSIGNED else [str(Stage(row["stage"]).label)])
        return Truncator(", ".join(parts)).chars(LONGEST_NAME)

    def field(self, kind: Kind, name: str) -> str:
        return _("lý do trả lại") if name in kind.extra else str(kind.model._meta.get_field(name).verbose_name)

    def value(self, kind: Kind, name: str, value: Any) -> str:
        if name in kind.extra:
            return value or NOTHING
        field = kind.model._meta.get_field(name)
        if value is None or value in ("", []):
            return NOTHING
        if field.many_to_many:
            return ", ".join(self._other(field, one) for one in value)[:300]
        return self._other(field, value) if field.is_relation else _plain(field, value)

    def figure(self, kind: Kind, row: PlainRow) -> str:
        """A figure in its unit: "1.600", "ít nhất 850"; "—" where an activity states none."""
        if kind.name != "targets" and row["value"] is None:
            return NOTHING
        indicator = self.rows[BY_NAME["indicators"].model].get(tuple(row.get("indicator") or ()), {})
        suffix = "%" if indicator.get("unit") == "%" else ""
        return describe(amount_of(row, indicator.get("decimals", 0)), suffix)

    def _other(self, field: Field, key: list) -> str:
        kind = BY_MODEL[field.related_model]
        row = self.rows[kind.model].get(key_of(kind.model, key))
        return self.row(kind, row) if row else ", ".join(map(str, key))


def _plain(field: Field, value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(field, DateTimeField):
        return _shown_moment(in_python(field, value))
    return format_date(in_python(field, value)) if isinstance(field, DateField) else str(value)[:300]
