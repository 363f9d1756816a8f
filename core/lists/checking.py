"""The rules of the rows of an import, asked of the list as it will be after the whole file."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.lists.preview import Change, Fault
from core.lists.rules import broken_rules

if TYPE_CHECKING:
    from core.lists.resource import ListResource


def by_column(error: ValidationError) -> Iterator[tuple[str, list[str]]]:
    """(name of the field, sentences); "" for the row as a whole."""
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, reasons in found.items():
        yield "" if name == NON_FIELD_ERRORS else name, [str(reason) for reason in reasons]


def check(resource: "ListResource") -> None:
    """Adds to the preview what the rules say against its rows."""
    resource.before_checks()
    missing = _missing_columns(resource)
    if missing:
        headings = ", ".join(f"“{resource.fields[name].heading}”" for name in missing)
        resource.preview.faults.append(Fault(0, "", _("Có dòng mới mà tệp thiếu cột: %s.") % headings))
    skipped = _unchecked(resource)
    for change in resource.preview.changes:
        for name, reason in _faults_of(resource, change, skipped):
            if name not in missing:
                heading = resource.fields[name].heading if name in resource.fields else ""
                resource.preview.faults.append(Fault(change.row, heading, reason))
    ordered = {id(change) for wave in waves(resource) for change in wave}
    circular = [change for change in resource.preview.changes if id(change) not in ordered]
    circle = _("Các dòng trỏ vòng vào nhau nên không xếp được trên dưới.")
    resource.preview.faults += [Fault(change.row, "", circle) for change in circular]
    resource.preview.faults.sort(key=lambda fault: fault.row)


def _missing_columns(resource: "ListResource") -> list[str]:
    """Columns that a new row needs and the file does not have: said once, not with each row."""
    absent = [c for c in resource.fields.values() if c.is_required and c not in resource.get_import_fields()]
    new = [change.instance for change in resource.preview.changes if change.is_new]
    return [column.name for column in absent if any(_is_empty(column.value(instance)) for instance in new)]


def _unchecked(resource: "ListResource") -> set[str]:
    """Fields that no cell has set, and relations, which were looked up."""
    fields = resource._meta.model._meta.get_fields()
    return {field.name for field in fields if field.name not in resource.fields or field.is_relation}


def _faults_of(resource: "ListResource", change: Change, skipped: set[str]) -> Iterator[tuple[str, str]]:
    instance = change.instance
    empty = {c.name for c in resource.fields.values() if c.is_required and _is_empty(c.value(instance))}
    yield from ((name, _("Phải có giá trị.")) for name in empty)
    if reason := resource.refusal(change):
        yield "", reason
    try:
        instance.clean_fields(exclude=skipped | empty)
    except ValidationError as error:
        yield from _spelled_out(error)
        return
    if empty:
        return
    try:
        instance.clean()
    except ValidationError as error:
        yield from _spelled_out(error)
    yield from (("", reason) for reason in broken_rules(instance))


def _spelled_out(error: ValidationError) -> Iterator[tuple[str, str]]:
    for name, reasons in by_column(error):
        yield from ((name, reason) for reason in reasons)


def _is_empty(value: object) -> bool:
    return value is None or value == ""


def waves(resource: "ListResource") -> list[list[Change]]:
    """The changes so that whatever a row refers to stands in a wave before it; what refers in a circle is left out."""
    if not resource.own_references:
        return [resource.preview.changes]
    rest, waves, waiting = resource.preview.changes, [], {id(change.instance) for change in resource.preview.changes}
    while rest:
        wave = [change for change in rest if not _refers_to(resource, change.instance, waiting)]
        if not wave:
            break
        waves.append(wave)
        waiting -= {id(change.instance) for change in wave}
        rest = [change for change in rest if id(change.instance) in waiting]
    return waves


def _refers_to(resource: "ListResource", instance: models.Model, waiting: set[int]) -> bool:
    return any(id(column.value(instance)) in waiting for column in resource.own_references)
