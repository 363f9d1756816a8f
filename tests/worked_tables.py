"""The worked tables of docs/calculations.md: the tests take their figures from them."""

from pathlib import Path

from django.conf import settings

DOCUMENT = Path("docs") / "calculations.md"


def worked_table(rule: str) -> list[dict[str, str]]:
    """The rows of the first table under the heading that names the rule: {header: text}."""
    text = (settings.BASE_DIR / DOCUMENT).read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#") and f"`{rule}`" in line]
    assert len(headings) == 1, f"{DOCUMENT} has {len(headings)} headings that name `{rule}`"
    lines = text.split(headings[0], 1)[1].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    header, _rule, *rows = table
    assert rows, f"the table of `{rule}` has no rows"
    return [dict(zip(header, row, strict=True)) for row in rows]
