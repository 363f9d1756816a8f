"""What people answered about the tables of an office, kept for the next file."""

from collections import Counter
from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from targets.enums import TablePart
from targets.free_workbooks.choices import Choices
from targets.free_workbooks.columns import column_key
from targets.free_workbooks.lines import line_key
from targets.free_workbooks.proposal import chosen_id, column_choice, row_choice
from targets.free_workbooks.recognition import Recognition
from targets.free_workbooks.shape import AnnexShape
from targets.free_workbooks.words import heading_key
from targets.models import Annex, Row, WorkbookMapping
from targets.models.workbook_mapping import LONGEST_SOURCE

_LONGEST_KEY = 320


def annex_key(annex: Annex) -> str:
    """The same for next year's annex: its number, and its title without the year."""
    return f"{annex.number}: {heading_key(annex.title)}"[:_LONGEST_KEY]


def recall(shape: AnnexShape) -> tuple[dict[str, str], dict[str, str]]:
    """({key of a line: choice}, {key of a column: choice}), of what this annex still has; in one query."""
    annex = shape.annex
    found = WorkbookMapping.objects.filter(locality=annex.plan.locality_id, annex_key=annex_key(annex))
    by_part: dict[str, dict[str, str]] = {TablePart.ROW: {}, TablePart.COLUMN: {}}
    choices = {choice: meaning for meaning, choice in _meanings(shape).items()}
    for part, source, meaning in found.values_list("part", "source", "meaning"):
        choice = _choice_of(meaning, choices)
        if choice:
            by_part[part][source] = choice
    return by_part[TablePart.ROW], by_part[TablePart.COLUMN]


def remember(shape: AnnexShape, recognition: Recognition, choices: Choices, *, by: User) -> int:
    """Keep what was chosen; returns how many answers. Within the transaction that writes the figures."""
    answers = {
        **{(TablePart.ROW, key): choice for key, choice in _line_answers(recognition, choices).items()},
        **{(TablePart.COLUMN, key): choice for key, choice in _column_answers(recognition, choices).items()},
    }
    meanings, now = _meanings(shape), timezone.now()
    rows = [
        WorkbookMapping(
            locality=shape.annex.plan.locality,
            annex_key=annex_key(shape.annex),
            part=part,
            source=source,
            meaning=meanings.get(choice, choice),
            answered_at=now,
            answered_by=by,
        )
        for (part, source), choice in answers.items()
        if source and len(source) <= LONGEST_SOURCE and (choice in meanings or chosen_id(choice) is None)
    ]
    WorkbookMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["locality", "annex_key", "part", "source"],
        update_fields=["meaning", "answered_at", "answered_by"],
    )
    return len(rows)


def _line_answers(recognition: Recognition, choices: Choices) -> dict[str, str]:
    answers = [(line_key(line.text), choices.rows[line.row], line.guess.choice) for line in recognition.lines]
    return _worth_keeping(answers)


def _column_answers(recognition: Recognition, choices: Choices) -> dict[str, str]:
    answers = [
        (column_key(path), choices.columns[column], recognition.columns[column].choice)
        for column, path in recognition.paths.items()
    ]
    return _worth_keeping(answers)


def _worth_keeping(answers: list[tuple[str, str, str]]) -> dict[str, str]:
    """{source: choice}. A role or "ignored" that was merely proposed is found anew; a source that stands twice is not
    remembered, for it does not say which of the two it is."""
    often = Counter(source for source, _chosen, _proposed in answers)
    return {
        source: chosen
        for source, chosen, proposed in answers
        if often[source] == 1 and (chosen_id(chosen) is not None or chosen != proposed)
    }


def _meanings(shape: AnnexShape) -> Mapping[str, str]:
    """{choice: what it means in any year's annex}."""
    columns = {column_choice(pk): f"cot:{column.key}" for pk, column in shape.figures.items()}
    rows = {row_choice(pk): meaning for pk, row in shape.rows.items() if (meaning := _row_meaning(row))}
    return {**columns, **rows}


def _row_meaning(row: Row) -> str:
    if row.locality_id:
        return f"dia-ban:{row.locality.code}"
    facility = row.facility.code if row.facility_id else ""
    return f"chi-tieu:{row.indicator.code}:{facility}" if row.indicator_id else ""


def _choice_of(meaning: str, choices: Mapping[str, str]) -> str:
    """A role means itself; a column or a row that this annex does not have means nothing here."""
    return choices.get(meaning, "") if ":" in meaning else meaning
