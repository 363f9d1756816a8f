"""Whatever stands in the cells of a file, it is taken or refused by row; nothing breaks."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.lists.files import Unreadable, read_list
from core.workbooks import UploadRefused
from tests.factories import UserFactory
from tests.lists.cases import CASES, place
from tests.lists.files import table

pytestmark = pytest.mark.django_db

WORDS = ["080", "10", "15 từ 01/7/2025", "15 từ x", "lao-cai-thu", "01/7/2025", "31/02/2025", "=1+1", "'=x", ";", "a;b"]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=30),
    st.text(string.printable, max_size=400),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(Unreadable("Ô báo lỗi #REF!; hãy sửa trong tệp.")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cell_is_taken_or_refused(case, data, here):
    mixed = [st.one_of(CELLS, st.just(cell)) for cell in case.new]
    rows = data.draw(st.lists(st.tuples(*mixed).map(list), max_size=4))

    preview = case.resource(here).read(table(case.header, *rows))

    assert preview.total == len(rows)
    assert 0 <= preview.unchanged <= len(rows)
    assert all(fault.reason and str(fault.reason) == fault.reason for fault in preview.faults)
    assert preview.digest
    assert all(len(text) == 3 for change in preview.changes for text in change.texts())


@pytest.fixture
def here():
    place()
    return UserFactory(administrator=True)


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_a_list_or_refused(data):
    for name in ("a.csv", "a.xlsx"):
        try:
            file = read_list(data, name, lambda texts: False)
        except UploadRefused as refused:
            assert refused.reason
        else:
            assert all(len(cells) == len(file.header) for _number, cells in file.rows)
