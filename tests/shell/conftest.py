"""The cast one by one, and a browser for each."""

import pytest
from django.test import Client

from tests.cast import gather
from tests.entering import enter
from tests.factories import PlanFactory


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def province(cast):
    return cast.province


@pytest.fixture
def district(cast):
    return cast.district


@pytest.fixture
def other_province(cast):
    return cast.other_province


@pytest.fixture
def administrator(cast):
    return cast.administrator


@pytest.fixture
def editor(cast):
    return cast.editor


@pytest.fixture
def officer(cast):
    return cast.officer


@pytest.fixture
def leader(cast):
    return cast.leader


@pytest.fixture
def outsider(cast):
    return cast.outsider


@pytest.fixture
def plan(province):
    """A draft of the province."""
    return PlanFactory(locality=province)


@pytest.fixture
def sign_in():
    """`sign_in(editor)` gives a browser in which the editor is signed in."""

    def client_of(user):
        client = Client()
        enter(client, user)
        return client

    return client_of
