"""The entry grid as a person meets it: `GridPage` drives it by keys, mouse and clipboard and reads screen and database.

A cell is named by the text of its row and the key of its column: `grid.cell("Sa Pa", "family")`.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from core.figures import Comparator
from localities.models import Locality
from targets.entry import WHOLE
from targets.enums import Axis, Stage
from targets.models import Annex, Target, TargetChange
from tests.entering import enter
from tests.factories import UserFactory

WHOLE_LABEL = "Mức giao chung"
SAVED = re.compile("^Đã lưu tất cả")  # and when
POST = "**/nhap/o/"  # what cells are saved with
RATE = "methadone-maintenance-rate"
PLACE = ("Sa Pa", RATE)  # a cell that the document leaves blank, and that no other one sums
PATIENCE = 20_000  # milliseconds; a slow machine may need them after the server was away

# The figures of the page as plain data; of a document of its own, so that what the server drew can be read too.
_FIGURES = """document => Object.fromEntries([
  ...[...document.querySelectorAll('#grid td > input')].map(input => [
    input.name, [input.getAttribute('value'), input.value, input.placeholder, input.parentElement.className],
  ]),
  ...[...document.querySelectorAll('tfoot [data-total], tfoot [data-gap]')].map(td => [
    td.dataset.total ? `total ${td.dataset.total}` : `gap ${td.dataset.gap}`, td.textContent.replace(/\\s+/g, ''),
  ]),
])"""


class Figure(NamedTuple):
    """A stored target; `value` and `upper` in units of 10^-decimals."""

    comparator: str
    value: int | None
    upper: int | None = None


def exactly(value: int) -> Figure:
    return Figure(Comparator.EXACTLY, value)


def editor_of(code: str, valid_from: str = "2004-07-08", **values):
    return UserFactory(editor=True, locality=Locality.objects.get(code=code, valid_from=valid_from), **values)


def sign_in(context, user, url: str) -> str:
    """Makes `user` the one who is signed in in that browser; returns the key of the session."""
    client = Client()
    enter(client, user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])
    return key


class GridPage:
    def __init__(self, page, code: str = "lao-cai-2021", number: int = 1) -> None:
        self.page = page
        self.annex = Annex.objects.select_related("plan").get(plan__code=code, number=number)
        self.url = reverse("annex-grid", args=[code, self.annex.roman])
        self._rows = {row.text: row for row in self.annex.rows.select_related("locality", "indicator", "activity")}
        self._columns = {column.key: column for column in self.annex.columns.all()}
        self.state = page.locator("[data-state]")
        self.problems = page.locator("[data-problems]")
        self.dialog = page.get_by_role("dialog")

    def open(self) -> "GridPage":
        self.page.goto(self.url)
        expect(self.state).to_have_text(SAVED)
        return self

    # Places

    def key(self, row: str, column: str) -> str:
        return f"{WHOLE if row == WHOLE_LABEL else self._rows[row].pk}.{self._columns[column].pk}"

    def cell(self, row: str, column: str):
        return self.page.locator(f'input[name="{self.key(row, column)}"]')

    def total(self, column: str):
        return self.page.locator(f'[data-total="{self._columns[column].pk}"]')

    def gap(self, column: str):
        return self.page.locator(f'[data-gap="{self._columns[column].pk}"]')

    def tool(self, name: str):
        return self.page.get_by_role("toolbar", name="Công cụ nhập").get_by_role("button", name=name)

    # Hands

    def go(self, row: str, column: str) -> "GridPage":
        self.cell(row, column).click()
        expect(self.cell(row, column)).to_be_focused()
        return self

    def press(self, *keys: str) -> "GridPage":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> "GridPage":
        self.page.keyboard.type(text)
        return self

    def enter(self, row: str, column: str, text: str) -> "GridPage":
        """Types a text into a cell and leaves it by Enter."""
        return self.go(row, column).type(text).press("Enter")

    def select(self, first: tuple[str, str], last: tuple[str, str]) -> "GridPage":
        """From one cell to another, both (row, column), with Shift and the mouse."""
        self.go(*first)
        self.cell(*last).click(modifiers=["Shift"])
        return self

    def drag(self, first: tuple[str, str], last: tuple[str, str]) -> None:
        self.cell(*first).hover()
        self.page.mouse.down()
        self.cell(*last).hover()
        self.page.mouse.up()

    # Clipboard

    def allow_clipboard(self) -> "GridPage":
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        return self

    def paste(self, text: str) -> "GridPage":
        """The text comes from elsewhere into the browser's real clipboard, then Ctrl+V where the cursor stands."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        return self.press("Control+v")

    def copied(self) -> str:
        """What Ctrl+C put into the browser's real clipboard."""
        self.press("Control+c")
        return self.page.evaluate("navigator.clipboard.readText()")

    # Eyes

    def expect_focus(self, row: str, column: str) -> None:
        expect(self.cell(row, column)).to_be_focused()

    def expect_saved(self) -> None:
        expect(self.state).to_have_text(SAVED, timeout=PATIENCE)

    def expect_texts(self, texts: dict[tuple[str, str], str]) -> None:
        for place, text in texts.items():
            expect(self.cell(*place)).to_have_value(text)

    def expect_gap(self, column: str, size: str, words: str) -> None:
        expect(self.gap(column).locator(".size")).to_have_text(size)
        expect(self.gap(column).locator(".badge")).to_have_text(words)

    def expect_refused(self, row: str, column: str, reason: str) -> None:
        """Marked as wrong to the eye and to a screen reader, with the reason."""
        expect(self.cell(row, column)).to_have_attribute("aria-invalid", "true")
        expect(self.cell(row, column)).to_have_accessible_description(re.compile(re.escape(reason)))

    def selected(self) -> set[str]:
        """Keys of the cells of the selected range; none for a single cell."""
        return set(self.page.locator("td.is-selected > input").evaluate_all("all => all.map(input => input.name)"))

    def keys(self, rows: list[str], columns: list[str]) -> set[str]:
        return {self.key(row, column) for row in rows for column in columns}

    def shown(self) -> dict[str, list | str]:
        """All that the script shows: of a cell text, hint, whether it differs from its parts; totals and gaps."""
        return _compared(self.page.evaluate(f"({_FIGURES})(document)"), text=1)

    def drawn(self) -> dict[str, list | str]:
        """As `shown`, as the server draws the same page now, before any script."""
        fetched = f"""async () => {{
          const text = await (await fetch(location.href)).text();
          return ({_FIGURES})(new DOMParser().parseFromString(text, 'text/html'));
        }}"""
        return _compared(self.page.evaluate(fetched), text=0)

    # Database

    def _place(self, row: str, column: str) -> dict:
        plan = self.annex.plan
        if self.annex.axis == Axis.LIST:
            named, locality = self._rows[row], plan.locality_id
        else:
            named = self._columns[column]
            locality = plan.locality_id if row == WHOLE_LABEL else self._rows[row].locality_id
        return {
            "plan": plan,
            "locality_id": locality,
            "indicator_id": named.indicator_id,
            "facility_id": named.facility_id,
        }

    def _of_place(self, model, row: str, column: str, stage: str):
        rows = model.objects.filter(stage=stage)
        for name, value in self._place(row, column).items():
            rows = rows.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
        return rows

    def target(self, row: str, column: str, stage: str = Stage.ASSIGNED):
        """The rows of the cell's target: one or none."""
        return self._of_place(Target, row, column, stage)

    def stored(self, row: str, column: str, stage: str = Stage.ASSIGNED) -> Figure | None:
        found = self.target(row, column, stage).values_list("comparator", "value", "upper").first()
        return found and Figure(*found)

    def store(self, row: str, column: str, value: int, stage: str = Stage.ASSIGNED) -> None:
        """Another figure stands in the cell, past the door and without history."""
        self.target(row, column, stage).delete()
        Target.objects.create(**self._place(row, column), value=value, stage=stage)

    def typed_changes(self, row: str, column: str, stage: str = Stage.ASSIGNED) -> list[TargetChange]:
        """The cell's history since the documents were loaded, oldest first."""
        rows = self._of_place(TargetChange, row, column, stage).exclude(changed_by=None)
        return list(rows.select_related("indicator", "changed_by").order_by("changed_at", "pk"))


def written(grid: GridPage, place: tuple[str, str] = PLACE) -> list[tuple]:
    """(who, old, new) of each change of the cell by a person."""
    return [(change.changed_by, change.old_value, change.new_value) for change in grid.typed_changes(*place)]


def _compared(figures: dict, text: int) -> dict[str, list | str]:
    """Of each cell the text (the attribute or the property), the hint, and whether it differs from its parts."""
    return {
        name: found if isinstance(found, str) else [found[text] or "", found[2], "differs" in found[3].split()]
        for name, found in figures.items()
    }
