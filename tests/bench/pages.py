"""Asking for pages as a browser does, through all the middleware."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from plans.models import Plan
from tests.entering import enter
from tests.factories import UserFactory


def signed_in() -> Client:
    """An administrator's browser, with a second factor, in a session that has begun."""
    user = User.objects.filter(username="bench").first() or UserFactory(administrator=True, username="bench")
    return enter(Client(SERVER_NAME="127.0.0.1"), user)


def address(name: str, plan: Plan, *rest: str) -> str:
    return reverse(name, args=[plan.code, *rest])
