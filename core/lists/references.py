"""Columns that name rows of another list, or of the same one, by their codes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.lists.columns import (
    ChoiceColumn,
    CodeColumn,
    Column,
    DateColumn,
    FlagColumn,
    NumberColumn,
    TextColumn,
    echo,
    is_blank,
)
from core.lists.files import Unreadable
from core.text import normalise


class ReferenceColumn(CodeColumn):
    """A row of another list, by its code. `found` holds those that the file names, read in one query."""

    def __init__(self, field: models.Field, headings: Sequence[Any] = ()) -> None:
        super().__init__(field, headings)
        self.found: dict[str, Any] = {}

    @property
    def hint(self) -> str:
        return _("Mã trong danh sách “%s”.") % capfirst(str(self.field.related_model._meta.verbose_name_plural))

    def codes_in(self, cell: Any) -> list[str]:
        """The codes that a cell names; none for one that cannot be read, of which `read` says why."""
        try:
            return [] if isinstance(cell, Unreadable) or is_blank(cell) else [self.typed(cell)]
        except ValueError:
            return []

    def load(self, rows: models.QuerySet, codes: set[str]) -> None:
        """The rows, of those that the user may choose, that the file names."""
        self.found = {row.code: row for row in rows.filter(code__in=codes)} if codes else {}

    def use(self, at_hand: dict[int, models.Model], fresh: Iterable[models.Model]) -> None:
        """For a relation within the list: the rows of the file itself stand for those that were read."""
        self.found = {code: at_hand.get(row.pk, row) for code, row in self.found.items()}
        self.found |= {row.code: row for row in fresh}

    def key(self, cell: Any) -> str | None:
        if isinstance(cell, Unreadable):
            raise ValueError(cell.reason)
        return None if is_blank(cell) else self.typed(cell)

    def key_of(self, instance: models.Model) -> str:
        return self.text_of(self.value(instance))

    def read(self, cell: Any, instance: models.Model | None) -> models.Model:
        typed = self.typed(cell)
        current = self.value(instance) if self.has_value(instance) else None
        if current is not None and typed == self.text_of(current):
            return current
        return self.resolve(typed, instance)

    def has_value(self, instance: models.Model | None) -> bool:
        """Asked before the value, which a new row that refers to nothing would not give."""
        return instance is not None and (
            self.field.name in instance._state.fields_cache or getattr(instance, self.field.attname) is not None
        )

    def resolve(self, typed: str, instance: models.Model | None) -> models.Model:
        if (row := self.found.get(typed)) is None:
            raise ValueError(_("Không có “%s”, hoặc ở ngoài phạm vi của tài khoản.") % echo(typed))
        return row

    def value(self, instance: models.Model) -> models.Model | None:
        return getattr(instance, self.attribute) if self.has_value(instance) else None

    def text_of(self, row: models.Model) -> str:
        return row.code

    def cell(self, instance: models.Model) -> str:
        return self.shown(self.value(instance))

    def shown(self, value: Any) -> str:
        return "" if value is None else self.text_of(value)


class ReferencesColumn(ReferenceColumn):
    """Several rows of another list, by their codes with semicolons between; stored after the row itself."""

    width = 30

    @property
    def is_required(self) -> bool:
        return False

    @property
    def hint(self) -> str:
        return _("%s Nhiều mã thì cách nhau bằng dấu chấm phẩy.") % super().hint

    def codes_in(self, cell: Any) -> list[str]:
        return self._parts(cell) if isinstance(cell, str) else []

    def blank(self, instance: models.Model) -> tuple:
        return ()

    def read(self, cell: Any, instance: models.Model | None) -> tuple[models.Model, ...]:
        current = {row.code: row for row in self.value(instance)}
        rows = [current.get(code) or self.resolve(code, instance) for code in self._parts(self.typed(cell))]
        return tuple(sorted(set(rows), key=lambda row: row.code))

    def put(self, instance: models.Model, value: tuple) -> None:
        instance.__dict__[f"_listed_{self.name}"] = value

    def value(self, instance: models.Model) -> tuple[models.Model, ...]:
        listed = instance.__dict__.get(f"_listed_{self.name}")
        if listed is not None or instance.pk is None:
            return listed or ()
        return tuple(sorted(getattr(instance, self.name).all(), key=lambda row: row.code))

    def shown(self, value: tuple) -> str:
        return "; ".join(row.code for row in value)

    def _parts(self, text: str) -> list[str]:
        return [code for part in text.split(";") if (code := normalise(part))]


def kind_of(field: models.Field, *, is_key: bool) -> type[Column]:
    """The kind of column that fits a field of a model."""
    if field.is_relation:
        return ReferencesColumn if field.many_to_many else ReferenceColumn
    if field.choices:
        return ChoiceColumn
    if isinstance(field, models.SlugField) or (is_key and isinstance(field, models.CharField)):
        return CodeColumn
    kinds = {models.DateField: DateColumn, models.BooleanField: FlagColumn, models.IntegerField: NumberColumn}
    return next((kinds[base] for base in kinds if isinstance(field, base)), TextColumn)
