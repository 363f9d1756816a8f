"""Static files as production serves them."""

import re

import pytest
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_modules_name_each_other_by_content_and_are_compressed(collected):
    """A browser that keeps a module for a year must not pair it with an older neighbour."""
    (main,) = (collected / "grid").glob("main.*.js")

    imported = re.findall(r'from "\./([^"]+)"', main.read_text(encoding="utf-8"))

    assert imported
    assert all(re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.js", name) for name in imported)
    assert all((collected / "grid" / name).exists() for name in imported)
    assert main.with_suffix(".js.gz").exists()
