"""Two provinces in one installation: what one holds is out of reach of the other, and so is a neighbouring district."""

import pytest
from django.test import Client

from tests.cast import gather
from tests.entering import enter
from tests.factories import LocalityFactory, PlanFactory, UserFactory


@pytest.fixture
def cast(db):
    return gather()


@pytest.fixture
def neighbour(cast):
    """Another district of the cast's province."""
    return LocalityFactory(district=True, parent=cast.province, name="Huyện Sa Pa")


@pytest.fixture
def plan(cast):
    """A draft of the cast's province."""
    return PlanFactory(locality=cast.province, code="lao-cai-thu")


@pytest.fixture
def foreign_plan(cast):
    """A draft of the other province."""
    return PlanFactory(locality=cast.other_province, code="lai-chau-thu", subject="Kế hoạch của tỉnh khác")


@pytest.fixture
def foreign_district(cast):
    return LocalityFactory(district=True, parent=cast.other_province, name="Huyện Mường Tè")


@pytest.fixture
def attacker(cast):
    """Holds every permission, in the cast's province."""
    return UserFactory(administrator=True, locality=cast.province, username="tan-cong")


@pytest.fixture
def sign_in():
    """`sign_in(user)`: a client in which the user is signed in."""

    def client_of(user):
        client = Client()
        enter(client, user)
        return client

    return client_of
