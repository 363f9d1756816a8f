"""One sheet against one annex: the table in it, and what is proposed for each of its lines and columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.workbooks import Book, Sheet
from targets.free_workbooks.areas import Surface
from targets.free_workbooks.columns import Leaf, propose_columns
from targets.free_workbooks.layout import Corrections, Heads, Layout, LayoutFinder
from targets.free_workbooks.lines import Line, Lore, read_lines
from targets.free_workbooks.proposal import Guess

_MOST_TEXTS = 30
_LOOKED_AT = 300, 8  # rows and columns of a sheet in which names are looked for


@dataclass(frozen=True)
class Recognition:
    """`paths`: {column: headings over it}; `titles` and `notes`: the texts above the header and below the lines."""

    surface: Surface
    layout: Layout
    paths: Mapping[int, Sequence[str]]
    lines: Sequence[Line]
    columns: Mapping[int, Guess]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Knowledge:
    """What a sheet is read with: the lore of its lines, the columns of figures, {column key: choice} as answered."""

    lore: Lore
    leaves: Sequence[Leaf]
    remembered_columns: Mapping[str, str] = field(default_factory=dict)


def recognise(sheet: Sheet, knowledge: Knowledge, corrections: Corrections | None = None) -> Recognition | None:
    """None where no table of names and figures is found in the sheet."""
    surface = Surface(sheet)
    layout = LayoutFinder(surface, knowledge.lore.names.knows, corrections).find()
    if layout is None:
        return None
    paths = Heads(surface, layout).paths
    return Recognition(
        surface=surface,
        layout=layout,
        paths=paths,
        lines=read_lines(surface, layout, knowledge.lore),
        columns=propose_columns(paths, knowledge.leaves, layout, knowledge.remembered_columns),
        titles=_texts(surface, range(layout.header_top)),
        notes=_texts(surface, range(layout.last + 1, surface.height)),
    )


def likely_sheet(book: Book, knows: Callable[[str], bool]) -> int:
    """The place of the sheet with most names that the annex has; hidden ones come last."""

    def rank(place: int) -> tuple[bool, int, int]:
        sheet = book.sheets[place]
        texts = {
            value for row in sheet.rows[: _LOOKED_AT[0]] for value in row[: _LOOKED_AT[1]] if isinstance(value, str)
        }
        return sheet.visibility == "visible", sum(map(knows, texts)), -place

    return max(range(len(book.sheets)), key=rank, default=0)


def _texts(surface: Surface, rows: range) -> list[str]:
    found = [surface.text(area.top, area.left) for row in rows for area in surface.blocks(row) if area.top == row]
    return found[:_MOST_TEXTS]
