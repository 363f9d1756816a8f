"""The document: a plan with its head, bases, headings, activities, tasks, budget and recipients."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import date_phrase
from core.fields import SearchKeyField
from core.figures import FigureModel
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.scope import reach, within, within_or_above
from localities.models import Agency, Locality
from plans.enums import BasisRelation, DatePrecision, PlanKind, PlanState, Theme

YEARS = [MinValueValidator(1990), MaxValueValidator(2100)]


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """Plans of the user's subtree, and the plans of the levels above, which bind the user's locality."""
        return self.filter(within_or_above(reach(user), "locality__path"))

    def own_to(self, user: User) -> "PlanQuerySet":
        """Plans of the user's subtree; those of the levels above are not theirs."""
        return self.filter(within(reach(user), "locality__path"))


class Plan(NaturalKeyModel):
    """A yearly plan (Kế hoạch) of a people's committee, a steering committee or a department."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(gettext_lazy("mã kế hoạch"), unique=True)
    subject = models.CharField(gettext_lazy("trích yếu"), max_length=500)
    kind = models.CharField(gettext_lazy("loại"), max_length=10, choices=PlanKind.choices, default=PlanKind.ANNUAL)
    state = models.CharField(
        gettext_lazy("trạng thái"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    year = models.PositiveSmallIntegerField(gettext_lazy("năm"), validators=YEARS)
    last_year = models.PositiveSmallIntegerField(gettext_lazy("đến năm"), null=True, blank=True, validators=YEARS)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    issuing_agency = models.ForeignKey(
        Agency, verbose_name=gettext_lazy("cơ quan ban hành"), on_delete=models.PROTECT, related_name="plans_issued"
    )
    number = models.CharField(
        gettext_lazy("số"), max_length=10, blank=True, help_text=gettext_lazy("Để trống khi văn bản chưa có số.")
    )
    symbol = models.CharField(gettext_lazy("ký hiệu"), max_length=30, help_text=gettext_lazy("Ví dụ: KH-UBND."))
    place = models.CharField(gettext_lazy("địa danh"), max_length=100, blank=True)
    issued_on = models.DateField(
        gettext_lazy("ngày ban hành"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Chưa rõ ngày thì nhập ngày 01 và chọn độ chính xác bên cạnh."),
    )
    issued_precision = models.CharField(
        gettext_lazy("độ chính xác"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    implements = models.ForeignKey(
        "self",
        verbose_name=gettext_lazy("thực hiện kế hoạch"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="implemented_by",
    )
    implements_reference = models.CharField(
        gettext_lazy("thực hiện văn bản"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Khi kế hoạch cấp trên không có trong hệ thống: ghi số, ngày, cơ quan ban hành."),
    )
    signer_title = models.TextField(
        gettext_lazy("quyền hạn, chức vụ người ký"),
        blank=True,
        help_text=gettext_lazy("Mỗi dòng một phần: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH."),
    )
    signer_name = models.CharField(gettext_lazy("người ký"), max_length=100, blank=True)
    source_note = models.TextField(
        gettext_lazy("ghi chú về nguồn"), blank=True, help_text=gettext_lazy("Chỗ thiếu, chỗ mờ của bản gốc.")
    )
    search_key = SearchKeyField(source="subject")

    objects = NaturalKeyManager.from_queryset(PlanQuerySet)()

    class Meta:
        verbose_name = gettext_lazy("kế hoạch")
        verbose_name_plural = gettext_lazy("kế hoạch")
        ordering = ["-year", "code"]
        constraints = [
            models.CheckConstraint(
                name="plan_years_in_order",
                condition=Q(last_year=None) | Q(last_year__gt=F("year")),
                violation_error_message=gettext_lazy("Năm cuối phải sau năm đầu; kế hoạch một năm thì để trống."),
            ),
            models.CheckConstraint(
                name="plan_state_known",
                condition=Q(state__in=PlanState.values),
                violation_error_message=gettext_lazy("Trạng thái không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="plan_does_not_implement_itself",
                condition=Q(implements=None) | ~Q(implements=F("pk")),
                violation_error_message=gettext_lazy("Kế hoạch không thể thực hiện chính nó."),
            ),
            models.UniqueConstraint(
                name="plan_number_once",
                fields=["issuing_agency", "year", "number", "symbol"],
                condition=~Q(number=""),
                violation_error_message=gettext_lazy("Cơ quan này đã có kế hoạch cùng số, ký hiệu trong năm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.code])

    @property
    def is_editable(self) -> bool:
        """Figures of an issued plan change through an amendment only."""
        return self.state in {PlanState.DRAFT, PlanState.SUBMITTED}

    @property
    def as_of(self) -> datetime.date:
        """The date on which its localities and agencies are read: the issue date, else 1 January of its year."""
        return self.issued_on or datetime.date(self.year, 1, 1)

    @property
    def reference(self) -> str:
        """Number and symbol as printed; blanks stand for a number not yet given: "160/KH-BCĐ", "…/KH-UBND"."""
        return f"{padded_number(self.number) or '…'}/{self.symbol}"

    @property
    def issue_date_phrase(self) -> str:
        """ "ngày 19 tháng 12 năm 2019", with blanks for the parts that are not known."""
        return date_phrase(*self.issue_date_parts)

    @property
    def issue_date_parts(self) -> tuple[int | None, int | None, int | None]:
        """(day, month, year) of the issue date; None for each part that the document leaves open."""
        if self.issued_on is None:
            return None, None, self.year if self.issued_precision == DatePrecision.YEAR else None
        day = self.issued_on.day if self.issued_precision == DatePrecision.DAY else None
        month = self.issued_on.month if self.issued_precision != DatePrecision.YEAR else None
        return day, month, self.issued_on.year


def padded_number(number: str) -> str:
    """A document number below 10 is written with a zero: "05". Source: Decree 30/2020/NĐ-CP, annex I."""
    return number.zfill(2) if number.isdigit() else number


class PlanPart(NaturalKeyModel):
    """One numbered item of a plan; `position` gives the order of the document."""

    NATURAL_KEY = ("plan", "position")

    plan = models.ForeignKey(Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE)
    position = models.PositiveIntegerField(gettext_lazy("thứ tự"), validators=[MinValueValidator(1)])

    objects = NaturalKeyManager()

    class Meta:
        abstract = True
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_position_once",
                fields=["plan", "position"],
                violation_error_message=gettext_lazy("Thứ tự này đã dùng cho mục khác của kế hoạch."),
            )
        ]


class LegalBasis(PlanPart):
    """A document on which the plan rests, or which it carries out."""

    relation = models.CharField(
        gettext_lazy("quan hệ"), max_length=10, choices=BasisRelation.choices, default=BasisRelation.BASED_ON
    )
    title = models.CharField(gettext_lazy("văn bản"), max_length=500)
    number = models.CharField(gettext_lazy("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(gettext_lazy("ngày"), null=True, blank=True)
    issuer = models.CharField(gettext_lazy("cơ quan ban hành"), max_length=200, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("căn cứ")
        verbose_name_plural = gettext_lazy("căn cứ")

    def __str__(self) -> str:
        return self.title


class Section(PlanPart):
    """A heading of the plan's text; depth follows from `parent`."""

    parent = models.ForeignKey(
        "self", verbose_name=gettext_lazy("thuộc mục"), on_delete=models.CASCADE, null=True, blank=True
    )
    number = models.CharField(gettext_lazy("số mục"), max_length=10, blank=True)
    title = models.CharField(gettext_lazy("tiêu đề"), max_length=500)

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("đề mục")
        verbose_name_plural = gettext_lazy("đề mục")

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    def clean(self) -> None:
        if self.parent_id and self.parent.plan_id != self.plan_id:
            raise ValidationError({"parent": _("Đề mục này thuộc kế hoạch khác.")})


class Activity(FigureModel, PlanPart):
    """What will be done: so many classes, sessions, leaflets, by whom; `value` is empty where no count is stated."""

    section = models.ForeignKey(
        Section, verbose_name=gettext_lazy("đề mục"), on_delete=models.PROTECT, null=True, blank=True
    )
    theme = models.CharField(gettext_lazy("lĩnh vực"), max_length=20, choices=Theme.choices, default=Theme.COMMON)
    title = models.CharField(gettext_lazy("nội dung"), max_length=500)
    unit = models.CharField(gettext_lazy("đơn vị tính"), max_length=30, blank=True)
    lead_agency = models.ForeignKey(
        Agency,
        verbose_name=gettext_lazy("cơ quan chủ trì"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities_led",
    )
    partners = models.ManyToManyField(Agency, verbose_name=gettext_lazy("cơ quan phối hợp"), blank=True)
    schedule = models.CharField(gettext_lazy("thời gian"), max_length=200, blank=True)
    place = models.CharField(gettext_lazy("địa điểm"), max_length=200, blank=True)
    search_key = SearchKeyField(source="title")

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("hoạt động")
        verbose_name_plural = gettext_lazy("hoạt động")
        constraints = [*PlanPart.Meta.constraints, *FigureModel.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.section_id and self.section.plan_id != self.plan_id:
            raise ValidationError({"section": _("Đề mục này thuộc kế hoạch khác.")})

    @property
    def quantity(self) -> str:
        """The count as the plans write it, small ones padded ("05 lớp"), with its unit; "" where none is stated."""
        if self.value is None:
            return ""
        return f"{self.amount().format(pad=True)} {self.unit}".strip()


class Assignment(PlanPart):
    """A body that the plan gives a task to, in the order of its "Tổ chức thực hiện"."""

    agency = models.ForeignKey(Agency, verbose_name=gettext_lazy("cơ quan"), on_delete=models.PROTECT)
    number = models.CharField(gettext_lazy("số mục"), max_length=10, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("phân công")
        verbose_name_plural = gettext_lazy("phân công")

    def __str__(self) -> str:
        return str(self.agency)


class BudgetLine(PlanPart):
    """A source of money; `amount` in đồng, empty where the plan names the source only."""

    source = models.CharField(gettext_lazy("nguồn kinh phí"), max_length=300)
    amount = models.BigIntegerField(gettext_lazy("số tiền (đồng)"), null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("kinh phí")
        verbose_name_plural = gettext_lazy("kinh phí")
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                name="budgetline_not_negative",
                condition=Q(amount=None) | Q(amount__gte=0),
                violation_error_message=gettext_lazy("Số tiền không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Recipient(PlanPart):
    """A line of "Nơi nhận"."""

    name = models.CharField(gettext_lazy("nơi nhận"), max_length=300)

    class Meta(PlanPart.Meta):
        verbose_name = gettext_lazy("nơi nhận")
        verbose_name_plural = gettext_lazy("nơi nhận")

    def __str__(self) -> str:
        return self.name
