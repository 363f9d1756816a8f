from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.figures import Amount, Comparator, FigureModel
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.scope import is_within
from localities.models import Facility, Locality
from plans.models import Plan
from targets.enums import Channel, Stage
from targets.models.indicator import Indicator


class TargetQuerySet(models.QuerySet):
    def assigned(self) -> "TargetQuerySet":
        return self.filter(stage=Stage.ASSIGNED)


class Target(FigureModel, NaturalKeyModel):
    """One figure of a plan: what is asked of a locality, of a facility, or of a facility within a locality.

    A row on the plan's own locality is the total that the plan assigns. No row means no target; 0 is a target.
    Written by `targets.actions.save_cells` alone.
    """

    NATURAL_KEY = ("plan", "locality", "indicator", "facility", "stage")

    plan = models.ForeignKey(Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT)
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    # NULLs never collide in a unique index, and an upsert needs one: no facility is 0 here.
    facility_key = models.GeneratedField(
        expression=Coalesce(F("facility"), 0), output_field=models.BigIntegerField(), db_persist=True
    )
    stage = models.CharField(
        gettext_lazy("mức"), max_length=10, choices=Stage.choices, default=Stage.ASSIGNED, db_default=Stage.ASSIGNED
    )
    note = models.CharField(gettext_lazy("ghi chú"), max_length=300, blank=True)

    objects = NaturalKeyManager.from_queryset(TargetQuerySet)()

    class Meta:
        verbose_name = gettext_lazy("chỉ tiêu giao")
        verbose_name_plural = gettext_lazy("chỉ tiêu giao")
        ordering = ["plan", "locality__path", "indicator__position", "pk"]
        constraints = [
            *FigureModel.Meta.constraints,
            models.UniqueConstraint(
                name="target_cell_once",
                # This order is the index that a roll-up walks: all figures of a locality lie together.
                fields=["plan", "locality", "indicator", "facility_key", "stage"],
                violation_error_message=gettext_lazy("Ô này đã có chỉ tiêu; hãy sửa dòng đã có."),
            ),
            models.CheckConstraint(
                name="target_stage_known",
                condition=Q(stage__in=Stage.values),
                violation_error_message=gettext_lazy("Mức chỉ tiêu không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="target_has_value_unless_na",
                condition=Q(comparator=Comparator.NOT_APPLICABLE) | Q(value__isnull=False),
                violation_error_message=gettext_lazy(
                    "Phải nhập giá trị; chỉ để trống khi chọn “không áp dụng”. Không giao chỉ tiêu thì xoá dòng này."
                ),
            ),
        ]

    def __str__(self) -> str:
        where = f"{self.locality.name}, {self.facility}" if self.facility_id else self.locality.name
        return f"{where}: {self.indicator.name} = {self.amount().format(suffix=self.indicator.suffix)}"

    def clean(self) -> None:
        if self.plan_id and self.locality_id and not is_within(self.locality.path, self.plan.locality.path):
            raise ValidationError({"locality": _("Địa bàn không thuộc phạm vi của kế hoạch.")})

    @property
    def figure(self) -> str:
        """The figure as the plans write it: "1.600", "≥ 850", "65 - 70%"."""
        return self.amount().format(suffix=self.indicator.suffix)

    def amount(self):  # noqa: ANN201 - as FigureModel.amount, with the indicator's own decimals
        return super().amount(self.indicator.decimals)


class TargetChange(models.Model):
    """One change of one cell: append-only, one click away from the figure. Empty old or new: there was no target."""

    plan = models.ForeignKey(Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    indicator = models.ForeignKey(Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT)
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    stage = models.CharField(gettext_lazy("mức"), max_length=10, choices=Stage.choices)
    old_comparator = models.CharField(gettext_lazy("cách hiểu cũ"), max_length=10, blank=True)
    old_value = models.BigIntegerField(gettext_lazy("giá trị cũ"), null=True)
    old_upper = models.BigIntegerField(gettext_lazy("cận trên cũ"), null=True)
    new_comparator = models.CharField(gettext_lazy("cách hiểu mới"), max_length=10, blank=True)
    new_value = models.BigIntegerField(gettext_lazy("giá trị mới"), null=True)
    new_upper = models.BigIntegerField(gettext_lazy("cận trên mới"), null=True)
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
        verbose_name = gettext_lazy("lần sửa chỉ tiêu")
        verbose_name_plural = gettext_lazy("lịch sử chỉ tiêu")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["plan", "locality", "indicator", "facility"], name="targetchange_cell")]

    def __str__(self) -> str:
        return f"{self.locality}: {self.indicator.name}"

    @property
    def writer(self) -> str:
        """Who made the change; figures that a document brought along have no person."""
        return str(self.changed_by) if self.changed_by_id else _("hệ thống")

    @property
    def old(self) -> Amount | None:
        return self._side(self.old_comparator, self.old_value, self.old_upper)

    @property
    def new(self) -> Amount | None:
        return self._side(self.new_comparator, self.new_value, self.new_upper)

    def _side(self, comparator: str, value: int | None, upper: int | None) -> Amount | None:
        return Amount(value, upper, comparator, self.indicator.decimals) if comparator else None
