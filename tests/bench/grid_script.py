"""The grid's script in Chromium: from a key to the new totals, in a grid of 20 columns."""

import os
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import BrowserType, Page, sync_playwright

from plans.models import Plan
from tests.bench.grid import grid_address
from tests.bench.measure import Line, limited
from tests.bench.pages import signed_in
from tests.bench.plans import FIGURES, Figure, make_plan

GOAL = 16  # milliseconds: a frame
KEYS, ROWS = 60, 170
# What is typed into each cell, key by key; other figures in each round.
TYPED = ("1", "10", "100"), ("9", "98", "9"), ("4", "47", "4")
SPLIT = {"treated-newly-admitted": "Tiếp nhận mới", "methadone-carried-over": "Chuyển sang", "methadone-new": "Mới"}
COLUMNS = (
    *FIGURES,
    *(
        Figure(f"{indicator}-{facility + 1}", "", f"{label}, cơ sở số {facility + 1}", indicator, facility)
        for indicator, label in SPLIT.items()
        for facility in (0, 1)
    ),
)
# Three keys a cell, in cells all over the table. Asking for the height of the table makes the browser lay it out.
TYPE = """async ([keys, texts]) => {
  const table = document.querySelector("#grid table");
  const inputs = [...table.querySelectorAll("tbody td > input")];
  const times = [];
  let shown = 0;
  for (let key = 0; key < keys; key += 1) {
    const input = inputs[(Math.floor(key / 3) * 1013) % inputs.length];
    if (key % 3 === 0) input.focus();
    const before = table.tFoot.textContent;
    const start = performance.now();
    input.value = texts[key % texts.length];
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    void table.offsetHeight;
    times.push(performance.now() - start);
    shown += table.tFoot.textContent !== before;
    await new Promise(requestAnimationFrame);
  }
  return [times, shown];
}"""


def lines() -> Iterator[Line]:
    what, size = "Từ phím gõ đến tổng mới", f"{ROWS} × {len(COLUMNS)}"
    with sync_playwright() as playwright:
        program = _program(playwright.chromium)
        times = _times(playwright.chromium, program) if program else []
    if times:
        yield limited(f"{what}, trung vị", size, statistics.median(times))
        yield limited(f"{what}, 95% số phím", size, _nearly_all(times), GOAL)
    else:
        yield Line(what, size, "máy không có Chromium", "", "", f"≤ {GOAL} ms", None)


def _program(chromium: BrowserType) -> str | None:
    """As in the browser tests: Playwright's own Chromium where it was installed, the system's otherwise."""
    own = chromium.executable_path
    return own if Path(own).exists() else shutil.which("chromium")


def _nearly_all(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def _times(chromium: BrowserType, program: str) -> list[float]:
    """Milliseconds of each key, in the round that other work of the machine disturbed least."""
    # Playwright keeps an event loop running in this thread, where Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    plan, client = make_plan(22, ROWS, COLUMNS), signed_in()
    # Chromium cannot build its sandbox as root.
    browser = chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
    try:
        with _live_server() as url:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            return min(_rounds(page, url, client, plan), key=_nearly_all)
    finally:
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _rounds(page: Page, url: str, client: Client, plan: Plan) -> list[list[float]]:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return [_typed(page, url + grid_address(plan), texts) for texts in TYPED]


def _typed(page: Page, url: str, texts: Sequence[str]) -> list[float]:
    """Each time in a page just opened, so that the first keys count as well."""
    page.goto(url)
    page.wait_for_selector("#grid.is-live")
    times, shown = page.evaluate(TYPE, [KEYS, texts])
    # Rates have no total, and a total of sums follows their parts.
    if shown < KEYS / 2:
        raise RuntimeError(f"Only {shown} of {KEYS} keys changed a total")
    # What was typed is being saved; the next page would ask whether to leave.
    page.evaluate("document.activeElement.blur()")
    page.locator("[data-state=saved]").wait_for()
    return times


@contextmanager
def _live_server() -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://{server.host}:{server.port}"
    finally:
        server.terminate()
