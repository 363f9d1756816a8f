"""A list that goes in and out as a file: what each list of the shell says of itself, and how rows meet the model.

On top of django-import-export, without what makes it slow: rows are looked up by their keys at once, relations by the
codes that the file names, everything is written in bulk. Rows are checked as the list will be after the whole file, so
their order does not matter; what stands against one of them keeps all of them out.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource

from core.lists import checking, storing
from core.lists.columns import Column
from core.lists.files import ListFile
from core.lists.headings import match_headings
from core.lists.preview import Change, Fault, Preview
from core.lists.references import ReferenceColumn, kind_of
from core.scope import is_within, reach

Key = tuple
OUT_OF_REACH = "out-of-reach"
TOLD_EVERY = 200  # rows
READ_AT_ONCE = 2_000  # rows of an export


class KnownRows(BaseInstanceLoader):
    """Gives what the resource has read before the first row."""

    def get_instance(self, row: dict[str, Any]) -> models.Model | None:
        return self.resource.stored_row()


class ListResource(ModelResource):
    """One list. Subclasses declare; hooks are the methods of the first part.

    `headings`: {field: what stands above its column, then what else is understood}. Permissions stand here by value, as
    in `core.admin`. `user` is whose rights and reach count; `on_rows` is told how many rows were read.
    """

    do_not_call_in_templates = True  # a template names the class
    slug = ""  # in addresses
    view_permission = ""
    edit_permission = ""
    scope_fields: tuple[str, ...] = ()  # lookups of a locality's path, as in `core.admin`
    headings: dict[str, Sequence[Any]] = {}
    extras: dict[str, Sequence[Any]] = {}  # columns that are no fields, for `key_in`: {name: headings}
    remarks: dict[str, Any] = {}  # {field: how its column is filled in, beside what its kind says}
    column_kinds: dict[str, type[Column]] = {}
    key_lookup = "code"  # by which the rows that a file may name are read
    related: tuple[str, ...] = ()  # what rows are read with, beside the relations that are columns
    next_page = ""  # name of the address that people need after adding a row, with its id
    takes_day = False  # whether the page asks for the first day of rows that do not say it

    class Meta:
        use_bulk = True
        batch_size = None  # everything at the end, by `storing`
        skip_diff = True
        report_skipped = False
        instance_loader_class = KnownRows

    def __init__(self, user: Any, *, day: Any = None, on_rows: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self.user, self.day, self._on_rows = user, day, on_rows or (lambda count: None)
        self.top = reach(user)
        self.preview = Preview()
        self._import_fields: list[Column] = []

    @property
    def columns(self) -> list[Column]:
        """In the order of a file."""
        return [self.fields[name] for name in self.get_export_order()]

    # What a list may say of itself

    def visible(self) -> QuerySet:
        """The rows that the user may know of; those of the list in the shell."""
        raise NotImplementedError

    def offered(self, name: str) -> QuerySet:
        """The rows that a relation may refer to; those that the form offers."""
        return self.fields[name].field.related_model._default_manager.all()

    def refusal(self, change: Change) -> str:
        """Why the user may not make this change, "" if they may. Asked with the row as it will be.

        By default the row has to lie within reach, before and after.
        """
        return "" if self.is_within_reach(change.instance) else _("Địa bàn ở ngoài phạm vi của tài khoản.")

    def is_open(self, instance: models.Model) -> bool:
        """Whether the user may change this row as it is stored."""
        return self.is_within_reach(instance)

    def complete(self, instance: models.Model, key: Key) -> None:
        """What a new row has by itself, where the file does not say it."""

    def before_checks(self) -> None:
        """Gather what the rules of the rows ask for, in a few queries for all of them."""

    def after_storing(self, changes: Sequence[Change]) -> None:
        """What follows from the change, in the same transaction."""

    def before_writing_file(self) -> None:
        """As `before_checks`, for an export."""

    # Keys

    def key_in(self, row: dict[str, Any]) -> Key:
        """What the row is known by. Raises ValidationError by column."""
        return tuple(self._key_part(name, row.get(name)) for name in self.get_import_id_fields())

    def key_of(self, instance: models.Model) -> Key:
        return tuple(self.fields[name].key_of(instance) for name in self.get_import_id_fields())

    def settle_keys(self, keys: list[Key | ValidationError]) -> list[Key | ValidationError]:
        """Keys in full, for lists in which a row may be known by less; `self.known` is there."""
        return keys

    def rows_named(self, parts: set[Any]) -> QuerySet:
        """The stored rows whose key begins with one of `parts`, wherever they lie."""
        return self.get_queryset().filter(**{f"{self.key_lookup}__in": parts})

    def begin(self, key: Key) -> models.Model:
        """A new row, before its cells are read: others of the file may refer to it."""
        plain = [name for name in self.get_import_id_fields() if not self.fields[name].field.is_relation]
        names = self.get_import_id_fields()
        return self._meta.model(**{name: part for name, part in zip(names, key, strict=False) if name in plain})

    # In

    def read(self, file: ListFile) -> Preview:
        """What the file would do. Nothing is written."""
        self._is_to_store = False
        return self._read(file)

    def store(self, file: ListFile, expected: str | None = None) -> Preview:
        """As `read`, and done, in one transaction, if nothing stands in the way; `preview.is_stored` says so.

        `expected`: the digest of the preview that somebody agreed to. Where the same file would now do something else,
        because rows have changed meanwhile, nothing is written.
        """
        self._is_to_store, self._expected = True, expected
        return self._read(file)

    def _read(self, file: ListFile) -> Preview:
        headings = match_headings(self, file.header)
        self.preview = Preview(total=len(file.rows), notes=[*file.notes, *headings.notes])
        self.preview.faults += [Fault(0, "", reason) for reason in headings.faults]
        if not headings.faults:
            self._rows = [number for number, _cells in file.rows]
            names, places = list(headings.places), list(headings.places.values())
            rows = [tuple(cells[place] for place in places) for _number, cells in file.rows]
            self._import(tablib.Dataset(*rows, headers=names) if rows else tablib.Dataset(headers=names))
        return self.preview

    def _import(self, dataset: tablib.Dataset) -> None:
        if self._is_to_store:
            result = self.import_data(dataset, rollback_on_validation_errors=True, use_transactions=True)
        else:  # import-export would take the lock of a writer to preview
            result = self.import_data_inner(dataset, True, False, False, False)
        for error in [*result.base_errors, *(error for row in result.error_rows for error in row.errors)]:
            raise error.error  # nothing that a file can cause

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self._names = set(dataset.headers)
        self._import_fields = [column for column in super().get_import_fields() if column.name in self._names]
        rows = [dict(zip(dataset.headers, cells, strict=True)) for cells in dataset]
        keys = [self._key_or_reason(row) for row in rows]
        self.known = self._stored(keys)
        self.keys = self.settle_keys(keys)
        self.fresh: dict[Key, models.Model] = {}
        for key in self.keys:
            if not isinstance(key, ValidationError) and key not in self.known and key not in self.fresh:
                self.fresh[key] = self.begin(key)
        self._load_references(rows)
        self._first: dict[Key, tuple[int, list[Any]]] = {}
        # A list drawn up on several days names a unit with each of them.
        self._may_repeat = bool(self._names & self.extras.keys())
        self._place = -1

    def _check_import_id_fields(self, headers: Sequence[str]) -> None:
        """Said by `match_headings`, in words."""

    def get_import_fields(self) -> list[Column]:
        return self._import_fields

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        self._place += 1
        self._said = [cell for name, cell in row.items() if name not in self.extras]
        if self._place % TOLD_EVERY == TOLD_EVERY - 1:
            self._on_rows(TOLD_EVERY)

    def stored_row(self) -> models.Model | None:
        """The stored row that this row of the file names. Raises ValidationError for one that is not to be touched."""
        key = self.keys[self._place]
        if isinstance(key, ValidationError):
            raise key
        number = self._rows[self._place]
        first, said = self._first.setdefault(key, (number, self._said))
        self._is_repeated = first != number
        if self._is_repeated and not (self._may_repeat and said == self._said):
            text = _("Dòng %(first)s và dòng %(row)s cùng là một mục.")
            raise ValidationError(text % {"first": first, "row": number})
        instance = self.known.get(key)
        if instance is not None and instance.pk not in self._seen:
            raise ValidationError({self.get_import_id_fields()[0]: self.message_of_hidden()}, code=OUT_OF_REACH)
        return instance

    def message_of_hidden(self) -> str:
        return _("Mã này không có, hoặc đã dùng ở ngoài phạm vi của tài khoản.")

    def init_instance(self, row: dict[str, Any] | None = None) -> models.Model:
        return self.fresh[self.keys[self._place]]

    def after_init_instance(self, instance: models.Model, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        self._is_new, self._was_open = new, new or self.is_open(instance)
        self._before = {} if new else {column.name: column.value(instance) for column in self._import_fields}

    def import_field(
        self, field: Column, instance: models.Model, row: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        if self._is_new or field.name not in self.get_import_id_fields():
            field.save(instance, row)

    def import_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        try:
            super().import_instance(instance, row, **kwargs)
        finally:
            if self._is_new:
                self.complete(instance, self.keys[self._place])

    def skip_row(self, instance: models.Model, original: Any, row: dict, import_validation_errors: Any = None) -> bool:
        self._values = list(self._differences(instance))
        if self._is_repeated:
            return True
        return not (self._is_new or self._values or import_validation_errors)

    def _differences(self, instance: models.Model) -> Iterator[tuple[Column, Any, Any]]:
        for column in self._import_fields:
            before, after = self._before.get(column.name), column.value(instance)
            if self._is_new or before != after:
                yield column, before, after

    def validate_instance(self, instance: models.Model, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """What can be said of the row alone; the rest when all rows are read."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        if not self._was_open:
            raise ValidationError(_("Tài khoản không được sửa dòng này."))

    def save_instance(self, instance: models.Model, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        number = self._rows[self._place]
        self.preview.changes.append(Change(number, instance, is_create, self._values))

    def after_import(self, dataset: tablib.Dataset, result: Any, **kwargs: Any) -> None:
        """The rules of the rows, and then all of them at once."""
        for row in result.invalid_rows:
            self._add_faults(self._rows[row.number - 1], row.error)
        checking.check(self)
        if self._is_to_store and self.preview.may_be_stored and self._is_as_agreed():
            storing.store(self)
            self.preview.is_stored = True

    def _is_as_agreed(self) -> bool:
        return self._expected is None or self._expected == self.preview.digest

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """By `after_import`, when every row is known to be right."""

    bulk_update = bulk_create

    def _add_faults(self, number: int, error: ValidationError) -> None:
        for name, reasons in checking.by_column(error):
            column = self.fields.get(name)
            self.preview.faults += [Fault(number, column.heading if column else "", reason) for reason in reasons]

    # Out

    def export(self, queryset: QuerySet | None = None, **kwargs: Any) -> tablib.Dataset:
        """The rows as cells of a workbook, below their headings."""
        self.before_writing_file()
        rows = self.visible() if queryset is None else queryset
        rows = rows.select_related(*self.relations).prefetch_related(*self._many)
        return super().export(rows, **kwargs)

    def iter_queryset(self, queryset: QuerySet) -> Iterator[models.Model]:
        return queryset.iterator(chunk_size=READ_AT_ONCE)

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [column.heading for column in self.columns]

    # Reading what the file names

    def _key_or_reason(self, row: dict[str, Any]) -> Key | ValidationError:
        try:
            return self.key_in(row)
        except ValidationError as error:
            return error

    def _key_part(self, name: str, cell: Any) -> Any:
        column = self.fields[name]
        try:
            part = column.key(cell)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from error
        if part is None:
            raise ValidationError({name: _("Phải có giá trị để biết dòng nào.")})
        return part

    def _stored(self, keys: list[Key | ValidationError]) -> dict[Key, models.Model]:
        rows = self.rows_named({key[0] for key in keys if not isinstance(key, ValidationError)})
        rows = rows.select_related(*self.relations).prefetch_related(*self._many)
        if self._is_to_store:  # in one order, so that two imports wait for each other
            rows = rows.order_by("pk").select_for_update(of=("self",))
        known = {self.key_of(row): row for row in rows}
        ids = [row.pk for row in known.values()]
        self._seen = set(self.visible().order_by().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
        return known

    @cached_property
    def references(self) -> list[ReferenceColumn]:
        return [column for column in self.fields.values() if isinstance(column, ReferenceColumn)]

    @cached_property
    def relations(self) -> list[str]:
        return [*(column.name for column in self.references if not column.field.many_to_many), *self.related]

    @cached_property
    def _many(self) -> list[str]:
        return [column.name for column in self.references if column.field.many_to_many]

    @cached_property
    def own_references(self) -> list[ReferenceColumn]:
        """Relations to rows of the same list, which may stand in the same file."""
        return [column for column in self.references if column.field.related_model is self._meta.model]

    def _load_references(self, rows: list[dict[str, Any]]) -> None:
        for column in self.references:
            codes = {code for row in rows if column.name in row for code in column.codes_in(row[column.name])}
            column.load(self.offered(column.name), codes)
        at_hand = {row.pk: row for row in self.known.values()}
        for column in self.own_references:
            column.use(at_hand, self.fresh.values())
            for row in at_hand.values():
                if (key := getattr(row, column.field.attname)) in at_hand:
                    setattr(row, column.name, at_hand[key])

    def is_within_reach(self, instance: models.Model) -> bool:
        """A row that lies in two places is changed by whoever reaches both."""
        return all(is_within(self._place_at(instance, lookup), self.top) for lookup in self.scope_fields)

    def _place_at(self, instance: models.Model, lookup: str) -> str:
        name, _sep, rest = lookup.partition("__")
        if not rest:
            return getattr(instance, name)
        row = self.fields[name].value(instance)
        return "" if row is None else getattr(row, rest)

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: models.Field, readonly: bool) -> Column:
        kind = cls.column_kinds.get(field_name) or kind_of(
            django_field, is_key=field_name in cls._meta.import_id_fields
        )
        column = kind(django_field, cls.headings.get(field_name, ()))
        column.remark = cls.remarks.get(field_name, "")
        return column
