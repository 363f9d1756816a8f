"""What the part of an address after "?" may say: a page knows its names, and one it does not know leads nowhere."""

from collections.abc import Collection

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _


def refuse_unknown_names(asked: QueryDict, known: Collection[str] = (), refusal: str = "") -> None:
    """Rule (known-names): who mistypes a name is told, and does not take the whole for the part that was asked for.

    `refusal` is a sentence with a place for the name. To be asked after who may see the page.
    """
    if unknown := sorted(asked.keys() - set(known)):
        raise Http404((refusal or _("Trang này không có lựa chọn “%s”.")) % unknown[0][:50])
