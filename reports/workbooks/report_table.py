"""The entry workbook of a locality's report: the form of the same desk, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.admin import moment
from reports.report_form import FormLine, ReportForm
from reports.tables import HeaderCell
from reports.workbooks.guide import report_guide
from reports.workbooks.report_entries import ReportEntries
from reports.workbooks.table import MOST_PARTS, EntryTable, Look, TableCell, TableColumn, TableLine
from targets.enums import ColumnRole
from targets.report_sums import parts_of
from targets.workbooks.marks import FIGURE_COLUMN, NOTE_COLUMN, OURS, Base

NUMBER, NAME, UNIT, TARGET, SO_FAR, FIGURE, NOTE = range(7)


def report_table(entries: ReportEntries) -> EntryTable:
    desk = entries.desk
    form = ReportForm(desk.sheet, desk.stored, desk.earlier)
    made_at = timezone.localtime()
    return EntryTable(
        passport=replace(entries.passport, made_at=made_at.isoformat(timespec="seconds")),
        layout=entries.layout,
        base=_base(entries),
        title=_("Báo cáo kết quả %(period)s: %(place)s") % {"period": desk.period.name, "place": desk.locality.name},
        subtitle=_("%(plan)s · số liệu lúc %(when)s") % {"plan": desk.plan.subject, "when": moment(made_at)},
        file_name=_file_name(entries),
        header=[[HeaderCell(label, place, 1, 1, ColumnRole.FIGURE) for place, label in enumerate(_labels())]],
        columns=_columns(),
        lines=list(_lines(entries, form)),
        name_column=NAME,
        guide=report_guide(),
    )


def _base(entries: ReportEntries) -> Base:
    """Without the sums: nobody types into them, the workbook computes them for the reader alone."""
    stored = entries.stored()
    return Base({cell: stored.get(place.key, "") for cell, place in entries.layout.places.items()})


def _labels() -> list[str]:
    return [
        _("STT"),
        _("Chỉ tiêu"),
        _("Đơn vị tính"),
        _("Chỉ tiêu giao"),
        _("Đã báo cáo đến trước kỳ này"),
        _("Kết quả trong kỳ"),
        _("Ghi chú"),
    ]


def _columns() -> list[TableColumn]:
    return [
        TableColumn("", 5),
        TableColumn("", 40),
        TableColumn("", 10),
        TableColumn("", 12),
        TableColumn("", 14),
        TableColumn(FIGURE_COLUMN, 14),
        TableColumn(NOTE_COLUMN, 40),
    ]


def _lines(entries: ReportEntries, form: ReportForm) -> Iterator[TableLine]:
    sums = parts_of(entries.sheet.lines)
    for row in form.rows:
        if row.is_first and row.group:
            label = [TableCell(Look.HEADING, ""), TableCell(Look.HEADING, row.group)]
            yield TableLine(OURS, [*label, *[TableCell(Look.HEADING)] * (NOTE - NAME)])
        yield _line(entries, row, _typed_parts(row.line.key, sums))


def _typed_parts(key: tuple, sums: Mapping[tuple, Sequence[tuple]]) -> list[tuple]:
    """The keys of the typed lines that a line adds up, also through sums below it; none of a typed line."""
    return [leaf for part in sums.get(key, ()) for leaf in (_typed_parts(part, sums) if part in sums else [part])]


def _line(entries: ReportEntries, row: FormLine, parts: Sequence[tuple]) -> TableLine:
    texts = [TableCell(Look.TEXT, text) for text in (str(row.number), row.line.label, row.line.indicator.unit)]
    shown = [TableCell(Look.SHOWN, text) for text in (row.target, row.so_far)]
    if len(parts) > MOST_PARTS:
        return TableLine(OURS, [*texts, *shown, TableCell(Look.SHOWN, row.current), TableCell(Look.SHOWN)])
    if row.line.is_sum:
        places = tuple((entries.marks[part], FIGURE_COLUMN) for part in parts)
        return TableLine(OURS, [*texts, *shown, TableCell(Look.SUMMED, row.current, places), TableCell(Look.SHOWN)])
    typed = [TableCell(Look.INPUT), TableCell(Look.INPUT)]
    return TableLine(entries.marks[row.line.key], [*texts, *shown, *typed])


def _file_name(entries: ReportEntries) -> str:
    desk = entries.desk
    return slugify(f"bieu-bao-cao-{desk.plan.code}-{desk.period.code}-{desk.locality.code}") + ".xlsx"
