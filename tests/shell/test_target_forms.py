"""Targets in the shell pass the one door: typed as documents write them, never over somebody else's figure."""

import pytest

from core.figures import Amount, Comparator
from targets.actions import Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Target, TargetChange
from tests.factories import IndicatorFactory, LocalityFactory, PlanFactory, TargetFactory
from tests.shell.rows import page_url

ADD = "/targets/target/add/"


@pytest.fixture
def percent(db):
    return IndicatorFactory(ratio=True)


@pytest.fixture
def target(plan, district):
    return TargetFactory(plan=plan, locality=district, value=1600)


def typed(value, **values):
    return {"comparator": "eq", "value": value, "upper": "", "note": "", "seen": "", **values}


def new_cell(plan, district, indicator, value, **values):
    cell = {"plan": plan.pk, "locality": district.pk, "indicator": indicator.pk, "facility": "", "stage": "assigned"}
    return {**cell, **typed(value, **values)}


def seen_in(response):
    """What the form carries along as the figure that its reader saw."""
    return response.context["adminform"].form["seen"].value()


def errors_of(response):
    return [error for errors in response.context["adminform"].form.errors.values() for error in errors]


@pytest.mark.parametrize(("value", "stored"), [("43,6", 436), ("43,6%", 436), ("70 %", 700), ("0", 0)])
def test_percentage_is_stored_in_tenths(value, stored, plan, district, percent, editor, sign_in):
    response = sign_in(editor).post(ADD, new_cell(plan, district, percent, value))

    assert response.status_code == 302
    assert Target.objects.get().value == stored


@pytest.mark.parametrize("value", ["43.6", "43,65", "bốn", "1,234"])
def test_percentage_that_could_be_misread_is_refused(value, plan, district, percent, editor, sign_in):
    response = sign_in(editor).post(ADD, new_cell(plan, district, percent, value))

    assert "value" in response.context["adminform"].form.errors
    assert not Target.objects.exists()


def test_percent_sign_on_a_count_is_refused(plan, district, editor, sign_in):
    response = sign_in(editor).post(ADD, new_cell(plan, district, IndicatorFactory(unit="người"), "60%"))

    assert errors_of(response) == ["Chỉ tiêu này tính bằng “người”; bỏ dấu %."]
    assert not Target.objects.exists()


def test_count_with_decimals_is_refused(plan, district, editor, sign_in):
    response = sign_in(editor).post(ADD, new_cell(plan, district, IndicatorFactory(), "43,6"))

    assert errors_of(response)[0] == "“43,6” có phần thập phân; ở đây chỉ nhập số nguyên."


def test_range_is_stored_with_both_ends(plan, district, percent, editor, sign_in):
    sign_in(editor).post(ADD, new_cell(plan, district, percent, "65", comparator="between", upper="70"))

    assert Target.objects.get().amount() == Amount(650, 700, Comparator.BETWEEN, 1)


def test_form_shows_the_figure_in_its_unit(plan, district, percent, editor, sign_in):
    target = TargetFactory(plan=plan, locality=district, indicator=percent, value=436)

    response = sign_in(editor).get(page_url(target))

    assert 'value="43,6"' in response.content.decode()
    assert seen_in(response) == "eq:436:"


def test_change_leaves_a_trace(target, editor, sign_in):
    response = sign_in(editor).post(page_url(target), typed("1.700", seen="eq:1600:"))

    assert response.status_code == 302
    change = TargetChange.objects.get()
    assert (change.old_value, change.new_value) == (1600, 1700)
    assert (change.changed_by, change.channel) == (editor, Channel.FORM)
    target.refresh_from_db()
    assert target.value == 1700


def test_unchanged_form_writes_nothing(target, editor, sign_in):
    assert sign_in(editor).post(page_url(target), typed("1.600", seen="eq:1600:")).status_code == 302
    assert not TargetChange.objects.exists()


def test_note_alone_is_kept(target, editor, sign_in):
    sign_in(editor).post(page_url(target), typed("1.600", seen="eq:1600:", note="so với cùng kỳ"))

    target.refresh_from_db()
    assert (target.value, target.note) == (1600, "so với cùng kỳ")


def test_figure_that_another_wrote_meanwhile_is_not_overwritten(target, plan, editor, administrator, sign_in):
    cell = Cell(target.locality_id, target.indicator_id)
    save_cells(plan=plan, edits=[Edit(cell, Amount(1600), Amount(1550))], by=administrator, channel=Channel.GRID)

    response = sign_in(editor).post(page_url(target), typed("1.700", seen="eq:1600:"))

    target.refresh_from_db()
    assert target.value == 1550
    first, second = errors_of(response)
    assert first == "Ô đã được người khác sửa thành 1.550."
    assert second.startswith(f"Giá trị đang lưu do {administrator} ghi lúc ")
    # Both figures are before the reader: the typed one in its field, the stored one counted as seen from now on.
    assert response.context["adminform"].form["value"].value() == "1.700"
    assert seen_in(response) == "eq:1550:"
    assert response.context["original"].value == 1550


def test_saving_once_more_after_a_conflict_is_a_decision(target, plan, editor, sign_in):
    Target.objects.filter(pk=target.pk).update(value=1550)
    client = sign_in(editor)
    shown = client.post(page_url(target), typed("1.700", seen="eq:1600:"))

    assert client.post(page_url(target), typed("1.700", seen=seen_in(shown))).status_code == 302
    target.refresh_from_db()
    assert target.value == 1700


def test_second_target_for_a_cell_is_a_conflict(target, plan, district, editor, sign_in):
    response = sign_in(editor).post(ADD, new_cell(plan, district, target.indicator, "1.700"))

    assert errors_of(response)[0] == "Ô đã được người khác sửa thành 1.600."
    assert Target.objects.get().value == 1600


@pytest.mark.parametrize("seen", ["eq:x:", "nonsense", "eq:1:2:3", "like:1:"])
def test_broken_form_is_refused(seen, target, editor, sign_in):
    response = sign_in(editor).post(page_url(target), typed("1.700", seen=seen))

    assert errors_of(response) == ["Biểu mẫu bị hỏng. Hãy tải lại trang rồi nhập lại."]
    target.refresh_from_db()
    assert target.value == 1600


def test_locality_outside_the_plan_is_refused(plan, other_province, administrator, sign_in):
    elsewhere = LocalityFactory(district=True, parent=other_province)

    response = sign_in(administrator).post(ADD, new_cell(plan, elsewhere, IndicatorFactory(), "5"))

    assert errors_of(response) == ["Địa bàn không thuộc phạm vi của kế hoạch."]


def test_issued_plan_takes_no_new_target(province, district, editor, sign_in):
    issued = PlanFactory(locality=province, issued=True)

    response = sign_in(editor).post(ADD, new_cell(issued, district, IndicatorFactory(), "5"))

    assert "plan" in response.context["adminform"].form.errors
    assert not Target.objects.exists()


def test_plan_issued_while_the_form_was_open_is_a_plain_error(target, editor, sign_in, monkeypatch):
    # The plan is issued between the check of the form and the door.
    monkeypatch.setattr("plans.admin.PlanBound.is_open", lambda *_args: True)
    type(target.plan).objects.filter(pk=target.plan_id).update(state="issued")

    response = sign_in(editor).post(page_url(target), typed("1.700", seen="eq:1600:"))

    assert errors_of(response) == ["Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."]


def test_delete_leaves_a_trace(target, editor, sign_in):
    response = sign_in(editor).post(page_url(target, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not Target.objects.exists()
    change = TargetChange.objects.get()
    assert (change.old_value, change.new_value, change.new_comparator) == (1600, None, "")


def test_bulk_delete_is_one_batch_a_plan(plan, province, district, editor, sign_in):
    other = PlanFactory(locality=province)
    rows = [*TargetFactory.create_batch(2, plan=plan, locality=district), TargetFactory(plan=other, locality=district)]
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}

    sign_in(editor).post("/targets/target/", data)

    assert not Target.objects.exists()
    assert TargetChange.objects.count() == 3
    assert TargetChange.objects.values("batch").distinct().count() == 2


def test_bulk_delete_that_the_door_refuses_deletes_nothing(plan, district, editor, sign_in, monkeypatch):
    monkeypatch.setattr("plans.admin.PlanBound.is_open", lambda *_args: True)
    rows = TargetFactory.create_batch(2, plan=plan, locality=district)
    type(plan).objects.filter(pk=plan.pk).update(state="issued")
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}

    response = sign_in(editor).post("/targets/target/", data, follow=True)

    assert Target.objects.count() == 2
    assert [str(message) for message in response.context["messages"]] == [
        "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
    ]


def test_leader_reads_the_figure_in_words(plan, district, percent, leader, sign_in):
    target = TargetFactory(plan=plan, locality=district, indicator=percent, value=650, upper=700, comparator="between")

    page = sign_in(leader).get(page_url(target)).content.decode()

    assert "65 - 70%" in page
    assert "650" not in page


def test_history_shows_old_and_new_in_words(target, editor, sign_in):
    client = sign_in(editor)
    client.post(page_url(target), typed("1.700", comparator="ge", seen="eq:1600:"))

    page = client.get("/targets/targetchange/").content.decode()

    assert ">1.600</td>" in page
    assert ">ít nhất 1.700</td>" in page


def test_log_names_what_was_changed(target, editor, administrator, sign_in):
    sign_in(editor).post(page_url(target), typed("1.700", seen="eq:1600:"))

    page = sign_in(administrator).get("/admin/logentry/").content.decode()

    assert "seen" not in page
    assert 'class="field-list">Chỉ tiêu giao<' in page


def test_history_of_a_target_is_that_of_its_cell(plan, district, editor, sign_in):
    rows = [TargetFactory(plan=plan, locality=district, value=1600) for _number in range(2)]
    client = sign_in(editor)
    for row in rows:
        client.post(page_url(row), typed("1.700", seen="eq:1600:"))

    shown = client.get(page_url(rows[0], "history"), follow=True).context["cl"].queryset

    assert [change.indicator for change in shown] == [rows[0].indicator]
