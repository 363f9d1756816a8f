"""A table as WordprocessingML: merged header cells, heads repeated on each page, rows that do not split.

It is written as text and parsed once, because python-docx looks through the whole table for each cell it fills.
Source: ISO/IEC 29500-1, 17.4 (tables).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from core.text import for_xml
from reports.downloads.text_sizes import fitted, least_widths
from reports.downloads.word_parts import CENTRE, FONT, LEFT, RIGHT
from reports.tables import HeaderCell, Table, TableRow
from targets.enums import ColumnRole

TWIP = 635  # 1/20 point, in the units of python-docx
TWIPS_OF_PIXEL = 15
WIDE, NARROW = 10.5, 12  # points, as in print.css
MARGINS = (("top", 40), ("left", 60), ("bottom", 40), ("right", 60))
ALIGNED = {ColumnRole.NAME: "left", ColumnRole.NOTE: "left", ColumnRole.FIGURE: "right"}
STYLES: dict[str, tuple[str, WD_ALIGN_PARAGRAPH]] = {
    "left": ("Ô chữ", LEFT),
    "centre": ("Ô giữa", CENTRE),
    "right": ("Ô số", RIGHT),
}
_HEAD, _WHOLE_ROW, _KEPT = "<w:tblHeader/>", "<w:cantSplit/>", "<w:keepNext/>"


@dataclass(frozen=True)
class _Place:
    """One `w:tc` of a header row; `merge`: "" of a cell of one row, "restart" or "continue" of one of several."""

    first: int
    colspan: int
    label: str
    merge: str


def add_table(word: Word, table: Table, width: int, *, stays_whole: bool = False, is_last: bool = True) -> None:
    """Put the table at the end of the document, `width` wide in the units of python-docx.

    `stays_whole`: on one page, with the heading above it. `is_last`: what follows stays on the page of its last row.
    """
    size = WIDE if table.is_wide else NARROW
    styles = {key: _style(word, key, size) for key in STYLES}
    widths = _widths(table, width / TWIP, size)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    keep = _KEPT if stays_whole else ""
    keeps = [*_keeps(table, stays_whole), is_last]
    rows = "".join([*_header(table, widths, styles, keep), *_body(table, widths, styles, keeps)])
    head = f"<w:tbl {nsdecls('w')}>{_properties(table, sum(widths))}<w:tblGrid>{grid}</w:tblGrid>"
    # Before the properties of the last section, which end a document.
    word.element.body.sectPr.addprevious(parse_xml(f"{head}{rows}</w:tbl>"))


def _widths(table: Table, whole: float, size: float) -> list[int]:
    """Of each column in twips: its share, moved so that no figure is broken."""
    least = [need * TWIPS_OF_PIXEL for need in least_widths(table, size)]
    return [round(each) for each in fitted([whole * leaf.width / 100 for leaf in table.leaves], least)]


def _style(word: Word, key: str, size: float) -> str:
    """The paragraphs of cells have styles, so that a whole table is changed in one place; returns the style's id."""
    name, alignment = STYLES[key]
    full, style_id = f"{name} {size:g}".replace(".", ","), f"Cell-{key}-{size:g}"
    if full not in {style.name for style in word.styles}:
        style = word.styles.add_style(full, WD_STYLE_TYPE.PARAGRAPH)
        style.style_id, style.base_style = style_id, word.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(size)
        style.paragraph_format.alignment = alignment
    return style_id


def _properties(table: Table, width: int) -> str:
    margins = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in MARGINS)
    return (
        '<w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar><w:tblCaption w:val="{_text(table.caption)}"/></w:tblPr>'
    )


def _header(table: Table, widths: Sequence[int], styles: dict[str, str], keep: str) -> Iterator[str]:
    for places in header_grid(table.header):
        cells = "".join(
            _cell(
                _text(place.label),
                sum(widths[place.first : place.first + place.colspan]),
                styles["centre"],
                is_bold=True,
                span=_span(place),
                keep=keep,
            )
            for place in places
        )
        yield _row(cells, _WHOLE_ROW + _HEAD)


def header_grid(header: Sequence[Sequence[HeaderCell]]) -> list[list[_Place]]:
    """Each row of the header from left to right, with a cell also where one of a row above reaches down."""
    grid: list[list[_Place]] = [[] for _level in header]
    for level, cells in enumerate(header):
        for cell in cells:
            for down in range(cell.rowspan):
                merge = "" if cell.rowspan == 1 else "continue" if down else "restart"
                grid[level + down].append(_Place(cell.first, cell.colspan, "" if down else cell.label, merge))
    return [sorted(places, key=lambda place: place.first) for places in grid]


def _span(place: _Place) -> str:
    across = f'<w:gridSpan w:val="{place.colspan}"/>' if place.colspan > 1 else ""
    return across + (f'<w:vMerge w:val="{place.merge}"/>' if place.merge else "")


def _rows(table: Table) -> list[TableRow]:
    return [*table.rows, *filter(None, [table.total])]


def _keeps(table: Table, stays_whole: bool) -> list[bool]:
    """Of each row but the last, whether the next one stays on its page: the last row never stands alone, and a heading
    never ends a page."""
    rows = _rows(table)[:-1]
    return [stays_whole or row.is_heading or number == len(rows) for number, row in enumerate(rows, start=1)]


def _body(table: Table, widths: Sequence[int], styles: dict[str, str], keeps: Sequence[bool]) -> Iterator[str]:
    for row, is_kept in zip(_rows(table), keeps, strict=False):
        is_bold = row.is_heading or row is table.total
        keep = _KEPT if is_kept else ""
        cells = "".join(
            _cell(_text(cell.text), width, styles[_alignment(cell.role)], is_bold=is_bold, keep=keep)
            for cell, width in zip(row.cells, widths, strict=True)
        )
        yield _row(cells, _WHOLE_ROW)


def _alignment(role: str) -> str:
    return ALIGNED.get(ColumnRole(role), "centre")


def _row(cells: str, properties: str) -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, is_bold: bool, span: str = "", keep: str = "") -> str:
    """`text` is escaped already."""
    look = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    run = f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{run}</w:p></w:tc>'
    )


def _text(text: str) -> str:
    return escape(for_xml(text))
