import pytest

from tests.reports.workbooks.trip import Traveller, report_page
from tests.targets.report_world import ReportWorld
from tests.targets.sheet import Sheet


@pytest.fixture
def sheet(db):
    return Sheet()


@pytest.fixture
def editor(sheet):
    """The provincial editor, on the way with the workbook of annex I."""
    return Traveller(sheet.cast.editor, sheet.page)


@pytest.fixture
def world(db):
    return ReportWorld()


@pytest.fixture
def reporter(world):
    """The district's officer, on the way with the workbook of the report on the first half-year."""
    return Traveller(world.officer, report_page(world, world.first))
