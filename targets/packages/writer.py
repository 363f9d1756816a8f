"""The rows of a package as rows of the database: relations found, rules asked, the refused one named."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from plans.models import Plan
from targets.packages.content import Content, PlainRow, by_id, identity, lookup_of, named, relations_of
from targets.packages.kinds import BY_MODEL, KINDS, LISTS, OWN, Kind
from targets.packages.refusals import PackageRefused, Refusal
from targets.packages.rows import key_of, waves
from targets.packages.values import in_python
from targets.row_checks import check_row, field_reasons

TO_MANY = "partners"


class Writer:
    """Writes rows kind by kind, in the order of the format, into one plan. To be used within a transaction.

    `found`: {kind: {identity: row of the database}} of what is here already or was written.
    """

    def __init__(self, plan: Plan | None) -> None:
        self.plan = plan
        self.found: dict[str, dict[tuple, Model]] = {kind.name: {} for kind in KINDS}

    def find(self, content: Content) -> None:
        """Look up what is here: the rows of the lists that the package has, and the plan's own."""
        for kind in LISTS:
            if content[kind.name]:
                self._find_listed(kind, content[kind.name])
        if self.plan:
            self.found["plan"] = {(self.plan.code,): self.plan}
            for kind in OWN:
                if kind.name not in ("plan", "targets", "results"):  # these have ways of their own
                    self._find(kind, **{lookup_of(kind): self.plan.pk})

    def _find_listed(self, kind: Kind, rows: Iterable[PlainRow]) -> None:
        first = kind.key[0]
        lookup = f"{first}__code__in" if kind.model._meta.get_field(first).is_relation else f"{first}__in"
        values = [row[first][0] if isinstance(row[first], list) else row[first] for row in rows]
        self._find(kind, **{lookup: values})

    def _find(self, kind: Kind, **condition: Any) -> None:
        rows = by_id(kind, **condition)
        objects = kind.model._base_manager.in_bulk(rows) if rows else {}
        self.found[kind.name] = {identity(kind, row): objects[pk] for pk, row in rows.items()}
        for row, one in ((rows[pk], objects[pk]) for pk in rows):
            self._relate(kind, one, row)

    def _relate(self, kind: Kind, one: Model, row: PlainRow) -> None:
        """Rules ask what a row belongs to: it is at hand and costs no query each."""
        if self.plan and kind.plan == "plan":
            one.plan = self.plan
        for name, model in relations_of(kind).items():
            if name == TO_MANY or row[name] is None:
                continue
            if other := self.found[BY_MODEL[model].name].get(key_of(model, row[name])):
                setattr(one, name, other)

    # Adding

    def add(self, kind: Kind, numbered: Mapping[int, PlainRow], **common: Any) -> dict[int, Model]:
        """Write new rows: {number in the part: row}. `common`: fields that the package does not say."""
        numbers = {identity(kind, row): number for number, row in numbered.items()}
        added: dict[int, Model] = {}
        for wave in waves(kind, list(numbered.values())):
            objects = {}
            for row in wave:
                number = numbers[identity(kind, row)]
                objects[number] = self._built(kind, number, row, common)
            self._store(kind, objects)
            self.found[kind.name] |= {identity(kind, numbered[number]): one for number, one in objects.items()}
            added |= objects
        self._add_partners(kind, numbered)
        return added

    def _built(self, kind: Kind, number: int, row: PlainRow, common: Mapping[str, Any]) -> Model:
        names = [name for name in (*kind.key, *kind.rest) if name != TO_MANY]
        values = {name: self._value(kind, number, name, row[name]) for name in names}
        if kind.plan == "plan":
            values["plan"] = self.plan
        one = kind.model(**values, **common)
        self._check(kind, number, one)
        return one

    def _value(self, kind: Kind, number: int, name: str, value: Any) -> Any:
        field: Field = kind.model._meta.get_field(name)
        if not field.is_relation or value is None:
            return in_python(field, value)
        if name == "implements":
            return Plan.objects.get(code=value[0])
        other = self.found[BY_MODEL[field.related_model].name].get(key_of(field.related_model, value))
        if other is None:
            about = {"field": name, "key": ", ".join(map(str, value))[:80]}
            raise refused(kind, number, _("trường %(field)s: dòng “%(key)s” không có ở đây.") % about)
        return other

    def _check(self, kind: Kind, number: int, one: Model) -> None:
        try:
            check_row(one)
        except ValidationError as error:
            raise refused(kind, number, field_reasons(error)) from error

    def _store(self, kind: Kind, objects: Mapping[int, Model]) -> None:
        try:
            with transaction.atomic():
                kind.model._base_manager.bulk_create(objects.values(), batch_size=1000)
        except DatabaseError:
            self._name_refused(kind, objects)
            raise

    def _name_refused(self, kind: Kind, objects: Mapping[int, Model]) -> None:
        """Only where the database refused the rows, each is asked which one it was."""
        for number, one in objects.items():
            one.pk = None
            self.save(kind, number, one)

    def save(self, kind: Kind, number: int, one: Model) -> None:
        """Write one row; the rule that it breaks is named."""
        try:
            with transaction.atomic():
                one.save()
        except DatabaseError as error:
            raise refused(kind, number, _broken_rule(one)) from error

    def _add_partners(self, kind: Kind, numbered: Mapping[int, PlainRow]) -> None:
        if TO_MANY not in kind.rest:
            return
        through = getattr(kind.model, TO_MANY).through
        agencies = self.found["agencies"]
        pairs = (
            (self.found[kind.name][identity(kind, row)].pk, agencies[tuple(key)].pk)
            for row in numbered.values()
            for key in named(row[TO_MANY])
        )
        through._base_manager.bulk_create([through(activity_id=one, agency_id=other) for one, other in pairs])

    # Changing

    def change(self, kind: Kind, number: int, row: PlainRow, names: Iterable[str]) -> None:
        """Bring the named fields of a row that is here to what the package says."""
        one = self.found[kind.name][identity(kind, row)]
        for name in names:
            if name == TO_MANY:
                one.partners.set([self.found["agencies"][tuple(key)] for key in named(row[name])])
            else:
                setattr(one, name, self._value(kind, number, name, row[name]))
        self._check(kind, number, one)
        self.save(kind, number, one)


def refused(kind: Kind, number: int | None, reason: str) -> PackageRefused:
    return PackageRefused([Refusal(kind.file, number, reason)])


def _broken_rule(one: Model) -> str:
    try:
        one.full_clean()
    except ValidationError as error:
        return field_reasons(error)
    return _("trùng với một dòng khác hoặc trái quy tắc của dữ liệu.")
