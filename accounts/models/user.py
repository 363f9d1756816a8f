from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission, Role
from accounts.permissions import may
from localities.models import Locality


class AccountManager(UserManager):
    def create_superuser(self, username, email=None, password=None, **extra):
        return super().create_superuser(username, email, password, **{"role": Role.ADMINISTRATOR, **extra})


class User(AbstractUser):
    """A person who signs in: a role and the locality whose subtree they may reach (none: the whole installation)."""

    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices, default=Role.LEADER)
    locality = models.ForeignKey(
        Locality,
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Người dùng chỉ thấy địa bàn này và các địa bàn trực thuộc; quản trị hệ thống để trống."),
    )

    objects = AccountManager()

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")
        ordering = ["username"]
        constraints = [
            # People type their name in any case, and the account is looked up so.
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_unique_in_any_case",
                violation_error_message=_("Đã có tài khoản tên này (không phân biệt chữ hoa, chữ thường)."),
            ),
            models.CheckConstraint(
                name="user_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message=_("Vai trò không có trong danh mục."),
            ),
            models.CheckConstraint(
                name="user_has_locality_unless_administrator",
                condition=Q(role=Role.ADMINISTRATOR) | Q(locality__isnull=False),
                violation_error_message=_("Phải chọn địa bàn; chỉ quản trị hệ thống mới để trống."),
            ),
        ]

    def clean(self) -> None:
        """Names that look alike in other alphabets would be two accounts for one reader."""
        super().clean()
        if not self.username.isascii():
            message = _("Tên đăng nhập chỉ gồm chữ cái không dấu, chữ số và các ký tự @ . + - _")
            raise ValidationError({"username": message})

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def permissions(self) -> list[Permission]:
        """What the person may do, in the order of the table."""
        return [permission for permission in Permission if may(self, permission)]

    def may(self, permission: Permission) -> bool:
        """`accounts.permissions.may` for those below this app in the import order, such as core's admin base."""
        return may(self, permission)
