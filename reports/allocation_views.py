"""The allocation helper of the entry grid: its form and its preview. Nothing here writes."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plans.permissions import may_edit
from reports.allocation import TYPED, Sheet, load_sheet
from reports.allocation_preview import Typed, preview
from reports.lookup import NotFound
from reports.refusals import told_to_script
from reports.views import visible_annex
from targets.allocation import Impossible
from targets.models import Annex

MOST_BYTES = 512 * 1024
FORM = "reports/includes/_allocation_form.html"
PREVIEW = "reports/includes/_allocation_preview.html"


class Malformed(ValueError):
    """A body that the page itself never sends."""


@require_http_methods(["GET", "HEAD", "POST"])
@told_to_script
def allocation(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """GET: the form that shares the total of column `?cot=`. POST (JSON): its preview, or why there is none (422).

    Rule (allocation-sources): who may edit the plan may also read last year's plans of its locality and of those that
    passed into it, whoever reaches them: their figures are what this year's rest on. Which plans these are follows from
    the plan alone; nothing that is sent names another one.
    """
    annex = _editable_annex(request, code, number)
    try:
        sheet = load_sheet(annex, request.GET.get("cot", ""))
    except NotFound as error:
        raise Http404(str(error)) from error
    if request.method == "POST":
        return _preview(request, sheet)
    return render(request, FORM, {"sheet": sheet, "typed_key": TYPED})


def _editable_annex(request: HttpRequest, code: str, number: str) -> Annex:
    """Out of the user's reach is 404, as if it were not there; in reach without the right is 403."""
    annex, _is_only_one = visible_annex(request, code, number)
    if not may_edit(request.user, annex.plan):
        raise PermissionDenied(_("Tài khoản không được sửa chỉ tiêu của kế hoạch này, hoặc kế hoạch đã ban hành."))
    return annex


def _preview(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if _length(request) > MOST_BYTES:
        return _refused(request, [_("Dữ liệu gửi lên quá lớn.")], 413)
    try:
        return render(request, PREVIEW, {"sheet": sheet, "preview": preview(sheet, _typed(request.body))})
    except Malformed:
        return _refused(request, [_("Không đọc được yêu cầu; hãy tải lại trang rồi thử lại.")], 400)
    except Impossible as error:
        return _refused(request, error.reasons, 422)


def _length(request: HttpRequest) -> int:
    """As declared: a body beyond the server's own limit must not even be read. It never reads more than declared."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdecimal() else MOST_BYTES + 1


def _refused(request: HttpRequest, reasons: list[str], status: int) -> HttpResponse:
    return render(request, PREVIEW, {"reasons": reasons}, status=status)


def _typed(body: bytes) -> Typed:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(data, dict):
        raise Malformed
    texts = {name: _text(data.get(name, "")) for name in ("base", "total")}
    names = ("current", "base_values", "floors", "ceilings", "shares")
    return Typed(**texts, locks=_locks(data.get("locks", [])), **{name: _texts(data.get(name, {})) for name in names})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed
    # JSON may carry half a character, which no answer can repeat.
    return value.encode("utf-8", "replace").decode()


def _texts(value: object) -> dict[str, str]:
    """{row id: text}; keys of JSON are always texts."""
    if not isinstance(value, dict):
        raise Malformed
    return {key: _text(text) for key, text in value.items()}


def _locks(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, int | str) for one in value):
        raise Malformed
    return frozenset(_text(str(one)) for one in value)
