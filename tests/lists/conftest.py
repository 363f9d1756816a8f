from tests.targets.threads import shared_database  # noqa: F401 - a fixture of this folder
