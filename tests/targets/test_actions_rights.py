"""The one door for figures: who may write which cells."""

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.models import Plan
from targets.actions import ANYTHING, CellsRefused, Edit, save_cells
from targets.enums import Channel
from tests.factories import PlanFactory
from tests.targets.world import exactly, history, reasons, stored

pytestmark = pytest.mark.django_db

NO_RIGHT = "Tài khoản không có quyền sửa chỉ tiêu."
ISSUED = "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."


@pytest.mark.parametrize(
    ("who", "place", "reason"),
    [
        pytest.param("editor", "province", None, id="editor, own province"),
        pytest.param("editor", "commune", None, id="editor, deep below"),
        pytest.param("administrator", "district", None, id="administrator"),
        pytest.param("leader", "district", NO_RIGHT, id="leader"),
        pytest.param("officer", "district", NO_RIGHT, id="officer, own district"),
        pytest.param("outsider", "district", OUTSIDE, id="editor of another province"),
        pytest.param("outsider", "other_province", OUTSIDE, id="own locality in a foreign plan"),
        pytest.param("editor", "other_province", OUTSIDE, id="outside the plan"),
        pytest.param("administrator", "other_province", OUTSIDE, id="administrator outside the plan"),
    ],
)
def test_who_may_write_where(world, who, place, reason):
    edit = Edit(world.cell(locality_id=getattr(world.cast, place).pk), None, exactly(50))

    try:
        world.save(edit, by=getattr(world.cast, who))
        told = None
    except CellsRefused as refused:
        told = str(refused)

    assert told == reason
    assert stored() == ({} if reason else {edit.cell: exactly(50)})


@pytest.mark.parametrize(
    ("trait", "reason"),
    [
        pytest.param({}, None, id="draft"),
        pytest.param({"submitted": True}, None, id="submitted"),
        pytest.param({"issued": True}, ISSUED, id="issued"),
        pytest.param({"closed": True}, ISSUED, id="closed"),
    ],
)
@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_state_of_the_plan_decides(world, who, trait, reason):
    plan = PlanFactory(locality=world.cast.province, **trait)

    try:
        world.save(Edit(world.cell(), None, exactly(50)), plan=plan, by=getattr(world.cast, who))
        told = None
    except CellsRefused as refused:
        told = str(refused)

    assert told == reason


def test_stored_state_counts_and_not_the_one_in_hand(world):
    """The plan was issued after the page was opened."""
    Plan.objects.filter(pk=world.plan.pk).update(state="issued")

    with pytest.raises(CellsRefused, match=ISSUED):
        world.save(Edit(world.cell(), None, exactly(50)))


def test_blocked_account_is_refused(world):
    world.cast.editor.is_active = False

    with pytest.raises(CellsRefused, match=NO_RIGHT):
        world.save(Edit(world.cell(), None, exactly(50)))


def test_anonymous_is_refused(world):
    with pytest.raises(CellsRefused, match=NO_RIGHT):
        world.save(Edit(world.cell(), None, exactly(50)), by=AnonymousUser())


def test_nobody_is_refused_except_for_fixtures(world):
    edit = Edit(world.cell(), None, exactly(50))

    with pytest.raises(CellsRefused, match="Phải đăng nhập để sửa chỉ tiêu."):
        save_cells(plan=world.plan, edits=[edit], by=None, channel=Channel.GRID)
    save_cells(plan=world.plan, edits=[edit], by=None, channel=Channel.FIXTURE)

    assert stored() == {edit.cell: exactly(50)}


def test_refusal_for_lack_of_right_does_not_tell_the_figure(world):
    world.save(Edit(world.cell(), None, exactly(50)))

    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), None, exactly(1)), by=world.cast.outsider)

    assert reasons(refused) == [OUTSIDE]


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel != Channel.FIXTURE])
def test_anything_is_for_fixtures_only(world, channel):
    with pytest.raises(CellsRefused, match="Thiếu giá trị đã thấy trước khi sửa."):
        world.save(Edit(world.cell(), ANYTHING, exactly(50)), channel=channel)


def test_anything_overwrites_when_fixtures_are_loaded(world):
    world.save(Edit(world.cell(), None, exactly(50)))

    save_cells(plan=world.plan, edits=[Edit(world.cell(), ANYTHING, exactly(60))], by=None, channel=Channel.FIXTURE)

    assert stored() == {world.cell(): exactly(60)}
    assert history()[-1] == (("eq", 50, None), ("eq", 60, None))
