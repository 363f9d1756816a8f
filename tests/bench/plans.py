"""Made-up plans of any size: one annex of 14 figure columns under three header levels, as that of Lào Cai 2021.

The catalogue of the fixtures must be loaded. All figures add up, so that a roll-up has nothing to report.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from core.figures import Amount
from localities.enums import AgencyKind, FacilityKind, Level
from localities.models import Agency, Facility, Locality
from plans.models import Plan
from targets.actions import ANYTHING, Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel, ColumnRole, IndicatorKind
from targets.models import Annex, Column, Indicator, Row

SINCE = datetime.date(2026, 1, 1)  # no real unit changed on this day: codes stay free


@dataclass(frozen=True)
class Figure:
    """A figure column; `parts` are the keys of the columns that it sums, `rate` the same figure everywhere."""

    key: str
    group: str
    label: str
    indicator: str
    facility: int | None = None
    parts: tuple[str, ...] = ()
    rate: int | None = None


# Group key: label and the group above it.
GROUPS = {
    "centres": ("Cai nghiện tập trung tại các cơ sở cai nghiện ma túy", ""),
    "centre-1": ("Cơ sở cai nghiện ma túy số 1", "centres"),
    "centre-2": ("Cơ sở cai nghiện ma túy số 2", "centres"),
    "community": ("Cai nghiện tại cộng đồng, tại gia đình", ""),
    "methadone": ("Điều trị bằng thuốc Methadone", ""),
}

FIGURES = (
    Figure(
        "total",
        "",
        "Tổng số người được cai nghiện",
        "treated-total",
        parts=("institutional", "community-total", "patients"),
    ),
    Figure("new", "", "Tiếp nhận mới", "treated-newly-admitted"),
    Figure(
        "institutional",
        "centres",
        "Tổng số",
        "institutional",
        parts=("compulsory-1", "voluntary-1", "compulsory-2", "voluntary-2"),
    ),
    Figure("compulsory-1", "centre-1", "Bắt buộc", "compulsory", 0),
    Figure("voluntary-1", "centre-1", "Tự nguyện", "voluntary", 0),
    Figure("compulsory-2", "centre-2", "Bắt buộc", "compulsory", 1),
    Figure("voluntary-2", "centre-2", "Tự nguyện", "voluntary", 1),
    Figure("community-total", "community", "Tổng số", "community-total", parts=("house", "family")),
    Figure("house", "community", "Tại nhà cai nghiện", "community-house"),
    Figure("family", "community", "Tại gia đình", "family"),
    Figure("carried", "methadone", "Năm trước chuyển sang", "methadone-carried-over"),
    Figure("admitted", "methadone", "Tiếp nhận mới", "methadone-new"),
    Figure("patients", "methadone", "Tổng số thường xuyên", "methadone-patients", parts=("carried", "admitted")),
    Figure("rate", "methadone", "Tỷ lệ duy trì", "methadone-maintenance-rate", rate=700),
)

WIDE_FAMILIES, WIDE_CHILDREN = 10, 5


def make_plan(number: int, size: int, figures: Sequence[Figure] = FIGURES, *, districts: int = 0) -> Plan:
    """A plan for a province of its own with `size` communes, each with all figures; `number` (10 to 99) is its code.

    The rows of the annex are the communes or, with `districts` (up to 10), the districts over them.
    """
    province = _province(number)
    parents = _districts(province, districts)
    communes = _communes(province, size, parents or [province])
    plan = Plan.objects.create(
        code=f"bench-{number}",
        subject=f"Điều trị, cai nghiện ma túy năm 2026 tại {size} xã, phường",
        year=2026,
        locality=province,
        issuing_agency=Agency.objects.get(code=f"bench-{number}"),
        symbol="KH-UBND",
        issued_on=datetime.date(2026, 1, 15),
    )
    facilities = list(Facility.objects.filter(locality=province).order_by("code"))
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    values = {commune: _values(figures, row) for row, commune in enumerate(communes)}
    totals = {figure.key: figure.rate or sum(line[figure.key] for line in values.values()) for figure in figures}
    _annex(plan, parents or communes, figures, indicators, facilities, totals)
    edits = [
        _edit(place, indicators[figure.indicator], facilities, figure, line[figure.key])
        for place, line in [(province, totals), *values.items()]
        for figure in figures
    ]
    save_cells(plan=plan, edits=edits, by=None, channel=Channel.FIXTURE)
    return plan


def wide_figures(families: int = WIDE_FAMILIES) -> list[Figure]:
    """Further indicators in the catalogue, 60 by default: sums of five each, as columns without groups."""
    figures = []
    for family in range(families):
        parent = _indicator(f"wide-{family}", IndicatorKind.COMPOSITE, None)
        children = [
            _indicator(f"wide-{family}-{child}", IndicatorKind.FLOW, parent).code for child in range(WIDE_CHILDREN)
        ]
        figures.append(Figure(parent.code, "", parent.name, parent.code, parts=tuple(children)))
        figures += [Figure(code, "", code, code) for code in children]
    return figures


def _province(number: int) -> Locality:
    province = Locality.objects.create(
        code=f"{number:02}", name=f"Tỉnh Đo lường {number}", level=Level.PROVINCE, valid_from=SINCE
    )
    Agency.objects.create(
        code=f"bench-{number}", name=f"UBND {province.name}", kind=AgencyKind.choices[0][0], locality=province
    )
    for index in (1, 2):
        Facility.objects.create(
            code=f"bench-{number}-{index}",
            name=f"Cơ sở cai nghiện ma túy số {index}",
            kind=FacilityKind.choices[0][0],
            locality=province,
        )
    return province


def _districts(province: Locality, count: int) -> list[Locality]:
    return Locality.objects.bulk_create(
        Locality(
            code=f"{province.code}{index}",
            name=f"Huyện Bát Xát {index}",
            level=Level.DISTRICT,
            parent=province,
            valid_from=SINCE,
            position=index,
        )
        for index in range(count)
    )


def _communes(province: Locality, size: int, parents: Sequence[Locality]) -> list[Locality]:
    return Locality.objects.bulk_create(
        Locality(
            code=f"{province.code}{index:03}",
            name=f"Xã Mường Khương {index}",
            level=Level.COMMUNE,
            parent=parents[index % len(parents)],
            valid_from=SINCE,
            position=index,
        )
        for index in range(size)
    )


def _indicator(code: str, kind: IndicatorKind, parent: Indicator | None) -> Indicator:
    """Made once, for all plans that count it."""
    fields = {
        "name": f"Chỉ tiêu {code}",
        "unit": "người",
        "kind": kind,
        "parent": parent,
        "sums_children": parent is None,
        "position": 1000,
    }
    return Indicator.objects.get_or_create(code=code, defaults=fields)[0]


def _values(figures: Sequence[Figure], row: int) -> dict[str, int]:
    """A figure for each column; sums are sums."""
    by_key = {figure.key: figure for figure in figures}

    def value(figure: Figure, place: int) -> int:
        if figure.parts:
            return sum(value(by_key[part], figures.index(by_key[part])) for part in figure.parts)
        return (row * 7 + place * 31) % 97 if figure.rate is None else figure.rate

    return {figure.key: value(figure, place) for place, figure in enumerate(figures)}


def _annex(plan, places, figures, indicators, facilities, totals) -> None:
    annex = Annex.objects.create(plan=plan, number=1, title="Chỉ tiêu cai nghiện ma túy năm 2026")
    Row.objects.bulk_create(
        Row(annex=annex, position=index, number=str(index), label=place.short_name, locality=place)
        for index, place in enumerate(places, 1)
    )
    columns = _Columns(annex)
    columns.add("stt", "STT", role=ColumnRole.INDEX, width=7)
    columns.add("name", "Xã, phường", role=ColumnRole.NAME, width=20)
    for figure in figures:
        columns.add(
            figure.key,
            figure.label,
            group=figure.group,
            indicator=indicators[figure.indicator],
            facility=None if figure.facility is None else facilities[figure.facility],
            declared_total=totals[figure.key],
        )


class _Columns:
    """Makes the columns of an annex in order, each group before its first column."""

    def __init__(self, annex: Annex) -> None:
        self.annex = annex
        self.groups: dict[str, Column] = {}
        self.position = 0

    def add(self, key: str, label: str, *, group: str = "", **fields) -> Column:
        parent = self._group(group) if group else None
        self.position += 1
        return Column.objects.create(
            annex=self.annex, position=self.position, key=key, label=label, parent=parent, **fields
        )

    def _group(self, key: str) -> Column:
        if key not in self.groups:
            label, above = GROUPS[key]
            self.groups[key] = self.add(f"group-{key}", label, group=above, role=ColumnRole.GROUP)
        return self.groups[key]


def _edit(place: Locality, indicator: Indicator, facilities: list[Facility], figure: Figure, value: int) -> Edit:
    facility = None if figure.facility is None else facilities[figure.facility].pk
    cell = Cell(place.pk, indicator.pk, facility)
    return Edit(cell, ANYTHING, Amount(value, decimals=indicator.decimals))
