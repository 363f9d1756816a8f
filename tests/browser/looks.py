"""What any page shall be: within the screen, Vietnamese, and clear to those who hear it."""

import re

# Words of English texts of Django and of allauth; codes and names in the pages hold none of them.
ENGLISH = re.compile(
    r"\b(add|change|delete|select\w*|save|history|view|search|filter|all|none|home|user|error|by|the|your?|password|"
    r"login|log|sign|code|enter|please|this|must|incorrect|invalid)\b",
    re.IGNORECASE,
)


def words(page) -> str:
    """What a page says, to the eye and to a screen reader."""
    spoken = "[...document.querySelectorAll('[title], [alt], [aria-label], [placeholder]')]" + (
        ".flatMap(e => ['title', 'alt', 'aria-label', 'placeholder'].map(name => e.getAttribute(name) || ''))"
    )
    return "\n".join([page.title(), page.inner_text("body"), *page.evaluate(spoken)])


def said_of(field) -> str:
    """What a screen reader says after the name of `field`: its help and what is wrong."""
    ids = (field.get_attribute("aria-describedby") or "").split()
    return "\n".join(field.page.locator(f"[id={part}]").inner_text() for part in ids)


def width_beyond_screen(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
