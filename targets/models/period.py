"""A reporting period of a plan: its window, cut-off and deadline, and who has more time."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import format_date
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from localities.models import Locality
from plans.models import Plan
from targets.enums import CalendarPreset, PeriodKind
from targets.years import SANE_YEARS, why_far, years_around

DAYS = ("window_from", "window_to", "cut_off", "deadline")


class Period(NaturalKeyModel):
    """A reporting period of a plan. Window, cut-off and deadline are separate: the calendars of the field differ.

    Source: Decree 09/2019/NĐ-CP, articles 12-13; Circular 05/2011/TT-BLĐTBXH; a plan's own ("trước ngày 10/6").
    `preset` names the calendar that made the period, "" for one made by hand.
    """

    NATURAL_KEY = ("plan", "code")

    plan = models.ForeignKey(
        Plan, verbose_name=gettext_lazy("kế hoạch"), on_delete=models.CASCADE, related_name="periods"
    )
    code = models.SlugField(gettext_lazy("mã kỳ"), max_length=20)
    kind = models.CharField(gettext_lazy("loại kỳ"), max_length=10, choices=PeriodKind.choices)
    name = models.CharField(gettext_lazy("tên kỳ"), max_length=100)
    preset = models.CharField(
        gettext_lazy("lịch mẫu"), max_length=10, choices=CalendarPreset.choices, blank=True, editable=False
    )
    window_from = models.DateField(gettext_lazy("số liệu từ ngày"), null=True, blank=True)
    window_to = models.DateField(gettext_lazy("số liệu đến ngày"), null=True, blank=True)
    cut_off = models.DateField(gettext_lazy("ngày chốt số liệu"), null=True, blank=True)
    deadline = models.DateField(gettext_lazy("hạn báo cáo"), null=True, blank=True)
    deadline_is_exclusive = models.BooleanField(
        gettext_lazy("phải nộp trước ngày hạn"),
        default=False,
        help_text=gettext_lazy("Bật khi văn bản ghi “trước ngày …”: nộp đúng ngày đó là trễ."),
    )
    closed_at = models.DateTimeField(gettext_lazy("khóa lúc"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("người khóa"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
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
            models.CheckConstraint(
                name="period_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message=gettext_lazy("Kỳ đã khóa phải ghi người khóa và lúc khóa."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self._refuse_far_days()
        self._refuse_moved_window()

    @property
    def is_baseline(self) -> bool:
        return self.kind == PeriodKind.BASELINE

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def starts_on(self) -> datetime.date:
        """The first day of the data; where a plan does not say it, the first of January."""
        return self.window_from or datetime.date(self.plan.year, 1, 1)

    @property
    def ends_on(self) -> datetime.date:
        """The last day of the data; where a plan does not say it, the end of June for a half, else of the year."""
        end = (6, 30) if self.kind == PeriodKind.HALF else (12, 31)
        return self.window_to or datetime.date(self.plan.year, *end)

    @property
    def due_phrase(self) -> str:
        """ "trước 10/6/2020" where that day itself is late; "" without a deadline."""
        shown = format_date(self.deadline)
        return _("trước %s") % shown if shown and self.deadline_is_exclusive else shown

    @property
    def asks_for_estimates(self) -> bool:
        """Whether reports are due before the window ends, so that the last days can only be estimated."""
        return self.deadline is not None and self.deadline <= self.ends_on

    def _refuse_far_days(self) -> None:
        """Days of what localities report lie around the plan's years; see `targets.years`."""
        if self.plan_id is None:
            return
        years = SANE_YEARS if self.is_baseline else years_around(self.plan)
        reasons = {name: why_far(getattr(self, name), years) for name in DAYS}
        if faults := {name: reason for name, reason in reasons.items() if reason}:
            raise ValidationError(faults)

    def _refuse_moved_window(self) -> None:
        """Figures that were reported for a window may not come to stand for another one."""
        names = ("window_from", "window_to", "kind")
        stored = Period.objects.filter(pk=self.pk).values_list(*names).first() if self.pk else None
        if stored is None or stored == tuple(getattr(self, name) for name in names):
            return
        if self.submission_set.filter(result__isnull=False).exists():
            message = _("Kỳ đã có số liệu báo cáo nên không đổi được loại, ngày đầu, ngày cuối; hãy thêm kỳ khác.")
            raise ValidationError({"window_from": message})


class Extension(models.Model):
    """More time for one locality: the end of `until` where that is later than the deadline. The newest one counts."""

    period = models.ForeignKey(Period, verbose_name=gettext_lazy("kỳ báo cáo"), on_delete=models.CASCADE)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    until = models.DateField(gettext_lazy("gia hạn đến hết ngày"))
    reason = models.CharField(gettext_lazy("lý do"), max_length=300)
    granted_at = models.DateTimeField(gettext_lazy("lúc"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("người gia hạn"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("gia hạn báo cáo")
        verbose_name_plural = gettext_lazy("gia hạn báo cáo")
        ordering = ["period", "pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_has_reason",
                condition=~Q(reason=""),
                violation_error_message=gettext_lazy("Gia hạn phải ghi lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality.name}, {self.period}: {format_date(self.until)}"


class Reminder(models.Model):
    """An e-mail about a period to one person: written before it is sent, so that it is never sent twice.

    `sent_on` empty: it was tried and could not be sent; `failure` says why, and the next run tries again.
    """

    class Moment(models.TextChoices):
        BEFORE = "before", gettext_lazy("trước hạn")
        AFTER = "after", gettext_lazy("quá hạn")

    period = models.ForeignKey(Period, verbose_name=gettext_lazy("kỳ báo cáo"), on_delete=models.CASCADE)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("người nhận"), on_delete=models.PROTECT, related_name="+"
    )
    moment = models.CharField(gettext_lazy("thời điểm"), max_length=10, choices=Moment.choices)
    # The deadline that it speaks of: more time makes another reminder possible.
    deadline = models.DateField(gettext_lazy("hạn được nhắc"))
    tried_on = models.DateField(gettext_lazy("ngày gửi thử"))
    sent_on = models.DateField(gettext_lazy("ngày gửi"), null=True, blank=True)
    failure = models.CharField(gettext_lazy("lỗi gửi"), max_length=200, blank=True)

    class Meta:
        verbose_name = gettext_lazy("thư nhắc báo cáo")
        verbose_name_plural = gettext_lazy("thư nhắc báo cáo")
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reminder_once",
                fields=["period", "recipient", "moment", "deadline"],
                violation_error_message=gettext_lazy("Thư nhắc này đã gửi."),
            ),
            models.CheckConstraint(
                name="reminder_moment_known",
                condition=Q(moment__in=["before", "after"]),
                violation_error_message=gettext_lazy("Thời điểm nhắc không có trong danh mục."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.period}"
