import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

SIGNER = signing.Signer(salt="accounts.invitation")


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Those that may still be used."""
        since = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
        return self.filter(invited_at__gt=since, user__is_active=True)

    def by_token(self, token: str) -> "Invitation | None":
        """The open invitation of a link, None for a link that is forged, used, replaced or too old."""
        try:
            user_id, nonce = SIGNER.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        return self.open().select_related("user").filter(user_id=user_id, nonce=nonce).first()


class Invitation(models.Model):
    """A link by which one person sets a password of their own, once: the first one, or a forgotten one anew.

    The link is the row, signed with the installation's key: the administrator may copy it again while it is open, and
    nobody makes it who only reads the database. Using it deletes the row; another invitation takes its place.
    """

    user = models.OneToOneField(User, verbose_name=_("tài khoản"), on_delete=models.CASCADE)
    nonce = models.CharField(max_length=40, default=new_nonce, editable=False)
    invited_at = models.DateTimeField(_("cấp lúc"), default=timezone.now, editable=False)
    invited_by = models.ForeignKey(
        User, verbose_name=_("người cấp"), on_delete=models.PROTECT, related_name="invitations_given", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("liên kết mời")
        verbose_name_plural = _("liên kết mời")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def token(self) -> str:
        return SIGNER.sign_object([self.user_id, self.nonce])

    @property
    def open_until(self) -> datetime:
        return self.invited_at + timedelta(days=settings.INVITATION_DAYS)
