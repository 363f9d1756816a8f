"""The cells of a locality's report on somebody's desk, as an entry workbook names, reads and writes them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.admin import moment
from reports.report_desk import ReportDesk
from reports.report_form import places_of
from targets.enums import Channel
from targets.report_entry import FIGURE, NOTE, Entry, key_of
from targets.reporting import ReportLine
from targets.results import BLANK
from targets.workbooks.layout import Kind, Layout, Place
from targets.workbooks.marks import FIGURE_COLUMN, NOTE_COLUMN, Passport, row_mark
from targets.workbooks.passports import REPORT


class ReportEntries:
    """See `reports.workbooks.entries.Entries`."""

    def __init__(self, desk: ReportDesk) -> None:
        self.desk, self.sheet = desk, desk.sheet

    # Whose it is

    @property
    def why_closed(self) -> str:
        if self.desk.why:
            return self.desk.why
        return "" if self.layout.places else _("Kế hoạch này không có chỉ tiêu nào để địa bàn báo cáo.")

    @property
    def passport(self) -> Passport:
        plan = self.desk.plan
        return Passport(
            kind=REPORT,
            plan=plan.code,
            year=str(plan.year),
            period=self.desk.period.code,
            locality=self.desk.locality.code,
            shape=self.layout.shape,
        )

    @property
    def subject(self) -> str:
        names = {"place": self.desk.locality.name, "period": self.desk.period.name, "plan": self.desk.plan.code}
        return _("%(plan)s, báo cáo %(period)s, %(place)s") % names

    @property
    def url(self) -> str:
        return self.desk.url

    @property
    def _where(self) -> list:
        return [self.desk.plan.code, self.desk.period.code, self.desk.locality.pk]

    @property
    def workbook_url(self) -> str:
        return reverse("report-workbook", args=self._where)

    @property
    def upload_url(self) -> str:
        return reverse("report-workbook-upload", args=self._where)

    @property
    def params(self) -> dict:
        code, period, locality = self._where
        return {"kind": REPORT, "code": code, "period": period, "locality": locality}

    # Rows, columns, cells

    @cached_property
    def marks(self) -> dict[tuple, str]:
        """{key of a line: mark of its row}; also of sums, into which nothing is typed."""
        return {line.key: _mark(line) for line in self.sheet.lines}

    @cached_property
    def layout(self) -> Layout:
        places, names = {}, places_of(self.sheet.lines)
        typed = [(number, line) for number, line in enumerate(self.sheet.lines, start=1) if not line.is_sum]
        for number, line in typed:
            row, indicator = self.marks[line.key], line.indicator
            figure = Place(key_of(number, FIGURE), Kind.RESULT, indicator.decimals, indicator.suffix)
            places[row, FIGURE_COLUMN] = figure
            places[row, NOTE_COLUMN] = Place(key_of(number, NOTE), Kind.NOTE)
        return Layout(
            rows={self.marks[line.key]: names[line.key] for _number, line in typed},
            columns={FIGURE_COLUMN: _("Kết quả trong kỳ"), NOTE_COLUMN: _("Ghi chú")},
            places=places,
        )

    # What stands, and who wrote it

    def stored(self) -> dict[str, str]:
        """{key: packed} of the cells that hold anything."""
        shown = (
            (key, spot.shown(self.desk.stored.get(spot.line.key, BLANK))[0]) for key, spot in self.sheet.spots.items()
        )
        return {key: packed for key, packed in shown if packed}

    def writers(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """{key: (who, when)} of the newest change of some cells, in one query."""
        found = self.sheet.last_changes(keys)
        return {key: (change.writer, moment(change.changed_at)) for key, change in found.items()}

    def enter(self, entries: Iterable[tuple[str, str, str]], *, by: User) -> Mapping[str, object]:
        """(key, text, what stands there, packed). Raises `targets.report_entry.EntriesRefused`."""
        wishes = [Entry(key, text, seen) for key, text, seen in entries]
        return self.sheet.enter(wishes, by=by, channel=Channel.WORKBOOK)


def _mark(line: ReportLine) -> str:
    facility = line.facility.code if line.facility else ""
    return row_mark(line.indicator.code, facility, str(line.indicator.decimals))
