"""What must hold after the deadline hour: what officers were told is what is stored, once, and who did it is known."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Sum

from targets.enums import SubmissionState
from targets.models import Period, Result, ResultChange, Submission, SubmissionStep
from tests.bench.officers import Answer, Officer

Cell = tuple[int, int]  # locality id, indicator id
STEP = (SubmissionState.OPEN, SubmissionState.SUBMITTED)
MOST_NAMED = 3


@dataclass(frozen=True)
class Hour:
    """Who wanted what in the reports of a period, and what each was told."""

    period: Period
    officers: Sequence[Officer]
    answers: Sequence[Answer]

    @cached_property
    def wanted(self) -> set[Cell]:
        return {(one.locality.pk, cell) for one in self.officers for batch in one.batches for cell, _value in batch}

    @cached_property
    def places(self) -> set[int]:
        return {officer.locality.pk for officer in self.officers}

    @cached_property
    def told(self) -> list[tuple[Cell, int, str]]:
        """Each cell of which somebody was told that it is saved: the cell, its value, who."""
        return [
            ((answer.locality_id, indicator), value, answer.username)
            for answer in self.answers
            for indicator, value in answer.saved
        ]


def faults_of(hour: Hour) -> list[str]:
    """What is lost, doubled or broken, in sentences."""
    return [fault for rule in RULES for fault in rule(hour)]


def unnamed_errors(hour: Hour) -> Iterator[str]:
    """Rule (named-refusal): who is refused reads why; nobody sees the database's own trouble."""
    errors = Counter(answer.error for answer in hour.answers if answer.error)
    for error, count in errors.most_common(MOST_NAMED):
        yield f"{count} yêu cầu hỏng vì lỗi không có tên: {error}"


def refusals_that_are_missing(hour: Hour) -> Iterator[str]:
    """Of two officers in one report one is refused in every request: no batch and no step is taken twice."""
    requests = Counter()
    for officer in hour.officers:
        requests[officer.locality.pk] += officer.requests
    expected = sum(count - count // 2 for count in requests.values() if count > hour.officers[0].requests)
    refused = sum(bool(answer.refusal) for answer in hour.answers)
    if refused != expected:
        yield f"Có {refused} lần bị từ chối, đúng ra là {expected}"


def cells_told_otherwise(hour: Hour) -> Iterator[str]:
    """Each cell was saved for one officer."""
    counts = Counter(cell for cell, _value, _name in hour.told)
    lost, doubled = len(hour.wanted - counts.keys()), sum(count > 1 for count in counts.values())
    if lost:
        yield f"{lost} ô không ai được báo là đã ghi"
    if doubled:
        yield f"{doubled} ô báo là đã ghi cho hai người"


def stored_figures(hour: Hour) -> Iterator[str]:
    rows = Result.objects.filter(submission__period=hour.period).order_by()
    stored = list(rows.values_list("submission__locality_id", "indicator_id", "value"))
    if len(stored) != len(hour.wanted):
        yield f"Có {len(stored)} số liệu, đúng ra là {len(hour.wanted)}"
    by_cell = {(place, indicator): value for place, indicator, value in stored}
    if wrong := sum(by_cell.get(cell) != value for cell, value, _name in hour.told):
        yield f"{wrong} ô mang giá trị khác với giá trị đã báo là ghi xong"
    yield from _sums(hour, dict(rows.values_list("indicator_id").annotate(Sum("value"))))


def _sums(hour: Hour, stored: dict[int, int]) -> Iterator[str]:
    told: Counter = Counter()
    for (_place, indicator), value, _name in hour.told:
        told[indicator] += value
    for indicator in sorted(told.keys() | stored.keys()):
        if stored.get(indicator, 0) != told[indicator]:
            yield f"Chỉ tiêu {indicator}: tổng là {stored.get(indicator, 0)}, đúng ra là {told[indicator]}"


def history(hour: Hour) -> Iterator[str]:
    """One change a cell, from nothing to its value, by who was told so."""
    rows = ResultChange.objects.filter(submission__period=hour.period).order_by()
    names = ("submission__locality_id", "indicator_id", "old_state", "new_value", "changed_by__username")
    found = Counter(rows.values_list(*names))
    expected = Counter((*cell, "", value, name) for cell, value, name in hour.told)
    if lost := (expected - found).total():
        yield f"{lost} ô không có dòng lịch sử của lần ghi"
    if doubled := (found - expected).total():
        yield f"{doubled} dòng lịch sử thừa"


def steps(hour: Hour) -> Iterator[str]:
    """Every report was handed in, once."""
    reports = Submission.objects.filter(period=hour.period).values_list("locality_id", "state")
    handed_in = Counter(place for place, state in reports if state == SubmissionState.SUBMITTED)
    if handed_in != Counter(hour.places):
        yield f"{handed_in.total()} báo cáo đã nộp, đúng ra là {len(hour.places)}"
    taken = SubmissionStep.objects.filter(submission__period=hour.period).order_by()
    found = Counter(taken.values_list("submission__locality_id", "before", "after"))
    if found != Counter((place, *STEP) for place in hour.places):
        yield f"{found.total()} bước xử lý, đúng ra mỗi báo cáo một bước nộp ({len(hour.places)})"


RULES = (unnamed_errors, refusals_that_are_missing, cells_told_otherwise, stored_figures, history, steps)
