"""An extract (trích): a plan of a level above as those below read it, its figures cut to their own subtree."""

from django.utils.translation import gettext as _

from localities.models import Locality


def top_of(extract: Locality | None) -> str:
    """The path to which figures are cut; "" for the whole plan."""
    return extract.path if extract else ""


def extract_mark(extract: Locality | None) -> str:
    """ "Trích: chỉ gồm số liệu của Huyện Bát Xát", to stand wherever figures of an extract stand; "" for the whole."""
    return _("Trích: chỉ gồm số liệu của %s") % extract.name if extract else ""
