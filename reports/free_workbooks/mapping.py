"""The page on which the lines and columns of a table are told what they are, as plain data, and its form read back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os.path import commonprefix

from django.utils.translation import gettext as _

from core.workbooks import cell_name
from reports.free_workbooks.desk import FreeDesk
from targets.free_workbooks import proposal as p
from targets.free_workbooks.choices import row_options
from targets.free_workbooks.figures import Dash
from targets.free_workbooks.proposal import Guess, Sureness
from targets.models import Row

FEW_ROWS = 40  # lines of an annex that every select offers; of a longer one those that no line is yet
MOST_OFFERED = 10_000  # rows in all selects together
_SHOWN_FIGURES = 6
_TONES = {
    Sureness.REMEMBERED: "info",
    Sureness.SURE: "ok",
    Sureness.LIKELY: "warn",
    Sureness.ASKED: "bad",
    Sureness.UNKNOWN: "",
}


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str


@dataclass(frozen=True)
class Question:
    """One line or column of the file, with its select. `field`: the name of the select; `above`: headings of groups."""

    field: str
    where: str
    text: str
    figures: Sequence[str]
    options: Sequence[tuple[str, str]]
    choice: str
    badge: Badge
    reason: str
    fault: str = ""
    number: str = ""
    above: str = ""


class MappingPage:
    """Selects for every column and every line of a table, the proposals preselected."""

    def __init__(self, desk: FreeDesk) -> None:
        self.desk, self.found, self.choices = desk, desk.found, desk.choices
        self.faults = {fault.field: fault.text for fault in desk.faults}

    # Columns

    def columns(self) -> list[Question]:
        labels, skipped = self._leaf_labels(), self._shared_headings()
        return [
            Question(
                field=f"k{column}",
                where=cell_name(0, column).rstrip("1"),
                text=(self.found.paths[column] or [_("(không có tiêu đề)")])[-1],
                above=" › ".join(self.found.paths[column][skipped:-1]),
                figures=self._column_figures(column),
                options=_with_open(labels, guess, self.choices.columns[column]),
                choice=self.choices.columns[column],
                badge=_badge(guess, self.choices.columns[column]),
                reason=guess.reason,
                fault=self.faults.get(f"k{column}", ""),
            )
            for column, guess in self.found.columns.items()
        ]

    def _shared_headings(self) -> int:
        """How many headings stand over every column of figures of the file: they say nothing about any of them."""
        layout = self.found.layout
        heads = [self.found.paths[column] for column in layout.columns if column > layout.name]
        return len(commonprefix(heads)) if len(heads) > 1 else 0

    def _leaf_labels(self) -> list[tuple[str, str]]:
        shape = self.desk.shape
        heads = {p.column_choice(pk): shape.path(column) for pk, column in shape.figures.items()}
        shared = len({labels[:1] for labels in heads.values()}) == 1 and min(map(len, heads.values())) > 1
        figures = [(choice, leaf_first(labels[1:] if shared else labels)) for choice, labels in heads.items()]
        return [*figures, *_column_roles()]

    def _column_figures(self, column: int) -> list[str]:
        texts = (self.found.surface.own_text(line.row, column) for line in self.found.lines)
        return [text[:30] for text in texts if text][:3]

    # Lines

    def lines(self) -> list[Question]:
        offered = self._row_labels()
        return [
            Question(
                field=f"r{line.row}",
                where=str(line.row + 1),
                number=line.number,
                text=line.text or _("(không có tên)"),
                figures=self._line_figures(line.row),
                options=self._line_options(offered, line.guess, self.choices.rows[line.row]),
                choice=self.choices.rows[line.row],
                badge=_badge(line.guess, self.choices.rows[line.row]),
                reason=line.guess.reason,
                fault=self.faults.get(f"r{line.row}", ""),
            )
            for line in self.found.lines
        ]

    def _row_labels(self) -> dict[str, str]:
        shape = self.desk.shape
        return {p.row_choice(pk): _row_label(row) for pk, row in shape.rows.items()}

    def _line_options(self, labels: Mapping[str, str], guess: Guess, choice: str) -> list[tuple[str, str]]:
        wanted = {choice, *guess.candidates}
        free = self._free_rows(labels)
        rows = [(key, label) for key, label in labels.items() if key in free or key in wanted]
        return _with_open([*rows, *_row_roles(row_options(self.desk.shape))], guess, choice)

    @cached_property
    def _unknown_lines(self) -> int:
        return sum(1 for line in self.found.lines if line.guess.is_open and not line.guess.candidates)

    def _free_rows(self, labels: Mapping[str, str]) -> Collection[str]:
        """Rows of the annex that every select offers. A file of which hardly a line is known is meant for another
        annex, and thousands of lists of all rows would be of no help to anybody."""
        if len(labels) <= FEW_ROWS:
            return labels.keys()
        return () if self.is_foreign else labels.keys() - set(self.choices.rows.values())

    @cached_property
    def is_foreign(self) -> bool:
        rows = len(self.desk.shape.rows)
        return rows > FEW_ROWS and rows * self._unknown_lines > MOST_OFFERED

    def _line_figures(self, row: int) -> list[str]:
        layout = self.found.layout
        columns = [column for column in layout.columns if column > layout.name]
        return [self.found.surface.own_text(row, column)[:20] or "·" for column in columns[:_SHOWN_FIGURES]]


def leaf_first(labels: Sequence[str]) -> str:
    """A select shows the beginning of its label: "Bắt buộc ‹ Cơ sở số 1"."""
    return " ‹ ".join(reversed(labels))


def _row_label(row: Row) -> str:
    if row.locality_id:
        return row.locality.name
    label = f"{row.number} {row.text}".strip()
    return label if len(label) <= 80 else f"{label[:80]}…"


def _column_roles() -> list[tuple[str, str]]:
    return [
        (p.IGNORED, _("Bỏ qua")),
        (p.NAME, _("Cột tên")),
        (p.INDEX, _("Số thứ tự")),
        (p.UNIT, _("Đơn vị tính")),
        (p.NOTE, _("Ghi chú")),
    ]


def _row_roles(offered: set[str]) -> list[tuple[str, str]]:
    roles = [
        (p.IGNORED, _("Bỏ qua")),
        (p.TOTAL, _("Dòng tổng của bảng")),
        (p.WHOLE_ROW, _("Dòng tổng, đồng thời là mức giao chung")),
        (p.PART_TOTAL, _("Dòng cộng của nhóm đứng trên")),
        (p.HEADING, _("Đề mục của nhóm đứng dưới")),
    ]
    return [(choice, label) for choice, label in roles if choice in offered]


def _with_open(options: Sequence[tuple[str, str]], guess: Guess, choice: str) -> list[tuple[str, str]]:
    return [(p.OPEN, _("— hãy chọn —")), *options] if p.OPEN in {guess.choice, choice} else list(options)


def _badge(guess: Guess, choice: str) -> Badge:
    if choice != guess.choice:
        return Badge(_("đã chọn"), "info")
    return Badge(guess.sureness.label, _TONES[guess.sureness])


# The form


def answers_from(desk: FreeDesk, post: Mapping[str, str]) -> dict:
    """What the form changes: answers that differ from what is proposed, so that another sheet proposes anew."""
    if desk.found is None:
        kept = {}
    else:
        proposed = {
            **{f"r{line.row}": line.guess.choice for line in desk.found.lines},
            **{f"k{column}": guess.choice for column, guess in desk.found.columns.items()},
        }
        kept = {name: post[name][:30] for name, choice in proposed.items() if name in post and post[name] != choice}
    sheet = _whole(post.get("sheet", ""), len(desk.book.sheets) - 1)
    is_same = sheet is None or sheet == desk.answers.sheet
    return {
        "sheet": desk.answers.sheet if sheet is None else sheet,
        "region": region_from(desk, post) if is_same else {},
        "rows_and_columns": kept if is_same else {},
        "dash": post.get("dash", "") if post.get("dash", "") in Dash.values else Dash.ASKED.value,
        "clears_blanks": post.get("blanks") == "xoa",
        "refused": (),
    }


def region_from(desk: FreeDesk, post: Mapping[str, str]) -> dict[str, int]:
    """Rows as people count them, and the column of names by its letter; only what differs from what was found."""
    shown = region_shown(desk)
    typed = {
        name: _whole(post.get(name, ""), len(desk.sheet.rows), first=1) for name in ("header_top", "first", "last")
    }
    region = {name: value - 1 for name, value in typed.items() if value is not None and str(value) != shown[name]}
    region |= {name: value for name, value in desk.answers.region.items() if post.get(name) == shown[name]}
    letter = post.get("name", "").strip().upper()
    columns = {cell_name(0, column).rstrip("1"): column for column in range(desk.sheet.width)}
    if letter in columns and letter != shown["name"]:
        region["name"] = columns[letter]
    return region


def region_shown(desk: FreeDesk) -> dict[str, str]:
    """Where the table stands, as the form shows it."""
    if desk.found is None:
        return {"header_top": "", "first": "", "last": "", "name": ""}
    layout = desk.found.layout
    return {
        "header_top": str(layout.header_top + 1),
        "first": str(layout.first + 1),
        "last": str(layout.last + 1),
        "name": cell_name(0, layout.name).rstrip("1"),
    }


def _whole(text: str, most: int, first: int = 0) -> int | None:
    text = text.strip()
    is_number = text.isascii() and text.isdecimal() and len(text) < 7
    return int(text) if is_number and first <= int(text) <= most else None
