"""What changes an account and what hangs on it, each step with who did it and a row of the log."""

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.audit import event, record, write
from accounts.enums import AuditKind
from accounts.models import Invitation, User
from accounts.models.invitation import new_nonce
from accounts.sessions import end_sessions


@transaction.atomic
def invite(user: User, *, request: HttpRequest) -> Invitation:
    """Give `user` a link by which they set a password; an earlier link is void from now on."""
    values = {"nonce": new_nonce(), "invited_at": timezone.now(), "invited_by": request.user}
    invitation, _created = Invitation.objects.update_or_create(user=user, defaults=values)
    record(AuditKind.INVITED, request=request, subject=user.username)
    return invitation


@transaction.atomic
def invite_all(users: Sequence[User], *, by: User) -> None:
    """As `invite`, for many that have just been added: none of them has a link yet."""
    Invitation.objects.bulk_create([Invitation(user=user, invited_by=by) for user in users], batch_size=500)
    write([event(AuditKind.INVITED, by=by, subject=user.username) for user in users])


@transaction.atomic
def accept(invitation: Invitation, password: str, *, request: HttpRequest) -> bool:
    """Set the password of a link; False where somebody else has just used it. All sessions of the account end.

    The deletion is the compare-and-set: of two who use one link at once, one deletes it.
    """
    deleted, _rows = Invitation.objects.open().filter(pk=invitation.pk, nonce=invitation.nonce).delete()
    if not deleted:
        return False
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record(AuditKind.INVITATION_USED, request=request, by=user, subject=user.username)
    return True


@transaction.atomic
def remove_second_factor(user: User, *, request: HttpRequest) -> None:
    """For a lost phone: the next time `user` signs in with the password alone, and sets up another if needed."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(AuditKind.SECOND_FACTOR_OFF, request=request, subject=user.username)


@transaction.atomic
def sign_out_everywhere(user: User, *, request: HttpRequest) -> int:
    """End every session of `user`; their number."""
    count = end_sessions(user)
    record(AuditKind.SESSIONS_ENDED, request=request, subject=user.username, details={"count": count})
    return count
