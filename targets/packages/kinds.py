"""What a package holds: its parts, and the fields of each. A change here is a new version of the format.

A row names others by natural key, as fixtures do, without the code of the plan: everything but the lists and the plan
that it carries out belongs to the one plan of the package, so a row cannot point into another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Field, Model

from localities.models import Agency, Facility, Locality
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from targets.models import (
    Annex,
    Column,
    Extension,
    Indicator,
    Narrative,
    Period,
    Result,
    Row,
    StockTerm,
    Submission,
    Target,
)


class Group(Enum):
    """How an import treats the rows of a part where the plan is here already; see `targets.packages.comparison`."""

    LIST = "list"  # shared by plans: missing rows are added, others stay as they are here
    DOCUMENT = "document"  # follows the package while the plan here is a draft
    FIGURES = "figures"  # the same, through the door for figures
    REPORTS = "reports"  # what localities reported: missing ones are added, others stay as they are here


@dataclass(frozen=True)
class Kind:
    """The rows of one model. `plan`: the lookup that leads to their plan; None: a list that plans share."""

    name: str
    model: type[Model]
    group: Group
    plan: str | None
    key: tuple[str, ...]
    rest: tuple[str, ...]
    # Fields that lead to rows of the same part, which must be there first.
    above: tuple[str, ...] = ()
    # Of the package alone: not a column of the model.
    extra: tuple[str, ...] = field(default=())

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that each row of the part has, in their order."""
        return (*self.key, *self.rest, *self.extra)

    @property
    def file(self) -> str:
        return f"{self.name}.json"


def _part(name: str, model: type[Model], *rest: str) -> Kind:
    return Kind(name, model, Group.DOCUMENT, "plan", ("position",), rest)


FIGURE = ("comparator", "value", "upper")

KINDS = (
    Kind(
        "localities",
        Locality,
        Group.LIST,
        None,
        ("code", "valid_from"),
        ("name", "level", "parent", "valid_to", "position"),
        ("parent",),
    ),
    Kind(
        "agencies",
        Agency,
        Group.LIST,
        None,
        ("code",),
        ("name", "short_name", "kind", "locality", "superior", "valid_from", "valid_to"),
        ("superior",),
    ),
    Kind("facilities", Facility, Group.LIST, None, ("code",), ("name", "kind", "locality", "units", "capacity")),
    Kind(
        "indicators",
        Indicator,
        Group.LIST,
        None,
        ("code",),
        (
            *("name", "unit", "theme", "treatment_form", "kind", "over_places", "over_periods", "decimals"),
            *("numerator", "denominator", "parent", "sums_children", "is_change", "position"),
        ),
        ("parent", "numerator", "denominator"),
    ),
    Kind("stock-terms", StockTerm, Group.LIST, None, ("stock", "term"), ("part",)),
    Kind(
        "plan",
        Plan,
        Group.DOCUMENT,
        "",
        ("code",),
        (
            *("subject", "kind", "state", "year", "last_year", "locality", "issuing_agency", "number", "symbol"),
            *("place", "issued_on", "issued_precision", "implements", "implements_reference"),
            *("signer_title", "signer_name", "source_note"),
        ),
    ),
    _part("legal-bases", LegalBasis, "relation", "title", "number", "issued_on", "issuer"),
    Kind("sections", Section, Group.DOCUMENT, "plan", ("position",), ("parent", "number", "title"), ("parent",)),
    _part(
        "activities",
        Activity,
        *("section", "theme", "title", *FIGURE, "unit", "lead_agency", "partners", "schedule", "place"),
    ),
    _part("assignments", Assignment, "agency", "number"),
    _part("budget-lines", BudgetLine, "source", "amount"),
    _part("recipients", Recipient, "name"),
    Kind(
        "periods",
        Period,
        Group.REPORTS,
        "plan",
        ("code",),
        (
            *("kind", "name", "preset", "window_from", "window_to", "cut_off", "deadline", "deadline_is_exclusive"),
            "closed_at",
        ),
    ),
    Kind(
        "annexes",
        Annex,
        Group.DOCUMENT,
        "plan",
        ("number",),
        ("title", "axis", "orientation", "total_label", "total_number", "pads_small_counts", "notes"),
    ),
    Kind(
        "columns",
        Column,
        Group.DOCUMENT,
        "annex__plan",
        ("annex", "key"),
        ("parent", "position", "label", "role", "indicator", "facility", "period", "width", "declared_total"),
        ("parent",),
    ),
    Kind(
        "rows",
        Row,
        Group.DOCUMENT,
        "annex__plan",
        ("annex", "position"),
        ("number", "label", "unit_label", "locality", "indicator", "facility", "activity", "is_heading"),
    ),
    Kind(
        "targets",
        Target,
        Group.FIGURES,
        "plan",
        ("locality", "indicator", "facility", "stage"),
        (*FIGURE, "note"),
    ),
    Kind(
        "reports",
        Submission,
        Group.REPORTS,
        "period__plan",
        ("period", "locality"),
        ("state", "first_submitted_at"),
        extra=("reason",),  # why it was sent back, where it waits for its author
    ),
    Kind(
        "results",
        Result,
        Group.REPORTS,
        "submission__period__plan",
        ("submission", "indicator", "facility"),
        ("state", "value", "is_minimum", "is_estimate", "declared_plan", "declared_percent", "note"),
    ),
    Kind(
        "extensions",
        Extension,
        Group.REPORTS,
        "period__plan",
        ("period", "locality", "granted_at", "until", "reason"),
        (),
    ),
    Kind(
        "narratives",
        Narrative,
        Group.REPORTS,
        "period__plan",
        ("period",),
        ("number", "symbol", "issued_on", "summary"),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}
LISTS = tuple(kind for kind in KINDS if kind.group is Group.LIST)
OWN = tuple(kind for kind in KINDS if kind.group is not Group.LIST)


def key_paths(model: type[Model], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """The lookups, each with its field, that make up the key by which a package names a row of `model`."""
    for name in model.NATURAL_KEY:
        found = model._meta.get_field(name)
        if not found.is_relation:
            yield f"{prefix}{name}", found
        elif found.related_model is not Plan:
            yield from key_paths(found.related_model, f"{prefix}{name}__")


def field_paths(kind: Kind, name: str) -> list[str]:
    """The lookups whose values make up one field: one of a plain field, those of the key of a relation."""
    found = kind.model._meta.get_field(name)
    return [path for path, _field in key_paths(found.related_model, f"{name}__")] if found.is_relation else [name]
