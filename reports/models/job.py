"""Long imports and exports as rows, so that they can be left and come back to (ADR 28)."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from reports.enums import UNFINISHED, FileRole, JobState


class JobQuerySet(models.QuerySet):
    def of(self, user) -> "JobQuerySet":
        """A job is its owner's alone: what it holds was cut to what they may see."""
        return self.filter(created_by=user)


class Job(models.Model):
    """One import or export of one person: what was asked, how far it is, what came of it.

    `kind` names a `reports.jobs.kinds.JobKind`, `origin` the page that asked. `params`: what was asked. `outcome`: what
    came of it, in the kind's own shape. `decision`: what the owner answered to a preview, None while they have not.
    Changed by `reports.jobs.running` alone.
    """

    kind = models.SlugField(gettext_lazy("loại việc"), max_length=50)
    subject = models.CharField(gettext_lazy("nội dung"), max_length=300)
    origin = models.CharField(gettext_lazy("trang bắt đầu"), max_length=300, blank=True)
    state = models.CharField(
        gettext_lazy("tình trạng"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    params = models.JSONField(gettext_lazy("yêu cầu"), default=dict, blank=True)
    decision = models.JSONField(gettext_lazy("quyết định"), null=True, blank=True)
    outcome = models.JSONField(gettext_lazy("kết quả"), default=dict, blank=True)
    step = models.CharField(gettext_lazy("đang làm"), max_length=200, blank=True)
    done = models.PositiveIntegerField(gettext_lazy("đã xong"), default=0)
    total = models.PositiveIntegerField(gettext_lazy("tổng số"), null=True, blank=True)
    reason = models.TextField(gettext_lazy("lý do không thành công"), blank=True)
    created_at = models.DateTimeField(gettext_lazy("bắt đầu lúc"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("người yêu cầu"), on_delete=models.CASCADE
    )
    alive_at = models.DateTimeField(gettext_lazy("chạy gần nhất lúc"), default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("công việc")
        verbose_name_plural = gettext_lazy("công việc")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["created_by", "-created_at", "-id"], name="job_owner_newest")]
        constraints = [
            models.CheckConstraint(
                name="job_state_known",
                condition=Q(state__in=JobState.values),
                violation_error_message=gettext_lazy("Tình trạng công việc không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="job_done_within_total",
                condition=Q(total=None) | Q(done__lte=F("total")),
                violation_error_message=gettext_lazy("Số đã xong không được vượt tổng số."),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=~Q(state=JobState.FAILED) | ~Q(reason=""),
                violation_error_message=gettext_lazy("Việc không thành công phải nêu lý do."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_moving(self) -> bool:
        """Whether it goes on without its owner."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def is_refused(self) -> bool:
        """Failed with an outcome that says where: nobody was asked to decide on it."""
        return self.state == JobState.FAILED and self.decision is None and bool(self.outcome)

    @property
    def percent(self) -> int | None:
        """How far it is, from 0 to 100; None where that is not known."""
        return None if not self.total else 100 * self.done // self.total

    @cached_property
    def input(self) -> ContentFile | None:
        """The uploaded file, with its name; None where none was asked for."""
        return self._file(FileRole.INPUT)

    @cached_property
    def output(self) -> ContentFile | None:
        return self._file(FileRole.OUTPUT)

    def _file(self, role: FileRole) -> ContentFile | None:
        row = self.files.filter(role=role).first()
        return row and ContentFile(bytes(row.data), name=row.name)


class JobFile(models.Model):
    """What was uploaded for a job, or what it made; apart from the job, so that a list of jobs does not read it."""

    job = models.ForeignKey(Job, verbose_name=gettext_lazy("công việc"), on_delete=models.CASCADE, related_name="files")
    role = models.CharField(gettext_lazy("vai trò"), max_length=10, choices=FileRole.choices)
    name = models.CharField(gettext_lazy("tên tệp"), max_length=200)
    content_type = models.CharField(gettext_lazy("loại tệp"), max_length=100, blank=True)
    data = models.BinaryField(gettext_lazy("nội dung"))

    class Meta:
        verbose_name = gettext_lazy("tệp của công việc")
        verbose_name_plural = gettext_lazy("tệp của công việc")
        constraints = [
            models.UniqueConstraint(
                name="jobfile_role_once",
                fields=["job", "role"],
                violation_error_message=gettext_lazy("Công việc đã có tệp này."),
            ),
            models.CheckConstraint(
                name="jobfile_role_known",
                condition=Q(role__in=FileRole.values),
                violation_error_message=gettext_lazy("Vai trò của tệp không có trong danh mục."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
