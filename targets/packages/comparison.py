"""A package beside what is here: what an import would add, change and leave. Reads, writes nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.scope import reach, within_or_above
from core.strict_json import write_json
from plans.models import Plan
from targets.models import TargetChange
from targets.packages.content import Content, PlainRow, identity, own_content, plain, rows_of, rows_with
from targets.packages.kinds import BY_NAME, KINDS, LISTS, OWN, Group, Kind, field_paths
from targets.packages.reading import Package

# Where a row of a list lies; catalogues lie nowhere and everybody reads them.
PLACES = {"localities": "path", "agencies": "locality__path", "facilities": "locality__path"}


@dataclass(frozen=True)
class Difference:
    """A row that is here with other content. `number`: of the row in its part, from 1. `is_shown`: within reach."""

    number: int
    here: PlainRow
    row: PlainRow
    is_shown: bool = True

    @property
    def fields(self) -> list[str]:
        return [name for name in self.row if self.row[name] != self.here[name]]


@dataclass(frozen=True)
class Conflict:
    """A figure that a person changed here after the package was exported: who, and when."""

    who: str
    at: Any


@dataclass
class Part:
    """One kind of rows: {number: row} of those that are new, the changed, those that stay as they are here."""

    kind: Kind
    new: dict[int, PlainRow] = field(default_factory=dict)
    changed: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    # New rows that nothing is done with, and why.
    left: list[tuple[int, PlainRow, str]] = field(default_factory=list)
    only_here: list[PlainRow] = field(default_factory=list)
    same: int = 0

    @property
    def writes(self) -> bool:
        return bool(self.new or self.changed)


@dataclass
class Comparison:
    """`plan`: as it is here, None for a new one. `conflicts`: {identity of a target: who changed it here since}; they
    are kept unless they are to be overwritten. `seen`: what stood here, for compare-and-set."""

    package: Package
    plan: Plan | None
    parts: dict[str, Part]
    conflicts: dict[tuple, Conflict]
    notes: list[str]
    seen: str

    @property
    def changes_nothing(self) -> bool:
        return not any(part.writes for part in self.parts.values())

    def of(self, *groups: Group) -> list[Part]:
        return [part for part in self.parts.values() if part.kind.group in groups]


def compare(package: Package, *, by: User | None, overwrite: bool = False, lock: bool = False) -> Comparison:
    """What importing the package would do here.

    Rule (package-rows): rows of lists and what localities reported are added where they are missing and otherwise stay
    as they are here; the document and its figures follow the package; what is only here stays. `overwrite`: also
    figures that people changed here since the export. `lock`: the plan's row, for who goes on to write.
    The number of queries does not depend on the number of rows.
    """
    plans = Plan.objects.select_for_update(of=("self",)) if lock else Plan.objects.all()
    plan = plans.select_related("locality").filter(code=package.code).first()
    here = _here(package.content, plan)
    content, notes = _with_known_plan(package.content, here["plan"], by)
    parts = {kind.name: _part(kind, here[kind.name], content[kind.name]) for kind in KINDS}
    _keep_lists(parts, by)
    _keep_reports(parts, here, content)
    conflicts = _conflicts(package, plan, parts["targets"]) if plan else {}
    if not overwrite:
        _keep_conflicts(parts["targets"], conflicts)
    return Comparison(package, plan, parts, conflicts, notes, _digest(here))


def _with_known_plan(content: Content, here: list[PlainRow], by: User | None) -> tuple[Content, list[str]]:
    """With the link as it is here, where the plan above is not here or out of reach: the document's words still name
    it."""
    [row] = content["plan"]
    plans = Plan.objects.all() if by is None else Plan.objects.visible_to(by)
    if row["implements"] is None or plans.filter(code=row["implements"][0]).exists():
        return content, []
    note = _("Kế hoạch cấp trên “%s” không có ở đây; kế hoạch được nhập không nối với kế hoạch đó.")
    kept = here[0]["implements"] if here else None
    return {**content, "plan": [{**row, "implements": kept}]}, [note % row["implements"][0]]


def _here(content: Content, plan: Plan | None) -> Content:
    own = own_content(plan) if plan else {kind.name: [] for kind in OWN}
    coded = [kind for kind in LISTS if kind.name != "stock-terms"]
    lists = {kind.name: rows_with(kind, {identity(kind, row) for row in content[kind.name]}) for kind in coded}
    # Of the stocks that are here, all terms: also those that the package lacks say how it is made up.
    stocks = [row["code"] for row in lists["indicators"]]
    terms = rows_of(BY_NAME["stock-terms"], stock__code__in=stocks) if stocks else []
    return {**lists, "stock-terms": terms, **own}


def _part(kind: Kind, here: list[PlainRow], rows: list[PlainRow]) -> Part:
    part, known = Part(kind), {identity(kind, row): row for row in here}
    for number, row in enumerate(rows, start=1):
        standing = known.pop(identity(kind, row), None)
        if standing is None:
            part.new[number] = row
        elif standing != row:
            part.changed.append(Difference(number, standing, row))
        else:
            part.same += 1
    part.only_here = list(known.values())
    return part


def _digest(here: Content) -> str:
    return hashlib.sha256(write_json(here)).hexdigest()


# Lists


def _keep_lists(parts: Mapping[str, Part], by: User | None) -> None:
    """A definition that is here serves other plans as well: no plan changes it by coming in."""
    for part in (parts[kind.name] for kind in LISTS):
        visible = _visible(part, by)
        part.kept = [
            Difference(one.number, one.here, one.row, visible is None or identity(part.kind, one.row) in visible)
            for one in part.changed
        ]
        part.changed = []
    # What a balance is made of is decided with its stock.
    known = {row["code"] for row in parts["indicators"].new.values()}
    terms = parts["stock-terms"]
    reason = _("số cuối kỳ đã có ở đây với cách tính riêng; giữ như ở đây")
    for number in [number for number, row in terms.new.items() if row["stock"][0] not in known]:
        terms.left.append((number, terms.new.pop(number), reason))


def _visible(part: Part, by: User | None) -> set[tuple] | None:
    """The identities of the rows that `by` may read; None: all of them."""
    if by is None or not reach(by) or part.kind.name not in PLACES or not part.changed:
        return None
    codes = [row.row["code"] for row in part.changed]
    rows = part.kind.model._base_manager.filter(within_or_above(reach(by), PLACES[part.kind.name]), code__in=codes)
    names = [path for name in part.kind.key for path in field_paths(part.kind, name)]
    return {tuple(plain(value) for value in values) for values in rows.values_list(*names)}


# Reports


def _keep_reports(parts: Mapping[str, Part], here: Content, content: Content) -> None:
    """A report belongs to the locality that made it: one that is here stays as it is, and a closed period is closed."""
    for part in (part for part in parts.values() if part.kind.group is Group.REPORTS):
        part.kept, part.changed = part.changed, []
    _keep_whole_reports(parts, here, content)
    closed = {row["code"] for row in here["periods"] if row["closed_at"]}
    reason = _("kỳ này ở đây đã khóa; không thêm")
    for name in ("reports", "results", "extensions", "narratives"):
        part = parts[name]
        for number in [number for number, row in part.new.items() if _period(name, row) in closed]:
            part.left.append((number, part.new.pop(number), reason))


def _keep_whole_reports(parts: Mapping[str, Part], here: Content, content: Content) -> None:
    """Of a report that is here not even a missing figure is added: it would be another report."""
    reports, results = parts["reports"], parts["results"]
    known = {(*row["period"], *row["locality"]) for row in here["reports"]}
    reason = _("báo cáo này đã có ở đây; giữ như ở đây")
    for number in [number for number, row in results.new.items() if tuple(row["submission"]) in known]:
        results.left.append((number, results.new.pop(number), reason))
    ours, theirs = _by_report(here["results"]), _by_report(content["results"])
    named = {one.number for one in reports.kept}
    rows = {(*row["period"], *row["locality"]): row for row in here["reports"]}
    for number, row in enumerate(content["reports"], start=1):
        key = (*row["period"], *row["locality"])
        if key in rows and number not in named and ours.get(key) != theirs.get(key):
            reports.kept.append(Difference(number, rows[key], row))
            reports.same -= 1


def _by_report(results: list[PlainRow]) -> dict[tuple, list[PlainRow]]:
    found: dict[tuple, list[PlainRow]] = {}
    for row in results:
        found.setdefault(tuple(row["submission"]), []).append(row)
    return found


def _period(name: str, row: PlainRow) -> str:
    return row["submission"][0] if name == "results" else row["period"][0]


# Figures


def _conflicts(package: Package, plan: Plan, targets: Part) -> dict[tuple, Conflict]:
    """Of the targets that would be written, those that a person changed here after the package was exported."""
    wanted = {identity(targets.kind, row) for row in (*targets.new.values(), *(one.row for one in targets.changed))}
    if not wanted:
        return {}
    changes = TargetChange.objects.filter(plan=plan, changed_at__gt=package.exported_at, changed_by__isnull=False)
    found = {}
    for change in changes.select_related("locality", "indicator", "facility", "changed_by").order_by(
        "changed_at", "pk"
    ):
        facility = (change.facility.code,) if change.facility else None
        place = (change.locality.code, change.locality.valid_from.isoformat())
        found[(place, (change.indicator.code,), facility, change.stage)] = Conflict(change.writer, change.changed_at)
    return {key: conflict for key, conflict in found.items() if key in wanted}


def _keep_conflicts(targets: Part, conflicts: Mapping[tuple, Conflict]) -> None:
    def is_kept(row: PlainRow) -> bool:
        return identity(targets.kind, row) in conflicts

    targets.kept = [one for one in targets.changed if is_kept(one.row)]
    targets.changed = [one for one in targets.changed if not is_kept(one.row)]
    reason = _("chỉ tiêu này đã được bỏ ở đây sau khi xuất gói; giữ như ở đây")
    for number in [number for number, row in targets.new.items() if is_kept(row)]:
        targets.left.append((number, targets.new.pop(number), reason))
