"""What of a board is shown: a form by GET whose values, and whose names, are known ones or refused."""

from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import fold
from reports.addresses import refuse_unknown_names
from reports.board import Board, BoardHead, BoardLine
from targets.deadlines import Standing
from targets.enums import PeriodKind
from targets.models import Period

ANY = ""


class BoardFilter(forms.Form):
    """Standing, period, kind of period, name of the locality."""

    ten = forms.CharField(
        label=gettext_lazy("Địa bàn"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    trang_thai = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    ky = forms.ChoiceField(label=gettext_lazy("Kỳ báo cáo"), required=False)
    loai = forms.ChoiceField(label=gettext_lazy("Loại kỳ"), required=False)

    def __init__(self, data: QueryDict, *, board: Board) -> None:
        super().__init__(data)
        self.board = board
        kinds = {head.period.kind for head in board.heads}
        self._offer("trang_thai", [(one.value, capfirst(one.label)) for one in Standing])
        self._offer("ky", [(head.period.code, head.period.name) for head in board.heads])
        self._offer("loai", [(kind.value, capfirst(kind.label)) for kind in PeriodKind if kind in kinds])

    def filtered(self) -> Board:
        """The board as it was asked for. An unknown name or value is no page: raises Http404."""
        self._refuse_unknown()
        return self.board.narrowed(self._wants_period, self._wants_line)

    @property
    def chosen(self) -> BoardHead | None:
        """The one period that is shown: as chosen, or because the plan has no other of those asked for."""
        heads = [head for head in self.board.heads if self._wants_period(head.period)]
        return heads[0] if len(heads) == 1 else None

    @property
    def is_in_use(self) -> bool:
        return any(self.cleaned_data.values())

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [(ANY, _("Tất cả")), *choices]

    def _refuse_unknown(self) -> None:
        refuse_unknown_names(self.data, self.fields, _("Không lọc được theo “%s”."))
        if not self.is_valid():
            name = next(iter(self.errors))
            raise Http404(_("Không có “%s” để lọc; hãy chọn trong danh sách.") % self.data.get(name, "")[:50])

    def _wants_period(self, period: Period) -> bool:
        code, kind = self.cleaned_data["ky"], self.cleaned_data["loai"]
        return code in (ANY, period.code) and kind in (ANY, period.kind)

    def _wants_line(self, line: BoardLine) -> bool:
        wanted = self.cleaned_data["trang_thai"]
        if wanted and not any(cell.standing == wanted for cell in line.cells):
            return False
        return fold(self.cleaned_data["ten"]) in fold(line.locality.name)
