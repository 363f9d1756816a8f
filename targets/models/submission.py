"""The report of one locality for one period, and each step it went through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from core.append_only import AppendOnlyModel
from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from localities.models import Locality
from targets.enums import COUNTED_STATES, SubmissionState
from targets.models.period import Period


class SubmissionQuerySet(models.QuerySet):
    def counted(self) -> "SubmissionQuerySet":
        """Rule (counted-reports): a total rests on reports that were handed in and not sent back."""
        return self.filter(state__in=COUNTED_STATES)


class Submission(NaturalKeyModel):
    """The report of one locality for one period. Its state is changed by `targets.submissions` alone.

    `first_submitted_at` decides whether it was late: a report that is sent back does not become late by that.
    """

    NATURAL_KEY = ("period", "locality")

    period = models.ForeignKey(Period, verbose_name=gettext_lazy("kỳ báo cáo"), on_delete=models.CASCADE)
    locality = models.ForeignKey(Locality, verbose_name=gettext_lazy("địa bàn"), on_delete=models.PROTECT)
    state = models.CharField(
        gettext_lazy("trạng thái"), max_length=10, choices=SubmissionState.choices, default=SubmissionState.OPEN
    )
    first_submitted_at = models.DateTimeField(gettext_lazy("nộp lần đầu lúc"), null=True, blank=True, editable=False)
    first_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("người nộp lần đầu"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = NaturalKeyManager.from_queryset(SubmissionQuerySet)()

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
            models.CheckConstraint(
                name="submission_handed_in_by_somebody",
                condition=Q(first_submitted_at=None, first_submitted_by=None)
                | Q(first_submitted_at__isnull=False, first_submitted_by__isnull=False),
                violation_error_message=gettext_lazy("Báo cáo đã nộp phải ghi người nộp và lúc nộp."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality.name}, {self.period}"

    @property
    def is_counted(self) -> bool:
        return self.state in COUNTED_STATES


class SubmissionStep(AppendOnlyModel):
    """One change of a report's state: who, when and, where it was sent back or opened again, why."""

    submission = models.ForeignKey(
        Submission, verbose_name=gettext_lazy("báo cáo"), on_delete=models.PROTECT, related_name="steps"
    )
    before = models.CharField(gettext_lazy("từ"), max_length=10, choices=SubmissionState.choices)
    after = models.CharField(gettext_lazy("sang"), max_length=10, choices=SubmissionState.choices)
    reason = models.CharField(gettext_lazy("lý do"), max_length=500, blank=True)
    taken_at = models.DateTimeField(gettext_lazy("lúc"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("người làm"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("bước xử lý báo cáo")
        verbose_name_plural = gettext_lazy("các bước xử lý báo cáo")
        ordering = ["submission", "pk"]
        constraints = [
            models.CheckConstraint(
                name="submissionstep_return_has_reason",
                condition=~Q(after=SubmissionState.RETURNED) | ~Q(reason=""),
                violation_error_message=gettext_lazy("Trả lại báo cáo phải ghi lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_after_display()}"
