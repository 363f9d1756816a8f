"""Dangerous settings are refused, by `check` and where the server starts."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as real
from django.core.exceptions import ImproperlyConfigured

from core.checks import refuse_dangerous_settings

STRONG = "k3Tq-9fGh_2LmZx7RbVw5NsYp8DcJe4UaQiXo6Hg1BtKvMyCzEr0"
PLACES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}


@pytest.fixture
def production(settings):
    """Settings of a server in which nothing is wrong."""
    settings.PRODUCTION, settings.DEBUG, settings.SECRET_KEY = True, False, STRONG
    settings.ALLOWED_HOSTS = ["chitieu.laocai.gov.vn"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.WORKERS, settings.CACHES = 1, PLACES
    return settings


def test_good_settings_pass(production):
    refuse_dangerous_settings()


def test_several_workers_with_a_shared_cache_pass(production):
    production.WORKERS, production.CACHES = 4, SHARED

    refuse_dangerous_settings()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"DEBUG": True}, "E001", id="debug"),
        pytest.param({"SECRET_KEY": "ngan"}, "E002", id="short key"),
        pytest.param({"SECRET_KEY": "ab" * 40}, "E002", id="monotonous key"),
        pytest.param({"SECRET_KEY": f"django-insecure-{STRONG}"}, "E002", id="sample key"),
        pytest.param({"SECRET_KEY_FALLBACKS": ["cu"]}, "E002", id="weak old key"),
        pytest.param({"WORKERS": 2}, "E003", id="own cache a worker"),
        pytest.param({"ALLOWED_HOSTS": ["*"]}, "E004", id="any host"),
        pytest.param({"ALLOWED_HOSTS": []}, "E004", id="no host"),
        pytest.param({"ALLOWED_HOSTS": [".vn"]}, "E004", id="any host of a domain"),
        pytest.param({"CSRF_TRUSTED_ORIGINS": ["https://*"]}, "E006", id="any origin"),
        pytest.param({"SESSION_IDLE_MINUTES": 999_999}, "E007", id="no idle end"),
        pytest.param({"SESSION_HOURS": 0}, "E007", id="no end"),
        pytest.param({"SESSION_COOKIE_SECURE": False}, "E005", id="open session cookie"),
        pytest.param({"CSRF_COOKIE_SECURE": False}, "E005", id="open token cookie"),
    ],
)
def test_dangerous_setting_is_refused_by_its_own_check(change, code, production):
    for name, value in change.items():
        setattr(production, name, value)

    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_dangerous_settings()

    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [f"dangerous_settings.{code}"]


def test_trying_out_is_not_refused(settings):
    settings.PRODUCTION, settings.SECRET_KEY, settings.ALLOWED_HOSTS = False, "ngan", ["*"]

    refuse_dangerous_settings()


def run(tmp_path, code, **environment):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    base = {"PRODUCTION": "1", "SECRET_KEY": STRONG, "ALLOWED_HOSTS": "chitieu.vn", "VAR_DIR": str(tmp_path)}
    values = {**kept, **base, "DATABASE_URL": "sqlite://:memory:", **environment}
    return subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, *code], cwd=real.BASE_DIR, env=values, capture_output=True, text=True, timeout=60
    )


def test_deploy_check_of_production_is_clean(tmp_path):
    done = run(tmp_path, ["manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    assert (done.returncode, "0 silenced" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    "environment",
    [{"DEBUG": "1"}, {"SECRET_KEY": "ngan"}, {"SECRET_KEY": ""}, {"WEB_CONCURRENCY": "3", "SHARED_CACHE": "0"}],
    ids=str,
)
def test_server_does_not_start_with_dangerous_settings(environment, tmp_path):
    done = run(tmp_path, ["-c", "import config.wsgi"], **environment)

    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr


def test_server_starts_with_good_settings(tmp_path):
    done = run(tmp_path, ["-c", "import config.wsgi"], WEB_CONCURRENCY="3")

    assert done.returncode == 0, done.stderr
