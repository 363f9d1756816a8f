"""Asking for pages as a browser does, through all the middleware."""

from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from plans.models import Plan


def signed_in() -> Client:
    user, _made = User.objects.get_or_create(username="bench", role=Role.ADMINISTRATOR)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def address(name: str, plan: Plan, *rest: str) -> str:
    return reverse(name, args=[plan.code, *rest])
