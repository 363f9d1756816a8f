"""The entry grid as a plain form, for a browser without script: what it brings, and how it comes back when refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.figures import pack
from reports.grid import Typed
from targets.entry import AnnexSpots, EntriesRefused, Entry, Verdict, seen_texts
from targets.enums import Stage
from targets.models import Target

ALL = "tat-ca"  # value of the button that takes every proposal
ROW = "dong:"  # ... those of one row, by its id
_KEY = re.compile(r"\d{1,20}\.\d{1,20}", re.ASCII)


@dataclass(frozen=True)
class Posted:
    """{key: text} as typed and {key: packed figure} as seen; `seen` None: the form did not say."""

    texts: Mapping[str, str]
    seen: Mapping[str, str] | None


def read_form(spots: AnnexSpots, post: Mapping[str, str]) -> Posted:
    """A pressed "accept" button puts proposals in the place of what was typed.

    A key that is no cell of the annex is kept, so that it is refused with a reason and not passed over.
    """
    texts = {key: text for key, text in post.items() if key in spots.by_key or _KEY.fullmatch(key)}
    if wanted := post.get("nhan", ""):
        texts.update(_proposals(spots, wanted))
    seen = dict(part.split("=", 1) for part in post["seen"].split() if "=" in part) if "seen" in post else None
    return Posted(texts, seen)


def _proposals(spots: AnnexSpots, wanted: str) -> dict[str, str]:
    """{key: text} of the proposals that a button asks for: one cell's, a row's, all."""
    if spots.stage != Stage.ASSIGNED:
        return {}
    proposed = Target.objects.filter(plan=spots.annex.plan, stage=Stage.PROPOSED).select_related("indicator")
    figures = {(row.locality_id, row.indicator_id, row.facility_id): row.figure for row in proposed}
    places = {
        key: (spot.cell.locality_id, spot.cell.indicator_id, spot.cell.facility_id)
        for key, spot in spots.by_key.items()
        if wanted in (key, ALL, f"{ROW}{key.split('.')[0]}")
    }
    return {key: figures[place] for key, place in places.items() if place in figures}


def changed(spots: AnnexSpots, posted: Posted) -> list[Entry]:
    """Entries for the cells whose text is not the one the form was opened with."""
    before = seen_texts(spots, posted.seen or {})
    return [
        Entry(key, text, None if posted.seen is None else posted.seen.get(key, ""))
        for key, text in posted.texts.items()
        if text.strip() != before.get(key, "")
    ]


def again(posted: Posted, error: EntriesRefused) -> Typed:
    """The form as it was typed. A figure that stands in the way counts as seen: who saves once more has decided."""
    faults, seen = {}, dict(posted.seen or {})
    for key, verdict in error.verdicts.items():
        faults[key] = verdict.reason
        if verdict.is_conflict:
            seen[key] = pack(verdict.standing)
            faults[key] += " " + _written(verdict)
    return Typed(posted.texts, faults, seen)


def _written(verdict: Verdict) -> str:
    once_more = _("Bấm Ghi lần nữa nếu vẫn muốn thay bằng giá trị vừa nhập; muốn giữ số đang lưu thì gõ lại số đó.")
    if not verdict.who:
        return once_more
    return _("Người ghi: %(who)s, lúc %(when)s.") % {"who": verdict.who, "when": verdict.when} + " " + once_more
