"""How a field of a model stands in a cell: read with a reason where it cannot be, written so that it reads back.

A column is a field of django-import-export. What cannot be read raises ValueError with a sentence in Vietnamese.
"""

import copy
import datetime
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field

from core.dates import format_date
from core.lists.files import Unreadable
from core.numbers import format_number, parse_number
from core.spreadsheets import as_typed, harmless
from core.text import fold, normalise
from core.typed_figures import in_units

FIRST_YEAR = 1900  # what is before it was typed wrong
LONGEST_ECHO = 60  # characters of a cell that a message repeats
YES = {"co", "x", "1", "true", "yes", "dung", "dang dung"}
NO = {"khong", "0", "false", "no", "sai"}
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


def echo(cell: Any) -> str:
    text = normalise(str(cell))
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


class Column(Field):
    """One column. `headings`: the one that is written, then others that are understood."""

    width = 18
    remark: Any = ""  # of the list, beside what its kind says

    def __init__(self, field: models.Field, headings: Sequence[Any] = ()) -> None:
        super().__init__(attribute=field.name, column_name=field.name)
        self.field = field
        self.headings = headings or (field.verbose_name,)

    def __deepcopy__(self, memo: dict) -> "Column":
        """Each resource has columns of its own; the fields of the model are everybody's."""
        return copy.copy(self)

    @property
    def name(self) -> str:
        return self.attribute

    @property
    def heading(self) -> str:
        return capfirst(str(self.headings[0]))

    @property
    def is_required(self) -> bool:
        """Whether a new row must say it."""
        return not (self.field.blank or self.field.null or self.field.has_default())

    @property
    def hint(self) -> str:
        """What may stand in a cell, of this kind of column."""
        return str(self.field.help_text)

    @property
    def instruction(self) -> str:
        """How to fill in the column, for a template."""
        return f"{self.hint} {self.remark}".strip()

    def save(self, instance: models.Model, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any) -> None:
        self.put(instance, self.value_of(row[self.column_name], instance))

    def value_of(self, cell: Any, instance: models.Model) -> Any:
        if isinstance(cell, Unreadable):
            raise ValueError(cell.reason)
        return self.blank(instance) if is_blank(cell) else self.read(cell, instance)

    def blank(self, instance: models.Model) -> Any:
        """What an empty cell says: nothing; where there must be something, what the row has, or has by itself."""
        if self.field.null:
            return None
        if self.field.has_default():
            return self.value(instance) if instance.pk is not None else self.field.get_default()
        if self.field.blank:
            return ""
        raise ValueError(_("Phải có giá trị."))

    def key(self, cell: Any) -> Any:
        """The cell as a part of what a row is known by; None for a blank one."""
        if isinstance(cell, Unreadable):
            raise ValueError(cell.reason)
        return None if is_blank(cell) else self.read(cell, None)

    def key_of(self, instance: models.Model) -> Any:
        return self.value(instance)

    def read(self, cell: Any, instance: models.Model | None) -> Any:
        raise NotImplementedError

    def put(self, instance: models.Model, value: Any) -> None:
        setattr(instance, self.attribute, value)

    def value(self, instance: models.Model) -> Any:
        return getattr(instance, self.attribute)

    def cell(self, instance: models.Model) -> str | int | datetime.date | None:
        """What is written into a workbook."""
        return self.value(instance)

    def export(self, instance: models.Model, **kwargs: Any) -> str | int | datetime.date | None:
        return self.cell(instance)

    def shown(self, value: Any) -> str:
        """A value in words, for a preview and for a CSV file."""
        return "" if value is None else str(value)


class TextColumn(Column):
    @property
    def width(self) -> int:
        return max(14, min(40, (self.field.max_length or 200) // 5))

    def read(self, cell: Any, instance: models.Model | None) -> str:
        typed = self.typed(cell)
        current = self.value(instance) if instance is not None else ""
        # As it is stored: lines and blanks of a text are not changed by reading it back.
        return current if current and typed in _as_read_back(current) else typed

    def typed(self, cell: Any) -> str:
        if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
            raise ValueError(_("Ô chứa ngày giờ; hãy đặt định dạng ô là Văn bản rồi gõ lại."))
        if isinstance(cell, bool):
            raise ValueError(_("Ô chứa giá trị đúng/sai; ở đây phải là chữ."))
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return normalise(str(cell))

    def cell(self, instance: models.Model) -> str:
        return self.value(instance) or ""


def _as_read_back(text: str) -> Iterable[str]:
    yield normalise(text)
    yield normalise(as_typed(harmless(text)))


class CodeColumn(TextColumn):
    """Codes are texts: a number has lost the zeros before it."""

    width = 16

    def typed(self, cell: Any) -> str:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise ValueError(
                _("Ô là số %s; mã phải là văn bản để giữ số 0 đứng đầu. Hãy đặt định dạng ô là Văn bản rồi gõ lại mã.")
                % echo(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
            )
        return super().typed(cell)


class ChoiceColumn(Column):
    """A choice, by the word that pages show or by its code."""

    width = 26

    def __init__(self, field: models.Field, headings: Sequence[Any] = ()) -> None:
        super().__init__(field, headings)
        self.offered = [value for value, _label in field.choices]

    @property
    def words(self) -> list[str]:
        return [str(label) for value, label in self.field.choices if value in self.offered]

    @property
    def hint(self) -> str:
        return _("Một trong: %s.") % "; ".join(self.words)

    def read(self, cell: Any, instance: models.Model | None) -> str:
        if (found := self._by_word.get(fold(str(cell)))) is None:
            raise ValueError(_("“%(cell)s” không có trong: %(words)s.") % self._refusal(cell))
        if found not in self.offered and (instance is None or self.value(instance) != found):
            raise ValueError(_("Tài khoản không được chọn “%(cell)s”; chỉ chọn: %(words)s.") % self._refusal(cell))
        return found

    @property
    def _by_word(self) -> dict[str, str]:
        if not hasattr(self, "_words"):
            self._words = {fold(str(label)): value for value, label in self.field.choices}
            self._words |= {fold(str(value)): value for value, _label in self.field.choices}
        return self._words

    def _refusal(self, cell: Any) -> dict[str, str]:
        return {"cell": echo(cell), "words": "; ".join(self.words)}

    def cell(self, instance: models.Model) -> str:
        return self.shown(self.value(instance))

    def shown(self, value: Any) -> str:
        return str(dict(self.field.choices).get(value, value or ""))


class FlagColumn(Column):
    width = 12

    @property
    def hint(self) -> str:
        return _("“có” hoặc “không”.")

    def read(self, cell: Any, instance: models.Model | None) -> bool:
        word = fold(str(int(cell) if isinstance(cell, bool | float) else cell))
        if word not in YES | NO:
            raise ValueError(_("“%s” không phải “có” hay “không”.") % echo(cell))
        return word in YES

    def cell(self, instance: models.Model) -> str:
        return self.shown(self.value(instance))

    def shown(self, value: Any) -> str:
        return _("có") if value else _("không")


class DateColumn(Column):
    width = 14

    @property
    def hint(self) -> str:
        return _("Ngày/tháng/năm, ví dụ 01/7/2025.")

    def read(self, cell: Any, instance: models.Model | None) -> datetime.date:
        if isinstance(cell, datetime.datetime):
            cell = cell.date()
        day = cell if isinstance(cell, datetime.date) else read_date(cell)
        if day.year < FIRST_YEAR:
            raise ValueError(_("“%s” là ngày quá xa xưa; hãy kiểm tra lại năm.") % echo(self.shown(day)))
        return day

    def shown(self, value: Any) -> str:
        return format_date(value)


def read_date(cell: Any) -> datetime.date:
    """A day as people type it: 01/7/2025; also 2025-07-01. Raises ValueError with a sentence."""
    typed = normalise(str(cell)) if isinstance(cell, str) else ""
    for form in DATE_FORMS:
        try:
            return datetime.datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(_("“%s” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 01/7/2025.") % echo(cell))


class NumberColumn(Column):
    """A whole number; as text it is read as people write numbers here, "1.600"."""

    width = 12

    @property
    def hint(self) -> str:
        return str(self.field.help_text or _("Số nguyên."))

    def read(self, cell: Any, instance: models.Model | None) -> int:
        if isinstance(cell, bool | datetime.date | datetime.time | datetime.timedelta):
            raise ValueError(_("“%s” không phải là số.") % echo(cell))
        if isinstance(cell, float) and not (math.isfinite(cell) and cell.is_integer()):
            raise ValueError(_("“%s” không phải số nguyên.") % echo(cell))
        number = int(cell) if isinstance(cell, int | float) else in_units(parse_number(str(cell)), 0)
        if abs(number) >= 10**18:
            raise ValueError(_("“%s” có quá nhiều chữ số.") % echo(cell))
        return number

    def shown(self, value: Any) -> str:
        return "" if value is None else format_number(Decimal(value))
