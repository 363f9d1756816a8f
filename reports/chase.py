"""The letter (công văn) to those whose report is overdue, as plain data; one for PDF and one for Word write it down.

Source: Decree 30/2020/NĐ-CP, annex I (form of administrative documents).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.dates import BLANK, date_phrase, format_date
from core.numbers import format_number
from core.text import for_xml, normalise
from localities.models import Locality
from plans.models import Plan, padded_number
from reports.board import Board, BoardCell
from targets.deadlines import Standing, last_day
from targets.models import Period

ONE_DAY = datetime.timedelta(days=1)
WORKING_DAYS_TO_ANSWER = 3
SATURDAY = 5
# More names than these stand in a list of their own, behind the letter.
MOST_NAMED = 10


@dataclass(frozen=True)
class Overdue:
    """One locality as the letter names it."""

    name: str
    last_day: str
    remark: str
    is_returned: bool = False

    @property
    def in_words(self) -> str:
        return f"{self.name} ({self.remark})" if self.remark else self.name

    @property
    def in_list(self) -> str:
        """Beside its last day, which says whether it was given more time."""
        return f"{self.name} ({_returned()})" if self.is_returned else self.name


@dataclass(frozen=True)
class ChaseLetter:
    """All that the letter says. Its number and day are left blank: they are written in when it is issued."""

    plan: Plan
    period: Period
    overdue: tuple[Overdue, ...]
    today: datetime.date
    answer_by: datetime.date

    @property
    def superior(self) -> str:
        above = self.plan.issuing_agency.superior
        return printable(above.name).upper() if above else ""

    @property
    def agency(self) -> str:
        return printable(self.plan.issuing_agency.name)

    @property
    def issuer(self) -> str:
        """The agency as a sentence names it."""
        return printable(self.plan.issuing_agency.short_name) or self.agency

    @property
    def number(self) -> str:
        return _("Số: %s/…") % BLANK

    @property
    def subject(self) -> str:
        return _("V/v đôn đốc báo cáo %s") % lowered(self.period_name)

    @property
    def place_and_date(self) -> str:
        place = printable(self.plan.place) or self.plan.locality.short_name
        return f"{printable(place)}, {date_phrase(None, None, self.today.year)}"

    @property
    def period_name(self) -> str:
        return printable(self.period.name)

    @property
    def has_list(self) -> bool:
        return len(self.overdue) > MOST_NAMED

    @property
    def addressee(self) -> str:
        """What follows "Kính gửi:" in the same line; "" where each addressee has a line."""
        if self.has_list:
            return _("Ủy ban nhân dân các địa phương có tên trong danh sách kèm theo.")
        return _("Ủy ban nhân dân %s.") % self.overdue[0].name if len(self.overdue) == 1 else ""

    @property
    def addressees(self) -> list[str]:
        if self.addressee:
            return []
        lines = [_("- Ủy ban nhân dân %s") % one.name for one in self.overdue]
        return [*(f"{line};" for line in lines[:-1]), f"{lines[-1]}."]

    @property
    def paragraphs(self) -> list[str]:
        return [self._basis, self._state, self._request]

    @property
    def signer(self) -> list[str]:
        return [printable(line) for line in self.plan.signer_title.splitlines() if line.strip()]

    @property
    def signer_name(self) -> str:
        return printable(self.plan.signer_name)

    @property
    def recipients(self) -> list[str]:
        return [_("- Như trên;"), _("- Lưu: VT.")]

    @property
    def list_title(self) -> str:
        return _("Danh sách địa phương chưa gửi báo cáo %s") % lowered(self.period_name)

    @property
    def list_attached_to(self) -> str:
        return _("(Kèm theo Công văn số %(number)s/… %(date)s của %(issuer)s)") % {
            "number": BLANK,
            "date": date_phrase(None, None, self.today.year),
            "issuer": self.issuer,
        }

    @property
    def document_title(self) -> str:
        return _("Công văn đôn đốc báo cáo %(period)s") % {"period": lowered(self.period_name)}

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"{self.plan.code}-don-doc-{self.period.code}"

    def html(self) -> str:
        return render_to_string("print/letter.html", {"letter": self})

    @property
    def _basis(self) -> str:
        return _(
            "Thực hiện Kế hoạch số %(number)s/%(symbol)s %(date)s của %(issuer)s (%(subject)s), các địa phương gửi "
            "báo cáo %(period)s%(due)s."
        ) % {
            "number": padded_number(printable(self.plan.number)) or BLANK,
            "symbol": printable(self.plan.symbol),
            "date": self.plan.issue_date_phrase,
            "issuer": self.issuer,
            "subject": printable(self.plan.subject),
            "period": lowered(self.period_name),
            "due": self._due,
        }

    @property
    def _due(self) -> str:
        """ " trước ngày 10/6/2020"; "" where the period has none of its own, and only more time was given."""
        if self.period.deadline is None:
            return ""
        day = format_date(self.period.deadline)
        text = _(" trước ngày %s") if self.period.deadline_is_exclusive else _(" chậm nhất ngày %s")
        return text % day

    @property
    def _state(self) -> str:
        start = _("Đến hết ngày %(day)s, còn %(count)s địa phương chưa gửi báo cáo") % {
            "day": format_date(self.today - ONE_DAY),
            "count": format_number(len(self.overdue), pad=True),
        }
        if self.has_list:
            return _("%s (danh sách kèm theo).") % start
        return f"{start}: {'; '.join(one.in_words for one in self.overdue)}."

    @property
    def _request(self) -> str:
        return _(
            "%(issuer)s đề nghị Ủy ban nhân dân các địa phương nêu trên hoàn thành và gửi báo cáo trước ngày %(day)s; "
            "trường hợp có khó khăn, vướng mắc thì kịp thời phản ánh để được hướng dẫn./."
        ) % {"issuer": _capitalised(self.issuer), "day": format_date(self.answer_by)}


def overdue_in(column: Iterable[BoardCell], *, today: datetime.date) -> list[BoardCell]:
    """Rule (whom-to-chase): as those who are reminded, once the last day has passed: whose report was not handed in, or
    was returned and is not handed in anew."""
    return [cell for cell in column if cell.standing == Standing.OVERDUE or _is_returned_late(cell, today)]


def _is_returned_late(cell: BoardCell, today: datetime.date) -> bool:
    last = last_day(cell.period, cell.until)
    return cell.standing == Standing.RETURNED and last is not None and last < today


def chase_letter(
    board: Board, period: Period, *, today: datetime.date, answer_by: datetime.date | None = None
) -> ChaseLetter | None:
    """The letter to all whose report of the period is overdue, more time included; None where nobody's is."""
    late = overdue_in(board.column(period), today=today)
    if not late:
        return None
    named = tuple(_overdue(cell) for cell in late)
    return ChaseLetter(board.plan, period, named, today, answer_by or default_answer_day(today))


def default_answer_day(today: datetime.date) -> datetime.date:
    """Three working days after today. Public holidays change from year to year and are not known here, so the clerk may
    choose another day."""
    day, left = today, WORKING_DAYS_TO_ANSWER
    while left:
        day += ONE_DAY
        left -= day.weekday() < SATURDAY
    return day


def printable(text: str) -> str:
    """A text that people typed, as one line that PDF and Word take."""
    return normalise(for_xml(text))


def lowered(name: str) -> str:
    """ "6 tháng đầu năm 2021", "quý I": as a name stands within a sentence."""
    return name[:1].lower() + name[1:]


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _overdue(cell: BoardCell) -> Overdue:
    is_returned = cell.standing == Standing.RETURNED
    more_time = _("gia hạn đến hết ngày %s") % format_date(cell.until) if cell.until else ""
    remark = "; ".join(filter(None, (_returned() if is_returned else "", more_time)))
    due = _("hết ngày %s") % format_date(cell.until) if cell.until else cell.period.due_phrase
    return Overdue(_in_sentence(cell.locality), due, remark, is_returned)


def _returned() -> str:
    return _("đã trả lại để sửa")


def _in_sentence(place: Locality) -> str:
    """ "huyện Bát Xát": the type of a unit is written small, its name as it is."""
    name = printable(place.name)
    return lowered(name) if place.short_name != place.name else name
