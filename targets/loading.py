"""Loading fixtures: whole or not at all, each refused row named with its field and reason.

Django's `loaddata` reads the same files, but checks nothing before the database does and writes figures past the door.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import BooleanField, Field, IntegerField, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount
from plans.models import Plan
from targets.actions import ANYTHING, CellsRefused, Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Target
from targets.row_checks import check_row, field_reasons

# What every plan needs comes first; the plans follow in any order.
SHARED = ["localities.json", "agencies.json", "facilities.json", "indicators.json"]
_UNREADABLE = gettext_lazy("không đọc được giá trị “%s”.")


class FixtureRefused(Exception):
    """A row broke a rule; nothing of any file was written. The message names file, row, field and reason."""


def fixture_files() -> list[Path]:
    """All fixture files, the shared lists before the plans."""
    folder = settings.BASE_DIR / "fixtures"
    shared = [folder / name for name in SHARED]
    return shared + sorted(path for path in folder.glob("*.json") if path not in shared)


@transaction.atomic
def load(paths: Iterable[Path]) -> int:
    """Load fixture files in order and return the number of rows; rows already there by natural key are updated.

    Raises `FixtureRefused`.
    """
    return sum(_load_file(path) for path in paths)


def _load_file(path: Path) -> int:
    items = _items(path)
    figures: dict[Plan, list[tuple[int, Edit]]] = defaultdict(list)
    for number, item in enumerate(items, start=1):
        with _named(path, number):
            row = _read(item)
            check_row(row.object)
            if isinstance(row.object, Target):
                figures[row.object.plan].append((number, _edit(row.object)))
            else:
                _save(row)
    for plan, numbered in figures.items():
        _save_figures(path, plan, numbered)
    return len(items)


def _items(path: Path) -> list[dict]:
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FixtureRefused(_("Không đọc được tệp %s.") % path) from error
    except UnicodeDecodeError as error:
        raise FixtureRefused(_("Tệp %s không phải UTF-8; hãy lưu lại với bảng mã UTF-8.") % path.name) from error
    except json.JSONDecodeError as error:
        place = {"file": path.name, "line": error.lineno, "column": error.colno}
        raise FixtureRefused(_("Tệp %(file)s không phải JSON: sai ở dòng %(line)s, cột %(column)s.") % place) from error
    if not isinstance(items, list):
        raise FixtureRefused(_("Tệp %s phải là một danh sách các dòng dữ liệu.") % path.name)
    return items


def _read(item: Any) -> DeserializedObject:
    """One row of a file as an object not yet saved, its relations looked up by natural key."""
    if not isinstance(item, dict) or set(item) != {"model", "fields"} or not isinstance(item["fields"], dict):
        raise ValidationError(_("Mỗi dòng gồm đúng hai phần “model” và “fields”."))
    model, values = _model(item["model"]), item["fields"]
    fields = {field.name: field for field in [*model._meta.fields, *model._meta.many_to_many]}
    _refuse_names(fields, values)
    _refuse_types(fields, values)
    try:
        return next(Deserializer([item]))
    except DeserializationError as error:
        # Django tells the value, not the field: only a refused row is read again, field by field.
        faults = {name: _fault(fields[name], value) for name, value in values.items()}
        raise ValidationError({name: fault for name, fault in faults.items() if fault} or str(error)) from error


def _model(label: Any) -> type[Model]:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError, AttributeError) as error:
        raise ValidationError(_("Không có loại dữ liệu “%s”.") % label) from error


def _refuse_names(fields: dict[str, Field], values: dict) -> None:
    unknown = {name: _("không có trường này.") for name in values if name not in fields or fields[name].primary_key}
    missing = [name for name, field in fields.items() if values.get(name) is None and _is_required(field)]
    if unknown or missing:
        raise ValidationError({**unknown, **dict.fromkeys(missing, _("thiếu giá trị."))})


def _refuse_types(fields: dict[str, Field], values: dict) -> None:
    """Django would cut 43.6 to 43 without a word, and write the code 080 as "80"."""
    wrong = {name: value for name, value in values.items() if _is_of_wrong_type(fields[name], value)}
    if wrong:
        raise ValidationError({name: _UNREADABLE % (value,) for name, value in wrong.items()})


def _is_of_wrong_type(field: Field, value: Any) -> bool:
    if value is None or field.is_relation:
        return False
    if isinstance(value, bool):
        return not isinstance(field, BooleanField)
    return isinstance(value, float | list | dict) or (isinstance(value, int) and not isinstance(field, IntegerField))


def _is_required(field: Field) -> bool:
    return field.concrete and not (field.null or field.blank or field.has_default() or field.generated)


def _fault(field: Field, value: Any) -> str:
    """Why the value cannot be read, "" where it can."""
    try:
        if field.many_to_many:
            return next(filter(None, (_missing_relation(field, one) for one in value)), "")
        if field.is_relation:
            return _missing_relation(field, value)
        field.to_python(value)
    except ValidationError as error:
        return " ".join(error.messages)
    except (TypeError, ValueError):
        return _UNREADABLE % (value,)
    return ""


def _missing_relation(field: Field, key: Any) -> str:
    """Fixtures name rows by natural key, a list; anything else finds nothing."""
    try:
        if key is not None:
            field.related_model._default_manager.get_by_natural_key(*key if isinstance(key, list) else ())
    except (ObjectDoesNotExist, ValidationError, TypeError, ValueError):
        shown = ", ".join(map(str, key)) if isinstance(key, list) else key
        return _("không tìm thấy %(model)s “%(key)s”.") % {
            "model": field.related_model._meta.verbose_name,
            "key": shown,
        }
    return ""


def _save(row: DeserializedObject) -> None:
    try:
        with transaction.atomic():
            row.object.save()
    except IntegrityError:
        # Asking every constraint of every row costs a query each; only a refused row is asked which one it was.
        row.object.full_clean()
        raise
    for name, values in (row.m2m_data or {}).items():
        getattr(row.object, name).set(values)


def _edit(target: Target) -> Edit:
    cell = Cell(target.locality_id, target.indicator_id, target.facility_id, target.stage)
    amount = Amount(target.value, target.upper, target.comparator, target.indicator.decimals)
    return Edit(cell, ANYTHING, amount, target.note)


def _save_figures(path: Path, plan: Plan, numbered: list[tuple[int, Edit]]) -> None:
    try:
        save_cells(plan=plan, edits=[edit for _number, edit in numbered], by=None, channel=Channel.FIXTURE)
    except CellsRefused as refused:
        first = refused.refusals[0]
        # By identity: of two rows on one cell the second is the one refused, and they may be equal.
        number = next(number for number, edit in numbered if edit is first.edit)
        raise FixtureRefused(f"{_place(path, number)}: {first.reason}") from refused


def _place(path: Path, number: int) -> str:
    return _("Tệp %(file)s, dòng dữ liệu thứ %(row)s") % {"file": path.name, "row": number}


class _named:
    """Turns whatever a bad row raises into `FixtureRefused` with the place."""

    def __init__(self, path: Path, number: int) -> None:
        self.place = _place(path, number)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, traceback) -> None:
        if isinstance(error, ValidationError):
            raise FixtureRefused(f"{self.place}: {field_reasons(error)}") from error
        if isinstance(error, ObjectDoesNotExist | DatabaseError | ValueError | KeyError | TypeError):
            raise FixtureRefused(f"{self.place}: {error}") from error
