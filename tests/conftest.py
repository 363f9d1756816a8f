"""Fixtures for the whole suite, without a word of the domain: that is in tests/factories.py and beside each app."""

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


@pytest.fixture(scope="session", autouse=True)
def _fast():
    """Hash passwords quickly: the real hasher takes a third of a second for each test account, by design. And look for
    a static file when it is asked for: each test client would list them all when it begins."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], WHITENOISE_AUTOREFRESH=True
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
