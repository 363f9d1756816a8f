"""The figures of a table: what each cell says, or why it is not taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import InputError
from core.figures import Amount
from core.typed_figures import InvalidFigure, read_figure
from core.workbooks import cell_name
from core.workbooks.cells import text_at
from targets.free_workbooks.areas import Surface
from targets.models import Indicator
from targets.models.indicator import PERCENT

_ECHOED = 60  # characters of a cell that a page repeats
_UP_TO_ONE = re.compile(r"(?=.*[1-9])(0?,\d+|1)")
_COMMA_GROUPS = re.compile(r"\d{1,3}(,\d{3})+")
_DOT_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
_DASHES = {"-", "–", "—", "−", "_"}


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
    """Reads cells of a sheet as figures of an indicator: as typed text, by the rules of `core.typed_figures`."""

    def __init__(self, surface: Surface, dash: str = Dash.ASKED) -> None:
        self.surface, self.sheet, self.dash = surface, surface.sheet, dash

    def read(self, row: int, column: int, indicator: Indicator) -> ReadCell:
        text = self.surface.own_text(row, column)
        cell = ReadCell(row, column, text[:_ECHOED], is_formula=(row, column) in self.sheet.formulas)
        try:
            return replace(cell, amount=self._amount(row, column, indicator))
        except InputError as error:
            return replace(cell, fault=str(error))

    def _amount(self, row: int, column: int, indicator: Indicator) -> Amount | None:
        self._refuse_merged(row, column)
        text = text_at(self.sheet, row, column)
        self._refuse_doubtful_share(row, column, indicator)
        if text.strip() in _DASHES and self.dash != Dash.ASKED:
            return None if self.dash == Dash.BLANK else Amount(0, decimals=indicator.decimals)
        return read_figure(text, decimals=indicator.decimals, suffix=indicator.suffix)

    def _refuse_merged(self, row: int, column: int) -> None:
        area = self.surface.area(row, column)
        if (area.top, area.left) != (area.bottom, area.right):
            params = {"area": f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"}
            raise InvalidFigure(_("Ô gộp %(area)s không cho biết số thuộc dòng nào, cột nào. Hãy bỏ gộp ô."), params)

    def _refuse_doubtful_share(self, row: int, column: int, indicator: Indicator) -> None:
        """A number up to 1 without the sign of a share, also typed as text, may be 0,7% or 70%."""
        typed = self.surface.own_text(row, column)
        if indicator.unit == PERCENT and _UP_TO_ONE.fullmatch(typed):
            raise InvalidFigure(
                _(
                    "Không rõ %(typed)s là tỷ lệ hay số phần trăm. Hãy định dạng ô là phần trăm, hoặc gõ, ví dụ, "
                    "“70%%”."
                ),
                {"typed": typed[:_ECHOED]},
            )


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
