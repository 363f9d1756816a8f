"""A small entry workbook by hand: two districts, a count, a share and a note; no file and no database."""

from collections.abc import Mapping

from core.workbooks import Book, Sheet
from targets.workbooks.comparing import Comparison, compare
from targets.workbooks.layout import Kind, Layout, Place
from targets.workbooks.marks import OURS, Base, Passport, key_rows

SA_PA, BAT_XAT, WHOLE = "dong:088:20040708", "dong:082:20040708", "dong:chung"
PERSONS, SHARE, NOTE = "cot:so-nguoi::0", "cot:ty-le::1", "cot:ghi-chu"
ROWS = {SA_PA: "Sa Pa", BAT_XAT: "Bát Xát"}
COLUMNS = {PERSONS: "Số người", SHARE: "Tỷ lệ", NOTE: "Ghi chú"}
PASSPORT = Passport(kind="annex", plan="lao-cai-2021", year="2021", annex="I", stage="assigned", shape="ab12")


def layout(rows: Mapping[str, str] = ROWS, columns: Mapping[str, str] = COLUMNS, kind: Kind = Kind.TARGET) -> Layout:
    """Keys are "row.column" by their order."""
    places = {}
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(columns, start=1):
            key = f"{number}.{index}"
            kinds = {
                NOTE: Place(key, Kind.NOTE),
                SHARE: Place(key, kind, 1, "%"),
            }
            places[row, column] = kinds.get(column, Place(key, kind))
    return Layout(rows, columns, places)


def entry_sheet(values: Mapping[tuple[str, str], object] | None = None, **marks) -> Sheet:
    """Row 0 and column 0 hold the marks, row 1 a title, row 2 the header; Sa Pa is row 3, Bát Xát row 4."""
    values = values or {}
    rows = [
        [OURS, OURS, *COLUMNS],
        [OURS, "Chỉ tiêu cai nghiện", None, None, None],
        [OURS, "Địa bàn", *COLUMNS.values()],
        *([row, label, *(values.get((row, column)) for column in COLUMNS)] for row, label in ROWS.items()),
    ]
    return Sheet("Nhập liệu", rows=rows, width=5, **marks)


def key_sheet(base: Base, passport: Passport = PASSPORT) -> Sheet:
    lines = key_rows(passport, base)
    width = max(len(line) for line in lines)
    return Sheet("khoa", "veryHidden", [[*line, *[None] * (width - len(line))] for line in lines], width)


def base_of(values: Mapping[tuple[str, str], str] | None = None, **sums) -> Base:
    return Base({cell: (values or {}).get(cell, "") for cell in layout().places}, **sums)


def compared(
    values: Mapping[tuple[str, str], object] | None = None,
    *,
    base: Mapping[tuple[str, str], str] | None = None,
    stored: Mapping[tuple[str, str], str] | None = None,
    kind: Kind = Kind.TARGET,
    **marks,
) -> Comparison:
    """`stored` stands now, by cell; by default what stood at first."""
    own = layout(kind=kind)
    now = base if stored is None else stored
    texts = {own.places[cell].key: packed for cell, packed in (now or {}).items()}
    book = Book([entry_sheet(values, **marks)])
    return compare(book, own, base_of(base), texts)
