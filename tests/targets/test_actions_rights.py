"""The one door for figures: who may write which cells."""

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.models import Plan
from targets.actions import ANYTHING, CellsRefused, Edit, save_cells
from targets.enums import Channel, Stage
from targets.permissions import entry_stage
from tests.factories import LocalityFactory, PlanFactory, UserFactory
from tests.targets.world import exactly, history, reasons, stored

pytestmark = pytest.mark.django_db

NO_RIGHT = "Tài khoản không có quyền sửa chỉ tiêu."
ISSUED = "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."
FROM_ABOVE = "Kế hoạch này do cấp trên lập; tài khoản chỉ được đề xuất chỉ tiêu."


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


# Proposals


@pytest.fixture
def people(world):
    """The cast, another district, and an editor and an officer who work in districts."""
    cast = world.cast
    neighbour = LocalityFactory(district=True, parent=cast.province, name="Huyện Sa Pa")
    return {
        **{name: getattr(cast, name) for name in ("administrator", "editor", "officer", "leader", "outsider")},
        "district editor": UserFactory(editor=True, locality=cast.district),
        "commune officer": UserFactory(officer=True, locality=cast.commune),
        "province": cast.province,
        "district": cast.district,
        "commune": cast.commune,
        "neighbour": neighbour,
        "other province": cast.other_province,
    }


def told_when_saving(world, edit: Edit, **options) -> str | None:
    """The refusal of one edit; None where it was taken."""
    try:
        world.save(edit, **options)
    except CellsRefused as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(
    ("who", "stage", "place", "reason"),
    [
        pytest.param("officer", "proposed", "district", None, id="officer, own district"),
        pytest.param("officer", "proposed", "commune", None, id="officer, below the own district"),
        pytest.param("officer", "proposed", "neighbour", OUTSIDE, id="officer, another district"),
        pytest.param("officer", "proposed", "province", OUTSIDE, id="officer, the whole province"),
        pytest.param("officer", "assigned", "district", NO_RIGHT, id="officer assigns"),
        pytest.param("commune officer", "proposed", "commune", None, id="commune officer, own commune"),
        pytest.param("commune officer", "proposed", "district", OUTSIDE, id="commune officer, the district above"),
        pytest.param("district editor", "proposed", "district", None, id="district editor, own district"),
        pytest.param("district editor", "proposed", "neighbour", OUTSIDE, id="district editor, another district"),
        pytest.param("district editor", "assigned", "district", FROM_ABOVE, id="district editor assigns"),
        pytest.param("editor", "proposed", "district", None, id="provincial editor on behalf of a district"),
        pytest.param("editor", "proposed", "province", None, id="provincial editor for the whole"),
        pytest.param("editor", "proposed", "other province", OUTSIDE, id="provincial editor, foreign province"),
        pytest.param("administrator", "proposed", "district", None, id="administrator on behalf of a district"),
        pytest.param("leader", "proposed", "district", NO_RIGHT, id="leader"),
        pytest.param("outsider", "proposed", "district", OUTSIDE, id="editor of another province"),
        pytest.param("outsider", "proposed", "other province", OUTSIDE, id="own locality in a foreign plan"),
    ],
)
def test_who_may_propose_in_the_plan_of_a_province(world, people, who, stage, place, reason):
    edit = Edit(world.cell(locality_id=people[place].pk, stage=stage), None, exactly(50))

    told = told_when_saving(world, edit, by=people[who])

    assert told == reason
    assert stored() == ({} if reason else {edit.cell: exactly(50)})


@pytest.mark.parametrize(
    ("who", "stage", "place", "reason"),
    [
        pytest.param("district editor", "assigned", "district", None, id="district editor assigns for the whole"),
        pytest.param("district editor", "assigned", "commune", None, id="district editor assigns to a commune"),
        pytest.param("editor", "assigned", "commune", None, id="provincial editor above"),
        pytest.param("officer", "proposed", "district", NO_RIGHT, id="officer proposes to the own district"),
        pytest.param("officer", "assigned", "district", NO_RIGHT, id="officer assigns"),
        pytest.param("commune officer", "proposed", "commune", None, id="commune officer proposes"),
        pytest.param("outsider", "proposed", "commune", OUTSIDE, id="editor of another province"),
    ],
)
def test_who_may_write_in_the_plan_of_a_district(world, people, who, stage, place, reason):
    plan = PlanFactory(locality=world.cast.district)
    edit = Edit(world.cell(locality_id=people[place].pk, stage=stage), None, exactly(50))

    told = told_when_saving(world, edit, plan=plan, by=people[who])

    assert told == reason
    assert stored() == ({} if reason else {edit.cell: exactly(50)})


@pytest.mark.parametrize(
    ("trait", "reason"),
    [
        pytest.param({"submitted": True}, None, id="submitted"),
        pytest.param({"issued": True}, ISSUED, id="issued"),
        pytest.param({"closed": True}, ISSUED, id="closed"),
    ],
)
@pytest.mark.parametrize("who", ["officer", "district editor", "editor", "administrator"])
def test_state_of_the_plan_decides_on_proposals(world, people, who, trait, reason):
    plan = PlanFactory(locality=world.cast.province, **trait)
    edit = Edit(world.cell(stage=Stage.PROPOSED), None, exactly(50))

    assert told_when_saving(world, edit, plan=plan, by=people[who]) == reason


def test_leader_learns_nothing_of_an_issued_plan(world):
    plan = PlanFactory(locality=world.cast.province, issued=True)

    assert told_when_saving(world, Edit(world.cell(), None, exactly(50)), plan=plan, by=world.cast.leader) == NO_RIGHT


def test_assigned_figure_in_a_batch_of_proposals_refuses_the_batch(world):
    """An officer's batch with one forged stage: the proposals beside it are not written either."""
    proposal = Edit(world.cell(stage=Stage.PROPOSED), None, exactly(50))
    forged = Edit(world.cell(stage=Stage.ASSIGNED), None, exactly(50))

    with pytest.raises(CellsRefused) as refused:
        world.save(proposal, forged, by=world.cast.officer)

    assert [(refusal.edit, refusal.reason) for refusal in refused.value.refusals] == [(forged, NO_RIGHT)]
    assert stored() == {}


def test_proposal_leaves_the_assigned_figure_alone(world):
    world.save(Edit(world.cell(), None, exactly(50)))

    world.save(Edit(world.cell(stage=Stage.PROPOSED), None, exactly(70)), by=world.cast.officer)

    assert stored() == {world.cell(): exactly(50), world.cell(stage=Stage.PROPOSED): exactly(70)}


@pytest.mark.parametrize(
    ("who", "of", "stage"),
    [
        pytest.param("administrator", "province", Stage.ASSIGNED, id="administrator"),
        pytest.param("editor", "province", Stage.ASSIGNED, id="provincial editor, own plan"),
        pytest.param("editor", "district", Stage.ASSIGNED, id="provincial editor, plan below"),
        pytest.param("district editor", "province", Stage.PROPOSED, id="district editor, plan above"),
        pytest.param("district editor", "district", Stage.ASSIGNED, id="district editor, own plan"),
        pytest.param("officer", "province", Stage.PROPOSED, id="officer, plan above"),
        pytest.param("officer", "district", None, id="officer, own plan"),
        pytest.param("commune officer", "province", Stage.PROPOSED, id="commune officer, plan two levels above"),
        pytest.param("leader", "province", None, id="leader"),
        pytest.param("outsider", "province", None, id="editor of another province"),
    ],
)
@pytest.mark.parametrize("state", [{}, {"issued": True}], ids=["draft", "issued"])
def test_entry_stage(people, who, of, stage, state):
    """Which figures somebody enters does not depend on the state: an issued plan's grid is read."""
    assert entry_stage(people[who], PlanFactory(locality=people[of], **state)) == stage


def test_nobody_unknown_enters_figures(world):
    assert entry_stage(AnonymousUser(), world.plan) is None
