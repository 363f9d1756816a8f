"""Where and who: administrative units with their dates, facilities and agencies."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import format_date
from core.fields import DerivedCharField, SearchKeyField, SortKeyField
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from core.scope import PATH_STEP, within
from localities.enums import AgencyKind, FacilityKind, Level, SuccessionKind

UNIT_TYPES = ("Tỉnh", "Thành phố", "Thị xã", "Thị trấn", "Huyện", "Quận", "Phường", "Xã", "Đặc khu")


def valid_on(date: datetime.date) -> Q:
    """Rows that exist on `date`; both ends of the validity are days on which the row exists."""
    return Q(valid_from__lte=date) & (Q(valid_to=None) | Q(valid_to__gte=date))


class LocalityQuerySet(models.QuerySet):
    def as_of(self, date: datetime.date) -> "LocalityQuerySet":
        return self.filter(valid_on(date))

    def within(self, locality: "Locality") -> "LocalityQuerySet":
        """The locality itself and everything below it."""
        return self.filter(within(locality.path, "path"))


class LocalityPathField(DerivedCharField):
    """The ancestors' code-and-date steps joined: a prefix search finds a subtree in one query."""

    def derive(self, instance: "Locality") -> str:
        # A row made in Python may still hold the date as text.
        valid_from = instance._meta.get_field("valid_from").to_python(instance.valid_from)
        step = f"{instance.code:0>5}{valid_from:%Y%m%d}"
        return (instance.parent.path if instance.parent else "") + step


class Locality(NaturalKeyModel):
    """A province, district or commune during the time in which its code, name and parent held.

    Codes are strings with leading zeros and are used again after mergers (15 was Yên Bái, is Lào Cai since
    1 July 2025), so a code means nothing without its dates. A unit whose official code is not known has a
    provisional one that starts with "x".
    """

    NATURAL_KEY = ("code", "valid_from")
    CODE_LENGTHS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}

    code = models.CharField(
        gettext_lazy("mã"),
        max_length=5,
        validators=[RegexValidator(r"^(\d{2,5}|x[0-9a-z]{1,4})$", gettext_lazy("Mã gồm 2, 3 hoặc 5 chữ số."))],
        help_text=gettext_lazy("Mã của Cục Thống kê, giữ số 0 đứng đầu; chưa có mã thì đặt mã tạm bắt đầu bằng x."),
    )
    name = models.CharField(gettext_lazy("tên đầy đủ"), max_length=100)
    level = models.CharField(gettext_lazy("cấp"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", verbose_name=gettext_lazy("trực thuộc"), on_delete=models.PROTECT, null=True, blank=True
    )
    valid_from = models.DateField(gettext_lazy("có hiệu lực từ"))
    valid_to = models.DateField(gettext_lazy("đến hết ngày"), null=True, blank=True)
    position = models.PositiveIntegerField(gettext_lazy("thứ tự"), default=0)
    search_key = SearchKeyField(source="name", max_length=100)
    sort_key = SortKeyField(source="short_name")
    path = LocalityPathField(max_length=PATH_STEP * 4, unique=True)

    objects = NaturalKeyManager.from_queryset(LocalityQuerySet)()
    # The units of this code, where a list has them at hand; None: `clean` reads them.
    known_namesakes: "Sequence[Locality] | None" = None

    class Meta:
        verbose_name = gettext_lazy("địa bàn")
        verbose_name_plural = gettext_lazy("địa bàn")
        ordering = ["position", "sort_key", "pk"]
        indexes = [models.Index(fields=["search_key"], name="locality_search")]
        constraints = [
            models.UniqueConstraint(
                name="locality_code_once_from_a_date",
                fields=["code", "valid_from"],
                violation_error_message=gettext_lazy("Mã này đã có một địa bàn khác bắt đầu từ cùng ngày."),
            ),
            models.CheckConstraint(
                name="locality_valid_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=gettext_lazy("Ngày hết hiệu lực không được trước ngày có hiệu lực."),
            ),
            models.CheckConstraint(
                name="locality_code_fits_level",
                condition=Q(code__startswith="x")
                | (Q(level=Level.PROVINCE) & Q(Exact(Length("code"), 2)))
                | (Q(level=Level.DISTRICT) & Q(Exact(Length("code"), 3)))
                | (Q(level=Level.COMMUNE) & Q(Exact(Length("code"), 5))),
                violation_error_message=gettext_lazy("Mã cấp tỉnh có 2 chữ số, cấp huyện 3, cấp xã 5."),
            ),
            models.CheckConstraint(
                name="locality_only_province_has_no_parent",
                condition=Q(level=Level.PROVINCE, parent=None) | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                violation_error_message=gettext_lazy(
                    "Tỉnh, thành phố trực thuộc Trung ương không có cấp trên; huyện và xã phải chọn đơn vị trực thuộc."
                ),
            ),
        ]

    def __str__(self) -> str:
        if self.valid_to is None:
            return self.name
        return _("%(name)s (đến %(date)s)") % {"name": self.name, "date": format_date(self.valid_to)}

    def clean(self) -> None:
        self._refuse_wrong_parent()
        self._refuse_overlap()

    @property
    def short_name(self) -> str:
        """The name without its type: "Huyện Bát Xát" → "Bát Xát"."""
        for unit_type in UNIT_TYPES:
            if self.name.startswith(f"{unit_type} "):
                return self.name[len(unit_type) + 1 :]
        return self.name

    def _refuse_wrong_parent(self) -> None:
        order = list(self.CODE_LENGTHS)
        if self.parent and self.level in order and order.index(self.parent.level) >= order.index(self.level):
            raise ValidationError({"parent": _("Đơn vị trực thuộc phải ở cấp cao hơn.")})

    def _refuse_overlap(self) -> None:
        """Rule (code-once): on any day a code names one unit at most."""
        if not self.valid_from:
            return
        units = Locality.objects.filter(code=self.code) if self.known_namesakes is None else self.known_namesakes
        for other in units:
            if other != self and self._is_at_the_time_of(other):
                message = _("Mã đang được dùng cho %(name)s trong cùng thời gian.") % {"name": other}
                raise ValidationError({"code": message})

    def _is_at_the_time_of(self, other: "Locality") -> bool:
        ends_before = self.valid_to is not None and self.valid_to < other.valid_from
        begins_after = other.valid_to is not None and other.valid_to < self.valid_from
        return not (ends_before or begins_after)


class Succession(NaturalKeyModel):
    """One predecessor passes into one successor on a date, by a legal instrument."""

    NATURAL_KEY = ("predecessor", "successor")

    predecessor = models.ForeignKey(
        Locality, verbose_name=gettext_lazy("đơn vị cũ"), on_delete=models.PROTECT, related_name="successions_out"
    )
    successor = models.ForeignKey(
        Locality, verbose_name=gettext_lazy("đơn vị mới"), on_delete=models.PROTECT, related_name="successions_in"
    )
    kind = models.CharField(gettext_lazy("hình thức"), max_length=10, choices=SuccessionKind.choices)
    effective_on = models.DateField(gettext_lazy("từ ngày"))
    instrument = models.CharField(gettext_lazy("văn bản pháp lý"), max_length=200, blank=True)

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("thay đổi đơn vị hành chính")
        verbose_name_plural = gettext_lazy("thay đổi đơn vị hành chính")
        ordering = ["-effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="succession_once",
                fields=["predecessor", "successor"],
                violation_error_message=gettext_lazy("Đã ghi thay đổi giữa hai đơn vị này."),
            ),
            models.CheckConstraint(
                name="succession_between_two_units",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=gettext_lazy("Đơn vị cũ và đơn vị mới phải khác nhau."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.name} → {self.successor.name}"


class Facility(NaturalKeyModel):
    """A place that treats or supports: rehabilitation centre, Methadone clinic, community house, counselling point."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(gettext_lazy("mã"), unique=True)
    name = models.CharField(gettext_lazy("tên"), max_length=200)
    kind = models.CharField(gettext_lazy("loại"), max_length=20, choices=FacilityKind.choices)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    units = models.PositiveIntegerField(
        gettext_lazy("số đơn vị"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Số nhà, số điểm khi văn bản chỉ nêu gộp, ví dụ “15 nhà cai nghiện”."),
    )
    capacity = models.PositiveIntegerField(gettext_lazy("sức chứa (người)"), null=True, blank=True)
    search_key = SearchKeyField(source="name", max_length=200)
    sort_key = SortKeyField(source="name")

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("cơ sở")
        verbose_name_plural = gettext_lazy("cơ sở")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="facility_has_units",
                condition=Q(units__gte=1),
                violation_error_message=gettext_lazy("Số đơn vị phải từ 1 trở lên."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agency(NaturalKeyModel):
    """A body that issues, leads or takes part. What it is competent for is data with dates, never code."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(gettext_lazy("mã"), unique=True)
    name = models.CharField(gettext_lazy("tên"), max_length=200)
    short_name = models.CharField(gettext_lazy("tên trong câu"), max_length=100, blank=True)
    kind = models.CharField(gettext_lazy("loại"), max_length=20, choices=AgencyKind.choices)
    locality = models.ForeignKey(
        Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT, null=True, blank=True
    )
    superior = models.ForeignKey(
        "self", verbose_name=gettext_lazy("cơ quan chủ quản"), on_delete=models.PROTECT, null=True, blank=True
    )
    valid_from = models.DateField(gettext_lazy("hoạt động từ"), null=True, blank=True)
    valid_to = models.DateField(gettext_lazy("đến hết ngày"), null=True, blank=True)
    search_key = SearchKeyField(source="name", max_length=200)
    sort_key = SortKeyField(source="name")

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("cơ quan")
        verbose_name_plural = gettext_lazy("cơ quan")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_valid_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=gettext_lazy("Ngày thôi hoạt động không được trước ngày bắt đầu."),
            )
        ]

    def __str__(self) -> str:
        return self.name
