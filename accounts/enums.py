from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("quản trị")
    EDITOR = "editor", _("cán bộ tỉnh")
    OFFICER = "officer", _("cán bộ cơ sở")
    LEADER = "leader", _("lãnh đạo")


class Permission(models.TextChoices):
    """What somebody may do. Code asks for these, never for a role."""

    VIEW_PLANS = "view_plans", _("xem kế hoạch và phụ lục")
    EDIT_PLANS = "edit_plans", _("soạn kế hoạch, phụ lục, chỉ tiêu")
    PROPOSE_TARGETS = "propose_targets", _("đề xuất chỉ tiêu của địa bàn mình")
    VIEW_LISTS = "view_lists", _("xem danh mục")
    EDIT_LISTS = "edit_lists", _("sửa danh mục")
    MANAGE_ACCOUNTS = "manage_accounts", _("quản lý tài khoản")
