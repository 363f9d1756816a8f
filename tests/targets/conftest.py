import pytest

from tests.targets.threads import shared_database  # noqa: F401 - a fixture of every file here
from tests.targets.world import World


@pytest.fixture
def world(db):
    return World()
