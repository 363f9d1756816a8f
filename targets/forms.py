"""Forms in which figures are typed: "43,6" of an indicator with one decimal is stored as 436."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import moment
from core.figures import Amount, pack, unpack
from core.forms import FigureForm, NumberField
from targets.actions import Edit
from targets.cells import Cell
from targets.models import Column, Result, Target, TargetChange

CELL_FIELDS = ("plan", "locality", "indicator", "facility", "stage")
PERCENT_DECIMALS = 1
NUMBER_HELP = gettext_lazy("Dấu chấm ngăn hàng nghìn, dấu phẩy là dấu thập phân: 1.600 hoặc 43,6.")


class _ByIndicator(FigureForm):
    """Figures in the unit of the row's indicator."""

    def decimals_of(self, name: str) -> int:
        indicator = self.chosen("indicator")
        return indicator.decimals if indicator else 0

    def _clean_figure(self, name: str) -> None:
        super()._clean_figure(name)
        indicator, typed = self.chosen("indicator"), str(self.data.get(self.add_prefix(name), ""))
        if indicator and indicator.suffix != "%" and typed.rstrip().endswith("%") and name in self.cleaned_data:
            unit = {"unit": indicator.unit}
            self.add_error(name, ValidationError(_("Chỉ tiêu này tính bằng “%(unit)s”; bỏ dấu %%."), params=unit))


class SeenAmount(forms.CharField):
    """The figure that the form was opened with, carried along unseen: "between:650:700", "" for none."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """It is nobody's input; the log of changes does not name it."""
        return False

    def to_python(self, value: Any) -> Amount | None:
        """The figure without its decimals, which the row's indicator knows; None where there was none."""
        try:
            return unpack(super().to_python(value))
        except ValueError as error:
            raise ValidationError(_("Biểu mẫu bị hỏng. Hãy tải lại trang rồi nhập lại.")) from error


class TargetForm(_ByIndicator):
    """One target. It does not save: `edit` says what to ask of `targets.actions.save_cells`."""

    figure_fields = ("value", "upper")
    value = NumberField(label=gettext_lazy("giá trị"), required=False, help_text=NUMBER_HELP, takes_percent=True)
    upper = NumberField(label=gettext_lazy("đến (cận trên)"), required=False, takes_percent=True)
    seen = SeenAmount()
    # Reasons for which a first try was refused; set by the admin class before the form is shown again.
    refused: tuple[str, ...] = ()

    class Meta:
        model = Target
        fields = [*CELL_FIELDS, "comparator", "value", "upper", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = pack(self.instance.amount() if self.instance.pk else None)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.refused:
            raise ValidationError([*self.refused, *self._what_stands()])
        return cleaned

    def _post_clean(self) -> None:
        """A refused figure does not reach the row, or the page would head it as if it were stored."""
        if not self.refused:
            super()._post_clean()

    def edit(self) -> Edit:
        row, decimals = self.instance, self.instance.indicator.decimals
        cell = Cell(row.locality_id, row.indicator_id, row.facility_id, row.stage)
        seen = self.cleaned_data["seen"]
        expected = seen and replace(seen, decimals=decimals)
        return Edit(cell, expected, row.amount(), row.note)

    def _what_stands(self) -> list[str]:
        """Who wrote the figure that stands in the way, and when; nothing where none does.

        The form then counts that figure as seen: whoever saves once more has decided to replace it.
        """
        cell = {name: self.chosen(name) for name in CELL_FIELDS}
        stored = Target.objects.filter(**cell).select_related("indicator").first()
        packed = pack(stored and stored.amount())
        if packed == self.data.get(self.add_prefix("seen"), ""):
            return []
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = packed
        last = TargetChange.objects.filter(**cell).select_related("changed_by").first()
        return [last_written(last)] if last else []


def last_written(change: TargetChange) -> str:
    return _(
        "Giá trị đang lưu do %(who)s ghi lúc %(when)s. Bấm Lưu lần nữa nếu vẫn muốn thay bằng giá trị vừa nhập."
    ) % {
        "who": change.writer,
        "when": moment(change.changed_at),
    }


class ResultForm(_ByIndicator):
    figure_fields = ("value", "declared_plan", "declared_percent")
    value = NumberField(label=gettext_lazy("giá trị"), required=False, help_text=NUMBER_HELP)
    declared_plan = NumberField(label=gettext_lazy("kế hoạch ghi kèm"), required=False)
    declared_percent = NumberField(label=gettext_lazy("tỷ lệ đạt ghi kèm (%)"), required=False, min_value=0)

    class Meta:
        model = Result
        exclude: list[str] = []

    def decimals_of(self, name: str) -> int:
        return PERCENT_DECIMALS if name == "declared_percent" else super().decimals_of(name)

    def _get_validation_exclusions(self) -> set[str]:
        """Django leaves out what the form does not hold, and with `facility_key` the rule of one result a cell."""
        return super()._get_validation_exclusions() - {"facility_key"}


class ColumnForm(_ByIndicator):
    figure_fields = ("declared_total",)
    declared_total = NumberField(
        label=gettext_lazy("số ghi ở dòng tổng"),
        required=False,
        help_text=Column._meta.get_field("declared_total").help_text,
    )

    class Meta:
        model = Column
        exclude: list[str] = []
