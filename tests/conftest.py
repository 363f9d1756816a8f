"""Fixtures for the whole suite, without a word of the domain: that is in tests/factories.py and beside each app."""

from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import override_settings

from core.append_only import protecting_sql, releasing_sql
from targets.loading import fixture_files, load

# A slow or busy machine is no reason to fail.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    """Tests on SQLite work in memory. pytest-django knows that of Django's own backend alone, and would give each
    worker a file."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "config.sqlite":
        test = database.setdefault("TEST", {})
        test["NAME"] = test.get("NAME") or ":memory:"


# What they find cannot depend on the database: words, numbers and files; what a page escapes and a print fetches; the
# model of the grid's script. They run on SQLite alone.
ONE_DATABASE = (
    "accounts/test_words.py",
    "config/test_headers.py",
    "config/test_logs.py",
    "core/test_archives.py",
    "core/test_dates.py",
    "core/test_figures.py",
    "core/test_numbers.py",
    "core/test_roman.py",
    "core/test_strict_json.py",
    "core/test_text.py",
    "core/test_typed_figures.py",
    "core/test_workbook_cells.py",
    "core/test_workbook_values.py",
    "core/test_workbooks.py",
    "reports/downloads/test_office.py",
    "reports/downloads/test_shown.py",
    "reports/downloads/test_word.py",
    "reports/downloads/test_xlsx.py",
    "reports/test_grid_model.py",
    "reports/test_judging.py",
    "reports/test_paper.py",
    "security/test_fetching.py",
    "security/test_formulas.py",
    "security/test_scripts_in_pages.py",
    "security/test_ssrf_in_letter.py",
    "security/test_ssrf_in_pdf.py",
    "security/test_ssrf_in_report.py",
    "security/test_workbook_bombs.py",
    "targets/packages/test_document.py",
    "security/test_workbook_mutations.py",
    "targets/workbooks/test_comparing.py",
    "targets/workbooks/test_finding.py",
    "targets/workbooks/test_marks.py",
    "targets/free_workbooks/test_figures.py",
    "targets/free_workbooks/test_places.py",
    "targets/free_workbooks/test_recognition.py",
    "test_consistency.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if item.path.relative_to(folder).as_posix() in ONE_DATABASE:
            item.add_marker("one_database")


@pytest.fixture(scope="session", autouse=True)
def _fast():
    """Hash passwords quickly: the real hasher takes a third of a second for each test account, by design. And look for
    a static file when it is asked for: each test client would list them all when it begins. And run jobs at once,
    without a worker."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    ):
        yield


@pytest.fixture(autouse=True)
def _own_renders(settings):
    """Renders are kept between requests; a test must neither find those of another run nor leave its own."""
    settings.CACHES = {**settings.CACHES, "renders": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["renders"].clear()


APPEND_ONLY = ("accounts_auditevent",)


@pytest.fixture(scope="session", autouse=True)
def _emptying_past_the_triggers():
    """After a test that commits, the test database is emptied; tables that refuse it lose their triggers meanwhile."""
    kind = type(connection.ops)
    flush = kind.sql_flush

    def sql_flush(ops, style, tables, **options):
        kept = [table for table in APPEND_ONLY if table in tables]
        released = [sql for table in kept for sql in releasing_sql(connection.vendor, table)]
        protected = [sql for table in kept for sql in protecting_sql(connection.vendor, table)]
        return [*released, *flush(ops, style, tables, **options), *protected]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="module")
def five_plans(django_db_setup, django_db_blocker):
    """The five real plans, loaded once for the tests of a module; each test still undoes its own changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(fixture_files())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed_plans(transactional_db):
    """The five real plans where another process or thread reads them: a live server, a second writer."""
    load(fixture_files())
