"""One value of a package against the field it is meant for: the form of JSON that we write ourselves, and no other."""

import datetime
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, DateTimeField, Field, IntegerField, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from core.forms import refuse_control_characters
from targets.packages.content import plain
from targets.packages.kinds import key_paths

_TYPES = ((BooleanField, bool), (IntegerField, int))


def fault_of(field: Field, value: Any) -> str:
    """Why the field cannot hold the value, "" where it can. Relations are lists of values; asks no database."""
    if field.many_to_many:
        return _relations_fault(field, value)
    if value is None:
        return "" if field.null else _("thiếu giá trị.")
    return _relation_fault(field, value) if field.is_relation else _plain_fault(field, value)


def in_python(field: Field, value: Any) -> Any:
    """The value as the model holds it; `fault_of` found nothing."""
    if value is None or not isinstance(field, DateField):
        return value
    return _moment(field, value)


def _relations_fault(field: Field, value: Any) -> str:
    """Each once and in order: the same partners are the same value."""
    if not isinstance(value, list):
        return _unreadable(value)
    if fault := next(filter(None, (_relation_fault(field, one) for one in value)), ""):
        return fault
    keys = [tuple(one) for one in value]
    return "" if keys == sorted(set(keys)) else _unreadable(value)


def _relation_fault(field: Field, value: Any) -> str:
    """A relation is the key of the other row: as many values as that has, each of the form of its field."""
    parts = _key(field.related_model)
    if not isinstance(value, list) or len(value) != len(parts):
        return _unreadable(value)
    return next(filter(None, (_plain_fault(part, one) for part, one in zip(parts, value, strict=True))), "")


def _plain_fault(field: Field, value: Any) -> str:
    expected = next((kind for base, kind in _TYPES if isinstance(field, base)), str)
    if type(value) is not expected:
        return _unreadable(value)
    try:
        return _own_fault(field, value)
    except ValidationError as error:
        return " ".join(error.messages)
    except (ValueError, OverflowError):
        return _unreadable(value)


def _own_fault(field: Field, value: Any) -> str:
    if isinstance(field, DateField):
        moment = _moment(field, value)
        return "" if moment is not None and plain(moment) == value else _unreadable(value)
    if isinstance(value, str):
        refuse_control_characters(value)
        if field.max_length and len(value) > field.max_length:
            return _("dài quá %s ký tự.") % field.max_length
    # `Field.validate` says nothing of a choice in a field that no form shows.
    if field.choices and value not in _choices(field) and not (field.blank and value == ""):
        return _("“%s” không có trong danh mục.") % _short(value)
    field.run_validators(value)
    return "" if field.blank or value != "" else _("thiếu giá trị.")


@cache
def _choices(field: Field) -> frozenset[str]:
    return frozenset(value for value, _label in field.flatchoices)


@cache
def _key(model: type[Model]) -> tuple[Field, ...]:
    """The fields that make up the key of a row; asked for each of thousands of values."""
    return tuple(part for _path, part in key_paths(model))


def _moment(field: Field, value: str) -> datetime.date | None:
    if not isinstance(field, DateTimeField):
        return parse_date(value)
    moment = parse_datetime(value)
    return moment if moment is not None and moment.tzinfo else None


def _unreadable(value: Any) -> str:
    return _("không đọc được giá trị “%s”.") % _short(value)


def _short(value: Any) -> str:
    return str(value)[:60]
