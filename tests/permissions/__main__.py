"""python -m tests.permissions: write docs/permissions.md."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.permissions.document import PATH, document  # noqa: E402

PATH.write_text(document(), encoding="utf-8")
print(f"Đã ghi {PATH.name}.")
