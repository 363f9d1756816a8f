"""A report's form as a person meets it: `ReportForm` drives it by keys and fingers and reads screen and database."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.grid import PATIENCE, SAVED
from tests.targets.report_world import ReportWorld


class ReportForm:
    def __init__(self, page, world: ReportWorld, period=None) -> None:
        self.page, self.world, self.period = page, world, period or world.first
        where = [world.plan.code, self.period.code, world.cast.district.pk]
        self.url, self.submit_url = reverse("report", args=where), reverse("report-submit", args=where)
        self.state = page.locator("[data-state]")
        self.problems = page.locator("[data-problems]")
        self.dialog = page.get_by_role("dialog")

    def open(self) -> "ReportForm":
        self.page.goto(self.url)
        expect(self.state).to_have_text(SAVED)
        return self

    def figure(self, line: int):
        return self.page.locator(f'input[name="{line}.1"]')

    def note(self, line: int):
        return self.page.locator(f'input[name="{line}.2"]')

    def tool(self, name: str):
        return self.page.get_by_role("toolbar", name="Công cụ nhập").get_by_role("button", name=name)

    def type(self, line: int, text: str, key: str = "Enter") -> "ReportForm":
        self.figure(line).click()
        expect(self.figure(line)).to_be_focused()
        self.page.keyboard.type(text)
        if key:
            self.page.keyboard.press(key)
        return self

    def write(self, line: int, text: str) -> "ReportForm":
        self.note(line).click()
        expect(self.note(line)).to_be_focused()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        return self

    def expect_beside(self, line: int, **texts: str) -> None:
        """`sum`, `cumulative`, `remaining`, `percent` as they stand beside the typed cells."""
        for name, text in texts.items():
            expect(self.page.locator(f'[data-line="{line}"] [data-shows="{name}"]')).to_have_text(text)

    def expect_saved(self) -> None:
        expect(self.state).to_have_text(SAVED, timeout=PATIENCE)

    def expect_refused(self, line: int, reason: str) -> None:
        expect(self.figure(line)).to_have_attribute("aria-invalid", "true")
        expect(self.figure(line)).to_have_accessible_description(re.compile(re.escape(reason)))
