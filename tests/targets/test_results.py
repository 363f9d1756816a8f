"""The one door for results: what is written, and what it leaves behind."""

import pytest

from core.figures import Comparator
from targets.enums import Channel, SubmissionState
from targets.models import ResultChange, Submission
from tests.targets.report_world import NOT_APPLICABLE, ReportWorld, estimate, exactly

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return ReportWorld()


def test_first_figure_makes_the_report(world):
    world.save(world.edit("compulsory", exactly(30)))

    assert world.stored() == {"compulsory": ("reported", 30, False, "")}
    assert Submission.objects.get().state == SubmissionState.OPEN


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        pytest.param(exactly(0), ("reported", 0, False, ""), id="zero"),
        pytest.param(estimate(30), ("reported", 30, True, ""), id="estimate"),
        pytest.param(NOT_APPLICABLE, ("not_applicable", None, False, ""), id="not-applicable"),
    ],
)
def test_kinds_of_figures(world, new, stored):
    world.save(world.edit("compulsory", new))

    assert world.stored() == {"compulsory": stored}


def test_carried_figure_is_marked_until_it_is_changed(world):
    world.save(world.edit("stock", exactly(500), is_carried=True))
    assert world.stored() == {"stock": ("carried", 500, False, "")}

    world.save(world.edit("stock", exactly(500), exactly(500)))
    assert world.stored() == {"stock": ("carried", 500, False, "")}

    world.save(world.edit("stock", exactly(510), exactly(500)))
    assert world.stored() == {"stock": ("reported", 510, False, "")}


def test_note_alone_explains_a_blank_and_goes_with_it(world):
    world.save(world.note("compulsory", "Cơ sở đang sửa"))
    assert world.stored() == {"compulsory": ("not_reported", None, False, "Cơ sở đang sửa")}

    world.save(world.note("compulsory", "", "Cơ sở đang sửa"))
    assert world.stored() == {}


def test_figure_and_note_of_one_line_go_together(world):
    world.save(world.edit("compulsory", exactly(30)), world.note("compulsory", "Đã đối chiếu"))

    assert world.stored() == {"compulsory": ("reported", 30, False, "Đã đối chiếu")}
    assert world.changes() == 1


def test_blank_takes_the_figure_away_and_leaves_the_note(world):
    world.save(world.edit("compulsory", exactly(30)), world.note("compulsory", "Đã đối chiếu"))

    world.save(world.edit("compulsory", None, exactly(30)))

    assert world.stored() == {"compulsory": ("not_reported", None, False, "Đã đối chiếu")}


def test_every_change_is_remembered(world):
    world.save(world.edit("compulsory", exactly(30)))
    world.save(world.edit("compulsory", estimate(35), exactly(30)), by=world.colleague)

    fields = ["old_state", "old_value", "old_is_estimate", "new_state", "new_value", "new_is_estimate", "channel"]
    assert list(ResultChange.objects.order_by("pk").values_list(*fields, "changed_by__username")) == [
        ("", None, False, "reported", 30, False, Channel.GRID, "can-bo-huyen"),
        ("reported", 30, False, "reported", 35, True, Channel.GRID, "dong-nghiep"),
    ]


def test_same_batch_twice_changes_once(world):
    batch = [world.edit("compulsory", exactly(30)), world.edit("voluntary", exactly(10)), world.note("stock", "Chờ số")]

    first, second = world.save(*batch), world.save(*batch)

    assert first == second
    assert world.changes() == 3


def test_batch_answers_with_what_each_cell_holds(world):
    saved = world.save(world.edit("share", exactly(436, 1)))

    content = saved[world.indicators["share"].pk, None]
    assert content.amount(1).comparator == Comparator.EXACTLY
    assert content.amount(1).format(suffix="%") == "43,6%"


@pytest.mark.parametrize("who", ["officer", "editor", "administrator"])
def test_who_may_write(world, who):
    world.save(world.edit("compulsory", exactly(30)), by=getattr(world.cast, who))

    assert world.changes() == 1
