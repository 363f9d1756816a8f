"""What was achieved: periods of a plan, the report of a locality for a period, and its figures."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from core.figures import Amount, Comparator, scaled
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.numbers import format_percent, percent_half_up
from localities.models import Facility, Locality
from plans.models import Plan
from targets.enums import PeriodKind, ResultState, SubmissionState
from targets.models.indicator import Indicator


class Period(NaturalKeyModel):
    """A reporting period of a plan. Window, cut-off and deadline are separate: the calendars of the field differ.

    Source: Decree 09/2019/NĐ-CP, articles 12-13; Circular 05/2011/TT-BLĐTBXH; a plan's own ("trước ngày 10/6").
    """

    NATURAL_KEY = ("plan", "code")

    plan = models.ForeignKey(
        Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE, related_name="periods"
    )
    code = models.SlugField(gettext_lazy("mã kỳ"), max_length=20)
    kind = models.CharField(gettext_lazy("loại kỳ"), max_length=10, choices=PeriodKind.choices)
    name = models.CharField(gettext_lazy("tên kỳ"), max_length=100)
    window_from = models.DateField(gettext_lazy("số liệu từ ngày"), null=True, blank=True)
    window_to = models.DateField(gettext_lazy("số liệu đến ngày"), null=True, blank=True)
    cut_off = models.DateField(gettext_lazy("ngày chốt số liệu"), null=True, blank=True)
    deadline = models.DateField(gettext_lazy("hạn báo cáo"), null=True, blank=True)
    deadline_is_exclusive = models.BooleanField(
        gettext_lazy("phải nộp trước ngày hạn"),
        default=False,
        help_text=gettext_lazy("Bật khi văn bản ghi “trước ngày …”: nộp đúng ngày đó là trễ."),
    )

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("kỳ báo cáo")
        verbose_name_plural = gettext_lazy("kỳ báo cáo")
        ordering = ["plan", "window_to", "deadline", "code"]
        constraints = [
            models.UniqueConstraint(
                name="period_code_once",
                fields=["plan", "code"],
                violation_error_message=gettext_lazy("Kế hoạch đã có kỳ mang mã này."),
            ),
            models.CheckConstraint(
                name="period_window_in_order",
                condition=Q(window_from=None) | Q(window_to=None) | Q(window_to__gte=F("window_from")),
                violation_error_message=gettext_lazy("Ngày cuối kỳ không được trước ngày đầu kỳ."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_baseline(self) -> bool:
        return self.kind == PeriodKind.BASELINE


class Submission(NaturalKeyModel):
    """The report of one locality for one period."""

    NATURAL_KEY = ("period", "locality")

    period = models.ForeignKey(Period, verbose_name=gettext_lazy("kỳ báo cáo"), on_delete=models.CASCADE)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    state = models.CharField(
        gettext_lazy("trạng thái"), max_length=10, choices=SubmissionState.choices, default=SubmissionState.OPEN
    )

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("báo cáo của địa bàn")
        verbose_name_plural = gettext_lazy("báo cáo của địa bàn")
        ordering = ["period", "locality__path"]
        constraints = [
            models.UniqueConstraint(
                name="submission_once",
                fields=["period", "locality"],
                violation_error_message=gettext_lazy("Địa bàn đã có báo cáo cho kỳ này."),
            ),
            models.CheckConstraint(
                name="submission_state_known",
                condition=Q(state__in=SubmissionState.values),
                violation_error_message=gettext_lazy("Trạng thái không có trong danh mục."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality.name}, {self.period}"


class Result(NaturalKeyModel):
    """One reported figure, in units of 10^-decimals of its indicator.

    `declared_plan` and `declared_percent` keep what a document says beside it ("351/290, đạt 121,3%"), also where
    the percentage is wrong; percentages are in tenths of a percent.
    """

    NATURAL_KEY = ("submission", "indicator", "facility")

    submission = models.ForeignKey(Submission, verbose_name=gettext_lazy("báo cáo"), on_delete=models.CASCADE)
    indicator = models.ForeignKey(Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT)
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    facility_key = models.GeneratedField(
        expression=Coalesce(F("facility"), 0), output_field=models.BigIntegerField(), db_persist=True
    )
    state = models.CharField(
        gettext_lazy("tình trạng"), max_length=15, choices=ResultState.choices, default=ResultState.REPORTED
    )
    value = models.BigIntegerField(gettext_lazy("giá trị"), null=True, blank=True)
    is_minimum = models.BooleanField(
        gettext_lazy("là “trên …”"), default=False, help_text=gettext_lazy("Văn bản chỉ ghi “trên 12.000 lượt”.")
    )
    is_estimate = models.BooleanField(gettext_lazy("ước thực hiện"), default=False)
    declared_plan = models.BigIntegerField(gettext_lazy("kế hoạch ghi kèm"), null=True, blank=True)
    declared_percent = models.PositiveIntegerField(
        gettext_lazy("tỷ lệ đạt ghi kèm (phần nghìn)"), null=True, blank=True
    )
    note = models.CharField(gettext_lazy("ghi chú"), max_length=300, blank=True)

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("kết quả")
        verbose_name_plural = gettext_lazy("kết quả")
        ordering = ["submission", "indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="result_cell_once",
                fields=["submission", "indicator", "facility_key"],
                violation_error_message=gettext_lazy("Ô này đã có kết quả; hãy sửa dòng đã có."),
            ),
            models.CheckConstraint(
                name="result_value_fits_state",
                condition=Q(state__in=[ResultState.REPORTED, ResultState.CARRIED], value__isnull=False)
                | Q(state__in=[ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE], value=None),
                violation_error_message=gettext_lazy(
                    "Có số liệu thì phải nhập giá trị; chưa báo cáo hoặc không áp dụng thì để trống."
                ),
            ),
            models.CheckConstraint(
                name="result_not_negative",
                condition=Q(value=None) | Q(value__gte=0),
                violation_error_message=gettext_lazy("Kết quả không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.name}: {self.amount().format(suffix=self.indicator.suffix)}"

    @property
    def figure(self) -> str:
        """The figure as the document writes it: "12.000", "trên 12.000", "43,6%"."""
        amount = self.amount()
        return amount.format(suffix=self.indicator.suffix)

    @property
    def declared_rate(self) -> str:
        """The percentage that the document declares beside the figure, "" where it declares none."""
        return "" if self.declared_percent is None else format_percent(scaled(self.declared_percent, 1))

    @property
    def computed_rate(self) -> str:
        """The percentage computed from the figure and the plan declared beside it, rounded half up; "" without both."""
        if self.value is None or not self.declared_plan:
            return ""
        return format_percent(percent_half_up(self.value, self.declared_plan))

    def amount(self) -> Amount:
        """The figure as plain data; no value where it is not reported or not applicable."""
        comparator = Comparator.MORE_THAN if self.is_minimum else Comparator.EXACTLY
        return Amount(self.value, comparator=comparator, decimals=self.indicator.decimals)
