"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from core.checks import refuse_dangerous_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_dangerous_settings()
