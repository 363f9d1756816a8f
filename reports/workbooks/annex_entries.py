"""The cells of an annex on somebody's desk, as an entry workbook names, reads and writes them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from os.path import commonprefix

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.admin import moment
from core.figures import Amount, pack
from localities.models import Facility
from reports.grid_views import Desk
from reports.rollups import header_path, shown_rows
from targets.entry import WHOLE, AnnexSpots, Entry, enter, last_changes
from targets.enums import Axis, Channel, Stage
from targets.models import Column, Row, Target
from targets.workbooks.layout import Layout, Place
from targets.workbooks.marks import WHOLE_ROW, Passport, column_mark, row_mark
from targets.workbooks.passports import ANNEX


class AnnexEntries:
    """See `reports.workbooks.entries.Entries`."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.annex, self.stage = desk, desk.annex, desk.stage
        self.spots: AnnexSpots = desk.spots
        self.is_list = desk.annex.axis == Axis.LIST

    # Whose it is

    @property
    def why_closed(self) -> str:
        if not self.desk.is_open:
            return _("Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh, không nhập bằng tệp được nữa.")
        return "" if self.layout.places else _("Phụ lục này không có ô nào để tài khoản nhập.")

    @property
    def passport(self) -> Passport:
        plan = self.desk.plan
        return Passport(
            kind=ANNEX,
            plan=plan.code,
            year=str(plan.year),
            annex=self.annex.roman,
            stage=self.stage,
            locality=self.desk.within,
            shape=self.layout.shape,
        )

    @property
    def subject(self) -> str:
        return _("%(plan)s, phụ lục %(number)s") % {"plan": self.desk.plan.code, "number": self.annex.roman}

    @property
    def url(self) -> str:
        return self.desk.url

    @property
    def workbook_url(self) -> str:
        return reverse("annex-workbook", args=[self.desk.plan.code, self.annex.roman])

    @property
    def upload_url(self) -> str:
        return reverse("annex-workbook-upload", args=[self.desk.plan.code, self.annex.roman])

    @property
    def params(self) -> dict:
        return {"kind": ANNEX, "code": self.desk.plan.code, "number": self.annex.roman}

    # Rows, columns, cells

    @cached_property
    def rows(self) -> list[Row]:
        return shown_rows(self.annex, self.desk.within)

    @cached_property
    def row_marks(self) -> dict[int, str]:
        """{row id: mark} of rows into which something may be typed; 0 is the plan's own line."""
        marks = {row.pk: self._row_mark(row) for row in self.rows if row.locality_id or row.indicator_id}
        return marks if self.is_list or self.stage != Stage.ASSIGNED else {**marks, WHOLE: WHOLE_ROW}

    def _row_mark(self, row: Row) -> str:
        if not self.is_list:
            return row_mark(row.locality.code, f"{row.locality.valid_from:%Y%m%d}")
        facility = row.facility.code if row.facility_id else ""
        return row_mark(row.indicator.code, facility, str(row.indicator.decimals))

    @cached_property
    def column_marks(self) -> dict[int, str]:
        """{column id: mark}. A mark says what is counted and to how many decimals, so that it cannot come to mean
        something else."""
        typed = {int(key.split(".")[1]) for key in self.spots.by_key}
        columns = [column for column in self.annex.columns.all() if column.pk in typed]
        if self.is_list:
            return {column.pk: column_mark(column.key) for column in columns}
        ids = {column.facility_id for column in columns} - {None}
        codes = dict(Facility.objects.filter(pk__in=ids).values_list("pk", "code")) if ids else {}
        return {
            column.pk: column_mark(
                column.indicator.code, codes.get(column.facility_id, ""), str(column.indicator.decimals)
            )
            for column in columns
        }

    @cached_property
    def layout(self) -> Layout:
        places = {}
        for key, spot in self.spots.by_key.items():
            row, column = (int(part) for part in key.split("."))
            if row in self.row_marks:
                place = Place(key, decimals=spot.indicator.decimals, suffix=spot.indicator.suffix)
                places[self.row_marks[row], self.column_marks[column]] = place
        labels = {**{row.pk: row.text for row in self.rows}, WHOLE: _("Mức giao chung")}
        rows = {mark: labels[row] for row, mark in self.row_marks.items()}
        return Layout(rows=rows, columns=self._column_labels(), places=places)

    def _column_labels(self) -> dict[str, str]:
        """{mark: its labels from the top}, without the headings that stand above all columns: they repeat the title."""
        by_id: dict[int, Column] = {column.pk: column for column in self.annex.columns.all()}
        found = {mark: header_path(by_id[pk], by_id) for pk, mark in self.column_marks.items()}
        shared = len(commonprefix([labels[:-1] for labels in found.values()])) if len(found) > 1 else 0
        return {mark: ", ".join(labels[shared:]) for mark, labels in found.items()}

    # What stands, and who wrote it

    def stored(self) -> dict[str, str]:
        """{key: packed} of the cells that hold a figure, in one query."""
        places = {spot.cell.locality_id for spot in self.spots.by_key.values()}
        rows = Target.objects.filter(plan=self.desk.plan, stage=self.stage, locality_id__in=places).order_by()
        names = ("locality_id", "indicator_id", "facility_id", "comparator", "value", "upper")
        figures = {row[:3]: pack(Amount(row[4], row[5], row[3])) for row in rows.values_list(*names)}
        cells = ((key, spot.cell) for key, spot in self.spots.by_key.items())
        return {key: figures[cell[:3]] for key, cell in cells if cell[:3] in figures}

    def writers(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """{key: (who, when)} of the newest change of some cells, in one query."""
        cells = {key: self.spots.by_key[key].cell for key in keys}
        found = last_changes(self.spots, list(cells.values()))
        return {
            key: (found[cell].writer, moment(found[cell].changed_at)) for key, cell in cells.items() if cell in found
        }

    def enter(self, entries: Iterable[tuple[str, str, str]], *, by: User) -> Mapping[str, object]:
        """(key, text, what stands there, packed). Raises `targets.entry.EntriesRefused`."""
        wishes = [Entry(key, text, seen) for key, text, seen in entries]
        return enter(self.spots, wishes, by=by, channel=Channel.WORKBOOK)
