"""Form fields and forms for figures and days: typed as people write them, figures stored in whole units."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from core import typed_figures
from core.figures import scaled
from core.numbers import InvalidNumber, format_number, parse_number

_LINES = "\t\n\r"  # a browser sends the end of a line as both


def refuse_control_characters(text: str) -> None:
    """Rule (plain-words): words are characters that can be read; of control characters only ends of lines and tabs."""
    if any(c not in _LINES and unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise ValidationError(gettext_lazy("Có ký tự không hợp lệ; hãy gõ lại."))


class NumberField(forms.CharField):
    """A number as Vietnamese documents write it, "1.600" or "43,6"; its value is a Decimal, None where it is empty.

    A text input: what a browser's number input makes of "1.600" depends on the browser.
    """

    def __init__(
        self, *, min_value: int | None = None, max_value: int | None = None, takes_percent: bool = False, **kwargs: Any
    ) -> None:
        """`takes_percent`: "43,6%" is read as 43,6; whether the sign fits is for the form to say."""
        self.takes_percent = takes_percent
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "class": "figure", "autocomplete": "off"})
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(min_value)] if min_value is not None else []
        self.validators += [MaxValueValidator(max_value)] if max_value is not None else []

    def to_python(self, value: Any) -> Decimal | int | None:
        if value is None or isinstance(value, int | Decimal):
            return value
        if not str(value).strip():
            return None
        try:
            return parse_number(str(value).rstrip().removesuffix("%") if self.takes_percent else str(value))
        except InvalidNumber as error:
            raise ValidationError(error.message, params=error.params) from error

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, int | Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WholeNumberField(NumberField):
    """A count or an amount of money: no decimals."""

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        return None if number is None else in_units(number, 0)


def in_units(number: Decimal | int, decimals: int) -> int:
    """As `core.typed_figures.in_units`, raising ValidationError as forms do."""
    try:
        return typed_figures.in_units(number, decimals)
    except InvalidNumber as error:
        raise ValidationError(error.message, params=error.params) from error


class FigureForm(forms.ModelForm):
    """A form whose `figure_fields` are typed in their unit and stored in units of 10^-`decimals_of(field)`."""

    figure_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._figures():
            if isinstance(stored := self.initial.get(name), int):
                self.initial[name] = scaled(stored, self.decimals_of(name))

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in self._figures():
            self._clean_figure(name)
        return cleaned

    def decimals_of(self, name: str) -> int:
        raise NotImplementedError

    def chosen(self, name: str) -> Any:
        """The value of a field as it stands: what was just chosen, else what the row has (None: nothing)."""
        if name in getattr(self, "cleaned_data", {}):
            return self.cleaned_data[name]
        stored = getattr(self.instance, self._meta.model._meta.get_field(name).attname)
        return None if stored is None else getattr(self.instance, name)

    def _figures(self) -> list[str]:
        return [name for name in self.figure_fields if name in self.fields]

    def _clean_figure(self, name: str) -> None:
        if self.cleaned_data.get(name) is None:
            return
        try:
            self.cleaned_data[name] = in_units(self.cleaned_data[name], self.decimals_of(name))
        except ValidationError as error:
            self.add_error(name, error)


class DayField(forms.DateField):
    """A day as people type it, 10/6/2021; a text input, so that every browser shows day, month, year."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"class": "vDateField", "autocomplete": "off", "placeholder": "nn/tt/nnnn"}
        errors = {"invalid": gettext_lazy("Hãy ghi ngày/tháng/năm, ví dụ 10/6/2021.")}
        super().__init__(widget=forms.DateInput(attrs=attributes), error_messages=errors, **kwargs)
