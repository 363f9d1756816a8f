from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import AuditKind
from core.append_only import AppendOnlyModel
from localities.models import Locality


class AuditEvent(AppendOnlyModel):
    """Who did what, when, from where. Written by `accounts.audit.record` alone, never changed or deleted.

    Holds no value of a cell and no secret; figures have their own history.
    """

    kind = models.CharField(gettext_lazy("việc"), max_length=30, choices=AuditKind.choices)
    happened_at = models.DateTimeField(gettext_lazy("lúc"), default=timezone.now)
    happened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("tài khoản"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=gettext_lazy("Trống: không rõ người, hoặc do hệ thống."),
    )
    place = models.ForeignKey(
        Locality,
        verbose_name=gettext_lazy("địa bàn khi đó"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the index below begins with it
        help_text=gettext_lazy("Nơi người đó làm việc vào lúc ấy."),
    )
    address = models.GenericIPAddressField(gettext_lazy("địa chỉ IP"), null=True, blank=True)
    subject = models.CharField(gettext_lazy("đối tượng"), max_length=200, blank=True)
    path = models.CharField(gettext_lazy("đường dẫn"), max_length=300, blank=True)
    details = models.JSONField(gettext_lazy("chi tiết"), default=dict, blank=True)

    class Meta:
        verbose_name = gettext_lazy("sự kiện nhật ký")
        verbose_name_plural = gettext_lazy("nhật ký hệ thống")
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="auditevent_newest"),
            models.Index(fields=["place", "-happened_at", "-id"], name="auditevent_place_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="auditevent_kind_known",
                condition=Q(kind__in=AuditKind.values),
                violation_error_message=gettext_lazy("Loại việc không có trong danh mục."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"

    @property
    def who(self) -> str:
        return str(self.happened_by) if self.happened_by_id else _("không rõ")
