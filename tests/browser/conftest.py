"""Fixtures of the browser tests: Chromium as in an office in Viet Nam, under the strict Content-Security-Policy.

A test takes `page` and opens `page.goto("/...")` on its own live server. It fails, whatever it asserts itself, if a
page breaks the Content-Security-Policy, throws a script error or asks anything of another host.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection

from targets.loading import fixture_files, load
from tests.browser.account_pages import Visit, gather_people
from tests.browser.grid import GridPage, editor_of, sign_in

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Every test in this folder is a browser test; nobody has to remember the mark."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright():
    """Playwright keeps an event loop running in this thread, where Django would refuse to use the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, playwright):
    arguments = {
        **browser_type_launch_args,
        "args": [
            # The browser's own conversations with its maker.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            # Chromium cannot build its sandbox as root (containers, CI).
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ],
    }
    # Playwright's own browser where it was installed (Ubuntu), the system's otherwise (Debian).
    if not Path(playwright.chromium.executable_path).exists():
        arguments["executable_path"] = shutil.which("chromium")
    return arguments


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite in a file, not in memory: each request of the live server then has its own connection, as in real use."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "config.sqlite":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def loaded_copy():
    """A database in memory that holds the loaded plans, once they were loaded."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy:
        yield copy


@pytest.fixture
def committed_plans(transactional_db, loaded_copy):
    """As the suite's own, but loaded by the first test and copied for the others: loading takes five seconds."""
    connection.ensure_connection()
    if loaded_copy.execute("SELECT 1 FROM sqlite_master").fetchone():
        loaded_copy.backup(connection.connection)
    else:
        load(fixture_files())
        connection.connection.backup(loaded_copy)


@pytest.fixture(scope="session")
def base_url(django_db_setup, live_server):
    """Lets a test write `page.goto("/path")`. The live server starts after the test database is there."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1366, "height": 768},  # the common office screen
    }


@pytest.fixture
def new_context(new_context, base_url):
    """As pytest-playwright's, which also `page` is made with, but each context is watched for problems."""
    problems = []
    contexts = []

    def on_console(message):
        if "Content Security Policy" in message.text or "Permissions-Policy" in message.text:
            problems.append(message.text)

    def on_request(request):
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(base_url):
            problems.append(f"Request to another host: {request.url}")

    def watched_context(**options):
        context = new_context(**options)
        context.on("console", on_console)
        context.on("weberror", lambda error: problems.append(f"Script error: {error.error}"))
        context.on("request", on_request)
        contexts.append(context)
        return context

    yield watched_context

    for page in [page for context in contexts for page in context.pages]:
        page.wait_for_timeout(50)  # lets the page finish and its last messages arrive
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture
def axe():
    """`axe(page)` asserts that the page as it stands breaks no accessibility rule."""

    def check(page):
        violations = Axe().run(page).response["violations"]
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['target']}  {node['html']}" for node in violation["nodes"])
            for violation in violations
        ]
        assert not violations, f"Accessibility of {page.url}:\n" + "\n".join(lines)

    return check


@pytest.fixture
def visit(page, live_server, base_url):
    """A browser for the pages of `tests.browser.account_pages`, and the people who come there."""
    return Visit(page, gather_people(), base_url)


# The entry grid, unless a file says otherwise: staff of Lào Cai at work on the draft of 2021


@pytest.fixture
def editor(committed_plans):
    return editor_of("10", username="can-bo-mot", last_name="Lý", first_name="Thị Hoa")


@pytest.fixture
def grid(editor, page, base_url):
    sign_in(page.context, editor, base_url)
    return GridPage(page).open()


@pytest.fixture
def colleague(editor):
    return editor_of("10", username="can-bo-hai", last_name="Trần", first_name="Văn Nam")
