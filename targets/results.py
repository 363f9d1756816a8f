"""The one door for results: every channel that writes reported figures passes `save_results`."""

import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from accounts.models import User
from core.figures import Amount, Comparator, is_beyond_whole
from localities.models import Locality
from targets.enums import Channel, ResultState
from targets.history import remember_results
from targets.models import Period, Result, Submission
from targets.models.indicator import PERCENT
from targets.permissions import may_report
from targets.reporting import ReportLine, candidates, report_lines, why_closed

T = TypeVar("T")
_FIGURES = {Comparator.EXACTLY, Comparator.ESTIMATE, Comparator.NOT_APPLICABLE}


class Part(NamedTuple, Generic[T]):
    """One part of a cell: what its author saw, and what they want."""

    seen: T
    new: T


@dataclass(frozen=True)
class ResultEdit:
    """A wish to change one cell of a report. A part that is None stays as it is.

    `figure`: Amounts, None for a blank, "not applicable" for what cannot occur here. `note`: texts. `is_carried`: the
    figure is that of the period before, taken over.
    """

    indicator_id: int
    facility_id: int | None = None
    figure: Part[Amount | None] | None = None
    note: Part[str] | None = None
    is_carried: bool = False

    @property
    def key(self) -> tuple[int, int | None]:
        return self.indicator_id, self.facility_id


@dataclass(frozen=True)
class ResultRefusal:
    """Why an edit was not taken. In a conflict `standing` is what the cell holds now."""

    edit: ResultEdit
    reason: str
    is_conflict: bool = False
    standing: "CellContent | None" = None


class ResultsRefused(Exception):
    """Nothing of the batch was written; `refusals` names each cell that stood in the way and why."""

    def __init__(self, refusals: Sequence[ResultRefusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("; ".join(refusal.reason for refusal in self.refusals))


class CellContent(NamedTuple):
    """What a cell of a report holds: a state ("" for no row), a value, whether it is an estimate, a note."""

    state: str = ""
    value: int | None = None
    is_estimate: bool = False
    note: str = ""

    def amount(self, decimals: int) -> Amount | None:
        """The figure; None for a blank."""
        if self.state == ResultState.NOT_APPLICABLE:
            return Amount(None, comparator=Comparator.NOT_APPLICABLE, decimals=decimals)
        if self.value is None:
            return None
        return Amount(self.value, None, Comparator.ESTIMATE if self.is_estimate else Comparator.EXACTLY, decimals)

    def with_figure(self, amount: Amount | None, *, is_carried: bool = False) -> "CellContent":
        if amount is None:
            return CellContent(note=self.note)._settled()
        if amount.value is None:
            return CellContent(ResultState.NOT_APPLICABLE, None, False, self.note)
        state = ResultState.CARRIED if is_carried else ResultState.REPORTED
        return CellContent(state, amount.value, amount.comparator == Comparator.ESTIMATE, self.note)

    def with_note(self, note: str) -> "CellContent":
        return self._replace(note=note)._settled()

    def _settled(self) -> "CellContent":
        """A note alone explains why there is no figure; without either there is no row."""
        if self.state in (ResultState.REPORTED, ResultState.CARRIED, ResultState.NOT_APPLICABLE):
            return self
        return CellContent(ResultState.NOT_REPORTED if self.note else "", None, False, self.note)


BLANK = CellContent()


@transaction.atomic
def save_results(
    *, period: Period, locality: Locality, edits: Iterable[ResultEdit], by: User, channel: Channel
) -> dict[tuple[int, int | None], CellContent]:
    """Write a batch of results into the report of a locality, or nothing; {(indicator id, facility id): content}.

    Rule (one-door): as `targets.actions.save_cells`: written whole or refused whole, never over what somebody else has
    written since, and each change leaves a `ResultChange`. Sending the same batch twice changes nothing twice. Raises
    `ResultsRefused`.
    """
    edits = list(edits)
    lines = {line.key: line for line in report_lines(period.plan)}
    _raise(_refused_by_right(period, locality, edits, by))
    submission = locked_submission(period, locality)
    _raise(_refused_by_state(submission, edits))
    stored = contents(submission)
    _raise([*_refused_by_form(edits, lines), *_refused_by_stored(edits, stored, lines)])
    wanted: dict[tuple, CellContent] = {}
    for edit in edits:
        wanted[edit.key] = _applied(edit, wanted.get(edit.key, stored.get(edit.key, BLANK)))
    changes = {key: new for key, new in wanted.items() if new != stored.get(key, BLANK)}
    _write(submission, changes)
    sides = [(key, stored.get(key, BLANK), new) for key, new in changes.items()]
    remember_results(sides, submission_id=submission.pk, changed_by_id=by.pk, channel=channel, batch=uuid.uuid4())
    return wanted


def locked_submission(period: Period, locality: Locality) -> Submission:
    """The report, made where it is not there yet. Its row is the lock: what is written into one report, and the steps
    that it goes, pass one after the other. Its period is read after the lock: it may have been closed meanwhile."""
    Submission.objects.get_or_create(period=period, locality=locality)
    rows = Submission.objects.select_for_update(of=("self",)).select_related("period__plan__locality", "locality")
    return rows.get(period=period, locality=locality)


def periods_of(period: Period) -> list[Period]:
    """All periods of the plan of one, each with that plan loaded."""
    return list(Period.objects.filter(plan=period.plan).select_related("plan"))


def contents(submission: Submission) -> dict[tuple[int, int | None], CellContent]:
    """{(indicator id, facility id): content} of a report, in one query; one that is not stored holds nothing."""
    if submission.pk is None:
        return {}
    rows = Result.objects.filter(submission=submission).order_by()
    names = ("indicator_id", "facility_id", "state", "value", "is_estimate", "note")
    return {(row[0], row[1]): CellContent(*row[2:]) for row in rows.values_list(*names)}


def _raise(refusals: list[ResultRefusal]) -> None:
    if refusals:
        raise ResultsRefused(refusals)


def _refused_by_right(period: Period, locality: Locality, edits: Sequence[ResultEdit], by: User) -> list[ResultRefusal]:
    if may_report(by, period.plan, locality):
        return []
    reason = _("Tài khoản không có quyền báo cáo kết quả của %s.") % locality.name
    return [ResultRefusal(edit, reason) for edit in edits]


def _refused_by_state(submission: Submission, edits: Sequence[ResultEdit]) -> list[ResultRefusal]:
    period, locality = submission.period, submission.locality
    reason = why_closed(
        period,
        locality,
        state=submission.state,
        reporters=candidates(period.plan),
        periods=periods_of(period),
    )
    return [ResultRefusal(edit, reason) for edit in edits] if reason else []


def _refused_by_form(edits: Sequence[ResultEdit], lines: Mapping[tuple, ReportLine]) -> list[ResultRefusal]:
    faults = ((edit, _fault(edit, lines.get(edit.key))) for edit in edits)
    return [ResultRefusal(edit, fault) for edit, fault in faults if fault]


def _fault(edit: ResultEdit, line: ReportLine | None) -> str:
    if line is None:
        return _("Chỉ tiêu này không thuộc biểu báo cáo của kế hoạch.")
    if edit.figure is not None and line.is_sum:
        return _("Ô này là tổng của các ô khác, được tự tính; hãy nhập các ô thành phần.")
    return note_fault(edit.note and edit.note.new) or _figure_fault(edit.figure and edit.figure.new, line)


def note_fault(note: str | None) -> str:
    """Why a note cannot be kept; "" where it can."""
    if not note:
        return ""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in note):
        return _("Ghi chú có ký tự không hợp lệ; hãy gõ lại.")
    longest = Result._meta.get_field("note").max_length
    return _("Ghi chú dài quá %s ký tự; hãy rút gọn.") % longest if len(note) > longest else ""


def _figure_fault(new: Amount | None, line: ReportLine) -> str:
    """Rule (possible-result): one whole number of units, not negative, and of a share not more than the whole."""
    if new is None:
        return ""
    if new.comparator not in _FIGURES or new.upper is not None:
        return _("Kết quả phải là một con số; khoảng và mức tối thiểu chỉ dùng cho chỉ tiêu.")
    if new.decimals != line.indicator.decimals:
        return _("Số chữ số thập phân khác với quy định của chỉ tiêu.")
    if new.value is None:
        return ""
    if type(new.value) is not int or not 0 <= new.value <= BigIntegerField.MAX_BIGINT:
        return _("Kết quả phải là số nguyên không âm theo đơn vị lưu của chỉ tiêu.")
    if line.indicator.unit == PERCENT and not line.indicator.is_change and is_beyond_whole(new):
        return _("Tỷ lệ không được quá 100%.")
    return ""


def _refused_by_stored(
    edits: Sequence[ResultEdit], stored: Mapping[tuple, CellContent], lines: Mapping[tuple, ReportLine]
) -> list[ResultRefusal]:
    refusals, seen = [], set()
    for edit in edits:
        content = stored.get(edit.key, BLANK)
        for part in (name for name in ("figure", "note") if getattr(edit, name) is not None):
            if (edit.key, part) in seen:
                refusals.append(ResultRefusal(edit, _("Ô này có hai giá trị trong cùng một lần ghi.")))
            elif _is_conflict(edit, part, content, lines):
                reason = _("Ô đã được người khác sửa.")
                refusals.append(ResultRefusal(edit, reason, is_conflict=True, standing=content))
            seen.add((edit.key, part))
    return refusals


def _is_conflict(edit: ResultEdit, part: str, content: CellContent, lines: Mapping[tuple, ReportLine]) -> bool:
    """What stands there is neither what the author saw nor what they want (then the batch came twice)."""
    wish = getattr(edit, part)
    if edit.key not in lines:
        return False
    standing = content.amount(lines[edit.key].indicator.decimals) if part == "figure" else content.note
    return standing not in (wish.seen, wish.new)


def _applied(edit: ResultEdit, content: CellContent) -> CellContent:
    if edit.figure is not None and not _stands(edit, content):
        content = content.with_figure(edit.figure.new, is_carried=edit.is_carried)
    return content if edit.note is None else content.with_note(edit.note.new)


def _stands(edit: ResultEdit, content: CellContent) -> bool:
    """A figure that is confirmed as it stands stays what it is, also one that was carried forward."""
    decimals = edit.figure.new.decimals if edit.figure.new else 0
    return content.amount(decimals) == edit.figure.new and not edit.is_carried


def _write(submission: Submission, changes: Mapping[tuple, CellContent]) -> None:
    gone = [key for key, content in changes.items() if not content.state]
    for indicator, facility in gone:
        submission.result_set.filter(indicator=indicator, facility=facility).delete()
    Result.objects.bulk_create(
        [
            Result(
                submission=submission,
                indicator_id=indicator,
                facility_id=facility,
                state=content.state,
                value=content.value,
                is_estimate=content.is_estimate,
                note=content.note,
            )
            for (indicator, facility), content in changes.items()
            if content.state
        ],
        update_conflicts=True,
        unique_fields=["submission", "indicator", "facility_key"],
        update_fields=["state", "value", "is_estimate", "note"],
    )
