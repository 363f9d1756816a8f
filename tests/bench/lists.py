"""Preview and write of a long list through django-import-export, against one bulk upsert of the same rows."""

import datetime
import gc
import tracemalloc
from collections.abc import Iterator

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from core.lists.files import ListFile
from localities.enums import Level
from localities.models import Locality
from localities.resources import LocalityResource
from tests.bench.measure import Line, alternate, compared

ROWS, GOAL, MOST_MEGABYTES = 10_000, 15, 150
PROVINCES = 34
SINCE = datetime.date(2027, 1, 1)  # no real unit changed on this day: codes stay free
HEADER = ["Mã", "Tên đầy đủ", "Cấp", "Mã đơn vị trực thuộc", "Có hiệu lực từ", "Đến hết ngày", "Thứ tự"]
MEGA = 1024 * 1024


def lines() -> Iterator[Line]:
    units = _Units()
    units.upsert()
    gc.collect()
    gc.freeze()
    try:
        times = alternate(units.take_in, units.upsert)
    finally:
        gc.unfreeze()
    yield compared("Xem trước và ghi một danh mục", f"{ROWS} dòng", times, GOAL)
    yield _memory(units)


def _memory(units: "_Units") -> Line:
    units.upsert()
    tracemalloc.start()
    units.take_in()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    most = f"≤ {MOST_MEGABYTES} MB"
    used = peak / MEGA
    return Line("Bộ nhớ của việc đó", f"{ROWS} dòng", f"{used:.0f} MB", "", "", most, used <= MOST_MEGABYTES)


class _Units:
    """Communes of provinces of their own; the upsert gives all one name, the file another."""

    def __init__(self) -> None:
        self.user = User.objects.create_user("nguoi-nhap-danh-muc", role=Role.ADMINISTRATOR)
        self.provinces = [
            Locality.objects.create(
                code=f"x{number:02d}p", name=f"Tỉnh Đo {number}", level=Level.PROVINCE, valid_from=SINCE
            )
            for number in range(PROVINCES)
        ]
        rows = [[f"{code:05d}", f"Xã Tân Lập {code}", "xã", self._parent(code).code, "01/01/2027", "", code]
                for code in range(ROWS)]  # fmt: skip
        self.file = ListFile(HEADER, list(enumerate(rows, start=2)))

    def take_in(self) -> None:
        shown = LocalityResource(self.user).read(self.file)
        stored = LocalityResource(self.user).store(self.file)
        # A measured way that changes less than everything would be quick for the wrong reason.
        if len(stored.changed) != ROWS or shown.digest != stored.digest:
            raise RuntimeError(f"Not every row was changed: {stored.faults[:3]}")

    def upsert(self) -> None:
        with transaction.atomic():
            Locality.objects.bulk_create(
                [self._row(code) for code in range(ROWS)],
                update_conflicts=True,
                unique_fields=["code", "valid_from"],
                update_fields=["name", "level", "parent", "valid_to", "position", "search_key", "sort_key", "path"],
            )

    def _row(self, code: int) -> Locality:
        name, parent = f"Xã Tân Tiến {code}", self._parent(code)
        values = {"level": Level.COMMUNE, "parent": parent, "valid_from": SINCE, "position": code}
        return Locality(code=f"{code:05d}", name=name, **values)

    def _parent(self, code: int) -> Locality:
        return self.provinces[code % PROVINCES]
