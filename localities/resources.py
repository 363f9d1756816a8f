"""Lists of places, facilities and agencies as files."""

import datetime
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import format_date
from core.lists.columns import read_date
from core.lists.preview import Change
from core.lists.references import ReferenceColumn
from core.lists.resource import Key, ListResource
from core.scope import is_within, within, within_or_above
from localities.actions import rebuild_paths_below
from localities.models import Agency, Facility, Locality

# Values of accounts.enums.Permission, which stands above this app; tests/shell/test_shell_rights.py compares them.
VIEW_LISTS = "view_lists"
EDIT_LISTS = "edit_lists"
_DATED = re.compile(r"(\S+) từ (\S+)")


class LocalityColumn(ReferenceColumn):
    """A unit by its code. A code means nothing without its dates: alone it is the holder that began last.

    Where several units have had the code, the file says from when the unit holds, "15 từ 01/7/2025".
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.holders: dict[str, list[Locality]] = {}
        self.shared: set[str] = set()

    @property
    def hint(self) -> str:
        return _("Mã địa bàn; mã đã qua nhiều đơn vị thì ghi thêm ngày, ví dụ “15 từ 01/7/2025”.")

    def codes_in(self, cell: Any) -> list[str]:
        return [code.split(" ")[0] for code in super().codes_in(cell)]

    def load(self, rows: QuerySet, codes: set[str]) -> None:
        """Holders of each code, the first one first; one query more says which codes had several, wherever."""
        found = rows.filter(code__in=codes).order_by("code", "valid_from") if codes else []
        self.holders = {code: list(units) for code, units in groupby(found, key=attrgetter("code"))}
        self.shared = shared_codes(Locality.objects.filter(code__in=codes)) if codes else set()

    def use(self, at_hand: dict[int, Locality], fresh: Iterable[Locality]) -> None:
        for code, units in self.holders.items():
            self.holders[code] = [at_hand.get(unit.pk, unit) for unit in units]
        for unit in fresh:
            units = self.holders.setdefault(unit.code, [])
            units.append(unit)
            units.sort(key=lambda unit: unit.valid_from)

    def resolve(self, typed: str, instance: Any) -> Locality:
        dated = _DATED.fullmatch(typed)
        units = self.holders.get(dated[1] if dated else typed, [])
        if dated:
            units = [unit for unit in units if unit.valid_from == read_date(dated[2])]
        if not units:
            raise ValueError(_("Không có “%s”, hoặc ở ngoài phạm vi của tài khoản.") % typed[:60])
        begun = [unit for unit in units if unit.valid_from <= self._day(instance)]
        return (begun or units[:1])[-1]

    def _day(self, instance: Any) -> datetime.date:
        """A unit belongs to one of its own time."""
        own = instance.valid_from if isinstance(instance, Locality) else None
        return own or timezone.localdate()

    def text_of(self, row: Locality) -> str:
        return f"{row.code} từ {format_date(row.valid_from)}" if row.code in self.shared else row.code

    def read(self, cell: Any, instance: Any) -> Locality:
        """The unit that a row has already stays, also where the file has its code alone or with its day."""
        typed, current = self.typed(cell), self.value(instance) if instance is not None else None
        dated = current is not None and _DATED.fullmatch(typed)
        if dated and dated[1] == current.code and read_date(dated[2]) == current.valid_from:
            return current
        return super().read(cell, instance)


def shared_codes(rows: QuerySet) -> set[str]:
    """Codes that have passed from one unit to another."""
    several = rows.order_by().values("code").annotate(number=Count("pk")).filter(number__gt=1)
    return set(several.values_list("code", flat=True))


def share_codes(resource: ListResource) -> None:
    """Tell the columns of a file to be written which codes need a day beside them."""
    shared = shared_codes(Locality.objects.all())
    for column in resource.references:
        if isinstance(column, LocalityColumn):
            column.shared = shared


def _holder_on(units: Sequence[Locality], day: datetime.date) -> Locality | None:
    return next(
        (unit for unit in units if unit.valid_from <= day and (not unit.valid_to or unit.valid_to >= day)), None
    )


class PlacedResource(ListResource):
    """A catalogue of places: seen up to the top, changed below."""

    view_permission = VIEW_LISTS
    edit_permission = EDIT_LISTS

    def visible(self) -> QuerySet:
        rows = self.get_queryset()
        return rows.filter(self.known_to_user()) if self.top else rows

    def known_to_user(self) -> Q:
        return within_or_above(self.top, *self.scope_fields)

    def offered(self, name: str) -> QuerySet:
        """Work is given to places within reach only, though those above are known."""
        rows = super().offered(name)
        return rows.filter(within(self.top, "path")) if rows.model is Locality else rows

    def before_writing_file(self) -> None:
        share_codes(self)


class LocalityResource(PlacedResource):
    """Units with their dates, from the official lists too, which have neither a level nor a first day.

    A row without its first day is the unit that has the code on `day` (asked on the page, or in a column as of which
    the list was drawn up, else today); where there is none, a new one that begins on that day if it was given.
    """

    slug = "dia-ban"
    scope_fields = ("path",)
    takes_day = True
    column_kinds = {"parent": LocalityColumn}
    headings = {
        "code": (gettext_lazy("Mã"), "district_code", "commune_code", "ward_code", gettext_lazy("mã đơn vị")),
        "name": (gettext_lazy("Tên đầy đủ"), "full_name", gettext_lazy("tên"), gettext_lazy("tên đơn vị")),
        "level": (gettext_lazy("Cấp"),),
        "parent": (
            gettext_lazy("Mã đơn vị trực thuộc"),
            "province_code",
            "parent_code",
            gettext_lazy("mã tỉnh"),
            gettext_lazy("mã TP"),
            gettext_lazy("thuộc đơn vị"),
        ),
        "valid_from": (gettext_lazy("Có hiệu lực từ"), gettext_lazy("ngày hiệu lực")),
        "valid_to": (gettext_lazy("Đến hết ngày"),),
        "position": (gettext_lazy("Thứ tự"),),
    }

    remarks = {
        "level": gettext_lazy("Để trống thì theo độ dài của mã: 2, 3, 5 chữ số."),
        "valid_from": gettext_lazy("Để trống thì theo ngày ghi ở trang nhập."),
    }
    extras = {"as_of": (gettext_lazy("Ngày lập danh mục"),)}

    class Meta:
        model = Locality
        import_id_fields = ("code",)
        fields = ("code", "name", "level", "valid_from", "valid_to", "parent", "position")

    def key_in(self, row: dict[str, Any]) -> Key:
        return self._key_part("code", row.get("code")), self._day_in(row, "valid_from"), self._day_in(row, "as_of")

    def _day_in(self, row: dict[str, Any], name: str) -> datetime.date | None:
        try:
            return self.fields["valid_from"].key(row.get(name))
        except ValueError as error:
            raise ValidationError({"valid_from": str(error)}) from error

    def key_of(self, instance: Locality) -> Key:
        return instance.code, instance.valid_from

    def settle_keys(self, keys: list[Key | ValidationError]) -> list[Key | ValidationError]:
        by_code: dict[str, list[Locality]] = {}
        for unit in self.known.values():
            by_code.setdefault(unit.code, []).append(unit)
        return [
            key if isinstance(key, ValidationError) else self._settled(by_code.get(key[0], []), *key) for key in keys
        ]

    def _settled(
        self, holders: Sequence[Locality], code: str, first: datetime.date | None, as_of: datetime.date | None
    ) -> Key | ValidationError:
        if first is not None:
            return code, first
        day = as_of or self.day
        if unit := _holder_on(holders, day or timezone.localdate()):
            return code, unit.valid_from
        return (code, day) if day else ValidationError({"valid_from": _("Đơn vị mới phải có ngày bắt đầu hiệu lực.")})

    def begin(self, key: Key) -> Locality:
        return Locality(code=key[0], valid_from=key[1])

    def import_field(self, field: Any, instance: Locality, row: dict, *args: Any, **kwargs: Any) -> None:
        """The first day is a part of the key."""
        if field.name not in {"code", "valid_from"}:
            super().import_field(field, instance, row)

    def complete(self, instance: Locality, key: Key) -> None:
        lengths = {length: level for level, length in Locality.CODE_LENGTHS.items()}
        if not instance.level and key[0].isdigit():
            instance.level = lengths.get(len(key[0]), "")

    def is_open(self, instance: Locality) -> bool:
        """The user's own unit is changed by those above it."""
        return is_within(instance.path, self.top) and instance.path != self.top

    def refusal(self, change: Change) -> str:
        """A unit of a user with a place belongs to theirs, or to one below it."""
        parent = self.fields["parent"].value(change.instance)
        if not self.top or (parent is not None and self._is_below(parent)):
            return ""
        return _("Địa bàn ở ngoài phạm vi của tài khoản.")

    def _is_below(self, unit: Locality | None) -> bool:
        """Also by way of units that the same file adds."""
        while unit is not None and not unit.path:
            unit = self.fields["parent"].value(unit)
        return unit is not None and is_within(unit.path, self.top)

    def before_checks(self) -> None:
        """Who else has the code of a row, for the rule that a code names one unit on any day."""
        by_code: dict[str, list[Locality]] = {}
        for unit in [*self.known.values(), *self.fresh.values()]:
            by_code.setdefault(unit.code, []).append(unit)
        for change in self.preview.changes:
            change.instance.known_namesakes = by_code[change.instance.code]

    def after_storing(self, changes: Sequence[Change]) -> None:
        rebuild_paths_below([change.instance for change in changes if "parent" in change.names and not change.is_new])


class FacilityResource(PlacedResource):
    slug = "co-so"
    scope_fields = ("locality__path",)
    column_kinds = {"locality": LocalityColumn}
    headings = {"locality": (gettext_lazy("Mã địa bàn"), gettext_lazy("địa bàn"))}

    class Meta:
        model = Facility
        import_id_fields = ("code",)
        fields = ("code", "name", "kind", "locality", "units", "capacity")


class AgencyResource(PlacedResource):
    slug = "co-quan"
    scope_fields = ("locality__path",)
    column_kinds = {"locality": LocalityColumn}
    headings = {
        "locality": (gettext_lazy("Mã địa bàn"), gettext_lazy("địa bàn")),
        "superior": (gettext_lazy("Mã cơ quan chủ quản"), gettext_lazy("cơ quan chủ quản")),
    }

    class Meta:
        model = Agency
        import_id_fields = ("code",)
        fields = ("code", "name", "short_name", "kind", "locality", "superior", "valid_from", "valid_to")

    def known_to_user(self) -> Q:
        """National bodies have no locality and are known everywhere."""
        return super().known_to_user() | Q(locality=None)

    def offered(self, name: str) -> QuerySet:
        return self.visible() if name == "superior" else super().offered(name)
