"""What must hold before a report can be handed in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.enums import ResultState
from targets.models import Submission
from targets.reporting import report_lines
from targets.results import BLANK, contents


@dataclass(frozen=True)
class Fault:
    """One cell that stands in the way: `key` is (indicator id, facility id)."""

    key: tuple[int, int | None]
    where: str
    reason: str


def faults_of(submission: Submission) -> list[Fault]:
    """What stands in the way of handing in a report, in the order of its lines; a constant number of queries.

    Rule (no-silent-gap): every line holds a figure, is declared not applicable ("x") or says in its note why there is
    no figure.
    """
    lines = [line for line in report_lines(submission.period.plan) if not line.is_sum]
    stored = contents(submission)
    missing = [line for line in lines if not _is_answered(stored.get(line.key, BLANK))]
    reason = _("Chưa có số liệu. Hãy nhập số, gõ “x” nếu không áp dụng, hoặc ghi lý do ở cột ghi chú.")
    return [Fault(line.key, ", ".join(line.path), reason) for line in missing]


def _is_answered(content) -> bool:
    return bool(content.state) and (content.state != ResultState.NOT_REPORTED or bool(content.note))
