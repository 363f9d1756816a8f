"""A plan and the lists it leans on as plain rows, as a package holds them. Reads, writes nothing."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model

from localities.models import Agency, Facility, Locality
from plans.models import Activity, Plan
from targets.enums import SubmissionState
from targets.models import Indicator, Submission, SubmissionStep
from targets.packages.kinds import BY_NAME, KINDS, OWN, Kind, field_paths

# {field: value}: texts, whole numbers, true, false, None; a relation is the list that is the other row's key.
PlainRow = dict[str, Any]
Content = dict[str, list[PlainRow]]  # by the name of the kind


def content_of(plan: Plan) -> Content:
    """Everything of the plan, with the lists it leans on: {kind: rows in the order of their keys}.

    The number of queries does not depend on how many rows there are, only on how deep the lists nest.
    """
    own = own_content(plan)
    return {kind.name: own.get(kind.name, []) for kind in KINDS} | _lists(own)


def own_content(plan: Plan) -> Content:
    """As `content_of`, without the lists."""
    return {kind.name: rows_of(kind, **{lookup_of(kind): plan.pk}) for kind in OWN}


def rows_of(kind: Kind, **condition: Any) -> list[PlainRow]:
    """The rows of one kind that meet the condition, in the order of their keys. One query; another for partners."""
    return in_order(kind, by_id(kind, **condition).values())


def in_order(kind: Kind, rows: Iterable[PlainRow]) -> list[PlainRow]:
    """Each once: more time that was given twice in the same words says nothing more."""
    unique = {identity(kind, row): row for row in rows}
    return [row for _key, row in sorted(unique.items(), key=lambda item: order(item[0]))]


def by_id(kind: Kind, **condition: Any) -> dict[int, PlainRow]:
    """{id: row}; see `rows_of`."""
    special = EXTRAS.get(kind.name, {})
    columns = {name: field_paths(kind, name) for name in (*kind.key, *kind.rest) if name not in special}
    paths = [path for each in columns.values() for path in each]
    found = kind.model._base_manager.filter(**condition).order_by().values_list("pk", *paths)
    extra = {name: read(condition) for name, read in special.items()}
    rows = {}
    for pk, *values in found:
        row = _row(kind, columns, values) | {name: each.get(pk, _NOTHING[name]) for name, each in extra.items()}
        rows[pk] = {name: row[name] for name in kind.fields}
    return rows


def _row(kind: Kind, columns: Mapping[str, list[str]], values: Iterable[Any]) -> PlainRow:
    left, row = iter(values), {}
    for name, paths in columns.items():
        parts = [plain(next(left)) for _path in paths]
        is_relation = kind.model._meta.get_field(name).is_relation
        # The first part of a key is never empty where there is a row.
        row[name] = (None if parts[0] is None else parts) if is_relation else parts[0]
    return row


def plain(value: Any) -> Any:
    """A value as JSON holds it; moments in UTC, so that installations in any zone agree."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def identity(kind: Kind, row: PlainRow) -> tuple:
    """What tells the row from others of its kind: (("080", "2004-07-08"), ("compulsory",), None, "assigned")."""
    return tuple(tuple(row[name]) if isinstance(row[name], list) else row[name] for name in kind.key)


def order(key: Any) -> Any:
    """Keys in an order that does not depend on the database: blanks first, numbers by value."""
    if key is None:
        return False, 0
    return True, tuple(order(part) for part in key) if isinstance(key, tuple) else key


def lookup_of(kind: Kind) -> str:
    return kind.plan or "pk"


def _partners(condition: Mapping[str, Any]) -> dict[int, list[list[str]]]:
    """{activity id: keys of its partners}."""
    through = Activity.partners.through._base_manager
    scoped = {f"activity__{name}": value for name, value in condition.items()}
    found: dict[int, list[list[str]]] = defaultdict(list)
    for activity, code in through.filter(**scoped).order_by("agency__code").values_list("activity_id", "agency__code"):
        found[activity].append([code])
    # The order of codes is Python's, whatever the collation of the database.
    return {activity: sorted(codes) for activity, codes in found.items()}


def _reasons(condition: Mapping[str, Any]) -> dict[int, str]:
    """{report id: why it was sent back}, of those that wait for their author."""
    waiting = Submission.objects.filter(state=SubmissionState.RETURNED, **condition).values("pk")
    steps = SubmissionStep.objects.filter(submission__in=waiting, after=SubmissionState.RETURNED).order_by("pk")
    return dict(steps.values_list("submission_id", "reason"))


# Fields that are no columns of the table, by kind.
EXTRAS = {"activities": {"partners": _partners}, "reports": {"reason": _reasons}}
_NOTHING: dict[str, Any] = {"partners": [], "reason": ""}


# The lists


def _lists(own: Content) -> Content:
    """Every row of a list that the plan's rows name, and what those rest on in turn."""
    used = _used(own)
    indicators, terms = _catalogue(used[Indicator])
    agencies = _closed(BY_NAME["agencies"], used[Agency])
    facilities = _closed(BY_NAME["facilities"], used[Facility])
    places = used[Locality] | _used({"agencies": agencies, "facilities": facilities})[Locality]
    return {
        "localities": _closed(BY_NAME["localities"], places),
        "agencies": agencies,
        "facilities": facilities,
        "indicators": indicators,
        "stock-terms": terms,
    }


def _used(content: Content) -> dict[type[Model], set[tuple]]:
    """{model: keys of the rows that are named}."""
    found: dict[type[Model], set[tuple]] = defaultdict(set)
    for name, rows in content.items():
        for relation, model in relations_of(BY_NAME[name]).items():
            for row in rows:
                found[model].update(tuple(key) for key in named(row[relation]))
    return found


def relations_of(kind: Kind) -> dict[str, type[Model]]:
    """{field: the model that it leads to}."""
    fields = {name: kind.model._meta.get_field(name) for name in (*kind.key, *kind.rest)}
    return {name: field.related_model for name, field in fields.items() if field.is_relation}


def named(value: list | None) -> list[list]:
    """The keys that a relation holds: one, several of a relation to many, none."""
    if value is None:
        return []
    return value if not value or isinstance(value[0], list) else [value]


def _closed(kind: Kind, keys: set[tuple]) -> list[PlainRow]:
    """The rows with these keys and all that lie above them, one query a level."""
    found: dict[tuple, PlainRow] = {}
    missing = keys
    while missing:
        found |= {identity(kind, row): row for row in rows_with(kind, missing)}
        missing = _used({kind.name: list(found.values())})[kind.model] - found.keys()
    return in_order(kind, found.values())


def rows_with(kind: Kind, keys: Collection[tuple]) -> list[PlainRow]:
    """The rows of a list that have one of these keys. One query."""
    rows = rows_of(kind, **{f"{kind.key[0]}__in": {key[0] for key in keys}}) if keys else []
    return [row for row in rows if identity(kind, row) in keys]


def _catalogue(keys: set[tuple]) -> tuple[list[PlainRow], list[PlainRow]]:
    """The indicators and the terms of their balances, whose own indicators are there as well."""
    kind = BY_NAME["indicators"]
    indicators, terms = _closed(kind, keys), []
    while indicators:
        codes = {identity(kind, row) for row in indicators}
        terms = rows_of(BY_NAME["stock-terms"], stock__code__in={code for (code,) in codes})
        more = {tuple(row["term"]) for row in terms} - codes
        if not more:
            break
        indicators = _closed(kind, codes | more)
    return indicators, terms
