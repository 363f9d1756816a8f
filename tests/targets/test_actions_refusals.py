"""The one door for figures: what no cell can hold is refused in plain words, before the database is asked."""

import pytest
from django.db import IntegrityError, transaction

from core.figures import Amount, Comparator
from plans.models import Plan
from targets.actions import CellsRefused, Edit
from targets.models import Target
from tests.factories import TargetFactory
from tests.targets.world import exactly, history, reasons, stored

pytestmark = pytest.mark.django_db

BIGGEST = 9_223_372_036_854_775_807
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."
BAD_IDS = "Ô không hợp lệ: mã địa bàn, chỉ tiêu hoặc cơ sở không phải là số hợp lệ."
TOO_BIG = "Giá trị quá lớn; hãy kiểm tra lại số chữ số."
NOT_WHOLE = "Giá trị phải là số nguyên theo đơn vị lưu của chỉ tiêu."
NEGATIVE = "Giá trị không được âm; mức giảm thì chọn cách hiểu “giảm”."
RANGE = "Cận trên chỉ dùng với “từ … đến …”, “giảm” hoặc “tăng”, và phải lớn hơn giá trị."
UNKNOWN = "Cách hiểu con số không có trong danh mục."
MISSING = "Phải nhập giá trị; chỉ để trống khi chọn “không áp dụng”. Không giao chỉ tiêu thì xoá dòng này."


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        pytest.param(exactly(-1), NEGATIVE, id="negative"),
        pytest.param(exactly(BIGGEST + 1), TOO_BIG, id="one too big"),
        pytest.param(exactly(10**400), TOO_BIG, id="far too big"),
        pytest.param(exactly(-(10**30)), NEGATIVE, id="far below zero"),
        pytest.param(Amount(1, BIGGEST + 1, Comparator.BETWEEN), TOO_BIG, id="upper too big"),
        pytest.param(Amount(70, 65, Comparator.BETWEEN), RANGE, id="upper below value"),
        pytest.param(Amount(70, 70, Comparator.BETWEEN), RANGE, id="upper equals value"),
        pytest.param(Amount(70, None, Comparator.BETWEEN), RANGE, id="range without upper"),
        pytest.param(Amount(70, 80), RANGE, id="upper of an exact figure"),
        pytest.param(Amount(50, None, "about"), UNKNOWN, id="unknown comparator"),
        pytest.param(Amount(50, None, ""), UNKNOWN, id="empty comparator"),
        pytest.param(Amount(50, None, None), UNKNOWN, id="no comparator"),
        pytest.param(Amount(None), MISSING, id="no value"),
        pytest.param(Amount(None, 70, Comparator.BETWEEN), MISSING, id="range without value"),
        pytest.param(
            Amount(0, None, Comparator.NOT_APPLICABLE), "Đã chọn “không áp dụng” thì để trống giá trị.", id="n/a with 0"
        ),
        pytest.param(Amount(None, 5, Comparator.NOT_APPLICABLE), RANGE, id="n/a with upper"),
        pytest.param(exactly(1.5), NOT_WHOLE, id="float"),
        pytest.param(exactly("50"), NOT_WHOLE, id="text"),
        pytest.param(exactly(True), NOT_WHOLE, id="bool"),
        pytest.param(exactly(50, decimals=1), "Số chữ số thập phân khác với quy định của chỉ tiêu.", id="other unit"),
    ],
)
def test_impossible_figure_is_refused_in_plain_words(world, new, reason):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), None, new))

    assert reasons(refused) == [reason]
    assert (stored(), history()) == ({}, [])


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        pytest.param({"locality_id": 987654}, OUTSIDE, id="unknown locality"),
        pytest.param({"indicator_id": 987654}, "Chỉ tiêu không có trong danh mục.", id="unknown indicator"),
        pytest.param({"facility_id": 987654}, "Cơ sở không có trong danh mục.", id="unknown facility"),
        # facility_key is 0 where there is no facility: a facility with the id 0 would stand in the same cell.
        pytest.param({"facility_id": 0}, BAD_IDS, id="facility 0"),
        pytest.param({"locality_id": 2**80}, BAD_IDS, id="huge locality"),
        pytest.param({"indicator_id": -1}, BAD_IDS, id="negative indicator"),
        pytest.param({"indicator_id": None}, BAD_IDS, id="no indicator"),
        pytest.param({"locality_id": "1"}, BAD_IDS, id="locality as text"),
        pytest.param({"stage": "dreamt"}, "Mức chỉ tiêu không có trong danh mục.", id="unknown stage"),
    ],
)
@pytest.mark.parametrize("new", [pytest.param(exactly(50), id="write"), pytest.param(None, id="delete")])
def test_impossible_cell_is_refused_in_plain_words(world, where, new, reason):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(**where), None, new))

    assert reasons(refused) == [reason]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        pytest.param("x" * 301, "Ghi chú dài quá 300 ký tự; hãy rút gọn.", id="too long"),
        pytest.param("a\x00b", "Ghi chú có ký tự không hợp lệ; hãy gõ lại.", id="NUL"),
    ],
)
def test_impossible_note_is_refused_in_plain_words(world, note, reason):
    with pytest.raises(CellsRefused) as refused:
        world.save(Edit(world.cell(), None, exactly(50), note=note))

    assert reasons(refused) == [reason]


def test_longest_note_is_kept(world):
    world.save(Edit(world.cell(), None, exactly(50), note="ễ" * 300))

    assert Target.objects.get().note == "ễ" * 300


def test_deleted_plan_is_a_refusal(world):
    Plan.objects.filter(pk=world.plan.pk).delete()

    with pytest.raises(CellsRefused, match="Kế hoạch không còn trong hệ thống."):
        world.save(Edit(world.cell(), None, exactly(50)))


def test_cell_of_another_plan_is_not_touched(world):
    """The same ids under another plan: neither read as the seen figure nor deleted."""
    other = TargetFactory(
        plan__locality=world.cast.province, locality=world.cast.district, indicator=world.indicator, value=50
    )

    with pytest.raises(CellsRefused, match="chưa giao"):
        world.save(Edit(world.cell(), exactly(50), exactly(60)))
    world.save(Edit(world.cell(), exactly(50), None))

    assert stored(other.plan) == {world.cell(): exactly(50)}


def test_door_and_database_agree_on_every_shape_of_figure(world):
    """The door answers before the database is asked, so the two must not differ."""
    numbers, uppers = [None, -1, 0, 5], [None, -2, 0, 5, 9]
    shapes = [Amount(value, upper, one) for one in [*Comparator, "about"] for value in numbers for upper in uppers]

    differ = [shape for shape in shapes if door_accepts(world, shape) != database_accepts(world, shape)]

    assert differ == []


def door_accepts(world, shape: Amount) -> bool:
    try:
        with transaction.atomic():
            world.save(Edit(world.cell(), None, shape))
            transaction.set_rollback(True)
    except CellsRefused:
        return False
    return True


def database_accepts(world, shape: Amount) -> bool:
    try:
        with transaction.atomic():
            TargetFactory(
                plan=world.plan,
                indicator=world.indicator,
                comparator=shape.comparator,
                value=shape.value,
                upper=shape.upper,
            )
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True
