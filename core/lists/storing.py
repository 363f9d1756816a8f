"""Writing the rows of an import: all at once, in bulk, with the traces that forms leave."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.fields import DerivedCharField
from core.lists.checking import waves
from core.lists.preview import Change
from core.lists.references import ReferencesColumn

if TYPE_CHECKING:
    from core.lists.resource import ListResource

BATCH = 500
LONGEST_NAME = 200  # LogEntry.object_repr


def store(resource: "ListResource") -> None:
    """Write every change of the preview. The caller has the transaction."""
    for wave in waves(resource):
        _create([change.instance for change in wave if change.is_new])
        _update(resource, [change for change in wave if not change.is_new])
    for column in resource.fields.values():
        if isinstance(column, ReferencesColumn):
            _relate(column, [change for change in resource.preview.changes if column.name in change.names])
    resource.after_storing(resource.preview.changes)
    _log(resource)


def _create(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)


def _update(resource: "ListResource", changes: Sequence[Change]) -> None:
    """As an upsert by id, which takes a fraction of the time of `bulk_update`; the rows are there, they are locked.

    Derived columns are computed on the way, as `save` does.
    """
    model = resource._meta.model
    many = {column.name for column in resource.fields.values() if column.field.many_to_many}
    changed = {name for change in changes for name in change.names} - many
    if not changed:
        return
    derived = {field.name for field in model._meta.concrete_fields if isinstance(field, DerivedCharField)}
    rows = [change.instance for change in changes if change.names - many]
    fields = sorted(changed | derived)
    model._base_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def _relate(column: ReferencesColumn, changes: Sequence[Change]) -> None:
    """The rows of a relation to many, set anew for those that changed."""
    if not changes:
        return
    through, source = column.field.remote_field.through, column.field.m2m_field_name()
    target = column.field.m2m_reverse_field_name()
    known = [change.instance for change in changes if not change.is_new]
    if known:
        through._base_manager.filter(**{f"{source}__in": known}).delete()
    pairs = [(change.instance, row) for change in changes for row in column.value(change.instance)]
    through._base_manager.bulk_create(
        [through(**{source: instance, target: row}) for instance, row in pairs], batch_size=BATCH
    )


def _log(resource: "ListResource") -> None:
    """One entry a row in the history that forms write."""
    kind = ContentType.objects.get_for_model(resource._meta.model)
    LogEntry.objects.bulk_create([_entry(resource, kind.pk, change) for change in resource.preview.changes], BATCH)


def _entry(resource: "ListResource", kind: int, change: Change) -> LogEntry:
    fields = [column.heading[:1].lower() + column.heading[1:] for column, _before, _after in change.values]
    done = {"added": {}} if change.is_new else {"changed": {"fields": fields}}
    return LogEntry(
        user_id=resource.user.pk,
        content_type_id=kind,
        object_id=str(change.instance.pk),
        object_repr=str(change.instance)[:LONGEST_NAME],
        action_flag=ADDITION if change.is_new else CHANGE,
        change_message=json.dumps([done]),
    )
