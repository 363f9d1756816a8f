"""Loading fixtures: whole or not at all, each refused row named with its field and reason.

Django's `loaddata` reads the same files, but checks nothing before the database does and writes figures past the door.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers import deserialize
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.figures import Amount
from targets.actions import ANYTHING, Cell, Edit, save_cells
from targets.enums import Channel
from targets.models import Target

# What every plan needs comes first; the plans follow in any order.
SHARED = ["localities.json", "agencies.json", "facilities.json", "indicators.json"]


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
    figures: dict = defaultdict(list)
    number = 0
    for number, row in _rows(path):
        with _named(path, number):
            _check(row.object)
            if isinstance(row.object, Target):
                figures[row.object.plan].append(_edit(row.object))
            else:
                _save(row)
    for plan, edits in figures.items():
        with _named(path, number):
            save_cells(plan=plan, edits=edits, by=None, channel=Channel.FIXTURE)
    return number


def _rows(path: Path):
    rows = iter(enumerate(deserialize("json", path.read_text(encoding="utf-8")), start=1))
    number = 0
    while True:
        with _named(path, number + 1):
            try:
                number, row = next(rows)
            except StopIteration:
                return
        yield number, row


def _check(row: Model) -> None:
    """What the database cannot say. Foreign keys were just looked up; its constraints speak when the row is saved."""
    row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
    row.clean()


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


class _named:
    """Turns whatever a bad row raises into `FixtureRefused` with the place."""

    def __init__(self, path: Path, number: int) -> None:
        self.place = _("Tệp %(file)s, dòng dữ liệu thứ %(row)s") % {"file": path.name, "row": number}

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, traceback) -> None:
        if isinstance(error, ValidationError):
            raise FixtureRefused(f"{self.place}: {_field_reasons(error)}") from error
        if isinstance(error, DeserializationError | ObjectDoesNotExist | DatabaseError | ValueError | KeyError):
            raise FixtureRefused(f"{self.place}: {error}") from error


def _field_reasons(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(
        reason if field == "__all__" else _("trường %(field)s: %(reason)s") % {"field": field, "reason": reason}
        for field, reasons in error.message_dict.items()
        for reason in reasons
    )
