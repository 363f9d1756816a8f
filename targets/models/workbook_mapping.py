"""What the names and headings of an office's own tables mean, remembered for next year."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from localities.models import Locality
from targets.enums import TablePart

LONGEST_SOURCE = 600  # characters; a longer one is asked about again


class WorkbookMapping(models.Model):
    """One answer of a person: what a line or a column of an uploaded table is, in the annexes of one title.

    `source`: the words of the line or of the headings, folded. `meaning`: the key of a column, the code of a locality
    or an indicator, or a role, so that it holds for next year's plan as well. Written by
    `targets.free_workbooks.memory` alone.
    """

    locality = models.ForeignKey(
        Locality, verbose_name=gettext_lazy("địa bàn của kế hoạch"), on_delete=models.PROTECT, related_name="+"
    )
    annex_key = models.CharField(gettext_lazy("phụ lục"), max_length=320)
    part = models.CharField(gettext_lazy("phần của bảng"), max_length=10, choices=TablePart.choices)
    source = models.CharField(gettext_lazy("chữ trong bảng"), max_length=LONGEST_SOURCE)
    meaning = models.CharField(gettext_lazy("nghĩa"), max_length=150)
    answered_at = models.DateTimeField(gettext_lazy("trả lời lúc"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("người trả lời"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("cách ghép bảng Excel")
        verbose_name_plural = gettext_lazy("cách ghép bảng Excel")
        ordering = ["locality", "annex_key", "part", "source"]
        constraints = [
            models.UniqueConstraint(
                name="workbookmapping_source_once",
                fields=["locality", "annex_key", "part", "source"],
                violation_error_message=gettext_lazy("Chữ này trong bảng đã được ghép."),
            ),
            models.CheckConstraint(
                name="workbookmapping_part_known",
                condition=Q(part__in=TablePart.values),
                violation_error_message=gettext_lazy("Phần của bảng chỉ có thể là dòng hoặc cột."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.meaning}"
