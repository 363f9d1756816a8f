"""A report as a browser meets it: `ReportPage` asks for the form, posts it, sends batches as the script does."""

import json
import re
from html import unescape

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.entering import enter
from tests.targets.report_world import ReportWorld


class ReportPage:
    def __init__(self, world: ReportWorld, user: User | None = None, period=None) -> None:
        self.world, self.user = world, user or world.officer
        self.client = Client()
        enter(self.client, self.user)
        where = [world.plan.code, (period or world.first).code, world.cast.district.pk]
        self.url, self.cells_url, self.submit_url, self.history_url = (
            reverse(name, args=where) for name in ("report", "report-cells", "report-submit", "report-history")
        )

    def get(self, url: str | None = None):
        return self.client.get(url or self.url)

    def html(self) -> str:
        response = self.get()
        assert response.status_code == 200
        return response.content.decode()

    def seen(self) -> str:
        return unescape(re.search(r'name="seen"\s+value="([^"]*)"', self.html())[1])

    def form(self) -> dict[str, str]:
        """What a browser without script would send back unchanged."""
        html = self.html()
        inputs = re.findall(r'<input name="([\d.]+)"[^>]*?value="([^"]*)"', html)
        return {"seen": self.seen(), **{key: unescape(text) for key, text in inputs}}

    def post(self, form: dict[str, str] | None = None, **typed: str):
        """`typed`: texts by key, "k2_1" for "2.1"."""
        keys = {name.removeprefix("k").replace("_", "."): text for name, text in typed.items()}
        return self.client.post(self.url, {**(self.form() if form is None else form), **keys})

    def mark(self) -> str:
        return dict(part.split("=", 1) for part in self.seen().split())["bieu"]

    def send(self, *cells: list, mark: str | None = None, **body):
        url = f"{self.cells_url}?bieu={self.mark() if mark is None else mark}"
        data = {"by": self.user.pk, "cells": list(cells), **body}
        return self.client.post(url, json.dumps(data), content_type="application/json")

    def lines(self) -> dict[int, dict[str, str]]:
        """{number: what the form shows of a line}."""
        rows = self.get().context["form"].rows
        names = ("target", "so_far", "current", "cumulative", "remaining", "percent")
        return {row.number: {name: getattr(row, name) for name in names} for row in rows}
