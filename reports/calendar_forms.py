"""Forms of a plan's calendar: one that lays it out by a preset, one for a single period."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import format_date
from core.forms import DayField
from plans.models import Plan
from targets.calendars import KINDS, LAST_MONTH_OF_FIRST_HALF, Calendar, OwnDate
from targets.enums import CalendarPreset, PeriodKind
from targets.models import Period
from targets.years import why_far, years_around

OWN_ROWS = 4
REPORTED_KINDS = [(kind.value, kind.label) for kind in PeriodKind if kind != PeriodKind.BASELINE]
OWN_KINDS = [(kind.value, kind.label) for kind in KINDS[CalendarPreset.OWN]]
# A month and a quarter mean nothing without their days; a half and a year have the law's own.
NEEDS_WINDOW = (PeriodKind.MONTH, PeriodKind.QUARTER)
NAMES = {
    CalendarPreset.DECREE_09: gettext_lazy("Nghị định 09/2019/NĐ-CP: từ ngày 15 đến ngày 14"),
    CalendarPreset.STATISTICS: gettext_lazy("Thông tư 05/2011/TT-BLĐTBXH: tháng, 6 tháng và năm dương lịch"),
    CalendarPreset.METHADONE: gettext_lazy("Thông tư 05/2023/TT-BYT (Methadone): từ ngày 15 đến ngày 14"),
    CalendarPreset.OWN: gettext_lazy("Theo hạn ghi trong kế hoạch, ví dụ trước ngày 10/6 và trước ngày 10/12"),
}


class _OfPlan:
    """What forms about one plan's days share."""

    plan: Plan

    def _refuse_far_days(self, *names: str) -> None:
        for name in names:
            if reason := why_far(self.cleaned_data.get(name), years_around(self.plan)):
                self.add_error(name, reason)

    def _refuse_half_window(self, kind: str | None, first: Any, last: Any, name: str) -> None:
        if kind in NEEDS_WINDOW and not (first and last):
            self.add_error(name, _("Kỳ tháng, kỳ quý phải ghi đủ ngày đầu và ngày cuối."))
        elif (first is None) != (last is None):
            self.add_error(name, _("Ghi cả ngày đầu và ngày cuối, hoặc để trống cả hai."))
        elif first and last and last < first:
            self.add_error(name, _("Ngày cuối kỳ không được trước ngày đầu kỳ."))

    def _refuse_second_half_without_window(self, kind: str | None, first: Any, deadline: Any, name: str) -> None:
        if kind == PeriodKind.HALF and not first and deadline and deadline.month > LAST_MONTH_OF_FIRST_HALF:
            self.add_error(name, _("Kỳ 6 tháng cuối năm phải ghi đủ ngày đầu và ngày cuối."))


class LayoutForm(_OfPlan, forms.Form):
    """Which calendar, which kinds of period; for the decree how many working days. The plan's own dates stand beside
    it, in `OwnDateForm`s. `calendar()` says what was chosen."""

    preset = forms.ChoiceField(
        label=gettext_lazy("Lịch mẫu"), choices=[(preset, NAMES[preset]) for preset in KINDS], widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Loại kỳ"),
        choices=[(kind.value, kind.label) for kind in KINDS[CalendarPreset.DECREE_09]],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    working_days = forms.IntegerField(
        label=gettext_lazy("Số ngày làm việc sau kỳ"),
        min_value=1,
        max_value=30,
        initial=3,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "vIntegerField", "autocomplete": "off"}),
    )

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(
            data, initial={"preset": CalendarPreset.DECREE_09, "kinds": [PeriodKind.HALF, PeriodKind.YEAR]}
        )
        self.plan = plan
        self.own_rows = [OwnDateForm(plan, number, data) for number in range(1, OWN_ROWS + 1)]
        self.fields["preset"].error_messages["invalid_choice"] = _("Lịch mẫu không có trong danh mục.")

    @property
    def names(self) -> set[str]:
        """What the address of a chosen layout may say."""
        return {field.html_name for form in (self, *self.own_rows) for field in form}

    @property
    def shows_own_dates(self) -> bool:
        """Whether the plan's own dates stand open: they are what was chosen."""
        return self.is_bound and self["preset"].value() == CalendarPreset.OWN

    def clean(self) -> dict:
        cleaned = super().clean()
        preset = cleaned.get("preset")
        if preset == CalendarPreset.OWN:
            self._clean_own_dates()
        elif preset:
            self._clean_kinds(CalendarPreset(preset), cleaned.get("kinds", []))
        return cleaned

    def calendar(self) -> Calendar:
        """What was chosen; of a valid form alone."""
        preset = CalendarPreset(self.cleaned_data["preset"])
        if preset == CalendarPreset.OWN:
            return Calendar(preset, own_dates=tuple(row.own_date() for row in self.own_rows if row.is_filled))
        days = self.cleaned_data.get("working_days") or self.fields["working_days"].initial
        return Calendar(preset, [PeriodKind(kind) for kind in self.cleaned_data["kinds"]], days)

    def _clean_kinds(self, preset: CalendarPreset, chosen: list[str]) -> None:
        if "kinds" in self.errors:
            return
        if not chosen:
            self.add_error("kinds", _("Chọn ít nhất một loại kỳ."))
        elif unknown := [kind.label for kind in map(PeriodKind, chosen) if kind not in KINDS[preset]]:
            self.add_error("kinds", _("Lịch mẫu này không có kỳ %s.") % ", ".join(map(str, unknown)))

    def _clean_own_dates(self) -> None:
        faults = [row for row in self.own_rows if not row.is_valid()]
        filled = [row for row in self.own_rows if row.is_filled]
        if faults:
            raise ValidationError(_("Có dòng hạn báo cáo chưa đúng; xem dưới đây."))
        if not filled:
            raise ValidationError(_("Ghi ít nhất một hạn báo cáo của kế hoạch."))
        plain = [
            row for row in filled if row.cleaned_data["kind"] in ("half", "year") and not row.cleaned_data["first"]
        ]
        if len({row.cleaned_data["kind"] for row in plain}) < len(plain):
            raise ValidationError(_("Mỗi loại kỳ chỉ một hạn được để trống ngày đầu, ngày cuối."))


class OwnDateForm(_OfPlan, forms.Form):
    """One deadline that the plan gives; a row without a deadline is none."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại kỳ"), choices=OWN_KINDS, required=False)
    deadline = DayField(label=gettext_lazy("Hạn báo cáo"), required=False)
    before = forms.BooleanField(label=gettext_lazy("Trước ngày này"), required=False, initial=True)
    first = DayField(label=gettext_lazy("Số liệu từ ngày"), required=False)
    last = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def __init__(self, plan: Plan, number: int, data: Any = None) -> None:
        usual = {1: (PeriodKind.HALF, (6, 10)), 2: (PeriodKind.YEAR, (12, 10))}
        kind, day = usual.get(number, (PeriodKind.QUARTER, None))
        initial = {"kind": kind, "deadline": datetime.date(plan.year, *day) if day else None}
        super().__init__(data, prefix=f"han-{number}", initial=initial)
        self.plan, self.number = plan, number

    @property
    def is_filled(self) -> bool:
        return bool(self.is_bound and self.cleaned_data.get("deadline"))

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, deadline, first, last = (cleaned.get(name) for name in ("kind", "deadline", "first", "last"))
        if not deadline:
            if (first or last) and "deadline" not in self.errors:
                self.add_error("deadline", _("Hãy ghi hạn báo cáo."))
            return cleaned
        self._refuse_far_days("deadline", "first", "last")
        self._refuse_half_window(kind, first, last, "last")
        self._refuse_second_half_without_window(kind, first, deadline, "last")
        if first and deadline < first:
            self.add_error("deadline", _("Hạn báo cáo không được trước ngày đầu kỳ (%s).") % format_date(first))
        return cleaned

    def own_date(self) -> OwnDate:
        data = self.cleaned_data
        return OwnDate(PeriodKind(data["kind"]), data["deadline"], data["before"], data["first"], data["last"])


class PeriodForm(_OfPlan, forms.ModelForm):
    """One period by hand. Whether it may be saved is for `targets.calendar_actions` to say."""

    code = forms.SlugField(
        label=gettext_lazy("mã kỳ"),
        max_length=20,
        required=False,
        help_text=gettext_lazy(
            "Chữ không dấu, số và gạch nối, đứng trong địa chỉ trang; để trống thì hệ thống tự đặt."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("loại kỳ"), choices=REPORTED_KINDS)
    window_from = DayField(label=gettext_lazy("số liệu từ ngày"), required=False)
    window_to = DayField(
        label=gettext_lazy("số liệu đến ngày"),
        required=False,
        help_text=gettext_lazy("Kỳ 6 tháng để trống là 6 tháng đầu năm dương lịch, kỳ năm để trống là cả năm."),
    )
    cut_off = DayField(label=gettext_lazy("ngày chốt số liệu"), required=False)
    deadline = DayField(label=gettext_lazy("hạn báo cáo"), required=False)

    class Meta:
        model = Period
        fields = [
            "name",
            "code",
            "kind",
            "window_from",
            "window_to",
            "cut_off",
            "deadline",
            "deadline_is_exclusive",
        ]
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField"})}
        error_messages = {"name": {"required": gettext_lazy("Hãy ghi tên kỳ.")}}

    def __init__(
        self, plan: Plan, data: Any = None, *, instance: Period | None = None, has_figures: bool = False
    ) -> None:
        super().__init__(data, instance=instance or Period(plan=plan))
        self.plan = self.instance.plan = plan
        if self.instance.pk:
            del self.fields["code"]
        if has_figures:
            self._freeze()

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, first, last, deadline = (cleaned.get(name) for name in ("kind", "window_from", "window_to", "deadline"))
        self._refuse_far_days("window_from", "window_to", "cut_off", "deadline")
        if "window_from" not in self.errors and "window_to" not in self.errors:
            self._refuse_half_window(kind, first, last, "window_to")
            self._refuse_second_half_without_window(kind, first, deadline, "window_to")
        if not self.errors:
            self._refuse_second_plain_half(kind, first)
            self._refuse_days_out_of_order(Period(plan=self.plan, kind=kind, window_from=first, window_to=last))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The plan is not typed, but a code is unique within it. An empty code is given when the period is saved."""
        return super()._get_validation_exclusions() - {"plan"}

    def _refuse_second_plain_half(self, kind: str, first: datetime.date | None) -> None:
        if kind != PeriodKind.HALF or first:
            return
        others = self.plan.periods.filter(kind=PeriodKind.HALF, window_from=None).exclude(pk=self.instance.pk)
        if others.exists():
            message = _("Kế hoạch đã có kỳ 6 tháng đầu năm không ghi ngày; kỳ này phải ghi ngày đầu, ngày cuối.")
            self.add_error("window_to", message)

    def _refuse_days_out_of_order(self, window: Period) -> None:
        deadline, cut_off = self.cleaned_data.get("deadline"), self.cleaned_data.get("cut_off")
        begins = format_date(window.starts_on)
        if deadline and deadline < window.starts_on:
            self.add_error("deadline", _("Hạn báo cáo không được trước ngày đầu kỳ (%s).") % begins)
        latest = max(window.ends_on, deadline or window.ends_on)
        if cut_off and not window.starts_on <= cut_off <= latest:
            days = {"first": begins, "last": format_date(latest)}
            self.add_error("cut_off", _("Ngày chốt số liệu phải từ %(first)s đến %(last)s.") % days)

    def _freeze(self) -> None:
        """Figures that were reported for a window may not come to stand for another one."""
        for name in ("kind", "window_from", "window_to"):
            self.fields[name].disabled = True
        self.fields["window_to"].help_text = _("Kỳ đã có số liệu báo cáo nên loại, ngày đầu, ngày cuối không đổi được.")
