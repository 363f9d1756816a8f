"""The figures of a table: what each cell says, or why it is not taken."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isfinite
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount
from core.numbers import InvalidNumber
from core.typed_figures import InvalidFigure, read_figure
from core.workbooks import cell_name
from targets.free_workbooks.areas import Surface
from targets.models import Indicator
from targets.models.indicator import PERCENT

_COMMA_GROUPS = re.compile(r"\d{1,3}(,\d{3})+")
_DOT_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
_DASHES = {"-", "–", "—", "−", "_"}
_SPARE_DIGITS = 9  # after the comma: a float that was computed has noise further right


class Dash(TextChoices):
    """What a lone dash in a table stands for; only the office that wrote it knows."""

    ASKED = "", gettext_lazy("hỏi lại (không nhận)")
    BLANK = "trong", gettext_lazy("không giao chỉ tiêu")
    ZERO = "0", gettext_lazy("số 0")


@dataclass(frozen=True)
class ReadCell:
    """A cell of the file: its figure (None: blank), or the `fault` for which it is not taken. Row, column from 0."""

    row: int
    column: int
    text: str
    amount: Amount | None = None
    fault: str = ""
    is_formula: bool = False

    @property
    def address(self) -> str:
        return cell_name(self.row, self.column)


class CellReader:
    """Reads cells of a sheet as figures of an indicator, by the rules of what is typed (`core.typed_figures`)."""

    def __init__(self, surface: Surface, dash: str = Dash.ASKED) -> None:
        self.surface, self.sheet, self.dash = surface, surface.sheet, dash

    def read(self, row: int, column: int, indicator: Indicator) -> ReadCell:
        text = self.surface.own_text(row, column)
        cell = ReadCell(row, column, text[:60], is_formula=(row, column) in self.sheet.formulas)
        if fault := self._fault(row, column):
            return replace(cell, fault=fault)
        try:
            return replace(cell, amount=self._amount(row, column, indicator))
        except InvalidNumber as error:
            return replace(cell, fault=str(error))

    def _fault(self, row: int, column: int) -> str:
        """Why the cell holds no figure, whatever the indicator."""
        value, area = self.surface.value(row, column), self.surface.area(row, column)
        if (area.top, area.left) != (area.bottom, area.right):
            names = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
            return _("Ô gộp %s không cho biết số thuộc dòng nào, cột nào. Hãy bỏ gộp ô.") % ":".join(names)
        if (row, column) in self.sheet.errors:
            return _("Ô báo lỗi %s.") % self.sheet.errors[row, column]
        if isinstance(value, bool):
            return _("Ô chứa giá trị đúng/sai, không phải con số.")
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            return _("Ô chứa ngày giờ, không phải con số. Có thể Excel đã tự đổi; hãy gõ lại con số.")
        if value is None and (row, column) in self.sheet.formulas:
            return _("Công thức chưa có kết quả lưu kèm. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi tải lên.")
        return ""

    def _amount(self, row: int, column: int, indicator: Indicator) -> Amount | None:
        value = self.surface.value(row, column)
        if value is None:
            return None
        if isinstance(value, str):
            return self._typed(value, indicator)
        is_percent = (row, column) in self.sheet.percents
        return _number(value, is_percent, indicator)

    def _typed(self, text: str, indicator: Indicator) -> Amount | None:
        if text.strip() in _DASHES and self.dash != Dash.ASKED:
            return None if self.dash == Dash.BLANK else Amount(0, decimals=indicator.decimals)
        return read_figure(text, decimals=indicator.decimals, suffix=indicator.suffix)


def _number(value: Any, is_percent: bool, indicator: Indicator) -> Amount:
    if isinstance(value, float) and not isfinite(value):
        raise InvalidFigure(_("Ô không chứa một con số hữu hạn."), {})
    exact = Decimal(value) if isinstance(value, int) else _exact(value)
    if is_percent and indicator.unit != PERCENT:
        raise InvalidFigure(_("Ô ghi tỷ lệ phần trăm, chỉ tiêu này không tính bằng phần trăm."), {})
    if indicator.unit == PERCENT and is_percent:
        exact *= 100
    elif indicator.unit == PERCENT and 0 < exact <= 1:
        raise InvalidFigure(
            _("Không rõ %(typed)s là tỷ lệ hay số phần trăm. Hãy định dạng ô là phần trăm, hoặc gõ, ví dụ, “70%%”."),
            {"typed": str(value)},
        )
    # By the way of typed text, so that a number has the same bounds as one that is typed.
    text = format(exact.normalize(), "f").replace(".", ",")
    if len(text) > 100:
        raise InvalidFigure(_("Con số quá lớn."), {})
    return read_figure(text, decimals=indicator.decimals, suffix=indicator.suffix)


def _exact(value: float) -> Decimal:
    """43.6 and not 43.600000000000001; a third keeps more decimals than any figure has, and is refused for them."""
    return Decimal(repr(round(value, _SPARE_DIGITS) if abs(value) < 10**_SPARE_DIGITS else value))


def with_mixed_marks_refused(cells: Iterable[ReadCell]) -> list[ReadCell]:
    """Rule (marks-agree): where a column has "1,234" a "1.234" beside it may be one and a quarter; both are asked.

    Numbers that are stored as numbers have no marks and are not in doubt.
    """
    cells = list(cells)
    commas = [cell for cell in cells if _COMMA_GROUPS.fullmatch(cell.text)]
    if not commas:
        return cells
    fault = _("Cột này có cả dấu phẩy (%(one)s) và dấu chấm; không rõ dấu nào ngăn hàng nghìn.") % {
        "one": commas[0].address
    }
    return [
        replace(cell, amount=None, fault=fault) if not cell.fault and _DOT_GROUPS.fullmatch(cell.text) else cell
        for cell in cells
    ]
