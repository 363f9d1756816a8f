"""Natural keys: fixtures name rows by what people call them, never by a database id."""

from typing import Any

from django.db import models


class NaturalKeyManager(models.Manager):
    """Finds a row by the model's `NATURAL_KEY` fields; a foreign key takes as many values as its own key has."""

    def get_by_natural_key(self, *values: Any) -> models.Model:
        relations = [name for name in self.model.NATURAL_KEY if self.model._meta.get_field(name).is_relation]
        # With its relations, because the row's own natural key is asked for next.
        rows = self.select_related(*relations) if relations else self.all()
        rest = list(values)
        lookup = _lookup(self.model, rest)
        if rest:
            raise TypeError(f"Too many values for the natural key of {self.model.__name__}: {values}")
        return rows.get(**lookup)


def _lookup(model: type[models.Model], values: list, prefix: str = "") -> dict[str, Any]:
    """`values` as one lookup over joins: {"plan__code": "lao-cai-2021", "number": 1}; takes them from the front."""
    found: dict[str, Any] = {}
    for name in model.NATURAL_KEY:
        field = model._meta.get_field(name)
        if not values:
            raise TypeError(f"Too few values for the natural key of {model.__name__}: {name} is missing")
        if not field.is_relation:
            found[prefix + name] = values.pop(0)
        elif values[0] is None:
            found[f"{prefix}{name}__isnull"] = values.pop(0) is None
        else:
            found |= _lookup(field.related_model, values, f"{prefix}{name}__")
    return found


class NaturalKeyModel(models.Model):
    """A model whose rows are known by `NATURAL_KEY`: a tuple of field names, foreign keys included."""

    NATURAL_KEY: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple:
        return tuple(value for name in self.NATURAL_KEY for value in self._key_part(name))

    def _key_part(self, name: str) -> tuple:
        value = getattr(self, name)
        return value.natural_key() if isinstance(value, NaturalKeyModel) else (value,)
