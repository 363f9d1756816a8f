"""The definition of an annex: one table, used for the page, the entry grid, the workbook and the paper."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.roman import to_roman
from core.scope import is_within
from localities.models import Facility, Locality
from plans.models import Activity, Plan
from targets.enums import Axis, ColumnRole, Orientation
from targets.models.indicator import Indicator
from targets.models.period import Period


class Annex(NaturalKeyModel):
    """One annex of a plan. A cell joins its column and its row: whichever names the indicator, locality or facility."""

    NATURAL_KEY = ("plan", "number")

    plan = models.ForeignKey(
        Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE, related_name="annexes"
    )
    number = models.PositiveSmallIntegerField(
        gettext_lazy("số"), validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    title = models.CharField(gettext_lazy("tên phụ lục"), max_length=300)
    axis = models.CharField(gettext_lazy("dạng bảng"), max_length=10, choices=Axis.choices, default=Axis.LOCALITIES)
    orientation = models.CharField(
        gettext_lazy("khổ giấy"), max_length=10, choices=Orientation.choices, default=Orientation.LANDSCAPE
    )
    total_label = models.CharField(
        gettext_lazy("tên dòng tổng"), max_length=50, blank=True, default=gettext_lazy("Tổng cộng")
    )
    total_number = models.CharField(gettext_lazy("số thứ tự dòng tổng"), max_length=10, blank=True)
    pads_small_counts = models.BooleanField(gettext_lazy("viết số nhỏ hơn 10 có số 0 đứng trước"), default=False)
    notes = models.TextField(gettext_lazy("ghi chú dưới bảng"), blank=True)

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("phụ lục")
        verbose_name_plural = gettext_lazy("phụ lục")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                name="annex_number_once",
                fields=["plan", "number"],
                violation_error_message=gettext_lazy("Kế hoạch đã có phụ lục mang số này."),
            ),
            models.CheckConstraint(
                name="annex_number_from_one",
                condition=Q(number__gte=1, number__lte=50),
                violation_error_message=gettext_lazy("Số phụ lục từ 1 đến 50."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roman}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.plan.code]) + f"#phu-luc-{self.number}"

    @property
    def roman(self) -> str:
        return to_roman(self.number)


class Column(NaturalKeyModel):
    """A header cell: a group of columns, or a leaf that holds the row's number, name, unit, note or a figure.

    A figure column of a locality table names an indicator and, if need be, a facility; in a list the row names them.
    With a `period` the column shows that period's results instead of targets.
    """

    NATURAL_KEY = ("annex", "key")

    annex = models.ForeignKey(
        Annex, verbose_name=gettext_lazy("phụ lục"), on_delete=models.CASCADE, related_name="columns"
    )
    parent = models.ForeignKey(
        "self", verbose_name=gettext_lazy("thuộc nhóm cột"), on_delete=models.CASCADE, null=True, blank=True
    )
    position = models.PositiveIntegerField(gettext_lazy("thứ tự"))
    key = models.SlugField(gettext_lazy("khóa"), max_length=80)
    label = models.CharField(gettext_lazy("tiêu đề cột"), max_length=300)
    role = models.CharField(
        gettext_lazy("nội dung"), max_length=10, choices=ColumnRole.choices, default=ColumnRole.FIGURE
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT, null=True, blank=True
    )
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    period = models.ForeignKey(
        Period,
        verbose_name=gettext_lazy("kỳ số liệu"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=gettext_lazy("Để trống: cột hiện chỉ tiêu giao. Chọn kỳ: cột hiện kết quả của kỳ đó."),
    )
    width = models.PositiveSmallIntegerField(
        gettext_lazy("bề rộng (phần)"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=gettext_lazy("So với các cột khác; cột số thường là 10, cột tên 25."),
    )
    declared_total = models.BigIntegerField(
        gettext_lazy("số ghi ở dòng tổng"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Số in ở dòng tổng của văn bản đã ký; dùng để đối chiếu với tổng tính được."),
    )

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("cột của phụ lục")
        verbose_name_plural = gettext_lazy("cột của phụ lục")
        ordering = ["annex", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="column_key_once",
                fields=["annex", "key"],
                violation_error_message=gettext_lazy("Phụ lục đã có cột mang khóa này."),
            ),
            models.UniqueConstraint(
                name="column_position_once",
                fields=["annex", "position"],
                violation_error_message=gettext_lazy("Thứ tự này đã dùng cho cột khác của phụ lục."),
            ),
            models.CheckConstraint(
                name="column_only_figures_name_an_indicator",
                condition=Q(role=ColumnRole.FIGURE)
                | Q(indicator=None, facility=None, period=None, declared_total=None),
                violation_error_message=gettext_lazy("Chỉ cột số liệu mới chọn chỉ tiêu, cơ sở, kỳ và số ở dòng tổng."),
            ),
            models.CheckConstraint(
                name="column_role_known",
                condition=Q(role__in=ColumnRole.values),
                violation_error_message=gettext_lazy("Nội dung cột không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="column_width_positive",
                condition=Q(width__gte=1, width__lte=200),
                violation_error_message=gettext_lazy("Bề rộng từ 1 đến 200."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.parent and self.parent.annex_id != self.annex_id:
            raise ValidationError({"parent": _("Nhóm cột phải thuộc cùng phụ lục.")})
        if self.parent and self.parent.role != ColumnRole.GROUP:
            raise ValidationError({"parent": _("Chỉ “nhóm cột” mới có cột con.")})
        self._refuse_cycle()
        if self.annex_id and self.annex.axis == Axis.LOCALITIES:
            self._require_indicator()
        annex = getattr(self, "annex", None)  # a form without an annex says so itself
        if self.period and annex and self.period.plan_id != annex.plan_id:
            raise ValidationError({"period": _("Kỳ số liệu phải thuộc cùng kế hoạch.")})

    def _refuse_cycle(self) -> None:
        seen, node = {self.pk} if self.pk else set(), self.parent
        while node is not None:
            if node.pk in seen:
                raise ValidationError({"parent": _("Nhóm cột không thể thuộc chính nó hoặc nhóm con của nó.")})
            seen.add(node.pk)
            node = node.parent

    def _require_indicator(self) -> None:
        if self.role == ColumnRole.FIGURE and self.indicator_id is None:
            raise ValidationError({"indicator": _("Cột số liệu của bảng theo địa bàn phải chọn chỉ tiêu.")})


class Row(NaturalKeyModel):
    """A line of an annex, in the plan's own order: a locality, or in a list an indicator, an activity or a heading."""

    NATURAL_KEY = ("annex", "position")

    annex = models.ForeignKey(
        Annex, verbose_name=gettext_lazy("phụ lục"), on_delete=models.CASCADE, related_name="rows"
    )
    position = models.PositiveIntegerField(gettext_lazy("thứ tự"), validators=[MinValueValidator(1)])
    number = models.CharField(gettext_lazy("số thứ tự in"), max_length=10, blank=True)
    label = models.CharField(
        gettext_lazy("tên in"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Để trống thì in tên địa bàn, tên chỉ tiêu hoặc nội dung hoạt động."),
    )
    unit_label = models.CharField(gettext_lazy("đơn vị tính in"), max_length=30, blank=True)
    locality = models.ForeignKey(
        Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT, null=True, blank=True
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=gettext_lazy("chỉ tiêu"), on_delete=models.PROTECT, null=True, blank=True
    )
    facility = models.ForeignKey(
        Facility, verbose_name=gettext_lazy("cơ sở"), on_delete=models.PROTECT, null=True, blank=True
    )
    activity = models.ForeignKey(
        Activity, verbose_name=gettext_lazy("hoạt động"), on_delete=models.PROTECT, null=True, blank=True
    )
    is_heading = models.BooleanField(gettext_lazy("dòng đề mục"), default=False)

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("dòng của phụ lục")
        verbose_name_plural = gettext_lazy("dòng của phụ lục")
        ordering = ["annex", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="row_position_once",
                fields=["annex", "position"],
                violation_error_message=gettext_lazy("Thứ tự này đã dùng cho dòng khác của phụ lục."),
            ),
            models.UniqueConstraint(
                name="row_locality_once",
                fields=["annex", "locality"],
                violation_error_message=gettext_lazy("Địa bàn này đã có một dòng trong phụ lục."),
            ),
            models.CheckConstraint(
                name="row_is_about_one_thing",
                condition=Q(locality=None, indicator=None)
                | Q(locality=None, activity=None)
                | Q(indicator=None, activity=None),
                violation_error_message=gettext_lazy(
                    "Một dòng chỉ nói về một địa bàn, một chỉ tiêu hoặc một hoạt động."
                ),
            ),
            models.CheckConstraint(
                name="row_heading_has_no_subject",
                condition=Q(is_heading=False) | (Q(locality=None, indicator=None, activity=None) & ~Q(label="")),
                violation_error_message=gettext_lazy("Dòng đề mục chỉ có tên in, không gắn địa bàn hay chỉ tiêu."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.annex_id and self.annex.axis == Axis.LOCALITIES and not (self.locality_id or self.is_heading):
            raise ValidationError({"locality": _("Dòng của bảng theo địa bàn phải chọn địa bàn.")})
        if self.locality_id and self.annex_id and not is_within(self.locality.path, self.annex.plan.locality.path):
            raise ValidationError({"locality": _("Địa bàn phải trực thuộc địa bàn của kế hoạch.")})
        if self.locality_id and self.annex_id and self.locality_id == self.annex.plan.locality_id:
            raise ValidationError({"locality": _("Địa bàn của kế hoạch đã có dòng tổng; không thêm thành một dòng.")})
        if self.activity_id and self.activity.plan_id != self.annex.plan_id:
            raise ValidationError({"activity": _("Hoạt động phải thuộc cùng kế hoạch.")})

    @property
    def text(self) -> str:
        """What is printed as the row's name."""
        if self.label:
            return self.label
        if self.locality_id:
            return self.locality.name
        return str(self.activity) if self.activity_id else self.indicator.name if self.indicator_id else ""
