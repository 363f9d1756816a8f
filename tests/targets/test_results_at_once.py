"""The door for results, and the way of a report: two officers of one place at the same moment."""

import pytest

from targets.models import Submission, SubmissionStep
from targets.results import ResultsRefused
from targets.submissions import StepRefused
from tests.targets.report_world import ReportWorld, exactly
from tests.targets.threads import in_threads

pytestmark = pytest.mark.django_db
REFUSALS = (ResultsRefused, StepRefused)


@pytest.mark.parametrize("is_new", [pytest.param(True, id="new report"), pytest.param(False, id="stored figure")])
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_in_one_cell_one_wins(shared_database, is_new):
    world = ReportWorld()
    seen = None if is_new else exactly(20)
    if not is_new:
        world.save(world.edit("compulsory", seen))
    shared_database()
    writers = [(world.officer, exactly(30)), (world.colleague, exactly(35))]

    results = in_threads(
        *(lambda by=by, new=new: world.save(world.edit("compulsory", new, seen), by=by) for by, new in writers),
        refusals=REFUSALS,
    )

    lost = [result for result in results if isinstance(result, ResultsRefused)]
    winner = 30 if results[1] in lost else 35
    assert [str(each) for each in lost] == ["Ô đã được người khác sửa."]
    assert in_threads(world.stored, refusals=REFUSALS) == [{"compulsory": ("reported", winner, False, "")}]
    assert in_threads(world.changes, refusals=REFUSALS) == [1 if is_new else 2]


@pytest.mark.django_db(transaction=True)
def test_officers_in_different_cells_lose_nothing(shared_database):
    world = ReportWorld()
    shared_database()
    keys = ["compulsory", "voluntary", "stock"]

    in_threads(*(lambda key=key: world.save(world.edit(key, exactly(7))) for key in keys), refusals=REFUSALS)

    (stored,) = in_threads(world.stored, refusals=REFUSALS)
    assert stored == dict.fromkeys(keys, ("reported", 7, False, ""))
    assert in_threads(world.changes, refusals=REFUSALS) == [3]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_hand_in_one_does(shared_database):
    world = ReportWorld()
    world.fill()
    shared_database()

    results = in_threads(
        *(lambda by=by: world.submit(by=by) for by in (world.officer, world.colleague)), refusals=REFUSALS
    )

    lost = [str(result) for result in results if isinstance(result, StepRefused)]
    assert lost == ["Báo cáo vừa được người khác chuyển sang “đã nộp”. Hãy xem lại."]
    assert in_threads(SubmissionStep.objects.count, refusals=REFUSALS) == [1]


@pytest.mark.django_db(transaction=True)
def test_figure_that_comes_while_the_report_is_handed_in_is_kept_or_refused(shared_database):
    """Never written into a report that is frozen."""
    world = ReportWorld()
    world.fill()
    shared_database()

    written, handed_in = in_threads(
        lambda: world.save(world.edit("compulsory", exactly(31), exactly(30)), by=world.colleague),
        world.submit,
        refusals=REFUSALS,
    )

    assert isinstance(handed_in, Submission)
    (stored,) = in_threads(world.stored, refusals=REFUSALS)
    is_refused = isinstance(written, ResultsRefused)
    assert stored["compulsory"][1] == (30 if is_refused else 31)
    if is_refused:
        assert str(written) == "Báo cáo đã nộp; muốn sửa phải được trả lại."
