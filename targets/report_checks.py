"""What must hold before a report can be handed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from core.figures import CHANGES, Amount, scaled
from core.numbers import format_number
from targets.earlier import earlier_of
from targets.enums import ResultState, Stage, StockPart
from targets.models import StockTerm, Submission, Target
from targets.models.indicator import PERCENT
from targets.report_sums import with_sums
from targets.reporting import ReportLine, report_lines
from targets.results import BLANK, CellContent, contents

Key = tuple[int, int | None]
TOO_MANY_TIMES = 10  # a figure so many times its target is more often a slip than a success


@dataclass(frozen=True)
class Fault:
    """One cell that stands in the way: `key` is (indicator id, facility id)."""

    key: Key
    where: str
    reason: str


def faults_of(submission: Submission) -> list[Fault]:
    """What stands in the way of handing in a report, in the order of its lines; a constant number of queries."""
    report = Report(submission)
    faults = [fault for rule in RULES for fault in rule(report)]
    order = {line.key: place for place, line in enumerate(report.lines)}
    return sorted(faults, key=lambda fault: order[fault.key])


class Report:
    """A report as the rules look at it: its lines, what its cells hold, its figures with the sums computed."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.period, self.locality = submission.period, submission.locality
        self.lines = report_lines(self.period.plan)
        self.by_key = {line.key: line for line in self.lines}
        self.stored = contents(submission)

    def content(self, line: ReportLine) -> CellContent:
        return self.stored.get(line.key, BLANK)

    def number(self, key: Key) -> Decimal | int | None:
        """The figure of a line in its unit; None where the form has no such line, or the line no figure."""
        return _number(self._figures.get(key))

    def term(self, key: Key) -> Decimal | int | None:
        """As `number`, but 0 for a figure that is declared not applicable."""
        is_none_here = self.stored.get(key, BLANK).state == ResultState.NOT_APPLICABLE
        return 0 if is_none_here else self.number(key)

    def before(self, key: Key) -> Decimal | int | None:
        """The last figure of a line in the earlier periods of the year."""
        return _number(self._earlier.get(key))

    @cached_property
    def _figures(self) -> dict[Key, Amount | None]:
        typed = {line.key: self.content(line).amount(line.indicator.decimals) for line in self.lines}
        return with_sums(self.lines, typed)

    @cached_property
    def _earlier(self) -> dict[Key, Amount | None]:
        earlier = earlier_of(self.period, self.locality)
        return with_sums(self.lines, {line.key: earlier.last(line.key) for line in self.lines})

    @cached_property
    def targets(self) -> dict[Key, Target]:
        rows = Target.objects.filter(plan=self.period.plan, locality=self.locality, stage=Stage.ASSIGNED)
        return {(row.indicator_id, row.facility_id): row for row in rows}

    @cached_property
    def terms(self) -> dict[int, list[StockTerm]]:
        """{indicator id of a stock: what it is made of}."""
        found: dict[int, list[StockTerm]] = {}
        for term in StockTerm.objects.filter(stock__in={line.indicator.pk for line in self.lines}):
            found.setdefault(term.stock_id, []).append(term)
        return found

    def fault(self, line: ReportLine, reason: str) -> Fault:
        return Fault(line.key, ", ".join(line.path), reason)


def _number(amount: Amount | None) -> Decimal | int | None:
    return None if amount is None else amount.number


def missing_cells(report: Report) -> Iterator[Fault]:
    """Rule (no-silent-gap): every line holds a figure, is declared not applicable ("x") or says in its note why there
    is no figure."""
    reason = _("Chưa có số liệu. Hãy nhập số, gõ “x” nếu không áp dụng, hoặc ghi lý do ở cột ghi chú.")
    for line in report.lines:
        if not line.is_sum and not _is_answered(report.content(line)):
            yield report.fault(line, reason)


def _is_answered(content: CellContent) -> bool:
    return bool(content.state) and (content.state != ResultState.NOT_REPORTED or bool(content.note))


def stocks_that_do_not_close(report: Report) -> Iterator[Fault]:
    """Rule (stock-closes): a stock with terms is opening + in - out, estimates as they stand.

    Without an opening term the opening is what the locality reported last in the earlier periods of the year. A term
    that is declared not applicable counts as 0; where a figure is missing, nothing is checked. Source: domain.md,
    section 2.
    """
    for line in report.lines:
        if reason := _balance(report, line):
            yield report.fault(line, reason)


def _balance(report: Report, line: ReportLine) -> str:
    terms = report.terms.get(line.indicator.pk, [])
    closing, opening = report.number(line.key), _opening(report, line, terms)
    inflow, outflow = (_flow(report, line, terms, part) for part in (StockPart.INFLOW, StockPart.OUTFLOW))
    if not terms or None in (closing, opening, inflow, outflow) or closing == opening + inflow - outflow:
        return ""
    return _("Cuối kỳ %(closing)s, nhưng đầu kỳ %(opening)s + vào %(inflow)s − ra %(outflow)s = %(expected)s.") % {
        "closing": format_number(closing),
        "opening": format_number(opening),
        "inflow": format_number(inflow),
        "outflow": format_number(outflow),
        "expected": format_number(opening + inflow - outflow),
    }


def _opening(report: Report, line: ReportLine, terms: list[StockTerm]) -> Decimal | int | None:
    named = [term.term_id for term in terms if term.part == StockPart.OPENING]
    return report.term((named[0], line.key[1])) if named else report.before(line.key)


def _flow(report: Report, line: ReportLine, terms: list[StockTerm], part: StockPart) -> Decimal | int | None:
    """What came in, or went out; 0 where nothing of the kind is counted, None where a figure is not there."""
    numbers = [report.term((term.term_id, line.key[1])) for term in terms if term.part == part]
    return None if None in numbers else sum(numbers)


def parts_above_their_whole(report: Report) -> Iterator[Fault]:
    """Rule (part-within-whole): "trong đó" is not more than what it is a part of, counted in the same unit."""
    for line in report.lines:
        whole = report.by_key.get((line.indicator.parent_id, line.key[1]))
        if whole is None or whole.indicator.sums_children or whole.indicator.unit != line.indicator.unit:
            continue
        if reason := _excess(report, line, whole, _("Phần này (%(part)s) lớn hơn “%(whole)s” (%(most)s).")):
            yield report.fault(line, reason)


def numerators_above_their_denominator(report: Report) -> Iterator[Fault]:
    """Rule (share-within-whole): the numerator of a percentage is not more than its denominator."""
    for ratio in report.lines:
        numerator = report.by_key.get((ratio.indicator.numerator_id, ratio.key[1]))
        denominator = report.by_key.get((ratio.indicator.denominator_id, ratio.key[1]))
        if numerator is None or denominator is None or ratio.indicator.unit != PERCENT:
            continue
        message = _("Tử số của tỷ lệ (%(part)s) lớn hơn mẫu số “%(whole)s” (%(most)s).")
        if reason := _excess(report, numerator, denominator, message):
            yield report.fault(numerator, reason)


def _excess(report: Report, part: ReportLine, whole: ReportLine, message: str) -> str:
    number, most = report.number(part.key), report.number(whole.key)
    if number is None or most is None or number <= most:
        return ""
    return message % {"part": format_number(number), "whole": whole.label, "most": format_number(most)}


def figures_far_above_their_target(report: Report) -> Iterator[Fault]:
    """Rule (ten-times): a figure of more than ten times the locality's target is explained in its note."""
    for line in report.lines:
        number, target = report.number(line.key), _most(report.targets.get(line.key), line)
        if line.is_sum or report.content(line).note or not number or not target or number <= TOO_MANY_TIMES * target:
            continue
        message = _("Số này gấp hơn 10 lần mức giao (%s). Hãy kiểm tra lại; nếu đúng thì ghi lý do ở cột ghi chú.")
        yield report.fault(line, message % format_number(target))


def _most(target: Target | None, line: ReportLine) -> Decimal | int | None:
    """The number that a target speaks of, the upper one of a range; a change says nothing of it."""
    if target is None or target.comparator in CHANGES:
        return None
    return scaled(target.value if target.upper is None else target.upper, line.indicator.decimals)


RULES: tuple[Callable[[Report], Iterator[Fault]], ...] = (
    missing_cells,
    stocks_that_do_not_close,
    parts_above_their_whole,
    numerators_above_their_denominator,
    figures_far_above_their_target,
)
