"""The words of a periodic report; its figures are bound to the data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from targets.models.period import Period


class Narrative(models.Model):
    """The summary text of the report on one period, with references to figures instead of the figures themselves.

    `summary` is text in paragraphs; a reference is written `[compulsory:luy-ke]`, see `reports.references`.
    """

    period = models.OneToOneField(Period, verbose_name=gettext_lazy("kỳ báo cáo"), on_delete=models.CASCADE)
    number = models.CharField(
        gettext_lazy("số"), max_length=10, blank=True, help_text=gettext_lazy("Để trống khi văn bản chưa có số.")
    )
    symbol = models.CharField(gettext_lazy("ký hiệu"), max_length=30, default="BC-UBND")
    issued_on = models.DateField(gettext_lazy("ngày ban hành"), null=True, blank=True)
    summary = models.TextField(gettext_lazy("nội dung"), blank=True, max_length=20_000)
    edited_at = models.DateTimeField(gettext_lazy("sửa lúc"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("người sửa"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = gettext_lazy("lời báo cáo")
        verbose_name_plural = gettext_lazy("lời báo cáo")
        ordering = ["period"]
        constraints = [
            models.CheckConstraint(
                name="narrative_edited_by_somebody",
                condition=Q(edited_at=None, edited_by=None) | Q(edited_at__isnull=False, edited_by__isnull=False),
                violation_error_message=gettext_lazy("Lời báo cáo đã sửa phải ghi người sửa và lúc sửa."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)
