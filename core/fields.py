"""Stored columns that are computed from other columns of the same row.

They exist because databases neither fold nor order Vietnamese alike: SQLite's LIKE does not fold Đ and its
ORDER BY puts Đ after E.
"""

from typing import Any

from django.db import models
from django.db.models.signals import pre_save

from core.text import fold, sort_key


class DerivedCharField(models.CharField):
    """A text column that the row itself computes, on save, on bulk_create and when a fixture is loaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def derive(self, instance: models.Model) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.derive(model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            # Fixtures are saved raw, and Django skips Field.pre_save then; the signal is the only way in.
            pre_save.connect(self._derive_for_raw_save, sender=cls, weak=False)

    def _derive_for_raw_save(self, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            setattr(instance, self.attname, self.derive(instance))


class _FromNameField(DerivedCharField):
    """Computed from one other text field of the row, named by `source`."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}


class SearchKeyField(_FromNameField):
    """The source text folded for searching: no tones, no marks, đ as d."""

    def derive(self, instance: models.Model) -> str:
        return fold(getattr(instance, self.source))[: self.max_length]


class SortKeyField(_FromNameField):
    """A plain ASCII key that puts the source text in Vietnamese dictionary order on any database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def derive(self, instance: models.Model) -> str:
        return sort_key(getattr(instance, self.source))[: self.max_length]
