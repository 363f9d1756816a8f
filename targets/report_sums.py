"""Which lines of a report are the sums of which, and what they come to."""

from collections.abc import Iterable, Mapping, Sequence

from core.figures import Amount, add
from targets.reporting import ReportLine

Key = tuple[int, int | None]


def parts_of(lines: Sequence[ReportLine]) -> dict[Key, list[Key]]:
    """{key of a sum: keys of the lines that it adds up}, parts before the sums that they are in.

    Rule (computed-result): a sum adds the lines below it for the same facility, where there is none those of every
    facility; a figure that is reported by facility adds its facilities.
    """
    by_parent: dict[int, list[ReportLine]] = {}
    for line in lines:
        by_parent.setdefault(line.indicator.parent_id, []).append(line)
    found: dict[Key, list[Key]] = {}
    for line in lines:
        if line.is_sum:
            _collect(line, lines, by_parent, found)
    return found


def _collect(line: ReportLine, lines: Sequence[ReportLine], by_parent: Mapping, found: dict[Key, list[Key]]) -> None:
    if line.key in found:
        return
    below = by_parent.get(line.indicator.pk, []) if line.indicator.sums_children else []
    parts = _for_facility(line, below) if below else _facilities(line, lines)
    for part in parts:
        if part.is_sum:
            _collect(part, lines, by_parent, found)
    found[line.key] = [part.key for part in parts]


def _for_facility(line: ReportLine, below: Iterable[ReportLine]) -> list[ReportLine]:
    below = list(below)
    same = [part for part in below if part.facility == line.facility]
    if line.facility is not None:
        return same
    whole = {part.indicator.pk for part in same}
    return [part for part in below if part.facility is None or part.indicator.pk not in whole]


def _facilities(line: ReportLine, lines: Iterable[ReportLine]) -> list[ReportLine]:
    return [part for part in lines if part.facility is not None and part.indicator.pk == line.indicator.pk]


def with_sums(lines: Sequence[ReportLine], figures: Mapping[Key, Amount | None]) -> dict[Key, Amount | None]:
    """The figure of every line: {key: Amount}. A sum is computed, whatever `figures` say of it."""
    found = dict(figures)
    for key, parts in parts_of(lines).items():
        found[key] = add([found.get(part) for part in parts])
    return {line.key: found.get(line.key) for line in lines}
