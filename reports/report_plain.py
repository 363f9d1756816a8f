"""A report as a plain form, for a browser without script: what it brings, and how it comes back when refused."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _

from core.figures import unpack
from reports.report_form import MARK, Typed
from targets.earlier import Earlier, carried
from targets.report_entry import EntriesRefused, Entry, Sheet, Spot, Verdict

ALL = "tat-ca"  # value of the button that takes over every earlier figure
_KEY = re.compile(r"\d{1,20}\.\d{1,20}", re.ASCII)


@dataclass(frozen=True)
class Posted:
    """{key: text} as typed, {key: packed} as seen (None: the form did not say); `carried`: keys taken over from before.

    `mark` says for which lines the page was made.
    """

    texts: Mapping[str, str]
    seen: Mapping[str, str] | None
    carried: frozenset[str] = frozenset()
    mark: str = ""


def read_form(sheet: Sheet, post: Mapping[str, str], earlier: Earlier) -> Posted:
    """A pressed "carry" button puts earlier figures in the place of what was typed.

    A key that is no cell of the form is kept, so that it is refused with a reason and not passed over.
    """
    texts = {key: text for key, text in post.items() if _KEY.fullmatch(key)}
    offers = _offers(sheet, post.get("nhan", ""), texts, earlier)
    seen = _seen(post["seen"]) if "seen" in post else None
    mark = (seen or {}).pop(MARK, "")
    return Posted({**texts, **offers}, seen, frozenset(offers), mark)


def _seen(text: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in text.split() if "=" in part)
    return {key: unquote(packed) for key, packed in pairs}


def _offers(sheet: Sheet, wanted: str, texts: Mapping[str, str], earlier: Earlier) -> dict[str, str]:
    """{key: text} of the figures that a button asks for: one cell's, or those of all blank cells."""
    if not wanted:
        return {}
    figures = carried(sheet.lines, earlier)
    return {
        key: figures[spot.line.key].format(suffix=spot.line.indicator.suffix)
        for key, spot in sheet.spots.items()
        if not spot.is_note
        and spot.line.key in figures
        and (key == wanted or wanted == ALL and not texts.get(key, "").strip())
    }


def changed(sheet: Sheet, posted: Posted) -> list[Entry]:
    """Entries for the cells whose text is not the one the form was opened with."""
    seen = posted.seen or {}
    before = {key: text for key in seen if (text := _text(sheet.spots.get(key), seen[key]))}
    return [
        Entry(key, text, None if posted.seen is None else seen.get(key, ""), key in posted.carried)
        for key, text in posted.texts.items()
        if text.strip() != before.get(key, "")
    ]


def _text(spot: Spot | None, packed: str) -> str:
    """What a packed content looks like as text; "" for what cannot be read."""
    if spot is None or spot.is_note:
        return packed
    with suppress(ValueError):
        amount = unpack(packed, spot.line.indicator.decimals)
        return "" if amount is None else amount.format(suffix=spot.line.indicator.suffix)
    return ""


def again(posted: Posted, error: EntriesRefused) -> Typed:
    """The form as it was typed. What stands in the way counts as seen: who saves once more has decided."""
    faults, seen = {}, dict(posted.seen or {})
    for key, verdict in error.verdicts.items():
        faults[key] = verdict.reason
        if verdict.is_conflict:
            seen[key] = verdict.seen
            faults[key] += " " + _written(verdict)
    return Typed(posted.texts, faults, {**dict.fromkeys(posted.texts, ""), **seen})


def _written(verdict: Verdict) -> str:
    once_more = _("Bấm Ghi lần nữa nếu vẫn muốn thay bằng nội dung vừa nhập; muốn giữ nội dung đang lưu thì gõ lại.")
    if not verdict.who:
        return once_more
    return _("Người ghi: %(who)s, lúc %(when)s.") % {"who": verdict.who, "when": verdict.when} + " " + once_more
