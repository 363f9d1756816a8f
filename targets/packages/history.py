"""The history of a plan as archive: who changed what and when. An import checks that it is whole and reads no further.

Rule (no-borrowed-hands): a package never writes what somebody is said to have done. Names of people stand in these
parts alone; what an import writes is recorded as done by whoever imports.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from plans.models import Plan
from targets.models import Extension, Narrative, Period, ResultChange, Submission, SubmissionStep, TargetChange
from targets.packages.content import PlainRow, plain
from targets.packages.kinds import key_paths

FOLDER = "history"
_CELL = ("locality", "indicator", "facility", "stage")
_FIGURE = ("comparator", "value", "upper")
_RESULT = ("state", "value", "is_estimate", "note")


def _sides(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{side}_{name}" for side in ("old", "new") for name in names)


# {part: (model, the lookup that leads to the plan, its moment and person, the other fields)}
CHANGES: dict[str, tuple[type[Model], str, str, tuple[str, ...]]] = {
    "target-changes": (TargetChange, "plan", "changed", (*_CELL, *_sides(_FIGURE), "channel", "batch")),
    "result-changes": (
        ResultChange,
        "submission__period__plan",
        "changed",
        ("submission", "indicator", "facility", *_sides(_RESULT), "channel", "batch"),
    ),
    "report-steps": (SubmissionStep, "submission__period__plan", "taken", ("submission", "before", "after", "reason")),
    "reports": (Submission, "period__plan", "first_submitted", ("period", "locality")),
    "periods": (Period, "plan", "closed", ("code",)),
    "extensions": (Extension, "period__plan", "granted", ("period", "locality", "until")),
    "narratives": (Narrative, "period__plan", "edited", ("period",)),
}
FILES = tuple(f"{FOLDER}/{name}.json" for name in CHANGES)


def history_of(plan: Plan) -> dict[str, list[PlainRow]]:
    """{name of the part: rows in the order in which they were written}, one query each."""
    return {name: list(_rows(plan, *source)) for name, source in CHANGES.items()}


def _rows(plan: Plan, model: type[Model], lookup: str, verb: str, names: tuple[str, ...]) -> Iterator[PlainRow]:
    paths = {name: _paths(model, name) for name in names}
    person = [f"{verb}_by__{name}" for name in ("username", "last_name", "first_name")]
    rows = model._base_manager.filter(**{lookup: plan.pk}).order_by("pk")
    everything = [path for each in paths.values() for path in each]
    for moment, username, last, first, *values in rows.values_list(f"{verb}_at", *person, *everything):
        if moment is None:
            continue  # a report not handed in, a period not closed
        left = iter(values)
        found = {name: _value(model, name, [next(left) for _path in each]) for name, each in paths.items()}
        yield {**found, "at": plain(moment), "by": username, "name": f"{first} {last}".strip() if username else None}


def _paths(model: type[Model], name: str) -> list[str]:
    field = model._meta.get_field(name)
    return [path for path, _field in key_paths(field.related_model, f"{name}__")] if field.is_relation else [name]


def _value(model: type[Model], name: str, parts: list[Any]) -> Any:
    shown = [part if isinstance(part, int | str | None) else str(plain(part)) for part in parts]
    if not model._meta.get_field(name).is_relation:
        return shown[0]
    return None if shown[0] is None else shown
