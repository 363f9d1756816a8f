"""One reported figure, and the history of each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount, Comparator, scaled
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.numbers import format_percent, percent_half_up
from localities.models import Facility
from targets.enums import Channel, ResultState
from targets.models.indicator import Indicator
from targets.models.submission import Submission


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
        # Few results are estimates, and every total asks for them.
        indexes = [models.Index(fields=["submission"], name="result_estimates", condition=Q(is_estimate=True))]
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
        return Amount(self.value, comparator=self._comparator, decimals=self.indicator.decimals)

    @property
    def _comparator(self) -> Comparator:
        if self.is_minimum:
            return Comparator.MORE_THAN
        return Comparator.ESTIMATE if self.is_estimate else Comparator.EXACTLY


class ResultChange(models.Model):
    """One change of one reported cell: append-only, one click from the figure. An empty state: there was no row."""

    submission = models.ForeignKey(Submission, verbose_name=gettext_lazy("báo cáo"), on_delete=models.CASCADE)
    indicator = models.ForeignKey(Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT)
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    old_state = models.CharField(gettext_lazy("tình trạng cũ"), max_length=15, blank=True)
    old_value = models.BigIntegerField(gettext_lazy("giá trị cũ"), null=True)
    old_is_estimate = models.BooleanField(gettext_lazy("cũ là ước"), default=False)
    old_note = models.CharField(gettext_lazy("ghi chú cũ"), max_length=300, blank=True)
    new_state = models.CharField(gettext_lazy("tình trạng mới"), max_length=15, blank=True)
    new_value = models.BigIntegerField(gettext_lazy("giá trị mới"), null=True)
    new_is_estimate = models.BooleanField(gettext_lazy("mới là ước"), default=False)
    new_note = models.CharField(gettext_lazy("ghi chú mới"), max_length=300, blank=True)
    changed_at = models.DateTimeField(gettext_lazy("lúc"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("người sửa"),
        on_delete=models.PROTECT,
        null=True,
        help_text=gettext_lazy("Trống: do hệ thống nạp."),
    )
    channel = models.CharField(gettext_lazy("kênh"), max_length=10, choices=Channel.choices)
    batch = models.UUIDField(gettext_lazy("lô"))

    class Meta:
        verbose_name = gettext_lazy("lần sửa kết quả")
        verbose_name_plural = gettext_lazy("lịch sử kết quả")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.submission}: {self.indicator.name}"

    @property
    def writer(self) -> str:
        """Who made the change; figures that a document brought along have no person."""
        return str(self.changed_by) if self.changed_by_id else _("hệ thống")
