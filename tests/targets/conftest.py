import pytest

from tests.targets.world import World


@pytest.fixture
def world(db):
    return World()
