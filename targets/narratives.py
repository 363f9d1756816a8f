"""Writing the words of a periodic report."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from targets.models import Narrative, Period
from targets.permissions import may_review


class NarrativeRefused(Exception):
    """Why the text was not stored, in a sentence."""


def stamp(narrative: Narrative | None) -> str:
    """Which state of the text somebody saw: the moment of its last change, "" for none."""
    return narrative.edited_at.isoformat() if narrative and narrative.edited_at else ""


@transaction.atomic
def save_narrative(
    *,
    period: Period,
    seen: str,
    by: User,
    number: str,
    symbol: str,
    issued_on: datetime.date | None,
    summary: str,
) -> Narrative:
    """Store the words of the report on a period, as somebody saw them (`seen`: `stamp` of that state).

    Rule (words-once): who writes over a text that another has changed meanwhile is refused. Raises `NarrativeRefused`.
    """
    if not may_review(by, period.plan):
        raise NarrativeRefused(_("Tài khoản không có quyền soạn báo cáo của kế hoạch này."))
    Narrative.objects.get_or_create(period=period)
    stored = Narrative.objects.select_for_update(of=("self",)).select_related("edited_by").get(period=period)
    if stamp(stored) != seen:
        raise NarrativeRefused(
            _("Báo cáo vừa được %s sửa. Hãy chép phần vừa soạn, mở lại trang rồi sửa tiếp.") % stored.edited_by
        )
    stored.number, stored.symbol, stored.issued_on, stored.summary = number, symbol, issued_on, summary
    stored.edited_at, stored.edited_by = timezone.now(), by
    stored.save()
    return stored
