"""A browser by the name that its owner knows. What it says of itself proves nothing."""

from django.utils.translation import gettext as _

# The first that stands in the text; many claim to be the later ones as well.
BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "OPR": "Opera"} | {n: n for n in ("Firefox", "Chrome", "Safari")}
SYSTEMS = {n: n for n in ("Windows", "Android", "iPhone", "iPad")} | {"Mac OS": "macOS", "Linux": "Linux"}


def browser_name(user_agent: str) -> str:
    """ "Firefox, Windows"; what is not known is said so."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), _("trình duyệt khác"))
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), _("hệ điều hành khác"))
    return f"{browser}, {system}"
