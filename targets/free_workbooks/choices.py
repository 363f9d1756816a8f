"""What a person decided about the lines and columns of a table, and what still stands in the way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.workbooks import cell_name
from targets.free_workbooks import proposal as p
from targets.free_workbooks.recognition import Recognition
from targets.free_workbooks.shape import AnnexShape

_ROW_ROLES = {p.TOTAL, p.PART_TOTAL, p.HEADING, p.IGNORED, p.OPEN}
_COLUMN_ROLES = {p.NAME, p.INDEX, p.UNIT, p.NOTE, p.IGNORED, p.OPEN}


@dataclass(frozen=True)
class Choices:
    """{row of the sheet: choice}, {column of the sheet: choice}; both counted from 0."""

    rows: Mapping[int, str]
    columns: Mapping[int, str]

    @classmethod
    def of(cls, shape: AnnexShape, found: Recognition, answered: Mapping[str, str] | None = None) -> "Choices":
        """What was answered ({"r6": "d12", "k2": "c5"}, by row and column of the sheet), else what is proposed."""
        answered = answered or {}
        rows = {line.row: answered.get(f"r{line.row}", line.guess.choice) for line in found.lines}
        columns = {column: answered.get(f"k{column}", guess.choice) for column, guess in found.columns.items()}
        return cls(_known(rows, row_options(shape)), _known(columns, column_options(shape)))


def row_options(shape: AnnexShape) -> set[str]:
    whole = set() if shape.is_list else {p.WHOLE_ROW}
    return {*_ROW_ROLES, *whole, *(p.row_choice(pk) for pk in shape.rows)}


def column_options(shape: AnnexShape) -> set[str]:
    return {*_COLUMN_ROLES, *(p.column_choice(pk) for pk in shape.figures)}


def _known(choices: Mapping[int, str], options: set[str]) -> dict[int, str]:
    """A choice that no page offers is an open one."""
    return {place: choice if choice in options else p.OPEN for place, choice in choices.items()}


@dataclass(frozen=True)
class Fault:
    """`field`: the line ("r6") or the column ("k2") that has to be answered first; "" for the table as such."""

    field: str
    text: str


def faults_of(shape: AnnexShape, found: Recognition, choices: Choices) -> list[Fault]:
    """Everything for which nothing is read yet, in the order of the page; none: the figures can be shown."""
    return [*_open_columns(choices), *_twice_columns(shape, choices), *_lines(shape, found, choices), *_empty(choices)]


def _open_columns(choices: Choices) -> list[Fault]:
    return [
        Fault(f"k{column}", _("Cột %s: chọn cột của phụ lục, hoặc “Bỏ qua”.") % _letter(column))
        for column, choice in choices.columns.items()
        if choice == p.OPEN
    ]


def _twice_columns(shape: AnnexShape, choices: Choices) -> list[Fault]:
    names = {p.column_choice(pk): " › ".join(shape.path(column)) for pk, column in shape.figures.items()}
    return [
        Fault(f"k{places[1]}", _("Các cột %(columns)s cùng ghép vào “%(name)s”; chỉ một cột được lấy.") % params)
        for choice, places in _places_by_choice(choices.columns).items()
        if len(places) > 1
        for params in [{"columns": ", ".join(map(_letter, places)), "name": names[choice]}]
    ]


def _lines(shape: AnnexShape, found: Recognition, choices: Choices) -> list[Fault]:
    """Rule (place-once): a locality stands in one line of the file; of two lines neither is taken."""
    texts = {line.row: line.text for line in found.lines}
    faults = [
        Fault(f"r{row}", _("Dòng %(row)s “%(text)s”: chọn dòng của phụ lục, hoặc “Bỏ qua”.") % _said(row, texts[row]))
        for row, choice in choices.rows.items()
        if choice == p.OPEN
    ]
    names = {p.row_choice(pk): row.text for pk, row in shape.rows.items()}
    names |= {p.WHOLE_ROW: _("Mức giao chung"), p.TOTAL: _("Dòng tổng")}
    for choice, rows in _places_by_choice(choices.rows).items():
        if len(rows) > 1:
            params = {"rows": ", ".join(str(row + 1) for row in rows), "name": names[choice]}
            faults.append(
                Fault(f"r{rows[1]}", _("Các dòng %(rows)s cùng là “%(name)s”; giữ một dòng, bỏ qua dòng kia.") % params)
            )
    return faults


def _empty(choices: Choices) -> list[Fault]:
    if not any(map(p.chosen_id, choices.columns.values())):
        return [Fault("", _("Chưa ghép cột số liệu nào của tệp với phụ lục."))]
    if not any(map(p.chosen_id, choices.rows.values())):
        return [Fault("", _("Chưa ghép dòng nào của tệp với phụ lục."))]
    return []


def _places_by_choice(choices: Mapping[int, str]) -> dict[str, list[int]]:
    """Of the choices that only one line or column may have."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, choice in choices.items():
        if p.chosen_id(choice) is not None or choice in {p.WHOLE_ROW, p.TOTAL}:
            found[choice].append(place)
    return found


def _said(row: int, text: str) -> dict[str, object]:
    return {"row": row + 1, "text": text[:60]}


def _letter(column: int) -> str:
    return cell_name(0, column).rstrip("1")
