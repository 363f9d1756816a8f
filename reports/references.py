"""Figures in running text: a reference names a figure, and the text always shows what it is now.

`[compulsory:luy-ke]` is the cumulative result of an indicator, `[compulsory.co-so-1:ky]` that of one facility in the
period, `[dia-ban:da-bao-cao]` how many localities have reported.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount
from core.numbers import format_number, format_percent
from reports.results import Achieved, ResultRollup, below_root
from reports.rollups import ColumnInfo

REFERENCE = re.compile(r"\[([a-z0-9][a-z0-9._-]{0,150}):([a-z-]{1,30})\]")
# What looks like one and is none: to be told, not to be printed. Other words in brackets are words.
_ALMOST = re.compile(r"\[[^\S\n]{0,9}[a-z0-9._-]{0,200}:[a-z-]{0,50}[^\S\n]{0,9}\]", re.IGNORECASE | re.ASCII)
_NO_BRACKETS = str.maketrans("[]", "()")
ASPECTS = {
    "ke-hoach": gettext_lazy("kế hoạch năm"),
    "ky": gettext_lazy("kết quả trong kỳ"),
    "luy-ke": gettext_lazy("lũy kế"),
    "dat": gettext_lazy("tỷ lệ đạt"),
    "con-lai": gettext_lazy("còn lại"),
    "cung-ky": gettext_lazy("cùng kỳ năm trước"),
}
PLACES = {
    "da-bao-cao": gettext_lazy("số địa bàn đã báo cáo"),
    "tat-ca": gettext_lazy("số địa bàn phải báo cáo"),
    "chua-bao-cao": gettext_lazy("số địa bàn chưa báo cáo"),
}
PLACE_CODE = "dia-ban"


@dataclass(frozen=True)
class Quote:
    """A figure that text can refer to: the column it stands in, and its values for the whole."""

    code: str
    column: ColumnInfo
    achieved: Achieved

    def text(self, aspect: str) -> str:
        """ "1.256", "78,5%"; a sentence in brackets where there is none."""
        if aspect == "dat":
            percent = self.achieved.judgement.percent if self.achieved.judgement else None
            return _missing() if percent is None else format_percent(percent)
        amount = self._amount(aspect)
        return _missing() if amount is None else amount.format(suffix=self.column.suffix)

    def _amount(self, aspect: str) -> Amount | None:
        if aspect == "con-lai":
            return self.achieved.judgement.remaining if self.achieved.judgement else None
        names = {"ke-hoach": "target", "ky": "result", "luy-ke": "cumulative", "cung-ky": "last_year"}
        return getattr(self.achieved, names[aspect])


def _missing() -> str:
    return _("(chưa có số liệu)")


class References:
    """What the text of one report can refer to."""

    def __init__(self, rollups: Sequence[ResultRollup]) -> None:
        self.quotes: Mapping[str, Quote] = {
            code: Quote(code, column, achieved)
            for rollup in rollups
            for code, column, achieved in zip(rollup.codes, below_root(rollup.columns), rollup.total or (), strict=True)
        }
        self.coverage = rollups[0].coverage

    def resolve(self, text: str) -> str:
        """The text with every known reference replaced by its figure."""
        return REFERENCE.sub(lambda match: self._text(*match.groups()) or match[0], text)

    def unknown(self, text: str) -> list[str]:
        """References that lead nowhere, in order, each once, with their brackets."""
        found = [match[0] for match in _ALMOST.finditer(text)]
        return list(dict.fromkeys(each for each in found if not self._leads_somewhere(each)))

    def _leads_somewhere(self, reference: str) -> bool:
        match = REFERENCE.fullmatch(reference)
        return match is not None and self._text(*match.groups()) is not None

    def _text(self, code: str, aspect: str) -> str | None:
        if code == PLACE_CODE:
            return self._places(aspect)
        quote = self.quotes.get(code)
        return quote.text(aspect) if quote and aspect in ASPECTS else None

    def _places(self, aspect: str) -> str | None:
        counts = {
            "da-bao-cao": self.coverage.reported,
            "tat-ca": len(self.coverage.expected),
            "chua-bao-cao": len(self.coverage.missing),
        }
        return format_number(counts[aspect], pad=True) if aspect in counts else None

    def draft(self) -> str:
        """A first text to go on from: every figure with its plan, and the headings that a report has."""
        lines = [
            _("I. KẾT QUẢ THỰC HIỆN"),
            _("1. Tình hình báo cáo: [dia-ban:da-bao-cao]/[dia-ban:tat-ca] địa bàn đã gửi báo cáo."),
            _("2. Kết quả thực hiện các chỉ tiêu:"),
            *(_draft_line(quote) for quote in self.quotes.values()),
            _("II. KHÓ KHĂN, VƯỚNG MẮC"),
            _("III. NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI"),
        ]
        return "\n\n".join(lines)


def _draft_line(quote: Quote) -> str:
    text = _(
        "- %(figure)s: thực hiện trong kỳ [%(code)s:ky] %(unit)s, lũy kế [%(code)s:luy-ke]/[%(code)s:ke-hoach], đạt "
        "[%(code)s:dat] kế hoạch năm."
    )
    if quote.achieved.target is None:
        text = _("- %(figure)s: thực hiện trong kỳ [%(code)s:ky] %(unit)s, lũy kế [%(code)s:luy-ke].")
    unit = "" if quote.column.suffix else _word(quote.column.unit)
    shown = text % {"figure": _word(" – ".join(quote.column.path)), "code": quote.code, "unit": unit}
    return re.sub(r" +([,.])", r"\1", shown)


def _word(text: str) -> str:
    """A label as the draft takes it over: what somebody wrote into it is no reference."""
    return text.translate(_NO_BRACKETS)
