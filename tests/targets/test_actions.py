"""The one door for figures: what a batch writes and when a cell is in conflict. See Rule (one-door)."""

import pytest

from core.figures import Amount, Comparator
from targets.actions import CellsRefused, Edit, save_cells
from targets.enums import Channel, Stage
from targets.models import Target
from tests.factories import FacilityFactory, IndicatorFactory, PlanFactory
from tests.targets.world import exactly, history, reasons, stored

pytestmark = pytest.mark.django_db

BIGGEST = 9_223_372_036_854_775_807
ALREADY_50 = "Ô đã được người khác sửa thành 50."


def test_save_writes_a_figure(world):
    edit = Edit(world.cell(), None, Amount(65, 70, Comparator.BETWEEN), note="Theo công văn 12")

    saved = world.save(edit)

    target = Target.objects.get()
    assert saved.changed == 1
    assert (target.plan, target.locality, target.indicator) == (world.plan, world.cast.district, world.indicator)
    assert (target.facility, target.stage, target.note) == (None, Stage.ASSIGNED, "Theo công văn 12")
    assert (target.comparator, target.value, target.upper) == (Comparator.BETWEEN, 65, 70)


def test_save_twice_over_two_batches_keeps_one_row(world):
    world.save(Edit(world.cell(), None, exactly(50)))
    first = Target.objects.get().pk

    world.save(Edit(world.cell(), exactly(50), Amount(60, comparator=Comparator.AT_LEAST)))

    assert stored() == {world.cell(): Amount(60, None, Comparator.AT_LEAST)}
    assert Target.objects.get().pk == first


def test_save_none_deletes_the_row(world):
    world.save(Edit(world.cell(), None, exactly(50)))

    saved = world.save(Edit(world.cell(), exactly(50), None))

    assert saved.changed == 1
    assert stored() == {}
    assert history()[-1] == (("eq", 50, None), None)


def test_save_none_where_nothing_stands_changes_nothing(world):
    saved = world.save(Edit(world.cell(), None, None))

    assert (saved.changed, history()) == (0, [])


def test_save_nothing_changes_nothing(world):
    saved = world.save()

    assert (saved.changed, history()) == (0, [])


def test_zero_is_a_target_and_blank_is_none(world):
    world.save(Edit(world.cell(), None, exactly(0)))

    assert stored() == {world.cell(): exactly(0)}

    world.save(Edit(world.cell(), exactly(0), None))

    assert stored() == {}


def test_zero_seen_as_blank_is_a_conflict(world):
    world.save(Edit(world.cell(), None, exactly(0)))

    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), None, exactly(7)))

    assert reasons(refused) == ["Ô đã được người khác sửa thành 0."]


def test_blank_seen_as_zero_is_a_conflict(world):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), exactly(0), exactly(7)))

    assert reasons(refused) == ["Ô đã được người khác sửa thành chưa giao."]


def test_facility_stage_and_plain_cells_are_different(world):
    one, two = FacilityFactory(), FacilityFactory()
    cells = [
        world.cell(),
        world.cell(facility_id=one.pk),
        world.cell(facility_id=two.pk),
        world.cell(stage=Stage.PROPOSED),
        world.cell(locality_id=world.cast.province.pk),
    ]

    world.save(*(Edit(cell, None, exactly(number)) for number, cell in enumerate(cells)))

    assert stored() == {cell: exactly(number) for number, cell in enumerate(cells)}


def test_two_plans_do_not_share_cells(world):
    other = PlanFactory(locality=world.cast.province)

    world.save(Edit(world.cell(), None, exactly(50)))
    world.save(Edit(world.cell(), None, exactly(60)), plan=other)

    assert (stored(world.plan), stored(other)) == ({world.cell(): exactly(50)}, {world.cell(): exactly(60)})


def test_share_of_more_than_the_whole_is_refused(world):
    ratio = IndicatorFactory(ratio=True)
    edit = Edit(world.cell(indicator_id=ratio.pk), None, Amount(1213, decimals=1))

    with pytest.raises(CellsRefused, match="Tỷ lệ không được quá 100%."):
        world.save(edit)
    save_cells(plan=world.plan, edits=[edit], by=None, channel=Channel.FIXTURE)  # a document keeps what it says

    assert Target.objects.get().figure == "121,3%"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        pytest.param(Amount(1000, None, Comparator.MORE_THAN, decimals=1), "> 100%", id="trên 100% stands in plans"),
        pytest.param(Amount(1500, None, Comparator.INCREASE, decimals=1), "tăng 150%", id="growth"),
    ],
)
def test_share_of_the_whole_and_growth_are_taken(world, amount, shown):
    ratio = IndicatorFactory(ratio=True)

    world.save(Edit(world.cell(indicator_id=ratio.pk), None, amount))

    assert Target.objects.get().figure == shown


def test_biggest_integer_of_the_database_is_kept(world):
    world.save(Edit(world.cell(), None, exactly(BIGGEST)))

    assert stored() == {world.cell(): exactly(BIGGEST)}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(None, "đầu tiên", id="unsaid"),
        pytest.param("", "", id="emptied"),
        pytest.param("mới", "mới", id="new"),
    ],
)
def test_note_of_a_later_edit(world, written, kept):
    world.save(Edit(world.cell(), None, exactly(50), note="đầu tiên"))

    world.save(Edit(world.cell(), exactly(50), exactly(60), note=written))

    assert Target.objects.get().note == kept


def test_note_alone_is_a_change(world):
    world.save(Edit(world.cell(), None, exactly(50)))

    saved = world.save(Edit(world.cell(), exactly(50), exactly(50), note="Theo công văn 12"))

    assert saved.changed == 1
    assert Target.objects.get().note == "Theo công văn 12"


# Compare-and-set


def test_conflict_refuses_the_whole_batch_and_names_the_cell(world):
    other = world.cell(locality_id=world.cast.commune.pk)
    world.save(Edit(world.cell(), None, exactly(50)))
    late = Edit(world.cell(), exactly(40), exactly(70))

    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(other, None, exactly(1)), late)

    assert [(refusal.edit, refusal.reason) for refusal in refused.value.refusals] == [(late, ALREADY_50)]
    assert stored() == {world.cell(): exactly(50)}
    assert len(history()) == 1


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        pytest.param(None, ALREADY_50, id="thought it blank"),
        pytest.param(Amount(50, None, Comparator.AT_LEAST), ALREADY_50, id="thought it a minimum"),
        pytest.param(Amount(50, 60, Comparator.BETWEEN), ALREADY_50, id="thought it a range"),
        pytest.param(Amount(None, comparator=Comparator.NOT_APPLICABLE), ALREADY_50, id="thought it not applicable"),
        pytest.param(Amount(50, decimals=1), ALREADY_50, id="thought it 5,0"),
    ],
)
def test_conflict_looks_at_the_whole_figure(world, seen, reason):
    world.save(Edit(world.cell(), None, exactly(50)))

    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), seen, exactly(70)))

    assert reasons(refused) == [reason]


def test_conflict_with_a_deleted_figure(world):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), exactly(50), exactly(70)))

    assert reasons(refused) == ["Ô đã được người khác sửa thành chưa giao."]


def test_repeated_batch_changes_nothing(world):
    other = world.cell(locality_id=world.cast.commune.pk)
    world.save(Edit(other, None, exactly(1)))
    batch = [Edit(world.cell(), None, exactly(50), note="a"), Edit(other, exactly(1), None)]
    world.save(*batch)
    after_first = history()

    saved = world.save(*batch)

    assert saved.changed == 0
    assert stored() == {world.cell(): exactly(50)}
    assert history() == after_first


def test_repeated_not_applicable_changes_nothing(world):
    ratio = IndicatorFactory(ratio=True)
    new = Amount(None, comparator=Comparator.NOT_APPLICABLE, decimals=1)
    batch = [Edit(world.cell(indicator_id=ratio.pk), None, new)]
    world.save(*batch)

    saved = world.save(*batch)

    assert (saved.changed, len(history())) == (0, 1)


def test_comparator_as_text_is_the_same_figure(world):
    """A web form sends "ge", Python code Comparator.AT_LEAST."""
    world.save(Edit(world.cell(), None, Amount(50, None, "ge")))

    saved = world.save(
        Edit(world.cell(stage="assigned"), Amount(50, None, Comparator.AT_LEAST), Amount(51, None, "ge"))
    )

    assert saved.changed == 1
    assert history() == [(None, ("ge", 50, None)), (("ge", 50, None), ("ge", 51, None))]


@pytest.mark.parametrize("second", [pytest.param(60, id="different"), pytest.param(50, id="equal")])
def test_one_cell_twice_in_a_batch_is_refused(world, second):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), None, exactly(50)), Edit(world.cell(), None, exactly(second)))

    assert reasons(refused) == ["Ô này có hai giá trị trong cùng một lần ghi."]
    assert stored() == {}
