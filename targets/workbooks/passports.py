"""Whether a workbook belongs to the page on which it is uploaded, and if not, a sentence that says whose it is."""

from django.utils.translation import gettext as _

from core.text import normalise
from core.workbooks import UploadRefused
from targets.enums import Stage
from targets.workbooks.marks import Passport

ANNEX, REPORT = "annex", "report"
_ECHOED = 60


def refuse_others(found: Passport, own: Passport) -> None:
    """Raises `UploadRefused` unless the workbook was made for this very table. Its `shape` and moment are not asked:
    rows and columns that came or went are named one by one."""
    if reason := _why_other(found, own):
        raise UploadRefused(f"{reason} {_('Chưa đọc số liệu nào.')}")


def _why_other(found: Passport, own: Passport) -> str:
    if found.kind != own.kind:
        return {
            ANNEX: _("Tệp là biểu nhập chỉ tiêu của kế hoạch, không phải biểu báo cáo kết quả."),
            REPORT: _("Tệp là biểu báo cáo kết quả, không phải biểu nhập chỉ tiêu của kế hoạch."),
        }.get(found.kind, _("Tệp là biểu của một trang khác."))
    texts = {name: _short(getattr(found, name)) for name in ("plan", "year", "annex", "period", "locality")}
    texts.update({f"own_{name}": getattr(own, name) for name in texts})
    if (found.plan, found.year) != (own.plan, own.year):
        sentence = _("Tệp là biểu của kế hoạch “%(plan)s” năm %(year)s, không phải “%(own_plan)s” năm %(own_year)s.")
    elif found.annex != own.annex:
        sentence = _("Tệp là biểu của phụ lục %(annex)s, không phải phụ lục %(own_annex)s.")
    elif found.stage != own.stage:
        return _other_stage(own)
    elif found.period != own.period:
        sentence = _("Tệp là biểu của kỳ “%(period)s”, không phải kỳ “%(own_period)s”.")
    elif found.locality != own.locality and own.kind == ANNEX:
        return _("Tệp là biểu đề xuất của địa bàn khác.")
    elif found.locality != own.locality:
        sentence = _("Tệp là biểu của địa bàn mã %(locality)s, không phải địa bàn mã %(own_locality)s.")
    else:
        return ""
    return sentence % texts


def _other_stage(own: Passport) -> str:
    if own.stage == Stage.ASSIGNED:
        return _("Tệp là biểu đề xuất của địa bàn; trang này nhập số giao.")
    return _("Tệp là biểu nhập số giao; trang này nhập đề xuất của địa bàn.")


def _short(text: str) -> str:
    return normalise(text)[:_ECHOED]
