from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands. READY: a preview waits for its owner to decide; nothing is written yet."""

    WAITING = "waiting", _("đang chờ")
    RUNNING = "running", _("đang chạy")
    READY = "ready", _("chờ quyết định")
    DONE = "done", _("xong")
    FAILED = "failed", _("không thành công")
    CANCELLED = "cancelled", _("đã hủy")


UNFINISHED = (JobState.WAITING, JobState.RUNNING, JobState.READY)


class FileRole(models.TextChoices):
    INPUT = "input", _("tệp tải lên")
    OUTPUT = "output", _("tệp kết quả")
