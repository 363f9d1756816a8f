from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import SearchKeyField, SortKeyField
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from plans.enums import Theme
from targets.enums import IndicatorKind, RollUp, TreatmentForm

PERCENT = "%"


class Indicator(NaturalKeyModel):
    """An entry of the catalogue that all plans share: what is counted, in which unit, and how it rolls up.

    Rule (no-sum-of-ratios): a ratio is never added nor averaged; with a numerator and a denominator it is recomputed
    from their sums, without them it is shown and not rolled up.
    """

    NATURAL_KEY = ("code",)

    code = models.SlugField(gettext_lazy("mã"), unique=True)
    name = models.CharField(gettext_lazy("tên chỉ tiêu"), max_length=300)
    unit = models.CharField(gettext_lazy("đơn vị tính"), max_length=30)
    theme = models.CharField(
        gettext_lazy("lĩnh vực"), max_length=20, choices=Theme.choices, default=Theme.REHABILITATION
    )
    treatment_form = models.CharField(
        gettext_lazy("hình thức"), max_length=20, choices=TreatmentForm.choices, default=TreatmentForm.NONE
    )
    kind = models.CharField(gettext_lazy("tính chất"), max_length=10, choices=IndicatorKind.choices)
    over_places = models.CharField(
        gettext_lazy("tổng hợp theo địa bàn"), max_length=5, choices=RollUp.choices, default=RollUp.SUM
    )
    over_periods = models.CharField(
        gettext_lazy("tổng hợp theo kỳ"), max_length=5, choices=RollUp.choices, default=RollUp.SUM
    )
    decimals = models.PositiveSmallIntegerField(
        gettext_lazy("số chữ số thập phân"),
        default=0,
        validators=[MaxValueValidator(2)],
        help_text=gettext_lazy("Số người, số lớp: 0. Tỷ lệ: 1 (43,6% được lưu là 436 phần nghìn)."),
    )
    numerator = models.ForeignKey(
        "self", verbose_name=gettext_lazy("tử số"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    denominator = models.ForeignKey(
        "self", verbose_name=gettext_lazy("mẫu số"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=gettext_lazy("thuộc chỉ tiêu"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    sums_children = models.BooleanField(
        gettext_lazy("bằng tổng các chỉ tiêu con"),
        default=False,
        help_text=gettext_lazy("Bật khi chỉ tiêu này luôn bằng tổng các chỉ tiêu ghi “thuộc” nó."),
    )
    is_change = models.BooleanField(
        gettext_lazy("bản thân là mức tăng, giảm"),
        default=False,
        help_text=gettext_lazy("Bật khi số báo cáo đã là mức thay đổi so với cùng kỳ, không phải số có được."),
    )
    position = models.PositiveIntegerField(gettext_lazy("thứ tự"), default=0)
    search_key = SearchKeyField(source="name", max_length=300)
    sort_key = SortKeyField(source="name")

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("chỉ tiêu trong danh mục")
        verbose_name_plural = gettext_lazy("danh mục chỉ tiêu")
        ordering = ["position", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="indicator_ratio_is_never_summed",
                condition=~Q(kind=IndicatorKind.RATIO)
                | Q(
                    over_places__in=[RollUp.RATIO, RollUp.NONE],
                    over_periods__in=[RollUp.RATIO, RollUp.LAST, RollUp.NONE],
                ),
                violation_error_message=gettext_lazy("Tỷ lệ không được cộng; chọn “tính lại” hoặc “không tổng hợp”."),
            ),
            models.CheckConstraint(
                name="indicator_ratio_has_both_parts_or_none",
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__isnull=False, denominator__isnull=False, kind=IndicatorKind.RATIO),
                violation_error_message=gettext_lazy("Chỉ tỷ lệ mới có tử số và mẫu số, và phải có đủ cả hai."),
            ),
            models.CheckConstraint(
                name="indicator_recomputed_needs_parts",
                condition=Q(numerator__isnull=False) | ~Q(over_places=RollUp.RATIO) & ~Q(over_periods=RollUp.RATIO),
                violation_error_message=gettext_lazy("Muốn “tính lại” phải chọn tử số và mẫu số."),
            ),
            models.CheckConstraint(
                name="indicator_stock_is_not_summed_over_periods",
                condition=~Q(kind=IndicatorKind.STOCK) | ~Q(over_periods=RollUp.SUM),
                violation_error_message=gettext_lazy("Số có tại thời điểm không cộng theo kỳ; chọn “lấy kỳ cuối”."),
            ),
            models.CheckConstraint(
                name="indicator_decimals_bounded",
                condition=Q(decimals__lte=2),
                violation_error_message=gettext_lazy("Nhiều nhất 2 chữ số thập phân."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"

    def clean(self) -> None:
        self._refuse_cycle()
        self._refuse_other_decimals()
        if self.parent and self.parent.sums_children and self.parent.unit_kind != self.unit_kind:
            raise ValidationError(
                {"parent": _("“%(name)s” tính bằng đơn vị khác nên không cộng vào được.") % {"name": self.parent.name}}
            )

    def _refuse_other_decimals(self) -> None:
        """A sum and its parts are counted in one unit, also to the same decimals."""
        relatives = [self.parent] if self.parent and self.parent.sums_children else []
        if self.sums_children and self.pk:
            relatives += self.children.all()
        for other in relatives:
            if other.decimals != self.decimals:
                message = _("“%(name)s” có %(decimals)s chữ số thập phân; chỉ tiêu tổng và thành phần phải như nhau.")
                raise ValidationError({"decimals": message % {"name": other.name, "decimals": other.decimals}})

    @property
    def is_additive(self) -> bool:
        return self.over_places == RollUp.SUM

    @property
    def unit_kind(self) -> str:
        """Persons and episodes are different units, never added; "lượt, người" states the mixture openly."""
        return PERCENT if self.unit == PERCENT else "count"

    @property
    def suffix(self) -> str:
        """What follows the figure in print: "%" without a space; other units stand in the header."""
        return PERCENT if self.unit == PERCENT else ""

    def _refuse_cycle(self) -> None:
        seen, node = [self], self.parent
        while node is not None:
            if node in seen:
                raise ValidationError({"parent": _("Chỉ tiêu không thể thuộc chính nó hoặc con của nó.")})
            seen.append(node)
            node = node.parent
