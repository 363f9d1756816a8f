"""One report as its reviewer reads it: figures beside targets, marks, remarks, steps. Constant queries, plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from core.figures import Amount, Comparator, describe
from core.numbers import format_percent
from localities.models import Locality
from reports.judging import judge
from reports.one_report import OneReport
from reports.rollups import common_headings
from targets.earlier import earlier_of
from targets.enums import ResultState, SubmissionState
from targets.models import Submission, SubmissionStep
from targets.report_checks import Fault, faults_of
from targets.report_sums import parts_of
from targets.reporting import ReportLine, report_lines
from targets.results import BLANK, CellContent, contents

Key = tuple[int, int | None]


@dataclass(frozen=True)
class ReviewLine:
    """One figure: what it is, what was assigned, what was reported in the period and so far, what is to be known of it.

    `missing`: how many parts of a sum hold no figure.
    """

    line: ReportLine
    headings: str
    target: Amount | None
    result: Amount | None
    done: Amount | None
    content: CellContent
    missing: int = 0

    @property
    def target_text(self) -> str:
        return "" if self.target is None else describe(self.target, self.line.indicator.suffix)

    @property
    def result_text(self) -> str:
        """ "351", "ước 351", "x"; "" where there is none, which is not zero."""
        return "" if self.result is None else self.result.format(suffix=self.line.indicator.suffix)

    @property
    def done_text(self) -> str:
        return "" if self.done is None else self.done.format(suffix=self.line.indicator.suffix)

    @property
    def percent(self) -> str:
        """The cumulative result as a share of the target (rule judged-by-meaning): "121,3%"."""
        judgement = judge(self.target, self.done)
        percent = judgement.percent if judgement else None
        return "" if percent is None else format_percent(percent)

    @property
    def marks(self) -> list[str]:
        """What the figure is, in words: estimate, carried, not applicable, missing, a sum."""
        found = []
        if self.missing:
            found.append(_("thiếu %s số liệu thành phần") % self.missing)
        if self.result is not None and self.result.comparator == Comparator.ESTIMATE:
            found.append(_("ước thực hiện"))
        if self.content.state == ResultState.CARRIED:
            found.append(_("chuyển từ kỳ trước"))
        if self.content.state == ResultState.NOT_APPLICABLE:
            found.append(_("không áp dụng"))
        return found

    @property
    def is_missing(self) -> bool:
        return self.result is None and not self.line.is_sum


@dataclass(frozen=True)
class Review:
    """A report that was handed in; of one that is not, `lines` and `faults` are empty: drafts are their author's."""

    lines: tuple[ReviewLine, ...]
    faults: tuple[Fault, ...]
    steps: tuple[SubmissionStep, ...]


def review_of(submission: Submission) -> Review:
    """Rule (drafts): figures are judged once the report was handed in, and not while it is sent back."""
    steps = tuple(_steps(submission))
    if not submission.is_counted:
        return Review((), (), steps)
    return Review(tuple(_lines(submission)), tuple(faults_of(submission)), steps)


def _steps(submission: Submission) -> Sequence[SubmissionStep]:
    if submission.pk is None:
        return []
    return submission.steps.select_related("taken_by").order_by("pk")


def _lines(submission: Submission) -> list[ReviewLine]:
    period, place = submission.period, submission.locality
    lines = report_lines(period.plan)
    figures = OneReport(period, place, lines, contents(submission), earlier_of(period, place))
    missing, shared = _missing(lines, figures.typed), common_headings(lines)
    return [
        ReviewLine(
            line=line,
            headings=", ".join(islice(line.headings, shared, None)),
            target=figures.targets.get(line.key),
            result=figures.current[line.key],
            done=figures.done[line.key],
            content=figures.stored.get(line.key, BLANK),
            missing=missing.get(line.key, 0),
        )
        for line in lines
    ]


def _missing(lines: Sequence[ReportLine], figures: Mapping[Key, Amount | None]) -> dict[Key, int]:
    """{key of a sum: how many typed lines below it hold neither a figure nor "not applicable"}."""
    found: dict[Key, int] = {}
    for key, parts in parts_of(lines).items():  # parts before the sums that they are in
        found[key] = sum(found[part] if part in found else int(figures.get(part) is None) for part in parts)
    return found


# Going from one to the next


def neighbours(submission: Submission, order: Sequence[Locality]) -> tuple[Locality | None, Locality | None]:
    """The localities before and after this one whose reports of the period wait to be judged; one query."""
    waiting = Submission.objects.filter(period=submission.period, state=SubmissionState.SUBMITTED).order_by()
    waiting_ids = set(waiting.values_list("locality_id", flat=True))
    places = [place for place in order if place.pk in waiting_ids or place.pk == submission.locality_id]
    here = next((index for index, place in enumerate(places) if place.pk == submission.locality_id), 0)
    before = places[here - 1] if here else None
    after = places[here + 1] if here + 1 < len(places) else None
    return before, after
