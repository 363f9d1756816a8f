"""Every column of ours that takes what people type, found by looking at the models, and hostile text for each."""

from collections.abc import Callable

from django.apps import apps
from django.db import models

from core.append_only import AppendOnlyModel

NOT_TYPED = {
    # Written by the code from enums, which the columns of the history do not name as their choices.
    "targets.TargetChange.old_comparator",
    "targets.TargetChange.new_comparator",
    "targets.ResultChange.old_state",
    "targets.ResultChange.new_state",
    # Of a file that the code made; it stands in a header alone.
    "reports.JobFile.content_type",
    # Folded words of a table and where they lead: compared, never shown.
    "targets.WorkbookMapping.annex_key",
    "targets.WorkbookMapping.source",
    "targets.WorkbookMapping.meaning",
    # What a mail server answered, kept for the next run; no page and no print shows it.
    "targets.Reminder.failure",
}
APPS = {"core", "localities", "accounts", "plans", "targets", "reports"}


def is_typed(field: models.Field) -> bool:
    """A slug takes no hostile character, a choice no foreign text, and a password is kept as a hash."""
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
    return is_text and field.editable and not field.choices and field.name != "password" and str(field) not in NOT_TYPED


def typed_fields() -> list[models.Field]:
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return [field for model in ours for field in model._meta.local_fields if is_typed(field)]


def poison(field: models.Field, text: str) -> None:
    """Put the text into that column of every row, past all forms."""
    rows = field.model._base_manager
    if issubclass(field.model, AppendOnlyModel):  # what stands there stays; a row like it carries the text
        rows.bulk_create([_copy(row, field, text) for row in rows.all()])
    elif str(field) == "localities.Locality.code":  # five characters, a check, and once a day
        for row in rows.all():
            rows.filter(pk=row.pk).update(code=f"x<{row.pk % 1000}")
    elif field.unique:
        for row in rows.all():
            rows.filter(pk=row.pk).update(**{field.name: f"{row.pk}{text}"})
    else:
        rows.update(**{field.name: text})


def _copy(row: models.Model, field: models.Field, text: str) -> models.Model:
    row.pk = None
    setattr(row, field.name, text)
    return row


def poison_all(text_of: Callable[[models.Field], str]) -> None:
    for field in typed_fields():
        poison(field, text_of(field))


def numbered(field: models.Field, *texts: str) -> str:
    """The first of the texts that fits, behind the field's own number, so that no field's text stands for another's."""
    room = (field.max_length or 10_000) - 2 - (6 if field.unique else 0)
    number = [str(other) for other in typed_fields()].index(str(field))
    return f"{number:02d}" + next((text for text in texts if len(text) <= room), "<b>"[:room])
